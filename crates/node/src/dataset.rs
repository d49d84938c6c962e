//! Data sets at the border.

use std::sync::Arc;

use corten_engine::{Dataset, Shuffle};
use napi::Env;
use napi::bindgen_prelude::ObjectFinalize;
use napi_derive::napi;

use crate::bytes::{Borrowed, Returned, tensor_type};
use crate::error::guard;

/// The permutation of rows that a seed and an epoch give.
#[napi(object, object_to_js = false)]
pub struct NativeShuffle {
    /// The same for all epochs.
    pub seed: f64,
    /// Index of the epoch.
    pub epoch: f64,
}

impl From<NativeShuffle> for Shuffle {
    fn from(NativeShuffle { seed, epoch }: NativeShuffle) -> Self {
        Self { seed: seed as u64, epoch: epoch as u64 }
    }
}

/// Arrays of rows, copied once, that blocks of steps read.
#[napi(custom_finalize)]
pub struct NativeDataset {
    pub(crate) dataset: Arc<Dataset>,
}

#[napi]
impl NativeDataset {
    /// Copies arrays whose first axes agree; they are read in the order of `first`, if there is one.
    #[napi(
        constructor,
        ts_args_type = "dtypes: string[], shapes: number[][], data: TypedArray[], first?: NativeShuffle"
    )]
    pub fn new(
        env: Env,
        dtypes: Vec<String>,
        shapes: Vec<Vec<u32>>,
        data: Vec<Borrowed>,
        first: Option<NativeShuffle>,
    ) -> napi::Result<Self> {
        let dataset = guard(|| {
            let mut types = Vec::new();
            for ((dtype, shape), data) in dtypes.iter().zip(&shapes).zip(&data) {
                let ty = tensor_type(dtype, shape)?;
                data.view(&ty)?;
                types.push(ty);
            }
            let arrays = types.into_iter().zip(data.iter().map(Borrowed::bytes));
            Dataset::new(arrays, first.map(Shuffle::from))
        })?;
        env.adjust_external_memory(dataset.bytes() as i64)?;
        Ok(Self { dataset: Arc::new(dataset) })
    }

    /// Number of rows.
    #[napi(getter)]
    pub fn rows(&self) -> u32 {
        self.dataset.rows() as u32
    }

    /// Reads rows in this order from now on.
    #[napi]
    pub fn shuffle(&self, shuffle: NativeShuffle) {
        self.dataset.shuffle(shuffle.into());
    }

    /// Copies of `count` rows of each array from position `start` on, in the order of reading.
    #[napi(ts_return_type = "TypedArray[]")]
    pub fn gather(&self, start: u32, count: u32) -> napi::Result<Vec<Returned>> {
        let arrays = guard(|| self.dataset.gather(start as usize, count as usize))?;
        Ok(arrays.into_iter().map(Returned).collect())
    }

    /// Gives the memory back, that of a small data set to the next one; blocks in flight keep it until they end.
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
