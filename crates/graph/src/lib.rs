//! What can be said: ops with their shape rules, gradients and kernels, and the graph that records them.
//!
//! An op is one file under [`ops`]: its formula, shape rule, gradient and samples for the tests. A
//! [`Graph`] is an append-only list of nodes; [`gradients`] appends the backward nodes of a scalar.

mod array;
mod autodiff;
mod builder;
mod dtype;
mod error;
mod graph;
mod inline;
mod interpret;
mod op;
pub mod ops;
mod registry;
#[cfg(test)]
mod testing;
mod types;
mod view;

pub use array::Array;
pub use autodiff::{gradients, gradients_from};
pub use dtype::DType;
pub use error::{Error, Result};
pub use graph::{Graph, Node, Source, Value};
pub use interpret::{Call, evaluate, execute, interpret};
pub use op::{Context, Op, Sample};
pub use registry::{parse, registered};
pub use types::{TensorType, broadcast_shapes, expect_inputs, expect_memory};
pub use view::{Element, View, ViewMut};
