//! `fft`: X_k = Σ x_j exp(-2πi jk / n) of complex numbers, which are float tensors with a last axis of two.
//! Gradient: the conjugate transpose, which is the inverse times n; the inverse's is the transform over n.

use bytemuck::Pod;
use corten_kernels::Float;
use corten_kernels::fft::{Complex, fft, scratch};
use serde::Deserialize;

use crate::registry::Entry;
use crate::{
    Context, DType, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// The transform along the last axis but one; the last holds real and imaginary part.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fft {
    /// exp(+2πi jk / n) and a division by n instead.
    #[serde(default)]
    pub inverse: bool,
}

pub(crate) const ENTRY: Entry = Entry::of::<Fft>(&["fft"], samples);

/// Rows, and complex numbers in each.
fn extent(ty: &TensorType) -> (usize, usize) {
    let n = ty.shape[ty.shape.len() - 2];
    (ty.shape[..ty.shape.len() - 2].iter().product(), n)
}

impl Fft {
    fn run_as<T: Float + Pod + crate::Element>(
        self,
        x: &View<'_>,
        out: &mut ViewMut<'_>,
        context: &mut Context<'_>,
    ) {
        let (rows, n) = extent(x.ty);
        let bytes = scratch(rows, n) * size_of::<Complex<T>>();
        let room = bytemuck::cast_slice_mut(&mut context.scratch[..bytes]);
        fft::<T>(context.pool, n, self.inverse, x.words(), out.words(), room);
    }
}

impl Op for Fft {
    fn name(&self) -> &'static str {
        "fft"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x] = expect_inputs(self.name(), inputs)?;
        if !matches!(x.dtype, DType::Float32 | DType::Float64) {
            return Err(Error::dtype(self.name(), "float32 or float64", x.dtype.name()));
        }
        if x.shape.len() < 2 || x.shape.last() != Some(&2) {
            let expected = "a last axis of 2: real and imaginary part";
            return Err(Error::shape(self.name(), expected, x.to_string()));
        }
        Ok(vec![x.clone()])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        let (rows, n) = extent(inputs[0]);
        scratch(rows, n) * 2 * inputs[0].dtype.size()
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (x, out) = (&inputs[0], &mut outputs[0]);
        match x.ty.dtype {
            DType::Float64 => self.run_as::<f64>(x, out, context),
            _ => self.run_as::<f32>(x, out, context),
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
        let Some(c) = cotangents[0] else { return Ok(vec![None]) };
        let n = extent(graph.ty(inputs[0])).1 as f64;
        let back = graph.apply_one(Self { inverse: !self.inverse }, &[c])?;
        let scale = if self.inverse { 1.0 / n } else { n };
        Ok(vec![Some(graph.scale(back, scale)?)])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    [(vec![8, 2], false), (vec![2, 3, 2], false), (vec![5, 2], true), (vec![3, 4, 2], true)]
        .into_iter()
        .map(|(shape, inverse)| Sample::new(Fft { inverse }, [Sample::numbers(&shape)]))
        .collect()
}
