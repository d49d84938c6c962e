//! What both matrix products share: shapes, and batches of the kernel.

use corten_kernels::gemm::{Epilogue, MatRef, batch_scratch_len, gemm_batch};
use corten_kernels::{Activation, Float};

use crate::{Context, DType, Element, Error, Result, TensorType, View, ViewMut, broadcast_shapes};

/// C = op(A) op(B) over broadcast leading axes, where op transposes the last two axes or leaves them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Product {
    pub name: &'static str,
    pub transpose_a: bool,
    pub transpose_b: bool,
}

/// Sizes of one call of the kernel: C is m x n, and k is summed over.
#[derive(Debug, Clone, Copy)]
struct Size {
    m: usize,
    n: usize,
    k: usize,
}

impl Product {
    /// The output's type.
    pub fn infer(self, a: &TensorType, b: &TensorType) -> Result<TensorType> {
        if !a.dtype.is_float() || a.dtype != b.dtype {
            let received = format!("{} and {}", a.dtype, b.dtype);
            return Err(Error::dtype(self.name, "two float32 or two float64 tensors", received));
        }
        let ([batch_a @ .., _, _], [batch_b @ .., _, _]) = (&a.shape[..], &b.shape[..]) else {
            let expected = "matrices, or batches of them (rank 2 or more)";
            return Err(Error::shape(self.name, expected, format!("{a} and {b}")));
        };
        let (m, k) = last_two(a, self.transpose_a);
        let (rows, n) = last_two(b, self.transpose_b);
        if k != rows {
            let turned = |transposed| if transposed { " transposed" } else { "" };
            let (a_is, b_is) = (turned(self.transpose_a), turned(self.transpose_b));
            let expected = format!("as many columns of a{a_is} as rows of b{b_is}");
            let received = format!("{k} and {rows}, of {a} and {b}");
            return Err(Error::shape(self.name, expected, received));
        }
        let batch = broadcast_shapes(self.name, batch_a, batch_b)?;
        Ok(a.with_shape([&batch[..], &[m, n]].concat()))
    }

    /// Bytes that [`Product::run`] needs.
    pub fn scratch(self, a: &TensorType, b: &TensorType) -> usize {
        let Size { m, n, k } = self.size(a, b);
        // A broadcasts to C's batch or b does: the product bounds both.
        let batch = if self.one_product(b) { 1 } else { batch_of(a, b) };
        batch_scratch_len(batch, (m, n, k), !self.transpose_b) * a.dtype.size()
    }

    /// Computes activation(A B + bias) for either element type.
    pub fn run(
        self,
        [a, b]: [&View<'_>; 2],
        bias: Option<&View<'_>>,
        activation: Activation,
        out: &mut ViewMut<'_>,
        context: &mut Context<'_>,
    ) {
        match a.ty.dtype {
            DType::Float32 => self.run_as::<f32>([a, b], bias, activation, out, context),
            _ => self.run_as::<f64>([a, b], bias, activation, out, context),
        }
    }

    fn run_as<T: Element + Float>(
        self,
        [a, b]: [&View<'_>; 2],
        bias: Option<&View<'_>>,
        activation: Activation,
        out: &mut ViewMut<'_>,
        context: &mut Context<'_>,
    ) {
        let Size { m, n, k } = self.size(a.ty, b.ty);
        let batch = &out.ty.shape[..out.ty.rank() - 2];
        let of = |x: &View<'_>, i: usize| {
            let leading = &x.ty.shape[..x.ty.rank() - 2];
            if self.one_product(b.ty) { 0 } else { broadcast_position(i, batch, leading) }
        };
        let epilogue = Epilogue { bias: bias.map(View::slice), activation };
        gemm_batch(
            context.pool,
            (m, n, k),
            |i| matrix(&a.slice::<T>()[of(a, i) * m * k..], (m, k), self.transpose_a),
            |i| matrix(&b.slice::<T>()[of(b, i) * k * n..], (k, n), self.transpose_b),
            out.slice(),
            false,
            epilogue,
            bytemuck::cast_slice_mut(whole::<T>(context.scratch)),
        );
    }

    /// Whether one matrix b serves the whole batch of a, whose matrices are then more rows of one.
    fn one_product(self, b: &TensorType) -> bool {
        !self.transpose_a && b.shape[..b.rank() - 2].iter().all(|&size| size == 1)
    }

    fn size(self, a: &TensorType, b: &TensorType) -> Size {
        let (mut m, k) = last_two(a, self.transpose_a);
        let (_, n) = last_two(b, self.transpose_b);
        if self.one_product(b) {
            m = a.shape[..a.rank() - 1].iter().product();
        }
        Size { m, n, k }
    }
}

/// Sizes of the last two axes, as the product sees them.
fn last_two(x: &TensorType, transposed: bool) -> (usize, usize) {
    let (rows, columns) = (x.shape[x.rank() - 2], x.shape[x.rank() - 1]);
    if transposed { (columns, rows) } else { (rows, columns) }
}

/// `rows` x `columns` as the product sees them, from elements that hold them so or transposed.
fn matrix<T>(data: &[T], (rows, columns): (usize, usize), transposed: bool) -> MatRef<'_, T> {
    if transposed { MatRef::transposed(data, rows) } else { MatRef::row_major(data, columns) }
}

/// Products in the output of a batch: leading axes broadcast.
fn batch_of(a: &TensorType, b: &TensorType) -> usize {
    let rank = a.rank().max(b.rank());
    let axis =
        |x: &TensorType, i: usize| (i + x.rank()).checked_sub(rank).map_or(1, |j| x.shape[j]);
    let size = |i| if axis(a, i) == 1 { axis(b, i) } else { axis(a, i) };
    (0..rank - 2).map(size).product()
}

/// Where item `i` of a batch lies in a tensor whose leading axes broadcast to the batch's.
fn broadcast_position(mut i: usize, batch: &[usize], leading: &[usize]) -> usize {
    let (mut position, mut stride) = (0, 1);
    for (&size, &own) in batch.iter().rev().zip(leading.iter().rev()) {
        if own > 1 {
            position += i % size * stride;
        }
        i /= size;
        stride *= own;
    }
    position
}

/// The scratch memory that holds whole elements.
fn whole<T>(scratch: &mut [u8]) -> &mut [u8] {
    let bytes = scratch.len() / size_of::<T>() * size_of::<T>();
    &mut scratch[..bytes]
}
