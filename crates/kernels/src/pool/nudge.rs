//! Moves a worker off the caller's core, on Linux: while both of two cores are mostly busy the system looks for no idle one
//! when it wakes a thread, and may leave worker and caller on one core until its next tick, 10 ms later.

use std::sync::atomic::{AtomicI32, Ordering};

/// The worker that last started, by its number in the system; 0 before that, and where there is none. With more
/// workers than one there are more cores, and the system looks for an idle one.
pub(super) struct Seat(AtomicI32);

impl Seat {
    pub(super) fn new() -> Self {
        Self(AtomicI32::new(0))
    }

    /// To be called by the worker itself.
    pub(super) fn take(&self) {
        #[cfg(target_os = "linux")]
        // SAFETY: the call has no arguments and always succeeds.
        self.0.store(unsafe { libc::gettid() }, Ordering::Relaxed);
    }

    /// Moves the worker to another core than the caller's, then lets it run anywhere it may again.
    pub(super) fn nudge(&self) {
        let worker = self.0.load(Ordering::Relaxed);
        if worker != 0 {
            move_off_this_core(worker);
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn move_off_this_core(_: i32) {}

#[cfg(target_os = "linux")]
fn move_off_this_core(thread: i32) {
    let size = size_of::<libc::cpu_set_t>();
    // SAFETY: a set of cores is plain bits, the calls get its size, and they write to nothing else of this process.
    unsafe {
        let mut allowed: libc::cpu_set_t = std::mem::zeroed();
        let here = libc::sched_getcpu();
        if here < 0 || libc::sched_getaffinity(thread, size, &raw mut allowed) != 0 {
            return;
        }
        let mut elsewhere = allowed;
        libc::CPU_CLR(here as usize, &mut elsewhere);
        if libc::CPU_COUNT(&elsewhere) > 0 {
            libc::sched_setaffinity(thread, size, &raw const elsewhere);
            libc::sched_setaffinity(thread, size, &raw const allowed);
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_was_moved_may_run_anywhere_again() {
        let cores = || {
            // SAFETY: as in `move_off_this_core`.
            unsafe {
                let mut set: libc::cpu_set_t = std::mem::zeroed();
                libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &raw mut set);
                libc::CPU_COUNT(&set)
            }
        };
        let seat = Seat::new();
        seat.nudge();
        seat.take();
        let before = cores();
        std::thread::scope(|scope| {
            scope.spawn(|| seat.nudge());
        });
        assert_eq!(cores(), before);
    }
}
