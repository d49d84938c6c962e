//! `reverse`: some axes backwards. Gradient: reverse again.

use serde::Deserialize;

use corten_kernels::movement::Layout;

use super::{copy, expect_one, strides};
use crate::registry::Entry;
use crate::{Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut};

/// A tensor with some axes backwards.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reverse {
    /// The axes to turn round.
    pub axes: Vec<usize>,
}

pub(crate) const ENTRY: Entry = Entry::of::<Reverse>(&["reverse"], samples);

impl Graph {
    /// `x` with these axes backwards.
    pub fn reverse(&mut self, x: Value, axes: &[usize]) -> Result<Value> {
        self.apply_one(Reverse { axes: axes.to_vec() }, &[x])
    }
}

impl Op for Reverse {
    fn name(&self) -> &'static str {
        "reverse"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let x = expect_one(self.name(), inputs)?;
        if self.axes.iter().any(|&axis| axis >= x.rank()) {
            let expected = format!("axes of {x}");
            return Err(Error::attribute(self.name(), expected, format!("{:?}", self.axes)));
        }
        Ok(vec![x.clone()])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let shape = &inputs[0].ty.shape;
        let strides = strides(shape);
        let mut start = 0;
        for axis in (0..shape.len()).filter(|axis| self.axes.contains(axis)) {
            start += shape[axis].saturating_sub(1) * strides[axis] as usize;
        }
        let mut layout = Layout::new(start, 0);
        for (axis, &size) in shape.iter().enumerate() {
            let step = if self.axes.contains(&axis) { -strides[axis] } else { strides[axis] };
            layout = layout.axis(size, step, strides[axis]);
        }
        copy(context.pool, &layout, &inputs[0], &mut outputs[0]);
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        _: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        Ok(vec![cotangents[0].map(|c| graph.reverse(c, &self.axes)).transpose()?])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |axes: &[usize], shape: &[usize]| {
        Sample::new(Reverse { axes: axes.to_vec() }, [Sample::numbers(shape)])
    };
    vec![sample(&[0], &[5]), sample(&[1], &[2, 3, 2]), sample(&[0, 2], &[3, 2, 4])]
}
