//! `fusedMatMul`: c = activation(op(a) op(b) + bias), a dense layer. Gradient: through the activation, then products.

use serde::Deserialize;

use corten_kernels::Activation;

use super::plain::MatMul;
use super::product::Product;
use crate::ops::activation::{ActivationGradient, ActivationName};
use crate::registry::Entry;
use crate::{
    Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut, expect_inputs,
};

/// Inputs a [..., m, k], b [..., k, n], or their last axes swapped where transposed, and bias [n]. Output [..., m, n].
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FusedMatMul {
    /// Whether a is [..., k, m].
    #[serde(default)]
    pub transpose_a: bool,
    /// Whether b is [..., n, k].
    #[serde(default)]
    pub transpose_b: bool,
    /// Applied last; linear unless given.
    #[serde(default, with = "ActivationName")]
    pub activation: Activation,
}

pub(crate) const ENTRY: Entry = Entry::of::<FusedMatMul>(&["fusedMatMul"], samples);

impl FusedMatMul {
    fn product(self) -> Product {
        let Self { transpose_a, transpose_b, .. } = self;
        Product { name: "fusedMatMul", transpose_a, transpose_b }
    }
}

impl Op for FusedMatMul {
    fn name(&self) -> &'static str {
        "fusedMatMul"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [a, b, bias] = expect_inputs(self.name(), inputs)?;
        let output = self.product().infer(a, b)?;
        let columns = output.with_shape(&output.shape[output.rank() - 1..]);
        if *bias != columns {
            let expected = format!("bias of type {columns}");
            return Err(Error::shape(self.name(), expected, bias.to_string()));
        }
        Ok(vec![output])
    }

    fn scratch(&self, inputs: &[&TensorType]) -> usize {
        self.product().scratch(inputs[0], inputs[1])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (operands, bias) = ([&inputs[0], &inputs[1]], Some(&inputs[2]));
        self.product().run(operands, bias, self.activation, &mut outputs[0], context);
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(mut cotangent) = cotangents[0] else { return Ok(vec![None; 3]) };
        if self.activation != Activation::Linear {
            let op = ActivationGradient { activation: self.activation };
            cotangent = graph.apply_one(op, &[outputs[0], cotangent])?;
        }
        let Self { transpose_a, transpose_b, .. } = *self;
        let product = MatMul { transpose_a, transpose_b };
        let [a, b] = product.gradients(graph, [inputs[0], inputs[1]], cotangent, needs)?;
        let shape = graph.shape(inputs[2]).to_vec();
        let bias = needs[2].then(|| graph.sum_to(cotangent, &shape)).transpose()?;
        Ok(vec![a, b, bias])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let sample = |activation, transpose_b, a: &[usize], b: &[usize], n: usize| {
        let op = FusedMatMul { transpose_a: false, transpose_b, activation };
        Sample::new(op, [Sample::numbers(a), Sample::numbers(b), Sample::numbers(&[n])])
    };
    let mut samples = vec![
        sample(Activation::Linear, true, &[2, 3], &[4, 3], 4),
        sample(Activation::Tanh, false, &[2, 2, 3], &[2, 3, 2], 2),
    ];
    for activation in Activation::ALL {
        samples.push(sample(activation, false, &[3, 4], &[4, 5], 5));
    }
    samples
}
