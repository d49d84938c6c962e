//! Recurrent layers over whole sequences: `simpleRnn`, and its gradient.
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
mod samples;

pub use forward::Recurrent;
pub use gradient::RecurrentGradient;
pub use options::{CellKind, Options};

pub(crate) use forward::ENTRY;
pub(crate) use gradient::ENTRY as GRADIENT_ENTRY;

/// Calls `$run::<T, _>(self, cell, ...)` with the element type and the cell that attributes and inputs ask for.
macro_rules! with_cell {
    ($options:expr, $dtype:expr, |$cell:ident, $t:ident| $run:expr) => {{
        use corten_kernels::recurrent as kernels;
        let options = $options;
        match (options.cell, $dtype) {
            ($crate::ops::recurrent::CellKind::SimpleRnn, $crate::DType::Float32) => {
                type $t = f32;
                let $cell = kernels::SimpleRnn { activation: options.activation };
                $run
            }
            ($crate::ops::recurrent::CellKind::SimpleRnn, _) => {
                type $t = f64;
                let $cell = kernels::SimpleRnn { activation: options.activation };
                $run
            }
        }
    }};
}
use with_cell;
