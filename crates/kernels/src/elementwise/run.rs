//! Runs a program: blocks of a chunk one after another, chunks on the pool.

use std::mem::MaybeUninit;

use super::{Access, BLOCK, Function, Instruction, MAX_REGISTERS, Register, binary, lanes, unary};
use crate::{Float, Kernel, Pool, SharedMut, Simd, dispatch};

/// Work of a chunk, in the unit of [`Function::cost`]: about 15 us.
const CHUNK_COST: usize = 1 << 19;

/// The elements of an input.
#[derive(Debug, Clone, Copy)]
pub enum Data<'a, T> {
    /// Read as they are.
    Float(&'a [T]),
    /// Bytes or truth values, converted.
    Uint8(&'a [u8]),
    /// Converted, rounded to what `T` can hold.
    Int32(&'a [i32]),
    /// Converted, rounded to what `T` can hold.
    Int64(&'a [i64]),
}

/// An input and how it is broadcast.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a, T> {
    /// The elements.
    pub data: Data<'a, T>,
    /// Which of them an output element reads.
    pub access: Access,
}

/// Where an output goes.
#[derive(Clone, Copy)]
pub enum Target<'a, T> {
    /// Written as computed.
    Float(SharedMut<'a, T>),
    /// 1 where the result is not zero.
    Bool(SharedMut<'a, u8>),
    /// Truncated towards zero.
    Uint8(SharedMut<'a, u8>),
    /// Truncated towards zero.
    Int32(SharedMut<'a, i32>),
    /// Truncated towards zero.
    Int64(SharedMut<'a, i64>),
}

impl<T> Target<'_, T> {
    fn len(&self) -> usize {
        match self {
            Self::Float(out) => out.len(),
            Self::Bool(out) | Self::Uint8(out) => out.len(),
            Self::Int32(out) => out.len(),
            Self::Int64(out) => out.len(),
        }
    }
}

/// Computes `targets[j]` from register `outputs[j]` for each of `elements` elements, register i
/// holding source i before the first instruction.
pub fn run<T: Float>(
    pool: &Pool,
    instructions: &[Instruction],
    outputs: &[Register],
    elements: usize,
    sources: &[Source<'_, T>],
    targets: &[Target<'_, T>],
) {
    check(instructions, outputs, sources.len());
    assert_eq!(outputs.len(), targets.len());
    assert!(targets.iter().all(|target| target.len() == elements));
    let steps: usize = instructions.iter().map(|instruction| instruction.function.cost()).sum();
    let cost = steps + sources.len() + targets.len();
    let chunks = (elements * cost).div_ceil(CHUNK_COST);
    let chunk = elements.div_ceil(chunks.max(1)).next_multiple_of(BLOCK).max(BLOCK);
    pool.for_chunks(elements.div_ceil(chunk), |i| {
        let start = i * chunk;
        let end = elements.min(start + chunk);
        dispatch(Chunk { instructions, outputs, sources, targets, start, end });
    });
}

/// Panics unless every register is written before it is read and no input is written: the kernel's
/// memory safety rests on it.
fn check(instructions: &[Instruction], outputs: &[Register], inputs: usize) {
    assert!(inputs <= MAX_REGISTERS);
    let bit = |register: Register| 1_u64 << register.min(63);
    let mut written = (1_u64 << inputs) - 1;
    for instruction in instructions {
        let operands = &instruction.operands[..instruction.function.arity()];
        assert!(operands.iter().all(|&operand| written & bit(operand) != 0));
        let target = instruction.target as usize;
        assert!((inputs..MAX_REGISTERS).contains(&target));
        written |= bit(instruction.target);
    }
    assert!(outputs.iter().all(|&output| written & bit(output) != 0));
}

/// The registers' blocks; each is written before it is read.
#[repr(align(64))]
struct Blocks<T>([[T; BLOCK]; MAX_REGISTERS]);

struct Chunk<'a, T> {
    instructions: &'a [Instruction],
    outputs: &'a [Register],
    sources: &'a [Source<'a, T>],
    targets: &'a [Target<'a, T>],
    start: usize,
    end: usize,
}

impl<T: Float> Kernel<T> for Chunk<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Scalar = T>>(self, s: S) {
        let mut blocks = MaybeUninit::<Blocks<T>>::uninit();
        let base = blocks.as_mut_ptr().cast::<T>();
        // SAFETY: register numbers are below MAX_REGISTERS, so each block lies in `blocks`.
        let home = |register: usize| unsafe { base.add(register * BLOCK) };
        let mut at: [*mut T; MAX_REGISTERS] = std::array::from_fn(home);
        for (register, source) in self.sources.iter().enumerate() {
            if source.access.is_scalar() {
                let n = (self.end - self.start).min(BLOCK).next_multiple_of(S::LANES);
                // SAFETY: a block has BLOCK elements, a multiple of LANES; nothing else refers to it.
                let block = unsafe { uninit(home(register), n) };
                gather(source, 0, block);
            }
        }
        let mut start = self.start;
        while start < self.end {
            let len = (self.end - start).min(BLOCK);
            let n = len.next_multiple_of(S::LANES);
            for (register, source) in self.sources.iter().enumerate() {
                if source.access.is_scalar() {
                    continue;
                }
                if let (Data::Float(data), true, true) =
                    (source.data, source.access.is_full(), n == len)
                {
                    at[register] = data[start..start + len].as_ptr().cast_mut();
                    continue;
                }
                at[register] = home(register);
                // SAFETY: as above; `n` is at most BLOCK.
                let (block, tail) = unsafe { uninit(home(register), n) }.split_at_mut(len);
                gather(source, start, block);
                tail.fill(MaybeUninit::new(T::ZERO));
            }
            for (j, (&register, target)) in self.outputs.iter().zip(self.targets).enumerate() {
                if let (true, Target::Float(out)) = (self.direct(j, n == len), target) {
                    // SAFETY: chunks and blocks are disjoint ranges; the pointer is used for this block only.
                    at[register as usize] = unsafe { out.slice(start, len) }.as_mut_ptr();
                } else if register as usize >= self.sources.len()
                    && !self.is_direct_before(j, n == len)
                {
                    at[register as usize] = home(register as usize);
                }
            }
            for instruction in self.instructions {
                // SAFETY: every pointer in `at` has `n` elements: a block, or part of an input or output of
                // that length. `check` saw that operands are written before and that inputs are not written.
                unsafe { execute(s, instruction, &at, n) };
            }
            for (j, (&register, target)) in self.outputs.iter().zip(self.targets).enumerate() {
                if !self.direct(j, n == len) {
                    // SAFETY: the register was written, `len` elements of it and more.
                    let from = unsafe { std::slice::from_raw_parts(at[register as usize], len) };
                    scatter(from, target, start);
                }
            }
            start += len;
        }
    }
}

impl<T: Float> Chunk<'_, T> {
    /// Whether the instruction that computes output `j` writes it in place: floats, whole vectors, no
    /// input handed through, and not the same register as an earlier output.
    #[inline(always)]
    fn direct(&self, j: usize, whole: bool) -> bool {
        let register = self.outputs[j];
        whole
            && matches!(self.targets[j], Target::Float(_))
            && register as usize >= self.sources.len()
            && !self.outputs[..j].contains(&register)
    }

    /// Whether an earlier output of the same register is written in place.
    #[inline(always)]
    fn is_direct_before(&self, j: usize, whole: bool) -> bool {
        (0..j).any(|i| self.outputs[i] == self.outputs[j] && self.direct(i, whole))
    }
}

/// # Safety
/// `block` must be valid for `n` elements that nothing else refers to.
unsafe fn uninit<'a, T>(block: *mut T, n: usize) -> &'a mut [MaybeUninit<T>] {
    // SAFETY: the caller's contract.
    unsafe { std::slice::from_raw_parts_mut(block.cast(), n) }
}

#[inline(always)]
fn gather<T: Float>(source: &Source<'_, T>, start: usize, block: &mut [MaybeUninit<T>]) {
    let access = &source.access;
    match source.data {
        Data::Float(data) => access.gather(data, start, block, MaybeUninit::new),
        Data::Uint8(data) => {
            access.gather(data, start, block, |x| MaybeUninit::new(T::from_f64(f64::from(x))));
        }
        Data::Int32(data) => {
            access.gather(data, start, block, |x| MaybeUninit::new(T::from_f64(f64::from(x))));
        }
        Data::Int64(data) => {
            access.gather(data, start, block, |x| MaybeUninit::new(T::from_f64(x as f64)));
        }
    }
}

#[inline(always)]
fn scatter<T: Float>(from: &[T], target: &Target<'_, T>, start: usize) {
    macro_rules! write {
        ($out:ident, $x:ident => $value:expr) => {
            // SAFETY: chunks and blocks are disjoint ranges of the output.
            for (to, &$x) in unsafe { $out.slice(start, from.len()) }.iter_mut().zip(from) {
                *to = $value;
            }
        };
    }
    match target {
        Target::Float(out) => write!(out, x => x),
        Target::Bool(out) => write!(out, x => u8::from(x != T::ZERO)),
        Target::Uint8(out) => write!(out, x => x.to_f64() as u8),
        Target::Int32(out) => write!(out, x => x.to_f64() as i32),
        Target::Int64(out) => write!(out, x => x.to_f64() as i64),
    }
}

/// # Safety
/// The pointers of the instruction's operands and target must be valid for `n` elements, a multiple
/// of `S::LANES`, the operands' initialised.
#[inline(always)]
unsafe fn execute<S: Simd>(
    s: S,
    instruction: &Instruction,
    at: &[*mut S::Scalar; MAX_REGISTERS],
    n: usize,
) {
    let [a, b, c] = instruction.operands.map(|operand| at[operand as usize % MAX_REGISTERS]);
    let to = at[instruction.target as usize];
    let parameters = instruction.parameters;
    match instruction.function {
        Function::Constant => {
            let value = s.c(parameters[0]);
            lanes!(s, n, to, [] value);
        }
        // SAFETY: the caller's contract.
        Function::Unary(function) => unsafe { unary::run(s, function, parameters, a, to, n) },
        // SAFETY: the caller's contract.
        Function::Binary(function) => unsafe { binary::run(s, function, a, b, to, n) },
        Function::Select => lanes!(s, n, to, [x = a, y = b, z = c] {
            s.select(s.eq(x, s.zero()), z, y)
        }),
    }
}
