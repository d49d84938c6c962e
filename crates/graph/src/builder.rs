//! Shorthand for recording common ops: what gradients and references are written in.

use corten_kernels::elementwise::{Binary as BinaryFunction, Unary as UnaryFunction};

use crate::ops::{Binary, Cast, Fill, Reshape, Select, Unary};
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

    /// A scalar constant of a value's element type.
    pub fn scalar_like(&mut self, value: Value, number: f64) -> Value {
        let dtype = self.ty(value).dtype;
        self.scalar(dtype, number)
    }

    /// A function of one number, elementwise, with its default parameters.
    pub fn unary(&mut self, function: UnaryFunction, x: Value) -> Result<Value> {
        let op = Unary::new(function)?;
        self.apply_one(op, &[x])
    }

    /// A function of two numbers, elementwise, broadcast.
    pub fn binary(&mut self, function: BinaryFunction, a: Value, b: Value) -> Result<Value> {
        self.apply_one(Binary::new(function), &[a, b])
    }

    /// `x * number`
    pub fn scale(&mut self, x: Value, number: f64) -> Result<Value> {
        let number = self.scalar_like(x, number);
        self.mul(x, number)
    }

    /// `x + number`
    pub fn offset(&mut self, x: Value, number: f64) -> Result<Value> {
        let number = self.scalar_like(x, number);
        self.add(x, number)
    }

    /// `condition ? a : b`, broadcast.
    pub fn select(&mut self, condition: Value, a: Value, b: Value) -> Result<Value> {
        self.apply_one(Select {}, &[condition, a, b])
    }

    /// The same numbers as another element type.
    pub fn cast(&mut self, x: Value, dtype: DType) -> Result<Value> {
        if self.ty(x).dtype == dtype {
            return Ok(x);
        }
        self.apply_one(Cast { dtype }, &[x])
    }

    /// The same elements under another shape.
    pub fn reshape(&mut self, x: Value, shape: &[usize]) -> Result<Value> {
        if self.shape(x) == shape {
            return Ok(x);
        }
        self.apply_one(Reshape { shape: shape.to_vec() }, &[x])
    }
}

macro_rules! shorthands {
    ($($(#[$doc:meta])* $name:ident($($arg:ident),*) = $apply:ident $function:expr;)*) => {
        impl Graph {$(
            $(#[$doc])*
            pub fn $name(&mut self, $($arg: Value),*) -> Result<Value> {
                self.$apply($function, $($arg),*)
            }
        )*}
    };
}
shorthands! {
    /// `a + b`, broadcast.
    add(a, b) = binary BinaryFunction::Add;
    /// `a - b`, broadcast.
    sub(a, b) = binary BinaryFunction::Sub;
    /// `a * b`, broadcast.
    mul(a, b) = binary BinaryFunction::Mul;
    /// `a / b`, broadcast.
    div(a, b) = binary BinaryFunction::Div;
    /// `a == b`, broadcast.
    equal(a, b) = binary BinaryFunction::Equal;
    /// `a and b`, broadcast.
    logical_and(a, b) = binary BinaryFunction::LogicalAnd;
    /// `-x`
    neg(x) = unary UnaryFunction::Neg;
    /// e^x
    exp(x) = unary UnaryFunction::Exp;
    /// ln x
    log(x) = unary UnaryFunction::Log;
    /// √x
    sqrt(x) = unary UnaryFunction::Sqrt;
    /// x²
    square(x) = unary UnaryFunction::Square;
    /// tanh x
    tanh(x) = unary UnaryFunction::Tanh;
    /// 1 / (1 + e^-x)
    sigmoid(x) = unary UnaryFunction::Sigmoid;
    /// max(x, 0)
    relu(x) = unary UnaryFunction::Relu;
}
