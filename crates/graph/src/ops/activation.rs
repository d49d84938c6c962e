//! Activations that kernels apply in registers, by name; and `activationGradient`: dx = dy f'(x), from y = f(x).

use serde::Deserialize;

use corten_kernels::activation::{Activation, activation_gradient};

use crate::registry::Entry;
use crate::{Context, DType, Error, Op, Result, Sample, TensorType, View, ViewMut, expect_inputs};

/// How attributes name an [`Activation`]: `#[serde(with = "ActivationName")]`.
#[derive(Deserialize)]
#[serde(remote = "Activation", rename_all = "camelCase")]
#[allow(missing_docs)] // the kernel's enum has the formulas
pub enum ActivationName {
    Linear,
    Relu,
    Relu6,
    Sigmoid,
    HardSigmoid,
    Tanh,
    Elu,
    Selu,
    Exponential,
    Softplus,
    Softsign,
}

/// Inputs y, the activation's output, and dy, its gradient; output dx.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivationGradient {
    /// Which.
    #[serde(with = "ActivationName")]
    pub activation: Activation,
}

pub(crate) const ENTRY: Entry =
    Entry::of::<ActivationGradient>(&["activationGradient"], samples).not_differentiable();

impl Op for ActivationGradient {
    fn name(&self) -> &'static str {
        "activationGradient"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [y, dy] = expect_inputs(self.name(), inputs)?;
        if y != dy || !y.dtype.is_float() {
            let received = format!("{y} and {dy}");
            return Err(Error::shape(self.name(), "two equal floating-point types", received));
        }
        Ok(vec![y.clone()])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (y, dy, dx) = (&inputs[0], &inputs[1], &mut outputs[0]);
        let (pool, activation) = (context.pool, self.activation);
        match y.ty.dtype {
            DType::Float32 => {
                activation_gradient::<f32>(pool, activation, y.slice(), dy.slice(), dx.slice());
            }
            _ => activation_gradient::<f64>(pool, activation, y.slice(), dy.slice(), dx.slice()),
        }
        Ok(())
    }
}

fn samples(_: &str) -> Vec<Sample> {
    let op = ActivationGradient { activation: Activation::Tanh };
    vec![Sample::new(op, [Sample::numbers(&[2, 3]), Sample::numbers(&[2, 3])])]
}
