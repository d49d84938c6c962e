//! Ops that take or put elements by index, or by order.

pub mod gather;
pub mod gather_nd;
pub mod one_hot;
pub mod order;
pub mod scatter_add;
pub mod scatter_nd;
pub mod scatter_update;
pub mod search_sorted;
#[cfg(test)]
mod tests;

use corten_kernels::Pool;
use corten_kernels::movement::{self, Indexed, first_outside};

use crate::{DType, Error, Result, TensorType, View, ViewMut};

fn expect_indices(op: &str, indices: &TensorType) -> Result<()> {
    if indices.dtype != DType::Int32 {
        return Err(Error::dtype(op, "int32 indices", indices.dtype.name()));
    }
    Ok(())
}

fn check_indices(op: &str, indices: &[i32], size: usize) -> Result<()> {
    match first_outside(indices, size) {
        None => Ok(()),
        Some((at, index)) => {
            let expected =
                format!("indices from 0 to {}, for an axis of size {size}", size as i64 - 1);
            Err(Error::value(op, expected, format!("{index} at position {at}")))
        }
    }
}

/// Gathers whatever the element type, by its size.
fn gather(pool: &Pool, shape: Indexed, x: &View<'_>, indices: &[i32], out: &mut ViewMut<'_>) {
    fn typed<T: bytemuck::Pod + Send + Sync>(
        pool: &Pool,
        shape: Indexed,
        x: &View<'_>,
        indices: &[i32],
        out: &mut ViewMut<'_>,
    ) {
        movement::gather::<T>(pool, shape, x.words(), indices, out.words());
    }
    match x.ty.dtype.size() {
        1 => movement::gather(pool, shape, x.bytes, indices, out.bytes),
        4 => typed::<u32>(pool, shape, x, indices, out),
        _ => typed::<u64>(pool, shape, x, indices, out),
    }
}

/// Scatters numbers, adding duplicates.
fn scatter_add(pool: &Pool, shape: Indexed, x: &View<'_>, indices: &[i32], out: &mut ViewMut<'_>) {
    use movement::scatter_add as add;
    match x.ty.dtype {
        DType::Float32 => add::<f32>(pool, shape, x.slice(), indices, out.slice()),
        DType::Float64 => add::<f64>(pool, shape, x.slice(), indices, out.slice()),
        DType::Int32 => add::<i32>(pool, shape, x.slice(), indices, out.slice()),
        DType::Int64 => add::<i64>(pool, shape, x.slice(), indices, out.slice()),
        DType::Uint8 | DType::Bool => add::<u8>(pool, shape, x.slice(), indices, out.slice()),
    }
}

/// Turns index tuples [..., depth] into positions in the leading axes of a shape, taken as one; the rows' numbers go
/// into `rows`.
fn flatten_indices(
    op: &str,
    indices: &View<'_>,
    leading: &[usize],
    rows: &mut [i32],
) -> Result<()> {
    let depth = leading.len();
    if depth == 0 {
        rows.fill(0);
        return Ok(());
    }
    for (at, (tuple, row)) in indices.slice::<i32>().chunks_exact(depth).zip(rows).enumerate() {
        let mut flat = 0;
        for (&index, &size) in tuple.iter().zip(leading) {
            if index < 0 || index as usize >= size {
                let expected = format!("indices into the axes {leading:?}");
                return Err(Error::value(op, expected, format!("{tuple:?} at position {at}")));
            }
            flat = flat * size + index as usize;
        }
        *row = flat as i32;
    }
    Ok(())
}

/// Index tuples in a tensor [..., depth].
fn row_count(indices: &TensorType) -> usize {
    indices.shape.iter().rev().skip(1).product()
}

/// A row number for each index tuple, out of scratch memory.
fn rows_of<'a>(scratch: &'a mut [u8], indices: &TensorType) -> &'a mut [i32] {
    bytemuck::cast_slice_mut(&mut scratch[..row_count(indices) * size_of::<i32>()])
}
