//! Eager execution: one op on arrays that JS owns.

use corten_graph::{execute as run, parse};
use corten_kernels::Pool;
use napi_derive::napi;

use crate::bytes::{Borrowed, Returned, tensor_type};
use crate::error::guard;

/// A tensor that JS owns.
#[napi(object, object_from_js = false)]
pub struct NativeArray {
    /// Element type.
    pub dtype: String,
    /// Size of each axis.
    pub shape: Vec<u32>,
    /// The elements.
    #[napi(ts_type = "TypedArray")]
    pub data: Returned,
}

/// Runs an op at once; `attributes` is JSON.
#[napi(
    ts_args_type = "op: string, attributes: string, dtypes: string[], shapes: number[][], data: TypedArray[]"
)]
pub fn execute(
    op: String,
    attributes: String,
    dtypes: Vec<String>,
    shapes: Vec<Vec<u32>>,
    data: Vec<Borrowed>,
) -> napi::Result<Vec<NativeArray>> {
    guard(|| {
        let op = parse(&op, &attributes)?;
        let types = dtypes.iter().zip(&shapes).map(|(dtype, shape)| tensor_type(dtype, shape));
        let types = types.collect::<Result<Vec<_>, _>>()?;
        let views = data.iter().zip(&types).map(|(data, ty)| data.view(ty));
        let views = views.collect::<Result<Vec<_>, _>>()?;
        let outputs = run(op.as_ref(), Pool::global(), &views)?;
        let returned = outputs.into_iter().map(|array| NativeArray {
            dtype: array.ty().dtype.name().into(),
            shape: array.ty().shape.iter().map(|&size| size as u32).collect(),
            data: Returned(array),
        });
        Ok(returned.collect())
    })
}
