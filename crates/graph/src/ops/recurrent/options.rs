//! Attributes of the recurrent ops, and what follows from them and the inputs' types: sizes, shapes, the places of inputs.

use corten_kernels::Activation;
use corten_kernels::recurrent::{Cell, Gru, GruResetBefore, Lstm, Sequence, kept_operands};
use serde::Deserialize;

use super::with_cell;
use crate::ops::activation::ActivationName;
use crate::{DType, Error, Result, TensorType};

/// Which cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// One state that is the output.
    SimpleRnn,
    /// Two states and four gates.
    Lstm,
    /// One state and three gates.
    Gru,
}

impl CellKind {
    /// The cell of the op of this name, or of the gradient op.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "lstm" | "lstmGradient" => Self::Lstm,
            "gru" | "gruGradient" => Self::Gru,
            _ => Self::SimpleRnn,
        }
    }

    /// Columns of the kernels, in units.
    pub(super) fn gates(self) -> usize {
        match self {
            Self::SimpleRnn => 1,
            Self::Lstm => 4,
            Self::Gru => 3,
        }
    }

    /// States: h, or h and c.
    pub(super) fn states(self) -> usize {
        if self == Self::Lstm { 2 } else { 1 }
    }
}

/// The attributes, the same for all recurrent layers.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "the layer's options, as Keras names them")]
pub struct Options {
    /// Which cell: the op's name says it.
    #[serde(skip)]
    pub cell: CellKind,
    /// Of the new state.
    #[serde(with = "ActivationName")]
    pub activation: Activation,
    /// Of the gates.
    #[serde(with = "ActivationName")]
    pub recurrent_activation: Activation,
    /// Whether the GRU's reset gate comes after the product; the bias then has two rows.
    pub reset_after: bool,
    /// Whether time runs from the last step to the first.
    pub go_backwards: bool,
    /// Whether the output has every step, in the order of the walk, or the last one only.
    pub return_sequences: bool,
    /// Whether the output of a masked step is zero instead of the output before it.
    pub zero_output_for_mask: bool,
    /// Whether there is a bias.
    pub use_bias: bool,
    /// Whether there is a mask, bool [B, T].
    pub masked: bool,
    /// Whether there is a mask [B, U] by which h is multiplied before the recurrent product.
    pub recurrent_dropout: bool,
    /// Whether the op keeps what its gradient needs, as further outputs. Without it a gradient runs the op again.
    pub training: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            cell: CellKind::SimpleRnn,
            activation: Activation::Tanh,
            recurrent_activation: Activation::Sigmoid,
            reset_after: true,
            go_backwards: false,
            return_sequences: false,
            zero_output_for_mask: false,
            use_bias: true,
            masked: false,
            recurrent_dropout: false,
            training: false,
        }
    }
}

/// What holds h after each step for the way back: an output of its own of this shape, or the layer's output.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeps {
    /// The operands of all steps.
    Operands([usize; 3]),
    /// h alone.
    H([usize; 3]),
    /// Nothing beside the output.
    Output,
}

impl Keeps {
    /// The shape of the output of its own.
    pub(super) fn shape(self) -> Option<[usize; 3]> {
        match self {
            Self::Operands(shape) | Self::H(shape) => Some(shape),
            Self::Output => None,
        }
    }
}

/// Inputs of the forward op by name.
pub(super) struct Named<'a, V> {
    pub x: V,
    pub states: &'a [V],
    pub kernel: V,
    pub recurrent_kernel: V,
    pub bias: Option<V>,
    pub mask: Option<V>,
    pub dropout: Option<V>,
}

impl Options {
    /// How many inputs the forward op takes.
    pub(super) fn inputs(&self) -> usize {
        let optional = [self.use_bias, self.masked, self.recurrent_dropout];
        3 + self.cell.states() + optional.into_iter().filter(|&there| there).count()
    }

    /// The forward op's inputs by name; there are enough of them.
    pub(super) fn named<'a, V: Copy>(&self, inputs: &'a [V]) -> Named<'a, V> {
        let states = self.cell.states();
        let mut rest = inputs[3 + states..].iter().copied();
        let mut optional = |there: bool| if there { rest.next() } else { None };
        Named {
            x: inputs[0],
            states: &inputs[1..=states],
            kernel: inputs[1 + states],
            recurrent_kernel: inputs[2 + states],
            bias: optional(self.use_bias),
            mask: optional(self.masked),
            dropout: optional(self.recurrent_dropout),
        }
    }

    /// What training keeps of a step beside h, in units.
    pub(super) fn saved(&self) -> usize {
        match self.cell {
            CellKind::SimpleRnn => 0,
            CellKind::Lstm => <Lstm as Cell<f32>>::SAVED,
            CellKind::Gru if self.reset_after => <Gru as Cell<f32>>::SAVED,
            CellKind::Gru => <GruResetBefore as Cell<f32>>::SAVED,
        }
    }

    /// What holds h after each step in training.
    pub(super) fn keeps(&self, inputs: &[&TensorType]) -> Keeps {
        let sequence = self.sequence(inputs);
        let operands =
            with_cell!(self, inputs[0].dtype, |cell, T| { kept_operands::<T, _>(&cell, sequence) });
        match operands {
            Some(shape) if !self.recurrent_dropout => Keeps::Operands(shape),
            _ if self.masked || !self.return_sequences => {
                Keeps::H([sequence.batch, sequence.steps, sequence.units])
            }
            _ => Keeps::Output,
        }
    }

    /// The sizes, from inputs that [`Options::check`] has passed.
    pub(super) fn sequence(&self, inputs: &[&TensorType]) -> Sequence {
        let (x, h) = (&inputs[0].shape, &inputs[1].shape);
        Sequence {
            batch: x[0],
            steps: x[1],
            features: x[2],
            units: h[1],
            reverse: self.go_backwards,
            zero_output_for_mask: self.zero_output_for_mask,
        }
    }

    /// The sizes, if the inputs fit one another.
    pub(super) fn check(&self, op: &str, inputs: &[&TensorType]) -> Result<Sequence> {
        if inputs.len() < self.inputs() {
            let received = format!("{} inputs", inputs.len());
            return Err(Error::shape(op, format!("{} inputs", self.inputs()), received));
        }
        let named = self.named(inputs);
        let (x, h) = (named.x, named.states[0]);
        if !x.dtype.is_float() {
            return Err(Error::dtype(op, "float32 or float64", x.dtype.name()));
        }
        if x.rank() != 3 || h.rank() != 2 || x.shape[1] == 0 {
            let expected = "x of [batch, steps, features] with at least one step and a state of [batch, units]";
            return Err(Error::shape(op, expected, format!("{x} and {h}")));
        }
        let sequence = self.sequence(inputs);
        let Sequence { batch, steps, features, units, .. } = sequence;
        let columns = self.cell.gates() * units;
        let like = |shape: &[usize]| x.with_shape(shape);
        let mut expected = vec![
            (named.kernel, like(&[features, columns])),
            (named.recurrent_kernel, like(&[units, columns])),
        ];
        expected.extend(named.states.iter().map(|&state| (state, like(&[batch, units]))));
        expected.extend(named.bias.map(|bias| (bias, like(&self.bias_shape(units)))));
        expected.extend(named.dropout.map(|dropout| (dropout, like(&[batch, units]))));
        expected
            .extend(named.mask.map(|mask| (mask, TensorType::new(DType::Bool, [batch, steps]))));
        match expected.into_iter().find(|(received, expected)| *received != expected) {
            Some((received, expected)) => {
                Err(Error::shape(op, expected.to_string(), received.to_string()))
            }
            None => Ok(sequence),
        }
    }

    /// Shape of the bias.
    pub(super) fn bias_shape(&self, units: usize) -> Vec<usize> {
        let columns = self.cell.gates() * units;
        if self.cell == CellKind::Gru && self.reset_after {
            vec![2, columns]
        } else {
            vec![columns]
        }
    }
}
