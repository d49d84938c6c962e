//! `sum`, `mean`, `prod`, `max`, `min`, `any`, `all`: the elements along axes combined to one.
//! Gradients: see `reduce_gradients.rs`.

use std::fmt;
use std::sync::Arc;

use bytemuck::cast_slice_mut;
use corten_kernels::reduce::{self, Extent, Reduction, reduce_integers};
use corten_kernels::{Float, Pool};
use serde::Deserialize;

use super::{expect_axis, reduce_gradients};
use crate::registry::{Entry, parse_attributes};
use crate::{
    Context, DType, Element, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// How the elements are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReduceKind {
    /// Σ x
    Sum,
    /// Σ x / n, of floats
    Mean,
    /// Π x
    Prod,
    /// The greatest
    Max,
    /// The smallest
    Min,
    /// Whether any is true
    Any,
    /// Whether all are true
    All,
}

const NAMES: [&str; 7] = ["sum", "mean", "prod", "max", "min", "any", "all"];
const KINDS: [ReduceKind; 7] = [
    ReduceKind::Sum,
    ReduceKind::Mean,
    ReduceKind::Prod,
    ReduceKind::Max,
    ReduceKind::Min,
    ReduceKind::Any,
    ReduceKind::All,
];

/// A reduction along axes.
#[derive(Clone)]
pub struct Reduce {
    pub(super) kind: ReduceKind,
    /// In rising order; none for all.
    axes: Option<Vec<usize>>,
    keep_dims: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Attributes {
    #[serde(default)]
    axes: Option<Vec<usize>>,
    #[serde(default)]
    keep_dims: bool,
}

pub(crate) const ENTRY: Entry = Entry { names: &NAMES, parse, samples, differentiable: true };

impl Reduce {
    /// A reduction along axes (none: all of them), which stay as axes of size 1 with `keep_dims`.
    pub fn new(kind: ReduceKind, axes: Option<Vec<usize>>, keep_dims: bool) -> Self {
        let axes = axes.map(|mut axes| {
            axes.sort_unstable();
            axes.dedup();
            axes
        });
        Self { kind, axes, keep_dims }
    }

    pub(super) fn reduces(&self, axis: usize) -> bool {
        self.axes.as_ref().is_none_or(|axes| axes.contains(&axis))
    }

    /// The output's shape if reduced axes stay as axes of size 1.
    pub(super) fn kept_shape(&self, shape: &[usize]) -> Vec<usize> {
        let size = |(axis, &size)| if self.reduces(axis) { 1 } else { size };
        shape.iter().enumerate().map(size).collect()
    }

    /// One extent for each group of neighbouring reduced axes, the last group first; each extent's
    /// input is the output of the one before.
    fn passes(&self, shape: &[usize]) -> impl Iterator<Item = Extent> {
        let mut end = shape.len();
        let mut inner = 1;
        std::iter::from_fn(move || {
            while end > 0 && !self.reduces(end - 1) {
                end -= 1;
                inner *= shape[end];
            }
            let last = end;
            while end > 0 && self.reduces(end - 1) {
                end -= 1;
            }
            (end < last).then(|| Extent {
                outer: shape[..end].iter().product(),
                reduced: shape[end..last].iter().product(),
                inner,
            })
        })
    }

    fn reduction(&self) -> Reduction {
        match self.kind {
            ReduceKind::Sum | ReduceKind::Mean => Reduction::Sum,
            ReduceKind::Prod => Reduction::Prod,
            ReduceKind::Max | ReduceKind::Any => Reduction::Max,
            ReduceKind::Min | ReduceKind::All => Reduction::Min,
        }
    }

    fn run_floats<T: Float + Element>(
        &self,
        pool: &Pool,
        x: &View<'_>,
        out: &mut ViewMut<'_>,
        scratch: &mut [u8],
    ) {
        let (from, to) = (x.ty.elements(), out.ty.elements());
        let divisor = if self.kind == ReduceKind::Mean { from / to.max(1) } else { 1 };
        let scale = T::ONE / T::from_usize(divisor);
        let mut source = x.slice::<T>();
        let bytes = scratch_elements(self, &x.ty.shape) * size_of::<T>();
        let mut rest = cast_slice_mut::<u8, T>(&mut scratch[..bytes]);
        let count = self.passes(&x.ty.shape).count();
        if count == 0 {
            out.slice::<T>().copy_from_slice(source);
        }
        for (i, extent) in self.passes(&x.ty.shape).enumerate() {
            let (room, after) = rest.split_at_mut(reduce::scratch(extent));
            if i + 1 == count {
                reduce::reduce(pool, self.reduction(), extent, scale, source, out.slice(), room);
                return;
            }
            let (target, after) = after.split_at_mut(extent.outer * extent.inner);
            reduce::reduce(pool, self.reduction(), extent, T::ONE, source, target, room);
            source = target;
            rest = after;
        }
    }

    /// Integers are reduced pass by pass too, in the output and the scratch memory by turns.
    fn run_integers<I: Element + corten_kernels::elementwise::Integer>(
        &self,
        neutral: I,
        x: &View<'_>,
        out: &mut ViewMut<'_>,
        scratch: &mut [u8],
    ) {
        let mut source = x.slice::<I>();
        let mut rest = cast_slice_mut::<u8, I>(
            &mut scratch[..scratch_elements(self, &x.ty.shape) * size_of::<I>()],
        );
        let count = self.passes(&x.ty.shape).count();
        if count == 0 {
            out.slice::<I>().copy_from_slice(source);
        }
        for (i, extent) in self.passes(&x.ty.shape).enumerate() {
            if i + 1 == count {
                return reduce_integers(self.reduction(), extent, neutral, source, out.slice());
            }
            let (target, after) = rest.split_at_mut(extent.outer * extent.inner);
            reduce_integers(self.reduction(), extent, neutral, source, target);
            source = target;
            rest = after;
        }
    }
}

/// Elements of scratch memory: partial results of each pass, and what passes hand on.
fn scratch_elements(op: &Reduce, shape: &[usize]) -> usize {
    let room = |extent: Extent| reduce::scratch(extent) + extent.outer * extent.inner;
    op.passes(shape).map(room).sum()
}

fn parse(name: &str, attributes: &str) -> Result<Arc<dyn Op>> {
    let index = NAMES.iter().position(|&known| known == name);
    let index = index.ok_or_else(|| Error::UnknownOp { name: name.into() })?;
    let Attributes { axes, keep_dims } = parse_attributes(name, attributes)?;
    Ok(Arc::new(Reduce::new(KINDS[index], axes, keep_dims)))
}

impl fmt::Debug for Reduce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let axes: &dyn fmt::Debug = self.axes.as_ref().map_or(&"all", |axes| axes);
        write!(f, "{} {{ axes: {axes:?}, keepDims: {} }}", self.name(), self.keep_dims)
    }
}

impl Op for Reduce {
    fn name(&self) -> &'static str {
        KINDS.iter().position(|&kind| kind == self.kind).map_or("", |i| NAMES[i])
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x] = expect_inputs(self.name(), inputs)?;
        for &axis in self.axes.iter().flatten() {
            expect_axis(self.name(), axis, x)?;
        }
        let fits = match self.kind {
            ReduceKind::Any | ReduceKind::All => x.dtype == DType::Bool,
            ReduceKind::Mean => x.dtype.is_float(),
            _ => !matches!(x.dtype, DType::Bool | DType::Uint8),
        };
        if !fits {
            let expected = match self.kind {
                ReduceKind::Any | ReduceKind::All => "bool",
                ReduceKind::Mean => "a float type",
                _ => "float32, float64, int32 or int64",
            };
            return Err(Error::dtype(self.name(), expected, x.dtype.name()));
        }
        let kept = self.kept_shape(&x.shape);
        let stays = |&(axis, _): &(usize, &usize)| self.keep_dims || !self.reduces(axis);
        let shape: Vec<usize> =
            kept.iter().enumerate().filter(stays).map(|(_, &size)| size).collect();
        Ok(vec![x.with_shape(shape)])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        scratch_elements(self, &inputs[0].shape) * inputs[0].dtype.size()
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (x, out, scratch) = (&inputs[0], &mut outputs[0], &mut *context.scratch);
        match x.ty.dtype {
            DType::Float32 => self.run_floats::<f32>(context.pool, x, out, scratch),
            DType::Float64 => self.run_floats::<f64>(context.pool, x, out, scratch),
            DType::Int32 => {
                let neutral = match self.reduction() {
                    Reduction::Sum => 0,
                    Reduction::Prod => 1,
                    Reduction::Max => i32::MIN,
                    Reduction::Min => i32::MAX,
                };
                self.run_integers(neutral, x, out, scratch);
            }
            DType::Int64 => {
                let neutral = match self.reduction() {
                    Reduction::Sum => 0,
                    Reduction::Prod => 1,
                    Reduction::Max => i64::MIN,
                    Reduction::Min => i64::MAX,
                };
                self.run_integers(neutral, x, out, scratch);
            }
            DType::Uint8 | DType::Bool => {
                self.run_integers(u8::from(self.kind == ReduceKind::All), x, out, scratch);
            }
        }
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(c) = cotangents[0] else { return Ok(vec![None]) };
        Ok(vec![reduce_gradients::gradient(self, graph, inputs[0], outputs[0], c)?])
    }
}

impl Graph {
    /// A reduction along axes, which stay as axes of size 1 with `keep_dims`.
    pub fn reduce(
        &mut self,
        kind: ReduceKind,
        x: Value,
        axes: &[usize],
        keep_dims: bool,
    ) -> Result<Value> {
        self.apply_one(Reduce::new(kind, Some(axes.to_vec()), keep_dims), &[x])
    }

    /// Σ x along axes.
    pub fn sum(&mut self, x: Value, axes: &[usize], keep_dims: bool) -> Result<Value> {
        self.reduce(ReduceKind::Sum, x, axes, keep_dims)
    }

    /// Undoes a broadcast: sums over the axes that `shape`, which broadcasts to x's, lacks or has as 1.
    pub fn sum_to(&mut self, x: Value, shape: &[usize]) -> Result<Value> {
        let from = self.shape(x).to_vec();
        if from == shape {
            return Ok(x);
        }
        let added = from.len() - shape.len();
        let repeated = |&axis: &usize| axis < added || shape[axis - added] != from[axis];
        let axes: Vec<usize> = (0..from.len()).filter(repeated).collect();
        let summed = if axes.is_empty() { x } else { self.sum(x, &axes, false)? };
        self.reshape(summed, shape)
    }
}

fn samples(name: &str) -> Vec<Sample> {
    let Some(index) = NAMES.iter().position(|&known| known == name) else { return Vec::new() };
    let kind = KINDS[index];
    let truth = matches!(kind, ReduceKind::Any | ReduceKind::All);
    let sample = |shape: &[usize], axes: Option<&[usize]>, keep_dims| {
        let numbers = Sample::numbers(shape);
        let input = if truth {
            let bytes: Vec<u8> =
                numbers.view().slice::<f64>().iter().map(|x| u8::from(*x > 0.0)).collect();
            crate::Array::from_bytes(TensorType::new(DType::Bool, shape), &bytes)
        } else {
            numbers
        };
        Sample::new(Reduce::new(kind, axes.map(<[usize]>::to_vec), keep_dims), [input])
    };
    vec![
        sample(&[2, 3], None, false),
        sample(&[3, 5], Some(&[1]), false),
        sample(&[3, 5], Some(&[0]), true),
        sample(&[2, 3, 4], Some(&[0, 2]), false),
        sample(&[2, 3, 4], Some(&[1]), true),
        sample(&[2, 1, 3], Some(&[]), false),
        sample(&[3, 37], Some(&[1]), false),
    ]
}
