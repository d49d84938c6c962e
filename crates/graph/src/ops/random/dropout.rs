//! `dropout`: each element is 0 with probability `rate`, else x / (1 - rate).
//! Gradient: the same of the cotangent, for the mask is drawn anew from the same counters.

use corten_kernels::random::dropout;
use corten_kernels::{Float, Pool};
use serde::Deserialize;

use super::{expect_state, stream};
use crate::ops::Binary;
use crate::registry::Entry;
use crate::{
    Array, Context, DType, Element, Error, Graph, Op, Result, Sample, TensorType, Value, View,
    ViewMut, broadcast_shapes, expect_inputs,
};

/// Inputs: x, the state. With `noiseShape` the mask has that shape and is broadcast.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dropout {
    /// The share of elements dropped, from 0 to 1.
    pub rate: f64,
    /// Shape of the mask, if not x's.
    #[serde(default)]
    pub noise_shape: Option<Vec<usize>>,
    /// Tells the layers of a model apart.
    #[serde(default)]
    pub stream: u32,
}

pub(crate) const ENTRY: Entry = Entry::of::<Dropout>(&["dropout"], samples);

impl Dropout {
    /// The mask's shape, where it is broadcast.
    fn noise(&self, x: &TensorType) -> Option<TensorType> {
        let shape = self.noise_shape.as_ref().filter(|&shape| *shape != x.shape);
        shape.map(|shape| x.with_shape(shape.clone()))
    }

    /// The mask times x: the mask is dropout of ones.
    fn run_broadcast<T: Float + Element>(
        &self,
        noise: &TensorType,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let count = noise.elements();
        let (ones, rest) = context.scratch[..2 * noise.bytes()].split_at_mut(noise.bytes());
        let ones: &mut [T] = bytemuck::cast_slice_mut(ones);
        ones.fill(T::ONE);
        let mask: &mut [T] = bytemuck::cast_slice_mut(rest);
        let stream = stream(&inputs[1], self.stream);
        dropout(context.pool, stream, self.rate, &ones[..count], &mut mask[..count]);
        let mask = View { ty: noise, bytes: bytemuck::cast_slice(mask) };
        let product = Binary::new(corten_kernels::elementwise::Binary::Mul);
        let mut context = Context { pool: context.pool, scratch: &mut [] };
        product.run(&[inputs[0], mask], outputs, &mut context)
    }

    fn run_full<T: Float + Element>(
        &self,
        pool: &Pool,
        inputs: &[View<'_>],
        out: &mut ViewMut<'_>,
    ) {
        let stream = stream(&inputs[1], self.stream);
        dropout::<T>(pool, stream, self.rate, inputs[0].slice(), out.slice());
    }
}

impl Op for Dropout {
    fn name(&self) -> &'static str {
        "dropout"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x, state] = expect_inputs(self.name(), inputs)?;
        expect_state(self.name(), state)?;
        if !x.dtype.is_float() {
            return Err(Error::dtype(self.name(), "a float type", x.dtype.name()));
        }
        if !(0.0..=1.0).contains(&self.rate) {
            let expected = "a rate from 0 to 1";
            return Err(Error::attribute(self.name(), expected, self.rate.to_string()));
        }
        if let Some(noise) = self.noise(x) {
            let broadcast = broadcast_shapes(self.name(), &noise.shape, &x.shape)?;
            if broadcast != x.shape {
                let expected = format!("a noiseShape that broadcasts to {x}");
                return Err(Error::shape(self.name(), expected, format!("{:?}", noise.shape)));
            }
        }
        Ok(vec![x.clone()])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        self.noise(inputs[0]).map_or(0, |noise| 2 * noise.bytes())
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        match (self.noise(inputs[0].ty), inputs[0].ty.dtype) {
            (Some(noise), DType::Float32) => {
                self.run_broadcast::<f32>(&noise, inputs, outputs, context)?;
            }
            (Some(noise), _) => self.run_broadcast::<f64>(&noise, inputs, outputs, context)?,
            (None, DType::Float32) => self.run_full::<f32>(context.pool, inputs, &mut outputs[0]),
            (None, _) => self.run_full::<f64>(context.pool, inputs, &mut outputs[0]),
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
        let Some(c) = cotangents[0] else { return Ok(vec![None, None]) };
        Ok(vec![Some(graph.apply_one(self.clone(), &[c, inputs[1]])?), None])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |shape: &[usize], noise: Option<&[usize]>| {
        let op = Dropout { rate: 0.4, noise_shape: noise.map(<[usize]>::to_vec), stream: 3 };
        Sample::new(op, [Sample::numbers(shape), Array::from_slice(&[2], &[42, 7])])
    };
    vec![
        sample(&[3, 37], None),
        sample(&[2, 5, 4], Some(&[2, 1, 4])),
        sample(&[4, 3], Some(&[1, 3])),
    ]
}
