//! Tensor kernels: slices in, slices out; the only SIMD and the only threads of corten.
