//! Softmax, and the losses computed from logits.

pub mod cross_entropy;
mod cross_entropy_gradient;
pub mod plain;
pub mod sparse_cross_entropy;

pub use cross_entropy::SoftmaxCrossEntropy;
pub use plain::Softmax;
pub use sparse_cross_entropy::SparseSoftmaxCrossEntropy;
