//! AVX2 with FMA: 8 lanes of f32.

use std::arch::x86_64::*;

use super::level::run_avx2;
use super::{Kernel, Simd, intrinsics};

/// Proof that the CPU has AVX2 and FMA.
#[derive(Clone, Copy, Debug)]
pub struct Avx2(());

impl Avx2 {
    /// # Safety
    /// The CPU must have AVX2 and FMA.
    #[inline(always)]
    pub(super) unsafe fn new() -> Self {
        Self(())
    }
}

/// A window of 8 starting at 8 - n has its first n lanes set.
static FIRST: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];

macro_rules! reduce {
    ($name:ident, $op128:ident, $op1:ident) => {
        #[inline(always)]
        fn $name(self, v: __m256) -> f32 {
            // SAFETY: no memory is touched; the token proves the features.
            unsafe {
                let v = $op128(_mm256_castps256_ps128(v), _mm256_extractf128_ps::<1>(v));
                let v = $op128(v, _mm_movehl_ps(v, v));
                _mm_cvtss_f32($op1(v, _mm_movehdup_ps(v)))
            }
        }
    };
}

impl Simd for Avx2 {
    type Scalar = f32;
    type V = __m256;
    type M = __m256;
    type Half = Self;
    const LANES: usize = 8;
    const TILE: (usize, usize) = (6, 2);

    #[inline(always)]
    fn half(self) -> Self {
        self
    }

    // Never inlined here, because the compiler forgets that attribute on a function with target features.
    #[inline(never)]
    fn call<K: Kernel<f32>>(self, kernel: K) -> K::Output {
        // SAFETY: the token proves the features.
        unsafe { run_avx2(kernel) }
    }

    intrinsics! {
        add(a: V, b: V) -> V = _mm256_add_ps;
        sub(a: V, b: V) -> V = _mm256_sub_ps;
        mul(a: V, b: V) -> V = _mm256_mul_ps;
        div(a: V, b: V) -> V = _mm256_div_ps;
        fma(a: V, b: V, c: V) -> V = _mm256_fmadd_ps;
        fnma(a: V, b: V, c: V) -> V = _mm256_fnmadd_ps;
        min(a: V, b: V) -> V = _mm256_min_ps;
        max(a: V, b: V) -> V = _mm256_max_ps;
        sqrt(v: V) -> V = _mm256_sqrt_ps;
        floor(v: V) -> V = _mm256_round_ps::<{ _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC }>;
        round(v: V) -> V = _mm256_round_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>;
        lt(a: V, b: V) -> M = _mm256_cmp_ps::<_CMP_LT_OQ>;
        le(a: V, b: V) -> M = _mm256_cmp_ps::<_CMP_LE_OQ>;
        eq(a: V, b: V) -> M = _mm256_cmp_ps::<_CMP_EQ_OQ>;
        and(a: M, b: M) -> M = _mm256_and_ps;
        or(a: M, b: M) -> M = _mm256_or_ps;
    }

    reduce!(reduce_add, _mm_add_ps, _mm_add_ss);
    reduce!(reduce_max, _mm_max_ps, _mm_max_ss);
    reduce!(reduce_min, _mm_min_ps, _mm_min_ss);

    #[inline(always)]
    fn splat(self, x: f32) -> __m256 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { _mm256_set1_ps(x) }
    }

    #[inline(always)]
    unsafe fn load_ptr(self, src: *const f32) -> __m256 {
        // SAFETY: the caller's contract; the token proves the features.
        unsafe { _mm256_loadu_ps(src) }
    }

    #[inline(always)]
    unsafe fn store_ptr(self, dst: *mut f32, v: __m256) {
        // SAFETY: the caller's contract; the token proves the features.
        unsafe { _mm256_storeu_ps(dst, v) }
    }

    #[inline(always)]
    unsafe fn load_ptr_n(self, src: *const f32, n: usize) -> __m256 {
        // SAFETY: n <= 8 keeps the window inside the table; masked lanes of src are not read.
        unsafe { _mm256_maskload_ps(src, _mm256_loadu_si256(FIRST.as_ptr().add(8 - n).cast())) }
    }

    #[inline(always)]
    unsafe fn store_ptr_n(self, dst: *mut f32, v: __m256, n: usize) {
        // SAFETY: n <= 8 keeps the window inside the table; masked lanes of dst are not written.
        unsafe { _mm256_maskstore_ps(dst, _mm256_loadu_si256(FIRST.as_ptr().add(8 - n).cast()), v) }
    }

    #[inline(always)]
    fn prefetch(self, src: *const f32) {
        // SAFETY: a hint, of any address.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(src.cast()) }
    }

    #[inline(always)]
    fn neg(self, v: __m256) -> __m256 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { _mm256_xor_ps(v, _mm256_set1_ps(-0.0)) }
    }

    #[inline(always)]
    fn abs(self, v: __m256) -> __m256 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { _mm256_andnot_ps(_mm256_set1_ps(-0.0), v) }
    }

    #[inline(always)]
    fn copysign(self, v: __m256, sign: __m256) -> __m256 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { _mm256_or_ps(self.abs(v), _mm256_and_ps(sign, _mm256_set1_ps(-0.0))) }
    }

    // In two factors, because 2^n alone leaves the range of f32 before v * 2^n does.
    #[inline(always)]
    fn scale_pow2(self, v: __m256, n: __m256) -> __m256 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe {
            let n =
                _mm256_cvtps_epi32(self.min(self.splat(252.0), self.max(self.splat(-252.0), n)));
            let half = _mm256_srai_epi32::<1>(n);
            self.mul(self.mul(v, pow2(half)), pow2(_mm256_sub_epi32(n, half)))
        }
    }

    #[inline(always)]
    fn exponent(self, v: __m256) -> __m256 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe {
            let biased = _mm256_srli_epi32::<23>(_mm256_castps_si256(v));
            _mm256_cvtepi32_ps(_mm256_sub_epi32(biased, _mm256_set1_epi32(127)))
        }
    }

    #[inline(always)]
    fn mantissa(self, v: __m256) -> __m256 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe {
            let bits = _mm256_and_si256(_mm256_castps_si256(v), _mm256_set1_epi32(0x007f_ffff));
            _mm256_castsi256_ps(_mm256_or_si256(bits, _mm256_set1_epi32(0x3f80_0000)))
        }
    }

    #[inline(always)]
    fn not(self, m: __m256) -> __m256 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { _mm256_xor_ps(m, _mm256_castsi256_ps(_mm256_set1_epi32(-1))) }
    }

    #[inline(always)]
    fn any(self, m: __m256) -> bool {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { _mm256_movemask_ps(m) != 0 }
    }

    #[inline(always)]
    fn select(self, m: __m256, a: __m256, b: __m256) -> __m256 {
        // SAFETY: no memory is touched; the token proves the features.
        unsafe { _mm256_blendv_ps(b, a, m) }
    }

    // 4 x 4 blocks inside the 128-bit halves, then the halves.
    #[inline(always)]
    unsafe fn transpose(self, src: *const f32, ld: usize, dst: *mut f32, ldd: usize) {
        // SAFETY: the caller's contract; the token proves the features.
        unsafe {
            let mut r = [self.zero(); 8];
            for i in 0..8 {
                r[i] = _mm256_loadu_ps(src.add(i * ld));
            }
            for g in [0, 4] {
                let (a, b, c, d) = (r[g], r[g + 1], r[g + 2], r[g + 3]);
                let ab_low = _mm256_castps_pd(_mm256_unpacklo_ps(a, b));
                let ab_high = _mm256_castps_pd(_mm256_unpackhi_ps(a, b));
                let cd_low = _mm256_castps_pd(_mm256_unpacklo_ps(c, d));
                let cd_high = _mm256_castps_pd(_mm256_unpackhi_ps(c, d));
                r[g] = _mm256_castpd_ps(_mm256_unpacklo_pd(ab_low, cd_low));
                r[g + 1] = _mm256_castpd_ps(_mm256_unpackhi_pd(ab_low, cd_low));
                r[g + 2] = _mm256_castpd_ps(_mm256_unpacklo_pd(ab_high, cd_high));
                r[g + 3] = _mm256_castpd_ps(_mm256_unpackhi_pd(ab_high, cd_high));
            }
            for i in 0..4 {
                let (x, y) = (r[i], r[4 + i]);
                _mm256_storeu_ps(dst.add(i * ldd), _mm256_permute2f128_ps::<0x20>(x, y));
                _mm256_storeu_ps(dst.add((4 + i) * ldd), _mm256_permute2f128_ps::<0x31>(x, y));
            }
        }
    }

    #[inline(always)]
    fn map(self, v: __m256, f: impl Fn(f32) -> f32) -> __m256 {
        let mut lanes = [0.0; 8];
        self.store(&mut lanes, v);
        self.load(&lanes.map(f))
    }
}

/// 2^n for n in -126..=127.
///
/// # Safety
/// The CPU must have AVX2.
#[inline(always)]
unsafe fn pow2(n: __m256i) -> __m256 {
    // SAFETY: the caller's contract.
    unsafe {
        _mm256_castsi256_ps(_mm256_slli_epi32::<23>(_mm256_add_epi32(n, _mm256_set1_epi32(127))))
    }
}
