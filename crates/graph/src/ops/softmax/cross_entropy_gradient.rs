//! The gradient of both cross-entropies by the logits, in one pass: c (softmax Σ label - label).

use corten_kernels::Float;
use corten_kernels::Pool;
use corten_kernels::softmax::{Labels, cross_entropy_gradient};

use super::cross_entropy::classes;
use super::sparse_cross_entropy::expect_classes;
use crate::ops::indexing::one_hot::OneHot;
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
        Some(reference(g, logits, labels, c).map(|gradient| vec![gradient]))
    }
}

fn reference(g: &mut Graph, logits: Value, labels: Value, c: Value) -> Result<Value> {
    let ty = g.ty(logits).clone();
    let labels = if g.ty(labels).dtype == DType::Int32 {
        let one_hot = OneHot { depth: classes(&ty), on: 1.0, off: 0.0, dtype: ty.dtype };
        g.apply_one(one_hot, &[labels])?
    } else {
        labels
    };
    let softmax = g.softmax(logits)?;
    let total = g.sum(labels, &[ty.rank() - 1], true)?;
    let share = g.mul(softmax, total)?;
    let rest = g.sub(share, labels)?;
    let shape = [g.shape(c), &[1]].concat();
    let c = g.reshape(c, &shape)?;
    g.mul(rest, c)
}

fn run_as<T: Float + Element>(pool: &Pool, inputs: &[View<'_>], out: &mut ViewMut<'_>) {
    let labels = match inputs[1].ty.dtype {
        DType::Int32 => Labels::Sparse(inputs[1].slice()),
        _ => Labels::Dense(inputs[1].slice()),
    };
    let (x, c) = (inputs[0].slice::<T>(), inputs[2].slice());
    cross_entropy_gradient(pool, classes(inputs[0].ty), x, labels, c, out.slice());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Array, Sample, testing::check_gradient};

    #[test]
    fn it_is_differentiated_through_its_reference() {
        let (logits, c) = (Sample::numbers(&[3, 4]), Sample::numbers(&[3]));
        let classes = Array::from_slice(&[3], &[2, 0, 3]);
        for labels in [logits.clone(), classes] {
            let inputs = [logits.clone(), labels, c.clone()];
            let sample = Sample::new(CrossEntropyGradient {}, inputs);
            check_gradient("crossEntropyGradient", &sample);
        }
    }
}
