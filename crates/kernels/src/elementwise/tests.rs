//! Programs at every level of the machine against plain loops.

use super::*;
use crate::{Level, Pool, SharedMut, with_level};

fn ramp(n: usize) -> Vec<f32> {
    (0..n).map(|i| (i as f32 - 30.0) * 0.125).collect()
}

fn full(data: &[f32]) -> Source<'_, f32> {
    Source { data: Data::Float(data), access: Access::FULL }
}

#[test]
fn tails_and_blocks_are_whole() {
    for level in Level::available() {
        with_level(level, || {
            for n in (1..=67).chain([511, 512, 513, 2000, 300_000]) {
                let (a, b) = (ramp(n), vec![2.0; n]);
                let mut out = vec![0.0; n];
                let add = [Instruction::alone(Function::Binary(Binary::Add), [0.0; 2])];
                let targets = [Target::Float(SharedMut::new(&mut out))];
                run(Pool::global(), &add, &[2], n, &[full(&a), full(&b)], &targets);
                assert!(out.iter().zip(&a).all(|(out, a)| *out == a + 2.0), "{n} at {level:?}");
            }
        })
        .unwrap();
    }
}

#[test]
fn a_chain_with_conversions_and_several_outputs() {
    let n = 1003;
    let (x, mask) = (ramp(n), (0..n).map(|i| (i % 3 == 0) as u8).collect::<Vec<_>>());
    let mut program = Program::new(3);
    let product = program.push(Function::Binary(Binary::Mul), [0, 2, 0], [0.0; 2]).unwrap();
    let chosen = program.push(Function::Select, [1, product, 0], [0.0; 2]).unwrap();
    let positive =
        program.push(Function::Binary(Binary::Greater), [chosen, 2, 0], [0.0; 2]).unwrap();
    for output in [chosen, positive, 0, chosen] {
        program.output(output);
    }
    let program = program.allocate().unwrap();
    let half = [0.5];
    let scalar = Access::broadcast(&[], &[n]).unwrap();
    let sources = [
        full(&x),
        Source { data: Data::Uint8(&mask), access: Access::FULL },
        Source { data: Data::Float(&half), access: scalar },
    ];
    let (mut chosen, mut positive) = (vec![0.0; n], vec![9; n]);
    let (mut copy, mut again) = (vec![0.0; n], vec![0; n]);
    run(
        Pool::global(),
        program.instructions(),
        program.outputs(),
        n,
        &sources,
        &[
            Target::Float(SharedMut::new(&mut chosen)),
            Target::Bool(SharedMut::new(&mut positive)),
            Target::Float(SharedMut::new(&mut copy)),
            Target::Int32(SharedMut::new(&mut again)),
        ],
    );
    for i in 0..n {
        let want = if mask[i] == 1 { x[i] * 0.5 } else { x[i] };
        assert_eq!(chosen[i], want);
        assert_eq!(positive[i], u8::from(want > 0.5));
        assert_eq!(copy[i], x[i]);
        assert_eq!(again[i], want as i32);
    }
}

#[test]
fn nan_passes_through_what_compares() {
    let x = [f32::NAN, 1.0, -1.0];
    let run1 = |function: Function| {
        let mut out = [0.0; 3];
        let instruction = [Instruction::alone(function, [0.0, 6.0])];
        let sources = [full(&x), full(&[0.0; 3])];
        let arity = function.arity();
        let targets = [Target::Float(SharedMut::new(&mut out))];
        run(Pool::global(), &instruction, &[arity as u8], 3, &sources[..arity], &targets);
        out
    };
    for unary in [Unary::Relu, Unary::Clip, Unary::Step] {
        assert!(run1(Function::Unary(unary))[0].is_nan(), "{unary:?}");
    }
    // But it has no sign.
    assert_eq!(run1(Function::Unary(Unary::Sign)), [0.0, 1.0, -1.0]);
    for binary in [Binary::Maximum, Binary::Minimum] {
        assert!(run1(Function::Binary(binary))[0].is_nan(), "{binary:?}");
    }
}

#[test]
#[should_panic(expected = "written & bit")]
fn a_register_read_before_it_is_written_is_refused() {
    let add = [Instruction::alone(Function::Binary(Binary::Add), [0.0; 2])];
    let mut out = [0.0];
    run(Pool::global(), &add, &[2], 1, &[full(&[1.0])], &[Target::Float(SharedMut::new(&mut out))]);
}

#[test]
fn integers_wrap_and_floor() {
    let binary = |function, a: &[i32], b: &[i32]| {
        let mut out = vec![0_i32; a.len()];
        integer_binary(function, (a, &Access::FULL), (b, &Access::FULL), &mut out).unwrap();
        out
    };
    assert_eq!(binary(Binary::Div, &[7, -7, 7, 1], &[2, 2, -2, 0]), [3, -4, -4, 0]);
    assert_eq!(binary(Binary::Mod, &[7, -7], &[3, 3]), [1, 2]);
    assert_eq!(binary(Binary::Add, &[i32::MAX], &[1]), [i32::MIN]);
    assert_eq!(binary(Binary::Pow, &[3, 2, -1], &[4, -1, -3]), [81, 0, -1]);
}
