//! Borrowed tensors: a type and bytes, read and written as slices of the element type.

use bytemuck::Pod;

use crate::{DType, TensorType};

/// Rust types that tensors hold.
pub trait Element: Pod + Send + Sync {
    /// The element type that this Rust type stores; `u8` stores `Bool` too.
    const DTYPE: DType;
}

macro_rules! element {
    ($($rust:ty => $dtype:ident),*) => {
        $(impl Element for $rust { const DTYPE: DType = DType::$dtype; })*
    };
}
element!(f32 => Float32, f64 => Float64, i32 => Int32, i64 => Int64, u8 => Uint8);

/// A tensor that is read.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Element type and shape.
    pub ty: &'a TensorType,
    /// The elements' bytes, aligned for the element type.
    pub bytes: &'a [u8],
}

impl<'a> View<'a> {
    /// The elements. The op's shape rule has fixed the element type, so a mismatch is corten's bug.
    pub fn slice<T: Element>(&self) -> &'a [T] {
        debug_assert!(holds::<T>(self.ty.dtype), "{} read as {}", self.ty, T::DTYPE);
        self.words()
    }

    /// The elements as another type of their size, for ops that move them without looking.
    pub fn words<T: Pod>(&self) -> &'a [T] {
        // An empty slice of bytes need not be aligned.
        if self.bytes.is_empty() { &[] } else { bytemuck::cast_slice(self.bytes) }
    }
}

/// A tensor that is written.
#[derive(Debug)]
pub struct ViewMut<'a> {
    /// Element type and shape.
    pub ty: &'a TensorType,
    /// The elements' bytes, aligned for the element type.
    pub bytes: &'a mut [u8],
}

impl ViewMut<'_> {
    /// The elements, to be written.
    pub fn slice<T: Element>(&mut self) -> &mut [T] {
        debug_assert!(holds::<T>(self.ty.dtype), "{} written as {}", self.ty, T::DTYPE);
        self.words()
    }

    /// As [`View::words`], to be written.
    pub fn words<T: Pod>(&mut self) -> &mut [T] {
        if self.bytes.is_empty() { &mut [] } else { bytemuck::cast_slice_mut(self.bytes) }
    }
}

fn holds<T: Element>(dtype: DType) -> bool {
    T::DTYPE == dtype || (T::DTYPE == DType::Uint8 && dtype == DType::Bool)
}
