//! The border to Node.js: the only crate that knows napi.
