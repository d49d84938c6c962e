//! `concat`: tensors one after another along an axis. Gradient: each takes its own part of the cotangent.

use serde::Deserialize;

use corten_kernels::movement::Layout;

use super::{copy, expect_rank, strides};
use crate::registry::Entry;
use crate::{Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut};

/// Any number of tensors, joined.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concat {
    /// The axis along which they follow each other; the other axes are equal.
    pub axis: usize,
}

pub(crate) const ENTRY: Entry = Entry::of::<Concat>(&["concat"], samples);

impl Graph {
    /// The values one after another along `axis`.
    pub fn concat(&mut self, values: &[Value], axis: usize) -> Result<Value> {
        match values {
            [one] => Ok(*one),
            _ => self.apply_one(Concat { axis }, values),
        }
    }
}

impl Op for Concat {
    fn name(&self) -> &'static str {
        "concat"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let Some(&first) = inputs.first() else {
            return Err(Error::shape(self.name(), "at least 1 input", "0 inputs"));
        };
        expect_rank(self.name(), first.rank())?;
        if self.axis >= first.rank() {
            let expected = format!("an axis of {first}");
            return Err(Error::attribute(self.name(), expected, format!("{}", self.axis)));
        }
        let mut output = first.with_shape(first.shape.clone());
        for ty in &inputs[1..] {
            if ty.dtype != first.dtype {
                return Err(Error::dtype(self.name(), first.dtype.name(), ty.dtype.name()));
            }
            let fits = ty.rank() == first.rank()
                && (0..ty.rank()).all(|i| i == self.axis || ty.shape[i] == first.shape[i]);
            if !fits {
                let expected = format!("{first} apart from axis {}", self.axis);
                return Err(Error::shape(self.name(), expected, ty.to_string()));
            }
            output.shape[self.axis] += ty.shape[self.axis];
        }
        Ok(vec![output])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let stride = strides(&outputs[0].ty.shape)[self.axis];
        let outer = outputs[0].ty.shape[..self.axis].iter().product();
        let step = stride * outputs[0].ty.shape[self.axis] as isize;
        let mut at = 0;
        for input in inputs {
            let part = input.ty.shape[self.axis] as isize * stride;
            let layout = Layout::new(0, at as usize).axis(outer, part, step);
            copy(context.pool, &layout.axis(part as usize, 1, 1), input, &mut outputs[0]);
            at += part;
        }
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(cotangent) = cotangents[0] else { return Ok(vec![None; inputs.len()]) };
        let mut at = 0;
        let mut gradients = Vec::with_capacity(inputs.len());
        for &input in inputs {
            let size = graph.shape(input)[self.axis];
            gradients.push(Some(graph.slice_axis(cotangent, self.axis, at, size)?));
            at += size;
        }
        Ok(gradients)
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |axis: usize, shapes: &[&[usize]]| {
        let inputs: Vec<_> = shapes.iter().map(|shape| Sample::numbers(shape)).collect();
        Sample::new(Concat { axis }, inputs)
    };
    vec![
        sample(0, &[&[2, 3], &[1, 3], &[0, 3]]),
        sample(1, &[&[2, 1, 2], &[2, 3, 2]]),
        sample(2, &[&[2, 2, 3], &[2, 2, 1], &[2, 2, 2]]),
    ]
}
