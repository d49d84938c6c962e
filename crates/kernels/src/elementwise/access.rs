//! How an input is read while the output is walked in order: broadcast axes have stride 0.

/// Axes that an access may have after those that go on from one another are merged.
const MAX_AXES: usize = 6;

/// From the output's linear index to an input's: sizes and strides of the merged axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Outermost first; the last one in use is the innermost.
    axes: [(usize, usize); MAX_AXES],
    count: usize,
}

impl Access {
    /// Every element once, in order.
    pub const FULL: Self = Self { axes: [(usize::MAX, 1); MAX_AXES], count: 1 };

    /// An input of shape `input` broadcast to `output` by NumPy's rule; none when the broadcast axes
    /// alternate with the others too often.
    pub fn broadcast(input: &[usize], output: &[usize]) -> Option<Self> {
        let mut access = Self { axes: [(1, 0); MAX_AXES], count: 0 };
        let mut stride = 1;
        // Innermost first, reversed at the end.
        for (back, &size) in output.iter().rev().enumerate() {
            let own = input.len().checked_sub(back + 1).map_or(1, |axis| input[axis]);
            let step = if own == 1 { 0 } else { stride };
            stride *= own;
            if size == 1 {
                continue;
            }
            match access.count.checked_sub(1).map(|last| &mut access.axes[last]) {
                Some(last) if last.0 * last.1 == step => last.0 *= size,
                _ => {
                    *access.axes.get_mut(access.count)? = (size, step);
                    access.count += 1;
                }
            }
        }
        access.count = access.count.max(1);
        access.axes[..access.count].reverse();
        Some(access)
    }

    /// Whether the input is read element by element in order.
    pub fn is_full(&self) -> bool {
        self.count == 1 && (self.axes[0].1 == 1 || self.axes[0].0 == 1)
    }

    /// Whether one element serves all.
    pub fn is_scalar(&self) -> bool {
        self.count == 1 && self.axes[0].1 == 0
    }

    /// Converts the elements that output elements `start..start + block.len()` read.
    #[inline(always)]
    pub fn gather<E: Copy, T: Copy>(
        &self,
        source: &[E],
        start: usize,
        block: &mut [T],
        convert: impl Fn(E) -> T + Copy,
    ) {
        match (self.count, self.axes) {
            (2, [(_, 0), (size, 1), ..]) => repeat(&source[..size], start, block, convert),
            (2, [(_, 1), (size, 0), ..]) => stretch(source, size, start, block, convert),
            _ => self.gather_runs(source, start, block, convert),
        }
    }

    /// The general case, run by run along the innermost axis.
    #[inline(always)]
    fn gather_runs<E: Copy, T: Copy>(
        &self,
        source: &[E],
        start: usize,
        block: &mut [T],
        convert: impl Fn(E) -> T + Copy,
    ) {
        let (size, stride) = self.axes[self.count - 1];
        let mut done = 0;
        while done < block.len() {
            let (row, column) = self.locate(start + done);
            let run = (size - column).min(block.len() - done);
            let part = &mut block[done..done + run];
            let first = row + column * stride;
            match stride {
                0 => part.fill(convert(source[first])),
                1 => {
                    for (to, &from) in part.iter_mut().zip(&source[first..first + run]) {
                        *to = convert(from);
                    }
                }
                _ => {
                    for (to, &from) in part.iter_mut().zip(source[first..].iter().step_by(stride)) {
                        *to = convert(from);
                    }
                }
            }
            done += run;
        }
    }

    /// Where the row of the innermost axis starts in the input, and the place in that row.
    #[inline(always)]
    fn locate(&self, mut index: usize) -> (usize, usize) {
        let last = self.count - 1;
        let column = index % self.axes[last].0;
        index /= self.axes[last].0;
        let mut row = 0;
        for &(size, stride) in self.axes[..last].iter().rev() {
            row += index % size * stride;
            index /= size;
        }
        (row, column)
    }
}

/// A row again and again: one period is converted, then copied in ever larger pieces.
#[inline(always)]
fn repeat<E: Copy, T: Copy>(
    row: &[E],
    start: usize,
    block: &mut [T],
    convert: impl Fn(E) -> T + Copy,
) {
    let period = row.len().min(block.len());
    let column = start % row.len();
    for (to, &from) in block[..period].iter_mut().zip(row[column..].iter().chain(row)) {
        *to = convert(from);
    }
    let mut done = period;
    while done < block.len() {
        let more = done.min(block.len() - done);
        block.copy_within(..more, done);
        done += more;
    }
}

/// Each element `size` times.
#[inline(always)]
fn stretch<E: Copy, T: Copy>(
    source: &[E],
    size: usize,
    start: usize,
    block: &mut [T],
    convert: impl Fn(E) -> T + Copy,
) {
    let mut rest = block;
    let mut run = size - start % size;
    for &from in &source[start / size..] {
        if rest.is_empty() {
            return;
        }
        let (part, after) = rest.split_at_mut(run.min(rest.len()));
        part.fill(convert(from));
        rest = after;
        run = size;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[usize], output: &[usize]) -> Vec<usize> {
        let source: Vec<usize> = (0..input.iter().product()).collect();
        let mut block = vec![0; output.iter().product()];
        Access::broadcast(input, output).unwrap().gather(&source, 0, &mut block, |x| x);
        block
    }

    #[test]
    fn broadcasts_as_numpy_does() {
        assert_eq!(read(&[2, 3], &[2, 3]), [0, 1, 2, 3, 4, 5]);
        assert_eq!(read(&[3], &[2, 3]), [0, 1, 2, 0, 1, 2]);
        assert_eq!(read(&[2, 1], &[2, 3]), [0, 0, 0, 1, 1, 1]);
        assert_eq!(read(&[], &[2, 2]), [0; 4]);
        assert_eq!(read(&[2, 1, 2], &[2, 2, 2]), [0, 1, 0, 1, 2, 3, 2, 3]);
        assert_eq!(read(&[1, 2, 1], &[2, 2, 2]), [0, 0, 1, 1, 0, 0, 1, 1]);
    }

    #[test]
    fn recognises_the_common_patterns() {
        assert!(Access::broadcast(&[4, 5], &[4, 5]).unwrap().is_full());
        assert!(Access::broadcast(&[5], &[1, 5]).unwrap().is_full());
        assert!(Access::broadcast(&[1, 1], &[4, 5]).unwrap().is_scalar());
        assert!(!Access::broadcast(&[5], &[4, 5]).unwrap().is_full());
        assert!(Access::broadcast(&[1], &[1]).unwrap().is_full());
    }

    #[test]
    fn a_block_may_start_anywhere() {
        let source = [10, 20, 30];
        let access = Access::broadcast(&[3], &[4, 3]).unwrap();
        let mut block = [0; 5];
        access.gather(&source, 4, &mut block, |x| x);
        assert_eq!(block, [20, 30, 10, 20, 30]);
    }
}
