//! Aligned memory and the bindings of a run: the one file of the engine with `unsafe` in it.
//!
//! A plan addresses every tensor as a [`Place`]: a buffer (the arena, a variable, an input, ...) and a
//! range of bytes in it. A [`Binder`] takes the buffers of one run, and [`Bound`] hands out the views of
//! one step after the other. What makes that sound is checked when a plan is made ([`check_step`]): what
//! a step writes overlaps neither itself nor anything that it reads, and every place lies within its
//! buffer; and on each run ([`Binder::finish`]): the buffers bound are of the sizes that were checked.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc, dealloc};
use std::marker::PhantomData;
use std::ptr::{self, NonNull};

use corten_graph::{Error, Result, TensorType, View, ViewMut};

const ALIGNMENT: usize = 64;
/// Memory of this size and more is taken in pages of this size where the system has them (Linux): to touch 2 MiB first
/// takes 0.05 ms then, in pages of 4 KiB 0.75 ms, and a data set that is gathered from needs fewer entries of the TLB.
const HUGE_PAGE: usize = 2 << 20;

/// Owned memory, initialised, aligned to a cache line.
#[derive(Debug)]
pub struct Buffer {
    start: NonNull<u8>,
    length: usize,
}

// SAFETY: a Buffer owns its memory as a Box<[u8]> would; sharing follows Rust's borrow rules.
unsafe impl Send for Buffer {}
// SAFETY: as above; `&Buffer` only reads.
unsafe impl Sync for Buffer {}

impl Buffer {
    /// Zeroed memory of this many bytes.
    pub fn zeroed(length: usize) -> Self {
        let buffer = Self::allocated(length);
        // SAFETY: the new memory has that many bytes, none of which is read before.
        unsafe { buffer.start.as_ptr().write_bytes(0, length) };
        buffer
    }

    /// Memory that is still to be initialised.
    ///
    /// # Panics
    /// Where there is not so much memory: the border makes an error of that, and the process lives on.
    fn allocated(length: usize) -> Self {
        let layout = Self::layout(length);
        // SAFETY: the layout's size is not zero.
        let Some(start) = NonNull::new(unsafe { alloc(layout) }) else {
            panic!("no memory for {length} bytes")
        };
        #[cfg(target_os = "linux")]
        if layout.align() == HUGE_PAGE {
            // SAFETY: whole pages, which are this buffer's alone. It is advice: whether it is taken does not matter.
            unsafe { libc::madvise(start.as_ptr().cast(), layout.size(), libc::MADV_HUGEPAGE) };
        }
        Self { start, length }
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: `start` is valid for `length` initialised bytes, borrowed as `self` is.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }

    /// The bytes, to be written.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in `bytes`, and `&mut self` is exclusive.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.length) }
    }

    fn layout(length: usize) -> Layout {
        let alignment = if length < HUGE_PAGE { ALIGNMENT } else { HUGE_PAGE };
        let size = length.max(1).checked_next_multiple_of(alignment);
        let layout = size.and_then(|size| Layout::from_size_align(size, alignment).ok());
        layout.unwrap_or_else(|| panic!("no memory has {length} bytes"))
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        // SAFETY: allocated in `allocated` with the same layout.
        unsafe { dealloc(self.start.as_ptr(), Self::layout(self.length)) }
    }
}

/// A range of bytes in one of the buffers that a run binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Index of the buffer among the plan's bindings.
    pub buffer: usize,
    /// First byte.
    pub offset: usize,
    /// Number of bytes.
    pub bytes: usize,
}

impl Place {
    /// Whether two places share a byte.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.buffer == other.buffer
            && self.bytes > 0
            && other.bytes > 0
            && self.offset < other.offset + other.bytes
            && other.offset < self.offset + self.bytes
    }
}

/// A tensor that a step reads or writes: where it is and what it is.
#[derive(Debug, Clone)]
pub struct Operand {
    /// Where its bytes are; of no bytes for an input that the step changes in place.
    pub place: Place,
    /// Element type and shape.
    pub ty: TensorType,
}

/// Size of a buffer that a plan's runs bind, and whether the plan may write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// Number of bytes.
    pub bytes: usize,
    /// Whether steps may write it.
    pub writable: bool,
}

/// Whether a step may be given its views: nothing that it writes overlaps anything else of it, it
/// writes only where it may, and every place lies in its buffer.
pub fn check_step(
    reads: &[Operand],
    writes: &[Operand],
    scratch: Place,
    bindings: &[Binding],
) -> Result<()> {
    let written: Vec<Place> = writes.iter().map(|w| w.place).chain([scratch]).collect();
    let disjoint = written.iter().enumerate().all(|(i, w)| {
        reads.iter().all(|r| !r.place.overlaps(w)) && written[..i].iter().all(|v| !v.overlaps(w))
    });
    let fits = |o: &Operand| o.place.bytes == 0 || o.place.bytes == o.ty.bytes();
    let sound = disjoint
        && reads.iter().all(|r| inside(r.place, bindings, false))
        && written.iter().all(|&w| inside(w, bindings, true))
        && reads.iter().chain(writes).all(fits);
    if sound {
        return Ok(());
    }
    Err(Error::Internal("the memory plan lets a step's tensors overlap".into()))
}

/// Whether a copy stays within its buffers and writes where it may.
pub fn check_copy(from: Place, to: Place, bindings: &[Binding]) -> Result<()> {
    let sound = inside(from, bindings, false) && inside(to, bindings, true);
    if sound && from.bytes == to.bytes && !from.overlaps(&to) {
        return Ok(());
    }
    Err(Error::Internal("the memory plan has a copy that overlaps itself".into()))
}

fn inside(place: Place, bindings: &[Binding], write: bool) -> bool {
    let fits = |b: &Binding| place.offset + place.bytes <= b.bytes && (b.writable || !write);
    place.bytes == 0 || bindings.get(place.buffer).is_some_and(fits)
}

/// Room for the addresses of a run's buffers, kept between runs so that a run allocates nothing.
#[derive(Debug, Default)]
pub struct Addresses(Vec<(*mut u8, Binding)>);

// SAFETY: the addresses are followed only through `Bound`, whose lifetime is that of the borrows.
unsafe impl Send for Addresses {}

/// Collects the buffers of one run; all stay borrowed while the `Bound` made of it lives.
pub struct Binder<'a> {
    addresses: &'a mut Addresses,
    borrows: PhantomData<&'a mut [u8]>,
}

impl<'a> Binder<'a> {
    /// Starts with no buffer bound.
    pub fn new(addresses: &'a mut Addresses) -> Self {
        addresses.0.clear();
        Self { addresses, borrows: PhantomData }
    }

    /// Appends a buffer that this run reads.
    pub fn bind(&mut self, bytes: &'a [u8]) {
        let binding = Binding { bytes: bytes.len(), writable: false };
        self.addresses.0.push((bytes.as_ptr().cast_mut(), binding));
    }

    /// Appends a buffer that this run may write.
    pub fn bind_mut(&mut self, bytes: &'a mut [u8]) {
        let binding = Binding { bytes: bytes.len(), writable: true };
        self.addresses.0.push((bytes.as_mut_ptr(), binding));
    }

    /// The licence to hand out views, if the buffers are those that the plan's steps were checked with.
    pub fn finish(self, expected: &[Binding]) -> Result<Bound<'a>> {
        if self.addresses.0.iter().map(|&(_, binding)| binding).eq(expected.iter().copied()) {
            return Ok(Bound { addresses: self.addresses, borrows: PhantomData });
        }
        Err(Error::Internal("the buffers bound are not those of the plan".into()))
    }
}

/// The buffers of a run, bound and checked.
pub struct Bound<'a> {
    addresses: &'a Addresses,
    borrows: PhantomData<&'a mut [u8]>,
}

impl Bound<'_> {
    /// Calls `f` with the views of one step, which [`check_step`] has accepted.
    pub fn with_views<R>(
        &mut self,
        reads: &[Operand],
        writes: &[Operand],
        scratch: Place,
        f: impl FnOnce(&[View<'_>], &mut [ViewMut<'_>], &mut [u8]) -> R,
    ) -> R {
        // SAFETY: `check_step` found the places within their buffers, what is written writable and
        // disjoint from all else in the step; `finish` found the buffers to be those checked; and
        // `&mut self` keeps a second step from running on them meanwhile.
        let (reads, mut writes, scratch) = unsafe {
            let reads = reads.iter().map(|o| View { ty: &o.ty, bytes: self.read(o.place) });
            let writes = writes.iter().map(|o| ViewMut { ty: &o.ty, bytes: self.write(o.place) });
            (reads.collect::<Few<_>>(), writes.collect::<Few<_>>(), self.write(scratch))
        };
        f(&reads, &mut writes, scratch)
    }

    /// Carries out a copy that [`check_copy`] has accepted.
    pub fn copy(&mut self, from: Place, to: Place) {
        // SAFETY: as in `with_views`: checked, bound, exclusive.
        unsafe { self.write(to).copy_from_slice(self.read(from)) }
    }

    /// The address of a place; of an empty one, some address that is aligned.
    fn start(&self, place: Place) -> *mut u8 {
        if place.bytes == 0 {
            return ptr::without_provenance_mut(ALIGNMENT);
        }
        self.addresses.0[place.buffer].0.wrapping_add(place.offset)
    }

    /// The bytes of a place.
    ///
    /// # Safety
    /// The place was checked to lie in its buffer, and nothing that overlaps it is being written.
    unsafe fn read<'v>(&self, place: Place) -> &'v [u8] {
        let start = self.start(place);
        // SAFETY: inside a live buffer that is not being written there, as the caller vouches.
        unsafe { std::slice::from_raw_parts(start, place.bytes) }
    }

    /// The bytes of a place, to be written.
    ///
    /// # Safety
    /// As for `read`; the buffer is writable, and nothing that overlaps the place is in use.
    unsafe fn write<'v>(&self, place: Place) -> &'v mut [u8] {
        let start = self.start(place);
        // SAFETY: inside a live, writable buffer, exclusive there, as the caller vouches.
        unsafe { std::slice::from_raw_parts_mut(start, place.bytes) }
    }
}

/// As many views as steps commonly have, without allocating.
type Few<T> = smallvec::SmallVec<[T; 12]>;
