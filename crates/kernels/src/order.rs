//! Order along rows: sorting and the largest elements, by their indices.

use std::cmp::Ordering;

use crate::Pool;

/// Elements that one chunk looks at, about.
const CHUNK: usize = 16 * 1024;

/// Ascending, with NaN as the largest number of all, as NumPy sorts.
fn compare<T: PartialOrd>(a: &T, b: &T) -> Ordering {
    let is_nan = |x: &T| x.partial_cmp(x).is_none();
    a.partial_cmp(b).unwrap_or_else(|| is_nan(a).cmp(&is_nan(b)))
}

/// For each row of `columns` elements, the indices that sort it; equal elements keep their order.
pub fn argsort<T: PartialOrd + Sync>(
    pool: &Pool,
    x: &[T],
    columns: usize,
    descending: bool,
    indices: &mut [i32],
) {
    for_rows(pool, x, columns, columns, indices, |row, indices| {
        indices.iter_mut().enumerate().for_each(|(i, index)| *index = i as i32);
        indices.sort_unstable_by(|&i, &j| {
            let order = compare(&row[i as usize], &row[j as usize]);
            (if descending { order.reverse() } else { order }).then(i.cmp(&j))
        });
    });
}

/// For each row of `columns` elements, the indices of the `k` largest, largest first; of equal ones the first.
pub fn top_k<T: PartialOrd + Sync>(
    pool: &Pool,
    x: &[T],
    columns: usize,
    k: usize,
    indices: &mut [i32],
) {
    for_rows(pool, x, columns, k, indices, |row, best| {
        for (index, x) in row.iter().enumerate() {
            let found = index.min(k);
            let at_least = |&i: &i32| compare(&row[i as usize], x) != Ordering::Less;
            if found == k && at_least(&best[k - 1]) {
                continue;
            }
            let place = best[..found].partition_point(at_least);
            best.copy_within(place..found.min(k - 1), place + 1);
            best[place] = index as i32;
        }
    });
}

/// Calls `find` with each row of x and its `k` indices.
fn for_rows<T: Sync>(
    pool: &Pool,
    x: &[T],
    columns: usize,
    k: usize,
    indices: &mut [i32],
    find: impl Fn(&[T], &mut [i32]) + Sync,
) {
    if k == 0 {
        return;
    }
    let per_chunk = (CHUNK / columns).max(1);
    pool.for_chunks_mut(indices, per_chunk * k, |chunk, indices| {
        let rows = x[chunk * per_chunk * columns..].chunks_exact(columns);
        for (row, indices) in rows.zip(indices.chunks_exact_mut(k)) {
            find(row, indices);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_are_the_head_of_a_descending_sort() {
        for columns in [1, 2, 7, 100] {
            let x: Vec<f32> = (0..columns * 3).map(|i| (i * i * 7 % 23) as f32).collect();
            let mut sorted = vec![0; x.len()];
            argsort(Pool::global(), &x, columns, true, &mut sorted);
            for k in 1..=columns {
                let mut best = vec![0; 3 * k];
                top_k(Pool::global(), &x, columns, k, &mut best);
                for (best, sorted) in best.chunks(k).zip(sorted.chunks(columns)) {
                    assert_eq!(*best, sorted[..k], "{k} of {columns}");
                }
            }
        }
    }

    #[test]
    fn equal_elements_keep_their_order_and_nan_is_largest() {
        let x = [2.0, f64::NAN, 1.0, 2.0, f64::NEG_INFINITY];
        let mut indices = [0; 5];
        argsort(Pool::global(), &x, 5, false, &mut indices);
        assert_eq!(indices, [4, 2, 0, 3, 1]);
        argsort(Pool::global(), &x, 5, true, &mut indices);
        assert_eq!(indices, [1, 0, 3, 2, 4]);
    }
}
