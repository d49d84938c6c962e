//! `reverseSequence`: the first lengths[b] positions of item b backwards, the others as they are. Gradient: the same.

use serde::Deserialize;

use corten_kernels::movement::Layout;

use super::{copy, expect_rank, strides};
use crate::registry::Entry;
use crate::{
    Array, Context, DType, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Inputs x and int32 lengths [x.shape[batchAxis]].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReverseSequence {
    /// Axis along which sequences go.
    pub seq_axis: usize,
    /// Axis of the sequences, each with its length; 0 unless given.
    #[serde(default)]
    pub batch_axis: usize,
}

pub(crate) const ENTRY: Entry = Entry::of::<ReverseSequence>(&["reverseSequence"], samples);

impl Op for ReverseSequence {
    fn name(&self) -> &'static str {
        "reverseSequence"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x, lengths] = expect_inputs(self.name(), inputs)?;
        expect_rank(self.name(), x.rank())?;
        let (seq, batch) = (self.seq_axis, self.batch_axis);
        if seq >= x.rank() || batch >= x.rank() || seq == batch {
            let expected = format!("two axes of {x}");
            return Err(Error::attribute(self.name(), expected, format!("{seq} and {batch}")));
        }
        if lengths.dtype != DType::Int32 || lengths.shape != x.shape[batch..=batch] {
            let expected = format!("lengths of type int32{:?}", &x.shape[batch..=batch]);
            return Err(Error::shape(self.name(), expected, lengths.to_string()));
        }
        Ok(vec![x.clone()])
    }

    fn fallible(&self) -> bool {
        true
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let shape = &inputs[0].ty.shape;
        let strides = strides(shape);
        let (steps, step) = (shape[self.seq_axis], strides[self.seq_axis]);
        for (item, &length) in inputs[1].slice::<i32>().iter().enumerate() {
            if length < 0 || length as usize > steps {
                let expected = format!("lengths from 0 to {steps}");
                return Err(Error::value(self.name(), expected, length.to_string()));
            }
            let length = length as usize;
            let start = item * strides[self.batch_axis] as usize;
            let rest = length * step as usize;
            let backwards = start + length.saturating_sub(1) * step as usize;
            for (from, to, count, direction) in [
                (backwards, start, length, -step),
                (start + rest, start + rest, steps - length, step),
            ] {
                let mut layout = Layout::new(from, to);
                for (axis, &size) in shape.iter().enumerate() {
                    layout = match axis {
                        _ if axis == self.batch_axis => layout,
                        _ if axis == self.seq_axis => layout.axis(count, direction, step),
                        _ => layout.axis(size, strides[axis], strides[axis]),
                    };
                }
                copy(context.pool, &layout, &inputs[0], &mut outputs[0]);
            }
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
        let Some(cotangent) = cotangents[0] else { return Ok(vec![None; 2]) };
        Ok(vec![Some(graph.apply_one(*self, &[cotangent, inputs[1]])?), None])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |seq_axis, batch_axis, x: &[usize], lengths: &[i32]| {
        let lengths = Array::from_slice(&[lengths.len()], lengths);
        Sample::new(ReverseSequence { seq_axis, batch_axis }, [Sample::numbers(x), lengths])
    };
    vec![
        sample(1, 0, &[3, 4, 2], &[2, 0, 4]),
        sample(0, 2, &[4, 2, 3], &[1, 3, 4]),
        sample(2, 1, &[2, 2, 3], &[3, 2]),
    ]
}
