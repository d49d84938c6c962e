//! Variables: weights, optimizer slots, states and metric totals, each in its own memory, shared by plans.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use corten_graph::{Error, Result, TensorType};
use parking_lot::{ArcRwLockReadGuard, ArcRwLockWriteGuard, RawRwLock, RwLock};

use crate::Buffer;

/// A tensor that outlives steps. Reads and writes wait for a step in flight that uses it.
#[derive(Debug)]
pub struct Variable {
    ty: TensorType,
    cell: Arc<RwLock<Buffer>>,
    version: AtomicU64,
}

/// What a run holds of a variable.
pub(crate) enum Guard {
    Read(ArcRwLockReadGuard<RawRwLock, Buffer>),
    Write(ArcRwLockWriteGuard<RawRwLock, Buffer>),
}

impl Variable {
    /// A variable that starts with these bytes.
    pub fn new(ty: TensorType, bytes: &[u8]) -> Result<Self> {
        let mut buffer = Buffer::zeroed(ty.bytes());
        copy(&ty, bytes, buffer.bytes_mut())?;
        Ok(Self { ty, cell: Arc::new(RwLock::new(buffer)), version: AtomicU64::new(0) })
    }

    /// Element type and shape.
    pub fn ty(&self) -> &TensorType {
        &self.ty
    }

    /// Moves on with every write; what a packed copy compares to see whether it is stale.
    pub fn version(&self) -> u64 {
        self.version.load(Ordering::Acquire)
    }

    /// Copies the value out.
    pub fn read(&self, into: &mut [u8]) -> Result<()> {
        copy(&self.ty, self.cell.read().bytes(), into)
    }

    /// Replaces the value.
    pub fn write(&self, bytes: &[u8]) -> Result<()> {
        copy(&self.ty, bytes, self.cell.write().bytes_mut())?;
        self.touch();
        Ok(())
    }

    pub(crate) fn lock(&self, write: bool) -> Guard {
        if write { Guard::Write(self.cell.write_arc()) } else { Guard::Read(self.cell.read_arc()) }
    }

    pub(crate) fn touch(&self) {
        self.version.fetch_add(1, Ordering::Release);
    }
}

fn copy(ty: &TensorType, from: &[u8], into: &mut [u8]) -> Result<()> {
    if from.len() == into.len() {
        into.copy_from_slice(from);
        return Ok(());
    }
    let (expected, received) = (into.len(), from.len());
    Err(Error::shape("variable", format!("{ty}, {expected} bytes"), format!("{received} bytes")))
}
