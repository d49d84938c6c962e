//! The static type of a value: element type and shape, and how shapes broadcast.

use std::fmt;

use crate::{DType, Error, Result};

/// Element type and shape of a tensor; shapes are always concrete here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TensorType {
    /// Type of the elements.
    pub dtype: DType,
    /// Size of each axis; empty for a scalar.
    pub shape: Vec<usize>,
}

impl TensorType {
    /// A type from its parts.
    pub fn new(dtype: DType, shape: impl Into<Vec<usize>>) -> Self {
        Self { dtype, shape: shape.into() }
    }

    /// Number of axes.
    pub fn rank(&self) -> usize {
        self.shape.len()
    }

    /// Number of elements.
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }

    /// Number of bytes.
    pub fn bytes(&self) -> usize {
        self.elements() * self.dtype.size()
    }

    /// The same shape with another element type.
    pub fn with_dtype(&self, dtype: DType) -> Self {
        Self { dtype, shape: self.shape.clone() }
    }

    /// The same element type with another shape.
    pub fn with_shape(&self, shape: impl Into<Vec<usize>>) -> Self {
        Self { dtype: self.dtype, shape: shape.into() }
    }
}

/// There must be memory for these tensors together: an allocation that fails would end the process.
pub fn expect_memory(op: &str, types: &[TensorType]) -> Result<()> {
    /// Less is not worth asking for.
    const SMALL: usize = 1 << 28;
    let bytes = |ty: &TensorType| {
        ty.shape.iter().try_fold(ty.dtype.size(), |bytes, &size| bytes.checked_mul(size))
    };
    let total = types.iter().try_fold(0_usize, |sum, ty| sum.checked_add(bytes(ty)?));
    match total {
        Some(total) if total < SMALL || Vec::<u8>::new().try_reserve_exact(total).is_ok() => Ok(()),
        _ => {
            let types: Vec<_> = types.iter().map(ToString::to_string).collect();
            Err(Error::shape(op, "an output that fits in memory", types.join(", ")))
        }
    }
}

impl fmt::Display for TensorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:?}", self.dtype, self.shape)
    }
}

/// The shape that two shapes broadcast to, by NumPy's rule.
pub fn broadcast_shapes(op: &str, a: &[usize], b: &[usize]) -> Result<Vec<usize>> {
    let rank = a.len().max(b.len());
    let axis = |shape: &[usize], i: usize| match (i + shape.len()).checked_sub(rank) {
        Some(j) => shape[j],
        None => 1,
    };
    (0..rank)
        .map(|i| match (axis(a, i), axis(b, i)) {
            (x, y) if x == y => Ok(x),
            (1, y) => Ok(y),
            (x, 1) => Ok(x),
            _ => Err(Error::shape(op, "shapes that broadcast", format!("{a:?} and {b:?}"))),
        })
        .collect()
}

/// The inputs' types, when there are as many as the op takes.
pub fn expect_inputs<'a, const N: usize>(
    op: &str,
    inputs: &[&'a TensorType],
) -> Result<[&'a TensorType; N]> {
    let count = |n: usize| if n == 1 { "1 input".into() } else { format!("{n} inputs") };
    inputs.try_into().map_err(|_| Error::shape(op, count(N), count(inputs.len())))
}
