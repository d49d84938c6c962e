//! Running plans from JS: at once on borrowed arrays, or on a thread of libuv's.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use corten_engine::{Block, BlockOutcome, Dataset, Plan};
use corten_graph::{Array, Error, TensorType};
use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Task};
use napi_derive::napi;
use smallvec::SmallVec;

use crate::bytes::{Borrowed, Returned, disjoint};
use crate::dataset::NativeDataset;
use crate::error::guard;

/// A compiled graph.
#[napi]
pub struct NativePlan {
    plan: Arc<Plan>,
    aborted: Arc<AtomicBool>,
}

/// What a plan costs.
#[napi(object, object_from_js = false)]
pub struct NativePlanStats {
    /// Ops a run executes.
    pub ops: u32,
    /// Copies a run makes.
    pub copies: u32,
    /// Bytes of the arena.
    pub arena_bytes: f64,
}

/// What a block has done.
#[napi(object, object_from_js = false)]
pub struct NativeBlockOutcome {
    /// Steps that ran; fewer than asked for after an abort.
    pub steps: u32,
    /// The last step's outputs.
    #[napi(ts_type = "TypedArray[]")]
    pub outputs: Vec<Returned>,
}

impl NativePlan {
    pub(crate) fn new(plan: Plan) -> Self {
        Self { plan: Arc::new(plan), aborted: Arc::default() }
    }

    fn run_on(&self, inputs: &[Borrowed], outputs: &mut [Borrowed]) -> Result<(), Error> {
        disjoint(inputs, outputs)?;
        for (input, ty) in inputs.iter().zip(self.plan.inputs()) {
            input.view(ty)?;
        }
        for (output, ty) in outputs.iter().zip(self.plan.outputs()) {
            output.view(ty)?;
        }
        let inputs: SmallVec<[&[u8]; 3]> = inputs.iter().map(Borrowed::bytes).collect();
        let mut outputs: SmallVec<[&mut [u8]; 3]> =
            outputs.iter_mut().map(Borrowed::bytes_mut).collect();
        self.plan.run(&inputs, &mut outputs)
    }
}

#[napi]
impl NativePlan {
    /// Runs once on borrowed arrays; results go into the caller's.
    #[napi(ts_args_type = "inputs: TypedArray[], outputs: TypedArray[]")]
    pub fn run(&self, inputs: Vec<Borrowed>, mut outputs: Vec<Borrowed>) -> napi::Result<()> {
        guard(|| self.run_on(&inputs, &mut outputs))
    }

    /// As `run`, with one output and one or two inputs. Apart from it because arrays of arrays cost a tenth of a small
    /// prediction to read.
    #[napi(ts_args_type = "output: TypedArray, a: TypedArray, b?: TypedArray")]
    pub fn run_few(
        &self,
        mut output: Borrowed,
        a: Borrowed,
        b: Option<Borrowed>,
    ) -> napi::Result<()> {
        guard(|| {
            let outputs = std::slice::from_mut(&mut output);
            match b {
                None => self.run_on(&[a], outputs),
                Some(b) => self.run_on(&[a, b], outputs),
            }
        })
    }

    /// Runs once off the event loop on copies of the inputs.
    #[napi(ts_args_type = "inputs: TypedArray[]", ts_return_type = "Promise<TypedArray[]>")]
    pub fn run_async(&self, inputs: Vec<Borrowed>) -> napi::Result<AsyncTask<RunTask>> {
        guard(|| {
            let arrays = inputs
                .iter()
                .zip(self.plan.inputs())
                .map(|(input, ty)| Ok(Array::from_bytes(ty.clone(), input.view(ty)?.bytes)));
            let inputs = arrays.collect::<Result<Vec<_>, Error>>()?;
            Ok(AsyncTask::new(RunTask { plan: Arc::clone(&self.plan), inputs }))
        })
    }

    /// Runs `steps` batches of a data set from row `start` on, off the event loop.
    #[napi(ts_return_type = "Promise<NativeBlockOutcome>")]
    pub fn run_block(&self, data: &NativeDataset, start: u32, steps: u32) -> AsyncTask<BlockTask> {
        self.aborted.store(false, Ordering::Relaxed);
        AsyncTask::new(self.block(data, start, steps))
    }

    /// Stops a block in flight after its current step.
    #[napi]
    pub fn abort(&self) {
        self.aborted.store(true, Ordering::Relaxed);
    }

    /// What a run costs.
    #[napi]
    pub fn stats(&self) -> NativePlanStats {
        let stats = self.plan.stats();
        NativePlanStats {
            ops: stats.ops as u32,
            copies: stats.copies as u32,
            arena_bytes: stats.arena_bytes as f64,
        }
    }

    /// The steps, one a line.
    #[napi(js_name = "toString")]
    pub fn print(&self) -> String {
        self.plan.to_string()
    }

    fn block(&self, data: &NativeDataset, start: u32, steps: u32) -> BlockTask {
        let batch =
            self.plan.inputs().first().and_then(|ty| ty.shape.first()).copied().unwrap_or(0);
        BlockTask {
            plan: Arc::clone(&self.plan),
            aborted: Arc::clone(&self.aborted),
            data: Arc::clone(&data.dataset),
            block: Block { start: start as usize, batch, steps: steps as usize },
        }
    }
}

/// One run off the event loop.
pub struct RunTask {
    plan: Arc<Plan>,
    inputs: Vec<Array>,
}

impl Task for RunTask {
    type Output = Vec<Array>;
    type JsValue = Vec<Returned>;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        guard(|| {
            let inputs: Vec<&[u8]> = self.inputs.iter().map(|array| array.view().bytes).collect();
            let mut outputs: Vec<Array> =
                self.plan.outputs().iter().cloned().map(Array::zeros).collect();
            let mut targets: Vec<&mut [u8]> =
                outputs.iter_mut().map(|array| array.view_mut().bytes).collect();
            self.plan.run(&inputs, &mut targets)?;
            Ok(outputs)
        })
    }

    fn resolve(&mut self, _: Env, outputs: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(outputs.into_iter().map(Returned).collect())
    }
}

/// A block of steps off the event loop.
pub struct BlockTask {
    plan: Arc<Plan>,
    aborted: Arc<AtomicBool>,
    data: Arc<Dataset>,
    block: Block,
}

impl BlockTask {
    fn run(&self) -> Result<BlockOutcome, Error> {
        self.plan.run_block(&self.data, self.block, &self.aborted)
    }

    fn outcome(&self, outcome: BlockOutcome) -> NativeBlockOutcome {
        let array = |(ty, buffer): (&TensorType, corten_engine::Buffer)| {
            Returned(Array::from_bytes(ty.clone(), buffer.bytes()))
        };
        NativeBlockOutcome {
            steps: outcome.steps as u32,
            outputs: self.plan.outputs().iter().zip(outcome.outputs).map(array).collect(),
        }
    }
}

impl Task for BlockTask {
    type Output = BlockOutcome;
    type JsValue = NativeBlockOutcome;

    fn compute(&mut self) -> napi::Result<Self::Output> {
        guard(|| self.run())
    }

    fn resolve(&mut self, _: Env, outcome: Self::Output) -> napi::Result<Self::JsValue> {
        Ok(self.outcome(outcome))
    }
}
