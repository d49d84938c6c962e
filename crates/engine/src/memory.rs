//! The memory plan: offsets in one arena for values with known lifetimes, so that those alive at the
//! same time never overlap.

/// Cache lines keep values apart.
const ALIGNMENT: usize = 64;

/// A value that needs memory from one step to another, both inclusive.
#[derive(Debug, Clone, Copy)]
pub struct Lifetime {
    /// Bytes needed.
    pub bytes: usize,
    /// The step that writes it first.
    pub first: usize,
    /// The last step that reads it.
    pub last: usize,
}

/// Offsets for each lifetime, and the size of the arena: largest first, each in the lowest gap that is
/// free all its life (Pisarchyk and Lee 2020, "greedy by size").
pub fn plan(lifetimes: &[Lifetime]) -> (Vec<usize>, usize) {
    let mut order: Vec<usize> = (0..lifetimes.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(lifetimes[i].bytes), lifetimes[i].first));
    let mut offsets = vec![0; lifetimes.len()];
    // Values placed so far, by offset.
    let mut placed: Vec<usize> = Vec::with_capacity(lifetimes.len());
    let mut total = 0;
    for index in order {
        let life = lifetimes[index];
        let size = life.bytes.next_multiple_of(ALIGNMENT);
        let mut offset = 0;
        for &other in &placed {
            let alive = lifetimes[other].first <= life.last && life.first <= lifetimes[other].last;
            if !alive {
                continue;
            }
            if offsets[other] >= offset + size {
                break;
            }
            offset =
                offset.max(offsets[other] + lifetimes[other].bytes.next_multiple_of(ALIGNMENT));
        }
        offsets[index] = offset;
        total = total.max(offset + size);
        let position = placed.partition_point(|&other| offsets[other] <= offset);
        placed.insert(position, index);
    }
    (offsets, total)
}

#[cfg(test)]
mod tests {
    use super::{Lifetime, plan};

    #[test]
    fn values_alive_together_never_overlap_and_dead_ones_are_reused() {
        let life = |bytes, first, last| Lifetime { bytes, first, last };
        let lives =
            [life(100, 0, 1), life(200, 1, 2), life(100, 2, 3), life(64, 3, 4), life(1, 0, 4)];
        let (offsets, total) = plan(&lives);
        for (i, a) in lives.iter().enumerate() {
            for (j, b) in lives.iter().enumerate().skip(i + 1) {
                let together = a.first <= b.last && b.first <= a.last;
                let apart =
                    offsets[i] + a.bytes <= offsets[j] || offsets[j] + b.bytes <= offsets[i];
                assert!(!together || apart, "{i} and {j} overlap");
            }
        }
        assert_eq!(total, 128 + 256 + 64);
    }
}
