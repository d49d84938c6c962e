//! Whole-sequence recurrent layers: simple RNN, LSTM and GRU, forward and backward.
//!
//! The batch is cut into chunks, and each chunk goes through all steps on its own: forward, back, and through the
//! weights' gradients, which are added up in the order of the chunks at the end. So one fork serves a whole sequence, and
//! the number of threads changes no bit. A step is one product of `[h | x | 1]` with packed weights; going back, the same
//! layout makes the gradient of all weights one product per block of steps.

mod backward;
mod cell;
mod dots;
mod forward;
mod gru;
mod gru_reset_before;
mod lstm;
mod operands;
mod product;
mod rows;
mod sequence;
mod simple;
mod sums;
#[cfg(test)]
mod tests;

pub use backward::{InputGradients, Kept, backward, backward_scratch};
pub use cell::Cell;
pub use forward::{Outputs, forward, forward_scratch};
pub use gru::Gru;
pub use gru_reset_before::GruResetBefore;
pub use lstm::Lstm;
pub use operands::kept_operands;
pub use sequence::{Inputs, Sequence};
pub use simple::SimpleRnn;
