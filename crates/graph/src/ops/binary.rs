//! Elementwise ops of two broadcast tensors.

use std::sync::Arc;

use crate::registry::Entry;
use crate::{
    Array, Context, DType, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    broadcast_shapes,
};

/// Which function of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryKind {
    /// a + b
    Add,
}

/// A function of two numbers, elementwise over broadcast shapes.
#[derive(Debug, Clone)]
pub struct Binary {
    kind: BinaryKind,
}

impl Binary {
    /// The op of this kind.
    pub fn new(kind: BinaryKind) -> Self {
        Self { kind }
    }
}

pub(crate) const ENTRY: Entry = Entry {
    names: &["add"],
    parse: |_, _| Ok(Arc::new(Binary::new(BinaryKind::Add))),
    samples,
    differentiable: true,
};

impl Op for Binary {
    fn name(&self) -> &'static str {
        "add"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        if inputs[0].dtype != inputs[1].dtype {
            return Err(Error::dtype("add", inputs[0].dtype.name(), inputs[1].dtype.name()));
        }
        Ok(vec![inputs[0].with_shape(broadcast_shapes("add", &inputs[0].shape, &inputs[1].shape)?)])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        _: &mut Context<'_>,
    ) -> Result<()> {
        match inputs[0].ty.dtype {
            DType::Float32 => {
                zip(inputs[0].slice::<f32>(), inputs[1].slice(), outputs[0].slice(), |a, b| a + b)
            }
            _ => zip(inputs[0].slice::<f64>(), inputs[1].slice(), outputs[0].slice(), |a, b| a + b),
        }
        Ok(())
    }

    fn gradient(
        &self,
        _: &mut Graph,
        _: &[Value],
        _: &[Value],
        c: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        Ok(vec![c[0], c[0]])
    }
}

fn zip<T: Copy>(a: &[T], b: &[T], out: &mut [T], f: fn(T, T) -> T) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = f(a, b);
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let array = Array::from_slice(&[2], &[1.0, -2.0]);
    vec![Sample { op: Arc::new(Binary::new(BinaryKind::Add)), inputs: vec![array.clone(), array] }]
}
