//! The border to Node.js: the only crate that knows napi.

use napi_derive::napi;

/// The version of the engine, which the package's own version must equal.
#[napi]
#[must_use]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
