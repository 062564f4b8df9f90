//! A read-only table from short words to values, looked up without regard to case and without allocating.

use crate::text::{Span, first_of, is_caseless, mixed};
use foldhash::fast::RandomState;
use indexmap::{IndexMap, IndexSet};
use std::hash::Hash;
use std::hint::select_unpredictable;

/// Longest word that is packed into a key, in bytes.
const PACKED: usize = KEY - 1;
/// Length of a key in bytes: those of the word, zeros, and in the last the word's length, so that a NUL in a word is not taken for its end.
const KEY: usize = 16;

/// A packed word.
type Key = [u64; 2];

/// Maps words to values, whatever the case of their ASCII letters.
///
/// A look-up folds the word into two numbers, multiplies them and compares 48 bits of the product, with one place to look at: words of one group
/// share a shift, chosen so that no two words of the table have one place (Belazzougui, Botelho and Dietzfelbinger 2009). So whether a word is
/// listed, which cannot be guessed, decides nothing but which value is taken; and a place is small, so that those of a long list stay near the
/// processor: one word in 10^14 that are not listed is taken for a listed one. Words longer than a key are few in any list, and compared one by one.
#[derive(Debug)]
pub struct WordTable<V> {
    /// For each first letter the last letters of words that begin with it, as bits, and their lengths; letters are those with the same last five bits,
    /// and so are lengths. In a short list few words share all three with another.
    looks: [Looks; 32],
    /// A power of two of groups, of some three words each.
    shifts: Vec<u16>,
    /// A power of two of places, most of them taken.
    places: Vec<Place>,
    /// That of a word that is not listed, for those who want one; then each value of the list once.
    values: Vec<V>,
    long: Vec<(Box<str>, V)>,
}

/// What the words with one first letter look like: their last letters and their lengths, as bits.
#[derive(Clone, Copy, Debug, Default)]
struct Looks {
    last: u32,
    lengths: u32,
}

/// Of the word at a place the high bits of its hash, and in the others the number of its value. Zero where there is no word.
type Place = u64;

/// How many bits of a place are the number of a value.
const NUMBER: u32 = 16;

impl<V: Copy + Default + Eq + Hash> WordTable<V> {
    /// A table of `entries`; of two values for one word the last wins.
    ///
    /// # Panics
    /// If a word is empty or has one of ``@[\]^_`{|}~``, which are told apart by nothing but their case; if there are 65,536 values or
    /// more; or if no places are found. The lists are compiled in, so this is a mistake in a list.
    pub fn new<'w>(entries: impl IntoIterator<Item = (&'w str, V)>) -> Self {
        let (mut looks, mut long) = ([Looks::default(); 32], Vec::new());
        let mut keys: IndexMap<Key, V, RandomState> = IndexMap::default();
        for (word, value) in entries {
            let foldable = word.bytes().all(|byte| !(b'@'..0x80).contains(&byte) || byte.is_ascii_alphabetic());
            assert!(foldable && !word.is_empty(), "not a word for a table: {word:?}");
            let [first, last, length] = look(word.as_bytes());
            looks[first].last |= 1 << last;
            looks[first].lengths |= 1 << length;
            let Some(key) = key(word) else {
                long.insert(0, (word.into(), value));
                continue;
            };
            keys.insert(key, value);
        }
        let groups = (keys.len() / 3).next_power_of_two();
        let values: IndexSet<V, RandomState> = keys.values().copied().collect();
        assert!(values.len() < 1 << NUMBER, "too many values for a table: {}", values.len());
        let number = |value| 1 + values.get_index_of(value).expect("all of them are there") as u64;
        let words: Vec<Listed> =
            keys.iter().map(|(&key, value)| Listed { hash: mixed(key), number: number(value) }).collect();
        let values = std::iter::once(V::default()).chain(values.iter().copied()).collect();
        let mut table = Self { looks, shifts: vec![0; groups], places: Vec::new(), values, long };
        // The words of each group side by side: those of a group end where the next begins.
        let mut begins = vec![0; groups + 1];
        words.iter().for_each(|word| begins[table.group(word.hash)] += 1);
        let largest = begins.iter().copied().max().unwrap_or(0);
        let mut end = 0;
        for begin in &mut begins {
            end += *begin;
            *begin = end;
        }
        let mut grouped = words.clone();
        for word in words {
            let begin = &mut begins[table.group(word.hash)];
            *begin -= 1;
            grouped[*begin] = word;
        }
        let groups: Vec<_> = begins.windows(2).map(|group| &grouped[group[0]..group[1]]).collect();
        let mut size = (grouped.len() + grouped.len() / 8).next_power_of_two();
        while !table.settle(&groups, largest, size) {
            // Short lists may need more room than words.
            size *= 2;
            assert!(size <= 64 * grouped.len(), "no places for the {} words of a table", grouped.len());
        }
        table
    }

    /// Gives each word of the groups, of which none has more than `largest`, a place of its own among `size`; whether that can be done.
    fn settle(&mut self, groups: &[&[Listed]], largest: usize, size: usize) -> bool {
        self.places.clear();
        self.places.resize(size, 0);
        // The more words, the harder to find places for all at once.
        let mut by_length =
            (1..=largest).rev().flat_map(|len| groups.iter().enumerate().filter(move |(_, g)| g.len() == len));
        by_length.all(|(number, group)| self.settle_group(number, group))
    }

    /// Finds a shift that gives each word of a group a place of its own; whether there is one.
    fn settle_group(&mut self, number: usize, group: &[Listed]) -> bool {
        let mut places = Vec::with_capacity(group.len());
        // More of them than places lead to the same.
        let shifts = 0..=u16::try_from(self.places.len() - 1).unwrap_or(u16::MAX);
        for shift in shifts {
            self.shifts[number] = shift;
            places.clear();
            places.extend(group.iter().map(|word| self.place(word.hash)));
            let free = |(at, place): (usize, &usize)| self.places[*place] == 0 && !places[..at].contains(place);
            if places.iter().enumerate().all(free) {
                for (&place, word) in places.iter().zip(group) {
                    self.places[place] = word.hash >> NUMBER << NUMBER | word.number;
                }
                return true;
            }
        }
        false
    }

    /// The group of a word with that hash.
    #[inline(always)]
    fn group(&self, hash: u64) -> usize {
        (hash >> 48) as usize & (self.shifts.len() - 1)
    }

    /// The place of a word with that hash, if it is listed.
    #[inline(always)]
    fn place(&self, hash: u64) -> usize {
        let shift = u64::from(self.shifts[self.group(hash)]);
        // Steps of odd length come by every place.
        let place = hash.wrapping_add(shift.wrapping_mul(hash >> 24 | 1));
        place as usize & (self.places.len() - 1)
    }

    /// The number of the value of a word; 0 if it is not listed.
    #[inline(always)]
    fn number(&self, key: Key) -> usize {
        let hash = mixed(key);
        let place = self.places[self.place(hash)];
        let number = place as usize & ((1 << NUMBER) - 1);
        // What the processor cannot guess decides about no way to go on.
        select_unpredictable((place ^ hash) >> NUMBER == 0, number, 0)
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
        if word.is_empty() {
            return None;
        }
        let [first, last, length] = look(word);
        let looks = self.looks[first];
        let may_be = (looks.last >> last) & (looks.lengths >> length) & 1 == 1;
        if may_be { self.find_at(text, span) } else { None }
    }

    /// The same for a word that looks like a listed one. Not inlined, because few do.
    #[inline(never)]
    fn find_at(&self, text: &str, span: Span) -> Option<V> {
        let Some(key) = key_at(text, span) else { return self.get_long(&text[span]) };
        let number = self.number(key);
        (number > 0).then(|| self.values[number])
    }

    /// The same, whatever the case of letters beyond ASCII, too, and nothing in particular for a word that is not listed; for lists too long to
    /// tell by their ends.
    #[inline(always)]
    pub fn get_folded_at(&self, text: &str, span: Span) -> V {
        let Some(key) = key_at(text, span) else { return self.get_folded(&text[span]) };
        let number = self.number(key);
        // Asked together, because whether a word is listed cannot be guessed, and that it is ASCII can.
        if (number > 0) | ((key[0] | key[1]) & HIGH == 0) { self.values[number] } else { self.get_folded(&text[span]) }
    }

    /// The same for what is not found as it stands, or too long to look for so.
    #[cold]
    fn get_folded(&self, word: &str) -> V {
        let has_capitals = |word: &str| {
            let may_be = |c: char| !c.is_ascii() && !is_caseless(c);
            word.chars().any(|c| may_be(c) && c.to_lowercase().ne([c]))
        };
        let lower = || has_capitals(word).then(|| self.get(&word.to_lowercase())).flatten();
        self.get(word).or_else(lower).unwrap_or_default()
    }

    /// Whether `word` is in the table, whatever its case.
    #[inline]
    pub fn contains(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    fn get_long(&self, word: &str) -> Option<V> {
        self.long.iter().find(|(long, _)| long.eq_ignore_ascii_case(word)).map(|&(_, value)| value)
    }
}

/// A word of a list.
#[derive(Clone, Copy)]
struct Listed {
    hash: u64,
    /// That of its value.
    number: u64,
}

/// The last five bits of the first byte of a word, the same for small and capital letters, of its last byte and of its length.
#[inline]
fn look(word: &[u8]) -> [usize; 3] {
    [usize::from(word[0]), usize::from(word[word.len() - 1]), word.len()].map(|number| number & 31)
}

/// The word at `span` as a key; `None` if it is too long for one.
#[inline(always)]
fn key_at(text: &str, span: Span) -> Option<Key> {
    (span.len() <= PACKED).then(|| head(&text.as_bytes()[span.start()..], span.len()))
}

/// A word as a key; `None` if it is too long for one.
fn key(word: &str) -> Option<Key> {
    key_at(word, Span::new(0, word.len()))
}

/// The first `len` bytes as two numbers, [`folded`], and `len` behind them.
#[inline(always)]
fn head(bytes: &[u8], len: usize) -> Key {
    let word = first_of(bytes, len);
    [folded(word as u64), folded((word >> 64) as u64) | (len as u64) << 56]
}

/// The high bit of each byte: set in none of ASCII.
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// Eight bytes with their ASCII letters in lower case, all at once: whatever has the bit that letters have gets the one that small letters have.
/// That mixes up some marks, which no listed word has, and changes bytes beyond ASCII, but into no two characters the same: of the first bytes of
/// characters that may then be alike, one has one more byte behind it than the other.
#[inline(always)]
fn folded(bytes: u64) -> u64 {
    bytes | bytes >> 1 & u64::from_le_bytes([0x20; 8])
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
            assert_eq!(names.get_folded_at(&text, span), value.unwrap_or(0), "{word:?}");
            assert_eq!(names.get_at(&text, span), value.filter(|_| word != "ÉTÉ"), "{word:?}");
        }
        let twice =
            WordTable::new([("a", 1), ("b", 2), ("A", 3), ("gastroenterologist", 4), ("gastroenterologist", 5)]);
        assert_eq!([twice.get("a"), twice.get("B"), twice.get("Gastroenterologist")], [Some(3), Some(2), Some(5)]);
    }

    #[test]
    fn only_ascii_capitals_are_folded() {
        let key = |c: char| key(c.encode_utf8(&mut [0; 4]));
        let marks = "@[\\]^_`{|}~\u{7F}";
        let all: Vec<char> = ('\0'..=char::MAX).filter(|&c| !c.is_ascii_uppercase() && !marks.contains(c)).collect();
        assert_eq!(all.iter().map(|&c| key(c)).collect::<std::collections::HashSet<_>>().len(), all.len());
        assert!(('A'..='Z').all(|c| key(c) == key(c.to_ascii_lowercase())));
    }
}
