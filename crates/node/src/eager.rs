//! Eager execution: ops on arrays that JS owns, by the number of a call that was checked once.

use std::cell::RefCell;

use corten_graph::{Call, Error, Result, TensorType, View, ViewMut, parse};
use corten_kernels::Pool;
use napi_derive::napi;

use crate::bytes::{Borrowed, disjoint, tensor_type};
use crate::error::guard;

thread_local! {
    /// Calls by number. An environment has a thread of its own; copies of the package in one environment share the
    /// table, each with its own numbers.
    static CALLS: RefCell<Calls> = const { RefCell::new(Calls { calls: Vec::new(), free: Vec::new() }) };
}

struct Calls {
    calls: Vec<Option<Call>>,
    /// Numbers to be given again.
    free: Vec<u32>,
}

impl Calls {
    fn add(&mut self, call: Call) -> u32 {
        if let Some(number) = self.free.pop() {
            self.calls[number as usize] = Some(call);
            return number;
        }
        self.calls.push(Some(call));
        self.calls.len() as u32 - 1
    }

    fn remove(&mut self, number: u32) {
        if let Some(call) = self.calls.get_mut(number as usize)
            && call.take().is_some()
        {
            self.free.push(number);
        }
    }

    fn get(&self, number: u32) -> Result<&Call> {
        let call = self.calls.get(number as usize).and_then(Option::as_ref);
        call.ok_or_else(|| Error::Internal(format!("there is no call {number}")))
    }
}

/// Element type and shape of a tensor.
#[napi(object, object_from_js = false)]
pub struct NativeType {
    /// Element type.
    pub dtype: String,
    /// Size of each axis.
    pub shape: Vec<u32>,
}

/// An op that fits its inputs.
#[napi(object, object_from_js = false)]
pub struct PreparedCall {
    /// The number to run it by.
    pub call: u32,
    /// What it gives.
    pub outputs: Vec<NativeType>,
}

/// Checks an op against its inputs' types, once for any number of runs; `attributes` is JSON.
#[napi]
pub fn prepare_call(
    op: String,
    attributes: String,
    dtypes: Vec<String>,
    shapes: Vec<Vec<u32>>,
) -> napi::Result<PreparedCall> {
    guard(|| {
        let types = dtypes.iter().zip(&shapes).map(|(dtype, shape)| tensor_type(dtype, shape));
        let types = types.collect::<Result<Vec<_>>>()?;
        let call = Call::new(parse(&op, &attributes)?, types)?;
        let outputs = call.outputs().iter().map(native_type).collect();
        Ok(PreparedCall { call: CALLS.with_borrow_mut(|calls| calls.add(call)), outputs })
    })
}

/// Forgets calls, whose numbers are given to others.
#[napi]
pub fn forget_calls(numbers: Vec<u32>) {
    CALLS.with_borrow_mut(|calls| {
        for number in numbers {
            calls.remove(number);
        }
    });
}

/// Runs a call of up to three inputs and one output at once, into the caller's array, which holds zeros. Apart from
/// `run_call_on_many` because arrays of arrays cost as much to read as a small op to run.
#[napi(
    ts_args_type = "call: number, output: TypedArray, a?: TypedArray, b?: TypedArray, c?: TypedArray"
)]
pub fn run_call(
    call: u32,
    mut output: Borrowed,
    a: Option<Borrowed>,
    b: Option<Borrowed>,
    c: Option<Borrowed>,
) -> napi::Result<()> {
    guard(|| {
        let outputs = std::slice::from_mut(&mut output);
        match (a, b, c) {
            (None, ..) => run(call, &[], outputs),
            (Some(a), None, _) => run(call, &[a], outputs),
            (Some(a), Some(b), None) => run(call, &[a, b], outputs),
            (Some(a), Some(b), Some(c)) => run(call, &[a, b, c], outputs),
        }
    })
}

/// Runs a call at once; results go into the caller's arrays, which hold zeros.
#[napi(ts_args_type = "call: number, inputs: TypedArray[], outputs: TypedArray[]")]
pub fn run_call_on_many(
    call: u32,
    inputs: Vec<Borrowed>,
    mut outputs: Vec<Borrowed>,
) -> napi::Result<()> {
    guard(|| run(call, &inputs, &mut outputs))
}

fn run(number: u32, inputs: &[Borrowed], outputs: &mut [Borrowed]) -> Result<()> {
    CALLS.with_borrow(|calls| {
        let call = calls.get(number)?;
        if inputs.len() != call.inputs().len() || outputs.len() != call.outputs().len() {
            return Err(Error::Internal("a call with another number of tensors".into()));
        }
        disjoint(inputs, outputs)?;
        let views = inputs.iter().zip(call.inputs()).map(|(data, ty)| data.view(ty));
        let mut views = views.collect::<Result<Vec<View<'_>>>>()?;
        let targets = outputs.iter_mut().zip(call.outputs()).map(|(data, ty)| data.view_mut(ty));
        let mut targets = targets.collect::<Result<Vec<ViewMut<'_>>>>()?;
        call.run(Pool::global(), &mut views, &mut targets)
    })
}

fn native_type(ty: &TensorType) -> NativeType {
    NativeType {
        dtype: ty.dtype.name().into(),
        shape: ty.shape.iter().map(|&size| size as u32).collect(),
    }
}
