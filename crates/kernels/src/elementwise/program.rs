//! What an elementwise kernel computes: straight-line code over registers of one block of elements each.

use super::{Binary, Unary};

/// Names a block of elements: the inputs come first, in order, then what instructions write.
pub type Register = u8;

/// Registers that a program may name, its inputs included.
pub const MAX_REGISTERS: usize = 32;

/// What an instruction computes from its operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `parameters[0]`, without operands.
    Constant,
    /// A function of one operand.
    Unary(Unary),
    /// A function of two operands.
    Binary(Binary),
    /// Operand 0 not zero ? operand 1 : operand 2.
    Select,
}

impl Function {
    /// How many operands it reads.
    pub const fn arity(self) -> usize {
        match self {
            Self::Constant => 0,
            Self::Unary(_) => 1,
            Self::Binary(_) => 2,
            Self::Select => 3,
        }
    }

    /// Time an element takes, where an addition of cached numbers is 1.
    pub const fn cost(self) -> usize {
        match self {
            Self::Unary(function) => function.cost(),
            Self::Binary(function) => function.cost(),
            Self::Constant | Self::Select => 1,
        }
    }
}

/// One step of a program; truth values are 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Instruction {
    /// What is computed.
    pub function: Function,
    /// What it reads, the first [`Function::arity`] of these.
    pub operands: [Register; 3],
    /// Where it goes: never an input's register.
    pub target: Register,
    /// Numbers that some functions take beside their operands.
    pub parameters: [f64; 2],
}

impl Instruction {
    /// The whole program of one function: its operands are the inputs, in order.
    pub const fn alone(function: Function, parameters: [f64; 2]) -> Self {
        let target = function.arity() as Register;
        Self { function, operands: [0, 1, 2], target, parameters }
    }
}

/// A program built up value by value, each instruction having a register of its own until
/// [`Program::allocate`] lets them share.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    inputs: usize,
    instructions: Vec<Instruction>,
    outputs: Vec<Register>,
}

impl Program {
    /// A program of that many inputs that does nothing yet; input i is in register i.
    pub const fn new(inputs: usize) -> Self {
        Self { inputs, instructions: Vec::new(), outputs: Vec::new() }
    }

    /// Number of inputs.
    pub const fn inputs(&self) -> usize {
        self.inputs
    }

    /// The steps, in order.
    pub fn instructions(&self) -> &[Instruction] {
        &self.instructions
    }

    /// The registers that hold the outputs at the end.
    pub fn outputs(&self) -> &[Register] {
        &self.outputs
    }

    /// Appends a function of registers and returns the register of its result; none when there are
    /// no more numbers for registers (255 values), whereupon the program has to be cut.
    pub fn push(
        &mut self,
        function: Function,
        operands: [Register; 3],
        parameters: [f64; 2],
    ) -> Option<Register> {
        let target = Register::try_from(self.inputs + self.instructions.len()).ok()?;
        self.instructions.push(Instruction { function, operands, target, parameters });
        Some(target)
    }

    /// Makes a register the next output.
    pub fn output(&mut self, register: Register) {
        self.outputs.push(register);
    }

    /// Lets values that are not alive at once share a register: call it once, when the program is
    /// complete. None when more than [`MAX_REGISTERS`] are needed at once.
    pub fn allocate(mut self) -> Option<Self> {
        let values = self.inputs + self.instructions.len();
        let mut last_use = vec![0; values];
        for (step, instruction) in self.instructions.iter().enumerate() {
            for &operand in &instruction.operands[..instruction.function.arity()] {
                last_use[operand as usize] = step;
            }
        }
        for &output in &self.outputs {
            last_use[output as usize] = usize::MAX;
        }
        let mut home: Vec<Register> = (0..values).map(|value| value as Register).collect();
        let mut free: Vec<Register> = (self.inputs..MAX_REGISTERS).rev().map(|r| r as u8).collect();
        for (step, instruction) in self.instructions.iter_mut().enumerate() {
            let target = instruction.target as usize;
            let arity = instruction.function.arity();
            let mut read = instruction.operands;
            for operand in &mut instruction.operands[..arity] {
                *operand = home[*operand as usize];
            }
            read[..arity].sort_unstable();
            for (i, &value) in read[..arity].iter().enumerate() {
                let value = value as usize;
                let again = i > 0 && read[i - 1] as usize == value;
                if value >= self.inputs && last_use[value] == step && !again {
                    free.push(home[value]);
                }
            }
            home[target] = free.pop()?;
            instruction.target = home[target];
            // A value that nothing reads leaves its register at once.
            if last_use[target] <= step {
                free.push(home[target]);
            }
        }
        for output in &mut self.outputs {
            *output = home[*output as usize];
        }
        (self.inputs <= MAX_REGISTERS).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADD: Function = Function::Binary(Binary::Add);

    #[test]
    fn values_share_registers_once_dead() {
        let mut program = Program::new(1);
        let mut last = 0;
        for _ in 0..100 {
            last = program.push(ADD, [last, 0, 0], [0.0; 2]).unwrap();
        }
        program.output(last);
        let program = program.allocate().unwrap();
        assert!(program.instructions().iter().all(|i| i.target == 1));
        assert_eq!(program.outputs(), [1]);
    }

    #[test]
    fn outputs_keep_their_registers() {
        let mut program = Program::new(1);
        let kept = program.push(ADD, [0, 0, 0], [0.0; 2]).unwrap();
        program.output(kept);
        let next = program.push(ADD, [kept, kept, 0], [0.0; 2]).unwrap();
        program.output(next);
        let program = program.allocate().unwrap();
        assert_ne!(program.outputs()[0], program.outputs()[1]);
    }

    #[test]
    fn too_many_values_at_once_are_refused() {
        let mut program = Program::new(1);
        for _ in 0..MAX_REGISTERS {
            let value = program.push(ADD, [0, 0, 0], [0.0; 2]).unwrap();
            program.output(value);
        }
        assert!(program.allocate().is_none());
    }
}
