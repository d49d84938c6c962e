//! Random numbers by counter: the number at (seed, step, stream, element) is the same in any plan, on any
//! number of threads, at any SIMD level (but for the rounding of logarithm, sine and cosine).

mod fill;
mod philox;
mod quantile;
#[cfg(test)]
mod tests;

pub use fill::{Distribution, dropout, fill, fill_integers};
pub use philox::Stream;
