//! Gradients of the elementwise ops of two tensors, before they are summed over broadcast axes.

use corten_kernels::elementwise::{Binary, Unary};

use crate::{Graph, Result, Value};

/// c times the derivative by a; none for truth values and steps.
pub(super) fn left(
    g: &mut Graph,
    function: Binary,
    a: Value,
    b: Value,
    c: Value,
) -> Result<Option<Value>> {
    let gradient = match function {
        Binary::Add | Binary::Sub | Binary::Mod => c,
        Binary::Mul => g.mul(c, b)?,
        Binary::Div => g.div(c, b)?,
        Binary::DivNoNan => g.binary(Binary::DivNoNan, c, b)?,
        // Where the two are equal, all of it flows to a, as in TensorFlow.
        Binary::Maximum => gate(g, Binary::GreaterEqual, a, b, c)?,
        Binary::Minimum => gate(g, Binary::LessEqual, a, b, c)?,
        // c b a^(b - 1)
        Binary::Pow => {
            let exponent = g.offset(b, -1.0)?;
            let power = g.binary(Binary::Pow, a, exponent)?;
            let slope = g.mul(b, power)?;
            g.mul(c, slope)?
        }
        Binary::SquaredDifference => twice_difference(g, a, b, c)?,
        // c b / (a² + b²)
        Binary::Atan2 => {
            let below = sum_of_squares(g, a, b)?;
            let slope = g.div(b, below)?;
            g.mul(c, slope)?
        }
        // c (sigmoid(a) - b)
        Binary::SigmoidCrossEntropy => {
            let sigmoid = g.sigmoid(a)?;
            let difference = g.sub(sigmoid, b)?;
            g.mul(c, difference)?
        }
        _ => return Ok(None),
    };
    Ok(Some(gradient))
}

/// c times the derivative by b; `y` is the result.
pub(super) fn right(
    g: &mut Graph,
    function: Binary,
    a: Value,
    b: Value,
    y: Value,
    c: Value,
) -> Result<Option<Value>> {
    let gradient = match function {
        Binary::Add => c,
        Binary::Sub => g.neg(c)?,
        Binary::Mul => g.mul(c, a)?,
        // -c y / b
        Binary::Div | Binary::DivNoNan => {
            let product = g.mul(c, y)?;
            let negative = g.neg(product)?;
            g.binary(function, negative, b)?
        }
        Binary::Maximum => gate(g, Binary::Less, a, b, c)?,
        Binary::Minimum => gate(g, Binary::Greater, a, b, c)?,
        // c y ln a, and nothing where a has no logarithm
        Binary::Pow => {
            let zero = g.scalar_like(a, 0.0);
            let positive = g.binary(Binary::Greater, a, zero)?;
            let log = g.log(a)?;
            let log = g.select(positive, log, zero)?;
            let slope = g.mul(y, log)?;
            g.mul(c, slope)?
        }
        Binary::SquaredDifference => {
            let gradient = twice_difference(g, a, b, c)?;
            g.neg(gradient)?
        }
        // -c ⌊a / b⌋
        Binary::Mod => {
            let quotient = g.binary(Binary::FloorDiv, a, b)?;
            let negative = g.neg(c)?;
            g.mul(negative, quotient)?
        }
        // -c a / (a² + b²)
        Binary::Atan2 => {
            let below = sum_of_squares(g, a, b)?;
            let slope = g.div(a, below)?;
            let negative = g.neg(c)?;
            g.mul(negative, slope)?
        }
        // -c a
        Binary::SigmoidCrossEntropy => {
            let negative = g.neg(c)?;
            g.mul(negative, a)?
        }
        _ => return Ok(None),
    };
    Ok(Some(gradient))
}

fn gate(g: &mut Graph, compare: Binary, a: Value, b: Value, c: Value) -> Result<Value> {
    let open = g.binary(compare, a, b)?;
    let zero = g.scalar_like(c, 0.0);
    g.select(open, c, zero)
}

fn twice_difference(g: &mut Graph, a: Value, b: Value, c: Value) -> Result<Value> {
    let difference = g.sub(a, b)?;
    let slope = g.scale(difference, 2.0)?;
    g.mul(c, slope)
}

fn sum_of_squares(g: &mut Graph, a: Value, b: Value) -> Result<Value> {
    let a = g.unary(Unary::Square, a)?;
    let b = g.unary(Unary::Square, b)?;
    g.add(a, b)
}
