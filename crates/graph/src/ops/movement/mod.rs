//! Ops that move elements and compute nothing: each is one or a few strided copies, for every element type.

pub mod broadcast_to;
pub mod concat;
pub mod pad;
pub mod reverse;
pub mod reverse_sequence;
pub mod slice;
pub mod strided_slice;
#[cfg(test)]
mod tests;
pub mod tile;
pub mod transpose;

use corten_kernels::Pool;
use corten_kernels::movement::{Layout, MAX_AXES, strided_copy};

use crate::{Error, Result, TensorType, View, ViewMut, expect_inputs};

/// Most axes that a tensor of these ops has.
const MAX_RANK: usize = MAX_AXES / 2;

/// The type of the only input.
fn expect_one<'a>(op: &str, inputs: &[&'a TensorType]) -> Result<&'a TensorType> {
    let [x] = expect_inputs(op, inputs)?;
    expect_rank(op, x.rank())?;
    Ok(x)
}

fn expect_rank(op: &str, rank: usize) -> Result<()> {
    if rank > MAX_RANK {
        return Err(Error::shape(op, format!("rank at most {MAX_RANK}"), format!("rank {rank}")));
    }
    Ok(())
}

/// An attribute must have an entry for each axis of the input.
fn expect_entries(op: &str, attribute: &str, entries: usize, x: &TensorType) -> Result<()> {
    if entries != x.rank() {
        let expected = format!("{attribute} with {} entries, one an axis of {x}", x.rank());
        return Err(Error::attribute(op, expected, format!("{entries} entries")));
    }
    Ok(())
}

/// Elements between neighbours along each axis of a contiguous tensor.
fn strides(shape: &[usize]) -> [isize; MAX_AXES] {
    let mut strides = [0; MAX_AXES];
    let mut stride = 1;
    for (i, &size) in shape.iter().enumerate().rev() {
        strides[i] = stride;
        stride *= size as isize;
    }
    strides
}

/// Copies a layout's elements, whatever their type.
fn copy(pool: &Pool, layout: &Layout, input: &View<'_>, output: &mut ViewMut<'_>) {
    match input.ty.dtype.size() {
        1 => strided_copy(pool, layout, input.bytes, output.bytes),
        4 => copy_as::<u32>(pool, layout, input, output),
        _ => copy_as::<u64>(pool, layout, input, output),
    }
}

fn copy_as<T: bytemuck::Pod + Send + Sync>(
    pool: &Pool,
    layout: &Layout,
    input: &View<'_>,
    output: &mut ViewMut<'_>,
) {
    strided_copy::<T>(pool, layout, input.words(), output.words());
}
