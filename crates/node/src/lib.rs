//! The border to Node.js: the only crate that knows napi. A dozen exports, however many layers there are.

mod bytes;
mod dataset;
mod eager;
mod error;
mod graph;
mod info;
mod plan;
mod variable;
