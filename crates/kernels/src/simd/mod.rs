//! One trait for vectors of floats: every kernel is written once over `S: Simd` and compiled for each instruction set.
//!
//! A value of a `Simd` type is a token: holding one proves that the CPU has the instructions, which is what makes
//! the methods safe. Only the dispatcher in `level.rs` makes tokens, inside functions with the matching
//! `#[target_feature]`. Everything between such a function and an intrinsic must be `#[inline(always)]`: a call that
//! is not inlined is compiled without the features and turns each intrinsic into a function call.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod float;
mod level;
#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
#[cfg(test)]
mod tests;

pub use float::Float;
pub use level::{Kernel, Level, LevelError, dispatch, dispatch_at, with_level};
pub use scalar::Scalar;

/// Implements vector methods that are one intrinsic each.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! intrinsics {
    ($($name:ident($($arg:ident: $ty:ident),*) -> $out:ident = $intrinsic:path;)*) => {$(
        #[inline(always)]
        fn $name(self, $($arg: Self::$ty),*) -> Self::$out {
            // SAFETY: the intrinsic touches no memory, and the token proves that the CPU has its instructions.
            unsafe { $intrinsic($($arg),*) }
        }
    )*};
}
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
use intrinsics;

/// A vector instruction set over one scalar type.
pub trait Simd: Copy + Send + Sync + 'static {
    /// The element type.
    type Scalar: Float;
    /// A register of [`Simd::LANES`] elements.
    type V: Copy;
    /// One truth value per lane.
    type M: Copy;
    /// Vectors of half the lanes, where the machine does twice as many of them; otherwise the same.
    type Half: Simd<Scalar = Self::Scalar>;
    /// Elements in a register.
    const LANES: usize;
    /// Rows and vectors of the largest block of sums that the registers hold beside a row of vectors and a broadcast.
    const TILE: (usize, usize);

    /// The token of the half.
    fn half(self) -> Self::Half;
    /// Runs `kernel` out of line, in one function a kernel with this instruction set: for large bodies with many users.
    fn call<K: Kernel<Self::Scalar>>(self, kernel: K) -> K::Output;

    /// All lanes `x`.
    fn splat(self, x: Self::Scalar) -> Self::V;
    /// Reads `LANES` elements.
    ///
    /// # Safety
    /// `src` must be valid for reading `LANES` elements; no alignment is needed.
    unsafe fn load_ptr(self, src: *const Self::Scalar) -> Self::V;
    /// Writes `LANES` elements.
    ///
    /// # Safety
    /// `dst` must be valid for writing `LANES` elements; no alignment is needed.
    unsafe fn store_ptr(self, dst: *mut Self::Scalar, v: Self::V);
    /// Reads the first `n <= LANES` elements; the other lanes are zero.
    ///
    /// # Safety
    /// `src` must be valid for reading `n` elements, and `n <= LANES`.
    unsafe fn load_ptr_n(self, src: *const Self::Scalar, n: usize) -> Self::V;
    /// Writes the first `n <= LANES` lanes.
    ///
    /// # Safety
    /// `dst` must be valid for writing `n` elements, and `n <= LANES`.
    unsafe fn store_ptr_n(self, dst: *mut Self::Scalar, v: Self::V, n: usize);

    /// Has the cache line at `src` fetched, if there is a way to ask and memory there.
    #[inline(always)]
    fn prefetch(self, _src: *const Self::Scalar) {}

    /// a + b.
    fn add(self, a: Self::V, b: Self::V) -> Self::V;
    /// a - b.
    fn sub(self, a: Self::V, b: Self::V) -> Self::V;
    /// a * b.
    fn mul(self, a: Self::V, b: Self::V) -> Self::V;
    /// a / b.
    fn div(self, a: Self::V, b: Self::V) -> Self::V;
    /// a * b + c, rounded once where the instruction set can.
    fn fma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// c - a * b, rounded once where the instruction set can.
    fn fnma(self, a: Self::V, b: Self::V, c: Self::V) -> Self::V;
    /// a < b ? a : b, hence b where either is NaN.
    fn min(self, a: Self::V, b: Self::V) -> Self::V;
    /// a > b ? a : b, hence b where either is NaN: `max(zero, x)` propagates NaN.
    fn max(self, a: Self::V, b: Self::V) -> Self::V;
    /// -v, sign bit flipped.
    fn neg(self, v: Self::V) -> Self::V;
    /// |v|, sign bit cleared.
    fn abs(self, v: Self::V) -> Self::V;
    /// Magnitude of `v`, sign bit of `sign`.
    fn copysign(self, v: Self::V, sign: Self::V) -> Self::V;
    /// Square root, correctly rounded.
    fn sqrt(self, v: Self::V) -> Self::V;
    /// Largest integer not above v.
    fn floor(self, v: Self::V) -> Self::V;
    /// Nearest integer, halves to even.
    fn round(self, v: Self::V) -> Self::V;
    /// v * 2^n for integral n, saturating to infinity, gradual down to zero.
    fn scale_pow2(self, v: Self::V, n: Self::V) -> Self::V;
    /// floor(log2 v) of positive, finite, normal v.
    fn exponent(self, v: Self::V) -> Self::V;
    /// v / 2^exponent(v), in [1, 2), of positive, finite, normal v.
    fn mantissa(self, v: Self::V) -> Self::V;

    /// a < b; false where either is NaN, as the next two.
    fn lt(self, a: Self::V, b: Self::V) -> Self::M;
    /// a <= b.
    fn le(self, a: Self::V, b: Self::V) -> Self::M;
    /// a == b.
    fn eq(self, a: Self::V, b: Self::V) -> Self::M;
    /// Both.
    fn and(self, a: Self::M, b: Self::M) -> Self::M;
    /// Either.
    fn or(self, a: Self::M, b: Self::M) -> Self::M;
    /// Opposite.
    fn not(self, m: Self::M) -> Self::M;
    /// Whether any lane is true.
    fn any(self, m: Self::M) -> bool;
    /// m ? a : b.
    fn select(self, m: Self::M, a: Self::V, b: Self::V) -> Self::V;

    /// Sum of the lanes, by halves: lane i plus lane i + LANES/2, and so on.
    fn reduce_add(self, v: Self::V) -> Self::Scalar;
    /// Largest lane, combined by halves with [`Simd::max`].
    fn reduce_max(self, v: Self::V) -> Self::Scalar;
    /// Smallest lane, combined by halves with [`Simd::min`].
    fn reduce_min(self, v: Self::V) -> Self::Scalar;

    /// Transposes a block of `LANES` x `LANES` elements.
    ///
    /// # Safety
    /// `src` must be valid for reading, and `dst` for writing, `LANES` rows of `LANES` elements that lie the given
    /// strides apart; they must not overlap.
    unsafe fn transpose(
        self,
        src: *const Self::Scalar,
        src_stride: usize,
        dst: *mut Self::Scalar,
        dst_stride: usize,
    );

    /// Applies a scalar function lane by lane: for what has no vector form.
    fn map(self, v: Self::V, f: impl Fn(Self::Scalar) -> Self::Scalar) -> Self::V;

    /// All lanes zero.
    #[inline(always)]
    fn zero(self) -> Self::V {
        self.splat(Self::Scalar::ZERO)
    }

    /// All lanes the constant `x`.
    #[inline(always)]
    fn c(self, x: f64) -> Self::V {
        self.splat(Self::Scalar::from_f64(x))
    }

    /// a > b; false where either is NaN.
    #[inline(always)]
    fn gt(self, a: Self::V, b: Self::V) -> Self::M {
        self.lt(b, a)
    }

    /// a >= b; false where either is NaN.
    #[inline(always)]
    fn ge(self, a: Self::V, b: Self::V) -> Self::M {
        self.le(b, a)
    }

    /// Whether v is NaN.
    #[inline(always)]
    fn is_nan(self, v: Self::V) -> Self::M {
        self.not(self.eq(v, v))
    }

    /// Reads the first `LANES` elements of `src`, which must have them.
    #[inline(always)]
    fn load(self, src: &[Self::Scalar]) -> Self::V {
        assert!(src.len() >= Self::LANES);
        // SAFETY: the length was just checked.
        unsafe { self.load_ptr(src.as_ptr()) }
    }

    /// Writes the first `LANES` elements of `dst`, which must have them.
    #[inline(always)]
    fn store(self, dst: &mut [Self::Scalar], v: Self::V) {
        assert!(dst.len() >= Self::LANES);
        // SAFETY: the length was just checked.
        unsafe { self.store_ptr(dst.as_mut_ptr(), v) }
    }

    /// Reads `min(src.len(), LANES)` elements; the other lanes are zero.
    #[inline(always)]
    fn load_partial(self, src: &[Self::Scalar]) -> Self::V {
        // SAFETY: the count is within the slice and the register.
        unsafe { self.load_ptr_n(src.as_ptr(), src.len().min(Self::LANES)) }
    }

    /// Writes the first `min(dst.len(), LANES)` lanes.
    #[inline(always)]
    fn store_partial(self, dst: &mut [Self::Scalar], v: Self::V) {
        // SAFETY: the count is within the slice and the register.
        unsafe { self.store_ptr_n(dst.as_mut_ptr(), v, dst.len().min(Self::LANES)) }
    }
}
