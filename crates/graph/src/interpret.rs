//! The naive interpreter: runs a graph node by node with fresh memory; what tests compare plans with.

use corten_kernels::Pool;

use crate::{
    Array, Context, Error, Graph, Op, Result, Source, Value, View, ViewMut, expect_memory,
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

/// Runs one op on owned arrays, with fresh outputs and scratch memory.
pub fn run_op(op: &dyn Op, pool: &Pool, inputs: &[&Array]) -> Result<Vec<Array>> {
    let views: Vec<_> = inputs.iter().map(|array| array.view()).collect();
    execute(op, pool, &views)
}

/// Runs one op on borrowed tensors, with fresh outputs and scratch memory: eager execution.
pub fn execute(op: &dyn Op, pool: &Pool, inputs: &[View<'_>]) -> Result<Vec<Array>> {
    let types: Vec<_> = inputs.iter().map(|view| view.ty).collect();
    let outputs = op.infer(&types)?;
    expect_memory(op.name(), &outputs)?;
    let mut outputs: Vec<Array> = outputs.into_iter().map(Array::zeros).collect();
    let mut scratch = vec![0_u64; op.scratch(&types).div_ceil(8) + 8];
    let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut scratch);
    let skip = bytes.as_ptr().align_offset(64);
    let mut context = Context { pool, scratch: &mut bytes[skip..] };
    let mut views = inputs.to_vec();
    for &(input, output) in op.in_place() {
        outputs[output].view_mut().bytes.copy_from_slice(views[input].bytes);
        views[input].bytes = &[];
    }
    let mut targets: Vec<ViewMut<'_>> = outputs.iter_mut().map(Array::view_mut).collect();
    op.run(&views, &mut targets, &mut context)?;
    Ok(outputs)
}

fn bound(arrays: &[Array], index: usize) -> Result<Array> {
    let missing = || Error::Internal(format!("nothing is bound to index {index}"));
    arrays.get(index).cloned().ok_or_else(missing)
}
