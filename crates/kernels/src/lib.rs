//! Tensor kernels: slices in, slices out; the only SIMD and the only threads of corten.
//!
//! # How a kernel is written
//! Once, over any vector width, as the `run` of a [`Kernel`]; [`dispatch`] compiles it for each instruction set and
//! picks one as the process runs (for f64 it is plain scalar code: the oracle of gradient checks).
//!
//! ```
//! use corten_kernels::{Float, Kernel, Pool, Simd, dispatch};
//!
//! /// y = a * x + y.
//! struct Axpy<'a, T> { a: T, x: &'a [T], y: &'a mut [T] }
//!
//! impl<T: Float> Kernel<T> for Axpy<'_, T> {
//!     type Output = ();
//!
//!     #[inline(always)] // always, down to the intrinsics: see `simd`
//!     fn run<S: Simd<Scalar = T>>(self, s: S) {
//!         let a = s.splat(self.a);
//!         for (y, x) in self.y.chunks_mut(S::LANES).zip(self.x.chunks(S::LANES)) {
//!             s.store_partial(y, s.fma(a, s.load_partial(x), s.load_partial(y)));
//!         }
//!     }
//! }
//!
//! /// The whole slice, on the pool: chunks by shape alone, and the dispatch inside the chunk.
//! pub fn axpy<T: Float>(pool: &Pool, a: T, x: &[T], y: &mut [T]) {
//!     const CHUNK: usize = 16 * 1024;
//!     pool.for_chunks_mut(y, CHUNK, |i, y| {
//!         let x = &x[i * CHUNK..][..y.len()];
//!         dispatch(Axpy { a, x, y });
//!     });
//! }
//!
//! let mut y = vec![1.0f32; 5];
//! axpy(Pool::global(), 2.0, &[1.0; 5], &mut y);
//! assert_eq!(y, [3.0; 5]);
//! ```
//! Three rules keep it fast and reproducible:
//! - Full vectors in the hot loop (`chunks_exact`), `load_partial`/`store_partial` for the tail only; and no closure
//!   that holds intrinsics unless it is certain to be inlined.
//! - Work is cut into chunks by shapes, never by the number of threads; each chunk writes its own part; partial sums
//!   are combined afterwards in the order of the chunks. Work below about 25 us stays in one chunk.
//! - Nothing is allocated: a kernel that needs room takes `scratch: &mut [T]`, and a function of shapes says how much.
//!
//! Tests run a kernel at every level of the machine by [`with_level`] or [`dispatch_at`].

pub mod activation;
pub mod conv;
pub mod elementwise;
pub mod fft;
pub mod gemm;
pub mod linalg;
pub mod math;
pub mod movement;
pub mod optimizer;
pub mod order;
pub mod pool;
pub mod pooling;
pub mod random;
pub mod recurrent;
pub mod reduce;
pub mod simd;
pub mod softmax;

pub use activation::Activation;
pub use pool::{Pool, SharedMut};
pub use simd::{Float, Kernel, Level, LevelError, Scalar, Simd, dispatch, dispatch_at, with_level};
