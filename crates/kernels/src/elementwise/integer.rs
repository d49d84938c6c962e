//! Elementwise functions of integers and bytes: exact, wrapping around as int32 does in tfjs.

use super::{Access, BLOCK, Binary, Unary};

/// Integer element types.
pub trait Integer: Copy + Ord + Default {
    /// Through i64, which holds every value.
    fn widen(self) -> i64;
    /// The low bits.
    fn narrow(wide: i64) -> Self;
}

macro_rules! integer {
    ($($t:ty),*) => {$(
        impl Integer for $t {
            #[inline(always)]
            fn widen(self) -> i64 {
                i64::from(self)
            }
            #[inline(always)]
            fn narrow(wide: i64) -> Self {
                wide as Self
            }
        }
    )*};
}
integer!(u8, i32, i64);

/// `out[i] = function(a[i], b[i])`, the inputs broadcast; None where the function is not one of integers.
/// Truth values come out as 0 or 1. Division floors, and gives 0 where the divisor is 0.
pub fn binary<I: Integer, O: Integer>(
    function: Binary,
    (a, at_a): (&[I], &Access),
    (b, at_b): (&[I], &Access),
    out: &mut [O],
) -> Option<()> {
    macro_rules! with {
        ($f:expr) => {{
            let (mut x, mut y) = ([I::default(); BLOCK], [I::default(); BLOCK]);
            for (i, block) in out.chunks_mut(BLOCK).enumerate() {
                let n = block.len();
                at_a.gather(a, i * BLOCK, &mut x[..n], |x| x);
                at_b.gather(b, i * BLOCK, &mut y[..n], |y| y);
                for ((to, x), y) in block.iter_mut().zip(&x[..n]).zip(&y[..n]) {
                    *to = O::narrow($f(x.widen(), y.widen()));
                }
            }
        }};
    }
    match function {
        Binary::Add => with!(i64::wrapping_add),
        Binary::Sub => with!(i64::wrapping_sub),
        Binary::Mul => with!(i64::wrapping_mul),
        Binary::Div | Binary::FloorDiv | Binary::DivNoNan => with!(floor_div),
        Binary::Maximum => with!(i64::max),
        Binary::Minimum => with!(i64::min),
        Binary::Pow => with!(power),
        Binary::SquaredDifference => with!(|x: i64, y: i64| {
            let difference = x.wrapping_sub(y);
            difference.wrapping_mul(difference)
        }),
        Binary::Mod => {
            with!(|x: i64, y: i64| x.wrapping_sub(floor_div(x, y).wrapping_mul(y)));
        }
        Binary::Atan2 | Binary::SigmoidCrossEntropy => return None,
        Binary::Equal => with!(|x, y| i64::from(x == y)),
        Binary::NotEqual => with!(|x, y| i64::from(x != y)),
        Binary::Less => with!(|x, y| i64::from(x < y)),
        Binary::LessEqual => with!(|x, y| i64::from(x <= y)),
        Binary::Greater => with!(|x, y| i64::from(x > y)),
        Binary::GreaterEqual => with!(|x, y| i64::from(x >= y)),
        Binary::LogicalAnd => with!(|x, y| i64::from(x != 0 && y != 0)),
        Binary::LogicalOr => with!(|x, y| i64::from(x != 0 || y != 0)),
        Binary::LogicalXor => with!(|x, y| i64::from((x != 0) != (y != 0))),
    }
    Some(())
}

/// `out[i] = function(x[i])`; None where the function is not one of integers.
pub fn unary<I: Integer, O: Integer>(
    function: Unary,
    [p, q]: [f64; 2],
    x: &[I],
    out: &mut [O],
) -> Option<()> {
    macro_rules! with {
        ($f:expr) => {
            for (to, x) in out.iter_mut().zip(x) {
                *to = O::narrow($f(x.widen()));
            }
        };
    }
    match function {
        Unary::Identity | Unary::Floor | Unary::Ceil | Unary::Round | Unary::Trunc => with!(|x| x),
        Unary::Neg => with!(i64::wrapping_neg),
        Unary::Abs => with!(i64::wrapping_abs),
        Unary::Sign => with!(i64::signum),
        Unary::Square => with!(|x: i64| x.wrapping_mul(x)),
        Unary::Relu => with!(|x: i64| x.max(0)),
        Unary::Clip => with!(|x: i64| x.max(p as i64).min(q as i64)),
        Unary::LogicalNot => with!(|x| i64::from(x == 0)),
        Unary::NotZero => with!(|x| i64::from(x != 0)),
        Unary::IsNan | Unary::IsInf => with!(|_| 0),
        Unary::IsFinite => with!(|_| 1),
        _ => return None,
    }
    Some(())
}

fn floor_div(x: i64, y: i64) -> i64 {
    if y == 0 {
        return 0;
    }
    let quotient = x.wrapping_div(y);
    if x.wrapping_rem(y) != 0 && (x < 0) != (y < 0) { quotient - 1 } else { quotient }
}

/// By squaring; a negative exponent truncates the fraction, as tfjs does.
fn power(x: i64, y: i64) -> i64 {
    if y < 0 {
        return match x {
            1 => 1,
            -1 => 1 - 2 * (y & 1),
            _ => 0,
        };
    }
    let (mut result, mut base, mut left) = (1_i64, x, y);
    while left > 0 {
        if left & 1 == 1 {
            result = result.wrapping_mul(base);
        }
        base = base.wrapping_mul(base);
        left >>= 1;
    }
    result
}

/// `out[i] = condition[i] ? a[i] : b[i]`, broadcast, for elements that are only moved.
pub fn select<E: Copy + Default>(
    condition: &[u8],
    a: &[E],
    b: &[E],
    [at_condition, at_a, at_b]: &[Access; 3],
    out: &mut [E],
) {
    let (mut c, mut x, mut y) = ([0; BLOCK], [E::default(); BLOCK], [E::default(); BLOCK]);
    for (i, block) in out.chunks_mut(BLOCK).enumerate() {
        let (start, n) = (i * BLOCK, block.len());
        at_condition.gather(condition, start, &mut c[..n], |c| c);
        at_a.gather(a, start, &mut x[..n], |x| x);
        at_b.gather(b, start, &mut y[..n], |y| y);
        for (j, to) in block.iter_mut().enumerate() {
            *to = if c[j] != 0 { x[j] } else { y[j] };
        }
    }
}
