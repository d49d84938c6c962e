//! Everything that can be wrong with an op's inputs, as data; the border turns it into typed JS errors.

/// Result of recording, compiling or running.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an op could not be recorded, differentiated or run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A shape does not fit.
    #[error("{op}: expected {expected}, received {received}")]
    Shape {
        /// The op's name.
        op: String,
        /// What the op takes.
        expected: String,
        /// What it was given.
        received: String,
    },
    /// An element type does not fit.
    #[error("{op}: expected {expected}, received {received}")]
    DType {
        /// The op's name.
        op: String,
        /// What the op takes.
        expected: String,
        /// What it was given.
        received: String,
    },
    /// An attribute is missing, unknown or out of range.
    #[error("{op}: expected {expected}, received {received}")]
    Attribute {
        /// The op's name.
        op: String,
        /// What the op takes.
        expected: String,
        /// What it was given.
        received: String,
    },
    /// A value met at run time is not allowed: an index out of range, a NaN.
    #[error("{op}: expected {expected}, received {received}")]
    Value {
        /// The op's name.
        op: String,
        /// What the op takes.
        expected: String,
        /// What it was given.
        received: String,
    },
    /// No op has this name.
    #[error("no op is called \"{name}\"")]
    UnknownOp {
        /// The name asked for.
        name: String,
    },
    /// The op has no gradient.
    #[error("{op} has no gradient")]
    NotDifferentiable {
        /// The op's name.
        op: String,
    },
    /// Corten's own bug.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// A [`Error::Shape`].
    pub fn shape(op: &str, expected: impl Into<String>, received: impl Into<String>) -> Self {
        Self::Shape { op: op.into(), expected: expected.into(), received: received.into() }
    }

    /// A [`Error::DType`].
    pub fn dtype(op: &str, expected: impl Into<String>, received: impl Into<String>) -> Self {
        Self::DType { op: op.into(), expected: expected.into(), received: received.into() }
    }

    /// A [`Error::Attribute`].
    pub fn attribute(op: &str, expected: impl Into<String>, received: impl Into<String>) -> Self {
        Self::Attribute { op: op.into(), expected: expected.into(), received: received.into() }
    }

    /// A [`Error::Value`].
    pub fn value(op: &str, expected: impl Into<String>, received: impl Into<String>) -> Self {
        Self::Value { op: op.into(), expected: expected.into(), received: received.into() }
    }
}
