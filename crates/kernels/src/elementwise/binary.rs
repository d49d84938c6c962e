//! Functions of two numbers.

use super::lanes;
use crate::{Float, Simd, math};

/// A function of a and b; comparisons give 0 or 1 and take not-zero for true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binary {
    /// a + b
    Add,
    /// a - b
    Sub,
    /// a b
    Mul,
    /// a / b
    Div,
    /// The greater; NaN if either is
    Maximum,
    /// The smaller; NaN if either is
    Minimum,
    /// a^b
    Pow,
    /// (a - b)²
    SquaredDifference,
    /// ⌊a / b⌋
    FloorDiv,
    /// a - ⌊a / b⌋ b, exactly: the sign is b's
    Mod,
    /// Angle of the point (b, a)
    Atan2,
    /// b = 0 ? 0 : a / b
    DivNoNan,
    /// max(a, 0) - a b + ln(1 + e^-|a|): the cross-entropy of sigmoid(a) and the probability b
    SigmoidCrossEntropy,
    /// a = b
    Equal,
    /// a ≠ b
    NotEqual,
    /// a < b
    Less,
    /// a ≤ b
    LessEqual,
    /// a > b
    Greater,
    /// a ≥ b
    GreaterEqual,
    /// Both
    LogicalAnd,
    /// Either
    LogicalOr,
    /// One of them
    LogicalXor,
}

impl Binary {
    /// Time an element takes, where an addition is 1.
    pub const fn cost(self) -> usize {
        match self {
            Self::Pow | Self::Atan2 | Self::Mod => 40,
            Self::SigmoidCrossEntropy => 12,
            Self::Div | Self::FloorDiv | Self::DivNoNan => 3,
            _ => 1,
        }
    }

    /// Whether the answer is a truth value.
    pub const fn is_truth(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual | Self::Less | Self::LessEqual)
            || matches!(self, Self::Greater | Self::GreaterEqual)
            || self.is_logical()
    }

    /// Whether it is of truth values too.
    pub const fn is_logical(self) -> bool {
        matches!(self, Self::LogicalAnd | Self::LogicalOr | Self::LogicalXor)
    }
}

/// `to[i] = function(a[i], b[i])`.
///
/// # Safety
/// The pointers must be valid for `n` elements, a multiple of `S::LANES`.
#[inline(always)]
pub(super) unsafe fn run<S: Simd>(
    s: S,
    function: Binary,
    a: *const S::Scalar,
    b: *const S::Scalar,
    to: *mut S::Scalar,
    n: usize,
) {
    let (zero, one) = (s.zero(), s.c(1.0));
    macro_rules! each {
        (|$x:ident, $y:ident| $body:expr) => {
            lanes!(s, n, to, [$x = a, $y = b] $body)
        };
    }
    macro_rules! truth {
        (|$x:ident, $y:ident| $body:expr) => {
            each!(|$x, $y| s.select($body, one, zero))
        };
    }
    macro_rules! one_by_one {
        (|$x:ident, $y:ident| $body:expr) => {
            for i in 0..n {
                // SAFETY: the caller's contract.
                let ($x, $y) = unsafe { (*a.add(i), *b.add(i)) };
                let result = $body;
                // SAFETY: the caller's contract.
                unsafe { *to.add(i) = result };
            }
        };
    }
    match function {
        Binary::Add => each!(|x, y| s.add(x, y)),
        Binary::Sub => each!(|x, y| s.sub(x, y)),
        Binary::Mul => each!(|x, y| s.mul(x, y)),
        Binary::Div => each!(|x, y| s.div(x, y)),
        Binary::Maximum => each!(|x, y| s.select(s.is_nan(x), x, s.max(x, y))),
        Binary::Minimum => each!(|x, y| s.select(s.is_nan(x), x, s.min(x, y))),
        Binary::Pow => one_by_one!(|x, y| x.powf(y)),
        Binary::SquaredDifference => each!(|x, y| {
            let difference = s.sub(x, y);
            s.mul(difference, difference)
        }),
        Binary::FloorDiv => each!(|x, y| s.floor(s.div(x, y))),
        Binary::Mod => one_by_one!(|x, y| floor_mod(x, y)),
        Binary::Atan2 => one_by_one!(|x, y| x.atan2(y)),
        Binary::DivNoNan => each!(|x, y| s.select(s.eq(y, zero), zero, s.div(x, y))),
        Binary::SigmoidCrossEntropy => each!(|x, y| {
            let tail = math::ln_1p(s, math::exp(s, s.neg(s.abs(x))));
            s.add(s.fnma(x, y, s.max(zero, x)), tail)
        }),
        Binary::Equal => truth!(|x, y| s.eq(x, y)),
        Binary::NotEqual => truth!(|x, y| s.not(s.eq(x, y))),
        Binary::Less => truth!(|x, y| s.lt(x, y)),
        Binary::LessEqual => truth!(|x, y| s.le(x, y)),
        Binary::Greater => truth!(|x, y| s.gt(x, y)),
        Binary::GreaterEqual => truth!(|x, y| s.ge(x, y)),
        Binary::LogicalAnd => truth!(|x, y| s.not(s.or(s.eq(x, zero), s.eq(y, zero)))),
        Binary::LogicalOr => truth!(|x, y| s.not(s.and(s.eq(x, zero), s.eq(y, zero)))),
        Binary::LogicalXor => each!(|x, y| {
            let (x, y) = (s.select(s.eq(x, zero), zero, one), s.select(s.eq(y, zero), zero, one));
            s.abs(s.sub(x, y))
        }),
    }
}

fn floor_mod<T: Float>(a: T, b: T) -> T {
    // The remainder of f64 is exact, and exact in f32 where both operands are f32.
    let (a, b) = (a.to_f64(), b.to_f64());
    let rest = a % b;
    T::from_f64(if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest })
}
