//! Which instruction set to use: detected once, forced by `CORTEN_SIMD`, and the door through which kernels run.

use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};

#[cfg(target_arch = "aarch64")]
use super::neon::Neon;
use super::{Float, Scalar, Simd};
#[cfg(target_arch = "x86_64")]
use super::{avx2::Avx2, avx512::Avx512};

/// Code written once over any [`Simd`]; `run` must be `#[inline(always)]`.
pub trait Kernel<T: Float> {
    /// What `run` returns.
    type Output;
    /// The kernel's body.
    fn run<S: Simd<Scalar = T>>(self, simd: S) -> Self::Output;
}

/// An instruction set, worst to best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Level {
    /// One element at a time: any machine.
    Scalar,
    /// 128 bits, every 64-bit ARM.
    Neon,
    /// 256 bits with FMA.
    Avx2,
    /// 512 bits (F, VL, DQ, BW).
    Avx512,
}

/// `CORTEN_SIMD` (or a caller) asked for a level that can't be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LevelError {
    /// Not the name of a level.
    Unknown(String),
    /// The machine lacks it.
    Unavailable(Level),
}

impl fmt::Display for LevelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let have = || Level::available().iter().map(|l| l.name()).collect::<Vec<_>>().join(", ");
        match self {
            Self::Unknown(name) => {
                write!(f, "unknown SIMD level '{name}'; this machine has {}", have())
            }
            Self::Unavailable(level) => {
                write!(f, "this machine can't run SIMD level '{}'; it has {}", level.name(), have())
            }
        }
    }
}

impl std::error::Error for LevelError {}

const UNDETECTED: u8 = u8::MAX;
static CURRENT: AtomicU8 = AtomicU8::new(UNDETECTED);

impl Level {
    const ALL: [Self; 4] = [Self::Scalar, Self::Neon, Self::Avx2, Self::Avx512];

    /// The name that `CORTEN_SIMD` knows.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Neon => "neon",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }

    /// The levels that this machine has, worst to best.
    pub fn available() -> Vec<Self> {
        Self::ALL.into_iter().filter(|l| l.is_available()).collect()
    }

    /// Whether this machine has the level.
    pub fn is_available(self) -> bool {
        match self {
            Self::Scalar => true,
            Self::Neon => cfg!(target_arch = "aarch64"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                Self::Avx2.is_available()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512bw")
            }
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx2 | Self::Avx512 => false,
        }
    }

    /// What `CORTEN_SIMD` asks for, else the best that the machine has. Check this once at load to report a wrong value.
    pub fn from_env() -> Result<Self, LevelError> {
        match std::env::var("CORTEN_SIMD") {
            Ok(name) if !name.is_empty() => {
                let known = Self::ALL.into_iter().find(|l| l.name() == name);
                let level = known.ok_or(LevelError::Unknown(name))?;
                if level.is_available() { Ok(level) } else { Err(LevelError::Unavailable(level)) }
            }
            _ => Ok(Self::best()),
        }
    }

    /// The level in use. A wrong `CORTEN_SIMD` counts as not given: [`Level::from_env`] is where it is reported.
    #[inline(always)]
    pub fn current() -> Self {
        match CURRENT.load(Ordering::Relaxed) {
            3 => Self::Avx512,
            2 => Self::Avx2,
            1 => Self::Neon,
            0 => Self::Scalar,
            _ => Self::detect(),
        }
    }

    fn best() -> Self {
        Self::ALL.into_iter().rfind(|l| l.is_available()).unwrap_or(Self::Scalar)
    }

    #[cold]
    fn detect() -> Self {
        let level = Self::from_env().unwrap_or_else(|_| Self::best());
        CURRENT.store(level as u8, Ordering::Relaxed);
        level
    }
}

/// Runs `kernel` at the level in use (f32), or as scalar code (f64, the oracle).
#[inline(always)]
pub fn dispatch<T: Float, K: Kernel<T>>(kernel: K) -> K::Output {
    T::dispatch(kernel)
}

/// Runs `kernel` at `level`.
pub fn dispatch_at<T: Float, K: Kernel<T>>(
    level: Level,
    kernel: K,
) -> Result<K::Output, LevelError> {
    if level.is_available() {
        Ok(T::dispatch_available(level, kernel))
    } else {
        Err(LevelError::Unavailable(level))
    }
}

/// Runs `f` while the whole process dispatches to `level`: for tests, which thereby run functions that fork.
/// Callers take turns, so `f` must not call this again.
pub fn with_level<R>(level: Level, f: impl FnOnce() -> R) -> Result<R, LevelError> {
    struct Restore(u8);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.store(self.0, Ordering::Relaxed);
        }
    }
    static TURN: Mutex<()> = Mutex::new(());
    if !level.is_available() {
        return Err(LevelError::Unavailable(level));
    }
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let _restore = Restore(CURRENT.swap(level as u8, Ordering::Relaxed));
    Ok(f())
}

/// Runs an f32 kernel at a level that the machine has.
#[inline(always)]
pub(super) fn run_f32<K: Kernel<f32>>(level: Level, kernel: K) -> K::Output {
    match level {
        // SAFETY: callers pass only a level whose features were detected.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => unsafe { run_avx512(kernel) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { run_avx2(kernel) },
        #[cfg(target_arch = "aarch64")]
        // SAFETY: NEON is part of every 64-bit ARM.
        Level::Neon => kernel.run(unsafe { Neon::new() }),
        _ => kernel.run(Scalar::NEW),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn run_avx512<K: Kernel<f32>>(kernel: K) -> K::Output {
    // SAFETY: this function's own features include those of the token.
    kernel.run(unsafe { Avx512::new() })
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
pub(super) fn run_avx2<K: Kernel<f32>>(kernel: K) -> K::Output {
    // SAFETY: this function's own features include those of the token.
    kernel.run(unsafe { Avx2::new() })
}
