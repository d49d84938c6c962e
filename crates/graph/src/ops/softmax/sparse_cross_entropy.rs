//! `sparseSoftmaxCrossEntropy`: from logits [..., classes] and class numbers [...], ln Σ e^x - x[label] [...].
//! Gradient of the logits: c (softmax - one-hot of the label).

use corten_kernels::softmax::Labels;
use serde::Deserialize;

use super::cross_entropy::{classes, losses, rows};
use super::cross_entropy_gradient::CrossEntropyGradient;
use crate::registry::Entry;
use crate::{
    Array, Context, DType, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs: logits, labels (int32 class numbers). Output: one loss a row.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SparseSoftmaxCrossEntropy {}

pub(crate) const ENTRY: Entry =
    Entry::of::<SparseSoftmaxCrossEntropy>(&["sparseSoftmaxCrossEntropy"], samples);

/// Every label must be a class.
pub(super) fn expect_classes(op: &str, labels: &[i32], classes: usize) -> Result<()> {
    match labels.iter().find(|&&label| !(0..classes as i32).contains(&label)) {
        None => Ok(()),
        Some(label) => {
            Err(Error::value(op, format!("labels from 0 to {}", classes - 1), label.to_string()))
        }
    }
}

impl Op for SparseSoftmaxCrossEntropy {
    fn name(&self) -> &'static str {
        "sparseSoftmaxCrossEntropy"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [logits, labels] = expect_inputs(self.name(), inputs)?;
        let rows = rows(self.name(), logits)?;
        if labels.dtype != DType::Int32 || labels.shape != rows {
            let expected = TensorType::new(DType::Int32, rows).to_string();
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
        let (x, labels, loss) = (&inputs[0], inputs[1].slice::<i32>(), &mut outputs[0]);
        expect_classes(self.name(), labels, classes(x.ty))?;
        if x.ty.dtype == DType::Float32 {
            losses::<f32>(context.pool, x, Labels::Sparse(labels), loss);
        } else {
            losses::<f64>(context.pool, x, Labels::Sparse(labels), loss);
        }
        Ok(())
    }

    fn fallible(&self) -> bool {
        true
    }

    fn gradient(
        &self,
        g: &mut Graph,
        inputs: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(c) = cotangents[0] else { return Ok(vec![None, None]) };
        let logits = g.apply_one(CrossEntropyGradient {}, &[inputs[0], inputs[1], c])?;
        Ok(vec![Some(logits), None])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |rows: &[usize], classes: usize| {
        let count: usize = rows.iter().product();
        let labels: Vec<i32> = (0..count).map(|row| (row * 5 % classes) as i32).collect();
        let labels = Array::from_slice(rows, &labels);
        let logits = Sample::numbers(&[rows, &[classes]].concat());
        Sample::new(SparseSoftmaxCrossEntropy {}, [logits, labels])
    };
    vec![sample(&[3], 5), sample(&[2, 2], 4), sample(&[], 7), sample(&[2], 37)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interpret::run_op;
    use corten_kernels::Pool;

    #[test]
    fn a_label_that_is_no_class_is_an_error() {
        let logits = Sample::numbers(&[2, 3]);
        let labels = Array::from_slice(&[2], &[1, 3]);
        let error = run_op(&SparseSoftmaxCrossEntropy {}, Pool::global(), &[&logits, &labels]);
        let expected = Error::value("sparseSoftmaxCrossEntropy", "labels from 0 to 2", "3");
        assert_eq!(error.unwrap_err(), expected);
    }
}
