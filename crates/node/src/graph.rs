//! Recording a graph from JS.

use std::sync::Arc;

use corten_engine::passes::Passes;
use corten_engine::{Variable, compile};
use corten_graph::ops::{Loop, Scan};
use corten_graph::{Array, Error, Graph, Value, evaluate, gradients_from, parse};
use corten_kernels::Pool;
use napi_derive::napi;

use crate::bytes::{Borrowed, Returned, tensor_type};
use crate::error::guard;
use crate::plan::NativePlan;
use crate::variable::NativeVariable;

/// A value of a graph with its type.
#[napi(object, object_from_js = false)]
pub struct TypedValue {
    /// Opaque number of the value in its graph.
    pub value: u32,
    /// Element type.
    pub dtype: String,
    /// Size of each axis.
    pub shape: Vec<u32>,
}

/// How often a loop's body runs, and on what.
#[napi(object, object_to_js = false)]
pub struct LoopSpec {
    /// Values that go from one step to the next.
    pub carries: u32,
    /// Inputs of which each step sees its own slice.
    pub per_step: u32,
    /// Number of steps.
    pub length: u32,
    /// Whether the steps go from the last slice to the first.
    pub reverse: bool,
}

/// A graph that is being recorded.
#[napi]
#[derive(Default)]
pub struct NativeGraph {
    graph: Graph,
    variables: Vec<Arc<Variable>>,
}

#[napi]
impl NativeGraph {
    /// An empty graph.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends an input of the plan.
    #[napi]
    pub fn input(&mut self, dtype: String, shape: Vec<u32>) -> napi::Result<u32> {
        guard(|| encode(self.graph.input(tensor_type(&dtype, &shape)?)))
    }

    /// The value of a variable before the step.
    #[napi]
    pub fn variable(&mut self, variable: &NativeVariable) -> napi::Result<u32> {
        guard(|| {
            let index = self.index(variable);
            encode(self.graph.variables()[index])
        })
    }

    /// Appends a constant.
    #[napi(ts_args_type = "dtype: string, shape: number[], data: TypedArray")]
    pub fn constant(
        &mut self,
        dtype: String,
        shape: Vec<u32>,
        data: Borrowed,
    ) -> napi::Result<u32> {
        guard(|| {
            let ty = tensor_type(&dtype, &shape)?;
            data.view(&ty)?;
            encode(self.graph.constant(Array::from_bytes(ty, data.bytes())))
        })
    }

    /// Checks an op against its inputs and appends it; `attributes` is JSON.
    #[napi]
    pub fn apply(
        &mut self,
        op: String,
        attributes: String,
        inputs: Vec<u32>,
    ) -> napi::Result<Vec<TypedValue>> {
        guard(|| {
            let inputs = self.decode_all(&inputs)?;
            let outputs = self.graph.apply(parse(&op, &attributes)?, &inputs)?;
            outputs.into_iter().map(|value| self.typed(value)).collect()
        })
    }

    /// Appends a loop. `body` is a graph whose inputs are the carries, one slice of each per-step input and what it
    /// captures, and whose `outputs` are the next carries and what a step yields; `inputs` are the first carries, the
    /// stacked per-step inputs [length, ...] and the captured values. The results: last carries, stacked yields.
    #[napi]
    pub fn scan(
        &mut self,
        body: &NativeGraph,
        outputs: Vec<u32>,
        spec: LoopSpec,
        inputs: Vec<u32>,
    ) -> napi::Result<Vec<TypedValue>> {
        guard(|| {
            let inputs = self.decode_all(&inputs)?;
            let body_outputs = body.decode_all(&outputs)?;
            let spec = Loop {
                carries: spec.carries as usize,
                per_step: spec.per_step as usize,
                length: spec.length as usize,
                reverse: spec.reverse,
            };
            let scan = Scan::new(body.graph.clone(), body_outputs, spec)?;
            let mut results = self.graph.apply(Arc::new(scan), &inputs)?;
            // The rest are the saved carries, which only the gradient reads.
            results.truncate(outputs.len());
            results.into_iter().map(|value| self.typed(value)).collect()
        })
    }

    /// Appends the gradients of `sum(value * cotangent)` over the pairs; null where it does not depend on a value.
    #[napi]
    pub fn gradients(
        &mut self,
        values: Vec<u32>,
        cotangents: Vec<u32>,
        wrt: Vec<u32>,
    ) -> napi::Result<Vec<Option<TypedValue>>> {
        guard(|| {
            let values = self.decode_all(&values)?;
            let seeds: Vec<_> = values.into_iter().zip(self.decode_all(&cotangents)?).collect();
            let wrt = self.decode_all(&wrt)?;
            let found = gradients_from(&mut self.graph, &seeds, &wrt)?;
            found.into_iter().map(|value| value.map(|v| self.typed(v)).transpose()).collect()
        })
    }

    /// For each of `sources`, whether `value` is computed from it, differentiably or not.
    #[napi]
    pub fn depends(&self, value: u32, sources: Vec<u32>) -> napi::Result<Vec<bool>> {
        guard(|| {
            let value = self.decode(value)?;
            let sources = self.decode_all(&sources)?;
            Ok(sources.iter().map(|&source| self.graph.depends(value, source)).collect())
        })
    }

    /// Computes values at once, node by node, given the arrays of those that are known already.
    #[napi(
        ts_args_type = "wanted: Array<number>, known: Array<number>, data: TypedArray[]",
        ts_return_type = "TypedArray[]"
    )]
    pub fn evaluate(
        &self,
        wanted: Vec<u32>,
        known: Vec<u32>,
        data: Vec<Borrowed>,
    ) -> napi::Result<Vec<Returned>> {
        guard(|| {
            let wanted = self.decode_all(&wanted)?;
            let known = self.decode_all(&known)?;
            let views = known
                .iter()
                .zip(&data)
                .map(|(&value, data)| Ok((value, data.view(self.graph.ty(value))?)));
            let known = views.collect::<Result<Vec<_>, Error>>()?;
            let arrays = evaluate(&self.graph, Pool::global(), &wanted, &known)?;
            Ok(arrays.into_iter().map(Returned).collect())
        })
    }

    /// Makes the end of the step write a value to a variable.
    #[napi]
    pub fn assign(&mut self, variable: &NativeVariable, value: u32) -> napi::Result<()> {
        guard(|| {
            let value = self.decode(value)?;
            let (ty, target) = (self.graph.ty(value), variable.variable.ty());
            if ty != target {
                return Err(Error::shape("assign", target.to_string(), ty.to_string()));
            }
            let index = self.index(variable);
            self.graph.assign(index, value);
            Ok(())
        })
    }

    /// Compiles what the outputs and the assigns need.
    #[napi]
    pub fn compile(&self, outputs: Vec<u32>) -> napi::Result<NativePlan> {
        guard(|| {
            let outputs = self.decode_all(&outputs)?;
            let passes = passes_from_env().unwrap_or_default();
            Ok(NativePlan::new(compile(&self.graph, &outputs, &self.variables, passes)?))
        })
    }

    /// Forgets everything, without waiting for the garbage collector.
    #[napi]
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The nodes, one a line.
    #[napi(js_name = "toString")]
    pub fn print(&self) -> String {
        self.graph.to_string()
    }

    /// Index of a variable, which joins the graph with its first use.
    fn index(&mut self, variable: &NativeVariable) -> usize {
        let known = self.variables.iter().position(|v| Arc::ptr_eq(v, &variable.variable));
        known.unwrap_or_else(|| {
            self.graph.variable(variable.variable.ty().clone());
            self.variables.push(Arc::clone(&variable.variable));
            self.variables.len() - 1
        })
    }

    fn typed(&self, value: Value) -> Result<TypedValue, Error> {
        let ty = self.graph.ty(value);
        Ok(TypedValue {
            value: encode(value)?,
            dtype: ty.dtype.name().into(),
            shape: ty.shape.iter().map(|&size| size as u32).collect(),
        })
    }

    fn decode(&self, number: u32) -> Result<Value, Error> {
        let value = Value { node: number >> OUTPUT_BITS, output: number & (OUTPUTS - 1) };
        let node = self.graph.nodes().get(value.node as usize);
        if node.is_some_and(|node| (value.output as usize) < node.types.len()) {
            return Ok(value);
        }
        Err(Error::value("graph", "a value of this graph", number.to_string()))
    }

    fn decode_all(&self, numbers: &[u32]) -> Result<Vec<Value>, Error> {
        numbers.iter().map(|&number| self.decode(number)).collect()
    }
}

const OUTPUT_BITS: u32 = 8;
const OUTPUTS: u32 = 1 << OUTPUT_BITS;

/// Node and output in one number.
fn encode(value: Value) -> Result<u32, Error> {
    if value.output < OUTPUTS && value.node < u32::MAX >> OUTPUT_BITS {
        return Ok((value.node << OUTPUT_BITS) | value.output);
    }
    Err(Error::Internal(format!("a graph of more than {} nodes", u32::MAX >> OUTPUT_BITS)))
}

/// What `CORTEN_PASSES` says.
pub fn passes_from_env() -> Result<Passes, String> {
    std::env::var("CORTEN_PASSES")
        .map_or(Ok(Passes::default()), |list| Passes::parse(&list))
        .map_err(|error| format!("CORTEN_PASSES: {error}"))
}
