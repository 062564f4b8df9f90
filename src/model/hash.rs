//! The hash functions that words go through. **Frozen**: a model file is only good for the functions it was trained with;
//! change one and [`IDENTITY`] must change too, so that old files are refused.

use crate::text::{Span, first_of, is_general_punctuation, mixed};
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

/// Longest word that is read as two numbers, in bytes.
const SHORT: usize = 16;

/// A word, whatever its case: letters in lower case, digits as `0`, a curly apostrophe as a straight one.
#[inline]
pub fn word(word: &str) -> u64 {
    word_read(word, short_at(word, Span::new(0, word.len())))
}

/// The same for a word that [`short_at`] has read already.
#[inline]
pub(super) fn word_read(word: &str, short: Option<u128>) -> u64 {
    short.map_or_else(|| folded(word), short_ascii)
}

/// The bytes of a short word in ASCII as a number, the first one lowest; `None` for other words. Fastest in the midst of a text, where as
/// many bytes are read whatever the word's length.
#[inline]
pub(super) fn short_at(text: &str, span: Span) -> Option<u128> {
    let word = &text.as_bytes()[span.start()..span.end()];
    let bytes = first_of(&text.as_bytes()[span.start()..], word.len().min(SHORT));
    (word.len() <= SHORT && bytes & HIGH == 0).then_some(bytes)
}

/// A word that is long or not in ASCII.
fn folded(word: &str) -> u64 {
    // Longer words are few.
    let mut folded: SmallVec<[u8; 2 * SHORT]> = SmallVec::new();
    for c in word.chars() {
        match c {
            '’' | '‘' => folded.push(b'\''),
            c if c.is_ascii_digit() => folded.push(b'0'),
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase() as u8),
            c if is_general_punctuation(c) => folded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            c if c.is_numeric() => folded.push(b'0'),
            c => c.to_lowercase().for_each(|c| folded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes())),
        }
    }
    if folded.len() > SHORT { bytes(folded) } else { short(first_of(&folded, folded.len())) }
}

const EACH: u128 = u128::from_le_bytes([1; SHORT]);
/// The high bit of each byte: set in none of ASCII.
const HIGH: u128 = 0x80 * EACH;

/// The high bit of each byte of ASCII that is at least `from`, but not `behind`.
#[inline]
pub(super) fn between(bytes: u128, from: u8, behind: u8) -> u128 {
    // No sum of ASCII carries into the next byte.
    let reaches = |least: u8| bytes + u128::from(0x80 - least) * EACH;
    reaches(from) & !reaches(behind) & HIGH
}

/// The hash of a short word in ASCII, its letters in lower case and its digits as `0`, all at once.
#[inline]
fn short_ascii(word: u128) -> u64 {
    let capitals = between(word, b'A', b'Z' + 1);
    let digits = between(word, b'0', b'9' + 1);
    short((word | capitals >> 2) & !((digits >> 3) - (digits >> 7)))
}

/// The hash of a word as a number.
#[inline]
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
        let text = "“Früher” said Ana RUIZ’S 42-year-old chancellor-designate, 1999 é";
        for (start, _) in text.char_indices() {
            for end in (start..=text.len()).filter(|&end| text.is_char_boundary(end)) {
                let span = Span::new(start, end);
                assert_eq!(word_read(&text[span], short_at(text, span)), word(&text[span]), "{:?}", &text[span]);
            }
        }
    }
}
