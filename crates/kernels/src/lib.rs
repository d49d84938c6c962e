//! Tensor kernels: slices in, slices out; the only SIMD and the only threads of corten.

/// The process's threads.
pub struct Pool;

impl Pool {
    /// The one pool of this process.
    pub fn global() -> &'static Self {
        static POOL: Pool = Pool;
        &POOL
    }
}
