//! Cross-entropy of softmax(logits), from logits: Σ label (ln Σ e^x - x) a row, and its gradient.

use super::{greatest, rows_of_chunk, sum_of_exponentials};
use crate::{Float, Kernel, Pool, SharedMut, Simd, dispatch};

/// What a row should be.
#[derive(Debug, Clone, Copy)]
pub enum Labels<'a, T> {
    /// A probability for each class.
    Dense(&'a [T]),
    /// The one class, below the number of classes.
    Sparse(&'a [i32]),
}

impl<'a, T> Labels<'a, T> {
    fn rows(self, start: usize, rows: usize, classes: usize) -> Self {
        match self {
            Self::Dense(all) => Self::Dense(&all[start * classes..][..rows * classes]),
            Self::Sparse(all) => Self::Sparse(&all[start..start + rows]),
        }
    }

    fn row(self, row: usize, classes: usize) -> Label<'a, T> {
        match self {
            Self::Dense(all) => Label::Dense(&all[row * classes..][..classes]),
            Self::Sparse(all) => Label::Sparse(all[row] as usize),
        }
    }
}

enum Label<'a, T> {
    Dense(&'a [T]),
    Sparse(usize),
}

/// `loss[r] = Σ_k label[r, k] (ln Σ_j e^logits[r, j] - logits[r, k])`.
pub fn cross_entropy<T: Float>(
    pool: &Pool,
    classes: usize,
    logits: &[T],
    labels: Labels<'_, T>,
    loss: &mut [T],
) {
    let group = rows_of_chunk(classes);
    pool.for_chunks_mut(loss, group, |i, loss| {
        let labels = labels.rows(i * group, loss.len(), classes);
        let logits = &logits[i * group * classes..][..loss.len() * classes];
        dispatch(Loss { classes, logits, labels, loss });
    });
}

/// `out[r, k] = c[r] (softmax(logits)[r, k] Σ_j label[r, j] - label[r, k])`.
pub fn cross_entropy_gradient<T: Float>(
    pool: &Pool,
    classes: usize,
    logits: &[T],
    labels: Labels<'_, T>,
    cotangent: &[T],
    out: &mut [T],
) {
    let group = rows_of_chunk(classes);
    let rows = cotangent.len();
    let out = SharedMut::new(out);
    pool.for_chunks(rows.div_ceil(group), |i| {
        let (start, count) = (i * group, group.min(rows - i * group));
        // SAFETY: chunks are disjoint ranges of rows.
        let out = unsafe { out.slice(start * classes, count * classes) };
        let logits = &logits[start * classes..][..count * classes];
        let labels = labels.rows(start, count, classes);
        let cotangent = &cotangent[start..start + count];
        dispatch(Gradient { classes, logits, labels, cotangent, out });
    });
}

struct Loss<'a, T> {
    classes: usize,
    logits: &'a [T],
    labels: Labels<'a, T>,
    loss: &'a mut [T],
}

impl<T: Float> Kernel<T> for Loss<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        for (row, loss) in self.loss.iter_mut().enumerate() {
            let x = &self.logits[row * self.classes..][..self.classes];
            let top = greatest(s, x);
            let log = top + sum_of_exponentials(s, x, top, None).ln();
            *loss = match self.labels.row(row, self.classes) {
                Label::Sparse(class) => log - x[class],
                Label::Dense(labels) => {
                    let mut total = s.zero();
                    let log = s.splat(log);
                    for (x, label) in x.chunks(S::LANES).zip(labels.chunks(S::LANES)) {
                        let distance = s.sub(log, s.load_partial(x));
                        // A class that is impossible (-inf) and unwanted costs nothing.
                        let label = s.load_partial(label);
                        let unwanted = s.eq(label, s.zero());
                        total = s.add(total, s.select(unwanted, label, s.mul(label, distance)));
                    }
                    s.reduce_add(total)
                }
            };
        }
    }
}

struct Gradient<'a, T> {
    classes: usize,
    logits: &'a [T],
    labels: Labels<'a, T>,
    cotangent: &'a [T],
    out: &'a mut [T],
}

impl<T: Float> Kernel<T> for Gradient<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        for (row, out) in self.out.chunks_exact_mut(self.classes).enumerate() {
            let x = &self.logits[row * self.classes..][..self.classes];
            let c = self.cotangent[row];
            let sum = sum_of_exponentials(s, x, greatest(s, x), Some(out));
            let label = self.labels.row(row, self.classes);
            let weight = match label {
                Label::Sparse(_) => T::ONE,
                Label::Dense(labels) => {
                    let mut total = s.zero();
                    for part in labels.chunks(S::LANES) {
                        total = s.add(total, s.load_partial(part));
                    }
                    s.reduce_add(total)
                }
            };
            let (scale, c_wide) = (s.splat(weight / sum), s.splat(c));
            for (i, out) in out.chunks_mut(S::LANES).enumerate() {
                let share = s.mul(s.load_partial(out), scale);
                let wanted = match label {
                    Label::Sparse(_) => s.zero(),
                    Label::Dense(labels) => s.load_partial(&labels[i * S::LANES..]),
                };
                s.store_partial(out, s.mul(s.sub(share, wanted), c_wide));
            }
            if let Label::Sparse(class) = label {
                out[class] -= c;
            }
        }
    }
}
