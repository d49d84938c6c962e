//! `stridedSlice`: every `strides`-th element from `begin` towards `end`, and `stridedPlace`, its gradient and inverse.

use serde::Deserialize;

use corten_kernels::movement::Layout;

use super::{copy, expect_entries, expect_one, strides};
use crate::registry::Entry;
use crate::{Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut};

/// Elements at begin, begin + stride, ... before (or, where the stride is negative, after) end, along each axis.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StridedSlice {
    /// First position along each axis, counted from the front.
    pub begin: Vec<isize>,
    /// One past the last position in the direction of the stride; -1 is before the first.
    pub end: Vec<isize>,
    /// Steps along each axis; not 0.
    pub strides: Vec<isize>,
}

/// A tensor of zeros but for the input's elements at begin, begin + stride, ... along each axis.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StridedPlace {
    /// Shape of the output.
    pub shape: Vec<usize>,
    /// Position of the input's first element along each axis.
    pub begin: Vec<isize>,
    /// Steps along each axis; not 0.
    pub strides: Vec<isize>,
}

pub(crate) const ENTRY: Entry = Entry::of::<StridedSlice>(&["stridedSlice"], samples);
pub(crate) const PLACE_ENTRY: Entry = Entry::of::<StridedPlace>(&["stridedPlace"], place_samples);

impl Op for StridedSlice {
    fn name(&self) -> &'static str {
        "stridedSlice"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let x = expect_one(self.name(), inputs)?;
        expect_entries(self.name(), "begin", self.begin.len(), x)?;
        expect_entries(self.name(), "end", self.end.len(), x)?;
        expect_entries(self.name(), "strides", self.strides.len(), x)?;
        let mut shape = Vec::with_capacity(x.rank());
        for i in 0..x.rank() {
            let (begin, end, step) = (self.begin[i], self.end[i], self.strides[i]);
            let reach = (end.saturating_sub(begin)).checked_div(step).map_or(0, |_| {
                let distance = end.saturating_sub(begin).saturating_mul(step.signum());
                distance.max(0).unsigned_abs().div_ceil(step.unsigned_abs())
            });
            expect_positions(self.name(), x, i, begin, step, reach)?;
            shape.push(reach);
        }
        Ok(vec![x.with_shape(shape)])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (from, to) = (strides(&inputs[0].ty.shape), strides(&outputs[0].ty.shape));
        if outputs[0].bytes.is_empty() {
            return Ok(());
        }
        let start: isize = self.begin.iter().zip(from).map(|(&b, stride)| b * stride).sum();
        let mut layout = Layout::new(start as usize, 0);
        for (i, &size) in outputs[0].ty.shape.iter().enumerate() {
            layout = layout.axis(size, from[i] * self.strides[i], to[i]);
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
        let Some(cotangent) = cotangents[0] else { return Ok(vec![None]) };
        let place = StridedPlace {
            shape: graph.shape(inputs[0]).to_vec(),
            begin: self.begin.clone(),
            strides: self.strides.clone(),
        };
        Ok(vec![Some(graph.apply_one(place, &[cotangent])?)])
    }
}

impl Op for StridedPlace {
    fn name(&self) -> &'static str {
        "stridedPlace"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let x = expect_one(self.name(), inputs)?;
        let output = x.with_shape(self.shape.clone());
        expect_entries(self.name(), "shape", self.shape.len(), x)?;
        expect_entries(self.name(), "begin", self.begin.len(), x)?;
        expect_entries(self.name(), "strides", self.strides.len(), x)?;
        for (i, &size) in x.shape.iter().enumerate() {
            expect_positions(self.name(), &output, i, self.begin[i], self.strides[i], size)?;
        }
        Ok(vec![output])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        outputs[0].bytes.fill(0);
        if inputs[0].bytes.is_empty() {
            return Ok(());
        }
        // The copy wants the destination's strides positive: an axis that runs backwards is read backwards instead.
        let (from, to) = (strides(&inputs[0].ty.shape), strides(&self.shape));
        let (mut start, mut target) = (0, 0);
        for (i, &size) in inputs[0].ty.shape.iter().enumerate() {
            let last = size as isize - 1;
            let backwards = self.strides[i] < 0;
            start += if backwards { last * from[i] } else { 0 };
            let first = self.begin[i] + if backwards { last * self.strides[i] } else { 0 };
            target += first * to[i];
        }
        let mut layout = Layout::new(start as usize, target as usize);
        for (i, &size) in inputs[0].ty.shape.iter().enumerate() {
            let step = self.strides[i];
            layout = layout.axis(size, from[i] * step.signum(), to[i] * step.abs());
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
        let Some(cotangent) = cotangents[0] else { return Ok(vec![None]) };
        let end = graph.shape(inputs[0]).iter().enumerate();
        let slice = StridedSlice {
            begin: self.begin.clone(),
            end: end.map(|(i, &n)| self.begin[i] + n as isize * self.strides[i]).collect(),
            strides: self.strides.clone(),
        };
        Ok(vec![Some(graph.apply_one(slice, &[cotangent])?)])
    }
}

/// `count` positions from `begin` on must lie on the axis.
fn expect_positions(
    op: &str,
    ty: &TensorType,
    axis: usize,
    begin: isize,
    step: isize,
    count: usize,
) -> Result<()> {
    if step == 0 {
        return Err(Error::attribute(op, "strides other than 0", format!("0 on axis {axis}")));
    }
    let last = (count as isize - 1).saturating_mul(step).saturating_add(begin);
    let on_axis = |at: isize| (0..ty.shape[axis] as isize).contains(&at);
    if count > 0 && !(on_axis(begin) && on_axis(last)) {
        let expected = format!("positions on axis {axis} of {ty}");
        return Err(Error::attribute(op, expected, format!("{begin} to {last}")));
    }
    Ok(())
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |shape: &[usize], begin: &[isize], end: &[isize], strides: &[isize]| {
        let op =
            StridedSlice { begin: begin.to_vec(), end: end.to_vec(), strides: strides.to_vec() };
        Sample::new(op, [Sample::numbers(shape)])
    };
    vec![
        sample(&[7], &[1], &[7], &[2]),
        sample(&[3, 5], &[2, 4], &[-1, -1], &[-1, -2]),
        sample(&[4, 3], &[0, 1], &[4, 1], &[3, 1]),
    ]
}

fn place_samples(_: &str) -> Vec<Sample> {
    let sample = |input: &[usize], shape: &[usize], begin: &[isize], strides: &[isize]| {
        let op = StridedPlace {
            shape: shape.to_vec(),
            begin: begin.to_vec(),
            strides: strides.to_vec(),
        };
        Sample::new(op, [Sample::numbers(input)])
    };
    vec![sample(&[3], &[7], &[1], &[2]), sample(&[2, 3], &[4, 7], &[3, 0], &[-2, 3])]
}
