//! The gradient of both cross-entropies by the logits, in one pass: c (softmax Σ label - label).

use corten_kernels::Float;
use corten_kernels::Pool;
use corten_kernels::softmax::{Labels, cross_entropy_gradient};

use super::cross_entropy::classes;
use super::sparse_cross_entropy::expect_classes;
use crate::{Context, DType, Element, Graph, Op, Result, TensorType, Value, View, ViewMut};

/// Inputs: logits, labels (dense, or int32 class numbers), the losses' cotangent. Only gradients record it.
#[derive(Debug, Clone, Copy)]
pub struct CrossEntropyGradient {}

impl Op for CrossEntropyGradient {
    fn name(&self) -> &'static str {
        "crossEntropyGradient"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        Ok(vec![inputs[0].clone()])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        if inputs[1].ty.dtype == DType::Int32 {
            expect_classes(self.name(), inputs[1].slice(), classes(inputs[0].ty))?;
        }
        match inputs[0].ty.dtype {
            DType::Float32 => run_as::<f32>(context.pool, inputs, &mut outputs[0]),
            _ => run_as::<f64>(context.pool, inputs, &mut outputs[0]),
        }
        Ok(())
    }

    fn fallible(&self) -> bool {
        true
    }

    fn reference(&self, g: &mut Graph, inputs: &[Value]) -> Option<Result<Vec<Value>>> {
        let [logits, labels, c] = inputs.try_into().ok()?;
        // Class numbers have no primitive form here; nor does anything differentiate by them twice.
        g.ty(labels).dtype.is_float().then(|| {
            let last = g.ty(logits).rank() - 1;
            let softmax = g.softmax(logits)?;
            let total = g.sum(labels, &[last], true)?;
            let share = g.mul(softmax, total)?;
            let rest = g.sub(share, labels)?;
            let mut shape = g.shape(c).to_vec();
            shape.push(1);
            let c = g.reshape(c, &shape)?;
            Ok(vec![g.mul(rest, c)?])
        })
    }
}

fn run_as<T: Float + Element>(pool: &Pool, inputs: &[View<'_>], out: &mut ViewMut<'_>) {
    let labels = match inputs[1].ty.dtype {
        DType::Int32 => Labels::Sparse(inputs[1].slice()),
        _ => Labels::Dense(inputs[1].slice()),
    };
    let (x, c) = (inputs[0].slice::<T>(), inputs[2].slice());
    cross_entropy_gradient(pool, classes(inputs[0].ty), x, labels, c, out.slice());
}
