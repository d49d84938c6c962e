//! Moving elements: strided copies of any element type, gathers and deterministic scatters.

mod copy;
mod layout;

pub use copy::strided_copy;
pub use layout::{Layout, MAX_AXES};
