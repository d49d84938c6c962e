//! Philox4x32-10: a bijection of counters that passes BigCrush. [Salmon et al. 2011]

/// Counters at once, so that the compiler uses vectors.
const WIDTH: usize = 16;
/// Words, and so elements, of a batch.
pub(super) const BATCH: usize = 4 * WIDTH;

/// Which sequence of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    /// The model's seed.
    pub seed: u32,
    /// How often numbers were drawn before: the iteration.
    pub step: u32,
    /// Tells the consumers of one seed apart.
    pub stream: u32,
}

/// The random words of elements `BATCH * batch ..`: word w of counter j belongs to element `w * WIDTH + j`.
#[inline(always)]
pub(super) fn words(stream: Stream, batch: usize) -> [[u32; WIDTH]; 4] {
    let first = batch as u64 * WIDTH as u64;
    let mut words = [[0; WIDTH]; 4];
    // One counter after another, rounds unrolled: the compiler makes vectors of the counters.
    for j in 0..WIDTH {
        // The low half of `first` is a multiple of WIDTH: adding j carries nothing into the high half.
        let mut counter =
            [(first as u32).wrapping_add(j as u32), (first >> 32) as u32, stream.step, 0];
        let mut key = [stream.seed, stream.stream];
        for _ in 0..10 {
            let [a, b, c, d] = counter;
            let even = u64::from(a) * 0xd251_1f53;
            let odd = u64::from(c) * 0xcd9e_8d57;
            counter = [
                (odd >> 32) as u32 ^ b ^ key[0],
                odd as u32,
                (even >> 32) as u32 ^ d ^ key[1],
                even as u32,
            ];
            key = [key[0].wrapping_add(0x9e37_79b9), key[1].wrapping_add(0xbb67_ae85)];
        }
        for (row, word) in words.iter_mut().zip(counter) {
            row[j] = word;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers of the reference implementation (Random123, kat_vectors), for counters that `words` can form.
    #[test]
    fn known_answers() {
        let zero = words(Stream { seed: 0, step: 0, stream: 0 }, 0);
        let first: Vec<u32> = (0..4).map(|w| zero[w][0]).collect();
        assert_eq!(first, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
    }

    #[test]
    fn seeds_steps_streams_and_batches_differ() {
        let base = Stream { seed: 1, step: 2, stream: 3 };
        let all = [
            words(base, 0),
            words(base, 1),
            words(Stream { seed: 2, ..base }, 0),
            words(Stream { step: 3, ..base }, 0),
            words(Stream { stream: 4, ..base }, 0),
        ];
        for (i, a) in all.iter().enumerate() {
            for b in &all[..i] {
                assert_ne!(a, b);
            }
        }
    }
}
