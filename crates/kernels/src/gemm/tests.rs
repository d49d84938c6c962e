//! Products of every size, transposition and epilogue, at every level, against plain loops in f64.

use super::*;
use crate::pool::Pool;
use crate::simd::{Float, Kernel, Level, Scalar, Simd, dispatch, with_level};

/// The same numbers on every machine, in [-1, 1).
fn numbers(n: usize, seed: u64) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..n)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1 << 23) as f32 - 1.0
        })
        .collect()
}

/// A case: shapes, layouts, and what surrounds the product.
#[derive(Clone, Copy, Debug)]
struct Case {
    m: usize,
    n: usize,
    k: usize,
    a_transposed: bool,
    b_transposed: bool,
    accumulate: bool,
    bias: bool,
    activation: Activation,
    /// Elements between the rows of C that are not its own.
    gap: usize,
}

impl Case {
    fn new(m: usize, n: usize, k: usize) -> Self {
        // All combinations of options come up as sizes vary.
        let bits = m * 7 + n * 3 + k;
        Self {
            m,
            n,
            k,
            a_transposed: bits & 1 != 0,
            b_transposed: bits & 2 != 0,
            accumulate: bits & 4 != 0,
            bias: bits & 8 != 0,
            activation: [Activation::Linear, Activation::Tanh, Activation::Relu][bits % 3],
            gap: bits % 5,
        }
    }

    fn a<'a, T>(&self, data: &'a [T]) -> MatRef<'a, T> {
        if self.a_transposed {
            MatRef::transposed(data, self.m)
        } else {
            MatRef::row_major(data, self.k)
        }
    }

    fn b<'a, T>(&self, data: &'a [T]) -> MatRef<'a, T> {
        if self.b_transposed {
            MatRef::transposed(data, self.k)
        } else {
            MatRef::row_major(data, self.n)
        }
    }

    fn ldc(&self) -> usize {
        self.n + self.gap
    }

    fn inputs(&self) -> [Vec<f32>; 4] {
        let Self { m, n, k, .. } = *self;
        // Sums of about 1, so that rounding counts before an activation as it does after it.
        let scale = 1.0 / (k.max(1) as f32).sqrt();
        let a = numbers(m * k, 1).into_iter().map(|x| x * scale).collect();
        [a, numbers(k * n, 2), numbers(m * self.ldc(), 3), numbers(n, 4)]
    }

    fn expected(&self) -> Vec<f64> {
        let [a, b, c, bias] = self.inputs();
        let (a, b) = (self.a(&a), self.b(&b));
        let mut want: Vec<f64> = c.iter().map(|&x| f64::from(x)).collect();
        for i in 0..self.m {
            for j in 0..self.n {
                let old = &mut want[i * self.ldc() + j];
                let mut sum = if self.accumulate { *old } else { 0.0 };
                for p in 0..self.k {
                    let x = a.data[i * a.row_stride + p * a.col_stride];
                    sum += f64::from(x) * f64::from(b.data[p * b.row_stride + j * b.col_stride]);
                }
                if self.bias {
                    sum += f64::from(bias[j]);
                }
                *old = self.activation.apply(Scalar::<f64>::NEW, sum);
            }
        }
        want
    }

    fn check(&self, got: &[f32], how: &str) {
        let want = self.expected();
        let largest = want.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
        for (i, (want, got)) in want.iter().zip(got).enumerate() {
            let error = (want - f64::from(*got)).abs();
            assert!(error <= 1e-5 * largest, "{self:?} {how}: element {i} is {got}, not {want}");
        }
    }
}

struct Serial<'a, T> {
    case: Case,
    packed: bool,
    a: &'a [T],
    b: &'a [T],
    c: &'a mut [T],
    bias: &'a [T],
}

impl<T: Float> Kernel<T> for Serial<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let Self { case, packed, a, b, c, bias } = self;
        let mut room = vec![T::NAN; packed_len(case.k, case.n)];
        let panels = if packed || case.b_transposed {
            pack_b(s, case.k, case.n, case.b(b), &mut room);
            Panels::packed(&room, case.k)
        } else {
            Panels::row_major(b, case.n)
        };
        let epilogue = Epilogue { bias: case.bias.then_some(bias), activation: case.activation };
        let shape = (case.m, case.n, case.k);
        gemm_serial(s, shape, case.a(a), panels, c, case.ldc(), case.accumulate, epilogue);
    }
}

fn check_serial(case: Case) {
    for packed in [false, true] {
        let [a, b, mut c, bias] = case.inputs();
        let name = Level::current().name();
        dispatch(Serial { case, packed, a: &a, b: &b, c: &mut c, bias: &bias });
        case.check(&c, &format!("{name} packed {packed}"));
    }
}

#[test]
fn every_tail_of_every_dimension() {
    for level in Level::available() {
        with_level(level, || {
            for x in 0..=67 {
                for y in [1, 5, 33] {
                    for z in [1, 2, 17, 50] {
                        check_serial(Case::new(x, y, z));
                        check_serial(Case::new(y, x, z));
                        check_serial(Case::new(y, z, x));
                    }
                }
            }
        })
        .unwrap();
    }
}

#[test]
fn cache_blocks_join() {
    for level in Level::available() {
        with_level(level, || {
            for (m, n, k) in [(3, 40, 700), (400, 9, 20), (380, 70, 385), (28, 64, 1025)] {
                for b_transposed in [false, true] {
                    check_serial(Case { b_transposed, ..Case::new(m, n, k) });
                }
            }
        })
        .unwrap();
    }
}

impl Case {
    /// The product on a pool.
    fn run<T: Float>(&self, pool: &Pool, [a, b, c, bias]: &[Vec<T>; 4]) -> Vec<T> {
        let Self { m, n, k, .. } = *self;
        let mut c = c.clone();
        let mut scratch = vec![T::NAN; scratch_len((m, n, k), !self.b_transposed)];
        let g = Gemm {
            m,
            n,
            k,
            a: self.a(a),
            b: self.b(b),
            c: &mut c,
            ldc: self.ldc(),
            accumulate: self.accumulate,
            epilogue: Epilogue {
                bias: self.bias.then_some(&bias[..]),
                activation: self.activation,
            },
        };
        gemm(pool, g, &mut scratch);
        c
    }
}

#[test]
fn all_routes_are_right_at_every_level() {
    let pool = Pool::new(2);
    let shapes = [(50, 50, 50), (150, 200, 400), (200, 150, 90), (1, 700, 500), (3, 130, 784)];
    // One row, of widths that some level holds in registers and another does not.
    let rows = [8, 16, 24, 64, 128, 192, 256, 512].map(|n| (1, n, 90));
    let tails = (1..=67).map(|x| (x % 5 + 1, x, 2 * x)).chain(rows);
    for level in Level::available() {
        with_level(level, || {
            for (m, n, k) in shapes.into_iter().chain(tails.clone()) {
                for layout in 0..4 {
                    let case = Case {
                        a_transposed: layout & 1 != 0,
                        b_transposed: layout & 2 != 0,
                        ..Case::new(m, n, k)
                    };
                    case.check(&case.run(&pool, &case.inputs()), level.name());
                }
            }
        })
        .unwrap();
    }
}

#[test]
fn threads_change_no_bit() {
    let pools = [Pool::new(1), Pool::new(2), Pool::new(4)];
    with_level(Level::current(), || {
        for (m, n, k) in [(300, 200, 150), (64, 640, 300), (1, 2000, 900), (4, 900, 900)] {
            for b_transposed in [false, true] {
                let case = Case { b_transposed, ..Case::new(m, n, k) };
                let inputs = case.inputs();
                let [one, two, four] = pools.each_ref().map(|pool| case.run(pool, &inputs));
                assert!(one == two && one == four, "{case:?}");
            }
        }
    })
    .unwrap();
}

#[test]
fn batches_equal_single_products() {
    let pools = [Pool::new(1), Pool::new(3)];
    with_level(Level::current(), || {
        for (count, m, n, k) in [(7, 5, 9, 11), (40, 30, 20, 64), (3, 130, 130, 140), (1, 2, 3, 4)]
        {
            for b_transposed in [false, true] {
                for (a_shared, b_shared) in [(false, false), (true, false), (false, true)] {
                    let case = Case { b_transposed, gap: 0, ..Case::new(m, n, k) };
                    let a = numbers(count * m * k, 1);
                    let b = numbers(count * k * n, 2);
                    let c = numbers(count * m * n, 3);
                    let bias = numbers(n, 4);
                    let a_of = |x: usize| &a[if a_shared { 0 } else { x * m * k }..][..m * k];
                    let b_of = |x: usize| &b[if b_shared { 0 } else { x * k * n }..][..k * n];
                    let mut want = c.clone();
                    for (x, c) in want.chunks_exact_mut(m * n).enumerate() {
                        let inputs = [a_of(x).to_vec(), b_of(x).to_vec(), c.to_vec(), bias.clone()];
                        c.copy_from_slice(&case.run(&pools[0], &inputs));
                    }
                    for pool in &pools {
                        let mut got = c.clone();
                        let room = batch_scratch_len(count, (m, n, k), !b_transposed);
                        let epilogue = Epilogue {
                            bias: case.bias.then_some(&bias[..]),
                            activation: case.activation,
                        };
                        gemm_batch(
                            pool,
                            (m, n, k),
                            |x| case.a(a_of(x)),
                            |x| case.b(b_of(x)),
                            &mut got,
                            case.accumulate,
                            epilogue,
                            &mut vec![f32::NAN; room],
                        );
                        assert!(got == want, "{case:?} x {count}");
                    }
                }
            }
        }
    })
    .unwrap();
}

#[test]
fn the_oracle_is_exact() {
    let case = Case::new(7, 45, 29);
    let [a, b, c, bias] =
        case.inputs().map(|v| v.iter().map(|&x| f64::from(x)).collect::<Vec<_>>());
    let mut got = c;
    dispatch(Serial { case, packed: true, a: &a, b: &b, c: &mut got, bias: &bias });
    for (want, got) in case.expected().iter().zip(&got) {
        assert!((want - got).abs() < 1e-13);
    }
}
