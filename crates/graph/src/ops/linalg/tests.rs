//! What has no solution, and shapes that don't fit.

use corten_kernels::Pool;

use super::cholesky::Cholesky;
use super::solve::Solve;
use crate::interpret::run_op;
use crate::{Array, Error, Op};

fn fails(op: &dyn Op, inputs: &[&Array]) -> Error {
    run_op(op, Pool::global(), inputs).unwrap_err()
}

#[test]
fn what_has_no_solution_says_so() {
    let a = Array::from_slice(&[2, 2], &[1.0_f32, 2.0, 2.0, 4.0]);
    let b = Array::from_slice(&[2, 1], &[1.0_f32, 1.0]);
    assert!(matches!(fails(&Solve { adjoint: false }, &[&a, &b]), Error::Value { .. }));
    let negative = Array::from_slice(&[1, 1], &[-1.0_f32]);
    assert!(matches!(fails(&Cholesky {}, &[&negative]), Error::Value { .. }));
}

#[test]
fn shapes_must_fit() {
    let a = Array::from_slice(&[1, 2], &[1.0_f32, 2.0]);
    assert!(matches!(Cholesky {}.infer(&[a.ty()]), Err(Error::Shape { .. })));
    let square = Array::from_slice(&[1, 1], &[1.0_f32]);
    assert!(Solve { adjoint: false }.infer(&[square.ty(), a.ty()]).is_ok());
    let tall = Array::from_slice(&[2, 1], &[1.0_f32, 2.0]);
    let wrong = Solve { adjoint: false }.infer(&[square.ty(), tall.ty()]);
    assert!(matches!(wrong, Err(Error::Shape { .. })));
}
