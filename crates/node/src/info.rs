//! What runs: version, instruction set, threads; and the pool's end with the last environment.

use std::sync::atomic::{AtomicUsize, Ordering};

use corten_kernels::{Level, Pool, pool};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

/// Environments (the main thread and workers) in which the addon is loaded.
static ENVIRONMENTS: AtomicUsize = AtomicUsize::new(0);

/// The threads are joined when the last environment ends, for threads that outlive the addon crash
/// some platforms at exit.
#[napi(module_exports)]
pub fn register(_exports: Object, env: Env) -> napi::Result<()> {
    ENVIRONMENTS.fetch_add(1, Ordering::SeqCst);
    env.add_env_cleanup_hook((), |()| {
        if ENVIRONMENTS.fetch_sub(1, Ordering::SeqCst) == 1 {
            Pool::global().shutdown();
        }
    })?;
    Ok(())
}

/// What the engine runs on.
#[napi(object, object_from_js = false)]
pub struct EngineInfo {
    /// The package's version.
    pub version: String,
    /// The instruction set in use: avx512, avx2, neon or scalar.
    pub simd: String,
    /// Threads that work at once.
    pub threads: u32,
    /// What is wrong with `CORTEN_SIMD`, `CORTEN_THREADS` or `CORTEN_PASSES`, if anything is.
    pub problems: Vec<String>,
}

/// What the engine runs on, and which of its environment variables it could not understand.
#[napi]
pub fn engine_info() -> EngineInfo {
    let problems = [
        Level::from_env().err().map(|error| error.to_string()),
        pool::threads_from_env().err().map(|error| error.to_string()),
        crate::graph::passes_from_env().err(),
    ];
    EngineInfo {
        version: env!("CARGO_PKG_VERSION").into(),
        simd: Level::current().name().into(),
        threads: Pool::global().threads() as u32,
        problems: problems.into_iter().flatten().collect(),
    }
}
