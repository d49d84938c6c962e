//! NEON: 4 lanes of f32.

use std::arch::aarch64::*;

use super::{Kernel, Simd, intrinsics};

/// Proof that the CPU has NEON, as every 64-bit ARM does.
#[derive(Clone, Copy, Debug)]
pub struct Neon(());

impl Neon {
    /// # Safety
    /// The CPU must have NEON.
    #[inline(always)]
    pub(super) unsafe fn new() -> Self {
        Self(())
    }
}

impl Simd for Neon {
    type Scalar = f32;
    type V = float32x4_t;
    type M = uint32x4_t;
    type Half = Self;
    const LANES: usize = 4;
    const TILE: (usize, usize) = (10, 2);

    #[inline(always)]
    fn half(self) -> Self {
        self
    }

    #[inline(always)]
    fn call<K: Kernel<f32>>(self, kernel: K) -> K::Output {
        run_neon(self, kernel)
    }

    intrinsics! {
        add(a: V, b: V) -> V = vaddq_f32;
        sub(a: V, b: V) -> V = vsubq_f32;
        mul(a: V, b: V) -> V = vmulq_f32;
        div(a: V, b: V) -> V = vdivq_f32;
        neg(v: V) -> V = vnegq_f32;
        abs(v: V) -> V = vabsq_f32;
        sqrt(v: V) -> V = vsqrtq_f32;
        floor(v: V) -> V = vrndmq_f32;
        round(v: V) -> V = vrndnq_f32;
        lt(a: V, b: V) -> M = vcltq_f32;
        le(a: V, b: V) -> M = vcleq_f32;
        eq(a: V, b: V) -> M = vceqq_f32;
        and(a: M, b: M) -> M = vandq_u32;
        or(a: M, b: M) -> M = vorrq_u32;
        not(m: M) -> M = vmvnq_u32;
        select(m: M, a: V, b: V) -> V = vbslq_f32;
    }

    #[inline(always)]
    fn splat(self, x: f32) -> float32x4_t {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { vdupq_n_f32(x) }
    }

    #[inline(always)]
    unsafe fn load_ptr(self, src: *const f32) -> float32x4_t {
        // SAFETY: the caller's contract.
        unsafe { vld1q_f32(src) }
    }

    #[inline(always)]
    unsafe fn store_ptr(self, dst: *mut f32, v: float32x4_t) {
        // SAFETY: the caller's contract.
        unsafe { vst1q_f32(dst, v) }
    }

    #[inline(always)]
    unsafe fn load_ptr_n(self, src: *const f32, n: usize) -> float32x4_t {
        let mut lanes = [0.0; 4];
        // SAFETY: the caller's contract: n elements are there, and n <= 4.
        unsafe { std::ptr::copy_nonoverlapping(src, lanes.as_mut_ptr(), n) };
        self.load(&lanes)
    }

    #[inline(always)]
    unsafe fn store_ptr_n(self, dst: *mut f32, v: float32x4_t, n: usize) {
        let mut lanes = [0.0; 4];
        self.store(&mut lanes, v);
        // SAFETY: the caller's contract: n elements are there, and n <= 4.
        unsafe { std::ptr::copy_nonoverlapping(lanes.as_ptr(), dst, n) };
    }

    // The intrinsics take the addend first.
    #[inline(always)]
    fn fma(self, a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { vfmaq_f32(c, a, b) }
    }

    #[inline(always)]
    fn fnma(self, a: float32x4_t, b: float32x4_t, c: float32x4_t) -> float32x4_t {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { vfmsq_f32(c, a, b) }
    }

    // By comparison, because NEON's own minimum and maximum treat NaN unlike the trait.
    #[inline(always)]
    fn min(self, a: float32x4_t, b: float32x4_t) -> float32x4_t {
        self.select(self.lt(a, b), a, b)
    }

    #[inline(always)]
    fn max(self, a: float32x4_t, b: float32x4_t) -> float32x4_t {
        self.select(self.lt(b, a), a, b)
    }

    #[inline(always)]
    fn copysign(self, v: float32x4_t, sign: float32x4_t) -> float32x4_t {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { vbslq_f32(vdupq_n_u32(0x8000_0000), sign, v) }
    }

    // In two factors, because 2^n alone leaves the range of f32 before v * 2^n does.
    #[inline(always)]
    fn scale_pow2(self, v: float32x4_t, n: float32x4_t) -> float32x4_t {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe {
            let n = vcvtq_s32_f32(self.min(self.splat(252.0), self.max(self.splat(-252.0), n)));
            let half = vshrq_n_s32::<1>(n);
            self.mul(self.mul(v, pow2(half)), pow2(vsubq_s32(n, half)))
        }
    }

    #[inline(always)]
    fn exponent(self, v: float32x4_t) -> float32x4_t {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe {
            let biased = vreinterpretq_s32_u32(vshrq_n_u32::<23>(vreinterpretq_u32_f32(v)));
            vcvtq_f32_s32(vsubq_s32(biased, vdupq_n_s32(127)))
        }
    }

    #[inline(always)]
    fn mantissa(self, v: float32x4_t) -> float32x4_t {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe {
            let bits = vandq_u32(vreinterpretq_u32_f32(v), vdupq_n_u32(0x007f_ffff));
            vreinterpretq_f32_u32(vorrq_u32(bits, vdupq_n_u32(0x3f80_0000)))
        }
    }

    #[inline(always)]
    fn any(self, m: uint32x4_t) -> bool {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { vmaxvq_u32(m) != 0 }
    }

    #[inline(always)]
    fn reduce_add(self, v: float32x4_t) -> f32 {
        reduce(self, v, |a, b| a + b)
    }

    #[inline(always)]
    fn reduce_max(self, v: float32x4_t) -> f32 {
        reduce(self, v, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn reduce_min(self, v: float32x4_t) -> f32 {
        reduce(self, v, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    unsafe fn transpose(self, src: *const f32, ld: usize, dst: *mut f32, ldd: usize) {
        // SAFETY: the caller's contract.
        unsafe {
            let row = |i| vld1q_f32(src.add(i * ld));
            let (a, b, c, d) = (row(0), row(1), row(2), row(3));
            // Pairs of elements, then pairs of pairs.
            let wide = |v| vreinterpretq_f64_f32(v);
            let (ab0, ab1) = (wide(vtrn1q_f32(a, b)), wide(vtrn2q_f32(a, b)));
            let (cd0, cd1) = (wide(vtrn1q_f32(c, d)), wide(vtrn2q_f32(c, d)));
            let put = |i, v| vst1q_f32(dst.add(i * ldd), vreinterpretq_f32_f64(v));
            put(0, vtrn1q_f64(ab0, cd0));
            put(1, vtrn1q_f64(ab1, cd1));
            put(2, vtrn2q_f64(ab0, cd0));
            put(3, vtrn2q_f64(ab1, cd1));
        }
    }

    #[inline(always)]
    fn map(self, v: float32x4_t, f: impl Fn(f32) -> f32) -> float32x4_t {
        let mut lanes = [0.0; 4];
        self.store(&mut lanes, v);
        self.load(&lanes.map(f))
    }
}

#[inline(always)]
fn reduce(simd: Neon, v: float32x4_t, f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [0.0; 4];
    simd.store(&mut lanes, v);
    f(f(lanes[0], lanes[2]), f(lanes[1], lanes[3]))
}

/// 2^n for n in -126..=127.
///
/// # Safety
/// The CPU must have NEON.
#[inline(always)]
unsafe fn pow2(n: int32x4_t) -> float32x4_t {
    // SAFETY: the caller's contract.
    unsafe { vreinterpretq_f32_s32(vshlq_n_s32::<23>(vaddq_s32(n, vdupq_n_s32(127)))) }
}

#[inline(never)]
fn run_neon<K: Kernel<f32>>(simd: Neon, kernel: K) -> K::Output {
    kernel.run(simd)
}
