//! Matrix products: `matMul`, and `fusedMatMul` with bias and activation.

pub mod fused;
pub mod plain;
mod product;
#[cfg(test)]
mod tests;

pub use fused::FusedMatMul;
pub use plain::MatMul;
