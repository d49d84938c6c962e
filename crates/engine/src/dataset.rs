//! Data sets: arrays of rows, copied once, read in order or in a seeded permutation.

use corten_graph::{Array, Error, Result, TensorType};
use parking_lot::{Mutex, RwLock};

use crate::Buffer;

/// Memory of the last small data set, at most so many bytes: programs that call `fit` often do it with data of one size,
/// and new memory costs more than the copy into it.
static SPARE: Mutex<Vec<Buffer>> = Mutex::new(Vec::new());
const SPARE_BYTES: usize = 8 << 20;

/// Arrays that agree in their first axis.
#[derive(Debug, Default)]
pub struct Dataset {
    arrays: Vec<(TensorType, Buffer)>,
    rows: usize,
    order: RwLock<Option<Vec<u32>>>,
}

impl Dataset {
    /// Copies arrays whose first axes agree.
    pub fn new<'a>(arrays: impl IntoIterator<Item = (TensorType, &'a [u8])>) -> Result<Self> {
        let mut stored = Vec::new();
        let mut rows = None;
        for (ty, bytes) in arrays {
            let first = ty.shape.first().copied().unwrap_or(0);
            if *rows.get_or_insert(first) != first || ty.bytes() != bytes.len() {
                let expected = format!("arrays of {} rows", rows.unwrap_or(0));
                return Err(Error::shape("dataset", expected, ty.to_string()));
            }
            stored.push((ty, copy_of(bytes)));
        }
        Ok(Self { arrays: stored, rows: rows.unwrap_or(0), order: RwLock::new(None) })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.arrays.iter().map(|(ty, _)| ty.bytes()).sum()
    }

    /// Reads rows in the permutation that this seed and epoch give (Fisher and Yates).
    pub fn shuffle(&self, seed: u64, epoch: u64) {
        let mut order: Vec<u32> = (0..self.rows as u32).collect();
        let mut state = split_mix(seed ^ split_mix(epoch));
        for last in (1..order.len()).rev() {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let bound = last as u128 + 1;
            let pick = ((u128::from(split_mix(state)) * bound) >> 64) as usize;
            order.swap(last, pick);
        }
        *self.order.write() = Some(order);
    }

    /// Copies of `count` rows of each array from position `start` on, in the order of reading.
    pub fn gather(&self, start: usize, count: usize) -> Result<Vec<Array>> {
        let types = self.arrays.iter().map(|(ty, _)| {
            let mut ty = ty.clone();
            if let Some(rows) = ty.shape.first_mut() {
                *rows = count;
            }
            ty
        });
        self.with_rows(start, count, &mut Vec::new(), |rows| {
            types.zip(rows).map(|(ty, &bytes)| Array::from_bytes(ty, bytes)).collect()
        })
    }

    /// Calls `f` with `count` rows of each array from position `start` on: in place when they are in
    /// order, gathered into `staging` otherwise.
    pub(crate) fn with_rows<R>(
        &self,
        start: usize,
        count: usize,
        staging: &mut Vec<Buffer>,
        f: impl FnOnce(&[&[u8]]) -> R,
    ) -> Result<R> {
        if start + count > self.rows {
            let expected = format!("rows before {}", self.rows);
            return Err(Error::shape("dataset", expected, format!("{start}..{}", start + count)));
        }
        let order = self.order.read();
        let strides: Few<usize> =
            self.arrays.iter().map(|(ty, _)| ty.bytes() / self.rows.max(1)).collect();
        let Some(order) = order.as_ref() else {
            let views: Few<&[u8]> = self
                .arrays
                .iter()
                .zip(&strides)
                .map(|((_, buffer), &stride)| {
                    &buffer.bytes()[start * stride..(start + count) * stride]
                })
                .collect();
            return Ok(f(&views));
        };
        let sizes = strides.iter().map(|stride| stride * count);
        if !staging.iter().map(|buffer| buffer.bytes().len()).eq(sizes.clone()) {
            *staging = sizes.map(Buffer::zeroed).collect();
        }
        for (((_, buffer), &stride), staged) in
            self.arrays.iter().zip(&strides).zip(staging.iter_mut())
        {
            if stride == 0 {
                continue;
            }
            let targets = staged.bytes_mut().chunks_exact_mut(stride);
            for (target, &row) in targets.zip(&order[start..start + count]) {
                let from = row as usize * stride;
                target.copy_from_slice(&buffer.bytes()[from..from + stride]);
            }
        }
        let views: Few<&[u8]> = staging.iter().map(Buffer::bytes).collect();
        Ok(f(&views))
    }
}

impl Drop for Dataset {
    fn drop(&mut self) {
        if (1..=SPARE_BYTES).contains(&self.bytes()) {
            *SPARE.lock() = self.arrays.drain(..).map(|(_, buffer)| buffer).collect();
        }
    }
}

/// A copy of these bytes, in spare memory if there is some of this size.
fn copy_of(bytes: &[u8]) -> Buffer {
    let mut spare = SPARE.lock();
    let fits = |buffer: &Buffer| buffer.bytes().len() == bytes.len();
    let Some(at) = spare.iter().position(fits) else { return Buffer::copy_of(bytes) };
    let mut buffer = spare.swap_remove(at);
    drop(spare);
    buffer.bytes_mut().copy_from_slice(bytes);
    buffer
}

type Few<T> = smallvec::SmallVec<[T; 8]>;

/// One round of SplitMix64 (Steele, Lea and Flood 2014).
fn split_mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
