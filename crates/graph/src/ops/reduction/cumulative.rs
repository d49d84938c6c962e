//! `cumsum`, `cumprod`: running sums and products along an axis.
//! Gradients: of y = cumsum(x), the cumsum of c from the other end; of y = cumprod(x), that of c y, over x. Where x is 0,
//! dividing by it is no way: after the first 0 of a line the gradient is 0, and at it that of the product without it.

use std::fmt;
use std::sync::Arc;

use corten_kernels::reduce::cumulate;
use serde::Deserialize;

use super::{expect_axis, extent};
use crate::registry::{Entry, parse_attributes};
use crate::{
    Context, DType, Element, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Running sums or products along an axis.
#[derive(Clone, Copy)]
pub struct Cumulative {
    is_product: bool,
    attributes: Attributes,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attributes {
    #[serde(default)]
    axis: usize,
    #[serde(default)]
    exclusive: bool,
    #[serde(default)]
    reverse: bool,
}

pub(crate) const ENTRY: Entry =
    Entry { names: &["cumsum", "cumprod"], parse, samples, differentiable: true };

impl Cumulative {
    /// Running sums; `exclusive` leaves each element's own number out, `reverse` starts at the end.
    pub fn sum(axis: usize, exclusive: bool, reverse: bool) -> Self {
        Self { is_product: false, attributes: Attributes { axis, exclusive, reverse } }
    }

    /// Running products.
    pub fn product(axis: usize, exclusive: bool, reverse: bool) -> Self {
        Self { is_product: true, attributes: Attributes { axis, exclusive, reverse } }
    }

    fn run_as<E: Element>(
        &self,
        [zero, one]: [E; 2],
        add: impl Fn(E, E) -> E,
        mul: impl Fn(E, E) -> E,
        x: &View<'_>,
        out: &mut ViewMut<'_>,
    ) {
        let Attributes { axis, exclusive, reverse } = self.attributes;
        let extent = extent(&x.ty.shape, axis);
        let flags = (exclusive, reverse);
        if self.is_product {
            cumulate(extent, flags, one, mul, x.slice(), out.slice());
        } else {
            cumulate(extent, flags, zero, add, x.slice(), out.slice());
        }
    }
}

fn parse(name: &str, attributes: &str) -> Result<Arc<dyn Op>> {
    let attributes = parse_attributes(name, attributes)?;
    Ok(Arc::new(Cumulative { is_product: name == "cumprod", attributes }))
}

impl fmt::Debug for Cumulative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.name(), self.attributes)
    }
}

impl Op for Cumulative {
    fn name(&self) -> &'static str {
        if self.is_product { "cumprod" } else { "cumsum" }
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x] = expect_inputs(self.name(), inputs)?;
        expect_axis(self.name(), self.attributes.axis, x)?;
        if matches!(x.dtype, DType::Uint8 | DType::Bool) {
            let expected = "float32, float64, int32 or int64";
            return Err(Error::dtype(self.name(), expected, x.dtype.name()));
        }
        Ok(vec![x.clone()])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        _: &mut Context<'_>,
    ) -> Result<()> {
        let (x, out) = (&inputs[0], &mut outputs[0]);
        match x.ty.dtype {
            DType::Float32 => self.run_as([0.0_f32, 1.0], |a, b| a + b, |a, b| a * b, x, out),
            DType::Float64 => self.run_as([0.0_f64, 1.0], |a, b| a + b, |a, b| a * b, x, out),
            DType::Int64 => self.run_as([0, 1], i64::wrapping_add, i64::wrapping_mul, x, out),
            _ => self.run_as([0, 1], i32::wrapping_add, i32::wrapping_mul, x, out),
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
        let Attributes { axis, exclusive, reverse } = self.attributes;
        let back = Self::sum(axis, exclusive, !reverse);
        if !self.is_product {
            return Ok(vec![Some(graph.apply_one(back, &[c])?)]);
        }
        let (x, y) = (inputs[0], outputs[0]);
        let (zero, one) = (graph.scalar_like(x, 0.0), graph.scalar_like(x, 1.0));
        let is_zero = graph.equal(x, zero)?;
        let counted = graph.cast(is_zero, graph.ty(x).dtype)?;
        let zeros = graph.apply_one(Self::sum(axis, false, reverse), &[counted])?;
        let is_before = graph.equal(zeros, zero)?;
        let is_single = graph.equal(zeros, one)?;
        let is_first = graph.logical_and(is_zero, is_single)?;
        let filled = graph.select(is_zero, one, x)?;
        let without_first = graph.select(is_first, one, x)?;
        let other = graph.apply_one(*self, &[without_first])?;
        // Both are c y before the first zero; from there on only the product without it is not 0.
        let mut sum = |y| {
            let product = graph.mul(c, y)?;
            graph.apply_one(back, &[product])
        };
        let (all, rest) = (sum(y)?, sum(other)?);
        let before = graph.div(all, filled)?;
        let from_first = graph.select(is_first, rest, zero)?;
        Ok(vec![Some(graph.select(is_before, before, from_first)?)])
    }
}

fn samples(name: &str) -> Vec<Sample> {
    let cases =
        [(0, false, false), (1, false, false), (1, true, false), (0, false, true), (2, true, true)];
    let make = if name == "cumprod" { Cumulative::product } else { Cumulative::sum };
    let mut with_zeros = Sample::numbers(&[2, 5, 3]);
    for zero in [1, 9, 12, 22] {
        with_zeros.view_mut().slice::<f64>()[zero] = 0.0;
    }
    cases
        .iter()
        .flat_map(|&(axis, exclusive, reverse)| {
            [Sample::numbers(&[2, 5, 3]), with_zeros.clone()]
                .map(|x| Sample::new(make(axis, exclusive, reverse), [x]))
        })
        .collect()
}
