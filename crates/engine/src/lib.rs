//! Plans: a recorded graph is simplified, fused, laid out in memory and run.
//!
//! [`compile`] turns a graph into a [`Plan`]: passes ([`passes`]) rewrite the graph, [`schedule`] orders
//! its steps so that nothing is written before everything that can fail has run, [`memory`] lays the
//! values out in one arena. A plan binds [`Variable`]s, which it shares with other plans, and runs
//! without allocating.

mod arena;
mod block;
mod compile;
mod dataset;
mod memory;
pub mod passes;
mod plan;
mod run;
mod scan;
mod schedule;
mod variable;

#[cfg(test)]
mod tests;

pub use arena::Buffer;
pub use block::{Block, BlockOutcome};
pub use compile::compile;
pub use dataset::{Dataset, Shuffle};
pub use plan::{Plan, PlanStats};
pub use variable::Variable;
