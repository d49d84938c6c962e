//! Reductions of one group of neighbouring axes: x[outer, reduced, inner] to out[outer, inner].
//!
//! The order in which elements are combined depends on shapes alone: runs of [`RUN`] steps within a
//! piece, pieces one after another. Short runs also keep the rounding errors of long sums small.

mod axis;
mod index;
mod integer;
#[cfg(test)]
mod tests;

pub use axis::{reduce, scratch};
pub use index::{Extremum, arg, cumulate};
pub use integer::reduce_integers;

use crate::{Float, Simd};

/// Steps after which a running result joins the result so far.
const RUN: usize = 128;

/// The shape of a reduction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Elements before the reduced axes.
    pub outer: usize,
    /// Elements that become one.
    pub reduced: usize,
    /// Elements after the reduced axes.
    pub inner: usize,
}

/// How elements are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduction {
    /// x + y
    Sum,
    /// x y
    Prod,
    /// The greatest; NaN if any is
    Max,
    /// The smallest; NaN if any is
    Min,
}

/// A reduction's neutral element and step, chosen at compile time within a kernel.
trait Combine: Copy {
    fn neutral<T: Float>() -> T;
    fn step<S: Simd>(s: S, a: S::V, b: S::V) -> S::V;
}

macro_rules! combine {
    ($name:ident, $neutral:expr, |$s:ident, $a:ident, $b:ident| $step:expr) => {
        #[derive(Clone, Copy)]
        struct $name;
        impl Combine for $name {
            #[inline(always)]
            fn neutral<T: Float>() -> T {
                $neutral
            }
            #[inline(always)]
            fn step<S: Simd>($s: S, $a: S::V, $b: S::V) -> S::V {
                $step
            }
        }
    };
}
combine!(Sum, T::ZERO, |s, a, b| s.add(a, b));
combine!(Prod, T::ONE, |s, a, b| s.mul(a, b));
combine!(Max, T::NEG_INFINITY, |s, a, b| s.select(s.is_nan(a), a, s.max(a, b)));
combine!(Min, T::INFINITY, |s, a, b| s.select(s.is_nan(a), a, s.min(a, b)));
