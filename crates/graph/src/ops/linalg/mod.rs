//! Factorizations and linear equations over the last two axes; leading axes are batches. All compute in float64.

pub mod cholesky;
pub mod determinant;
pub mod qr;
pub mod solve;
#[cfg(test)]
mod tests;
pub mod triangular_solve;

use std::cmp::Ordering::Equal;
use std::sync::atomic::{AtomicBool, Ordering};

use corten_kernels::Pool;

use crate::{Array, DType, Error, Graph, Result, TensorType, Value, View, ViewMut};

/// Arithmetic operations below which a fork costs more than it saves, about.
const CHUNK: usize = 64 * 1024;

/// The leading axes, rows and columns of a tensor of float matrices.
fn matrices<'a>(op: &str, x: &'a TensorType) -> Result<(&'a [usize], usize, usize)> {
    if !x.dtype.is_float() {
        return Err(Error::dtype(op, "float32 or float64", x.dtype.name()));
    }
    match *x.shape.as_slice() {
        [ref batch @ .., rows, columns] => Ok((batch, rows, columns)),
        _ => Err(Error::shape(op, "matrices: rank >= 2", format!("got rank {}", x.rank()))),
    }
}

/// The leading axes and the size of square matrices.
fn square_matrices<'a>(op: &str, x: &'a TensorType) -> Result<(&'a [usize], usize)> {
    let (batch, rows, columns) = matrices(op, x)?;
    if rows != columns {
        return Err(Error::shape(op, "square matrices", x.to_string()));
    }
    Ok((batch, rows))
}

/// Square matrices a and right-hand sides b of the same batch: the size, and the columns of b.
fn equations(op: &str, a: &TensorType, b: &TensorType) -> Result<(usize, usize)> {
    let (batch, n) = square_matrices(op, a)?;
    let (batch_b, rows, columns) = matrices(op, b)?;
    if a.dtype != b.dtype {
        return Err(Error::dtype(op, "equal element types", format!("{a} and {b}")));
    }
    if batch != batch_b || rows != n {
        let expected = format!("right-hand sides of shape {batch:?} + [{n}, columns]");
        return Err(Error::shape(op, expected, b.to_string()));
    }
    Ok((n, columns))
}

/// The numbers from `start` on as float64.
fn read(x: &View<'_>, start: usize, into: &mut [f64]) {
    if x.ty.dtype == DType::Float64 {
        into.copy_from_slice(&x.slice()[start..][..into.len()]);
    } else {
        let from = &x.slice::<f32>()[start..];
        into.iter_mut().zip(from).for_each(|(to, &x)| *to = f64::from(x));
    }
}

/// The numbers as the output's from `start` on.
fn write(from: &[f64], out: &mut ViewMut<'_>, start: usize) {
    if out.ty.dtype == DType::Float64 {
        out.slice()[start..][..from.len()].copy_from_slice(from);
    } else {
        let to = &mut out.slice::<f32>()[start..];
        to.iter_mut().zip(from).for_each(|(to, &x)| *to = x as f32);
    }
}

/// Calls `run` with the numbers of each item; false if any had no result.
fn for_items(
    pool: &Pool,
    numbers: &mut [f64],
    each: usize,
    cost: usize,
    run: impl Fn(&mut [f64]) -> Option<()> + Sync,
) -> bool {
    let failed = AtomicBool::new(false);
    let per_chunk = (CHUNK / cost.max(1)).max(1);
    pool.for_chunks_mut(numbers, per_chunk * each, |_, items| {
        for item in items.chunks_exact_mut(each.max(1)) {
            if run(item).is_none() {
                failed.store(true, Ordering::Relaxed);
            }
        }
    });
    !failed.into_inner()
}

/// The part of x on and below the diagonal, or on and above it; `diagonal` scales what is on it.
fn triangle(graph: &mut Graph, x: Value, lower: bool, diagonal: f64) -> Result<Value> {
    let shape = graph.shape(x);
    let (rows, columns) = (shape[shape.len() - 2], shape[shape.len() - 1]);
    let factors: Vec<f64> = (0..rows * columns)
        .map(|i| match (i / columns).cmp(&(i % columns)) {
            Equal => diagonal,
            order => f64::from(u8::from(order.is_gt() == lower)),
        })
        .collect();
    let factors = graph.constant(Array::from_slice(&[rows, columns], &factors));
    let dtype = graph.ty(x).dtype;
    let factors = graph.cast(factors, dtype)?;
    graph.mul(x, factors)
}

/// The matrices with their axes swapped.
fn transpose(graph: &mut Graph, x: Value) -> Result<Value> {
    let rank = graph.shape(x).len();
    let mut perm: Vec<usize> = (0..rank).collect();
    perm.swap(rank - 2, rank - 1);
    graph.transpose(x, &perm)
}
