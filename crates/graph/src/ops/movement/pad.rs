//! `pad`: a border around a tensor: a constant, or the tensor mirrored. Gradient: the inner box, plus the mirrored parts
//! folded back.

use serde::Deserialize;

use corten_kernels::movement::Layout;

use super::{copy, expect_entries, expect_one, strides};
use crate::ops::fill::write_all;
use crate::registry::Entry;
use crate::{Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut};

/// What the border holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PadMode {
    /// One number.
    #[default]
    Constant,
    /// The tensor mirrored at its outermost elements, which are not repeated.
    Reflect,
    /// The tensor mirrored at its edge: the outermost elements come twice.
    Symmetric,
}

/// A tensor with a border.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pad {
    /// Positions added before and after, along each axis.
    pub paddings: Vec<[usize; 2]>,
    /// What the border holds; the constant unless given.
    #[serde(default)]
    pub mode: PadMode,
    /// The constant, cast to the element type; 0 unless given.
    #[serde(default)]
    #[serde(deserialize_with = "crate::registry::any_number")]
    pub value: f64,
}

pub(crate) const ENTRY: Entry = Entry::of::<Pad>(&["pad"], samples);

impl Graph {
    /// `x` with zeros around it.
    pub fn pad(&mut self, x: Value, paddings: &[[usize; 2]]) -> Result<Value> {
        if paddings.len() == self.shape(x).len() && paddings.iter().all(|p| p == &[0, 0]) {
            return Ok(x);
        }
        let pad = Pad { paddings: paddings.to_vec(), mode: PadMode::Constant, value: 0.0 };
        self.apply_one(pad, &[x])
    }
}

impl Pad {
    /// Distance from an edge element to the first one that is mirrored.
    fn gap(&self) -> usize {
        usize::from(self.mode == PadMode::Reflect)
    }
}

impl Op for Pad {
    fn name(&self) -> &'static str {
        "pad"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let x = expect_one(self.name(), inputs)?;
        expect_entries(self.name(), "paddings", self.paddings.len(), x)?;
        let mut shape = Vec::with_capacity(x.rank());
        for (axis, (&size, &[before, after])) in x.shape.iter().zip(&self.paddings).enumerate() {
            let most = if self.mode == PadMode::Constant {
                isize::MAX as usize / 2
            } else {
                size.saturating_sub(self.gap())
            };
            if before > most || after > most {
                let expected = format!("paddings at most {most} on axis {axis} of {x}");
                let received = format!("[{before}, {after}]");
                return Err(Error::attribute(self.name(), expected, received));
            }
            shape.push(size + before + after);
        }
        Ok(vec![x.with_shape(shape)])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        if self.mode == PadMode::Constant && !self.paddings.iter().all(|p| p == &[0, 0]) {
            write_all(&mut outputs[0], self.value);
        }
        // Each axis has three parts: the mirrored start, the tensor itself, the mirrored end.
        let parts = if self.mode == PadMode::Constant { 1..2 } else { 0..3 };
        let shape = &inputs[0].ty.shape;
        let (from, to) = (strides(shape), strides(&outputs[0].ty.shape));
        for region in 0..parts.len().pow(shape.len() as u32) {
            let mut rest = region;
            let (mut start, mut target) = (0, 0);
            let mut extents = [(0, 0); super::MAX_RANK];
            for axis in 0..shape.len() {
                let part = parts.start + rest % parts.len();
                rest /= parts.len();
                let [before, after] = self.paddings[axis];
                let size = shape[axis];
                let (first, at, count, step) = match part {
                    0 => ((before + self.gap()).saturating_sub(1), 0, before, -1),
                    1 => (0, before, size, 1),
                    _ => (size.saturating_sub(1 + self.gap()), before + size, after, -1),
                };
                start += first * from[axis] as usize;
                target += at * to[axis] as usize;
                extents[axis] = (count, step);
            }
            let axes = extents[..shape.len()].iter().zip(from).zip(to);
            let layout = axes
                .fold(Layout::new(start, target), |layout, ((&(n, step), from), to)| {
                    layout.axis(n, step * from, to)
                });
            copy(context.pool, &layout, &inputs[0], &mut outputs[0]);
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
        let Some(mut sum) = cotangents[0] else { return Ok(vec![None]) };
        if self.mode == PadMode::Constant {
            let size = graph.shape(inputs[0]).to_vec();
            let begin: Vec<_> = self.paddings.iter().map(|[before, _]| *before).collect();
            return Ok(vec![Some(graph.slice(sum, &begin, &size)?)]);
        }
        let sizes = graph.shape(inputs[0]).to_vec();
        for (axis, (&size, &[before, after])) in sizes.iter().zip(&self.paddings).enumerate() {
            let mut inner = graph.slice_axis(sum, axis, before, size)?;
            let gap = self.gap();
            for (from, count, at) in
                [(0, before, gap), (before + size, after, size.saturating_sub(gap + after))]
            {
                if count == 0 {
                    continue;
                }
                let mirrored = graph.slice_axis(sum, axis, from, count)?;
                let folded = graph.reverse(mirrored, &[axis])?;
                let mut paddings = vec![[0, 0]; sizes.len()];
                paddings[axis] = [at, size - at - count];
                let placed = graph.pad(folded, &paddings)?;
                inner = graph.add(inner, placed)?;
            }
            sum = inner;
        }
        Ok(vec![Some(sum)])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |shape: &[usize], paddings: &[[usize; 2]], mode: PadMode| {
        let op = Pad { paddings: paddings.to_vec(), mode, value: 0.5 };
        Sample::new(op, [Sample::numbers(shape)])
    };
    vec![
        sample(&[3], &[[2, 1]], PadMode::Constant),
        sample(&[2, 3, 2], &[[0, 1], [2, 0], [1, 1]], PadMode::Constant),
        sample(&[4, 3], &[[3, 1], [0, 2]], PadMode::Reflect),
        sample(&[2, 3], &[[2, 1], [1, 3]], PadMode::Symmetric),
    ]
}
