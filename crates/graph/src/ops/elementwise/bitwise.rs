//! `bitwiseAnd`, `bitwiseOr`, `bitwiseXor`: the bits of two int32 tensors, broadcast. No gradients.

use std::fmt;
use std::sync::Arc;

use super::{access, check_broadcast};
use crate::registry::Entry;
use crate::{
    Array, Context, DType, Error, Op, Result, Sample, TensorType, View, ViewMut, broadcast_shapes,
    expect_inputs,
};

/// How the bits of two numbers are combined.
#[derive(Clone, Copy)]
pub struct Bitwise {
    name: &'static str,
    combine: fn(i32, i32) -> i32,
}

static TABLE: &[Bitwise] = &[
    Bitwise { name: "bitwiseAnd", combine: |a, b| a & b },
    Bitwise { name: "bitwiseOr", combine: |a, b| a | b },
    Bitwise { name: "bitwiseXor", combine: |a, b| a ^ b },
];

pub(crate) const ENTRY: Entry = Entry {
    names: &["bitwiseAnd", "bitwiseOr", "bitwiseXor"],
    parse,
    samples,
    differentiable: false,
};

fn parse(name: &str, _: &str) -> Result<Arc<dyn Op>> {
    match TABLE.iter().find(|row| row.name == name) {
        Some(&row) => Ok(Arc::new(row)),
        None => Err(Error::UnknownOp { name: name.into() }),
    }
}

impl fmt::Debug for Bitwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Op for Bitwise {
    fn name(&self) -> &'static str {
        self.name
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [a, b] = expect_inputs(self.name, inputs)?;
        if a.dtype != DType::Int32 || b.dtype != DType::Int32 {
            return Err(Error::dtype(self.name, "int32 and int32", format!("{a} and {b}")));
        }
        let shape = broadcast_shapes(self.name, &a.shape, &b.shape)?;
        check_broadcast(self.name, &a.shape, &shape)?;
        check_broadcast(self.name, &b.shape, &shape)?;
        Ok(vec![a.with_shape(shape)])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        _: &mut Context<'_>,
    ) -> Result<()> {
        const BLOCK: usize = 256;
        let shape = outputs[0].ty.shape.clone();
        let at = |i: usize| access(&inputs[i].ty.shape, &shape);
        let (at_a, at_b) = (at(0), at(1));
        let (mut a, mut b) = ([0_i32; BLOCK], [0_i32; BLOCK]);
        for (i, block) in outputs[0].slice::<i32>().chunks_mut(BLOCK).enumerate() {
            let n = block.len();
            at_a.gather(inputs[0].slice::<i32>(), i * BLOCK, &mut a[..n], |x| x);
            at_b.gather(inputs[1].slice::<i32>(), i * BLOCK, &mut b[..n], |x| x);
            for ((to, &a), &b) in block.iter_mut().zip(&a).zip(&b) {
                *to = (self.combine)(a, b);
            }
        }
        Ok(())
    }
}

fn samples(name: &str) -> Vec<Sample> {
    let array = |shape: &[usize], values: &[i32]| Array::from_slice(shape, values);
    let inputs = [array(&[2, 2], &[1, -2, 12, 7]), array(&[2], &[3, 10])];
    let row = TABLE.iter().find(|row| row.name == name);
    row.map(|&row| Sample::new(row, inputs)).into_iter().collect()
}
