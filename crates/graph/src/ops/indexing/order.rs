//! `sort` and `topK`: the elements of each row (the last axis) in order, and their indices. Gradient: each cotangent goes
//! back to where its element came from.

use serde::Deserialize;

use corten_kernels::Pool;
use corten_kernels::movement::Indexed;
use corten_kernels::order::{argsort, top_k};

use super::gather;
use super::scatter_add::ScatterAdd;
use crate::registry::Entry;
use crate::{
    Context, DType, Element, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Input x [..., n]; outputs the sorted elements [..., n] and their int32 indices. Equal elements keep their order;
/// NaN counts as the largest number.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sort {
    /// Whether the largest come first.
    #[serde(default)]
    pub descending: bool,
}

/// Input x [..., n]; outputs the k largest elements [..., k], largest first, and their int32 indices; of equal elements
/// the first.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopK {
    /// How many; at most n.
    pub k: usize,
}

pub(crate) const SORT_ENTRY: Entry = Entry::of::<Sort>(&["sort"], sort_samples);
pub(crate) const TOP_K_ENTRY: Entry = Entry::of::<TopK>(&["topK"], top_k_samples);

impl Op for Sort {
    fn name(&self) -> &'static str {
        "sort"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let (rows, n) = rows(self.name(), inputs)?;
        Ok(types(inputs[0], rows, n))
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let find = Find::Sort { descending: self.descending };
        run(context.pool, find, &inputs[0], outputs);
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        gradient(graph, inputs[0], outputs[1], cotangents[0])
    }
}

impl Op for TopK {
    fn name(&self) -> &'static str {
        "topK"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let (rows, n) = rows(self.name(), inputs)?;
        if self.k > n {
            let expected = format!("k at most {n}, the size of the last axis of {}", inputs[0]);
            return Err(Error::attribute(self.name(), expected, self.k.to_string()));
        }
        Ok(types(inputs[0], rows, self.k))
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        run(context.pool, Find::TopK { k: self.k }, &inputs[0], outputs);
        Ok(())
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        gradient(graph, inputs[0], outputs[1], cotangents[0])
    }
}

/// Which indices are looked for.
#[derive(Clone, Copy)]
enum Find {
    Sort { descending: bool },
    TopK { k: usize },
}

/// Shape and length of the rows.
fn rows<'a>(op: &str, inputs: &[&'a TensorType]) -> Result<(&'a [usize], usize)> {
    let [x] = expect_inputs(op, inputs)?;
    match x.shape.split_last() {
        Some((&n, rows)) => Ok((rows, n)),
        None => Err(Error::shape(op, "at least one axis", x.to_string())),
    }
}

fn types(x: &TensorType, rows: &[usize], k: usize) -> Vec<TensorType> {
    let values = x.with_shape([rows, &[k]].concat());
    let indices = values.with_dtype(DType::Int32);
    vec![values, indices]
}

fn run(pool: &Pool, find: Find, x: &View<'_>, outputs: &mut [ViewMut<'_>]) {
    match x.ty.dtype {
        DType::Float32 => run_as::<f32>(pool, find, x, outputs),
        DType::Float64 => run_as::<f64>(pool, find, x, outputs),
        DType::Int32 => run_as::<i32>(pool, find, x, outputs),
        DType::Int64 => run_as::<i64>(pool, find, x, outputs),
        DType::Uint8 | DType::Bool => run_as::<u8>(pool, find, x, outputs),
    }
}

fn run_as<T: Element + PartialOrd>(
    pool: &Pool,
    find: Find,
    x: &View<'_>,
    outputs: &mut [ViewMut<'_>],
) {
    let (values, indices) = outputs.split_at_mut(1);
    let indices = indices[0].slice();
    let columns = x.ty.shape.last().map_or(0, |&n| n);
    match find {
        Find::Sort { descending } => argsort::<T>(pool, x.slice(), columns, descending, indices),
        Find::TopK { k } => top_k::<T>(pool, x.slice(), columns, k, indices),
    }
    let count = values[0].ty.shape.last().map_or(0, |&k| k);
    let batch = indices.len() / count.max(1);
    let shape = Indexed { batch, outer: 1, size: columns, count, inner: 1 };
    gather(pool, shape, x, indices, &mut values[0]);
}

fn gradient(
    graph: &mut Graph,
    x: Value,
    indices: Value,
    cotangent: Option<Value>,
) -> Result<Vec<Option<Value>>> {
    let Some(cotangent) = cotangent else { return Ok(vec![None]) };
    let axis = graph.shape(x).len() - 1;
    let scatter = ScatterAdd { axis, batch_dims: axis, size: graph.shape(x)[axis] };
    Ok(vec![Some(graph.apply_one(scatter, &[cotangent, indices])?)])
}

fn sort_samples(_: &str) -> Vec<Sample> {
    let sample =
        |descending, shape: &[usize]| Sample::new(Sort { descending }, [Sample::numbers(shape)]);
    vec![sample(false, &[7]), sample(true, &[2, 3, 4])]
}

fn top_k_samples(_: &str) -> Vec<Sample> {
    let sample = |k, shape: &[usize]| Sample::new(TopK { k }, [Sample::numbers(shape)]);
    vec![sample(3, &[7]), sample(1, &[2, 4]), sample(4, &[3, 4])]
}
