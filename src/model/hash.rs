//! The hash functions that words go through. **Frozen**: a model file is only good for the functions it was trained with;
//! change one and [`IDENTITY`] must change too, so that old files are refused.

use crate::text::{Span, first_of, is_caseless, mixed};
use rten_simd::{Isa, SimdOp};
use smallvec::SmallVec;

/// Names these functions in model files.
pub const IDENTITY: u32 = 0x5148_0002;

const K1: u64 = 0x9E37_79B9_7F4A_7C15;
const K2: u64 = 0xD6E8_FEB8_6659_FD93;

/// Two values folded into one; the order matters.
#[inline(always)]
pub fn join(a: u64, b: u64) -> u64 {
    let h = (a ^ b.wrapping_mul(K2).rotate_left(29)).wrapping_mul(K1);
    h ^ (h >> 32)
}

/// Bytes to 64 bits (FNV-1a with a closing mix).
#[inline]
pub fn bytes(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let mut h: u64 = 0xCBF2_9CE4_8422_2325;
    for b in bytes {
        h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3);
    }
    h = (h ^ (h >> 32)).wrapping_mul(K1);
    h ^ (h >> 29)
}

/// Longest word that is hashed as two numbers, in bytes.
const SHORT: usize = 16;

/// A number of 8 bits for each of a word's first bytes, zeros behind it.
type Head = [u8; SHORT];

/// How many words are read together at most.
pub(super) const TOGETHER: usize = 128;

/// The first bytes of words read together, as they are hashed, letters in lower case and digits as `0`, and what each byte was.
pub(super) struct Heads {
    heads: [Head; TOGETHER],
    kinds: [Head; TOGETHER],
}

/// A word in ASCII of at most [`SHORT`] bytes.
#[derive(Clone, Copy)]
pub(super) struct Short {
    head: Head,
    kinds: Head,
}

/// What a byte was: one of these bits, or none.
const CAPITAL: u8 = 1;
const SMALL: u8 = 2;
/// Part of a character beyond ASCII.
const BEYOND: u8 = 0x80;

impl Heads {
    pub(super) fn new() -> Self {
        Self { heads: [[0; SHORT]; TOGETHER], kinds: [[0; SHORT]; TOGETHER] }
    }

    /// Reads the words at `spans`, at most [`TOGETHER`]. Fastest in the midst of a text, where as many bytes are read whatever a word's length.
    #[inline]
    pub(super) fn read(&mut self, text: &str, spans: impl Iterator<Item = Span>) {
        let mut count = 0;
        for (head, span) in self.heads.iter_mut().zip(spans) {
            *head = first_of(&text.as_bytes()[span.start()..], span.len().min(SHORT)).to_le_bytes();
            count += 1;
        }
        Folding { heads: &mut self.heads[..count], kinds: &mut self.kinds[..count] }.dispatch();
    }

    /// Of those read last the one with that number, which has so many bytes; `None` if it is long or not in ASCII.
    #[inline(always)]
    pub(super) fn short(&self, number: usize, bytes: usize) -> Option<Short> {
        let word = Short { head: self.heads[number], kinds: self.kinds[number] };
        (bytes <= SHORT && !word.has(BEYOND, 0)).then_some(word)
    }
}

impl Short {
    /// Its hash.
    #[inline(always)]
    pub(super) fn hash(self) -> u64 {
        short(u128::from_le_bytes(self.head))
    }

    /// Whether its first letter is a capital, and whether others are capitals or small letters.
    #[inline(always)]
    pub(super) fn case(self) -> [bool; 3] {
        [self.kinds[0] == CAPITAL, self.has(CAPITAL, 1), self.has(SMALL, 1)]
    }

    /// Whether one of its bytes from number `from` on is of a kind.
    #[inline(always)]
    fn has(self, kind: u8, from: usize) -> bool {
        (u128::from_le_bytes(self.kinds) >> (8 * from)) & u128::from_le_bytes([kind; SHORT]) != 0
    }
}

/// Brings words into lower case and tells what their bytes were.
struct Folding<'w> {
    heads: &'w mut [Head],
    kinds: &'w mut [Head],
}

impl SimdOp for Folding<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        // No byte decides about another, so that as many are worked on at a time as there are in a vector.
        for (byte, kind) in self.heads.as_flattened_mut().iter_mut().zip(self.kinds.as_flattened_mut()) {
            let within = |from: u8, to: u8, bits: u8| if byte.wrapping_sub(from) <= to - from { bits } else { 0 };
            let capital = within(b'A', b'Z', u8::MAX);
            *kind = capital & CAPITAL | within(b'a', b'z', SMALL) | *byte & BEYOND;
            *byte = (*byte | capital & 0x20) & !within(b'0', b'9', 0x0F);
        }
    }
}

/// A word, whatever its case: letters in lower case, digits as `0`, a curly apostrophe as a straight one. For many words, most of them short and in
/// ASCII, `Heads` are quicker.
pub fn word(word: &str) -> u64 {
    // Longer words are few.
    let mut folded: SmallVec<[u8; 2 * SHORT]> = SmallVec::new();
    for c in word.chars() {
        match c {
            '’' | '‘' => folded.push(b'\''),
            c if c.is_ascii_digit() => folded.push(b'0'),
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase() as u8),
            c if is_caseless(c) => folded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            c if c.is_numeric() => folded.push(b'0'),
            c => c.to_lowercase().for_each(|c| folded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes())),
        }
    }
    if folded.len() > SHORT { bytes(folded) } else { short(first_of(&folded, folded.len())) }
}

/// The hash of a word as a number.
#[inline(always)]
fn short(word: u128) -> u64 {
    mixed([word as u64, (word >> 64) as u64])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// These values are in shipped model files. If this test fails, restore the functions or change `IDENTITY` and retrain.
    #[test]
    fn the_hashes_are_frozen() {
        assert_eq!([word("said"), word("é"), word("chancellor-designate"), join(1, 2)], FROZEN);
    }

    const FROZEN: [u64; 4] = [9582472724202880845, 15533494749810420561, 1685434794636429552, 325724482804173291];

    #[test]
    fn words_that_differ_in_case_digits_and_apostrophes_only_are_the_same() {
        for (one, other) in [
            ("said", "SAID"),
            ("don’t", "don't"),
            ("2016", "1999"),
            ("É", "é"),
            ("42-YEAR-OLD", "37-year-old"),
            ("Chancellor-Designate", "chancellor-designate"),
            ("chancellor’s-own", "Chancellor's-own"),
        ] {
            assert_eq!(word(one), word(other), "{one}");
        }
        let words = [
            "said",
            "say",
            "sai",
            "s",
            "",
            "0",
            "o",
            "[",
            "{",
            "@",
            "`",
            "abcdefghijklmnop",
            "abcdefghijklmno",
            "ponm",
        ];
        let different: std::collections::BTreeSet<u64> = words.iter().map(|w| word(w)).collect();
        assert_eq!(different.len(), words.len());
    }

    #[test]
    fn what_stands_around_a_word_in_a_text_does_not_matter() {
        let text = "“Früher” said Ana RUIZ’S 42-year-old chancellor-designate, 1999 @[`{ é";
        let mut heads = Heads::new();
        for (start, _) in text.char_indices() {
            let ends = (start..=text.len()).filter(|&end| text.is_char_boundary(end));
            let spans: Vec<Span> = ends.map(|end| Span::new(start, end)).collect();
            heads.read(text, spans.iter().copied());
            for (number, &span) in spans.iter().enumerate() {
                let short = heads.short(number, span.len());
                assert_eq!(short.is_some(), span.len() <= SHORT && text[span].is_ascii(), "{:?}", &text[span]);
                if let Some(short) = short {
                    assert_eq!(short.hash(), word(&text[span]), "{:?}", &text[span]);
                }
            }
        }
    }
}
