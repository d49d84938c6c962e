//! Inputs that cover the cases of the recurrent ops: masks on the left, on the right and with gaps, both directions,
//! with and without bias, each kind of activation, dropout.

use std::sync::Arc;

use corten_kernels::Activation;

use super::{CellKind, Options, Recurrent, RecurrentGradient};
use crate::{Array, DType, Sample, TensorType};

const BATCH: usize = 3;
const STEPS: usize = 4;
const FEATURES: usize = 2;
const UNITS: usize = 3;

/// Samples of the forward op of this name.
pub(super) fn forward(name: &str) -> Vec<Sample> {
    let sample =
        |options: Options| Sample { inputs: inputs(&options), op: Arc::new(Recurrent { options }) };
    options(name).into_iter().map(sample).collect()
}

/// The layers of the samples; dropout, whose mask is no input to differentiate, is tested beside them.
pub(super) fn options(name: &str) -> Vec<Options> {
    let base = Options { cell: CellKind::of(name), ..Options::default() };
    let masked = Options { masked: true, ..base.clone() };
    let all = Options { return_sequences: true, ..base.clone() };
    let mut cases = vec![
        base.clone(),
        Options { use_bias: false, go_backwards: true, ..all.clone() },
        masked.clone(),
        Options { return_sequences: true, ..masked.clone() },
        Options {
            return_sequences: true,
            zero_output_for_mask: true,
            go_backwards: true,
            ..masked.clone()
        },
        Options { zero_output_for_mask: true, ..masked },
    ];
    cases.extend(Activation::ALL.map(|activation| Options { activation, ..all.clone() }));
    cases
}

/// Samples of the gradient op of this name.
pub(super) fn gradient(name: &str) -> Vec<Sample> {
    let options = Options { cell: CellKind::of(name), ..Options::default() };
    let mut inputs = inputs(&options);
    let types: Vec<_> = inputs.iter().map(Array::ty).collect();
    let kept = options.keeps(&types).shape().unwrap_or([BATCH, STEPS, UNITS]);
    inputs.push(numbers(&kept));
    let saved = options.saved();
    inputs.extend((saved > 0).then(|| numbers(&[BATCH, STEPS, saved * UNITS])));
    inputs.push(numbers(&[BATCH, UNITS]));
    vec![Sample::new(RecurrentGradient { options, ..RecurrentGradient::default() }, inputs)]
}

/// Small numbers, for an exponential of exponentials soon leaves any range, and such that no sum comes near a kink.
fn numbers(shape: &[usize]) -> Array {
    let mut array = Sample::numbers(shape);
    array.view_mut().slice::<f64>().iter_mut().for_each(|x| *x *= 0.43);
    array
}

/// The inputs of a layer.
pub(super) fn inputs(options: &Options) -> Vec<Array> {
    let columns = options.cell.gates() * UNITS;
    let mut inputs = vec![numbers(&[BATCH, STEPS, FEATURES])];
    inputs.extend((0..options.cell.states()).map(|_| numbers(&[BATCH, UNITS])));
    inputs.extend([numbers(&[FEATURES, columns]), numbers(&[UNITS, columns])]);
    if options.use_bias {
        inputs.push(numbers(&options.bias_shape(UNITS)));
    }
    if options.masked {
        let mask = [0, 0, 1, 1, 1, 1, 0, 0, 1, 0, 0, 1];
        inputs.push(Array::from_bytes(TensorType::new(DType::Bool, [BATCH, STEPS]), &mask));
    }
    if options.recurrent_dropout {
        inputs.push(Array::from_slice(
            &[BATCH, UNITS],
            &[0.0, 2.0, 2.0, 2.0, 0.0, 2.0, 0.0, 0.0, 2.0],
        ));
    }
    inputs
}
