//! Ops that combine the elements along axes.

pub mod arg;
pub mod cumulative;
pub mod reduce;
mod reduce_gradients;

pub use cumulative::Cumulative;
pub use reduce::{Reduce, ReduceKind};

use corten_kernels::reduce::Extent;

use crate::{Error, Result, TensorType};

/// The extent of a reduction of one axis.
pub(super) fn extent(shape: &[usize], axis: usize) -> Extent {
    Extent {
        outer: shape[..axis].iter().product(),
        reduced: shape[axis],
        inner: shape[axis + 1..].iter().product(),
    }
}

/// An axis must be one of the input's.
pub(super) fn expect_axis(op: &str, axis: usize, x: &TensorType) -> Result<()> {
    if axis >= x.rank() {
        return Err(Error::attribute(op, format!("an axis below {}", x.rank()), axis.to_string()));
    }
    Ok(())
}
