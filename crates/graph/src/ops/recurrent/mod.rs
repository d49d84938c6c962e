//! Recurrent layers over whole sequences: `simpleRnn`, `lstm`, `gru`, and their gradients.
//! The cells' formulas are with their kernels.
//!
//! | op | inputs | outputs |
//! |---|---|---|
//! | forward | x [B,T,F], h [B,U], (c [B,U],) kernel [F,G*U], recurrentKernel [U,G*U], bias?, mask? [B,T], recurrentDropoutMask? [B,U] | output, h [B,U], (c [B,U]), and in training what the gradient needs |
//! | gradient | the forward's inputs, what it kept, the cotangents that exist of output, h (and c) | dh, (dc,) dx?, dkernel, drecurrentKernel, dbias? |
//!
//! `bias`, `mask` and `recurrentDropoutMask` are inputs where `useBias`, `masked` and `recurrentDropout` say so. The
//! output is [B,T,U] with `returnSequences`, in the order of the walk (last step first with `goBackwards`), else the last
//! step's, [B,U]. A masked step keeps the states; its output is the one before it (zero if there was none), or zero with
//! `zeroOutputForMask`.

mod forward;
mod gradient;
mod options;
mod reference;
mod samples;
#[cfg(test)]
mod tests;

pub use forward::Recurrent;
pub use gradient::RecurrentGradient;
pub use options::{CellKind, Options};

pub(crate) use forward::ENTRY;
pub(crate) use gradient::ENTRY as GRADIENT_ENTRY;

/// Evaluates `$run` with the cell and the element type that attributes and inputs ask for.
macro_rules! with_cell {
    ($options:expr, $dtype:expr, |$cell:ident, $t:ident| $run:expr) => {{
        use corten_kernels::recurrent::{Gru, GruResetBefore, Lstm, SimpleRnn};

        use $crate::ops::recurrent::CellKind;
        let options = $options;
        let (activation, recurrent_activation) = (options.activation, options.recurrent_activation);
        macro_rules! with_type {
            ($new:expr) => {{
                let $cell = $new;
                if $dtype == $crate::DType::Float32 {
                    type $t = f32;
                    $run
                } else {
                    type $t = f64;
                    $run
                }
            }};
        }
        match options.cell {
            CellKind::SimpleRnn => with_type!(SimpleRnn { activation }),
            CellKind::Lstm => with_type!(Lstm { activation, recurrent_activation }),
            CellKind::Gru if options.reset_after => {
                with_type!(Gru { activation, recurrent_activation })
            }
            CellKind::Gru => with_type!(GruResetBefore { activation, recurrent_activation }),
        }
    }};
}
use with_cell;
