//! The weights: which features the model kept, and eight bits for each of their tags.
//!
//! A set-associative table, as processor caches are built: a feature's hash names one set of [`WAYS`] rows, which is one cache line, and the
//! end of the line tells whose its rows are. So features that training did not keep have no weight (plain feature hashing gives them somebody
//! else's, which cost 0.9 points of end-to-end F1 at the same size), and a look-up touches memory once.

use super::crf::LANES;
use super::tags::Tag;
use rten_simd::{Isa, SimdOp};
use std::borrow::Cow;
use std::hint::{black_box, select_unpredictable};

/// Rows in a set.
pub const WAYS: usize = 4;
/// Bytes in a row: a weight for each tag but the first, whose weights are 0; only differences count.
pub const ROW: usize = Tag::COUNT - 1;
/// Bytes in a set: the rows, and the hash of the feature each belongs to.
const SET: usize = WAYS * ROW + WAYS * 4;
/// How a weight of 0 is written: weights are bytes from -127 to 127 plus this.
const ZERO: u8 = 128;
/// Features looked up at a time.
const BATCH: usize = 160;
/// Where the owners start.
const OWNERS: usize = WAYS * ROW;

/// A table of weights, as it stands in a model file.
#[derive(Clone, Debug)]
pub struct Weights<'m> {
    bytes: Cow<'m, [u8]>,
    sets: u32,
}

/// The set of a feature.
#[inline(always)]
fn set_of(hash: u32, sets: u32) -> usize {
    ((u64::from(hash) * u64::from(sets)) >> 32) as usize
}

/// What marks a row as a feature's; never 0, which marks an empty row.
#[inline(always)]
fn owner_of(hash: u32) -> u32 {
    hash.max(1)
}

/// Which row of a set belongs to `wanted`; [`WAYS`] if none does. No branch: whether a feature is known cannot be foretold.
#[inline(always)]
fn way_of(set: &[u8; SET], wanted: u32) -> usize {
    let (owners, _) = set[OWNERS..].as_chunks::<4>();
    (0..WAYS).rev().fold(WAYS, |way, at| select_unpredictable(u32::from_le_bytes(owners[at]) == wanted, at, way))
}

/// The sums of rows, given where they start; at most [`BATCH`], so that no sum is too large.
///
/// A row is read together with the four bytes behind it, so that it fills a vector; their sums mean nothing. The compiler must not see that
/// they are not used, or it takes the vector apart.
#[inline(always)]
fn add_up(bytes: &[u8], rows: &[u32]) -> [u16; ROW + 4] {
    let mut sums = [0; ROW + 4];
    for &at in rows {
        let at = at as usize;
        let row: &[u8; ROW + 4] = bytes[at..at + ROW + 4].try_into().expect("a row");
        for (sum, &weight) in sums.iter_mut().zip(row) {
            *sum += u16::from(weight);
        }
    }
    black_box(sums)
}

/// What [`Weights::sum`] does, with the widest vectors the processor has.
struct Summing<'w> {
    bytes: &'w [u8],
    sets: u32,
    hashes: &'w [u32],
}

impl SimdOp for Summing<'_> {
    type Output = [i16; LANES];

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) -> [i16; LANES] {
        let (sets, _) = self.bytes.as_chunks::<SET>();
        let mut out = [0; LANES];
        let (mut numbers, mut rows) = ([0u32; BATCH], [0u32; BATCH]);
        for hashes in self.hashes.chunks(BATCH) {
            for (number, &hash) in numbers.iter_mut().zip(hashes) {
                *number = set_of(hash, self.sets) as u32;
            }
            let touched = numbers[..hashes.len()].iter().fold(0, |touched, &set| touched ^ sets[set as usize][0]);
            black_box(touched);
            let mut found = 0;
            for (&number, &hash) in numbers.iter().zip(hashes) {
                let way = way_of(&sets[number as usize], owner_of(hash));
                rows[found] = number * SET as u32 + (way * ROW) as u32;
                found += usize::from(way < WAYS);
            }
            let sums = add_up(self.bytes, &rows[..found]);
            let zero = found as i32 * i32::from(ZERO);
            for (out, sum) in out[1..].iter_mut().zip(&sums[..ROW]) {
                *out += (i32::from(*sum) - zero) as i16;
            }
        }
        out
    }
}

impl<'m> Weights<'m> {
    /// A table from its bytes; `None` if they are no whole number of sets.
    pub fn from_bytes(bytes: &'m [u8]) -> Option<Self> {
        let fits = bytes.len().is_multiple_of(SET) && !bytes.is_empty();
        Some(Self { sets: (bytes.len() / SET).try_into().ok().filter(|_| fits)?, bytes: bytes.into() })
    }

    /// A table of `sets` sets from features and their weights in units of the model's scale. Features are taken in order while their set has
    /// room: the important first.
    pub fn new(sets: u32, features: impl Iterator<Item = (u32, [i8; ROW])>) -> Weights<'static> {
        let mut bytes = vec![0u8; sets as usize * SET];
        for (hash, weights) in features {
            let set = &mut bytes[set_of(hash, sets) * SET..][..SET];
            let free = (0..WAYS).find(|way| set[OWNERS + 4 * way..][..4] == [0; 4]);
            if let Some(way) = free {
                set[way * ROW..][..ROW].copy_from_slice(&weights.map(|w| (i16::from(w) + i16::from(ZERO)) as u8));
                set[OWNERS + 4 * way..][..4].copy_from_slice(&owner_of(hash).to_le_bytes());
            }
        }
        Weights { bytes: bytes.into(), sets }
    }

    /// The summed weights of some features, a number for each tag.
    ///
    /// Waiting for memory is most of the work of the whole tagger, so every set is touched before any is looked at: a loop of a few
    /// instructions lets the processor fetch dozens of lines at once. Then the rows are found without a branch (whether a feature is known
    /// cannot be foretold) and added up, a few vector instructions for each.
    pub fn sum(&self, hashes: &[u32]) -> [i16; LANES] {
        Summing { bytes: &self.bytes, sets: self.sets, hashes }.dispatch()
    }

    /// The table as bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Which of the features, most important first, have a place in a table of `sets` sets.
pub fn placed(sets: u32, features: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut used = vec![0u8; sets as usize];
    features
        .filter(|&hash| {
            let used = &mut used[set_of(hash, sets)];
            *used += u8::from(*used < WAYS as u8 + 1);
            *used <= WAYS as u8
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table against a plain map, with more features than it has room for.
    #[test]
    fn sums_are_those_of_the_features_that_have_a_place() {
        let sets = 16;
        let features: Vec<u32> = (0..200u32).map(|n| n.wrapping_mul(0x9E37_79B9)).collect();
        let weights = |hash: u32| std::array::from_fn(|tag| (hash >> tag) as i8 / 2);
        let placed = placed(sets, features.iter().copied());
        assert!(placed.len() > 40 && placed.len() <= 64, "{} of 64 places", placed.len());
        let table = Weights::new(sets, features.iter().map(|&hash| (hash, weights(hash))));
        let mut expected = [0i16; LANES];
        for &hash in &placed {
            for (sum, weight) in expected[1..].iter_mut().zip(weights(hash)) {
                *sum += i16::from(weight);
            }
        }
        assert_eq!(table.sum(&features), expected);
        let again = Weights::from_bytes(table.bytes()).unwrap();
        assert_eq!(again.sum(&features), expected);
        assert!(Weights::from_bytes(&table.bytes()[1..]).is_none());
        assert!(Weights::from_bytes(&[]).is_none());
    }
}
