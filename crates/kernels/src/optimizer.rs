//! Optimizers' updates, in place, with the arithmetic of Keras 3 in its order.

use crate::{Float, Kernel, Pool, SharedMut, Simd, dispatch};

/// Elements of a chunk: about 10 us of memory traffic.
const CHUNK: usize = 1 << 15;

/// Constants of [`adam`].
#[derive(Debug, Clone, Copy)]
pub struct Adam {
    /// Decay of the first moment.
    pub beta1: f64,
    /// Decay of the second moment.
    pub beta2: f64,
    /// Added to the root of the second moment.
    pub epsilon: f64,
}

/// m += (g - m)(1 - β₁); v += (g² - v)(1 - β₂); with `greatest`, v̂ = max(v̂, v) in place of v;
/// p -= m α / (√v + ε) with α = lr √(1 - β₂ᵗ) / (1 - β₁ᵗ) and t from 1. [Kingma & Ba 2015]
pub fn adam<T: Float>(
    pool: &Pool,
    constants: Adam,
    (learning_rate, step): (T, T),
    gradient: &[T],
    [parameter, first, second]: [&mut [T]; 3],
    greatest: Option<&mut [T]>,
) {
    let powers = [constants.beta1, constants.beta2].map(|beta| T::from_f64(beta).powf(step));
    let alpha = learning_rate * (T::ONE - powers[1]).sqrt() / (T::ONE - powers[0]);
    let (parameter, first) = (Shared::new(parameter), Shared::new(first));
    let (second, greatest) = (Shared::new(second), greatest.map(Shared::new));
    chunks(pool, gradient, |start, gradient| {
        let n = gradient.len();
        dispatch(AdamChunk {
            constants,
            alpha,
            gradient,
            parameter: parameter.part(start, n),
            first: first.part(start, n),
            second: second.part(start, n),
            greatest: greatest.as_ref().map(|all| all.part(start, n)),
        });
    });
}

/// Without momentum p -= g lr. With it, m = μ m - g lr; p += m, or for Nesterov's p += μ m - g lr.
pub fn sgd<T: Float>(
    pool: &Pool,
    (momentum, nesterov): (f64, bool),
    learning_rate: T,
    gradient: &[T],
    parameter: &mut [T],
    velocity: Option<&mut [T]>,
) {
    let (parameter, velocity) = (Shared::new(parameter), velocity.map(Shared::new));
    chunks(pool, gradient, |start, gradient| {
        let n = gradient.len();
        dispatch(SgdChunk {
            momentum: T::from_f64(momentum),
            nesterov,
            learning_rate,
            gradient,
            parameter: parameter.part(start, n),
            velocity: velocity.as_ref().map(|all| all.part(start, n)),
        });
    });
}

/// Constants of [`rmsprop`].
#[derive(Debug, Clone, Copy)]
pub struct RmsProp {
    /// Decay of the averages.
    pub rho: f64,
    /// Decay of the velocity, where there is one.
    pub momentum: f64,
    /// Added to the second moment.
    pub epsilon: f64,
}

/// v = ρ v + (1 - ρ) g²; with `average`, a = ρ a + (1 - ρ) g and d = v - a² + ε, else d = v + ε;
/// i = lr g / √d; with `momentum`, m = μ m + i and p -= m, else p -= i. [Hinton 2012]
pub fn rmsprop<T: Float>(
    pool: &Pool,
    constants: RmsProp,
    learning_rate: T,
    gradient: &[T],
    [parameter, second]: [&mut [T]; 2],
    momentum: Option<&mut [T]>,
    average: Option<&mut [T]>,
) {
    let (parameter, second) = (Shared::new(parameter), Shared::new(second));
    let (momentum, average) = (momentum.map(Shared::new), average.map(Shared::new));
    chunks(pool, gradient, |start, gradient| {
        let n = gradient.len();
        dispatch(RmsPropChunk {
            constants,
            learning_rate,
            gradient,
            parameter: parameter.part(start, n),
            second: second.part(start, n),
            momentum: momentum.as_ref().map(|all| all.part(start, n)),
            average: average.as_ref().map(|all| all.part(start, n)),
        });
    });
}

/// A slice whose chunks are written side by side.
struct Shared<'a, T>(SharedMut<'a, T>);

impl<'a, T> Shared<'a, T> {
    fn new(slice: &'a mut [T]) -> Self {
        Self(SharedMut::new(slice))
    }

    fn part(&self, start: usize, len: usize) -> &'a mut [T] {
        // SAFETY: `chunks` calls with disjoint ranges, each once.
        unsafe { self.0.slice(start, len) }
    }
}

fn chunks<T: Sync>(pool: &Pool, gradient: &[T], run: impl Fn(usize, &[T]) + Sync) {
    pool.for_chunks(gradient.len().div_ceil(CHUNK), |i| {
        let start = i * CHUNK;
        run(start, &gradient[start..gradient.len().min(start + CHUNK)]);
    });
}

struct AdamChunk<'a, T> {
    constants: Adam,
    alpha: T,
    gradient: &'a [T],
    parameter: &'a mut [T],
    first: &'a mut [T],
    second: &'a mut [T],
    greatest: Option<&'a mut [T]>,
}

impl<T: Float> Kernel<T> for AdamChunk<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(mut self, s: S) {
        let Adam { beta1, beta2, epsilon } = self.constants;
        let (rest1, rest2, epsilon) = (s.c(1.0 - beta1), s.c(1.0 - beta2), s.c(epsilon));
        let alpha = s.splat(self.alpha);
        for start in (0..self.gradient.len()).step_by(S::LANES) {
            let end = self.gradient.len().min(start + S::LANES);
            let g = s.load_partial(&self.gradient[start..end]);
            let m = s.load_partial(&self.first[start..end]);
            let m = s.add(m, s.mul(s.sub(g, m), rest1));
            s.store_partial(&mut self.first[start..end], m);
            let v = s.load_partial(&self.second[start..end]);
            let mut v = s.add(v, s.mul(s.sub(s.mul(g, g), v), rest2));
            s.store_partial(&mut self.second[start..end], v);
            if let Some(greatest) = &mut self.greatest {
                v = s.max(s.load_partial(&greatest[start..end]), v);
                s.store_partial(&mut greatest[start..end], v);
            }
            let update = s.div(s.mul(m, alpha), s.add(s.sqrt(v), epsilon));
            let parameter = &mut self.parameter[start..end];
            s.store_partial(parameter, s.sub(s.load_partial(parameter), update));
        }
    }
}

struct SgdChunk<'a, T> {
    momentum: T,
    nesterov: bool,
    learning_rate: T,
    gradient: &'a [T],
    parameter: &'a mut [T],
    velocity: Option<&'a mut [T]>,
}

impl<T: Float> Kernel<T> for SgdChunk<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(mut self, s: S) {
        let (momentum, rate) = (s.splat(self.momentum), s.splat(self.learning_rate));
        for start in (0..self.gradient.len()).step_by(S::LANES) {
            let end = self.gradient.len().min(start + S::LANES);
            let descent = s.mul(s.load_partial(&self.gradient[start..end]), rate);
            let mut update = s.neg(descent);
            if let Some(velocity) = &mut self.velocity {
                let velocity = &mut velocity[start..end];
                let m = s.sub(s.mul(s.load_partial(velocity), momentum), descent);
                s.store_partial(velocity, m);
                update = if self.nesterov { s.sub(s.mul(m, momentum), descent) } else { m };
            }
            let parameter = &mut self.parameter[start..end];
            s.store_partial(parameter, s.add(s.load_partial(parameter), update));
        }
    }
}

struct RmsPropChunk<'a, T> {
    constants: RmsProp,
    learning_rate: T,
    gradient: &'a [T],
    parameter: &'a mut [T],
    second: &'a mut [T],
    momentum: Option<&'a mut [T]>,
    average: Option<&'a mut [T]>,
}

impl<T: Float> Kernel<T> for RmsPropChunk<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(mut self, s: S) {
        let (rho, rest) = (s.c(self.constants.rho), s.c(1.0 - self.constants.rho));
        let (mu, epsilon) = (s.c(self.constants.momentum), s.c(self.constants.epsilon));
        let rate = s.splat(self.learning_rate);
        for start in (0..self.gradient.len()).step_by(S::LANES) {
            let end = self.gradient.len().min(start + S::LANES);
            let g = s.load_partial(&self.gradient[start..end]);
            let second = &mut self.second[start..end];
            let v = s.add(s.mul(rho, s.load_partial(second)), s.mul(rest, s.mul(g, g)));
            s.store_partial(second, v);
            let mut below = s.add(v, epsilon);
            if let Some(average) = &mut self.average {
                let average = &mut average[start..end];
                let a = s.add(s.mul(rho, s.load_partial(average)), s.mul(rest, g));
                s.store_partial(average, a);
                below = s.add(s.sub(v, s.mul(a, a)), epsilon);
            }
            let mut update = s.div(s.mul(rate, g), s.sqrt(below));
            if let Some(momentum) = &mut self.momentum {
                let momentum = &mut momentum[start..end];
                update = s.add(s.mul(mu, s.load_partial(momentum)), update);
                s.store_partial(momentum, update);
            }
            let parameter = &mut self.parameter[start..end];
            s.store_partial(parameter, s.sub(s.load_partial(parameter), update));
        }
    }
}
