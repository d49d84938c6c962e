//! Typed arrays across the border: borrowed for the length of a call, or made and filled.
//!
//! The one file of this crate with `unsafe` in it: napi's own slices come one type at a time, and a
//! tensor's is known only when the call is made.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::ptr;

use corten_graph::{Array, DType, Error, TensorType, View, ViewMut};
use napi::bindgen_prelude::{FromNapiValue, ToNapiValue, TypeName, ValidateNapiValue};
use napi::{Status, ValueType, sys};

/// A typed array that the caller of this very call owns.
pub struct Borrowed {
    start: *mut u8,
    length: usize,
}

impl Borrowed {
    /// The bytes. JS runs only after the call, so nothing else touches them during it.
    pub fn bytes(&self) -> &[u8] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: napi vouches for start and length, and V8 does not move a typed array's memory; the
        // value lives on the caller's stack frame, which outlives `self`.
        unsafe { std::slice::from_raw_parts(self.start, self.length) }
    }

    /// The bytes, to be written.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        if self.length == 0 {
            return &mut [];
        }
        // SAFETY: as in `bytes`; `disjoint` has found no other array of the call that overlaps it.
        unsafe { std::slice::from_raw_parts_mut(self.start, self.length) }
    }

    /// As a tensor of this type, whose size the array must have.
    pub fn view<'a>(&'a self, ty: &'a TensorType) -> Result<View<'a>, Error> {
        self.check(ty)?;
        Ok(View { ty, bytes: self.bytes() })
    }

    /// As `view`, to be written.
    pub fn view_mut<'a>(&'a mut self, ty: &'a TensorType) -> Result<ViewMut<'a>, Error> {
        self.check(ty)?;
        Ok(ViewMut { ty, bytes: self.bytes_mut() })
    }

    fn check(&self, ty: &TensorType) -> Result<(), Error> {
        let aligned = self.start.addr().is_multiple_of(ty.dtype.size());
        if self.length == ty.bytes() && aligned {
            return Ok(());
        }
        let expected = format!("{ty}, {} bytes", ty.bytes());
        Err(Error::shape("tensor", expected, format!("{} bytes", self.length)))
    }
}

/// Whether no array that is written shares memory with another array of the call.
pub fn disjoint(inputs: &[Borrowed], outputs: &[Borrowed]) -> Result<(), Error> {
    let apart = |a: &Borrowed, b: &Borrowed| {
        let (a0, b0) = (a.start.addr(), b.start.addr());
        a.length == 0 || b.length == 0 || a0 + a.length <= b0 || b0 + b.length <= a0
    };
    let sound = outputs.iter().enumerate().all(|(i, output)| {
        inputs.iter().all(|input| apart(input, output))
            && outputs[..i].iter().all(|other| apart(other, output))
    });
    if sound {
        return Ok(());
    }
    Err(Error::value("plan", "outputs in memory of their own", "arrays that overlap"))
}

impl TypeName for Borrowed {
    fn type_name() -> &'static str {
        "TypedArray"
    }

    fn value_type() -> ValueType {
        ValueType::Object
    }
}

impl ValidateNapiValue for Borrowed {}

impl FromNapiValue for Borrowed {
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> napi::Result<Self> {
        let mut length = 0;
        let mut start: *mut c_void = ptr::null_mut();
        // Any view of a buffer will do, and it knows its bytes: the element type, which napi finds by trying each,
        // is the caller's word anyway.
        // SAFETY: env and value are those of this call; the pointers are to live locals.
        let status =
            unsafe { sys::napi_get_buffer_info(env, value, &raw mut start, &raw mut length) };
        if status != sys::Status::napi_ok {
            return Err(napi::Error::new(Status::InvalidArg, "expected a typed array"));
        }
        Ok(Self { start: start.cast(), length })
    }
}

/// A result on its way to JS, where it becomes a typed array of its element type.
pub struct Returned(pub Array);

impl ToNapiValue for Returned {
    unsafe fn to_napi_value(env: sys::napi_env, value: Self) -> napi::Result<sys::napi_value> {
        let view = value.0.view();
        let mut data: *mut c_void = ptr::null_mut();
        let mut buffer = ptr::null_mut();
        let mut result = ptr::null_mut();
        let kind = match view.ty.dtype {
            DType::Float32 => sys::TypedarrayType::float32_array,
            DType::Float64 => sys::TypedarrayType::float64_array,
            DType::Int32 => sys::TypedarrayType::int32_array,
            DType::Int64 => sys::TypedarrayType::bigint64_array,
            DType::Uint8 | DType::Bool => sys::TypedarrayType::uint8_array,
        };
        // SAFETY: napi gives `data` for as many bytes as were asked for, and fills the out-pointers.
        let status = unsafe {
            let made =
                sys::napi_create_arraybuffer(env, view.bytes.len(), &raw mut data, &raw mut buffer);
            if made == sys::Status::napi_ok {
                if !view.bytes.is_empty() {
                    ptr::copy_nonoverlapping(view.bytes.as_ptr(), data.cast(), view.bytes.len());
                }
                let elements = view.ty.elements();
                sys::napi_create_typedarray(env, kind, elements, buffer, 0, &raw mut result)
            } else {
                made
            }
        };
        if status == sys::Status::napi_ok {
            return Ok(result);
        }
        Err(napi::Error::new(Status::GenericFailure, "no memory for a typed array"))
    }
}

/// A tensor's type from what JS says of it.
pub fn tensor_type(dtype: &str, shape: &[u32]) -> Result<TensorType, Error> {
    let shape: Vec<usize> = shape.iter().map(|&size| size as usize).collect();
    let fits = shape.iter().try_fold(8_usize, |bytes, &size| bytes.checked_mul(size.max(1)));
    if fits.is_none_or(|bytes| bytes > isize::MAX as usize) {
        return Err(Error::shape("tensor", "a shape that fits in memory", format!("{shape:?}")));
    }
    Ok(TensorType::new(dtype.parse()?, shape))
}
