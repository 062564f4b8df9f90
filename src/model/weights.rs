//! The weights: which features the model kept, and eight bits for each of their tags.
//!
//! A set-associative table, as processor caches are built: a feature's hash names one set of [`WAYS`] rows, which is one cache line, and the
//! last bytes of a row tell whose it is. So features that training did not keep have no weight (plain feature hashing gives them somebody
//! else's, which cost 0.9 points of end-to-end F1 at the same size), and a look-up touches memory once.

use super::crf::LANES;
use super::tags::Tag;
use std::borrow::Cow;

/// Rows in a set.
pub const WAYS: usize = 4;
/// Bytes in a row: a weight for each tag, and the owner.
pub const ROW: usize = 16;
/// Bytes in a set.
const SET: usize = WAYS * ROW;

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

/// What of a feature's hash is kept to tell it from others in its set; never 0, which marks an empty row.
#[inline(always)]
fn owner_of(hash: u32) -> u32 {
    (hash & 0x00FF_FFFF).max(1)
}

impl<'m> Weights<'m> {
    /// A table from its bytes; `None` if they are no whole number of sets.
    pub fn from_bytes(bytes: &'m [u8]) -> Option<Self> {
        let fits = bytes.len().is_multiple_of(SET) && !bytes.is_empty();
        Some(Self { sets: (bytes.len() / SET).try_into().ok().filter(|_| fits)?, bytes: bytes.into() })
    }

    /// A table of `sets` sets from features and their weights in units of the model's scale. Features are taken in order while their set has
    /// room: the important first.
    pub fn new(sets: u32, features: impl Iterator<Item = (u32, [i8; Tag::COUNT])>) -> Weights<'static> {
        let mut bytes = vec![0u8; sets as usize * SET];
        for (hash, weights) in features {
            let set = &mut bytes[set_of(hash, sets) * SET..][..SET];
            let owner = owner_of(hash).to_le_bytes();
            let free = set.chunks_exact_mut(ROW).find(|row| row[Tag::COUNT..] == [0; 3]);
            if let Some(row) = free {
                for (to, w) in row.iter_mut().zip(weights) {
                    *to = w as u8;
                }
                row[Tag::COUNT..].copy_from_slice(&owner[..3]);
            }
        }
        Weights { bytes: bytes.into(), sets }
    }

    /// The summed weights of some features.
    #[inline]
    pub fn sum(&self, hashes: &[u32]) -> [i16; LANES] {
        let mut sum = [0i16; LANES];
        for &hash in hashes {
            let set: &[u8; SET] = self.bytes[set_of(hash, self.sets) * SET..][..SET].try_into().expect("a set");
            let owner = owner_of(hash);
            for way in 0..WAYS {
                let row: &[u8; ROW] = set[way * ROW..][..ROW].try_into().expect("a row");
                if u32::from_le_bytes([row[12], row[13], row[14], row[15]]) >> 8 == owner {
                    for (s, &w) in sum.iter_mut().zip(row) {
                        *s += i16::from(w as i8);
                    }
                    break;
                }
            }
        }
        sum
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
