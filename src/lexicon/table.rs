//! A read-only table from short words to values, looked up without regard to case and without allocating.

use crate::text::Span;

/// Longest word that is packed into a key, in bytes.
const PACKED: usize = 16;

/// A packed word.
type Key = [u64; 2];

/// Maps words to values, whatever the case of their ASCII letters.
///
/// Open addressing over packed keys: a look-up folds the word into two numbers, multiplies once and compares whole keys. The slots are numbers
/// of entries and no more, so that looking in vain, which most look-ups do, stays in a small part of memory. Words longer than a
/// key are few in any list, and compared one by one.
#[derive(Debug)]
pub struct WordTable<V> {
    /// For each first letter the last letters of words that begin with it, as bits; letters are those with the same last five bits. In a short
    /// list few words share both with another.
    ends: [u32; 32],
    /// A power of two of slots, at most half of them filled: numbers of entries, 0 in an empty slot.
    slots: Vec<u16>,
    /// The first is no word's.
    entries: Vec<(Key, Option<V>)>,
    long: Vec<(Box<str>, V)>,
}

impl<V: Copy> WordTable<V> {
    /// A table of `entries`; of two values for one word the last wins.
    ///
    /// # Panics
    /// If a word is empty, or if there are more than 65,535: the lists are compiled in, so this is a mistake in a list.
    pub fn new<'w>(entries: impl IntoIterator<Item = (&'w str, V)>) -> Self {
        let words: Vec<_> = entries.into_iter().collect();
        let size = (words.len() * 2).next_power_of_two().max(2);
        let mut entries = Vec::with_capacity(words.len() + 1);
        entries.push(([0, 0], None));
        let mut table = Self { ends: [0; 32], slots: vec![0; size], entries, long: Vec::new() };
        for (word, value) in words {
            if word.len() > PACKED {
                table.long.insert(0, (word.into(), value));
                continue;
            }
            let key = pack(word.as_bytes()).unwrap_or_else(|| panic!("not a word for a table: {word:?}"));
            let (first, last) = ends(word.as_bytes());
            table.ends[first] |= 1 << last;
            match table.find(key) {
                (slot, 0) => {
                    table.slots[slot] = u16::try_from(table.entries.len()).expect("a list that fits a table");
                    table.entries.push((key, Some(value)));
                }
                (_, known) => table.entries[known].1 = Some(value),
            }
        }
        table
    }

    /// The value of `word`, whatever its case.
    #[inline]
    pub fn get(&self, word: &str) -> Option<V> {
        self.get_at(word, Span::new(0, word.len()))
    }

    /// The value of the word at `span`, whatever its case. In the midst of a text this is faster than for a word alone: the word and what
    /// follows are read at once, whatever the length, so that no guess of the processor depends on it.
    #[inline]
    pub fn get_at(&self, text: &str, span: Span) -> Option<V> {
        let word = &text.as_bytes()[span.start()..span.end()];
        if word.is_empty() || word.len() > PACKED {
            return self.get_long(&text[span]);
        }
        let (first, last) = ends(word);
        if self.ends[first] >> last & 1 == 0 {
            return None;
        }
        self.entries[self.find(key_at(text, span)?).1].1
    }

    /// The same, whatever the case of letters beyond ASCII, too; for lists too long to tell by their ends.
    #[inline]
    pub fn get_folded_at(&self, text: &str, span: Span) -> Option<V> {
        let (found, is_ascii) = match key_at(text, span) {
            Some(key) => (self.entries[self.find(key).1].1, (key[0] | key[1]) & HIGH == 0),
            None => (self.get_long(&text[span]), text[span].is_ascii()),
        };
        // Asked together, because whether a word is listed cannot be guessed, and that it is ASCII can.
        if found.is_none() & !is_ascii { self.get(&text[span].to_lowercase()) } else { found }
    }

    /// Whether `word` is in the table, whatever its case.
    #[inline]
    pub fn contains(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    fn get_long(&self, word: &str) -> Option<V> {
        self.long.iter().find(|(long, _)| long.eq_ignore_ascii_case(word)).map(|&(_, value)| value)
    }

    /// The slot of `key`, or the empty one where it would go; and the entry in it, or the first.
    #[inline]
    fn find(&self, key: Key) -> (usize, usize) {
        let halves = key[0] ^ key[1].rotate_left(29);
        let mask = self.slots.len() - 1;
        let mut slot = (halves.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask;
        loop {
            let number = usize::from(self.slots[slot]);
            // One question, not two: which of both it is cannot be guessed, that it is one of them can.
            if (number == 0) | (self.entries[number].0 == key) {
                return (slot, number);
            }
            slot = (slot + 1) & mask;
        }
    }
}

/// The last five bits of the first and the last byte of a word, the same for small and capital letters.
#[inline]
fn ends(word: &[u8]) -> (usize, usize) {
    (usize::from(word[0] & 31), usize::from(word[word.len() - 1] & 31))
}

/// The word at `span` as a key; `None` if it does not fit.
#[inline]
fn key_at(text: &str, span: Span) -> Option<Key> {
    let word = &text.as_bytes()[span.start()..span.end()];
    match text.as_bytes()[span.start()..].first_chunk::<PACKED>() {
        Some(bytes) if word.len() <= PACKED && *word.last()? != 0 => Some(head(bytes, word.len())),
        Some(_) => None,
        None => pack(word),
    }
}

/// The bytes of a word alone as a key; `None` if it does not fit.
#[inline]
fn pack(word: &[u8]) -> Option<Key> {
    // A NUL at the end would make it the same as the word without it.
    if word.len() > PACKED || *word.last()? == 0 {
        return None;
    }
    let mut bytes = [0; PACKED];
    bytes[..word.len()].copy_from_slice(word);
    Some(head(&bytes, word.len()))
}

/// The first `len` bytes as two numbers, ASCII letters in lower case.
#[inline]
fn head(bytes: &[u8; PACKED], len: usize) -> Key {
    const MASKS: [u128; PACKED + 1] = {
        let mut masks = [u128::MAX; PACKED + 1];
        let mut len = 0;
        while len < PACKED {
            masks[len] = (1 << (8 * len)) - 1;
            len += 1;
        }
        masks
    };
    let word = u128::from_le_bytes(*bytes) & MASKS[len];
    [lower_case(word as u64), lower_case((word >> 64) as u64)]
}

/// The high bit of each byte: set in none of ASCII.
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// Eight bytes with their ASCII capitals in lower case, all at once.
#[inline]
fn lower_case(bytes: u64) -> u64 {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    let low = bytes & !HIGH;
    // The high bit of each byte: whether it is at least 'A', and whether it is behind 'Z'. No sum carries into the next byte.
    let from_a = low + (0x80 - b'A' as u64) * EACH;
    let behind_z = low + (0x7F - b'Z' as u64) * EACH;
    let capitals = from_a & !behind_z & !bytes & HIGH;
    bytes | capitals >> 2
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
        for absent in ["", "word", "word500", "wörd1", "a word that is much too long to pack", "\0", "word1\0"] {
            assert_eq!(table.get(absent), None, "{absent:?}");
        }
    }

    #[test]
    fn words_of_every_length_are_told_apart() {
        let all = "Eleven-letter words and one’s own";
        let words: Vec<&str> =
            (1..=all.len()).filter(|&end| all.is_char_boundary(end)).map(|end| &all[..end]).collect();
        let table = WordTable::new(words.iter().enumerate().map(|(i, &w)| (w, i)));
        for (i, word) in words.iter().enumerate() {
            assert_eq!(table.get(&word.to_ascii_uppercase()), Some(i), "{word:?}");
        }
        // In the midst of a text, with less behind the word than a key has, and beyond ASCII.
        let text = format!("{all} ÉTÉ été");
        let names = WordTable::new([("eleven-letter", 1), ("one’s", 2), ("été", 3)]);
        for (word, value) in
            [("Eleven-letter", Some(1)), ("one’s", Some(2)), ("ÉTÉ", Some(3)), ("été", Some(3)), ("own", None)]
        {
            let start = text.find(word).unwrap();
            let span = Span::new(start, start + word.len());
            assert_eq!(names.get_folded_at(&text, span), value, "{word:?}");
            assert_eq!(names.get_at(&text, span), value.filter(|_| word != "ÉTÉ"), "{word:?}");
        }
        let twice =
            WordTable::new([("a", 1), ("b", 2), ("A", 3), ("gastroenterologist", 4), ("gastroenterologist", 5)]);
        assert_eq!([twice.get("a"), twice.get("B"), twice.get("Gastroenterologist")], [Some(3), Some(2), Some(5)]);
    }

    #[test]
    fn only_ascii_capitals_are_folded() {
        for byte in 0..=u8::MAX {
            assert_eq!(lower_case(u64::from_le_bytes([byte; 8])).to_le_bytes(), [byte.to_ascii_lowercase(); 8]);
        }
    }
}
