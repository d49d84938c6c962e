//! Ops that draw random numbers by counter. Each takes the state, int32 `[seed, step]`, as its last input.

pub mod dropout;
pub mod fill;

pub use dropout::Dropout;
pub use fill::Random;

use corten_kernels::random::Stream;

use crate::{DType, Error, Result, TensorType, View};

fn expect_state(op: &str, state: &TensorType) -> Result<()> {
    if state.dtype != DType::Int32 || state.shape != [2] {
        return Err(Error::shape(op, "a state int32[2] of seed and step", state.to_string()));
    }
    Ok(())
}

fn stream(state: &View<'_>, stream: u32) -> Stream {
    let state = state.slice::<i32>();
    Stream { seed: state[0] as u32, step: state[1] as u32, stream }
}
