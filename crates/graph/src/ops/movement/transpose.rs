//! `transpose`: out[i] = x[i permuted], axis k of the output being axis perm[k] of x. Gradient: the inverse permutation.

use serde::Deserialize;

use corten_kernels::movement::Layout;

use super::{copy, expect_entries, expect_one, strides};
use crate::registry::Entry;
use crate::{Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut};

/// Another order of the axes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transpose {
    /// For each axis of the output, the axis of the input that it is.
    pub perm: Vec<usize>,
}

pub(crate) const ENTRY: Entry = Entry::of::<Transpose>(&["transpose"], samples);

impl Graph {
    /// Axis k of the result is axis `perm[k]` of `x`.
    pub fn transpose(&mut self, x: Value, perm: &[usize]) -> Result<Value> {
        if perm.len() == self.shape(x).len() && perm.iter().enumerate().all(|(i, &axis)| i == axis)
        {
            return Ok(x);
        }
        self.apply_one(Transpose { perm: perm.to_vec() }, &[x])
    }
}

impl Op for Transpose {
    fn name(&self) -> &'static str {
        "transpose"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let x = expect_one(self.name(), inputs)?;
        expect_entries(self.name(), "perm", self.perm.len(), x)?;
        if (0..x.rank()).any(|axis| !self.perm.contains(&axis)) {
            let expected = format!("perm to name each axis of {x} once");
            return Err(Error::attribute(self.name(), expected, format!("{:?}", self.perm)));
        }
        let shape: Vec<_> = self.perm.iter().map(|&axis| x.shape[axis]).collect();
        Ok(vec![x.with_shape(shape)])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let strides = strides(&inputs[0].ty.shape);
        let sizes = outputs[0].ty.shape.iter();
        let mut stride = inputs[0].ty.elements() as isize;
        let layout =
            self.perm.iter().zip(sizes).fold(Layout::new(0, 0), |layout, (&axis, &size)| {
                stride /= size.max(1) as isize;
                layout.axis(size, strides[axis], stride)
            });
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
        let mut inverse = vec![0; self.perm.len()];
        for (i, &axis) in self.perm.iter().enumerate() {
            inverse[axis] = i;
        }
        Ok(vec![cotangents[0].map(|c| graph.transpose(c, &inverse)).transpose()?])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |perm: &[usize], shape: &[usize]| {
        Sample::new(Transpose { perm: perm.to_vec() }, [Sample::numbers(shape)])
    };
    vec![
        sample(&[1, 0], &[3, 5]),
        sample(&[1, 2, 0], &[2, 3, 4]),
        sample(&[0, 2, 1, 3], &[2, 3, 2, 2]),
        sample(&[], &[]),
    ]
}
