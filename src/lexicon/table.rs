//! A read-only table from short ASCII words to values, looked up without regard to case and without allocating.

/// Longest word a table can hold, in bytes: the words are packed into one 128-bit key.
pub(super) const MAX_LEN: usize = 16;

/// Maps ASCII words of at most 16 bytes, case folded, to values.
///
/// Open addressing over packed keys: a look-up folds the word into a `u128`, multiplies once and compares whole keys. Words with other than
/// ASCII characters, and longer ones, are in no table.
#[derive(Debug)]
pub struct WordTable<V> {
    /// A power of two of slots, at most half of them filled; key 0 is an empty slot.
    slots: Vec<(u128, Option<V>)>,
}

impl<V: Copy> WordTable<V> {
    /// A table of `entries`; of two values for one word the last wins.
    ///
    /// # Panics
    /// If a word is empty, longer than 16 bytes or not ASCII: the lists are compiled in, so this is a mistake in a list.
    pub fn new<'w>(entries: impl IntoIterator<Item = (&'w str, V)>) -> Self {
        let entries: Vec<_> = entries.into_iter().collect();
        let size = (entries.len() * 2).next_power_of_two().max(2);
        let mut table = Self { slots: vec![(0, None); size] };
        for (word, value) in entries {
            let key = pack(word.as_bytes()).unwrap_or_else(|| panic!("not a word for a table: {word:?}"));
            let slot = table.slot(key);
            table.slots[slot] = (key, Some(value));
        }
        table
    }

    /// The value of `word`, whatever its case.
    #[inline]
    pub fn get(&self, word: &str) -> Option<V> {
        let key = pack(word.as_bytes())?;
        self.slots[self.slot(key)].1
    }

    /// Whether `word` is in the table, whatever its case.
    #[inline]
    pub fn contains(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    /// The slot of `key`, or the empty one where it would go.
    #[inline]
    fn slot(&self, key: u128) -> usize {
        let folded = (key as u64) ^ ((key >> 64) as u64).rotate_left(29);
        let mask = self.slots.len() - 1;
        let mut slot = (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask;
        while self.slots[slot].0 != 0 && self.slots[slot].0 != key {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

/// The word's bytes, lower-cased, as one number; `None` if it does not fit or is not ASCII. Never 0.
#[inline]
fn pack(word: &[u8]) -> Option<u128> {
    if word.is_empty() || word.len() > MAX_LEN {
        return None;
    }
    let mut key = 0;
    for &byte in word {
        if byte == 0 || byte >= 0x80 {
            return None;
        }
        key = key << 8 | u128::from(byte.to_ascii_lowercase());
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_words_in_any_case_and_nothing_else() {
        let words: Vec<String> = (0..500).map(|i| format!("word{i}")).collect();
        let table = WordTable::new(words.iter().enumerate().map(|(i, w)| (w.as_str(), i)));
        for (i, word) in words.iter().enumerate() {
            assert_eq!(table.get(&word.to_uppercase()), Some(i));
        }
        for absent in ["", "word", "word500", "wörd1", "a word that is much too long to pack", "\0"] {
            assert_eq!(table.get(absent), None, "{absent:?}");
        }
    }
}
