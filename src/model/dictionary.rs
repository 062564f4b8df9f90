//! What the model knows about words by themselves: the most frequent part of speech, classes of meaning, how often a word was a cue in the
//! training data, and which vector the network learned for it. One table, one look-up a word.

use super::hash;
use rten_simd::ops::BitOps;
use rten_simd::{Isa, SimdOp};

/// Part-of-speech tags of the Penn treebank; a word's `pos` is an index into this list. The first stands for "unknown".
pub const PENN: [&str; 48] = [
    "?", "NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD", "JJ", "JJR", "JJS",
    "RB", "RBR", "RBS", "DT", "PDT", "WDT", "WP", "WP$", "WRB", "IN", "TO", "CC", "CD", "EX", "RP", "POS", "UH", "FW",
    "LS", "SYM", "$", "#", ",", ".", ":", "-LRB-", "-RRB-", "``", "''", "HYPH", "ADD",
];

/// Classes of meaning a word can be in, as bits of [`Entry::classes`].
pub mod class {
    /// A person: "spokesman".
    pub const PERSON: u8 = 1;
    /// A group: "committee".
    pub const GROUP: u8 = 2;
    /// A piece of communication: "statement".
    pub const MESSAGE: u8 = 4;
    /// A verb of communication: "claim".
    pub const SAY: u8 = 8;
    /// A verb of thinking: "believe".
    pub const THINK: u8 = 16;
    /// A given name.
    pub const FIRST_NAME: u8 = 32;
    /// A family name.
    pub const LAST_NAME: u8 = 64;
    /// A nationality: "French".
    pub const NATIONALITY: u8 = 128;
}

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Most frequent part of speech, an index into [`PENN`].
    pub pos: u8,
    /// How often it is the main word of a cue: 0 never seen as one, 15 nearly always.
    pub cue: u8,
    /// Classes of meaning, bits of [`class`].
    pub classes: u8,
    /// Number of the vector that the network learned for it, from 1; 0 is "none", so that others share what is learned of their endings.
    pub vector: u16,
}

impl Entry {
    /// Its numbers side by side, in the lowest [`BITS`].
    fn pack(self) -> u64 {
        let [pos, cue, classes] = [self.pos, self.cue, self.classes].map(u64::from);
        pos | cue << 6 | classes << 10 | u64::from(self.vector) << 18
    }

    #[inline]
    fn unpack(bits: u64) -> Self {
        let pos = bits as u8 & 63;
        Self {
            // A damaged table must not lead outside the list.
            pos: if usize::from(pos) < PENN.len() { pos } else { 0 },
            cue: (bits >> 6) as u8 & 15,
            classes: (bits >> 10) as u8,
            vector: (bits >> 18) as u16,
        }
    }
}

/// How many bits of a slot are the entry; the rest are those of its key.
const BITS: u32 = 34;

/// Length of a slot in bytes.
const SLOT: usize = 8;

/// A table of [`Entry`]s by word: open addressing in bytes as they stand in the model file, so that loading costs nothing.
#[derive(Clone, Debug)]
pub struct Dictionary<'m> {
    slots: std::borrow::Cow<'m, [u8]>,
    mask: usize,
}

impl<'m> Dictionary<'m> {
    /// A table from the bytes of [`bytes`](Self::bytes); `None` if their number is not a power of two of slots.
    pub fn from_bytes(bytes: &'m [u8]) -> Option<Self> {
        let count = bytes.len() / SLOT;
        let fits = bytes.len().is_multiple_of(SLOT) && count.is_power_of_two();
        fits.then(|| Self { slots: bytes.into(), mask: count - 1 })
    }

    /// A table of `entries`, each under the hash of its word (see [`key`]). Of two under one key the first stays.
    pub fn new(entries: impl ExactSizeIterator<Item = (u64, Entry)>) -> Dictionary<'static> {
        let count = (entries.len() * 3 / 2).next_power_of_two().max(2);
        let mut slots = vec![0; count];
        for (key, entry) in entries {
            let mut at = key as usize & (count - 1);
            while slots[at] != 0 && slots[at] >> BITS != check(key) {
                at = (at + 1) & (count - 1);
            }
            if slots[at] == 0 {
                slots[at] = check(key) << BITS | entry.pack();
            }
        }
        let slots: Vec<u8> = slots.into_iter().flat_map(u64::to_le_bytes).collect();
        Dictionary { slots: slots.into(), mask: count - 1 }
    }

    #[inline]
    fn slot(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.slots.as_chunks().0[at & self.mask])
    }

    /// Asks the memory for what is known under `keys`, without waiting for it.
    pub fn fetch(&self, keys: impl Iterator<Item = u64>) {
        Fetching { dictionary: self, keys }.dispatch();
    }

    /// What is known under `key`.
    #[inline]
    pub fn get(&self, key: u64) -> Option<Entry> {
        // At most every slot once, so that a table without an empty slot (a damaged file) does not hang the search.
        for step in 0..self.mask + 1 {
            let slot = self.slot((key as usize).wrapping_add(step));
            if slot >> BITS == check(key) {
                return Some(Entry::unpack(slot));
            }
            if slot == 0 {
                return None;
            }
        }
        None
    }

    /// What is known of the word under `key`: its own entry, else that of words that end and look like it.
    #[inline]
    pub fn look_up<'w>(&self, key: u64, word: impl FnOnce() -> &'w str) -> Entry {
        self.get(key).unwrap_or_else(|| {
            let word = word();
            let ending = |n| self.get(ending_key(word, n));
            ending(3).or_else(|| ending(2)).unwrap_or_default()
        })
    }

    /// The same with bytes of its own.
    pub fn into_owned(self) -> Dictionary<'static> {
        Dictionary { slots: self.slots.into_owned().into(), mask: self.mask }
    }

    /// The table as bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.slots
    }
}

/// What [`Dictionary::fetch`] does.
struct Fetching<'d, 'm, K> {
    dictionary: &'d Dictionary<'m>,
    keys: K,
}

impl<K: Iterator<Item = u64>> SimdOp for Fetching<'_, '_, K> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (slots, _) = self.dictionary.slots.as_chunks::<SLOT>();
        for key in self.keys {
            isa.u8().prefetch(slots[key as usize & self.dictionary.mask].as_ptr());
        }
    }
}

/// What is kept of a key in the table; never 0, which marks an empty slot.
#[inline]
fn check(key: u64) -> u64 {
    (key >> BITS).max(1)
}

/// The key of a word.
pub fn key(word: &str) -> u64 {
    hash::word(word)
}

/// The key under which is kept what words are like that end in the last `letters` characters of `word` and look like it.
pub fn ending_key(word: &str, letters: usize) -> u64 {
    let start = word.char_indices().rev().nth(letters - 1).map_or(0, |(at, _)| at);
    let first = word.chars().next();
    let look = if first.is_some_and(char::is_uppercase) {
        2
    } else if first.is_some_and(char::is_alphabetic) {
        1
    } else {
        0
    };
    hash::join(hash::word(&word[start..]), 0xE4D + look + 8 * letters as u64)
}
