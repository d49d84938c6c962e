//! Which elements a copy moves: a box of positions with a stride per axis on either side.

/// Most axes that a layout holds after merging; callers bound their ranks by half of it.
pub const MAX_AXES: usize = 16;

/// One axis of a layout: steps and, per step, how far source and destination move, in elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Axis {
    pub size: usize,
    pub src: isize,
    pub dst: isize,
}

/// A strided box: axes are added outermost first, in the order of the destination's strides.
#[derive(Debug, Clone)]
pub struct Layout {
    axes: [Axis; MAX_AXES],
    rank: usize,
    empty: bool,
    pub(super) src: usize,
    pub(super) dst: usize,
}

impl Layout {
    /// A box of one element, at these offsets.
    pub fn new(src: usize, dst: usize) -> Self {
        Self { axes: [Axis::default(); MAX_AXES], rank: 0, empty: false, src, dst }
    }

    /// The same box repeated `size` times at these strides; merges with the axis before where it continues it.
    pub fn axis(mut self, size: usize, src: isize, dst: isize) -> Self {
        self.empty |= size == 0;
        if size <= 1 {
            return self;
        }
        let steps = size as isize;
        match self.axes[..self.rank].last_mut() {
            Some(last) if last.src == steps * src && last.dst == steps * dst => {
                *last = Axis { size: last.size * size, src, dst };
            }
            _ => {
                self.axes[self.rank] = Axis { size, src, dst };
                self.rank += 1;
            }
        }
        self
    }

    /// The axes, outermost first.
    pub(super) fn axes(&self) -> &[Axis] {
        &self.axes[..self.rank]
    }

    /// Whether there is nothing to move.
    pub(super) fn is_empty(&self) -> bool {
        self.empty
    }

    /// Whether source positions stay within `src` elements, and destination positions within `dst` and apart.
    pub(super) fn fits(&self, src: usize, dst: usize) -> bool {
        let (mut low, mut high, mut end) =
            (self.src as isize, self.src as isize, self.dst as isize);
        // Innermost first, each axis must step over all that the axes inside it cover: no position comes twice.
        let mut covered = 1;
        for axis in self.axes().iter().rev() {
            let steps = axis.size as isize - 1;
            low += (steps * axis.src).min(0);
            high += (steps * axis.src).max(0);
            end += steps * axis.dst;
            if axis.dst < covered {
                return false;
            }
            covered += steps * axis.dst;
        }
        low >= 0 && high < src as isize && end < dst as isize
    }
}

/// Walks the boxes of all axes but some: the offsets of position `index`, then of each next one.
pub(super) struct Walk<'a> {
    axes: &'a [Axis],
    at: [usize; MAX_AXES],
    pub src: isize,
    pub dst: isize,
}

impl<'a> Walk<'a> {
    pub fn new(layout: &Layout, axes: &'a [Axis], mut index: usize) -> Self {
        let mut walk =
            Self { axes, at: [0; MAX_AXES], src: layout.src as isize, dst: layout.dst as isize };
        for (i, axis) in axes.iter().enumerate().rev() {
            walk.at[i] = index % axis.size;
            index /= axis.size;
            walk.src += walk.at[i] as isize * axis.src;
            walk.dst += walk.at[i] as isize * axis.dst;
        }
        walk
    }

    pub fn advance(&mut self) {
        for (i, axis) in self.axes.iter().enumerate().rev() {
            self.at[i] += 1;
            self.src += axis.src;
            self.dst += axis.dst;
            if self.at[i] < axis.size {
                return;
            }
            self.at[i] = 0;
            self.src -= axis.size as isize * axis.src;
            self.dst -= axis.size as isize * axis.dst;
        }
    }
}
