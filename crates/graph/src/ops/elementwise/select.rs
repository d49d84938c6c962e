//! `where`: condition ? a : b, elementwise over broadcast shapes. The cotangent flows to the one chosen.

use std::sync::Arc;

use corten_kernels::elementwise::{Function, Instruction, select};
use serde::Deserialize;

use super::{access, check_broadcast, run_program};
use crate::registry::Entry;
use crate::{
    Array, Context, DType, Element, Error, Graph, Op, Result, Sample, TensorType, Value, View,
    ViewMut, broadcast_shapes, expect_inputs,
};

/// Inputs: a condition (bool, or uint8 with not-zero for true), then two tensors of one type.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Select {}

pub(crate) const ENTRY: Entry = Entry::of::<Select>(&["where"], samples);

impl Op for Select {
    fn name(&self) -> &'static str {
        "where"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [condition, a, b] = expect_inputs(self.name(), inputs)?;
        if !matches!(condition.dtype, DType::Bool | DType::Uint8) {
            return Err(Error::dtype(self.name(), "a bool condition", condition.to_string()));
        }
        if a.dtype != b.dtype {
            return Err(Error::dtype(self.name(), "equal element types", format!("{a} and {b}")));
        }
        let shape = broadcast_shapes(self.name(), &a.shape, &b.shape)?;
        let shape = broadcast_shapes(self.name(), &condition.shape, &shape)?;
        for input in inputs {
            check_broadcast(self.name(), &input.shape, &shape)?;
        }
        Ok(vec![TensorType::new(a.dtype, shape)])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        match inputs[1].ty.dtype {
            DType::Float32 | DType::Float64 => {
                let instruction = Instruction::alone(Function::Select, [0.0; 2]);
                run_program(context.pool, &[instruction], &[3], inputs, outputs);
            }
            DType::Int32 => run_exact::<i32>(inputs, &mut outputs[0]),
            DType::Int64 => run_exact::<i64>(inputs, &mut outputs[0]),
            DType::Uint8 | DType::Bool => run_exact::<u8>(inputs, &mut outputs[0]),
        }
        Ok(())
    }

    fn elementwise(&self, inputs: &[&TensorType]) -> Option<(Function, [f64; 2])> {
        inputs[1].dtype.is_float().then_some((Function::Select, [0.0; 2]))
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let mut gradients = vec![None; 3];
        let Some(c) = cotangents[0] else { return Ok(gradients) };
        let zero = graph.scalar_like(c, 0.0);
        for (index, [yes, no]) in [(1, [c, zero]), (2, [zero, c])] {
            if needs[index] {
                let gradient = graph.select(inputs[0], yes, no)?;
                let shape = graph.shape(inputs[index]).to_vec();
                gradients[index] = Some(graph.sum_to(gradient, &shape)?);
            }
        }
        Ok(gradients)
    }
}

fn run_exact<E: Element + Default>(inputs: &[View<'_>], out: &mut ViewMut<'_>) {
    let at = |i: usize| access(&inputs[i].ty.shape, &out.ty.shape);
    let accesses = [at(0), at(1), at(2)];
    select(inputs[0].bytes, inputs[1].slice::<E>(), inputs[2].slice(), &accesses, out.slice());
}

fn samples(_: &str) -> Vec<Sample> {
    let condition = |shape: &[usize], values: &[u8]| {
        Array::from_bytes(TensorType::new(DType::Bool, shape), values)
    };
    let sample =
        |condition, a, b| Sample { op: Arc::new(Select {}), inputs: vec![condition, a, b] };
    let row = Array::from_slice(&[3], &[1.0, -2.0, 3.0]);
    let matrix = Array::from_slice(&[2, 3], &[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
    vec![
        sample(condition(&[2, 3], &[1, 0, 1, 0, 0, 1]), matrix.clone(), row.clone()),
        sample(condition(&[2, 1], &[1, 0]), row, matrix.clone()),
        sample(condition(&[3], &[1, 0, 0]), Array::from_slice(&[], &[2.0]), matrix),
    ]
}
