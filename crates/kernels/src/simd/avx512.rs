//! AVX-512 (F, VL, DQ, BW): 16 lanes of f32.

use std::arch::x86_64::*;

use super::avx2::Avx2;
use super::level::run_avx512;
use super::{Kernel, Simd, intrinsics};

/// Proof that the CPU has AVX-512 F, VL, DQ and BW.
#[derive(Clone, Copy, Debug)]
pub struct Avx512(());

impl Avx512 {
    /// # Safety
    /// The CPU must have AVX-512 F, VL, DQ and BW.
    #[inline(always)]
    pub(super) unsafe fn new() -> Self {
        Self(())
    }
}

/// Combines the two halves of a 512-bit vector, then goes on as AVX does.
macro_rules! reduce {
    ($name:ident, $op256:ident, $op128:ident, $op1:ident) => {
        #[inline(always)]
        fn $name(self, v: __m512) -> f32 {
            // SAFETY: no memory is touched; the token proves the features.
            unsafe {
                let v = $op256(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps::<1>(v));
                let v = $op128(_mm256_castps256_ps128(v), _mm256_extractf128_ps::<1>(v));
                let v = $op128(v, _mm_movehl_ps(v, v));
                _mm_cvtss_f32($op1(v, _mm_movehdup_ps(v)))
            }
        }
    };
}

impl Simd for Avx512 {
    type Scalar = f32;
    type V = __m512;
    type M = __mmask16;
    type Half = Avx2;
    const LANES: usize = 16;
    const TILE: (usize, usize) = (14, 2);

    #[inline(always)]
    fn half(self) -> Avx2 {
        // SAFETY: a CPU that has AVX-512 has AVX2 and FMA, which is checked when the level is detected.
        unsafe { Avx2::new() }
    }

    // Never inlined here, because the compiler forgets that attribute on a function with target features.
    #[inline(never)]
    fn call<K: Kernel<f32>>(self, kernel: K) -> K::Output {
        // SAFETY: the token proves the features.
        unsafe { run_avx512(kernel) }
    }

    intrinsics! {
        add(a: V, b: V) -> V = _mm512_add_ps;
        sub(a: V, b: V) -> V = _mm512_sub_ps;
        mul(a: V, b: V) -> V = _mm512_mul_ps;
        div(a: V, b: V) -> V = _mm512_div_ps;
        fma(a: V, b: V, c: V) -> V = _mm512_fmadd_ps;
        fnma(a: V, b: V, c: V) -> V = _mm512_fnmadd_ps;
        min(a: V, b: V) -> V = _mm512_min_ps;
        max(a: V, b: V) -> V = _mm512_max_ps;
        abs(v: V) -> V = _mm512_abs_ps;
        sqrt(v: V) -> V = _mm512_sqrt_ps;
        floor(v: V) -> V = _mm512_roundscale_ps::<{ _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC }>;
        round(v: V) -> V = _mm512_roundscale_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>;
        scale_pow2(v: V, n: V) -> V = _mm512_scalef_ps;
        exponent(v: V) -> V = _mm512_getexp_ps;
        mantissa(v: V) -> V = _mm512_getmant_ps::<_MM_MANT_NORM_1_2, _MM_MANT_SIGN_ZERO>;
        lt(a: V, b: V) -> M = _mm512_cmp_ps_mask::<_CMP_LT_OQ>;
        le(a: V, b: V) -> M = _mm512_cmp_ps_mask::<_CMP_LE_OQ>;
        eq(a: V, b: V) -> M = _mm512_cmp_ps_mask::<_CMP_EQ_OQ>;
    }

    reduce!(reduce_add, _mm256_add_ps, _mm_add_ps, _mm_add_ss);
    reduce!(reduce_max, _mm256_max_ps, _mm_max_ps, _mm_max_ss);
    reduce!(reduce_min, _mm256_min_ps, _mm_min_ps, _mm_min_ss);

    #[inline(always)]
    fn splat(self, x: f32) -> __m512 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { _mm512_set1_ps(x) }
    }

    #[inline(always)]
    unsafe fn load_ptr(self, src: *const f32) -> __m512 {
        // SAFETY: the caller's contract; the token proves the features.
        unsafe { _mm512_loadu_ps(src) }
    }

    #[inline(always)]
    unsafe fn store_ptr(self, dst: *mut f32, v: __m512) {
        // SAFETY: the caller's contract; the token proves the features.
        unsafe { _mm512_storeu_ps(dst, v) }
    }

    #[inline(always)]
    unsafe fn load_ptr_n(self, src: *const f32, n: usize) -> __m512 {
        // SAFETY: the caller's contract: masked lanes are not read.
        unsafe { _mm512_maskz_loadu_ps(first(n), src) }
    }

    #[inline(always)]
    unsafe fn store_ptr_n(self, dst: *mut f32, v: __m512, n: usize) {
        // SAFETY: the caller's contract: masked lanes are not written.
        unsafe { _mm512_mask_storeu_ps(dst, first(n), v) }
    }

    #[inline(always)]
    fn prefetch(self, src: *const f32) {
        // SAFETY: a hint, of any address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(src.cast()) }
    }

    #[inline(always)]
    fn neg(self, v: __m512) -> __m512 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { _mm512_xor_ps(v, _mm512_set1_ps(-0.0)) }
    }

    #[inline(always)]
    fn copysign(self, v: __m512, sign: __m512) -> __m512 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { _mm512_or_ps(_mm512_abs_ps(v), _mm512_and_ps(sign, _mm512_set1_ps(-0.0))) }
    }

    #[inline(always)]
    fn and(self, a: __mmask16, b: __mmask16) -> __mmask16 {
        a & b
    }

    #[inline(always)]
    fn or(self, a: __mmask16, b: __mmask16) -> __mmask16 {
        a | b
    }

    #[inline(always)]
    fn not(self, m: __mmask16) -> __mmask16 {
        !m
    }

    #[inline(always)]
    fn any(self, m: __mmask16) -> bool {
        m != 0
    }

    #[inline(always)]
    fn select(self, m: __mmask16, a: __m512, b: __m512) -> __m512 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { _mm512_mask_blend_ps(m, b, a) }
    }

    // 4 x 4 blocks inside the 128-bit quarters, then the quarters.
    #[inline(always)]
    unsafe fn transpose(self, src: *const f32, ld: usize, dst: *mut f32, ldd: usize) {
        // SAFETY: the caller's contract; the token proves the features.
        unsafe {
            let mut r = [self.zero(); 16];
            for i in 0..16 {
                r[i] = _mm512_loadu_ps(src.add(i * ld));
            }
            for g in [0, 4, 8, 12] {
                let (a, b, c, d) = (r[g], r[g + 1], r[g + 2], r[g + 3]);
                let ab_low = _mm512_castps_pd(_mm512_unpacklo_ps(a, b));
                let ab_high = _mm512_castps_pd(_mm512_unpackhi_ps(a, b));
                let cd_low = _mm512_castps_pd(_mm512_unpacklo_ps(c, d));
                let cd_high = _mm512_castps_pd(_mm512_unpackhi_ps(c, d));
                r[g] = _mm512_castpd_ps(_mm512_unpacklo_pd(ab_low, cd_low));
                r[g + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(ab_low, cd_low));
                r[g + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(ab_high, cd_high));
                r[g + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(ab_high, cd_high));
            }
            for i in 0..4 {
                let (w, x, y, z) = (r[i], r[4 + i], r[8 + i], r[12 + i]);
                let wx_even = _mm512_shuffle_f32x4::<0x88>(w, x);
                let wx_odd = _mm512_shuffle_f32x4::<0xdd>(w, x);
                let yz_even = _mm512_shuffle_f32x4::<0x88>(y, z);
                let yz_odd = _mm512_shuffle_f32x4::<0xdd>(y, z);
                let out = dst.add(i * ldd);
                _mm512_storeu_ps(out, _mm512_shuffle_f32x4::<0x88>(wx_even, yz_even));
                _mm512_storeu_ps(out.add(4 * ldd), _mm512_shuffle_f32x4::<0x88>(wx_odd, yz_odd));
                _mm512_storeu_ps(out.add(8 * ldd), _mm512_shuffle_f32x4::<0xdd>(wx_even, yz_even));
                _mm512_storeu_ps(out.add(12 * ldd), _mm512_shuffle_f32x4::<0xdd>(wx_odd, yz_odd));
            }
        }
    }

    #[inline(always)]
    fn map(self, v: __m512, f: impl Fn(f32) -> f32) -> __m512 {
        let mut lanes = [0.0; 16];
        self.store(&mut lanes, v);
        self.load(&lanes.map(f))
    }
}

/// A mask of the first `n <= 16` lanes.
#[inline(always)]
fn first(n: usize) -> __mmask16 {
    ((1u32 << n) - 1) as __mmask16
}
