//! The pool: every chunk runs once, whoever runs it, and a panic comes back to the caller.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::*;

fn counts(pool: &Pool, chunks: usize) -> Vec<usize> {
    let seen: Vec<_> = (0..chunks).map(|_| AtomicUsize::new(0)).collect();
    pool.for_chunks(chunks, |i| {
        seen[i].fetch_add(1, Ordering::Relaxed);
    });
    seen.into_iter().map(AtomicUsize::into_inner).collect()
}

#[test]
fn every_chunk_runs_once() {
    for threads in [1, 2, 4] {
        let pool = Pool::new(threads);
        for chunks in [0, 1, 2, 3, 7, 64, 1000] {
            for _ in 0..50 {
                assert_eq!(counts(&pool, chunks), vec![1; chunks]);
            }
        }
    }
}

#[test]
fn parked_workers_wake() {
    let pool = Pool::new(3);
    for _ in 0..20 {
        assert_eq!(counts(&pool, 9), [1; 9]);
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn workers_take_part() {
    let pool = Pool::new(2);
    let names = Mutex::new(std::collections::HashSet::new());
    pool.for_chunks(2, |_| {
        names.lock().unwrap().insert(std::thread::current().id());
        std::thread::sleep(Duration::from_millis(50));
    });
    assert_eq!(names.into_inner().unwrap().len(), 2);
}

#[test]
fn pieces_of_a_slice_are_disjoint_and_complete() {
    let pool = Pool::new(4);
    let mut data = vec![0usize; 103];
    pool.for_chunks_mut(&mut data, 10, |i, piece| {
        assert_eq!(piece.len(), if i == 10 { 3 } else { 10 });
        piece.iter_mut().for_each(|x| *x += i + 1);
    });
    assert!(data.iter().enumerate().all(|(j, &x)| x == j / 10 + 1));
}

#[test]
fn a_panic_is_raised_after_all_chunks_and_the_pool_lives_on() {
    let pool = Pool::new(2);
    for bad in [0, 3, 7] {
        let ended = AtomicUsize::new(0);
        let panic = guarded(|| {
            pool.for_chunks(8, |i| {
                assert!(i != bad, "chunk {bad}");
                ended.fetch_add(1, Ordering::Relaxed);
            });
        });
        assert_eq!(panic.unwrap().downcast_ref::<String>().unwrap(), &format!("chunk {bad}"));
        assert_eq!(ended.into_inner(), 7);
        assert_eq!(counts(&pool, 8), [1; 8]);
    }
}

#[test]
fn a_fork_inside_a_chunk_runs_on_its_own_thread() {
    let pool = Pool::new(2);
    let inner = AtomicUsize::new(0);
    pool.for_chunks(4, |_| {
        let here = std::thread::current().id();
        pool.for_chunks(3, |_| {
            assert_eq!(std::thread::current().id(), here);
            inner.fetch_add(1, Ordering::Relaxed);
        });
    });
    assert_eq!(inner.into_inner(), 12);
}

#[test]
fn two_callers_at_once_both_finish() {
    let pool = Pool::new(2);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..500 {
                    assert_eq!(counts(&pool, 5), [1; 5]);
                }
            });
        }
    });
}

#[test]
fn shutdown_joins_and_the_next_fork_restarts() {
    let pool = Pool::new(3);
    for _ in 0..5 {
        assert_eq!(counts(&pool, 6), [1; 6]);
        pool.shutdown();
        assert!(pool.lock_workers().is_none());
        pool.shutdown();
    }
}
