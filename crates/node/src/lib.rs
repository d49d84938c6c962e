//! The border to Node.js: the only crate that knows napi. A dozen exports, however many layers there are.

// napi makes what a call passes: an exported function owns its arguments, used up or not.
#![allow(clippy::needless_pass_by_value)]

mod bytes;
mod dataset;
mod eager;
mod error;
mod graph;
mod info;
mod plan;
mod variable;
