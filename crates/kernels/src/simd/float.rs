//! The scalar types that kernels are generic over: f32 to compute, f64 as the oracle.

use std::fmt::{Debug, Display};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use super::level::{self, Kernel, Level};
use super::scalar::Scalar;

/// f32 or f64.
pub trait Float:
    Copy
    + Debug
    + Display
    + Default
    + PartialOrd
    + Send
    + Sync
    + Sum
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + 'static
{
    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// Distance from 1 to the next number.
    const EPSILON: Self;
    /// Smallest positive normal number.
    const MIN_POSITIVE: Self;
    /// Largest finite number.
    const MAX: Self;
    /// Positive infinity.
    const INFINITY: Self;
    /// Negative infinity.
    const NEG_INFINITY: Self;
    /// Not a number.
    const NAN: Self;
    /// Whether this is f64, where functions come from the standard library instead of f32 polynomials.
    const IS_F64: bool;

    /// Rounds to the nearest.
    fn from_f64(x: f64) -> Self;
    /// Exact.
    fn to_f64(self) -> f64;
    /// Rounds to the nearest.
    fn from_usize(x: usize) -> Self {
        Self::from_f64(x as f64)
    }

    /// Runs `kernel` at the process's level (f32) or as scalar code (f64).
    fn dispatch<K: Kernel<Self>>(kernel: K) -> K::Output;
    /// Runs `kernel` at `level`, which the machine must have; f64 is scalar at every level.
    #[doc(hidden)]
    fn dispatch_available<K: Kernel<Self>>(level: Level, kernel: K) -> K::Output;

    /// |x|.
    fn abs(self) -> Self;
    /// Magnitude of x, sign of `sign`.
    fn copysign(self, sign: Self) -> Self;
    /// Whether this is NaN.
    fn is_nan(self) -> bool;
    /// Neither infinite nor NaN.
    fn is_finite(self) -> bool;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Largest integer not above x.
    fn floor(self) -> Self;
    /// Smallest integer not below x.
    fn ceil(self) -> Self;
    /// Nearest integer, halves to even.
    fn round_ties_even(self) -> Self;
    /// e^x.
    fn exp(self) -> Self;
    /// e^x - 1.
    fn exp_m1(self) -> Self;
    /// Natural logarithm.
    fn ln(self) -> Self;
    /// ln(1 + x).
    fn ln_1p(self) -> Self;
    /// x^y.
    fn powf(self, y: Self) -> Self;
    /// Sine of x radians.
    fn sin(self) -> Self;
    /// Cosine of x radians.
    fn cos(self) -> Self;
    /// Tangent of x radians.
    fn tan(self) -> Self;
    /// Inverse sine.
    fn asin(self) -> Self;
    /// Inverse cosine.
    fn acos(self) -> Self;
    /// Inverse tangent.
    fn atan(self) -> Self;
    /// Angle of the point (other, self).
    fn atan2(self, other: Self) -> Self;
    /// Hyperbolic sine.
    fn sinh(self) -> Self;
    /// Hyperbolic cosine.
    fn cosh(self) -> Self;
    /// Hyperbolic tangent.
    fn tanh(self) -> Self;
    /// Inverse hyperbolic sine.
    fn asinh(self) -> Self;
    /// Inverse hyperbolic cosine.
    fn acosh(self) -> Self;
    /// Inverse hyperbolic tangent.
    fn atanh(self) -> Self;
    /// 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x.
    fn erf(self) -> Self;
}

macro_rules! forward {
    ($t:ident: $($name:ident($($arg:ident),*);)*) => {$(
        #[inline(always)]
        fn $name(self, $($arg: Self),*) -> Self { $t::$name(self, $($arg),*) }
    )*};
}

macro_rules! impl_float {
    ($t:ident, $is_f64:expr, $erf:path, $level:ident, $kernel:ident => $run:expr, $current:expr) => {
        impl Float for $t {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const EPSILON: Self = $t::EPSILON;
            const MIN_POSITIVE: Self = $t::MIN_POSITIVE;
            const MAX: Self = $t::MAX;
            const INFINITY: Self = $t::INFINITY;
            const NEG_INFINITY: Self = $t::NEG_INFINITY;
            const NAN: Self = $t::NAN;
            const IS_F64: bool = $is_f64;

            #[inline(always)]
            fn from_f64(x: f64) -> Self {
                x as $t
            }

            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }

            #[inline(always)]
            fn dispatch<K: Kernel<Self>>(kernel: K) -> K::Output {
                Self::dispatch_available($current, kernel)
            }

            #[inline(always)]
            fn dispatch_available<K: Kernel<Self>>($level: Level, $kernel: K) -> K::Output {
                $run
            }

            #[inline(always)]
            fn is_nan(self) -> bool {
                $t::is_nan(self)
            }

            #[inline(always)]
            fn is_finite(self) -> bool {
                $t::is_finite(self)
            }

            #[inline(always)]
            fn erf(self) -> Self {
                $erf(self)
            }

            forward! { $t:
                abs(); copysign(sign); sqrt(); floor(); ceil(); round_ties_even();
                exp(); exp_m1(); ln(); ln_1p(); powf(y);
                sin(); cos(); tan(); asin(); acos(); atan(); atan2(other);
                sinh(); cosh(); tanh(); asinh(); acosh(); atanh();
            }
        }
    };
}

impl_float!(f32, false, libm::erff, level, kernel => level::run_f32(level, kernel), Level::current());
impl_float!(f64, true, libm::erf, _level, kernel => kernel.run(Scalar::NEW), Level::Scalar);
