//! Floating-point reductions: vectors along rows or across them, pieces of long axes in parallel.

use super::{Combine, Extent, Max, Min, Prod, RUN, Reduction, Sum};
use crate::{Float, Kernel, Pool, Scalar, SharedMut, Simd, dispatch};

/// Elements that a chunk reads, about 10 us of memory traffic.
const CHUNK: usize = 1 << 16;
/// With so many outer elements they alone make enough chunks.
const MANY: usize = 16;
/// Accumulators that are independent of each other, to hide the latency of the additions.
const WAYS: usize = 4;

impl Extent {
    /// Steps of the reduced axis in a piece.
    fn piece(self) -> usize {
        if self.outer >= MANY {
            return self.reduced.max(1);
        }
        (CHUNK / self.inner.max(1)).max(RUN).min(self.reduced.max(1))
    }

    fn pieces(self) -> usize {
        self.reduced.div_ceil(self.piece()).max(1)
    }
}

/// Elements of scratch memory that [`reduce`] needs.
pub fn scratch(extent: Extent) -> usize {
    match extent.pieces() {
        1 => 0,
        pieces => pieces * extent.outer * extent.inner,
    }
}

/// `out[o, i] = scale * (x[o, 0, i] combined with x[o, 1, i] ...)`; what is neutral where nothing is reduced.
pub fn reduce<T: Float>(
    pool: &Pool,
    reduction: Reduction,
    extent: Extent,
    scale: T,
    x: &[T],
    out: &mut [T],
    scratch: &mut [T],
) {
    assert_eq!(x.len(), extent.outer * extent.reduced * extent.inner);
    assert_eq!(out.len(), extent.outer * extent.inner);
    match reduction {
        Reduction::Sum => run::<T, Sum>(pool, extent, scale, x, out, scratch, Sum),
        Reduction::Prod => run::<T, Prod>(pool, extent, scale, x, out, scratch, Prod),
        Reduction::Max => run::<T, Max>(pool, extent, scale, x, out, scratch, Max),
        Reduction::Min => run::<T, Min>(pool, extent, scale, x, out, scratch, Min),
    }
}

fn run<T: Float, C: Combine + Sync>(
    pool: &Pool,
    extent: Extent,
    scale: T,
    x: &[T],
    out: &mut [T],
    scratch: &mut [T],
    combine: C,
) {
    let Extent { outer, reduced, inner } = extent;
    let (piece, pieces) = (extent.piece(), extent.pieces());
    let size = out.len();
    if size == 0 {
        return;
    }
    let group = (CHUNK / (piece * inner)).clamp(1, outer);
    let groups = outer.div_ceil(group);
    let results = if pieces == 1 { &mut *out } else { &mut scratch[..pieces * size] };
    let shared = SharedMut::new(results);
    pool.for_chunks(pieces * groups, |chunk| {
        let (p, g) = (chunk / groups, chunk % groups);
        let first = g * group;
        let count = group.min(outer - first);
        // SAFETY: each pair of piece and group has rows of its own.
        let out = unsafe { shared.slice(p * size + first * inner, count * inner) };
        let steps = piece.min(reduced - (p * piece).min(reduced));
        for (i, out) in out.chunks_exact_mut(inner).enumerate() {
            let start = ((first + i) * reduced + p * piece) * inner;
            dispatch(Rows { combine, x: &x[start..start + steps * inner], out });
        }
    });
    if pieces > 1 {
        let s = Scalar::<T>::NEW;
        let (first, rest) = scratch[..pieces * size].split_at(size);
        out.copy_from_slice(first);
        for partial in rest.chunks_exact(size) {
            for (out, &partial) in out.iter_mut().zip(partial) {
                *out = C::step(s, *out, partial);
            }
        }
    }
    if scale != T::ONE {
        out.iter_mut().for_each(|out| *out *= scale);
    }
}

/// One output row from the rows of one piece.
struct Rows<'a, T, C> {
    combine: C,
    x: &'a [T],
    out: &'a mut [T],
}

impl<T: Float, C: Combine> Kernel<T> for Rows<'_, T, C> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let _ = self.combine;
        let inner = self.out.len();
        if inner == 1 {
            self.out[0] = along::<S, C>(s, self.x);
            return;
        }
        let mut column = 0;
        while column + WAYS * S::LANES <= inner {
            across::<S, C, WAYS>(s, self.x, inner, column, S::LANES, self.out);
            column += WAYS * S::LANES;
        }
        while column < inner {
            let lanes = S::LANES.min(inner - column);
            across::<S, C, 1>(s, self.x, inner, column, lanes, self.out);
            column += lanes;
        }
    }
}

/// Combines the rows of `inner` elements in `N` vectors from `column` on.
#[inline(always)]
fn across<S: Simd, C: Combine, const N: usize>(
    s: S,
    x: &[S::Scalar],
    inner: usize,
    column: usize,
    lanes: usize,
    out: &mut [S::Scalar],
) {
    let neutral = s.splat(C::neutral());
    let mut total = [neutral; N];
    for run in x.chunks(RUN * inner) {
        let mut sum = [neutral; N];
        for row in run.chunks_exact(inner) {
            for n in 0..N {
                let part = &row[column + n * S::LANES..];
                let value =
                    if lanes == S::LANES { s.load(part) } else { s.load_partial(&part[..lanes]) };
                sum[n] = C::step(s, sum[n], value);
            }
        }
        for n in 0..N {
            total[n] = C::step(s, total[n], sum[n]);
        }
    }
    for n in 0..N {
        s.store_partial(&mut out[column + n * S::LANES..][..lanes], total[n]);
    }
}

/// Combines the elements of one row.
#[inline(always)]
fn along<S: Simd, C: Combine>(s: S, x: &[S::Scalar]) -> S::Scalar {
    let neutral = s.splat(C::neutral());
    let scalar = Scalar::<S::Scalar>::NEW;
    let whole = x.len() - x.len() % S::LANES;
    let mut total = neutral;
    for run in x[..whole].chunks(RUN * WAYS * S::LANES) {
        let mut sum = [neutral; WAYS];
        let mut blocks = run.chunks_exact(WAYS * S::LANES);
        for block in &mut blocks {
            for n in 0..WAYS {
                sum[n] = C::step(s, sum[n], s.load(&block[n * S::LANES..]));
            }
        }
        for block in blocks.remainder().chunks_exact(S::LANES) {
            sum[0] = C::step(s, sum[0], s.load(block));
        }
        let sum = C::step(s, C::step(s, sum[0], sum[1]), C::step(s, sum[2], sum[3]));
        total = C::step(s, total, sum);
    }
    let mut result = C::neutral();
    if whole > 0 {
        let mut lanes = [S::Scalar::ZERO; 64];
        s.store(&mut lanes, total);
        let mut width = S::LANES;
        while width > 1 {
            width /= 2;
            for i in 0..width {
                lanes[i] = C::step(scalar, lanes[i], lanes[i + width]);
            }
        }
        result = lanes[0];
    }
    for &x in &x[whole..] {
        result = C::step(scalar, result, x);
    }
    result
}
