//! Vectorised elementary functions: polynomials and rationals in f32, the standard library in f64 (the oracle).
//!
//! Relative errors over all f32 (`tests/math.rs` asserts them): exp and ln 1e-7, sigmoid 2e-7, tanh 3e-7, erf 4e-7,
//! exp_m1 and ln_1p 2e-7; sin and cos 1e-7 absolute. NaN comes out as NaN, infinities as the limits.

use crate::simd::{Float, Simd};

const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// ln 2 in two parts; the first has so few bits that its product with an exponent is exact even without FMA.
const LN2_HIGH: f64 = 0.693_359_375;
const LN2_LOW: f64 = -2.121_944_4e-4;

/// `c[0] x^n + c[1] x^(n-1) + ... + c[n]`, by Horner's rule.
#[inline(always)]
pub fn polynomial<S: Simd, const N: usize>(s: S, x: S::V, c: [f64; N]) -> S::V {
    let mut sum = s.c(c[0]);
    for i in 1..N {
        sum = s.fma(sum, x, s.c(c[i]));
    }
    sum
}

/// x, or the nearer of -limit and limit; NaN stays.
#[inline(always)]
fn clamp<S: Simd>(s: S, x: S::V, limit: f64) -> S::V {
    s.max(s.c(-limit), s.min(s.c(limit), x))
}

/// Splits x = n ln 2 + r with |r| <= ln 2 / 2 and gives (n, e^r - 1). Infinities must be clamped before.
#[inline(always)]
fn exp_parts<S: Simd>(s: S, x: S::V) -> (S::V, S::V) {
    let n = s.round(s.mul(x, s.c(LOG2_E)));
    let r = s.fnma(n, s.c(LN2_HIGH), x);
    let r = s.fnma(n, s.c(LN2_LOW), r);
    let p = polynomial(
        s,
        r,
        [
            1.987_569_2e-4,
            1.398_199_9e-3,
            8.333_452e-3,
            4.166_579_6e-2,
            1.666_666_5e-1,
            5.000_000_1e-1,
        ],
    );
    (n, s.fma(s.mul(r, r), p, r))
}

/// e^x.
#[inline(always)]
pub fn exp<S: Simd>(s: S, x: S::V) -> S::V {
    if S::Scalar::IS_F64 {
        return s.map(x, Float::exp);
    }
    // Past these the result is infinity or zero; the constant comes first so that NaN passes.
    let x = s.max(s.c(-104.0), s.min(s.c(89.0), x));
    let (n, m1) = exp_parts(s, x);
    s.scale_pow2(s.add(m1, s.c(1.0)), n)
}

/// e^x - 1, accurate near zero.
#[inline(always)]
pub fn exp_m1<S: Simd>(s: S, x: S::V) -> S::V {
    if S::Scalar::IS_F64 {
        return s.map(x, Float::exp_m1);
    }
    let clamped = s.max(s.c(-104.0), s.min(s.c(89.0), x));
    let (n, m1) = exp_parts(s, clamped);
    // Half of it first: 2^n alone overflows before the result does.
    let half = s.scale_pow2(s.c(0.5), n);
    let y = s.fma(m1, half, s.sub(half, s.c(0.5)));
    let y = s.add(y, y);
    // Keeps the sign of zero.
    s.select(s.eq(x, s.zero()), x, y)
}

/// Natural logarithm.
#[inline(always)]
pub fn ln<S: Simd>(s: S, x: S::V) -> S::V {
    if S::Scalar::IS_F64 {
        return s.map(x, Float::ln);
    }
    let one = s.c(1.0);
    let denormal = s.lt(x, s.splat(S::Scalar::MIN_POSITIVE));
    let scaled = s.select(denormal, s.mul(x, s.c(33_554_432.0)), x);
    let m = s.mantissa(scaled);
    let e = s.sub(s.exponent(scaled), s.select(denormal, s.c(25.0), s.zero()));
    // From [1, 2) to [sqrt(1/2), sqrt(2)), around 1.
    let high = s.gt(m, s.c(std::f64::consts::SQRT_2));
    let m = s.select(high, s.mul(m, s.c(0.5)), m);
    let e = s.select(high, s.add(e, one), e);
    let f = s.sub(m, one);
    let p = polynomial(
        s,
        f,
        [
            7.037_683_6e-2,
            -1.151_461e-1,
            1.167_699_9e-1,
            -1.242_014_1e-1,
            1.424_932_3e-1,
            -1.666_805_8e-1,
            2.000_071_5e-1,
            -2.499_999_4e-1,
            3.333_333e-1,
        ],
    );
    let ff = s.mul(f, f);
    let y = s.fma(e, s.c(LN2_LOW), s.mul(s.mul(f, ff), p));
    let y = s.add(f, s.fnma(ff, s.c(0.5), y));
    let y = s.fma(e, s.c(LN2_HIGH), y);
    let infinity = s.splat(S::Scalar::INFINITY);
    let regular = s.and(s.gt(x, s.zero()), s.lt(x, infinity));
    let negative = s.lt(x, s.zero());
    let limit = s.select(negative, s.splat(S::Scalar::NAN), x);
    let limit = s.select(s.eq(x, s.zero()), s.neg(infinity), limit);
    s.select(regular, y, limit)
}

/// ln(1 + x), accurate near zero (Kahan: the rounding of 1 + x cancels in x / ((1 + x) - 1)).
#[inline(always)]
pub fn ln_1p<S: Simd>(s: S, x: S::V) -> S::V {
    if S::Scalar::IS_F64 {
        return s.map(x, Float::ln_1p);
    }
    let one = s.c(1.0);
    let u = s.add(x, one);
    let y = ln(s, u);
    let corrected = s.mul(y, s.div(x, s.sub(u, one)));
    let y = s.select(s.lt(u, s.splat(S::Scalar::INFINITY)), corrected, y);
    s.select(s.eq(u, one), x, y)
}

/// Hyperbolic tangent: an odd rational function (minimax, 2e-8) up to where f32 rounds to 1.
#[inline(always)]
pub fn tanh<S: Simd>(s: S, x: S::V) -> S::V {
    if S::Scalar::IS_F64 {
        return s.map(x, Float::tanh);
    }
    let c = clamp(s, x, 9.02);
    let z = s.mul(c, c);
    let p = polynomial(
        s,
        z,
        [1.331_735_028e-8, 2.058_228_003e-5, 3.493_964_663e-3, 0.133_796_606_4, 0.999_999_979_3],
    );
    let q =
        polynomial(s, z, [7.761_324_992e-7, 3.282_976_052e-4, 2.587_081_176e-2, 0.467_129_76, 1.0]);
    clamp(s, s.div(s.mul(c, p), q), 1.0)
}

/// 1 / (1 + e^-x).
#[inline(always)]
pub fn sigmoid<S: Simd>(s: S, x: S::V) -> S::V {
    let one = s.c(1.0);
    s.div(one, s.add(one, exp(s, s.neg(x))))
}

/// 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x: an odd rational function (minimax, 2e-8) up to where f32
/// rounds to 1.
#[inline(always)]
pub fn erf<S: Simd>(s: S, x: S::V) -> S::V {
    if S::Scalar::IS_F64 {
        return s.map(x, Float::erf);
    }
    let c = clamp(s, x, 3.93);
    let z = s.mul(c, c);
    let p = polynomial(
        s,
        z,
        [
            2.041_926_641e-6,
            2.847_732_56e-4,
            3.778_690_728e-3,
            5.278_738_891e-2,
            0.190_764_519_8,
            1.128_379_146,
        ],
    );
    let q = polynomial(
        s,
        z,
        [
            3.800_176_69e-5,
            1.164_962_819e-3,
            1.499_560_419e-2,
            0.114_249_231_4,
            0.502_393_378_5,
            1.0,
        ],
    );
    clamp(s, s.div(s.mul(c, p), q), 1.0)
}

/// Sine and cosine of r in [-pi/4, pi/4].
#[inline(always)]
fn sin_cos_octant<S: Simd>(s: S, r: S::V) -> (S::V, S::V) {
    let z = s.mul(r, r);
    let p = polynomial(s, z, [-1.951_529_6e-4, 8.332_161e-3, -1.666_665_5e-1]);
    let sin = s.fma(s.mul(r, z), p, r);
    let p = polynomial(s, z, [2.443_315_7e-5, -1.388_731_6e-3, 4.166_664_6e-2, -0.5]);
    (sin, s.fma(z, p, s.c(1.0)))
}

/// Sine of x, `quarter` quarter turns on; |x| up to 8192.
#[inline(always)]
fn sin_shifted<S: Simd>(s: S, x: S::V, quarter: f64) -> S::V {
    let n = s.round(s.mul(x, s.c(std::f64::consts::FRAC_2_PI)));
    // pi/2 in three parts, so short that their products with n are exact even without FMA.
    let r = s.fnma(n, s.c(1.570_312_5), x);
    let r = s.fnma(n, s.c(4.837_512_969_970_703e-4), r);
    let r = s.fnma(n, s.c(7.549_789_954_891_882e-8), r);
    let (sin, cos) = sin_cos_octant(s, r);
    let n = s.add(n, s.c(quarter));
    // n modulo 4: odd takes the cosine, 2 and 3 are negative.
    let q = s.fnma(s.floor(s.mul(n, s.c(0.25))), s.c(4.0), n);
    let half = s.mul(q, s.c(0.5));
    let y = s.select(s.eq(s.floor(half), half), sin, cos);
    s.select(s.gt(q, s.c(1.5)), s.neg(y), y)
}

/// Whether any lane is too large for the three-part reduction (infinity included, NaN not).
#[inline(always)]
fn any_large<S: Simd>(s: S, x: S::V) -> bool {
    s.any(s.gt(s.abs(x), s.c(8192.0)))
}

/// Sine of x radians.
#[inline(always)]
pub fn sin<S: Simd>(s: S, x: S::V) -> S::V {
    if S::Scalar::IS_F64 || any_large(s, x) {
        return s.map(x, Float::sin);
    }
    s.select(s.eq(x, s.zero()), x, sin_shifted(s, x, 0.0))
}

/// Cosine of x radians.
#[inline(always)]
pub fn cos<S: Simd>(s: S, x: S::V) -> S::V {
    if S::Scalar::IS_F64 || any_large(s, x) {
        return s.map(x, Float::cos);
    }
    sin_shifted(s, x, 1.0)
}
