//! `broadcastTo`: repeats axes of size 1, and adds leading axes, by NumPy's rule. Gradient: the sum over what was repeated.

use serde::Deserialize;

use corten_kernels::movement::Layout;

use super::{copy, expect_one, expect_rank, strides};
use crate::registry::Entry;
use crate::{
    Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut, broadcast_shapes,
};

/// The same elements, repeated to fill a larger shape.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BroadcastTo {
    /// Shape of the output.
    pub shape: Vec<usize>,
}

pub(crate) const ENTRY: Entry = Entry::of::<BroadcastTo>(&["broadcastTo"], samples);

impl Graph {
    /// `x` repeated to `shape`.
    pub fn broadcast_to(&mut self, x: Value, shape: &[usize]) -> Result<Value> {
        if self.shape(x) == shape {
            return Ok(x);
        }
        self.apply_one(BroadcastTo { shape: shape.to_vec() }, &[x])
    }
}

impl Op for BroadcastTo {
    fn name(&self) -> &'static str {
        "broadcastTo"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let x = expect_one(self.name(), inputs)?;
        expect_rank(self.name(), self.shape.len())?;
        if !broadcast_shapes(self.name(), &x.shape, &self.shape).is_ok_and(|s| s == self.shape) {
            let expected = format!("a shape that {x} broadcasts to");
            return Err(Error::shape(self.name(), expected, format!("{:?}", self.shape)));
        }
        Ok(vec![x.with_shape(self.shape.clone())])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let from = &inputs[0].ty.shape;
        let (from_strides, to_strides) = (strides(from), strides(&self.shape));
        let added = self.shape.len() - from.len();
        let mut layout = Layout::new(0, 0);
        for (i, &size) in self.shape.iter().enumerate() {
            let repeated = i < added || from[i - added] == 1;
            let stride = if repeated { 0 } else { from_strides[i - added] };
            layout = layout.axis(size, stride, to_strides[i]);
        }
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
        let shape = graph.shape(inputs[0]).to_vec();
        Ok(vec![cotangents[0].map(|c| graph.sum_to(c, &shape)).transpose()?])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |from: &[usize], to: &[usize]| {
        Sample::new(BroadcastTo { shape: to.to_vec() }, [Sample::numbers(from)])
    };
    vec![
        sample(&[3], &[2, 3]),
        sample(&[2, 1, 3], &[2, 4, 3]),
        sample(&[2, 1], &[2, 5]),
        sample(&[], &[3]),
    ]
}
