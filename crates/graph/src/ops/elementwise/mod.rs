//! Ops that compute each output element from the elements at its place in the (broadcast) inputs.

pub mod binary;
mod binary_gradients;
pub mod bitwise;
pub mod cast;
pub mod fused;
pub mod select;
pub mod unary;
mod unary_gradients;

pub use binary::Binary;
pub use cast::Cast;
pub use fused::Fused;
pub use select::Select;
pub use unary::Unary;

use corten_kernels::elementwise::{self, Access, Data, Instruction, Register, Source, Target};
use corten_kernels::{Float, Pool, SharedMut};

use crate::{DType, Element, Error, Result, TensorType, View, ViewMut};

/// Inputs, and outputs, that one program may have.
pub(crate) const MAX_ARGUMENTS: usize = 16;

/// Runs a program whose floats are all of one type: float64 if any input or output is, else float32.
fn run_program(
    pool: &Pool,
    instructions: &[Instruction],
    registers: &[Register],
    inputs: &[View<'_>],
    outputs: &mut [ViewMut<'_>],
) {
    let is_double = |ty: &TensorType| ty.dtype == DType::Float64;
    if inputs.iter().any(|view| is_double(view.ty)) || outputs.iter().any(|view| is_double(view.ty))
    {
        run_as::<f64>(pool, instructions, registers, inputs, outputs);
    } else {
        run_as::<f32>(pool, instructions, registers, inputs, outputs);
    }
}

fn run_as<T: Float + Element>(
    pool: &Pool,
    instructions: &[Instruction],
    registers: &[Register],
    inputs: &[View<'_>],
    outputs: &mut [ViewMut<'_>],
) {
    let shape = &outputs[0].ty.shape;
    let nothing = Source { data: Data::Float(&[] as &[T]), access: Access::FULL };
    let mut sources = [nothing; MAX_ARGUMENTS];
    for (source, view) in sources.iter_mut().zip(inputs) {
        let data = match view.ty.dtype {
            DType::Uint8 | DType::Bool => Data::Uint8(view.bytes),
            DType::Int32 => Data::Int32(view.slice()),
            DType::Int64 => Data::Int64(view.slice()),
            DType::Float32 | DType::Float64 => Data::Float(view.slice()),
        };
        *source = Source { data, access: access(&view.ty.shape, shape) };
    }
    let elements = outputs[0].ty.elements();
    let count = outputs.len();
    let mut views = outputs.iter_mut();
    let targets: [Target<'_, T>; MAX_ARGUMENTS] = std::array::from_fn(|_| match views.next() {
        None => Target::Float(SharedMut::new(&mut [])),
        Some(view) => match view.ty.dtype {
            DType::Bool => Target::Bool(SharedMut::new(view.bytes)),
            DType::Uint8 => Target::Uint8(SharedMut::new(view.bytes)),
            DType::Int32 => Target::Int32(SharedMut::new(view.slice())),
            DType::Int64 => Target::Int64(SharedMut::new(view.slice())),
            DType::Float32 | DType::Float64 => Target::Float(SharedMut::new(view.slice())),
        },
    });
    let sources = &sources[..inputs.len()];
    elementwise::run(pool, instructions, registers, elements, sources, &targets[..count]);
}

/// How an input is broadcast; [`check_broadcast`] has seen that there is an answer.
fn access(input: &[usize], output: &[usize]) -> Access {
    Access::broadcast(input, output).unwrap_or(Access::FULL)
}

/// Whether the kernel can broadcast an input to this output.
fn check_broadcast(op: &str, input: &[usize], output: &[usize]) -> Result<()> {
    if Access::broadcast(input, output).is_some() {
        return Ok(());
    }
    let expected = "broadcast axes that alternate with others at most 5 times";
    Err(Error::shape(op, expected, format!("{input:?} to {output:?}")))
}
