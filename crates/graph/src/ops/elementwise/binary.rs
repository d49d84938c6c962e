//! Elementwise ops of two broadcast tensors: a table of names, formulas (at the kernel's functions).

use std::fmt;
use std::sync::Arc;

use corten_kernels::elementwise::Integer;
use corten_kernels::elementwise::{Binary as Kernel, Function, Instruction, integer_binary};
use serde_json::{Map, Value as Json};

use super::{access, binary_gradients, check_broadcast, run_program};
use crate::registry::{Entry, parse_attributes};
use crate::{
    Array, Context, DType, Element, Error, Graph, Op, Result, Sample, TensorType, Value, View,
    ViewMut, broadcast_shapes, expect_inputs,
};

static TABLE: &[(&str, Kernel)] = &[
    ("add", Kernel::Add),
    ("sub", Kernel::Sub),
    ("mul", Kernel::Mul),
    ("div", Kernel::Div),
    ("maximum", Kernel::Maximum),
    ("minimum", Kernel::Minimum),
    ("pow", Kernel::Pow),
    ("squaredDifference", Kernel::SquaredDifference),
    ("floorDiv", Kernel::FloorDiv),
    ("mod", Kernel::Mod),
    ("atan2", Kernel::Atan2),
    ("divNoNan", Kernel::DivNoNan),
    ("sigmoidCrossEntropy", Kernel::SigmoidCrossEntropy),
    ("equal", Kernel::Equal),
    ("notEqual", Kernel::NotEqual),
    ("less", Kernel::Less),
    ("lessEqual", Kernel::LessEqual),
    ("greater", Kernel::Greater),
    ("greaterEqual", Kernel::GreaterEqual),
    ("logicalAnd", Kernel::LogicalAnd),
    ("logicalOr", Kernel::LogicalOr),
    ("logicalXor", Kernel::LogicalXor),
];

const NAMES: [&str; TABLE.len()] = {
    let mut names = [""; TABLE.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = TABLE[i].0;
        i += 1;
    }
    names
};

/// A function of two numbers, elementwise over broadcast shapes. The element types must be equal;
/// arithmetic is of floats, int32 and int64, comparisons and logic of every type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Binary {
    function: Kernel,
}

impl Binary {
    /// The op of this function.
    pub const fn new(function: Kernel) -> Self {
        Self { function }
    }
}

pub(crate) const ENTRY: Entry = Entry { names: &NAMES, parse, samples, differentiable: true };

fn named(name: &str) -> Result<Binary> {
    let row = TABLE.iter().find(|row| row.0 == name);
    row.map(|row| Binary::new(row.1)).ok_or_else(|| Error::UnknownOp { name: name.into() })
}

fn parse(name: &str, attributes: &str) -> Result<Arc<dyn Op>> {
    if let Some((key, _)) = parse_attributes::<Map<String, Json>>(name, attributes)?.iter().next() {
        return Err(Error::attribute(name, "no attributes", key.clone()));
    }
    Ok(Arc::new(named(name)?))
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Op for Binary {
    fn name(&self) -> &'static str {
        TABLE.iter().find(|row| row.1 == self.function).map_or("", |row| row.0)
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let name = self.name();
        let [a, b] = expect_inputs(name, inputs)?;
        if a.dtype != b.dtype {
            return Err(Error::dtype(name, "equal element types", format!("{a} and {b}")));
        }
        let arithmetic = !self.function.is_truth();
        if arithmetic && matches!(a.dtype, DType::Uint8 | DType::Bool)
            || self.is_of_floats() && !a.dtype.is_float()
        {
            return Err(Error::dtype(name, "a number type that it is defined for", a.dtype.name()));
        }
        let shape = broadcast_shapes(name, &a.shape, &b.shape)?;
        check_broadcast(name, &a.shape, &shape)?;
        check_broadcast(name, &b.shape, &shape)?;
        Ok(vec![TensorType::new(if arithmetic { a.dtype } else { DType::Bool }, shape)])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let done = match inputs[0].ty.dtype {
            DType::Int32 => self.run_integers::<i32>(inputs, &mut outputs[0]),
            DType::Int64 => self.run_integers::<i64>(inputs, &mut outputs[0]),
            _ => {
                let instruction = Instruction::alone(Function::Binary(self.function), [0.0; 2]);
                run_program(context.pool, &[instruction], &[2], inputs, outputs);
                Some(())
            }
        };
        done.ok_or_else(|| Error::Internal(format!("{} has no integer kernel", self.name())))
    }

    fn elementwise(&self, inputs: &[&TensorType]) -> Option<(Function, [f64; 2])> {
        let integral = matches!(inputs[0].dtype, DType::Int32 | DType::Int64);
        (!integral).then_some((Function::Binary(self.function), [0.0; 2]))
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        needs: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(c) = cotangents[0] else { return Ok(vec![None, None]) };
        let (a, b) = (inputs[0], inputs[1]);
        let found = [
            if needs[0] { binary_gradients::left(graph, self.function, a, b, c)? } else { None },
            if needs[1] {
                binary_gradients::right(graph, self.function, a, b, outputs[0], c)?
            } else {
                None
            },
        ];
        found
            .into_iter()
            .zip(inputs)
            .map(|(gradient, &input)| {
                let shape = graph.shape(input).to_vec();
                gradient.map(|gradient| graph.sum_to(gradient, &shape)).transpose()
            })
            .collect()
    }
}

impl Binary {
    fn is_of_floats(self) -> bool {
        matches!(self.function, Kernel::Atan2 | Kernel::SigmoidCrossEntropy)
    }

    fn run_integers<I: Integer + Element>(
        self,
        inputs: &[View<'_>],
        out: &mut ViewMut<'_>,
    ) -> Option<()> {
        let shape = &out.ty.shape;
        let at_a = access(&inputs[0].ty.shape, shape);
        let at_b = access(&inputs[1].ty.shape, shape);
        let (a, b) = ((inputs[0].slice::<I>(), &at_a), (inputs[1].slice::<I>(), &at_b));
        if out.ty.dtype == DType::Bool {
            integer_binary(self.function, a, b, out.slice::<u8>())
        } else {
            integer_binary(self.function, a, b, out.slice::<I>())
        }
    }
}

fn samples(name: &str) -> Vec<Sample> {
    let Ok(op) = named(name) else { return Vec::new() };
    let array = |shape: &[usize], low: f64, factor: f64| {
        let n: usize = shape.iter().product();
        let values: Vec<f64> = (0..n).map(|i| low + factor * ((i * 7 + 3) % 11) as f64).collect();
        Array::from_slice(shape, &values)
    };
    let shapes: [(&[usize], &[usize]); 5] =
        [(&[2, 3], &[2, 3]), (&[2, 3], &[3]), (&[2, 1], &[1, 3]), (&[], &[2, 2]), (&[37], &[])];
    let sample = |&(a, b): &(&[usize], &[usize])| Sample {
        op: Arc::new(op),
        inputs: vec![array(a, 0.61, 0.37), array(b, 0.52, 0.29)],
    };
    shapes.iter().map(sample).collect()
}
