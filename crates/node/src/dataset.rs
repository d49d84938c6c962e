//! Data sets at the border.

use std::sync::Arc;

use corten_engine::Dataset;
use napi::Env;
use napi::bindgen_prelude::ObjectFinalize;
use napi_derive::napi;

use crate::bytes::{Borrowed, Returned, tensor_type};
use crate::error::guard;

/// Arrays of rows, copied once, that blocks of steps read.
#[napi(custom_finalize)]
pub struct NativeDataset {
    pub(crate) dataset: Arc<Dataset>,
}

#[napi]
impl NativeDataset {
    /// Copies arrays whose first axes agree.
    #[napi(constructor, ts_args_type = "dtypes: string[], shapes: number[][], data: TypedArray[]")]
    pub fn new(
        env: Env,
        dtypes: Vec<String>,
        shapes: Vec<Vec<u32>>,
        data: Vec<Borrowed>,
    ) -> napi::Result<Self> {
        let dataset = guard(|| {
            let mut types = Vec::new();
            for ((dtype, shape), data) in dtypes.iter().zip(&shapes).zip(&data) {
                let ty = tensor_type(dtype, shape)?;
                data.view(&ty)?;
                types.push(ty);
            }
            Dataset::new(types.into_iter().zip(data.iter().map(Borrowed::bytes)))
        })?;
        env.adjust_external_memory(dataset.bytes() as i64)?;
        Ok(Self { dataset: Arc::new(dataset) })
    }

    /// Number of rows.
    #[napi(getter)]
    pub fn rows(&self) -> u32 {
        self.dataset.rows() as u32
    }

    /// Reads rows in the permutation that this seed and epoch give.
    #[napi]
    pub fn shuffle(&self, seed: f64, epoch: f64) {
        self.dataset.shuffle(seed as u64, epoch as u64);
    }

    /// Copies of `count` rows of each array from position `start` on, in the order of reading.
    #[napi(ts_return_type = "TypedArray[]")]
    pub fn gather(&self, start: u32, count: u32) -> napi::Result<Vec<Returned>> {
        let arrays = guard(|| self.dataset.gather(start as usize, count as usize))?;
        Ok(arrays.into_iter().map(Returned).collect())
    }

    /// Gives the memory back; blocks in flight keep it until they end.
    #[napi]
    pub fn release(&mut self, env: Env) -> napi::Result<()> {
        let bytes = self.dataset.bytes() as i64;
        self.dataset = Arc::default();
        env.adjust_external_memory(-bytes)?;
        Ok(())
    }
}

impl ObjectFinalize for NativeDataset {
    fn finalize(self, env: Env) -> napi::Result<()> {
        env.adjust_external_memory(-(self.dataset.bytes() as i64))?;
        Ok(())
    }
}
