//! Optimizers' updates: ops that overwrite the variables they are given, computing as Keras 3 does.

pub mod adam;
pub mod rmsprop;
pub mod sgd;

use crate::{DType, Error, Result, TensorType, View};

/// The parameter's type, when it is of floats, gradient and slots are like it, and there are as many inputs.
fn expect_slots<'a>(
    op: &str,
    inputs: &[&'a TensorType],
    slots: &[usize],
    scalars: &[usize],
) -> Result<&'a TensorType> {
    let count = slots.len() + scalars.len();
    if inputs.len() != count {
        return Err(Error::shape(op, format!("{count} inputs"), inputs.len().to_string()));
    }
    let parameter = inputs[0];
    if !parameter.dtype.is_float() {
        return Err(Error::dtype(op, "a parameter of a float type", parameter.dtype.name()));
    }
    if let Some(&other) = slots.iter().find(|&&slot| inputs[slot] != parameter) {
        let expected = format!("gradient and slots like the parameter, {parameter}");
        return Err(Error::shape(op, expected, inputs[other].to_string()));
    }
    if let Some(&scalar) = scalars.iter().find(|&&scalar| inputs[scalar].elements() != 1) {
        return Err(Error::shape(op, "a scalar", inputs[scalar].to_string()));
    }
    Ok(parameter)
}

/// A scalar input as a number.
fn scalar(view: &View<'_>) -> f64 {
    match view.ty.dtype {
        DType::Float32 => f64::from(view.slice::<f32>()[0]),
        DType::Float64 => view.slice::<f64>()[0],
        DType::Int32 => f64::from(view.slice::<i32>()[0]),
        DType::Int64 => view.slice::<i64>()[0] as f64,
        DType::Uint8 | DType::Bool => f64::from(view.bytes[0]),
    }
}
