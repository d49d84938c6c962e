//! The passes: small rewrites of a graph, each of which can be switched off.

mod epilogue;
mod fold;
mod fuse;
mod lower;
pub(crate) mod rewrite;
#[cfg(test)]
mod tests;

use corten_graph::{Graph, Result, Value};

/// Which passes run; `CORTEN_PASSES=-fuse` switches one off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passes {
    /// Compute what depends on constants only when compiling.
    pub fold: bool,
    /// Let products add their bias and apply their activation.
    pub epilogue: bool,
    /// Join elementwise ops into one loop.
    pub fuse: bool,
}

impl Default for Passes {
    fn default() -> Self {
        Self { fold: true, epilogue: true, fuse: true }
    }
}

impl Passes {
    /// No pass at all.
    pub const NONE: Self = Self { fold: false, epilogue: false, fuse: false };

    /// From a list such as `-fuse,-fold`; what is not named stays on.
    pub fn parse(list: &str) -> std::result::Result<Self, String> {
        let mut passes = Self::default();
        for item in list.split(',').map(str::trim).filter(|item| !item.is_empty()) {
            match item {
                "-fold" => passes.fold = false,
                "-epilogue" => passes.epilogue = false,
                "-fuse" => passes.fuse = false,
                _ => {
                    return Err(format!("expected -fold, -epilogue or -fuse, received \"{item}\""));
                }
            }
        }
        Ok(passes)
    }
}

/// Runs the passes in order; the outputs are those of the new graph.
pub fn optimize(graph: &Graph, outputs: &[Value], passes: Passes) -> Result<(Graph, Vec<Value>)> {
    let mut current = (graph.clone(), outputs.to_vec());
    if passes.fold {
        current = fold::fold(&current.0, &current.1)?;
    }
    if passes.epilogue {
        current = epilogue::epilogue(&current.0, &current.1)?;
    }
    if passes.fuse {
        current = fuse::fuse(&current.0, &current.1)?;
    }
    lower::lower(&current.0, &current.1, passes)
}
