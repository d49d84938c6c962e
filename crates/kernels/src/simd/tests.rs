//! Every vector method, at every level that the machine has, against plain scalar arithmetic.

use super::*;

const SAMPLES: [f32; 22] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    1.5,
    -1.5,
    2.5,
    -2.5,
    3.7,
    -3.7,
    1e-20,
    -1e20,
    8e6,
    1.2e-38,
    77.25,
    1e30,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::NAN,
    f32::MIN_POSITIVE,
];

fn same(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

struct Lanes;

impl Kernel<f32> for Lanes {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = f32>>(self, s: S) {
        let get = |v: S::V| {
            let mut lanes = vec![0.0; S::LANES];
            s.store(&mut lanes, v);
            lanes[0]
        };
        for a in SAMPLES {
            let va = s.splat(a);
            let unary: [(f32, S::V); 5] = [
                (-a, s.neg(va)),
                (a.abs(), s.abs(va)),
                (a.sqrt(), s.sqrt(va)),
                (a.floor(), s.floor(va)),
                (a.round_ties_even(), s.round(va)),
            ];
            for (i, (want, got)) in unary.into_iter().enumerate() {
                assert!(same(want, get(got)), "unary {i} of {a}: {want} but {}", get(got));
            }
            assert_eq!(s.any(s.is_nan(va)), a.is_nan());
            if a.is_normal() && a > 0.0 {
                assert!(
                    same(get(s.mantissa(va)) * 2f32.powi(get(s.exponent(va)) as i32), a),
                    "{a}"
                );
            }
            for n in [-150.0, -149.0, -127.0, -126.0, -1.0, 0.0, 5.0, 127.0, 128.0, 200.0] {
                let want = (f64::from(a) * 2f64.powf(n)) as f32;
                assert!(same(want, get(s.scale_pow2(va, s.c(n)))), "{a} * 2^{n}");
            }
            for b in SAMPLES {
                let vb = s.splat(b);
                let binary: [(f32, S::V); 8] = [
                    (a + b, s.add(va, vb)),
                    (a - b, s.sub(va, vb)),
                    (a * b, s.mul(va, vb)),
                    (a / b, s.div(va, vb)),
                    (if a < b { a } else { b }, s.min(va, vb)),
                    (if a > b { a } else { b }, s.max(va, vb)),
                    (a.copysign(b), s.copysign(va, vb)),
                    (if a <= b { a } else { b }, s.select(s.le(va, vb), va, vb)),
                ];
                for (i, (want, got)) in binary.into_iter().enumerate() {
                    assert!(same(want, get(got)), "binary {i} of {a} {b}: {want} but {}", get(got));
                }
                let truths = [
                    (a < b, s.lt(va, vb)),
                    (a > b, s.gt(va, vb)),
                    (a >= b, s.ge(va, vb)),
                    (a == b, s.eq(va, vb)),
                    (a != b, s.not(s.eq(va, vb))),
                    (a < b || b < a, s.or(s.lt(va, vb), s.lt(vb, va))),
                    (a <= b && a == b, s.and(s.le(va, vb), s.eq(va, vb))),
                ];
                for (i, (want, got)) in truths.into_iter().enumerate() {
                    assert_eq!(want, s.any(got), "comparison {i} of {a} {b}");
                }
            }
        }
        let (three, four, five) = (s.c(3.0), s.c(4.0), s.c(5.0));
        assert_eq!(get(s.fma(three, four, five)), 17.0);
        assert_eq!(get(s.fnma(three, four, five)), -7.0);

        let ramp: Vec<f32> = (1..=S::LANES).map(|i| i as f32).collect();
        let n = S::LANES as f32;
        let v = s.load(&ramp);
        assert_eq!(
            (s.reduce_add(v), s.reduce_max(v), s.reduce_min(v)),
            (n * (n + 1.0) / 2.0, n, 1.0)
        );
        for len in 0..=S::LANES {
            let mut back = vec![-1.0; S::LANES];
            s.store(&mut back, s.load_partial(&ramp[..len]));
            assert!((0..S::LANES).all(|i| back[i] == if i < len { ramp[i] } else { 0.0 }));
            let mut part = vec![-1.0; S::LANES];
            s.store_partial(&mut part[..len], v);
            assert!((0..S::LANES).all(|i| part[i] == if i < len { ramp[i] } else { -1.0 }));
        }
        let (ld, ldd) = (S::LANES + 3, S::LANES + 1);
        let block: Vec<f32> = (0..S::LANES * ld).map(|i| i as f32).collect();
        let mut turned = vec![-1.0; S::LANES * ldd];
        // SAFETY: both hold LANES rows of their strides, which are more than LANES.
        unsafe { s.transpose(block.as_ptr(), ld, turned.as_mut_ptr(), ldd) };
        for i in 0..S::LANES {
            assert!((0..S::LANES).all(|j| turned[j * ldd + i] == block[i * ld + j]));
        }
        let mut doubled = vec![0.0; S::LANES];
        s.store(&mut doubled, s.map(v, |x| 2.0 * x));
        assert!(doubled.iter().zip(&ramp).all(|(d, r)| *d == 2.0 * r));
    }
}

#[test]
fn every_level_agrees_with_scalar_arithmetic() {
    for level in Level::available() {
        dispatch_at(level, Lanes).unwrap();
    }
}

struct Width;

impl<T: Float> Kernel<T> for Width {
    type Output = usize;

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, _: S) -> usize {
        S::LANES
    }
}

#[test]
fn a_forced_level_is_what_dispatch_uses() {
    for level in Level::available() {
        let lanes = [1, 4, 8, 16][level as usize];
        assert_eq!(with_level(level, || dispatch::<f32, _>(Width)), Ok(lanes));
        assert_eq!(with_level(level, || dispatch::<f64, _>(Width)), Ok(1));
    }
    let missing = if cfg!(target_arch = "aarch64") { Level::Avx2 } else { Level::Neon };
    assert_eq!(dispatch_at::<f32, _>(missing, Width), Err(LevelError::Unavailable(missing)));
    assert!(LevelError::Unknown("sse9".into()).to_string().contains("scalar"));
}
