//! f64 scalar code against the formula written naively; f32 at every level against f64; any number of threads against one.

use crate::activation::Activation;
use crate::pool::Pool;
use crate::simd::{Float, Level, with_level};

use super::*;

/// Distinct numbers in -1..1, times `scale`.
fn numbers<T: Float>(n: usize, scale: f64) -> Vec<T> {
    let number = |i: usize| 2.0 * (i as f64 * 0.618_033_988_749_895).fract() - 1.0;
    (1..=n).map(|i| T::from_f64(number(i) * scale)).collect()
}

/// Everything that goes into a layer and its gradient.
struct Case<T> {
    sequence: Sequence,
    x: Vec<T>,
    states: [Vec<T>; 2],
    kernel: Vec<T>,
    recurrent_kernel: Vec<T>,
    bias: Vec<T>,
    mask: Option<Vec<u8>>,
    dropout: Option<Vec<T>>,
    d_sequence: Vec<T>,
    d_states: [Vec<T>; 2],
}

impl<T: Float> Case<T> {
    fn new(sequence: Sequence, gates: usize, biases: usize, masked: bool) -> Self {
        let Sequence { batch, steps, features, units, .. } = sequence;
        let columns = gates * units;
        let state = |scale| numbers(batch * units, scale);
        Self {
            sequence,
            x: numbers(batch * steps * features, 1.0),
            states: [state(0.5), state(-0.7)],
            kernel: numbers(features * columns, 1.0 / (features as f64).sqrt()),
            recurrent_kernel: numbers(units * columns, -0.9 / (units as f64).sqrt()),
            bias: numbers(biases * columns, 0.3),
            mask: masked.then(|| (0..batch * steps).map(|i| u8::from(i * i % 7 < 4)).collect()),
            dropout: masked.then(|| (0..batch * units).map(|i| T::from_usize(i % 3)).collect()),
            d_sequence: numbers(batch * steps * units, 0.4),
            d_states: [state(0.8), state(1.1)],
        }
    }

    fn inputs(&self) -> Inputs<'_, T> {
        Inputs {
            x: &self.x,
            states: [&self.states[0], &self.states[1]],
            kernel: &self.kernel,
            recurrent_kernel: &self.recurrent_kernel,
            bias: (!self.bias.is_empty()).then_some(&self.bias[..]),
            mask: self.mask.as_deref(),
            dropout: self.dropout.as_deref(),
        }
    }

    /// All outputs, then all gradients.
    fn run<C: Cell<T>>(&self, cell: &C, pool: &Pool) -> Vec<Vec<T>> {
        let operands = kept_operands(cell, self.sequence).filter(|_| self.dropout.is_none());
        self.run_keeping(cell, pool, operands.map_or(0, |shape| shape.iter().product()))
    }

    /// As `run`, with so many elements of operands kept.
    fn run_keeping<C: Cell<T>>(&self, cell: &C, pool: &Pool, operands: usize) -> Vec<Vec<T>> {
        let Sequence { batch, steps, units, .. } = self.sequence;
        let [mut all, mut kept] = [(); 2].map(|()| vec![T::NAN; batch * steps * units]);
        let [mut last, mut h, mut c] = [(); 3].map(|()| vec![T::NAN; batch * units]);
        let mut saved = vec![T::ZERO; batch * steps * C::SAVED * units];
        let mut operands = vec![T::NAN; operands];
        let mut scratch = vec![T::NAN; forward_scratch(cell, self.sequence)];
        let outputs = Outputs {
            sequence: &mut all,
            last: &mut last,
            states: [&mut h, &mut c],
            kept: &mut kept,
            operands: &mut operands,
            saved: &mut saved,
        };
        forward(cell, pool, self.sequence, &self.inputs(), outputs, &mut scratch);

        let [mut dh, mut dc] = [(); 2].map(|()| vec![T::NAN; batch * units]);
        let mut dx = self.x.clone();
        let [mut dk, mut dr, mut db] =
            [&self.kernel, &self.recurrent_kernel, &self.bias].map(|w| vec![T::NAN; w.len()]);
        let kept = Kept {
            h: if operands.is_empty() { &kept } else { &[] },
            operands: &operands,
            saved: &saved,
            d_sequence: &self.d_sequence,
            d_last: &[],
            d_states: [&self.d_states[0], &self.d_states[1]],
        };
        let gradients = InputGradients {
            x: &mut dx,
            states: [&mut dh, &mut dc],
            kernel: &mut dk,
            recurrent_kernel: &mut dr,
            bias: &mut db,
        };
        let mut scratch = vec![T::NAN; backward_scratch(cell, self.sequence, !operands.is_empty())];
        backward(cell, pool, self.sequence, &self.inputs(), &kept, gradients, &mut scratch);
        let mut found = vec![all, last, h, dx, dh, dk, dr, db];
        if C::STATES > 1 {
            found.extend([c, dc]);
        }
        found
    }
}

fn sequence(batch: usize, steps: usize, features: usize, units: usize) -> Sequence {
    Sequence { batch, steps, features, units, reverse: false, zero_output_for_mask: false }
}

/// The simple cell's output, state by state as it is defined.
fn naive_simple(case: &Case<f64>, activation: Activation) -> Vec<f64> {
    let Sequence { batch, steps, features, units, .. } = case.sequence;
    let mut output = vec![0.0; batch * steps * units];
    for b in 0..batch {
        let mut h = case.states[0][b * units..][..units].to_vec();
        let mut y = vec![0.0; units];
        for step in 0..steps {
            let time = case.sequence.time(step);
            let on = case.mask.as_ref().is_none_or(|mask| mask[b * steps + time] != 0);
            if on {
                let dropped: Vec<f64> = match &case.dropout {
                    Some(d) => h.iter().zip(&d[b * units..]).map(|(h, d)| h * d).collect(),
                    None => h.clone(),
                };
                for u in 0..units {
                    let x = &case.x[(b * steps + time) * features..][..features];
                    let from_x = (0..features).map(|f| x[f] * case.kernel[f * units + u]);
                    let from_h =
                        (0..units).map(|v| dropped[v] * case.recurrent_kernel[v * units + u]);
                    let z = from_x.sum::<f64>() + from_h.sum::<f64>() + case.bias[u];
                    h[u] = activation.apply(crate::Scalar::<f64>::NEW, z);
                }
                y.copy_from_slice(&h);
            } else if case.sequence.zero_output_for_mask {
                y.fill(0.0);
            }
            output[(b * steps + step) * units..][..units].copy_from_slice(&y);
        }
    }
    output
}

fn largest_difference<A: Float, B: Float>(a: &[A], b: &[B]) -> f64 {
    assert_eq!(a.len(), b.len());
    let scale = b.iter().fold(1e-3, |m: f64, x| m.max(x.to_f64().abs()));
    a.iter().zip(b).map(|(a, b)| (a.to_f64() - b.to_f64()).abs()).fold(0.0, f64::max) / scale
}

#[test]
fn the_simple_cell_computes_its_formula() {
    let pool = Pool::new(1);
    for (reverse, zero_output_for_mask) in
        [(false, false), (true, false), (false, true), (true, true)]
    {
        for masked in [false, true] {
            let sequence = Sequence { reverse, zero_output_for_mask, ..sequence(5, 6, 3, 7) };
            let case = Case::new(sequence, 1, 1, masked);
            let cell = SimpleRnn { activation: Activation::Tanh };
            let found = case.run(&cell, &pool);
            let expected = naive_simple(&case, Activation::Tanh);
            assert!(largest_difference(&found[0], &expected) < 1e-14, "{sequence:?}");
        }
    }
}

/// Sizes with all kinds of tails, one row, one unit, several blocks of steps.
fn sizes() -> Vec<Sequence> {
    let mut all: Vec<_> = (1..=67).step_by(3).map(|n| sequence(2 + n % 5, 3, n, 68 - n)).collect();
    all.extend([
        sequence(1, 4, 1, 1),
        sequence(67, 2, 3, 4),
        sequence(9, 150, 30, 17),
        sequence(50, 28, 28, 50),
    ]);
    all
}

fn every_level_agrees_with_f64<C: Cell<f32> + Cell<f64>>(cell: C, biases: usize) {
    let pool = Pool::new(2);
    for sequence in sizes() {
        for masked in [false, true] {
            let gates = <C as Cell<f64>>::KERNEL_GATES;
            let exact = Case::<f64>::new(sequence, gates, biases, masked).run(&cell, &pool);
            let case = Case::<f32>::new(sequence, gates, biases, masked);
            for level in Level::available() {
                let found = with_level(level, || case.run(&cell, &pool)).unwrap();
                for (i, (found, exact)) in found.iter().zip(&exact).enumerate() {
                    let error = largest_difference(found, exact);
                    assert!(
                        error < 1e-5,
                        "{level:?} {sequence:?} masked {masked}: result {i} off by {error}"
                    );
                }
            }
        }
    }
}

fn threads_change_no_bit<C: Cell<f32>>(cell: C, biases: usize) {
    let case = Case::<f32>::new(sequence(50, 9, 28, 50), C::KERNEL_GATES, biases, true);
    // At a level of its own, because other tests change the process's.
    for level in Level::available() {
        let run = |threads| with_level(level, || case.run(&cell, &Pool::new(threads))).unwrap();
        let one = run(1);
        for threads in [2, 4] {
            assert!(one == run(threads), "{level:?}, {threads} threads");
        }
    }
}

#[test]
fn without_a_sample_the_weights_gradients_are_zero() {
    let zero = |found: Vec<Vec<f32>>| found.iter().flatten().all(|&x| x == 0.0);
    let (empty, pool) = (sequence(0, 3, 40, 50), Pool::new(1));
    assert!(zero(Case::new(empty, 4, 1, false).run(&LSTM, &pool)));
    assert!(zero(Case::new(empty, 3, 2, true).run(&GRU, &pool)));
    let simple = SimpleRnn { activation: Activation::Tanh };
    assert!(zero(Case::new(empty, 1, 1, false).run(&simple, &pool)));
}

/// The results without a bias are those with one of zeros, whose own gradient is the eighth.
fn no_bias_is_a_bias_of_zeros<C: Cell<f32>>(cell: C, biases: usize) {
    let (sequence, pool) = (sequence(5, 3, 40, 50), Pool::new(1));
    for level in Level::available() {
        let run = |bias: &dyn Fn(usize) -> Vec<f32>| {
            let case = Case::<f32>::new(sequence, C::KERNEL_GATES, biases, false);
            let case = Case { bias: bias(case.bias.len()), ..case };
            let mut found = with_level(level, || case.run(&cell, &pool)).unwrap();
            found.remove(7);
            found
        };
        assert!(run(&|_| Vec::new()) == run(&|n| vec![0.0; n]), "{level:?}");
    }
}

#[test]
fn no_bias_is_a_bias_of_zeros_in_every_cell() {
    no_bias_is_a_bias_of_zeros(SimpleRnn { activation: Activation::Tanh }, 1);
    no_bias_is_a_bias_of_zeros(LSTM, 1);
    no_bias_is_a_bias_of_zeros(GRU, 2);
    no_bias_is_a_bias_of_zeros(GRU_RESET_BEFORE, 1);
}

fn kept_operands_change_no_bit<C: Cell<f32>>(cell: C) {
    let (sequence, pool) = (sequence(50, 9, 28, 30), Pool::new(2));
    let kept: usize = kept_operands(&cell, sequence).unwrap().iter().product();
    for masked in [false, true] {
        let case = Case::<f32>::new(sequence, C::KERNEL_GATES, 1, masked);
        let case = Case { dropout: None, ..case };
        for level in Level::available() {
            let run = |n| with_level(level, || case.run_keeping(&cell, &pool, n)).unwrap();
            assert!(run(kept) == run(0), "{level:?}, masked {masked}");
        }
    }
}

#[test]
fn kept_operands_change_no_bit_of_the_simple_cell_and_the_lstm() {
    kept_operands_change_no_bit(SimpleRnn { activation: Activation::Tanh });
    kept_operands_change_no_bit(LSTM);
}

#[test]
fn every_level_agrees_with_f64_in_the_simple_cell() {
    every_level_agrees_with_f64(SimpleRnn { activation: Activation::Tanh }, 1);
}

#[test]
fn threads_change_no_bit_of_the_simple_cell() {
    threads_change_no_bit(SimpleRnn { activation: Activation::Tanh }, 1);
}

/// The LSTM's output, state by state as it is defined.
fn naive_lstm(case: &Case<f64>) -> Vec<f64> {
    let Sequence { batch, steps, features, units, .. } = case.sequence;
    let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
    let mut output = Vec::new();
    for b in 0..batch {
        let [mut h, mut c] = [0, 1].map(|i| case.states[i][b * units..][..units].to_vec());
        for step in 0..steps {
            let x = &case.x[(b * steps + step) * features..][..features];
            let z = |column: usize| {
                let from_x = (0..features).map(|f| x[f] * case.kernel[f * 4 * units + column]);
                let from_h =
                    (0..units).map(|v| h[v] * case.recurrent_kernel[v * 4 * units + column]);
                from_x.chain(from_h).sum::<f64>() + case.bias[column]
            };
            let z: Vec<f64> = (0..4 * units).map(z).collect();
            for u in 0..units {
                let [i, f, g, o] = [0, 1, 2, 3].map(|gate| z[gate * units + u]);
                c[u] = sigmoid(f) * c[u] + sigmoid(i) * g.tanh();
                h[u] = sigmoid(o) * c[u].tanh();
            }
            output.extend(&h);
        }
    }
    output
}

const LSTM: Lstm = Lstm { activation: Activation::Tanh, recurrent_activation: Activation::Sigmoid };

#[test]
fn the_lstm_computes_its_formula() {
    let case = Case::new(sequence(5, 6, 3, 7), 4, 1, false);
    let found = case.run(&LSTM, &Pool::new(1));
    assert!(largest_difference(&found[0], &naive_lstm(&case)) < 1e-14);
}

#[test]
fn every_level_agrees_with_f64_in_the_lstm() {
    every_level_agrees_with_f64(LSTM, 1);
}

#[test]
fn threads_change_no_bit_of_the_lstm() {
    threads_change_no_bit(LSTM, 1);
}

/// The GRU's output, state by state as it is defined.
fn naive_gru(case: &Case<f64>, reset_after: bool) -> Vec<f64> {
    let Sequence { batch, steps, features, units, .. } = case.sequence;
    let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
    let mut output = Vec::new();
    for b in 0..batch {
        let mut h = case.states[0][b * units..][..units].to_vec();
        for step in 0..steps {
            let x = &case.x[(b * steps + step) * features..][..features];
            let of_x = |column: usize| {
                let from_x = (0..features).map(|f| x[f] * case.kernel[f * 3 * units + column]);
                from_x.sum::<f64>() + case.bias[column]
            };
            let of_h = |h: &[f64], column: usize| {
                let from_h =
                    (0..units).map(|v| h[v] * case.recurrent_kernel[v * 3 * units + column]);
                from_h.sum::<f64>() + if reset_after { case.bias[3 * units + column] } else { 0.0 }
            };
            let gate = |column: usize| sigmoid(of_x(column) + of_h(&h, column));
            let r: Vec<f64> = (0..units).map(|u| gate(units + u)).collect();
            let reset: Vec<f64> = h.iter().zip(&r).map(|(h, r)| h * r).collect();
            let next = |u: usize| {
                let from_h = if reset_after {
                    r[u] * of_h(&h, 2 * units + u)
                } else {
                    of_h(&reset, 2 * units + u)
                };
                let n = (of_x(2 * units + u) + from_h).tanh();
                gate(u) * h[u] + (1.0 - gate(u)) * n
            };
            h = (0..units).map(next).collect();
            output.extend(&h);
        }
    }
    output
}

const GRU: Gru = Gru { activation: Activation::Tanh, recurrent_activation: Activation::Sigmoid };
const GRU_RESET_BEFORE: GruResetBefore =
    GruResetBefore { activation: Activation::Tanh, recurrent_activation: Activation::Sigmoid };

#[test]
fn both_kinds_of_gru_compute_their_formulas() {
    let case = Case::new(sequence(5, 6, 3, 7), 3, 2, false);
    let found = case.run(&GRU, &Pool::new(1));
    assert!(largest_difference(&found[0], &naive_gru(&case, true)) < 1e-14);
    let case = Case::new(sequence(5, 6, 3, 7), 3, 1, false);
    let found = case.run(&GRU_RESET_BEFORE, &Pool::new(1));
    assert!(largest_difference(&found[0], &naive_gru(&case, false)) < 1e-14);
}

#[test]
fn every_level_agrees_with_f64_in_both_kinds_of_gru() {
    every_level_agrees_with_f64(GRU, 2);
    every_level_agrees_with_f64(GRU_RESET_BEFORE, 1);
}

#[test]
fn threads_change_no_bit_of_both_kinds_of_gru() {
    threads_change_no_bit(GRU, 2);
    threads_change_no_bit(GRU_RESET_BEFORE, 1);
}

#[test]
fn an_input_without_features_has_gradients_too() {
    let (case, pool) = (sequence(3, 4, 0, 5), Pool::new(1));
    for found in [
        Case::<f32>::new(case, 4, 1, false).run(&LSTM, &pool),
        Case::new(case, 3, 2, true).run(&GRU, &pool),
    ] {
        assert!(found[5].is_empty() && found[6..8].iter().flatten().all(|x| x.is_finite()));
    }
}
