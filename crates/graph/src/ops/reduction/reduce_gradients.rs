//! Gradients of the reductions: the cotangent, broadcast, times each element's share.

use corten_kernels::elementwise::Binary;

use super::{Cumulative, Reduce, ReduceKind};
use crate::{Graph, Result, Value};

/// The gradient of a reduction `y` of `x`; none for truth values.
pub(super) fn gradient(
    op: &Reduce,
    g: &mut Graph,
    x: Value,
    y: Value,
    c: Value,
) -> Result<Option<Value>> {
    let shape = g.shape(x).to_vec();
    let kept = op.kept_shape(&shape);
    let c = g.reshape(c, &kept)?;
    let axes: Vec<usize> = (0..shape.len()).filter(|&axis| op.reduces(axis)).collect();
    Ok(Some(match op.kind {
        ReduceKind::Sum => g.broadcast_to(c, &shape)?,
        ReduceKind::Mean => {
            let count: usize = axes.iter().map(|&axis| shape[axis]).product();
            let share = g.scale(c, 1.0 / count as f64)?;
            g.broadcast_to(share, &shape)?
        }
        // Elements that tie for the extremum share equally.
        ReduceKind::Max | ReduceKind::Min => {
            let y = g.reshape(y, &kept)?;
            let chosen = g.binary(Binary::Equal, x, y)?;
            let dtype = g.ty(x).dtype;
            let ones = g.cast(chosen, dtype)?;
            let ties = g.sum(ones, &axes, true)?;
            let share = g.div(c, ties)?;
            g.mul(ones, share)?
        }
        ReduceKind::Prod => product(g, x, &axes, c)?,
        ReduceKind::Any | ReduceKind::All => return Ok(None),
    }))
}

/// Axis by axis: each element's factor is the product of those before and of those after it, which
/// needs no division and so holds where elements are zero.
fn product(g: &mut Graph, x: Value, axes: &[usize], mut c: Value) -> Result<Value> {
    let mut partial = vec![x];
    for &axis in axes {
        partial.push(g.reduce(ReduceKind::Prod, partial[partial.len() - 1], &[axis], true)?);
    }
    for (&axis, &x) in axes.iter().zip(&partial).rev() {
        let others = |reverse| Cumulative::product(axis, true, reverse);
        let before = g.apply_one(others(false), &[x])?;
        let after = g.apply_one(others(true), &[x])?;
        let factor = g.mul(before, after)?;
        c = g.mul(c, factor)?;
    }
    Ok(c)
}
