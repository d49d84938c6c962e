//! One pool of threads a process: a fork hands out numbered chunks, and caller and workers claim them.
//!
//! The cut into chunks is made by shapes alone and each chunk writes its own part of the output, so the number of
//! threads, who ran what, and in which order, change no bit of any result.
//!
//! Rayon's threads live in one endless task each, instead of being sent a broadcast a fork: two chunks of no work cost
//! 0.1 us while the workers still spin, and two of 1.07 us end after 1.27 us. Waking a parked worker costs its caller
//! 11 us (rayon's `join` from outside its pool: 12 us, every time), or 0.3 us where a core is idle; so work of less
//! than about 25 us is not worth a fork. (`examples/fork_cost.rs`, two cores of a Zen 5, busy with other processes.)

mod disjoint;
mod job;
mod nudge;
#[cfg(test)]
mod tests;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

pub use disjoint::SharedMut;
use job::Board;

/// The threads, and the board on which work is published to them.
pub struct Pool {
    threads: usize,
    board: Arc<Board>,
    busy: AtomicBool,
    running: AtomicBool,
    workers: Mutex<Option<Workers>>,
}

/// Rayon's threads, each inside one endless task, and the handles by which they are joined.
struct Workers {
    _rayon: rayon::ThreadPool,
    handles: Vec<JoinHandle<()>>,
}

/// `CORTEN_THREADS` is not a number of threads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadsError(pub String);

impl fmt::Display for ThreadsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CORTEN_THREADS must be a whole number from 1 to 1024, received '{}'", self.0)
    }
}

impl std::error::Error for ThreadsError {}

/// What `CORTEN_THREADS` asks for, else as many threads as the machine runs at once.
pub fn threads_from_env() -> Result<usize, ThreadsError> {
    match std::env::var("CORTEN_THREADS") {
        Ok(text) if !text.is_empty() => match text.parse() {
            Ok(n) if (1..=1024).contains(&n) => Ok(n),
            _ => Err(ThreadsError(text)),
        },
        _ => Ok(available_threads()),
    }
}

fn available_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl Pool {
    /// A pool of its own, for tests; everything else shares [`Pool::global`]. The caller counts as one of `threads`.
    pub fn new(threads: usize) -> Self {
        Self {
            threads: threads.max(1),
            board: Arc::new(Board::new()),
            busy: AtomicBool::new(false),
            running: AtomicBool::new(false),
            workers: Mutex::new(None),
        }
    }

    /// The process's pool. A wrong `CORTEN_THREADS` counts as not given: [`threads_from_env`] is where it is reported.
    pub fn global() -> &'static Self {
        static GLOBAL: std::sync::OnceLock<Pool> = std::sync::OnceLock::new();
        GLOBAL.get_or_init(|| Self::new(threads_from_env().unwrap_or_else(|_| available_threads())))
    }

    /// Threads that work at once, the caller included. Never decide the cut of work by this.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Calls `run(i)` once for each `i < chunks`, on this thread and the workers, and returns when all have ended.
    ///
    /// Chunks run on this thread alone, in order, where there is one chunk or one thread, and where the pool is busy
    /// with another caller (or with the caller of this chunk). A panic in a chunk is raised here, after all have ended.
    pub fn for_chunks<F: Fn(usize) + Sync>(&self, chunks: usize, run: F) {
        if chunks <= 1 || self.threads == 1 || !self.acquire() {
            (0..chunks).for_each(run);
            return;
        }
        let _release = Release(&self.busy);
        if !self.running.load(Ordering::Acquire) && !self.start() {
            (0..chunks).for_each(run);
            return;
        }
        if let Some(panic) = self.board.run(chunks, &run) {
            resume_unwind(panic);
        }
    }

    /// Cuts `slice` into pieces of `len` (the last may be shorter) and calls `run(i, piece)` for each, as [`Pool::for_chunks`] does.
    pub fn for_chunks_mut<T: Send, F: Fn(usize, &mut [T]) + Sync>(
        &self,
        slice: &mut [T],
        len: usize,
        run: F,
    ) {
        let total = slice.len();
        let len = len.max(1);
        let shared = SharedMut::new(slice);
        self.for_chunks(total.div_ceil(len), |i| {
            // SAFETY: each chunk number comes once, and the ranges of two numbers don't meet.
            run(i, unsafe { shared.slice(i * len, len.min(total - i * len)) });
        });
    }

    /// Ends and joins the threads, waiting for a fork in flight; the next fork starts new ones. Not to be called from a chunk.
    pub fn shutdown(&self) {
        while !self.acquire() {
            std::thread::yield_now();
        }
        let _release = Release(&self.busy);
        self.running.store(false, Ordering::Release);
        let workers = self.lock_workers().take();
        if let Some(Workers { _rayon, handles }) = workers {
            self.board.stop();
            drop(_rayon);
            for handle in handles {
                // A worker catches every panic of its chunks, so there is none to report.
                let _ = handle.join();
            }
        }
    }

    fn acquire(&self) -> bool {
        self.busy.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    fn lock_workers(&self) -> MutexGuard<'_, Option<Workers>> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts the threads; false where the system gives none, in which case callers work alone.
    #[cold]
    fn start(&self) -> bool {
        let mut handles = Vec::new();
        let built = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads - 1)
            .thread_name(|i| format!("corten-{i}"))
            .spawn_handler(|thread| {
                let mut builder = std::thread::Builder::new();
                if let Some(name) = thread.name() {
                    builder = builder.name(name.to_owned());
                }
                // Rayon doesn't join its threads, and one that outlives an unloaded addon crashes: keep the handles.
                handles.push(builder.spawn(|| thread.run())?);
                Ok(())
            })
            .build();
        let Ok(rayon) = built else {
            return false;
        };
        self.board.open();
        let board = Arc::clone(&self.board);
        rayon.spawn_broadcast(move |_| board.work());
        *self.lock_workers() = Some(Workers { _rayon: rayon, handles });
        self.running.store(true, Ordering::Release);
        true
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shutdown();
    }
}

/// Gives the pool back even when a chunk's panic unwinds.
struct Release<'a>(&'a AtomicBool);

impl Drop for Release<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// Runs a chunk and returns its panic, if any.
fn guarded(run: impl FnOnce()) -> Option<Box<dyn std::any::Any + Send>> {
    catch_unwind(AssertUnwindSafe(run)).err()
}
