//! What a cell is to the walk through time: its weights, one step forward, one step back.

use smallvec::SmallVec;
use std::ops::Range;

use crate::simd::{Float, dispatch};

use super::product::Product;
use super::rows::{CopyRows, Place};
use super::sequence::{Active, Inputs, Sequence};

/// One kind of recurrent layer. The walk keeps for each row of a chunk the operand `a = [h | .. | x | 1 | ..]` and the states;
/// the cell knows the rest.
pub trait Cell<T: Float>: Copy + Sync {
    /// Columns of pre-activations and of their gradient, in units.
    const GATES: usize;
    /// Columns of the kernels, in units.
    const KERNEL_GATES: usize = Self::GATES;
    /// States: h, or h and c.
    const STATES: usize = 1;
    /// Columns kept of a step beside h for the way back, in units.
    const SAVED: usize = 0;
    /// Whether the way back reads the operands as the walk forward left them.
    const KEEPS_OPERANDS: bool = false;

    /// Column of x in the operand a; h is at the start.
    fn input(&self, sequence: Sequence) -> usize {
        sequence.units
    }
    /// Columns of the operand a.
    fn operand(&self, sequence: Sequence) -> usize {
        sequence.units + sequence.features + 1
    }
    /// Elements of the packed weights of [`Cell::forward`].
    fn forward_packed(&self, sequence: Sequence) -> usize;
    /// Packs them into zeros.
    fn pack_forward(&self, sequence: Sequence, inputs: &Inputs<'_, T>, packed: &mut [T]);
    /// From a and the states to the next states, which in rows that are not active are the same; keeps in `saved` what
    /// `backward` needs.
    fn forward(&self, sequence: Sequence, packed: &[T], step: &mut Forward<'_, T>);

    /// Elements of the packed weights of [`Cell::backward`].
    fn backward_packed(&self, sequence: Sequence) -> usize;
    /// Packs them into zeros.
    fn pack_backward(&self, sequence: Sequence, inputs: &Inputs<'_, T>, packed: &mut [T]);
    /// From the gradient of the states after a step to `dz`, that of the pre-activations, and to the gradient of the
    /// states before the step. A row that is not active has zeros in `dz` and keeps the gradient of its states.
    fn backward(&self, sequence: Sequence, packed: &[T], step: &mut Backward<'_, T>);
    /// Where the weights' gradients lie in `aᵀ · dz`.
    fn gradients(&self, sequence: Sequence) -> Gradients;
}

/// Rows of a tensor at one step: row `r` starts at `r * row`.
#[derive(Clone, Copy)]
pub struct Strided<'a, T> {
    pub(super) data: &'a [T],
    pub(super) row: usize,
}

impl<'a, T> Strided<'a, T> {
    /// These, or else the operand's own.
    pub(super) fn or_operand(h: Option<Strided<'a, T>>, a: &'a [T], a_row: usize) -> Self {
        h.unwrap_or(Strided { data: a, row: a_row })
    }

    /// The rows from `offset` on.
    pub(super) fn new(data: &'a [T], offset: usize, row: usize) -> Self {
        Self { data: data.get(offset..).unwrap_or(&[]), row }
    }

    /// The first `n` elements of row `r`.
    #[inline(always)]
    pub(super) fn at(&self, r: usize, n: usize) -> &'a [T] {
        &self.data[r * self.row..][..n]
    }
}

/// A step forward of some rows.
pub struct Forward<'a, T> {
    pub(super) rows: usize,
    pub(super) active: Active<'a>,
    pub(super) a: &'a mut [T],
    pub(super) a_row: usize,
    pub(super) z: &'a mut [T],
    pub(super) z_row: usize,
    /// h before the step, unless it is the same as in a, which dropout may change.
    pub(super) h: Option<Strided<'a, T>>,
    /// h after the step.
    pub(super) next: &'a mut [T],
    pub(super) next_row: usize,
    /// c, before and after.
    pub(super) c: &'a mut [T],
    pub(super) c_row: usize,
    /// Empty where nothing goes back.
    pub(super) saved: &'a mut [T],
    pub(super) saved_row: usize,
}

/// A step back of some rows.
pub struct Backward<'a, T> {
    pub(super) rows: usize,
    pub(super) active: Active<'a>,
    pub(super) a: &'a mut [T],
    pub(super) a_row: usize,
    pub(super) dz: &'a mut [T],
    pub(super) dz_row: usize,
    /// h after the step.
    pub(super) h: Strided<'a, T>,
    /// The states before the step.
    pub(super) before: [Strided<'a, T>; 2],
    pub(super) saved: Strided<'a, T>,
    pub(super) dropout: Option<&'a [T]>,
    pub(super) d_states: [&'a mut [T]; 2],
    pub(super) state_row: usize,
    /// Room for another gradient of h.
    pub(super) spare: &'a mut [T],
}

impl<T: Float> Backward<'_, T> {
    /// `dh = (dz[columns] · weightsᵀ) * dropout`, or `dh += ` that, with weights packed of which these are rows `k`.
    pub(super) fn pass_back(
        &mut self,
        units: usize,
        columns: Range<usize>,
        packed: &[T],
        add: bool,
    ) {
        let product = |c, add| Product {
            rows: self.rows,
            k: columns.len(),
            n: units,
            a: &self.dz[columns.start..],
            a_row: self.dz_row,
            packed,
            c,
            c_row: self.state_row,
            add,
        };
        if let Some(dropout) = self.dropout {
            dispatch(product(self.spare, false));
            let place = Place::rows(0, self.state_row);
            dispatch(CopyRows {
                n: units,
                scale: Some(dropout),
                add,
                ..CopyRows::new(self.rows, self.spare, place, self.d_states[0], place)
            });
        } else {
            dispatch(product(self.d_states[0], add));
        }
    }
}

/// Where the weights' gradients lie in `aᵀ · dz`; columns of dz are counted in units.
pub struct Gradients {
    /// The parts that have to be computed: rows (columns of a), and columns of dz.
    pub(super) parts: SmallVec<[(Range<usize>, Range<usize>); 4]>,
    /// The first row of the kernel; the bias is the row after its last.
    pub(super) input: usize,
    /// For each gate of the kernel its columns of dz.
    pub(super) kernel: SmallVec<[usize; 4]>,
    /// For each gate of the recurrent kernel its first row, and its columns of dz.
    pub(super) recurrent: SmallVec<[(usize, usize); 4]>,
    /// The row of the recurrent bias, if there is one.
    pub(super) recurrent_bias: Option<usize>,
}
