//! `cast`: the same numbers as another element type; towards integers truncated and clamped, to bool
//! whether not zero. Gradient: cast back, between float types.

use std::sync::Arc;

use corten_kernels::elementwise::{Function, Unary, cast};
use serde::Deserialize;

use crate::registry::Entry;
use crate::{
    Array, Context, DType, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// Another element type for the same numbers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cast {
    /// Element type of the output.
    pub dtype: DType,
}

pub(crate) const ENTRY: Entry = Entry::of::<Cast>(&["cast"], samples);

impl Op for Cast {
    fn name(&self) -> &'static str {
        "cast"
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x] = expect_inputs(self.name(), inputs)?;
        Ok(vec![x.with_dtype(self.dtype)])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (x, out, pool) = (&inputs[0], &mut outputs[0], context.pool);
        macro_rules! from {
            ($a:ty, $zero:expr) => {{
                let x: &[$a] = x.slice();
                match self.dtype {
                    DType::Float32 => cast(pool, x, out.slice(), |x| x as f32),
                    DType::Float64 => cast(pool, x, out.slice(), |x| x as f64),
                    DType::Int32 => cast(pool, x, out.slice(), |x| x as i32),
                    DType::Int64 => cast(pool, x, out.slice(), |x| x as i64),
                    DType::Uint8 => cast(pool, x, out.bytes, |x| x as u8),
                    DType::Bool => cast(pool, x, out.bytes, |x| u8::from(x != $zero)),
                }
            }};
        }
        match x.ty.dtype {
            DType::Float32 => from!(f32, 0.0),
            DType::Float64 => from!(f64, 0.0),
            DType::Int32 => from!(i32, 0),
            DType::Int64 => from!(i64, 0),
            DType::Uint8 | DType::Bool => from!(u8, 0),
        }
        Ok(())
    }

    fn elementwise(&self, inputs: &[&TensorType]) -> Option<(Function, [f64; 2])> {
        let from = inputs[0].dtype;
        let function = match (from, self.dtype) {
            // Rounds twice on the way, or has two float types.
            (DType::Int64 | DType::Float32 | DType::Float64, to) if to.is_float() => return None,
            (_, to) if to.is_float() => Unary::Identity,
            (from, DType::Bool) if from.is_float() => Unary::NotZero,
            _ => return None,
        };
        Some((Function::Unary(function), [0.0; 2]))
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        _: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let dtype = graph.ty(inputs[0]).dtype;
        Ok(vec![match cotangents[0] {
            Some(c) if dtype.is_float() && self.dtype.is_float() => Some(graph.cast(c, dtype)?),
            _ => None,
        }])
    }
}

fn samples(_: &str) -> Vec<Sample> {
    vec![Sample {
        op: Arc::new(Cast { dtype: DType::Float64 }),
        inputs: vec![Array::from_slice(&[3], &[1.5, -2.0, 0.0])],
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interpret::run_op;
    use corten_kernels::Pool;

    fn cast_to<B: crate::Element>(array: &Array, dtype: DType) -> Vec<B> {
        let outputs = run_op(&Cast { dtype }, Pool::global(), &[array]).unwrap();
        outputs[0].view().slice().to_vec()
    }

    #[test]
    fn truncates_and_clamps() {
        let x = Array::from_slice(&[5], &[1.7_f32, -1.7, 300.0, 0.0, f32::NAN]);
        assert_eq!(cast_to::<i32>(&x, DType::Int32), [1, -1, 300, 0, 0]);
        assert_eq!(cast_to::<u8>(&x, DType::Uint8), [1, 0, 255, 0, 0]);
        assert_eq!(cast_to::<u8>(&x, DType::Bool), [1, 1, 1, 0, 1]);
    }
}
