//! Where the elements go: each op on the numbers 0, 1, 2, ..., for element types of each size.

use crate::testing::eager;
use crate::{Array, DType, Error};

fn count(shape: &[usize]) -> Vec<u8> {
    (0..shape.iter().product::<usize>() as u8).collect()
}

/// Checks the shape and elements that an op gives on 0, 1, 2, ... in each of its inputs, for 1, 4 and 8 bytes an element.
fn check(name: &str, attributes: &str, inputs: &[&[usize]], shape: &[usize], want: &[u8]) {
    let bytes: Vec<Array> = inputs.iter().map(|s| Array::from_slice(s, &count(s))).collect();
    let found = eager(name, attributes, &bytes).unwrap();
    assert_eq!(found[0], Array::from_slice(shape, want), "{name} {attributes}");
    assert_eq!(found[0].view().slice::<u8>(), want, "{name} {attributes}");
    let as_f32 = |values: &[u8]| values.iter().map(|&x| f32::from(x)).collect::<Vec<_>>();
    let as_i64 = |values: &[u8]| values.iter().map(|&x| i64::from(x)).collect::<Vec<_>>();
    let f32s: Vec<Array> =
        inputs.iter().map(|s| Array::from_slice(s, &as_f32(&count(s)))).collect();
    let i64s: Vec<Array> =
        inputs.iter().map(|s| Array::from_slice(s, &as_i64(&count(s)))).collect();
    let found = eager(name, attributes, &f32s).unwrap();
    assert_eq!(found[0].view().slice::<f32>(), as_f32(want), "{name} {attributes}");
    let found = eager(name, attributes, &i64s).unwrap();
    assert_eq!(found[0].view().slice::<i64>(), as_i64(want), "{name} {attributes}");
}

#[test]
fn axes_move() {
    check("transpose", r#"{"perm":[1,0]}"#, &[&[2, 3]], &[3, 2], &[0, 3, 1, 4, 2, 5]);
    check("transpose", r#"{"perm":[2,0,1]}"#, &[&[1, 2, 3]], &[3, 1, 2], &[0, 3, 1, 4, 2, 5]);
    check("reverse", r#"{"axes":[1]}"#, &[&[2, 3]], &[2, 3], &[2, 1, 0, 5, 4, 3]);
    check("reverse", r#"{"axes":[0,1]}"#, &[&[2, 2]], &[2, 2], &[3, 2, 1, 0]);
}

#[test]
fn elements_repeat() {
    check("broadcastTo", r#"{"shape":[2,3]}"#, &[&[3]], &[2, 3], &[0, 1, 2, 0, 1, 2]);
    check("broadcastTo", r#"{"shape":[2,2]}"#, &[&[2, 1]], &[2, 2], &[0, 0, 1, 1]);
    check("tile", r#"{"reps":[2]}"#, &[&[3]], &[6], &[0, 1, 2, 0, 1, 2]);
    check("tile", r#"{"reps":[1,2]}"#, &[&[2, 2]], &[2, 4], &[0, 1, 0, 1, 2, 3, 2, 3]);
    check("tile", r#"{"reps":[0]}"#, &[&[3]], &[0], &[]);
}

#[test]
fn boxes_are_cut_out_and_put_in() {
    check("slice", r#"{"begin":[1,1],"size":[1,2]}"#, &[&[2, 3]], &[1, 2], &[4, 5]);
    let backwards = r#"{"begin":[1,2],"end":[-1,-1],"strides":[-1,-2]}"#;
    check("stridedSlice", backwards, &[&[2, 3]], &[2, 2], &[5, 3, 2, 0]);
    check("stridedSlice", r#"{"begin":[4],"end":[4],"strides":[1]}"#, &[&[4]], &[0], &[]);
    let place = r#"{"shape":[5],"begin":[4],"strides":[-2]}"#;
    check("stridedPlace", place, &[&[3]], &[5], &[2, 0, 1, 0, 0]);
    check("concat", r#"{"axis":1}"#, &[&[2, 1], &[2, 2]], &[2, 3], &[0, 0, 1, 1, 2, 3]);
}

#[test]
fn borders_are_constant_or_mirrored() {
    check("pad", r#"{"paddings":[[1,2]],"value":7}"#, &[&[2]], &[5], &[7, 0, 1, 7, 7]);
    check("pad", r#"{"paddings":[[2,1]],"mode":"reflect"}"#, &[&[3]], &[6], &[2, 1, 0, 1, 2, 1]);
    check("pad", r#"{"paddings":[[2,1]],"mode":"symmetric"}"#, &[&[3]], &[6], &[1, 0, 0, 1, 2, 2]);
    let corners = r#"{"paddings":[[1,0],[0,1]],"mode":"reflect"}"#;
    check("pad", corners, &[&[2, 2]], &[3, 3], &[2, 3, 2, 0, 1, 0, 2, 3, 2]);
}

#[test]
fn sequences_turn_up_to_their_lengths() {
    let x = Array::from_slice(&[2, 3], &[0_u8, 1, 2, 3, 4, 5]);
    let lengths = |lengths: [i32; 2]| Array::from_slice(&[2], &lengths);
    let found = eager("reverseSequence", r#"{"seqAxis":1}"#, &[x.clone(), lengths([2, 3])]);
    assert_eq!(found.unwrap()[0].view().slice::<u8>(), [1, 0, 2, 5, 4, 3]);
    let error = eager("reverseSequence", r#"{"seqAxis":1}"#, &[x, lengths([4, 0])]).unwrap_err();
    assert_eq!(error, Error::value("reverseSequence", "lengths from 0 to 3", "4"));
}

#[test]
fn what_does_not_fit_is_named() {
    let x = Array::from_slice(&[2, 3], &[0.0_f32; 6]);
    let fails = |name: &str, attributes: &str, expected: &str, received: &str| {
        let error = eager(name, attributes, std::slice::from_ref(&x)).unwrap_err().to_string();
        assert_eq!(error, format!("{name}: expected {expected}, received {received}"));
    };
    let past = "begin + size at most 3 on axis 1 of float32[2, 3]";
    fails("slice", r#"{"begin":[0,2],"size":[2,2]}"#, past, "2 + 2");
    let perm = "perm to name each axis of float32[2, 3] once";
    fails("transpose", r#"{"perm":[1,1]}"#, perm, "[1, 1]");
    let broadcast = "a shape that float32[2, 3] broadcasts to";
    fails("broadcastTo", r#"{"shape":[3,2]}"#, broadcast, "[3, 2]");
    let wide = "paddings at most 1 on axis 0 of float32[2, 3]";
    fails("pad", r#"{"paddings":[[2,0],[0,0]],"mode":"reflect"}"#, wide, "[2, 0]");
    let zero = r#"{"begin":[0,0],"end":[2,3],"strides":[1,0]}"#;
    fails("stridedSlice", zero, "strides other than 0", "0 on axis 1");
    fails(
        "tile",
        r#"{"reps":[2]}"#,
        "reps with 2 entries, one an axis of float32[2, 3]",
        "1 entries",
    );
    let huge = r#"{"reps":[1000000000,1000000000]}"#;
    let received = "float32[2000000000, 3000000000]";
    fails("tile", huge, "an output that fits in memory", received);
    let ints = Array::zeros(x.ty().with_dtype(DType::Int32));
    let error = eager("concat", r#"{"axis":0}"#, &[x.clone(), ints]).unwrap_err();
    assert_eq!(error, Error::dtype("concat", "float32", "int32"));
    assert_eq!(
        eager("slice", "{}", &[]).unwrap_err().to_string().split(", received").next(),
        Some("slice: expected valid attributes")
    );
}
