//! The op registry: names at the border, how attributes are parsed, and samples that tests walk.

use std::sync::Arc;

use serde::de::{DeserializeOwned, Error as Custom};
use serde::{Deserialize, Deserializer};

use crate::{Error, Op, Result, Sample, ops};

/// How one op file joins the registry.
pub struct Entry {
    /// The names under which it is applied.
    pub names: &'static [&'static str],
    /// From a name and attributes in JSON to the op.
    pub parse: fn(name: &str, attributes: &str) -> Result<Arc<dyn Op>>,
    /// Inputs that cover the op's cases, in float64; never empty.
    pub samples: fn(name: &str) -> Vec<Sample>,
    /// Whether the op has a gradient that tests compare with central differences.
    pub differentiable: bool,
}

impl Entry {
    /// An op whose attributes are the fields of its struct.
    pub const fn of<T: Op + DeserializeOwned>(
        names: &'static [&'static str],
        samples: fn(&str) -> Vec<Sample>,
    ) -> Self {
        Self { names, parse: parse_fields::<T>, samples, differentiable: true }
    }

    /// The same entry for an op without a gradient.
    pub const fn not_differentiable(self) -> Self {
        Self { differentiable: false, ..self }
    }
}

/// Every op file, in alphabetical order.
static ENTRIES: &[Entry] = &[
    ops::activation::ENTRY,
    ops::check_numerics::ENTRY,
    ops::conv::forward::ENTRY,
    ops::conv::grad_filter::ENTRY,
    ops::conv::grad_input::ENTRY,
    ops::elementwise::binary::ENTRY,
    ops::elementwise::bitwise::ENTRY,
    ops::elementwise::cast::ENTRY,
    ops::elementwise::select::ENTRY,
    ops::elementwise::unary::ENTRY,
    ops::fft::ENTRY,
    ops::fill::ENTRY,
    ops::indexing::gather::ENTRY,
    ops::indexing::gather_nd::ENTRY,
    ops::indexing::one_hot::ENTRY,
    ops::indexing::order::SORT_ENTRY,
    ops::indexing::order::TOP_K_ENTRY,
    ops::indexing::scatter_add::ENTRY,
    ops::indexing::scatter_nd::ENTRY,
    ops::indexing::scatter_update::ENTRY,
    ops::indexing::search_sorted::ENTRY,
    ops::linalg::cholesky::ENTRY,
    ops::linalg::determinant::ENTRY,
    ops::linalg::qr::ENTRY,
    ops::linalg::solve::ENTRY,
    ops::linalg::triangular_solve::ENTRY,
    ops::mat_mul::fused::ENTRY,
    ops::mat_mul::plain::ENTRY,
    ops::movement::broadcast_to::ENTRY,
    ops::movement::concat::ENTRY,
    ops::movement::pad::ENTRY,
    ops::movement::reverse::ENTRY,
    ops::movement::reverse_sequence::ENTRY,
    ops::movement::slice::ENTRY,
    ops::movement::strided_slice::ENTRY,
    ops::movement::strided_slice::PLACE_ENTRY,
    ops::movement::tile::ENTRY,
    ops::movement::transpose::ENTRY,
    ops::pooling::average::ENTRY,
    ops::pooling::average::GRADIENT_ENTRY,
    ops::pooling::max::ENTRY,
    ops::pooling::max_gradient::ENTRY,
    ops::pooling::max_gradient::GATHER_ENTRY,
    ops::range::ENTRY,
    ops::range::EYE_ENTRY,
    ops::reduction::arg::ENTRY,
    ops::reduction::cumulative::ENTRY,
    ops::reduction::reduce::ENTRY,
    ops::optimizer::adam::ENTRY,
    ops::optimizer::rmsprop::ENTRY,
    ops::optimizer::sgd::ENTRY,
    ops::random::dropout::ENTRY,
    ops::random::fill::ENTRY,
    ops::recurrent::ENTRY,
    ops::recurrent::GRADIENT_ENTRY,
    ops::reshape::ENTRY,
    ops::softmax::cross_entropy::ENTRY,
    ops::softmax::plain::ENTRY,
    ops::softmax::sparse_cross_entropy::ENTRY,
    ops::stop_gradient::ENTRY,
    ops::whole_numbers::ENTRY,
];

/// The op of this name with attributes in JSON (`""` or `"{}"` for none).
pub fn parse(name: &str, attributes: &str) -> Result<Arc<dyn Op>> {
    let entry = ENTRIES
        .iter()
        .find(|entry| entry.names.contains(&name))
        .ok_or_else(|| Error::UnknownOp { name: name.into() })?;
    (entry.parse)(name, if attributes.is_empty() { "{}" } else { attributes })
}

/// Every op file's entry.
pub fn registered() -> &'static [Entry] {
    ENTRIES
}

/// Reads attributes into the fields of `T`, for entries that parse by name too.
pub fn parse_attributes<T: DeserializeOwned>(name: &str, attributes: &str) -> Result<T> {
    serde_json::from_str(attributes)
        .map_err(|error| Error::attribute(name, "valid attributes", error.to_string()))
}

/// A number as JavaScript has it: JSON has no infinities and no NaN, so those come by name.
pub fn number(json: &serde_json::Value) -> Option<f64> {
    match json.as_str() {
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        Some("NaN") => Some(f64::NAN),
        _ => json.as_f64(),
    }
}

/// [`number`] for a field: `#[serde(deserialize_with = "crate::registry::any_number")]`.
pub fn any_number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<f64, D::Error> {
    let json = serde_json::Value::deserialize(deserializer)?;
    number(&json).ok_or_else(|| Custom::custom(format!("expected a number, received {json}")))
}

fn parse_fields<T: Op + DeserializeOwned>(name: &str, attributes: &str) -> Result<Arc<dyn Op>> {
    Ok(Arc::new(parse_attributes::<T>(name, attributes)?))
}
