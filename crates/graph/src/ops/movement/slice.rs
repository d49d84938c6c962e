//! `slice`: the box of `size` elements at `begin`. Gradient: zeros around the cotangent.

use serde::Deserialize;

use corten_kernels::movement::Layout;

use super::{copy, expect_entries, expect_one, strides};
use crate::registry::Entry;
use crate::{Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut};

/// A box out of a tensor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slice {
    /// First position along each axis.
    pub begin: Vec<usize>,
    /// Positions along each axis: the shape of the output.
    pub size: Vec<usize>,
}

pub(crate) const ENTRY: Entry = Entry::of::<Slice>(&["slice"], samples);

impl Graph {
    /// The box of shape `size` at `begin`.
    pub fn slice(&mut self, x: Value, begin: &[usize], size: &[usize]) -> Result<Value> {
        if self.shape(x) == size {
            return Ok(x);
        }
        self.apply_one(Slice { begin: begin.to_vec(), size: size.to_vec() }, &[x])
    }

    /// Positions `begin..begin + size` of one axis.
    pub fn slice_axis(
        &mut self,
        x: Value,
        axis: usize,
        begin: usize,
        size: usize,
    ) -> Result<Value> {
        let mut sizes = self.shape(x).to_vec();
        let mut begins = vec![0; sizes.len()];
        (begins[axis], sizes[axis]) = (begin, size);
        self.slice(x, &begins, &sizes)
    }
}

impl Op for Slice {
    fn name(&self) -> &'static str {
        "slice"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let x = expect_one(self.name(), inputs)?;
        expect_entries(self.name(), "begin", self.begin.len(), x)?;
        expect_entries(self.name(), "size", self.size.len(), x)?;
        for (axis, &extent) in x.shape.iter().enumerate() {
            let (begin, size) = (self.begin[axis], self.size[axis]);
            if begin.checked_add(size).is_none_or(|end| end > extent) {
                let expected = format!("begin + size at most {extent} on axis {axis} of {x}");
                return Err(Error::attribute(self.name(), expected, format!("{begin} + {size}")));
            }
        }
        Ok(vec![x.with_shape(self.size.clone())])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (from, to) = (strides(&inputs[0].ty.shape), strides(&self.size));
        let start: usize =
            self.begin.iter().zip(from).map(|(&b, stride)| b * stride as usize).sum();
        let axes = self.size.iter().zip(from).zip(to);
        let layout = axes.fold(Layout::new(start, 0), |l, ((&n, from), to)| l.axis(n, from, to));
        copy(context.pool, &layout, &inputs[0], &mut outputs[0]);
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
        let Some(cotangent) = cotangents[0] else { return Ok(vec![None]) };
        let extents = graph.shape(inputs[0]);
        let paddings: Vec<[usize; 2]> = (0..extents.len())
            .map(|i| [self.begin[i], extents[i] - self.begin[i] - self.size[i]])
            .collect();
        Ok(vec![Some(graph.pad(cotangent, &paddings)?)])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |shape: &[usize], begin: &[usize], size: &[usize]| {
        let op = Slice { begin: begin.to_vec(), size: size.to_vec() };
        Sample::new(op, [Sample::numbers(shape)])
    };
    vec![
        sample(&[5], &[1], &[3]),
        sample(&[3, 4], &[1, 0], &[2, 4]),
        sample(&[3, 4, 2], &[0, 1, 1], &[3, 2, 1]),
        sample(&[3, 4], &[3, 1], &[0, 2]),
    ]
}
