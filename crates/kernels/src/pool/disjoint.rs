//! Mutable slices that chunks write side by side.

use std::marker::PhantomData;

/// A mutable slice of which every chunk takes its own part.
#[derive(Clone, Copy)]
pub struct SharedMut<'a, T> {
    start: *mut T,
    len: usize,
    owner: PhantomData<&'a mut [T]>,
}

// SAFETY: it hands out nothing but parts that its users promise to keep apart, as `split_at_mut` would.
unsafe impl<T: Send> Send for SharedMut<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for SharedMut<'_, T> {}

impl<'a, T> SharedMut<'a, T> {
    /// Borrows the whole slice until the last use of this.
    pub fn new(slice: &'a mut [T]) -> Self {
        Self { start: slice.as_mut_ptr(), len: slice.len(), owner: PhantomData }
    }

    /// Elements in all.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The `len` elements from `start` on; panics where they leave the slice.
    ///
    /// # Safety
    /// No other part that is in use, on this thread or another, may overlap this one.
    #[allow(clippy::mut_from_ref)] // the caller promises what the borrow checker can't see
    pub unsafe fn slice(&self, start: usize, len: usize) -> &'a mut [T] {
        assert!(start <= self.len && len <= self.len - start, "part {start}+{len} of {}", self.len);
        // SAFETY: inside the slice that this borrows, by the check above, and alone there by the caller's promise.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(start), len) }
    }

    /// The first element, for kernels that write strided parts.
    pub fn as_mut_ptr(&self) -> *mut T {
        self.start
    }
}
