//! The op trait: everything that the rest of corten knows about an op.

use std::any::Any;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

use corten_kernels::Pool;
use corten_kernels::elementwise::Function;

use crate::{Array, Error, Graph, Result, TensorType, Value, View, ViewMut};

/// What an op needs beside its inputs while it runs.
pub struct Context<'a> {
    /// The process's threads.
    pub pool: &'a Pool,
    /// [`Op::scratch`] bytes, aligned to 64, contents undefined.
    pub scratch: &'a mut [u8],
}

/// An op with its attributes: shape rule, kernel and gradient.
///
/// `Debug` prints the name and every attribute, for two ops that print alike are taken for equal.
pub trait Op: Any + Debug + Send + Sync {
    /// The name at the border, in lower camel case, tfjs's where tfjs has the op.
    fn name(&self) -> &'static str;

    /// The outputs' types, or what is wrong with the inputs.
    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>>;

    /// Computes the outputs. Allocates nothing in proportion to the tensors; cuts work into chunks by
    /// shapes alone, so that any number of threads gives the same bits.
    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()>;

    /// Bytes of scratch memory that [`Op::run`] needs.
    fn scratch(&self, _inputs: &[&TensorType]) -> usize {
        0
    }

    /// Pairs (input, output): when the op runs, that output's buffer already holds that input's value
    /// and the input's view is empty. An optimizer's update changes its weights in place this way.
    fn in_place(&self) -> &'static [(usize, usize)] {
        &[]
    }

    /// Outputs that the op need not write: where nothing reads one, its view is empty.
    fn optional_outputs(&self) -> Range<usize> {
        0..0
    }

    /// Whether output 0 holds the input's elements unchanged, under another shape; the engine then
    /// shares the buffer and never runs the op.
    fn is_reshape(&self) -> bool {
        false
    }

    /// The function and parameters, if each output element is that function of the elements at its
    /// place in the broadcast inputs, computed in floats. Such ops may run as one program when all
    /// their floats have one type.
    fn elementwise(&self, _inputs: &[&TensorType]) -> Option<(Function, [f64; 2])> {
        None
    }

    /// Whether [`Op::run`] can fail on account of values; such ops run before any variable is written.
    fn fallible(&self) -> bool {
        false
    }

    /// Appends the gradient. `cotangents` holds one value an output (none where nothing flows back);
    /// `needs` says which inputs want a gradient. The answer has one entry an input.
    fn gradient(
        &self,
        _graph: &mut Graph,
        _inputs: &[Value],
        _outputs: &[Value],
        _cotangents: &[Option<Value>],
        _needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        Err(Error::NotDifferentiable { op: self.name().into() })
    }

    /// The same result in primitive ops and `scan`: the oracle in tests of a fused op, and what stands
    /// in where no kernel exists. None for an op that is primitive itself.
    fn reference(&self, _graph: &mut Graph, _inputs: &[Value]) -> Option<Result<Vec<Value>>> {
        None
    }
}

/// An op with inputs to test it on: shapes, tails and attributes that cover its cases.
pub struct Sample {
    /// The op under test.
    pub op: Arc<dyn Op>,
    /// Its inputs; float inputs are differentiated, in float64.
    pub inputs: Vec<Array>,
}

impl Sample {
    /// An op with its inputs.
    pub fn new(op: impl Op, inputs: impl Into<Vec<Array>>) -> Self {
        Self { op: Arc::new(op), inputs: inputs.into() }
    }

    /// Distinct float64 numbers in -1..1, in no order, to be a sample's input.
    pub fn numbers(shape: &[usize]) -> Array {
        let count: usize = shape.iter().product();
        // Multiples of the golden ratio, modulo 1: evenly spread and never equal.
        let values: Vec<f64> =
            (1..=count).map(|i| 2.0 * (i as f64 * 0.618_033_988_749_895).fract() - 1.0).collect();
        Array::from_slice(shape, &values)
    }
}
