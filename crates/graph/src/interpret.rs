//! Ops one at a time: a call that eager code repeats, and the naive interpreter that tests compare plans with.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use corten_kernels::Pool;

use crate::{
    Array, Context, Error, Graph, Op, Result, Source, TensorType, Value, View, ViewMut,
    expect_memory,
};

/// Values of `wanted`, given the inputs and variables. Assigns are not carried out.
pub fn interpret(
    graph: &Graph,
    pool: &Pool,
    inputs: &[Array],
    variables: &[Array],
    wanted: &[Value],
) -> Result<Vec<Array>> {
    let mut values: Vec<Vec<Array>> = Vec::with_capacity(graph.nodes().len());
    for node in graph.nodes() {
        let outputs = match &node.source {
            Source::Input(i) => vec![bound(inputs, *i)?],
            Source::Variable(i) => vec![bound(variables, *i)?],
            Source::Constant(array) => vec![(**array).clone()],
            Source::Op(op) => {
                let arguments: Vec<&Array> = node
                    .inputs
                    .iter()
                    .map(|value| &values[value.node as usize][value.output as usize])
                    .collect();
                run_op(op.as_ref(), pool, &arguments)?
            }
        };
        values.push(outputs);
    }
    Ok(wanted.iter().map(|v| values[v.node as usize][v.output as usize].clone()).collect())
}

/// Values of `wanted`, given some on the way to them: what gradients of eager computations cost, and no more.
pub fn evaluate(
    graph: &Graph,
    pool: &Pool,
    wanted: &[Value],
    known: &[(Value, View<'_>)],
) -> Result<Vec<Array>> {
    let known: HashMap<Value, View<'_>> = known.iter().copied().collect();
    let mut pending: Vec<Value> = wanted.to_vec();
    let mut needed = BTreeSet::new();
    while let Some(value) = pending.pop() {
        if !known.contains_key(&value) && needed.insert(value.node) {
            pending.extend(&graph.node(value).inputs);
        }
    }
    let mut computed: HashMap<u32, Vec<Array>> = HashMap::new();
    for index in needed {
        let node = &graph.nodes()[index as usize];
        let outputs = match &node.source {
            Source::Constant(array) => vec![(**array).clone()],
            Source::Op(op) => {
                let view = |value: &Value| match known.get(value) {
                    Some(view) => *view,
                    None => computed[&value.node][value.output as usize].view(),
                };
                let arguments: Vec<View<'_>> = node.inputs.iter().map(view).collect();
                execute(op.as_ref(), pool, &arguments)?
            }
            Source::Input(_) | Source::Variable(_) => {
                return Err(Error::Internal("a value that is neither known nor computed".into()));
            }
        };
        computed.insert(index, outputs);
    }
    let result = |value: &Value| match known.get(value) {
        Some(view) => Array::from_bytes(view.ty.clone(), view.bytes),
        None => computed[&value.node][value.output as usize].clone(),
    };
    Ok(wanted.iter().map(result).collect())
}

/// Runs one op on owned arrays, with fresh outputs and scratch memory.
pub fn run_op(op: &dyn Op, pool: &Pool, inputs: &[&Array]) -> Result<Vec<Array>> {
    let views: Vec<_> = inputs.iter().map(|array| array.view()).collect();
    execute(op, pool, &views)
}

/// Runs one op on borrowed tensors, with fresh outputs and scratch memory.
pub fn execute(op: &dyn Op, pool: &Pool, inputs: &[View<'_>]) -> Result<Vec<Array>> {
    let types: Vec<_> = inputs.iter().map(|view| view.ty).collect();
    let outputs = op.infer(&types)?;
    expect_memory(op.name(), &outputs)?;
    let mut outputs: Vec<Array> = outputs.into_iter().map(Array::zeros).collect();
    let mut targets: Vec<ViewMut<'_>> = outputs.iter_mut().map(Array::view_mut).collect();
    run_into(op, pool, op.scratch(&types), &mut inputs.to_vec(), &mut targets)?;
    Ok(outputs)
}

/// Runs one op, given the bytes of scratch memory that it needs.
fn run_into(
    op: &dyn Op,
    pool: &Pool,
    scratch: usize,
    inputs: &mut [View<'_>],
    outputs: &mut [ViewMut<'_>],
) -> Result<()> {
    for &(input, output) in op.in_place() {
        outputs[output].bytes.copy_from_slice(inputs[input].bytes);
        inputs[input].bytes = &[];
    }
    // Aligning skips up to seven words.
    let mut few = [0_u64; 8];
    let mut many = Vec::new();
    let words = if scratch == 0 {
        &mut few[..]
    } else {
        many.resize(scratch.div_ceil(8) + 8, 0);
        &mut many[..]
    };
    let bytes: &mut [u8] = bytemuck::cast_slice_mut(words);
    let skip = bytes.as_ptr().align_offset(64);
    op.run(inputs, outputs, &mut Context { pool, scratch: &mut bytes[skip..] })
}

/// An op whose inputs' types are known: checked once, then run any number of times. Eager execution.
#[derive(Debug)]
pub struct Call {
    op: Arc<dyn Op>,
    inputs: Vec<TensorType>,
    outputs: Vec<TensorType>,
    scratch: usize,
}

impl Call {
    /// Checks the inputs by the op's rules.
    pub fn new(op: Arc<dyn Op>, inputs: Vec<TensorType>) -> Result<Self> {
        let types: Vec<_> = inputs.iter().collect();
        let outputs = op.infer(&types)?;
        expect_memory(op.name(), &outputs)?;
        let scratch = op.scratch(&types);
        Ok(Self { op, inputs, outputs, scratch })
    }

    /// Types of the tensors that it reads.
    pub fn inputs(&self) -> &[TensorType] {
        &self.inputs
    }

    /// Types of the tensors that it writes.
    pub fn outputs(&self) -> &[TensorType] {
        &self.outputs
    }

    /// Runs the op on tensors of these types; outputs hold zeros.
    pub fn run(
        &self,
        pool: &Pool,
        inputs: &mut [View<'_>],
        outputs: &mut [ViewMut<'_>],
    ) -> Result<()> {
        run_into(self.op.as_ref(), pool, self.scratch, inputs, outputs)
    }
}

fn bound(arrays: &[Array], index: usize) -> Result<Array> {
    let missing = || Error::Internal(format!("nothing is bound to index {index}"));
    arrays.get(index).cloned().ok_or_else(missing)
}
