//! The ops, one file each: formula, shape rule, gradient, kernel call and samples for the tests.

pub mod activation;
pub mod check_numerics;
pub mod conv;
pub mod elementwise;
pub mod fft;
pub mod fill;
pub mod indexing;
pub mod linalg;
pub mod mat_mul;
pub mod movement;
pub mod optimizer;
pub mod pooling;
pub mod random;
pub mod range;
pub mod recurrent;
pub mod reduction;
pub mod reshape;
pub mod scan;
pub mod softmax;
pub mod stop_gradient;
pub mod whole_numbers;

pub use elementwise::{Binary, Cast, Fused, Select, Unary};
pub use fill::Fill;
pub use mat_mul::{FusedMatMul, MatMul};
pub use recurrent::{Recurrent, RecurrentGradient};
pub use reduction::{Cumulative, Reduce, ReduceKind};
pub use reshape::Reshape;
pub use scan::{Loop, Scan};
