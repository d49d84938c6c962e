//! Moving elements: strided copies of any element type, gathers and deterministic scatters.

mod copy;
mod gather;
mod layout;
mod transpose;

pub use copy::strided_copy;
pub use gather::{Indexed, first_outside, gather, scatter_add};
pub use layout::{Layout, MAX_AXES};
pub(crate) use transpose::{transpose, transpose_to};
