//! What is taken and put where, and what an index outside says.

use crate::testing::eager;
use crate::{Array, DType, Error, TensorType};

fn floats(shape: &[usize], values: &[f32]) -> Array {
    Array::from_slice(shape, values)
}

fn ints(shape: &[usize], values: &[i32]) -> Array {
    Array::from_slice(shape, values)
}

#[test]
fn slices_are_gathered_along_an_axis() {
    let x = floats(&[3, 2], &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    let found = eager("gather", r#"{"axis":0}"#, &[x.clone(), ints(&[2], &[2, 0])]).unwrap();
    assert_eq!(found[0], floats(&[2, 2], &[4.0, 5.0, 0.0, 1.0]));
    let found = eager("gather", r#"{"axis":1}"#, &[x.clone(), ints(&[1], &[1])]).unwrap();
    assert_eq!(found[0], floats(&[3, 1], &[1.0, 3.0, 5.0]));
    let attributes = r#"{"axis":1,"batchDims":1}"#;
    let found = eager("gather", attributes, &[x.clone(), ints(&[3], &[0, 1, 0])]).unwrap();
    assert_eq!(found[0], floats(&[3], &[0.0, 3.0, 4.0]));
    let bytes = Array::from_slice(&[3], &[7_u8, 8, 9]);
    let found = eager("gather", r#"{"axis":0}"#, &[bytes, ints(&[2], &[2, 2])]).unwrap();
    assert_eq!(found[0].view().slice::<u8>(), [9, 9]);
    let error = eager("gather", r#"{"axis":0}"#, &[x, ints(&[2], &[1, 3])]).unwrap_err();
    let expected = "indices from 0 to 2, for an axis of size 3";
    assert_eq!(error, Error::value("gather", expected, "3 at position 1"));
}

#[test]
fn updates_are_added_or_put_at_their_indices() {
    let updates = floats(&[3], &[1.0, 2.0, 4.0]);
    let attributes = r#"{"axis":0,"size":3}"#;
    let found = eager("scatterAdd", attributes, &[updates.clone(), ints(&[3], &[2, 0, 2])]);
    assert_eq!(found.unwrap()[0], floats(&[3], &[2.0, 0.0, 5.0]));
    let tuples = ints(&[3, 2], &[0, 1, 1, 0, 0, 1]);
    let found = eager("scatterNd", r#"{"shape":[2,2]}"#, &[tuples.clone(), updates.clone()]);
    assert_eq!(found.unwrap()[0], floats(&[2, 2], &[0.0, 5.0, 2.0, 0.0]));
    let x = floats(&[2, 2], &[9.0; 4]);
    let found = eager("tensorScatterUpdate", "{}", &[x.clone(), tuples.clone(), updates]).unwrap();
    assert_eq!(found[0], floats(&[2, 2], &[9.0, 4.0, 2.0, 9.0]));
    let found = eager("gatherNd", "{}", &[found[0].clone(), tuples]).unwrap();
    assert_eq!(found[0], floats(&[3], &[4.0, 2.0, 4.0]));
    let error = eager("gatherNd", "{}", &[x, ints(&[1, 2], &[0, -1])]).unwrap_err();
    let expected = "indices into the axes [2, 2]";
    assert_eq!(error, Error::value("gatherNd", expected, "[0, -1] at position 0"));
}

#[test]
fn one_hot_rows_hold_on_and_off() {
    let attributes = r#"{"depth":3,"on":5,"off":-1,"dtype":"int32"}"#;
    let found = eager("oneHot", attributes, &[ints(&[3], &[1, 3, 0])]).unwrap();
    assert_eq!(found[0], ints(&[3, 3], &[-1, 5, -1, -1, -1, -1, 5, -1, -1]));
    let found = eager("oneHot", r#"{"depth":2}"#, &[ints(&[], &[1])]).unwrap();
    assert_eq!(found[0], floats(&[2], &[0.0, 1.0]));
}

#[test]
fn rows_are_sorted_with_their_indices() {
    let x = floats(&[2, 3], &[2.0, 3.0, 1.0, 5.0, 5.0, 7.0]);
    let found = eager("sort", "{}", std::slice::from_ref(&x)).unwrap();
    assert_eq!(found[0], floats(&[2, 3], &[1.0, 2.0, 3.0, 5.0, 5.0, 7.0]));
    assert_eq!(found[1], ints(&[2, 3], &[2, 0, 1, 0, 1, 2]));
    let found = eager("topK", r#"{"k":2}"#, std::slice::from_ref(&x)).unwrap();
    assert_eq!(found[0], floats(&[2, 2], &[3.0, 2.0, 7.0, 5.0]));
    assert_eq!(found[1], ints(&[2, 2], &[1, 0, 2, 0]));
    let error = eager("topK", r#"{"k":4}"#, &[x]).unwrap_err().to_string();
    assert!(error.starts_with("topK: expected k at most 3"), "{error}");
}

#[test]
fn ranges_and_identities_come_from_nothing() {
    let found = eager("range", r#"{"start":5,"step":-2,"size":3,"dtype":"int32"}"#, &[]).unwrap();
    assert_eq!(found[0], ints(&[3], &[5, 3, 1]));
    let found = eager("eye", r#"{"rows":2,"columns":3,"dtype":"float32"}"#, &[]).unwrap();
    assert_eq!(found[0], floats(&[2, 3], &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0]));
}

#[test]
fn nothing_to_take_or_put_is_not_an_error() {
    let empty = Array::zeros(TensorType::new(DType::Float32, [4, 0]));
    let found = eager("gather", r#"{"axis":0}"#, &[empty.clone(), ints(&[2], &[3, 1])]).unwrap();
    assert_eq!(found[0].ty().shape, [2, 0]);
    let found = eager("gather", r#"{"axis":0}"#, &[empty.clone(), ints(&[0], &[])]).unwrap();
    assert_eq!(found[0].ty().shape, [0, 0]);
    let found = eager("sort", "{}", &[empty]).unwrap();
    assert_eq!(found[0].ty().shape, [4, 0]);
}
