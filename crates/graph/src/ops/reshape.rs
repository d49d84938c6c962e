//! `reshape`: the same elements in the same order under another shape. Gradient: reshape back.

use std::sync::Arc;

use serde::Deserialize;

use crate::registry::Entry;
use crate::{Array, Context, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut};

/// Another shape for the same elements.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reshape {
    /// Shape of the output; as many elements as the input has.
    pub shape: Vec<usize>,
}

pub(crate) const ENTRY: Entry = Entry::of::<Reshape>(&["reshape"], samples);

impl Op for Reshape {
    fn name(&self) -> &'static str {
        "reshape"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let output = inputs[0].with_shape(self.shape.clone());
        if output.elements() != inputs[0].elements() {
            let expected = format!("a shape of {} elements", inputs[0].elements());
            return Err(Error::shape(self.name(), expected, format!("{:?}", self.shape)));
        }
        Ok(vec![output])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        _: &mut Context<'_>,
    ) -> Result<()> {
        outputs[0].bytes.copy_from_slice(inputs[0].bytes);
        Ok(())
    }

    fn is_reshape(&self) -> bool {
        true
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let shape = graph.shape(inputs[0]).to_vec();
        cotangents.iter().map(|c| c.map(|c| graph.reshape(c, &shape)).transpose()).collect()
    }
}

fn samples(_: &str) -> Vec<Sample> {
    vec![Sample {
        op: Arc::new(Reshape { shape: vec![3, 2] }),
        inputs: vec![Array::from_slice(&[2, 3], &[1.0, -2.0, 3.0, 0.5, 0.25, 4.0])],
    }]
}
