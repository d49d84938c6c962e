//! An owned tensor: constants of a graph, values in the interpreter.

use std::fmt;

use crate::{Element, TensorType, View, ViewMut};

/// An owned tensor whose bytes are aligned for every element type.
#[derive(Clone, PartialEq)]
pub struct Array {
    ty: TensorType,
    words: Vec<u64>,
}

impl Array {
    /// All elements zero.
    pub fn zeros(ty: TensorType) -> Self {
        let words = vec![0; ty.bytes().div_ceil(8)];
        Self { ty, words }
    }

    /// From elements, whose number must be the shape's.
    pub fn from_slice<T: Element>(shape: &[usize], values: &[T]) -> Self {
        let mut array = Self::zeros(TensorType::new(T::DTYPE, shape));
        array.view_mut().slice().copy_from_slice(values);
        array
    }

    /// From a type and its bytes, whose number must be the type's.
    pub fn from_bytes(ty: TensorType, bytes: &[u8]) -> Self {
        let mut array = Self::zeros(ty);
        array.view_mut().bytes.copy_from_slice(bytes);
        array
    }

    /// Element type and shape.
    pub fn ty(&self) -> &TensorType {
        &self.ty
    }

    /// Borrowed for reading.
    pub fn view(&self) -> View<'_> {
        let bytes = &bytemuck::cast_slice(&self.words)[..self.ty.bytes()];
        View { ty: &self.ty, bytes }
    }

    /// Borrowed for writing.
    pub fn view_mut(&mut self) -> ViewMut<'_> {
        let bytes = &mut bytemuck::cast_slice_mut(&mut self.words)[..self.ty.bytes()];
        ViewMut { ty: &self.ty, bytes }
    }
}

impl fmt::Debug for Array {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.ty)
    }
}
