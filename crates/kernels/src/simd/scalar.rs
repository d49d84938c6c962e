//! One lane: the fallback for f32 and the oracle for f64.

use std::marker::PhantomData;

use super::{Float, Kernel, Simd};

/// Plain floats as one-lane vectors.
#[derive(Clone, Copy, Debug)]
pub struct Scalar<T>(PhantomData<T>);

impl<T> Scalar<T> {
    /// Needs no instructions beyond the baseline's, so anyone may have one.
    pub const NEW: Self = Self(PhantomData);
}

impl<T: Float> Simd for Scalar<T> {
    type Scalar = T;
    type V = T;
    type M = bool;
    type Half = Self;
    const LANES: usize = 1;
    const TILE: (usize, usize) = (3, 4);

    #[inline(always)]
    fn half(self) -> Self {
        self
    }

    #[inline(always)]
    fn call<K: Kernel<T>>(self, kernel: K) -> K::Output {
        run_scalar(self, kernel)
    }

    #[inline(always)]
    fn splat(self, x: T) -> T {
        x
    }

    #[inline(always)]
    unsafe fn load_ptr(self, src: *const T) -> T {
        // SAFETY: the caller's contract.
        unsafe { *src }
    }

    #[inline(always)]
    unsafe fn store_ptr(self, dst: *mut T, v: T) {
        // SAFETY: the caller's contract.
        unsafe { *dst = v }
    }

    #[inline(always)]
    unsafe fn load_ptr_n(self, src: *const T, n: usize) -> T {
        // SAFETY: the caller's contract: one element is there if n is 1.
        if n == 0 { T::ZERO } else { unsafe { *src } }
    }

    #[inline(always)]
    unsafe fn store_ptr_n(self, dst: *mut T, v: T, n: usize) {
        if n != 0 {
            // SAFETY: the caller's contract: one element is there if n is 1.
            unsafe { *dst = v }
        }
    }

    #[inline(always)]
    fn add(self, a: T, b: T) -> T {
        a + b
    }

    #[inline(always)]
    fn sub(self, a: T, b: T) -> T {
        a - b
    }

    #[inline(always)]
    fn mul(self, a: T, b: T) -> T {
        a * b
    }

    #[inline(always)]
    fn div(self, a: T, b: T) -> T {
        a / b
    }

    // Rounded twice: without the FMA instruction a fused product is a slow call into libm.
    #[inline(always)]
    fn fma(self, a: T, b: T, c: T) -> T {
        a * b + c
    }

    #[inline(always)]
    fn fnma(self, a: T, b: T, c: T) -> T {
        c - a * b
    }

    #[inline(always)]
    fn min(self, a: T, b: T) -> T {
        if a < b { a } else { b }
    }

    #[inline(always)]
    fn max(self, a: T, b: T) -> T {
        if a > b { a } else { b }
    }

    #[inline(always)]
    fn neg(self, v: T) -> T {
        -v
    }

    #[inline(always)]
    fn abs(self, v: T) -> T {
        v.abs()
    }

    #[inline(always)]
    fn copysign(self, v: T, sign: T) -> T {
        v.copysign(sign)
    }

    #[inline(always)]
    fn sqrt(self, v: T) -> T {
        v.sqrt()
    }

    #[inline(always)]
    fn floor(self, v: T) -> T {
        v.floor()
    }

    #[inline(always)]
    fn round(self, v: T) -> T {
        v.round_ties_even()
    }

    // Through f64, whose range holds every f32 intermediate; in two factors, so that f64's own denormals come out.
    #[inline(always)]
    fn scale_pow2(self, v: T, n: T) -> T {
        let n = n.to_f64().clamp(-2044.0, 2044.0) as i32;
        let half = n / 2;
        T::from_f64(v.to_f64() * pow2(half) * pow2(n - half))
    }

    #[inline(always)]
    fn exponent(self, v: T) -> T {
        let biased = (v.to_f64().to_bits() >> 52) & 0x7ff;
        T::from_f64(biased as f64 - 1023.0)
    }

    #[inline(always)]
    fn mantissa(self, v: T) -> T {
        let bits = v.to_f64().to_bits();
        T::from_f64(f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000))
    }

    #[inline(always)]
    fn lt(self, a: T, b: T) -> bool {
        a < b
    }

    #[inline(always)]
    fn le(self, a: T, b: T) -> bool {
        a <= b
    }

    #[inline(always)]
    fn eq(self, a: T, b: T) -> bool {
        a == b
    }

    #[inline(always)]
    fn and(self, a: bool, b: bool) -> bool {
        a & b
    }

    #[inline(always)]
    fn or(self, a: bool, b: bool) -> bool {
        a | b
    }

    #[inline(always)]
    fn not(self, m: bool) -> bool {
        !m
    }

    #[inline(always)]
    fn any(self, m: bool) -> bool {
        m
    }

    #[inline(always)]
    fn select(self, m: bool, a: T, b: T) -> T {
        if m { a } else { b }
    }

    #[inline(always)]
    fn reduce_add(self, v: T) -> T {
        v
    }

    #[inline(always)]
    fn reduce_max(self, v: T) -> T {
        v
    }

    #[inline(always)]
    fn reduce_min(self, v: T) -> T {
        v
    }

    #[inline(always)]
    unsafe fn transpose(self, src: *const T, _: usize, dst: *mut T, _: usize) {
        // SAFETY: the caller's contract.
        unsafe { *dst = *src }
    }

    #[inline(always)]
    fn map(self, v: T, f: impl Fn(T) -> T) -> T {
        f(v)
    }
}

#[inline(never)]
fn run_scalar<T: Float, K: Kernel<T>>(simd: Scalar<T>, kernel: K) -> K::Output {
    kernel.run(simd)
}

/// 2^n for n in -1022..=1023.
#[inline(always)]
fn pow2(n: i32) -> f64 {
    f64::from_bits(((n + 1023) as u64) << 52)
}
