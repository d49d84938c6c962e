//! Variables at the border.

use std::sync::Arc;

use corten_engine::Variable;
use corten_graph::Array;
use napi::Env;
use napi::bindgen_prelude::ObjectFinalize;
use napi_derive::napi;

use crate::bytes::{Borrowed, Returned, tensor_type};
use crate::error::guard;

/// A tensor in native memory that plans read and write: a weight, a slot, a state, a total.
#[napi(custom_finalize)]
pub struct NativeVariable {
    pub(crate) variable: Arc<Variable>,
}

#[napi]
impl NativeVariable {
    /// Copies the initial value.
    #[napi(constructor, ts_args_type = "dtype: string, shape: number[], data: TypedArray")]
    pub fn new(env: Env, dtype: String, shape: Vec<u32>, data: Borrowed) -> napi::Result<Self> {
        let variable = guard(|| {
            let ty = tensor_type(&dtype, &shape)?;
            data.view(&ty)?;
            Variable::new(ty, data.bytes())
        })?;
        env.adjust_external_memory(variable.ty().bytes() as i64)?;
        Ok(Self { variable: Arc::new(variable) })
    }

    /// Moves on with every write.
    #[napi(getter)]
    pub fn version(&self) -> f64 {
        self.variable.version() as f64
    }

    /// A copy of the value. Waits for a step in flight.
    #[napi(ts_return_type = "TypedArray")]
    pub fn read(&self) -> napi::Result<Returned> {
        guard(|| {
            let mut array = Array::zeros(self.variable.ty().clone());
            self.variable.read(array.view_mut().bytes)?;
            Ok(Returned(array))
        })
    }

    /// Replaces the value. Waits for a step in flight.
    #[napi(ts_args_type = "data: TypedArray")]
    pub fn write(&self, data: Borrowed) -> napi::Result<()> {
        guard(|| {
            data.view(self.variable.ty())?;
            self.variable.write(data.bytes())
        })
    }
}

impl ObjectFinalize for NativeVariable {
    fn finalize(self, env: Env) -> napi::Result<()> {
        env.adjust_external_memory(-(self.variable.ty().bytes() as i64))?;
        Ok(())
    }
}
