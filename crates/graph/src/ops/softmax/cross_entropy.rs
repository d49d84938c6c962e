//! `softmaxCrossEntropy`: from logits [..., classes] and labels of that shape, Σ label (ln Σ e^x - x) [...].
//! Gradients: of the logits c (softmax Σ label - label), of the labels -c logSoftmax.

use corten_kernels::softmax::{Labels, cross_entropy};
use corten_kernels::{Float, Pool};
use serde::Deserialize;

use super::cross_entropy_gradient::CrossEntropyGradient;
use crate::registry::Entry;
use crate::{
    Context, DType, Element, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs: logits, labels (one-hot or probabilities). Output: one loss a row.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoftmaxCrossEntropy {}

pub(crate) const ENTRY: Entry = Entry::of::<SoftmaxCrossEntropy>(&["softmaxCrossEntropy"], samples);

/// The shape of the losses, when logits have an axis of classes.
pub(super) fn rows(op: &str, logits: &TensorType) -> Result<Vec<usize>> {
    if !logits.dtype.is_float() {
        return Err(Error::dtype(op, "logits of a float type", logits.dtype.name()));
    }
    match logits.shape.split_last() {
        Some((&classes, rows)) if classes > 0 => Ok(rows.to_vec()),
        _ => Err(Error::shape(op, "logits with an axis of classes", logits.to_string())),
    }
}

/// Size of the last axis.
pub(super) fn classes(logits: &TensorType) -> usize {
    logits.shape.last().copied().unwrap_or(1)
}

/// One loss a row.
pub(super) fn losses<T: Float + Element>(
    pool: &Pool,
    logits: &View<'_>,
    labels: Labels<'_, T>,
    loss: &mut ViewMut<'_>,
) {
    cross_entropy(pool, classes(logits.ty), logits.slice(), labels, loss.slice());
}

impl Op for SoftmaxCrossEntropy {
    fn name(&self) -> &'static str {
        "softmaxCrossEntropy"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [logits, labels] = expect_inputs(self.name(), inputs)?;
        let rows = rows(self.name(), logits)?;
        if labels != logits {
            let expected = format!("labels like the logits, {logits}");
            return Err(Error::shape(self.name(), expected, labels.to_string()));
        }
        Ok(vec![logits.with_shape(rows)])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (x, labels, loss) = (&inputs[0], &inputs[1], &mut outputs[0]);
        if x.ty.dtype == DType::Float32 {
            losses::<f32>(context.pool, x, Labels::Dense(labels.slice()), loss);
        } else {
            losses::<f64>(context.pool, x, Labels::Dense(labels.slice()), loss);
        }
        Ok(())
    }

    fn gradient(
        &self,
        g: &mut Graph,
        inputs: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(c) = cotangents[0] else { return Ok(vec![None, None]) };
        let logits = g.apply_one(CrossEntropyGradient {}, &[inputs[0], inputs[1], c])?;
        let mut labels = None;
        if needs[1] {
            let mut shape = g.shape(c).to_vec();
            shape.push(1);
            let c = g.reshape(c, &shape)?;
            let negative = g.neg(c)?;
            let log = g.log_softmax(inputs[0])?;
            labels = Some(g.mul(negative, log)?);
        }
        Ok(vec![Some(logits), labels])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |shape: &[usize]| {
        let logits = Sample::numbers(shape);
        Sample::new(SoftmaxCrossEntropy {}, [logits.clone(), logits])
    };
    let mut samples = vec![sample(&[3, 5]), sample(&[2, 2, 4]), sample(&[7])];
    samples.extend((1..=67).step_by(11).map(|classes| sample(&[2, classes])));
    samples
}
