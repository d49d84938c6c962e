//! Shorthand for recording common ops: what gradients and references are written in.

use crate::ops::{Binary, BinaryKind, Fill, Reshape};
use crate::{Array, DType, Graph, Result, TensorType, Value};

impl Graph {
    /// A scalar constant.
    pub fn scalar(&mut self, dtype: DType, value: f64) -> Value {
        let array = match dtype {
            DType::Float32 => Array::from_slice(&[], &[value as f32]),
            DType::Float64 => Array::from_slice(&[], &[value]),
            DType::Int32 => Array::from_slice(&[], &[value as i32]),
            DType::Int64 => Array::from_slice(&[], &[value as i64]),
            DType::Uint8 | DType::Bool => {
                Array::from_bytes(TensorType::new(dtype, []), &[value as u8])
            }
        };
        self.constant(array)
    }

    /// Every element `value`.
    pub fn fill(&mut self, ty: &TensorType, value: f64) -> Result<Value> {
        self.apply_one(Fill { shape: ty.shape.clone(), dtype: ty.dtype, value }, &[])
    }

    /// Ones of a value's type.
    pub fn ones_like(&mut self, value: Value) -> Result<Value> {
        let ty = self.ty(value).clone();
        self.fill(&ty, 1.0)
    }

    /// `a + b`, broadcast.
    pub fn add(&mut self, a: Value, b: Value) -> Result<Value> {
        self.apply_one(Binary::new(BinaryKind::Add), &[a, b])
    }

    /// The same elements under another shape.
    pub fn reshape(&mut self, x: Value, shape: &[usize]) -> Result<Value> {
        if self.shape(x) == shape {
            return Ok(x);
        }
        self.apply_one(Reshape { shape: shape.to_vec() }, &[x])
    }
}
