//! Activations whose derivative is a function of their output: those that a kernel can apply to a sum while it is
//! still in registers, because the backward pass needs no pre-activation.

use crate::Pool;
use crate::math;
use crate::simd::{Float, Simd, dispatch};

/// y = f(x). Formulas and constants are Keras 3's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Activation {
    /// x.
    #[default]
    Linear,
    /// max(x, 0).
    Relu,
    /// min(max(x, 0), 6).
    Relu6,
    /// 1 / (1 + e^-x).
    Sigmoid,
    /// relu6(x + 3) / 6.
    HardSigmoid,
    /// (e^x - e^-x) / (e^x + e^-x).
    Tanh,
    /// x > 0 ? x : e^x - 1.
    Elu,
    /// scale * (x > 0 ? x : alpha (e^x - 1)).
    Selu,
    /// e^x.
    Exponential,
    /// ln(1 + e^x).
    Softplus,
    /// x / (1 + |x|).
    Softsign,
}

const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

impl Activation {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Linear,
        Self::Relu,
        Self::Relu6,
        Self::Sigmoid,
        Self::HardSigmoid,
        Self::Tanh,
        Self::Elu,
        Self::Selu,
        Self::Exponential,
        Self::Softplus,
        Self::Softsign,
    ];

    /// f(x). NaN stays NaN.
    #[inline(always)]
    pub fn apply<S: Simd>(self, s: S, x: S::V) -> S::V {
        let (zero, one) = (s.zero(), s.c(1.0));
        match self {
            Self::Linear => x,
            Self::Relu => s.max(zero, x),
            Self::Relu6 => s.min(s.c(6.0), s.max(zero, x)),
            Self::Sigmoid => math::sigmoid(s, x),
            Self::HardSigmoid => {
                let shifted = s.mul(s.add(x, s.c(3.0)), s.c(1.0 / 6.0));
                s.min(one, s.max(zero, shifted))
            }
            Self::Tanh => math::tanh(s, x),
            Self::Elu => s.select(s.gt(x, zero), x, math::exp_m1(s, x)),
            Self::Selu => {
                let negative = s.mul(s.c(SELU_SCALE * SELU_ALPHA), math::exp_m1(s, x));
                s.select(s.gt(x, zero), s.mul(s.c(SELU_SCALE), x), negative)
            }
            Self::Exponential => math::exp(s, x),
            // max(x, 0) + ln(1 + e^-|x|): e^x alone overflows.
            Self::Softplus => {
                let tail = math::ln_1p(s, math::exp(s, s.neg(s.abs(x))));
                s.add(s.max(zero, x), tail)
            }
            Self::Softsign => s.div(x, s.add(one, s.abs(x))),
        }
    }

    /// f'(x) from y = f(x); at a kink, the derivative from the left (relu's from the left of 0, from the right of 6).
    #[inline(always)]
    pub fn derivative<S: Simd>(self, s: S, y: S::V) -> S::V {
        let (zero, one) = (s.zero(), s.c(1.0));
        let inside = |low: S::V, high: f64, slope: f64| {
            s.select(s.and(s.gt(y, low), s.lt(y, s.c(high))), s.c(slope), zero)
        };
        match self {
            Self::Linear => one,
            Self::Relu => s.select(s.gt(y, zero), one, zero),
            Self::Relu6 => inside(zero, 6.0, 1.0),
            Self::Sigmoid => s.mul(y, s.sub(one, y)),
            Self::HardSigmoid => inside(zero, 1.0, 1.0 / 6.0),
            Self::Tanh => s.fnma(y, y, one),
            Self::Elu => s.select(s.gt(y, zero), one, s.add(y, one)),
            Self::Selu => {
                let negative = s.add(y, s.c(SELU_SCALE * SELU_ALPHA));
                s.select(s.gt(y, zero), s.c(SELU_SCALE), negative)
            }
            Self::Exponential => y,
            Self::Softplus => s.neg(math::exp_m1(s, s.neg(y))),
            Self::Softsign => {
                let rest = s.sub(one, s.abs(y));
                s.mul(rest, rest)
            }
        }
    }
}

/// One activation over rows, in place.
pub struct Apply<R> {
    /// Which.
    pub activation: Activation,
    /// x in, y out: an iterator of mutable slices.
    pub rows: R,
}

impl<'a, T: Float, R: Iterator<Item = &'a mut [T]>> crate::Kernel<T> for Apply<R> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        // One loop for each: constants stay in registers, and the choice is made once.
        macro_rules! choose {
            ($($name:ident),*) => {
                match self.activation {
                    Activation::Linear => {}
                    $(Activation::$name => sweep(s, Activation::$name, self.rows),)*
                }
            };
        }
        choose!(
            Relu,
            Relu6,
            Sigmoid,
            HardSigmoid,
            Tanh,
            Elu,
            Selu,
            Exponential,
            Softplus,
            Softsign
        );
    }
}

#[inline(always)]
fn sweep<'a, S: Simd>(
    s: S,
    activation: Activation,
    rows: impl Iterator<Item = &'a mut [S::Scalar]>,
) {
    for row in rows {
        let mut vectors = row.chunks_exact_mut(S::LANES);
        for v in &mut vectors {
            s.store(v, activation.apply(s, s.load(v)));
        }
        let tail = vectors.into_remainder();
        if !tail.is_empty() {
            s.store_partial(tail, activation.apply(s, s.load_partial(tail)));
        }
    }
}

/// dx = dy f'(x), from y = f(x).
pub fn activation_gradient<T: Float>(
    pool: &Pool,
    activation: Activation,
    y: &[T],
    dy: &[T],
    dx: &mut [T],
) {
    const CHUNK: usize = 16 * 1024;
    pool.for_chunks_mut(dx, CHUNK, |i, dx| {
        let part = i * CHUNK..i * CHUNK + dx.len();
        dispatch(Gradient { activation, y: &y[part.clone()], dy: &dy[part], dx });
    });
}

struct Gradient<'a, T> {
    activation: Activation,
    y: &'a [T],
    dy: &'a [T],
    dx: &'a mut [T],
}

impl<T: Float> crate::Kernel<T> for Gradient<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let parts = self.y.chunks(S::LANES).zip(self.dy.chunks(S::LANES));
        for (dx, (y, dy)) in self.dx.chunks_mut(S::LANES).zip(parts) {
            let slope = self.activation.derivative(s, s.load_partial(y));
            s.store_partial(dx, s.mul(s.load_partial(dy), slope));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::iter::once;

    use super::*;
    use crate::simd::{Scalar, with_level};
    use crate::{Level, dispatch_at};

    #[test]
    fn derivatives_are_those_of_the_function() {
        let s = Scalar::<f64>::NEW;
        for f in Activation::ALL {
            for i in -80..=80 {
                let x = f64::from(i) * 0.1 + 0.013;
                let numeric = (f.apply(s, x + 1e-6) - f.apply(s, x - 1e-6)) / 2e-6;
                let exact = f.derivative(s, f.apply(s, x));
                assert!((numeric - exact).abs() <= 1e-7 * exact.abs().max(1.0), "{f:?}'({x})");
            }
        }
    }

    #[test]
    fn every_level_agrees_with_f64_and_passes_nan() {
        for level in Level::available() {
            for activation in Activation::ALL {
                let x: Vec<f32> = (-300..=300).map(|i| i as f32 * 0.05).collect();
                let mut want: Vec<f64> = x.iter().copied().map(f64::from).collect();
                dispatch(Apply { activation, rows: once(&mut want[..]) });
                let mut got = x.clone();
                with_level(level, || dispatch(Apply { activation, rows: once(&mut got[..]) }))
                    .unwrap();
                for ((x, want), got) in x.iter().zip(&want).zip(&got) {
                    let error = (f64::from(*got) - want).abs() / want.abs().max(1e-3);
                    assert!(error < 1e-6, "{activation:?}({x}) = {got}, {want} is right");
                }
                let mut nan = [f32::NAN; 3];
                dispatch_at(level, Apply { activation, rows: once(&mut nan[..]) }).unwrap();
                assert!(nan.iter().all(|x| x.is_nan()), "{activation:?} of NaN");
            }
        }
    }
}
