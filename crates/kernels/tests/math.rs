//! Accuracy of the vectorised functions at every level of the machine, against f64.

use corten_kernels::{Kernel, Level, Simd, dispatch_at, math};

#[derive(Clone, Copy, Debug)]
enum Function {
    Exp,
    ExpM1,
    Ln,
    Ln1p,
    Tanh,
    Sigmoid,
    Erf,
    Sin,
    Cos,
}

struct Map<'a> {
    function: Function,
    data: &'a mut [f32],
}

impl Kernel<f32> for Map<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = f32>>(self, s: S) {
        for chunk in self.data.chunks_mut(S::LANES) {
            let x = s.load_partial(chunk);
            let y = match self.function {
                Function::Exp => math::exp(s, x),
                Function::ExpM1 => math::exp_m1(s, x),
                Function::Ln => math::ln(s, x),
                Function::Ln1p => math::ln_1p(s, x),
                Function::Tanh => math::tanh(s, x),
                Function::Sigmoid => math::sigmoid(s, x),
                Function::Erf => math::erf(s, x),
                Function::Sin => math::sin(s, x),
                Function::Cos => math::cos(s, x),
            };
            s.store_partial(chunk, y);
        }
    }
}

fn run(level: Level, function: Function, x: &[f32]) -> Vec<f32> {
    let mut data = x.to_vec();
    dispatch_at(level, Map { function, data: &mut data }).unwrap();
    data
}

/// Every 4099th float of the whole range, so all exponents and signs, and a dense grid around zero.
fn samples() -> Vec<f32> {
    let all = (0..=u32::MAX).step_by(4099).map(f32::from_bits).filter(|x| x.is_finite());
    let grid = (-200_000..=200_000).map(|i| i as f32 * 1e-4);
    all.chain(grid).collect()
}

/// Largest error relative to the exact value; denormal results, which lose bits, count in absolute terms.
fn relative_error(function: Function, exact: fn(f64) -> f64) {
    let x = samples();
    for level in Level::available() {
        let mut worst = (0.0, 0.0);
        for (&x, &got) in x.iter().zip(&run(level, function, &x)) {
            let want = exact(f64::from(x));
            if want.is_nan() || want.abs() > f64::from(f32::MAX) {
                assert!(!got.is_finite() || want.abs() < 3.402_824e38, "{function:?} {x}: {got}");
                continue;
            }
            let difference = (f64::from(got) - want).abs();
            assert!(difference < 1e30 * (1.0 + want.abs()), "{function:?}({x}) = {got} for {want}");
            if want.abs() < f64::from(f32::MIN_POSITIVE) {
                assert!(difference < f64::from(f32::MIN_POSITIVE));
                continue;
            }
            let error = difference / want.abs();
            if error > worst.0 {
                worst = (error, x);
            }
        }
        println!("{function:?} at {}: {:.2e} at {}", level.name(), worst.0, worst.1);
        assert!(worst.0 < bound(function), "{function:?}: {worst:?} at {}", level.name());
    }
}

fn bound(function: Function) -> f64 {
    match function {
        Function::Exp | Function::Ln | Function::Sin | Function::Cos => 1e-7,
        Function::Sigmoid | Function::ExpM1 | Function::Ln1p => 2e-7,
        Function::Tanh => 3.5e-7,
        Function::Erf => 4e-7,
    }
}

#[test]
fn exp() {
    relative_error(Function::Exp, f64::exp);
}

#[test]
fn exp_m1() {
    relative_error(Function::ExpM1, f64::exp_m1);
}

#[test]
fn ln() {
    relative_error(Function::Ln, f64::ln);
}

#[test]
fn ln_1p() {
    relative_error(Function::Ln1p, f64::ln_1p);
}

#[test]
fn tanh() {
    relative_error(Function::Tanh, f64::tanh);
}

#[test]
fn sigmoid() {
    // Where the result is denormal, zero is near enough.
    let exact = |x: f64| 1.0 / (1.0 + (-x).exp());
    relative_error(Function::Sigmoid, exact);
}

#[test]
fn erf() {
    relative_error(Function::Erf, libm::erf);
}

#[test]
fn sin_and_cos() {
    let x = samples();
    for level in Level::available() {
        for (function, exact) in
            [(Function::Sin, f64::sin as fn(f64) -> f64), (Function::Cos, f64::cos)]
        {
            let got = run(level, function, &x);
            let error = |(&x, &y): (&f32, &f32)| (f64::from(y) - exact(f64::from(x))).abs();
            let worst = x.iter().zip(&got).map(error).fold(0.0, f64::max);
            println!("{function:?} at {}: {worst:.2e}", level.name());
            assert!(worst < bound(function), "{function:?} {worst}");
        }
    }
}

#[test]
fn limits_and_nan() {
    const INF: f32 = f32::INFINITY;
    for level in Level::available() {
        let at = |f, x: f32| run(level, f, &[x])[0];
        for f in [
            Function::Exp,
            Function::ExpM1,
            Function::Ln,
            Function::Ln1p,
            Function::Tanh,
            Function::Sigmoid,
            Function::Erf,
            Function::Sin,
            Function::Cos,
        ] {
            assert!(at(f, f32::NAN).is_nan(), "{f:?} of NaN");
        }
        assert_eq!([at(Function::Exp, INF), at(Function::Exp, -INF)], [INF, 0.0]);
        assert_eq!([at(Function::Exp, 0.0), at(Function::Exp, -0.0)], [1.0, 1.0]);
        assert!(at(Function::Exp, 88.722_83).is_finite());
        assert_eq!(at(Function::Exp, 88.722_84), INF);
        assert!(at(Function::Exp, -103.0) > 0.0);
        assert_eq!(at(Function::Exp, -104.0), 0.0);
        assert_eq!([at(Function::ExpM1, INF), at(Function::ExpM1, -INF)], [INF, -1.0]);
        assert_eq!(
            [at(Function::Ln, INF), at(Function::Ln, 0.0), at(Function::Ln, -0.0)],
            [INF, -INF, -INF]
        );
        assert!(at(Function::Ln, -1.0).is_nan() && at(Function::Ln, -INF).is_nan());
        assert_eq!(at(Function::Ln, 1.0), 0.0);
        assert_eq!([at(Function::Ln1p, INF), at(Function::Ln1p, -1.0)], [INF, -INF]);
        assert!(at(Function::Ln1p, -2.0).is_nan());
        assert_eq!([at(Function::Sigmoid, INF), at(Function::Sigmoid, -INF)], [1.0, 0.0]);
        assert_eq!(at(Function::Sigmoid, 0.0), 0.5);
        assert_eq!([at(Function::Erf, INF), at(Function::Erf, -INF)], [1.0, -1.0]);
        assert_eq!([at(Function::Tanh, INF), at(Function::Tanh, -INF)], [1.0, -1.0]);
        assert!(at(Function::Sin, INF).is_nan() && at(Function::Cos, -INF).is_nan());
        for f in [Function::ExpM1, Function::Ln1p, Function::Tanh, Function::Erf, Function::Sin] {
            assert_eq!(at(f, -0.0).to_bits(), (-0f32).to_bits(), "{f:?} keeps the sign of zero");
        }
    }
}
