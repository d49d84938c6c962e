//! Elementwise ops of one tensor: a table of names, formulas (at the kernel's functions), gradients.

use std::fmt;
use std::sync::Arc;

use corten_kernels::elementwise::{Function, Instruction, Unary as Kernel, integer_unary};
use serde_json::{Map, Value as Json};

use super::run_program;
use super::unary_gradients::{self as gradient, Gradient, Terms};
use crate::registry::{Entry, number, parse_attributes};
use crate::{
    Array, Context, DType, Error, Graph, Op, Result, Sample, TensorType, Value, View, ViewMut,
    expect_inputs,
};

/// One op of the table.
struct Row {
    name: &'static str,
    function: Kernel,
    /// Names of the first parameters, as attributes.
    attributes: &'static [&'static str],
    /// The parameters where no attribute says otherwise.
    defaults: [f64; 2],
    gradient: Gradient,
    /// Where samples for the tests come from: smooth there.
    domain: [f64; 2],
}

const fn row(name: &'static str, function: Kernel, gradient: Gradient, domain: [f64; 2]) -> Row {
    Row { name, function, attributes: &[], defaults: [0.0; 2], gradient, domain }
}

const fn with(
    name: &'static str,
    function: Kernel,
    attributes: &'static [&'static str],
    defaults: [f64; 2],
    gradient: Gradient,
) -> Row {
    Row { name, function, attributes, defaults, gradient, domain: [-2.0, 2.0] }
}

const ALL: [f64; 2] = [-2.0, 2.0];
const POSITIVE: [f64; 2] = [0.3, 3.0];
const UNIT: [f64; 2] = [-0.8, 0.8];

static TABLE: &[Row] = &[
    row("neg", Kernel::Neg, gradient::neg, ALL),
    row("abs", Kernel::Abs, gradient::abs, ALL),
    row("exp", Kernel::Exp, gradient::exp, ALL),
    row("expm1", Kernel::Expm1, gradient::expm1, ALL),
    row("log", Kernel::Log, gradient::log, POSITIVE),
    row("log1p", Kernel::Log1p, gradient::log1p, POSITIVE),
    row("sqrt", Kernel::Sqrt, gradient::sqrt, POSITIVE),
    row("rsqrt", Kernel::Rsqrt, gradient::rsqrt, POSITIVE),
    row("square", Kernel::Square, gradient::square, ALL),
    row("reciprocal", Kernel::Reciprocal, gradient::reciprocal, POSITIVE),
    row("sin", Kernel::Sin, gradient::sin, ALL),
    row("cos", Kernel::Cos, gradient::cos, ALL),
    row("tan", Kernel::Tan, gradient::tan, [-1.0, 1.0]),
    row("asin", Kernel::Asin, gradient::asin, UNIT),
    row("acos", Kernel::Acos, gradient::acos, UNIT),
    row("atan", Kernel::Atan, gradient::atan, ALL),
    row("sinh", Kernel::Sinh, gradient::sinh, ALL),
    row("cosh", Kernel::Cosh, gradient::cosh, ALL),
    row("tanh", Kernel::Tanh, gradient::tanh, ALL),
    row("asinh", Kernel::Asinh, gradient::asinh, ALL),
    row("acosh", Kernel::Acosh, gradient::acosh, [1.3, 3.0]),
    row("atanh", Kernel::Atanh, gradient::atanh, UNIT),
    row("sigmoid", Kernel::Sigmoid, gradient::sigmoid, ALL),
    row("softplus", Kernel::Softplus, gradient::softplus, ALL),
    row("logSigmoid", Kernel::LogSigmoid, gradient::log_sigmoid, ALL),
    row("softsign", Kernel::Softsign, gradient::softsign, ALL),
    row("relu", Kernel::Relu, gradient::relu, ALL),
    with("relu6", Kernel::Clip, &[], [0.0, 6.0], gradient::clip_inside),
    with("leakyRelu", Kernel::LeakyRelu, &["alpha"], [0.2, 0.0], gradient::leaky_relu),
    with("elu", Kernel::Elu, &["alpha"], [1.0, 0.0], gradient::elu),
    row("selu", Kernel::Selu, gradient::selu, ALL),
    with("gelu", Kernel::Gelu, &["approximate"], [0.0; 2], gradient::gelu),
    row("erf", Kernel::Erf, gradient::erf, ALL),
    row("silu", Kernel::Silu, gradient::silu, ALL),
    row("mish", Kernel::Mish, gradient::mish, ALL),
    with(
        "hardSigmoid",
        Kernel::HardSigmoid,
        &["slope", "offset"],
        [1.0 / 6.0, 0.5],
        gradient::hard_sigmoid,
    ),
    with(
        "clipByValue",
        Kernel::Clip,
        &["clipValueMin", "clipValueMax"],
        [f64::NEG_INFINITY, f64::INFINITY],
        gradient::clip,
    ),
    // Flat where it is positive, whatever alpha; tfjs's gradient is 0 everywhere.
    Row { domain: POSITIVE, ..with("step", Kernel::Step, &["alpha"], [0.0; 2], gradient::none) },
    row("sign", Kernel::Sign, gradient::none, ALL),
    row("floor", Kernel::Floor, gradient::none, ALL),
    row("ceil", Kernel::Ceil, gradient::none, ALL),
    row("round", Kernel::Round, gradient::none, ALL),
    row("isNaN", Kernel::IsNan, gradient::none, ALL),
    row("isInf", Kernel::IsInf, gradient::none, ALL),
    row("isFinite", Kernel::IsFinite, gradient::none, ALL),
    row("logicalNot", Kernel::LogicalNot, gradient::none, ALL),
];

const NAMES: [&str; TABLE.len()] = {
    let mut names = [""; TABLE.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = TABLE[i].name;
        i += 1;
    }
    names
};

/// A function of one number, elementwise. Attributes, where there are any: `alpha` (leakyRelu 0.2,
/// elu 1, step 0), `approximate` (gelu, false), `slope` and `offset` (hardSigmoid, Keras 3's 1/6 and
/// 0.5), `clipValueMin` and `clipValueMax` (clipByValue).
#[derive(Clone)]
pub struct Unary {
    row: &'static Row,
    parameters: [f64; 2],
}

pub(crate) const ENTRY: Entry = Entry { names: &NAMES, parse, samples, differentiable: true };

impl Unary {
    /// The first op of the table with this function, its parameters at their defaults.
    pub(crate) fn new(function: Kernel) -> Result<Self> {
        let row = TABLE.iter().find(|row| row.function == function);
        let row = row.ok_or_else(|| Error::UnknownOp { name: format!("{function:?}") })?;
        Ok(Self { row, parameters: row.defaults })
    }

    fn named(name: &str) -> Result<Self> {
        let row = TABLE.iter().find(|row| row.name == name);
        let row = row.ok_or_else(|| Error::UnknownOp { name: name.into() })?;
        Ok(Self { row, parameters: row.defaults })
    }

    fn function(&self) -> Kernel {
        let approximate = self.parameters[0] != 0.0;
        if self.row.function == Kernel::Gelu && approximate {
            return Kernel::GeluTanh;
        }
        self.row.function
    }

    fn is_truth(&self) -> bool {
        matches!(self.row.function, Kernel::IsNan | Kernel::IsInf | Kernel::IsFinite)
            || self.row.function == Kernel::LogicalNot
    }

    fn takes(&self, dtype: DType) -> bool {
        let integral = || integer_unary::<i32, i32>(self.function(), [0.0; 2], &[], &mut []);
        match dtype {
            DType::Float32 | DType::Float64 => true,
            DType::Int32 | DType::Int64 => integral().is_some(),
            DType::Uint8 | DType::Bool => self.is_truth(),
        }
    }
}

fn parse(name: &str, attributes: &str) -> Result<Arc<dyn Op>> {
    let mut op = Unary::named(name)?;
    for (key, value) in parse_attributes::<Map<String, Json>>(name, attributes)? {
        let index = op.row.attributes.iter().position(|&known| known == key);
        let index = index.ok_or_else(|| {
            Error::attribute(name, format!("only {:?}", op.row.attributes), key.clone())
        })?;
        let number = number(&value).or(value.as_bool().map(f64::from));
        op.parameters[index] = number.ok_or_else(|| {
            Error::attribute(name, format!("a number as {key}"), value.to_string())
        })?;
    }
    Ok(Arc::new(op))
}

impl fmt::Debug for Unary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row.name)?;
        if self.row.attributes.is_empty() {
            return Ok(());
        }
        f.debug_map().entries(self.row.attributes.iter().zip(self.parameters)).finish()
    }
}

impl Op for Unary {
    fn name(&self) -> &'static str {
        self.row.name
    }

    fn infer(&self, inputs: &[&TensorType]) -> Result<Vec<TensorType>> {
        let [x] = expect_inputs(self.name(), inputs)?;
        if !self.takes(x.dtype) {
            return Err(Error::dtype(
                self.name(),
                "a number type that it is defined for",
                x.dtype.name(),
            ));
        }
        Ok(vec![if self.is_truth() { x.with_dtype(DType::Bool) } else { x.clone() }])
    }

    fn run(
        &self,
        inputs: &[View<'_>],
        outputs: &mut [ViewMut<'_>],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let (x, out) = (&inputs[0], &mut outputs[0]);
        let (function, parameters) = (self.function(), self.parameters);
        let done = match (x.ty.dtype, out.ty.dtype) {
            (DType::Int32, DType::Bool) => {
                integer_unary::<i32, u8>(function, parameters, x.slice(), out.bytes)
            }
            (DType::Int32, _) => {
                integer_unary::<i32, i32>(function, parameters, x.slice(), out.slice())
            }
            (DType::Int64, DType::Bool) => {
                integer_unary::<i64, u8>(function, parameters, x.slice(), out.bytes)
            }
            (DType::Int64, _) => {
                integer_unary::<i64, i64>(function, parameters, x.slice(), out.slice())
            }
            _ => {
                let instruction = Instruction::alone(Function::Unary(function), parameters);
                run_program(context.pool, &[instruction], &[1], inputs, outputs);
                Some(())
            }
        };
        done.ok_or_else(|| Error::Internal(format!("{} has no integer kernel", self.name())))
    }

    fn elementwise(&self, inputs: &[&TensorType]) -> Option<(Function, [f64; 2])> {
        let integral = matches!(inputs[0].dtype, DType::Int32 | DType::Int64);
        (!integral).then_some((Function::Unary(self.function()), self.parameters))
    }

    fn gradient(
        &self,
        graph: &mut Graph,
        inputs: &[Value],
        outputs: &[Value],
        cotangents: &[Option<Value>],
        _: &[bool],
    ) -> Result<Vec<Option<Value>>> {
        let Some(c) = cotangents[0] else { return Ok(vec![None]) };
        let [p, q] = self.parameters;
        Ok(vec![(self.row.gradient)(graph, &Terms { x: inputs[0], y: outputs[0], c, p, q })?])
    }
}

fn samples(name: &str) -> Vec<Sample> {
    let Ok(op) = Unary::named(name) else { return Vec::new() };
    let [low, high] = op.row.domain;
    // 41 values that keep clear of the kinks at 0 and at whole numbers.
    let values: Vec<f64> =
        (0..41).map(|i| low + (high - low) * (f64::from(i) + 0.06) / 41.0).collect();
    let sample =
        |op: Unary| Sample { op: Arc::new(op), inputs: vec![Array::from_slice(&[41], &values)] };
    let mut samples = vec![sample(op.clone())];
    if !op.row.attributes.is_empty() {
        samples.push(sample(Unary { parameters: [0.31, 0.97], ..op }));
    }
    samples
}
