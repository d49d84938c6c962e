//! The ops, one file each: formula, shape rule, gradient, kernel call and samples for the tests.

pub mod activation;
pub mod binary;
pub mod fill;
pub mod indexing;
pub mod mat_mul;
pub mod movement;
pub mod reshape;

pub use binary::{Binary, BinaryKind};
pub use fill::Fill;
pub use reshape::Reshape;
