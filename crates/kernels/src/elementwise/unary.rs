//! Functions of one number.

use super::lanes;
use crate::{Activation, Float, Simd, math};

/// A function of x; p and q are the instruction's parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unary {
    /// x, for conversions.
    Identity,
    /// -x
    Neg,
    /// |x|
    Abs,
    /// e^x
    Exp,
    /// e^x - 1
    Expm1,
    /// ln x
    Log,
    /// ln (1 + x)
    Log1p,
    /// √x
    Sqrt,
    /// 1 / √x
    Rsqrt,
    /// x²
    Square,
    /// 1 / x
    Reciprocal,
    /// sin x
    Sin,
    /// cos x
    Cos,
    /// tan x
    Tan,
    /// arcsin x
    Asin,
    /// arccos x
    Acos,
    /// arctan x
    Atan,
    /// sinh x
    Sinh,
    /// cosh x
    Cosh,
    /// tanh x
    Tanh,
    /// arsinh x
    Asinh,
    /// arcosh x
    Acosh,
    /// artanh x
    Atanh,
    /// 1 / (1 + e^-x)
    Sigmoid,
    /// ln (1 + e^x)
    Softplus,
    /// -ln (1 + e^-x)
    LogSigmoid,
    /// x / (1 + |x|)
    Softsign,
    /// max(x, 0)
    Relu,
    /// x > 0 ? x : p x
    LeakyRelu,
    /// x > 0 ? x : p (e^x - 1)
    Elu,
    /// Scaled elu with Keras's constants
    Selu,
    /// x Φ(x) = x (1 + erf(x / √2)) / 2
    Gelu,
    /// x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2
    GeluTanh,
    /// erf x
    Erf,
    /// x / (1 + e^-x)
    Silu,
    /// x tanh(softplus x)
    Mish,
    /// clip(p x + q, 0, 1)
    HardSigmoid,
    /// min(max(x, p), q)
    Clip,
    /// x > 0 ? 1 : p x (NaN stays)
    Step,
    /// -1, 0 or 1
    Sign,
    /// Largest integer not above x
    Floor,
    /// Smallest integer not below x
    Ceil,
    /// Nearest integer, halves to even
    Round,
    /// Nearest integer towards zero
    Trunc,
    /// Whether x is NaN
    IsNan,
    /// Whether x is infinite
    IsInf,
    /// Neither infinite nor NaN
    IsFinite,
    /// Whether x is 0
    LogicalNot,
    /// Whether x is not 0
    NotZero,
}

impl Unary {
    /// Time an element takes, where an addition is 1.
    pub const fn cost(self) -> usize {
        match self {
            Self::Exp | Self::Expm1 | Self::Tanh | Self::Sigmoid | Self::Silu | Self::Elu => 6,
            Self::Selu | Self::Log | Self::Log1p | Self::GeluTanh => 8,
            Self::Sin | Self::Cos | Self::Tan | Self::Sinh | Self::Cosh => 10,
            Self::Softplus | Self::LogSigmoid | Self::Mish | Self::Erf | Self::Gelu => 12,
            Self::Asin | Self::Acos | Self::Atan => 40,
            Self::Asinh | Self::Acosh | Self::Atanh => 40,
            Self::Sqrt | Self::Rsqrt | Self::Reciprocal | Self::Softsign => 3,
            _ => 1,
        }
    }
}

/// `to[i] = function(from[i])`.
///
/// # Safety
/// Both pointers must be valid for `n` elements, a multiple of `S::LANES`.
#[inline(always)]
pub(super) unsafe fn run<S: Simd>(
    s: S,
    function: Unary,
    [p, q]: [f64; 2],
    from: *const S::Scalar,
    to: *mut S::Scalar,
    n: usize,
) {
    let (zero, half, one) = (s.zero(), s.c(0.5), s.c(1.0));
    let infinity = s.c(f64::INFINITY);
    let (p, q) = (s.c(p), s.c(q));
    macro_rules! each {
        ($x:ident => $body:expr) => {
            lanes!(s, n, to, [$x = from] $body)
        };
    }
    macro_rules! truth {
        ($x:ident => $body:expr) => {
            each!($x => s.select($body, one, zero))
        };
    }
    match function {
        Unary::Identity => each!(x => x),
        Unary::Neg => each!(x => s.neg(x)),
        Unary::Abs => each!(x => s.abs(x)),
        Unary::Exp => each!(x => math::exp(s, x)),
        Unary::Expm1 => each!(x => math::exp_m1(s, x)),
        Unary::Log => each!(x => math::ln(s, x)),
        Unary::Log1p => each!(x => math::ln_1p(s, x)),
        Unary::Sqrt => each!(x => s.sqrt(x)),
        Unary::Rsqrt => each!(x => s.div(one, s.sqrt(x))),
        Unary::Square => each!(x => s.mul(x, x)),
        Unary::Reciprocal => each!(x => s.div(one, x)),
        Unary::Sin => each!(x => math::sin(s, x)),
        Unary::Cos => each!(x => math::cos(s, x)),
        Unary::Tan => each!(x => s.div(math::sin(s, x), math::cos(s, x))),
        Unary::Asin => each!(x => s.map(x, S::Scalar::asin)),
        Unary::Acos => each!(x => s.map(x, S::Scalar::acos)),
        Unary::Atan => each!(x => s.map(x, S::Scalar::atan)),
        Unary::Sinh => each!(x => {
            // From e^|x| - 1, which keeps small results exact.
            let less = math::exp_m1(s, s.abs(x));
            let twice = s.add(less, s.div(less, s.add(less, one)));
            let large = s.eq(less, infinity);
            s.copysign(s.select(large, infinity, s.mul(half, twice)), x)
        }),
        Unary::Cosh => each!(x => {
            let up = math::exp(s, s.abs(x));
            s.mul(half, s.add(up, s.div(one, up)))
        }),
        Unary::Tanh => each!(x => math::tanh(s, x)),
        Unary::Asinh => each!(x => s.map(x, S::Scalar::asinh)),
        Unary::Acosh => each!(x => s.map(x, S::Scalar::acosh)),
        Unary::Atanh => each!(x => s.map(x, S::Scalar::atanh)),
        Unary::Sigmoid => each!(x => Activation::Sigmoid.apply(s, x)),
        Unary::Softplus => each!(x => Activation::Softplus.apply(s, x)),
        Unary::LogSigmoid => each!(x => s.neg(Activation::Softplus.apply(s, s.neg(x)))),
        Unary::Softsign => each!(x => Activation::Softsign.apply(s, x)),
        Unary::Relu => each!(x => Activation::Relu.apply(s, x)),
        Unary::LeakyRelu => each!(x => s.select(s.gt(x, zero), x, s.mul(p, x))),
        Unary::Elu => each!(x => s.select(s.gt(x, zero), x, s.mul(p, math::exp_m1(s, x)))),
        Unary::Selu => each!(x => Activation::Selu.apply(s, x)),
        Unary::Gelu => {
            let scale = s.c(std::f64::consts::FRAC_1_SQRT_2);
            each!(x => {
                let erf = math::erf(s, s.mul(x, scale));
                s.mul(s.mul(half, x), s.add(one, erf))
            });
        }
        Unary::GeluTanh => {
            let cubic = s.c(0.044_715);
            let scale = s.c(std::f64::consts::FRAC_2_SQRT_PI * std::f64::consts::FRAC_1_SQRT_2);
            each!(x => {
                let inner = s.mul(scale, s.fma(s.mul(cubic, s.mul(x, x)), x, x));
                s.mul(s.mul(half, x), s.add(one, math::tanh(s, inner)))
            });
        }
        Unary::Erf => each!(x => math::erf(s, x)),
        Unary::Silu => each!(x => s.mul(x, math::sigmoid(s, x))),
        Unary::Mish => each!(x => s.mul(x, math::tanh(s, Activation::Softplus.apply(s, x)))),
        Unary::HardSigmoid => each!(x => s.min(one, s.max(zero, s.add(s.mul(p, x), q)))),
        Unary::Clip => each!(x => s.min(q, s.max(p, x))),
        Unary::Step => {
            each!(x => s.select(s.gt(x, zero), one, s.select(s.is_nan(x), x, p)));
        }
        Unary::Sign => {
            // Neither above nor below 0, NaN has the sign 0, as in tfjs.
            each!(x => s.select(s.gt(s.abs(x), zero), s.copysign(one, x), zero));
        }
        Unary::Floor => each!(x => s.floor(x)),
        Unary::Ceil => each!(x => s.neg(s.floor(s.neg(x)))),
        Unary::Round => each!(x => s.round(x)),
        Unary::Trunc => each!(x => s.copysign(s.floor(s.abs(x)), x)),
        Unary::IsNan => truth!(x => s.is_nan(x)),
        Unary::IsInf => truth!(x => s.eq(s.abs(x), infinity)),
        Unary::IsFinite => truth!(x => s.lt(s.abs(x), infinity)),
        Unary::LogicalNot => truth!(x => s.eq(x, zero)),
        Unary::NotZero => truth!(x => s.not(s.eq(x, zero))),
    }
}
