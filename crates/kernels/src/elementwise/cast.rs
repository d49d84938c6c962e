//! Conversion between element types, as Rust's `as` converts: truncated towards zero and clamped.

use crate::{Pool, SharedMut};

/// Elements of a chunk: a few microseconds of memory traffic.
const CHUNK: usize = 1 << 17;

/// `to[i] = convert(from[i])`, on the pool.
pub fn cast<A: Copy + Sync, B: Send>(
    pool: &Pool,
    from: &[A],
    to: &mut [B],
    convert: impl Fn(A) -> B + Sync,
) {
    assert_eq!(from.len(), to.len());
    let elements = to.len();
    let to = SharedMut::new(to);
    pool.for_chunks(elements.div_ceil(CHUNK), |i| {
        let start = i * CHUNK;
        let len = CHUNK.min(elements - start);
        // SAFETY: chunks are disjoint ranges.
        let to = unsafe { to.slice(start, len) };
        for (to, &from) in to.iter_mut().zip(&from[start..start + len]) {
            *to = convert(from);
        }
    });
}
