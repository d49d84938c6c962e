//! Data sets: arrays of rows, copied once, read in order or in a seeded permutation.

use corten_graph::{Array, Error, Result, TensorType};
use corten_kernels::Pool;
use corten_kernels::movement::{self, Indexed};
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
    /// The shuffle in whose order rows are stored, and where each row is then.
    stored: Option<(Shuffle, Vec<i32>)>,
    /// Where the rows are that are read one after the other; none if that is as they are stored.
    order: RwLock<Option<Vec<i32>>>,
}

/// An order of rows: the permutation of an epoch, from a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shuffle {
    /// The same for all epochs.
    pub seed: u64,
    /// Index of the epoch.
    pub epoch: u64,
}

impl Shuffle {
    /// The rows in this order (Fisher and Yates).
    fn rows(self, rows: usize) -> Vec<i32> {
        let mut order: Vec<i32> = (0..rows as i32).collect();
        let mut state = split_mix(self.seed ^ split_mix(self.epoch));
        for last in (1..order.len()).rev() {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let bound = last as u128 + 1;
            let pick = ((u128::from(split_mix(state)) * bound) >> 64) as usize;
            order.swap(last, pick);
        }
        order
    }
}

impl Dataset {
    /// Copies arrays whose first axes agree, in the order in which they will be read first: that needs no gathering.
    pub fn new<'a>(
        arrays: impl IntoIterator<Item = (TensorType, &'a [u8])>,
        first: Option<Shuffle>,
    ) -> Result<Self> {
        let mut copies = Vec::new();
        let mut order = None;
        let mut rows = None;
        for (ty, bytes) in arrays {
            let count = ty.shape.first().copied().unwrap_or(0);
            if *rows.get_or_insert(count) != count || ty.bytes() != bytes.len() {
                let expected = format!("arrays of {} rows", rows.unwrap_or(0));
                return Err(Error::shape("dataset", expected, ty.to_string()));
            }
            if let Some(first) = first {
                order.get_or_insert_with(|| first.rows(count));
            }
            copies.push((ty, copy_of(bytes, order.as_deref())));
        }
        let places = order.map(|order| {
            let mut places = vec![0; order.len()];
            for (place, row) in (0..).zip(order) {
                places[row as usize] = place;
            }
            places
        });
        let stored = first.zip(places);
        Ok(Self { arrays: copies, rows: rows.unwrap_or(0), stored, order: RwLock::new(None) })
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.arrays.iter().map(|(ty, _)| ty.bytes()).sum()
    }

    /// Reads rows in this order from now on.
    pub fn shuffle(&self, shuffle: Shuffle) {
        let order = match &self.stored {
            Some((stored, _)) if *stored == shuffle => None,
            Some((_, places)) => {
                let mut order = shuffle.rows(self.rows);
                for row in &mut order {
                    *row = places[*row as usize];
                }
                Some(order)
            }
            None => Some(shuffle.rows(self.rows)),
        };
        *self.order.write() = order;
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
        for ((_, buffer), staged) in self.arrays.iter().zip(staging.iter_mut()) {
            gather(buffer.bytes(), self.rows, &order[start..start + count], staged.bytes_mut());
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

/// A copy of these rows, in this order, and in spare memory if there is some of this size.
fn copy_of(bytes: &[u8], rows: Option<&[i32]>) -> Buffer {
    let mut spare = SPARE.lock();
    let fits = |buffer: &Buffer| buffer.bytes().len() == bytes.len();
    let found = spare.iter().position(fits).map(|at| spare.swap_remove(at));
    drop(spare);
    let mut buffer = found.unwrap_or_else(|| Buffer::zeroed(bytes.len()));
    let copy = buffer.bytes_mut();
    match rows {
        Some(rows) => gather(bytes, rows.len(), rows, copy),
        None => gather(bytes, 1, &[0], copy),
    }
    buffer
}

/// Copies these rows of `size` ones.
fn gather(from: &[u8], size: usize, rows: &[i32], to: &mut [u8]) {
    let inner = from.len().checked_div(size).unwrap_or(0);
    let shape = Indexed { batch: 1, outer: 1, size, count: rows.len(), inner };
    movement::gather(Pool::global(), shape, from, rows, to);
}

type Few<T> = smallvec::SmallVec<[T; 8]>;

/// One round of SplitMix64 (Steele, Lea and Flood 2014).
fn split_mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
