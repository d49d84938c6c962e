//! Matrix product: C = activation(A B + bias), with any strides of A and B.
//!
//! Tiles of C stay in registers (`tile.rs`), on one thread under cache blocks (`block.rs`), and blocks of C are the
//! chunks that threads share (`parallel.rs`). A row-major B is read in place, any other is packed into panels first
//! (`pack.rs`); products of few rows have their own kernels (`thin.rs`). Every choice depends on shapes and strides
//! alone, so results have the same bits at any number of threads.

mod batch;
mod block;
mod pack;
mod parallel;
mod segments;
#[cfg(test)]
mod tests;
mod thin;
mod tile;

pub use batch::{batch_scratch_len, gemm_batch};
pub use block::gemm_serial;
pub use pack::{PANEL, Panels, pack_b, packed_len};
pub use parallel::{gemm, scratch_len};
pub use segments::{Segments, gemm_segments};

use crate::activation::Activation;

/// A matrix in a slice: element (i, j) is at `i * row_stride + j * col_stride`.
#[derive(Clone, Copy, Debug)]
pub struct MatRef<'a, T> {
    /// The elements.
    pub data: &'a [T],
    /// From one row to the next.
    pub row_stride: usize,
    /// From one column to the next.
    pub col_stride: usize,
}

impl<'a, T> MatRef<'a, T> {
    /// Rows one after the other, `ld` apart.
    #[inline(always)]
    pub fn row_major(data: &'a [T], ld: usize) -> Self {
        Self { data, row_stride: ld, col_stride: 1 }
    }

    /// The transpose of a matrix whose rows are `ld` apart.
    #[inline(always)]
    pub fn transposed(data: &'a [T], ld: usize) -> Self {
        Self { data, row_stride: 1, col_stride: ld }
    }

    /// The matrix that begins `elements` further on; beyond the end there is an empty one.
    #[inline(always)]
    pub fn offset(self, elements: usize) -> Self {
        Self { data: &self.data[elements.min(self.data.len())..], ..self }
    }

    /// Panics unless all of `rows` x `cols` is inside the slice.
    #[inline(always)]
    fn check(&self, rows: usize, cols: usize) {
        if rows > 0 && cols > 0 {
            let last = (rows - 1) * self.row_stride + (cols - 1) * self.col_stride;
            assert!(last < self.data.len(), "a matrix of {rows} x {cols} leaves its slice");
        }
    }
}

/// What happens to a sum before it is stored.
#[derive(Clone, Copy, Debug)]
pub struct Epilogue<'a, T> {
    /// One number a column, added first.
    pub bias: Option<&'a [T]>,
    /// Applied last.
    pub activation: Activation,
}

impl<T> Default for Epilogue<'_, T> {
    #[inline(always)]
    fn default() -> Self {
        Self { bias: None, activation: Activation::Linear }
    }
}

/// C = activation(A B + bias), or with C added before the bias if `accumulate`.
#[derive(Debug)]
pub struct Gemm<'a, T> {
    /// Rows of A and C.
    pub m: usize,
    /// Columns of B and C.
    pub n: usize,
    /// Columns of A, rows of B.
    pub k: usize,
    /// m x k.
    pub a: MatRef<'a, T>,
    /// k x n.
    pub b: MatRef<'a, T>,
    /// m x n, row-major.
    pub c: &'a mut [T],
    /// From one row of C to the next.
    pub ldc: usize,
    /// Add to what C holds.
    pub accumulate: bool,
    /// Bias and activation.
    pub epilogue: Epilogue<'a, T>,
}
