//! The board: where a caller publishes a job and workers claim its chunks, without a lock while they are awake.
//!
//! `unclaimed` is the range of chunks that nobody has taken: callers take its first, workers its last, so that as long as
//! nobody is late a thread gets the same chunks of one job after the other, and finds their memory in its own caches. Who
//! makes the range shorter by one owns a chunk, and the job it belongs to can't end before `unfinished` is brought down
//! too; so a worker reads the job only between the two, one that comes late finds nothing to claim, and the caller waits
//! for no worker that has not started.

use std::any::Any;
use std::cell::UnsafeCell;
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::guarded;
use super::nudge::Seat;

/// How long a worker looks for more work, and a caller for the end of its job, before it sleeps.
const SPIN: Duration = Duration::from_micros(50);
/// After how much of that it lets others run between two looks: on a busy machine the awaited thread may be waiting
/// for this very core.
const ALONE: Duration = Duration::from_micros(5);
/// Of so many jobs in a row that no worker comes to, one makes the caller look for why.
const MISSES: usize = 64;
/// Pauses between two looks at the clock.
const PAUSES: u32 = 16;

/// Alone on its cache line (two lines, which x86 prefetches together).
#[repr(align(128))]
struct Padded<T>(T);

/// A borrowed closure with its type erased.
#[derive(Clone, Copy)]
struct Job {
    run: unsafe fn(*const (), usize),
    data: *const (),
}

/// From which end of the range a chunk is taken.
#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

/// Chunks `first..end` in one word.
fn range(first: u64, end: u64) -> u64 {
    first | end << 32
}

fn bounds(range: u64) -> (u64, u64) {
    (range & u64::from(u32::MAX), range >> 32)
}

fn is_empty(range: u64) -> bool {
    let (first, end) = bounds(range);
    first >= end
}

pub(super) struct Board {
    unclaimed: Padded<AtomicU64>,
    unfinished: Padded<AtomicUsize>,
    job: Padded<UnsafeCell<Job>>,
    /// Workers asleep on `work_came`; the caller asleep on `job_done`.
    sleepers: Padded<AtomicUsize>,
    /// Jobs in a row that no worker came to.
    missed: AtomicUsize,
    seat: Seat,
    caller_sleeps: AtomicBool,
    stopped: AtomicBool,
    lock: Mutex<()>,
    work_came: Condvar,
    job_done: Condvar,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
}

// SAFETY: `job` is written only while no chunk is claimed or claimable, and read only by owners of a chunk; the
// pointer in it is to a `Sync` closure that outlives the job.
unsafe impl Send for Board {}
// SAFETY: as above.
unsafe impl Sync for Board {}

impl Board {
    pub(super) fn new() -> Self {
        unsafe fn nothing(_: *const (), _: usize) {}
        Self {
            unclaimed: Padded(AtomicU64::new(0)),
            unfinished: Padded(AtomicUsize::new(0)),
            job: Padded(UnsafeCell::new(Job { run: nothing, data: std::ptr::null() })),
            sleepers: Padded(AtomicUsize::new(0)),
            missed: AtomicUsize::new(0),
            seat: Seat::new(),
            caller_sleeps: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            lock: Mutex::new(()),
            work_came: Condvar::new(),
            job_done: Condvar::new(),
            panic: Mutex::new(None),
        }
    }

    /// Lets workers in.
    pub(super) fn open(&self) {
        self.stopped.store(false, Ordering::SeqCst);
    }

    /// Sends the workers home.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _guard = self.guard();
        self.work_came.notify_all();
    }

    /// Publishes a job, takes part in it, waits until every chunk has ended, and returns the first panic.
    /// Only one caller at a time: the pool's `busy` sees to that.
    pub(super) fn run<F: Fn(usize) + Sync>(
        &self,
        chunks: usize,
        run: &F,
    ) -> Option<Box<dyn Any + Send>> {
        /// # Safety
        /// `data` must point to a live `F`.
        unsafe fn call<F: Fn(usize)>(data: *const (), chunk: usize) {
            // SAFETY: the caller's contract.
            unsafe { (*data.cast::<F>())(chunk) }
        }
        self.unfinished.0.store(chunks, Ordering::Relaxed);
        // SAFETY: nothing is claimable, and the previous job's chunks have all ended: nobody reads.
        unsafe { *self.job.0.get() = Job { run: call::<F>, data: std::ptr::from_ref(run).cast() } };
        // SeqCst here and in `sleep`: either we see the sleeper or it sees the work.
        self.unclaimed.0.store(range(0, chunks as u64), Ordering::SeqCst);
        let sleepers = self.sleepers.0.load(Ordering::SeqCst);
        if sleepers > 0 {
            self.wake(sleepers.min(chunks - 1));
        }
        let mut own = 0;
        while self.claim_and_run(End::First) {
            own += 1;
        }
        self.wait();
        self.watch(own == chunks);
        self.panic_slot().take()
    }

    /// Counts the jobs that no worker came to, and now and then does something about it.
    fn watch(&self, missed: bool) {
        let count = if missed { self.missed.load(Ordering::Relaxed) + 1 } else { 0 };
        self.missed.store(count, Ordering::Relaxed);
        if count % MISSES == 1 {
            self.seat.nudge();
        }
    }

    /// A worker's life.
    pub(super) fn work(&self) {
        self.seat.take();
        loop {
            while self.claim_and_run(End::Last) {}
            if !self.spin(|| {
                !is_empty(self.unclaimed.0.load(Ordering::Relaxed))
                    || self.stopped.load(Ordering::Relaxed)
            }) {
                self.sleep();
            }
            if self.stopped.load(Ordering::SeqCst) {
                return;
            }
        }
    }

    /// Takes one chunk, if there is one, and runs it.
    #[inline]
    fn claim_and_run(&self, end: End) -> bool {
        let mut left = self.unclaimed.0.load(Ordering::Relaxed);
        let chunk = loop {
            if is_empty(left) {
                return false;
            }
            let (first, last) = bounds(left);
            let (chunk, rest) = match end {
                End::First => (first, range(first + 1, last)),
                End::Last => (last - 1, range(first, last - 1)),
            };
            match self.unclaimed.0.compare_exchange_weak(
                left,
                rest,
                Ordering::Acquire,
                Ordering::Relaxed,
            ) {
                Ok(_) => break chunk as usize,
                Err(now) => left = now,
            }
        };
        // SAFETY: this thread owns a chunk, so the job stands until `unfinished` says otherwise below.
        let job = unsafe { *self.job.0.get() };
        // SAFETY: the publisher waits for all chunks, so its closure is alive.
        if let Some(panic) = guarded(|| unsafe { (job.run)(job.data, chunk) }) {
            self.panic_slot().get_or_insert(panic);
        }
        // SeqCst here and in `wait`: either we see the sleeping caller or it sees the end.
        if self.unfinished.0.fetch_sub(1, Ordering::SeqCst) == 1
            && self.caller_sleeps.load(Ordering::SeqCst)
        {
            let _guard = self.guard();
            self.job_done.notify_one();
        }
        true
    }

    /// Waits until all chunks have ended: a claimed chunk may be on a thread that the system has taken off its core,
    /// and a caller that slept frees a core for it.
    fn wait(&self) {
        if self.spin(|| self.unfinished.0.load(Ordering::Acquire) == 0) {
            return;
        }
        let mut guard = self.guard();
        self.caller_sleeps.store(true, Ordering::SeqCst);
        while self.unfinished.0.load(Ordering::SeqCst) > 0 {
            guard = self.job_done.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
        self.caller_sleeps.store(false, Ordering::SeqCst);
    }

    /// Sleeps until there may be work.
    fn sleep(&self) {
        let mut guard = self.guard();
        self.sleepers.0.fetch_add(1, Ordering::SeqCst);
        while is_empty(self.unclaimed.0.load(Ordering::SeqCst))
            && !self.stopped.load(Ordering::SeqCst)
        {
            guard = self.work_came.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
        self.sleepers.0.fetch_sub(1, Ordering::SeqCst);
    }

    #[cold]
    fn wake(&self, n: usize) {
        let _guard = self.guard();
        for _ in 0..n {
            self.work_came.notify_one();
        }
    }

    /// Looks at `done` for about [`SPIN`]; whether it came true.
    fn spin(&self, done: impl Fn() -> bool) -> bool {
        let start = Instant::now();
        loop {
            for _ in 0..PAUSES {
                if done() {
                    return true;
                }
                spin_loop();
            }
            let spent = start.elapsed();
            if spent > SPIN {
                return false;
            }
            if spent > ALONE {
                std::thread::yield_now();
            }
        }
    }

    fn guard(&self) -> MutexGuard<'_, ()> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn panic_slot(&self) -> MutexGuard<'_, Option<Box<dyn Any + Send>>> {
        self.panic.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
