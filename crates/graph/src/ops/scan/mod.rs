//! `scan`: (carries, y_t) = body(carries, x_t, captured) for each step t; a loop with a gradient, which is a scan the
//! other way round.

mod gradient;
#[cfg(test)]
mod tests;

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use crate::interpret::interpret;
use crate::{Array, Context, Error, Graph, Op, Result, Source, TensorType, Value, View, ViewMut};

/// How a body is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Loop {
    /// Values that go from one step to the next.
    pub carries: usize,
    /// Inputs of which each step sees its own slice along the first axis.
    pub per_step: usize,
    /// Number of steps: size of that axis.
    pub length: usize,
    /// Whether the steps go from the last slice to the first.
    pub reverse: bool,
}

/// A loop over the first axis of some inputs.
///
/// The body's inputs are the carries, one slice of each per-step input, and what else it captures; its outputs the
/// next carries and what the step yields. The op's inputs are the first carries, the per-step inputs [length, ...] and
/// the captured values; its outputs the last carries, the yields stacked [length, ...], and the carries with which each
/// step began, stacked [length, ...], which only the gradient reads. Slice t belongs to step t in either direction.
#[derive(Clone)]
pub struct Scan {
    body: Graph,
    outputs: Vec<Value>,
    spec: Loop,
}

impl Scan {
    /// A loop whose body reads no variables and returns `outputs`, the next carries first.
    pub fn new(body: Graph, outputs: Vec<Value>, spec: Loop) -> Result<Self> {
        let Loop { carries, per_step, .. } = spec;
        if !body.variables().is_empty() || !body.assigns().is_empty() {
            let received = "a variable of its own";
            return Err(Error::attribute("scan", "a body that captures what it reads", received));
        }
        if body.inputs().len() < carries + per_step || outputs.len() < carries {
            let received = format!("{} inputs and {} outputs", body.inputs().len(), outputs.len());
            let expected = format!("a body of {carries} carries and {per_step} per-step inputs");
            return Err(Error::attribute("scan", expected, received));
        }
        for (&before, &after) in body.inputs()[..carries].iter().zip(&outputs) {
            let (before, after) = (body.ty(before), body.ty(after));
            if before != after {
                let expected = format!("a carry that stays {before}");
                return Err(Error::shape("scan", expected, after.to_string()));
            }
        }
        Ok(Self { body, outputs, spec })
    }

    /// What a step computes.
    pub fn body(&self) -> &Graph {
        &self.body
    }

    /// The body's outputs: the next carries, then what the step yields.
    pub fn body_outputs(&self) -> &[Value] {
        &self.outputs
    }

    /// How the body is repeated.
    pub fn spec(&self) -> Loop {
        self.spec
    }

    /// What a step yields, of the body's outputs.
    fn yields(&self) -> &[Value] {
        &self.outputs[self.spec.carries..]
    }

    /// The steps in the order in which they run.
    pub fn steps(&self) -> impl Iterator<Item = usize> + use<> {
        let Loop { length, reverse, .. } = self.spec;
        (0..length).map(move |i| if reverse { length - 1 - i } else { i })
    }

    fn stacked(&self, value: Value) -> TensorType {
        let ty = self.body.ty(value);
        ty.with_shape([&[self.spec.length], &ty.shape[..]].concat())
    }
}

impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A body prints without the elements of its constants, so these join what tells two bodies apart.
        let mut hasher = DefaultHasher::new();
        (self.body.to_string(), &self.outputs).hash(&mut hasher);
        for node in self.body.nodes() {
            if let Source::Constant(array) = &node.source {
                array.view().bytes.hash(&mut hasher);
            }
        }
        write!(f, "Scan {{ {:?}, body: {:016x} }}", self.spec, hasher.finish())
    }
}

impl Op for Scan {
    fn name(&self) -> &'static str {
        "scan"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let Loop { carries, per_step, .. } = self.spec;
        let expected = self.body.inputs();
        if inputs.len() != expected.len() {
            let expected = format!("{} inputs", expected.len());
            return Err(Error::shape("scan", expected, format!("{} inputs", inputs.len())));
        }
        for (i, (&input, &value)) in inputs.iter().zip(expected).enumerate() {
            let expected = if (carries..carries + per_step).contains(&i) {
                self.stacked(value)
            } else {
                self.body.ty(value).clone()
            };
            if *input != expected {
                let expected = format!("{expected} as input {i}");
                return Err(Error::shape("scan", expected, input.to_string()));
            }
        }
        let last = self.outputs[..carries].iter().map(|&value| self.body.ty(value).clone());
        let yields = self.yields().iter().map(|&value| self.stacked(value));
        let saved = self.body.inputs()[..carries].iter().map(|&value| self.stacked(value));
        Ok(last.chain(yields).chain(saved).collect())
    }

    /// One step after the other through the interpreter; the engine compiles the body instead.
    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let Loop { carries, per_step, .. } = self.spec;
        let owned = |view: &View<'_>| Array::from_bytes(view.ty.clone(), view.bytes);
        let mut arguments: Vec<Array> = Vec::with_capacity(inputs.len());
        arguments.extend(inputs[..carries].iter().map(owned));
        let slices = self.body.inputs()[carries..][..per_step].iter();
        arguments.extend(slices.map(|&value| Array::zeros(self.body.ty(value).clone())));
        arguments.extend(inputs[carries + per_step..].iter().map(owned));
        let (last, stacks) = outputs.split_at_mut(carries);
        let (yields, saved) = stacks.split_at_mut(self.yields().len());
        for step in self.steps() {
            for (argument, input) in
                arguments[carries..].iter_mut().zip(&inputs[carries..][..per_step])
            {
                let slice = argument.view_mut().bytes;
                slice.copy_from_slice(&input.bytes[step * slice.len()..][..slice.len()]);
            }
            for (saved, carry) in
                saved.iter_mut().zip(&arguments).filter(|(s, _)| !s.bytes.is_empty())
            {
                put(saved, step, carry);
            }
            let mut results = interpret(&self.body, context.pool, &arguments, &[], &self.outputs)?;
            for (all, one) in yields.iter_mut().zip(&results[carries..]) {
                put(all, step, one);
            }
            results.truncate(carries);
            arguments.splice(..carries, results);
        }
        for (output, carry) in last.iter_mut().zip(&arguments) {
            output.bytes.copy_from_slice(carry.view().bytes);
        }
        Ok(())
    }

    fn optional_outputs(&self) -> Range<usize> {
        let end = self.outputs.len() + self.spec.carries;
        self.outputs.len()..end
    }

    fn fallible(&self) -> bool {
        let fails = |source: &Source| matches!(source, Source::Op(op) if op.fallible());
        self.body.nodes().iter().any(|node| fails(&node.source))
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        gradient::gradient(self, graph, inputs, outputs, cotangents, needs)
    }
}

/// Writes slice `step` of a stack.
fn put(stack: &mut ViewMut<'_>, step: usize, slice: &Array) {
    let bytes = slice.view().bytes;
    stack.bytes[step * bytes.len()..][..bytes.len()].copy_from_slice(bytes);
}
