//! Errors at the border: data in JSON, which `src/binding/errors.ts` turns into typed JS errors.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use corten_graph::Error;
use napi::Status;

/// Runs `f`; an error becomes a JS error, and so does a panic, which is corten's own bug.
pub fn guard<T>(f: impl FnOnce() -> Result<T, Error>) -> napi::Result<T> {
    let result = catch_unwind(AssertUnwindSafe(f));
    result
        .unwrap_or_else(|panic| Err(Error::Internal(message(&*panic))))
        .map_err(|error| to_js(&error))
}

/// A JS error that carries code, place, expected and received.
pub fn to_js(error: &Error) -> napi::Error {
    let (code, op, expected, received) = match error {
        Error::Shape { op, expected, received } => ("ERR_CORTEN_SHAPE", op, expected, received),
        Error::DType { op, expected, received } => ("ERR_CORTEN_DTYPE", op, expected, received),
        Error::Attribute { op, expected, received } => {
            ("ERR_CORTEN_ATTRIBUTE", op, expected, received)
        }
        Error::Value { op, expected, received } => ("ERR_CORTEN_VALUE", op, expected, received),
        Error::UnknownOp { name } => {
            ("ERR_CORTEN_UNKNOWN_OP", name, &String::new(), &String::new())
        }
        Error::NotDifferentiable { op } => {
            ("ERR_CORTEN_NOT_DIFFERENTIABLE", op, &String::new(), &String::new())
        }
        Error::Internal(what) => ("ERR_CORTEN_INTERNAL", &"engine".into(), &String::new(), what),
    };
    let data = serde_json::json!({
        "code": code, "where": op, "expected": expected, "received": received,
    });
    napi::Error::new(Status::GenericFailure, data.to_string())
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".into())
}
