//! What is known of a token by itself, before its neighbours are looked at.

use super::dictionary::{Dictionary, Entry};
use super::hash::{self, Heads, Short};
use super::hints::Hint;
use crate::segment::Segmented;
use crate::text::{Token, TokenKind};

/// Strength of an [`Entry::cue`] from which a word counts as a likely cue.
const LIKELY: u8 = 10;

/// The [`Atom::shape`] of a comma.
pub(super) const COMMA: u8 = 11;

/// What is known of a token by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::model) struct Atom {
    pub(in crate::model) word: u64,
    pub(in crate::model) entry: Entry,
    pub(in crate::model) shape: u8,
    pub(in crate::model) quote: u8,
    /// What the rules say of it.
    pub(in crate::model) hint: Hint,
    /// Number of the double quotation region it is in, from 1; 0 outside.
    pub(in crate::model) region: u32,
    /// Whether a sentence starts with it.
    pub(in crate::model) starts_sentence: bool,
}

impl Atom {
    /// Whether it is likely to be a cue.
    pub(super) fn likely(&self) -> bool {
        self.entry.cue >= LIKELY
    }
}

/// What a token looks like: letters and their case, or which punctuation mark; 20 is the outside of a paragraph. `short` is its word as it was read.
fn shape(text: &str, token: Token, short: Option<Short>) -> u8 {
    match token.kind {
        TokenKind::Word => short.map_or_else(|| shape_of_word(&text[token.span]), |word| shape_of(word.case())),
        TokenKind::Number => 7,
        TokenKind::Address => 8,
        TokenKind::Quote => 9,
        TokenKind::Symbol => 10,
        TokenKind::Punctuation => match &text[token.span] {
            "," => COMMA,
            "." => 12,
            ":" => 13,
            ";" => 14,
            "?" | "!" => 15,
            "(" | "[" => 16,
            ")" | "]" => 17,
            mark if mark.starts_with(['-', '–', '—', '―']) => 18,
            _ => 19,
        },
    }
}

/// The shape of a word: by whether its first letter is a capital, and whether others are capitals or small letters.
fn shape_of([first, capitals, small]: [bool; 3]) -> u8 {
    // A digit for each case, the last for none: a table would be put into memory first.
    const SHAPES: u32 = 0x5432_6611;
    (SHAPES >> (u32::from(first) << 4 | u32::from(capitals) << 3 | u32::from(small) << 2)) as u8 & 0xF
}

/// The shape of a word of any letters.
fn shape_of_word(word: &str) -> u8 {
    let mut letters = word.chars();
    let first = letters.next().is_some_and(char::is_uppercase);
    let (mut capitals, mut small) = (false, false);
    for c in letters {
        capitals |= c.is_uppercase();
        small |= c.is_lowercase();
    }
    shape_of([first, capitals, small])
}

/// The tokens of an article, looked up.
pub(super) fn atoms(segmented: &Segmented<'_>, dictionary: &Dictionary<'_>) -> Vec<Atom> {
    let text = segmented.text;
    let mut atoms = Vec::with_capacity(segmented.tokens.len());
    let mut heads = Heads::new();
    for tokens in segmented.tokens.chunks(hash::TOGETHER) {
        let first = atoms.len();
        heads.read(text, tokens.iter().map(|token| token.span));
        atoms.extend(tokens.iter().enumerate().map(|(number, &token)| {
            let short = heads.short(number, token.span.len());
            let word = short.map_or_else(|| hash::word(&text[token.span]), Short::hash);
            Atom { word, shape: shape(text, token, short), ..Atom::default() }
        }));
        // Most words are not in the processor's cache.
        dictionary.fetch(atoms[first..].iter().map(|atom| atom.word));
        for (atom, token) in atoms[first..].iter_mut().zip(tokens) {
            atom.entry = dictionary.look_up(atom.word, || &text[token.span]);
        }
    }
    atoms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    #[test]
    fn short_words_have_the_shape_of_their_letters() {
        for (word, shape) in [
            ("a", 1),
            ("said", 1),
            ("A", 2),
            ("I.", 2),
            ("Ana", 3),
            ("X’s", 3),
            ("NATO", 4),
            ("U.S", 4),
            ("McKay", 5),
            ("iPod", 6),
            ("e-Mail", 6),
            ("x@[`{", 1),
            ("É", 2),
            ("Écu", 3),
            ("ÉTÉ", 4),
            ("Chancellor-Designate", 5),
        ] {
            assert_eq!(shape_of_word(word), shape, "{word}");
            let mut heads = Heads::new();
            heads.read(word, [Span::new(0, word.len())].into_iter());
            if let Some(short) = heads.short(0, word.len()) {
                assert_eq!(shape_of(short.case()), shape, "{word} all at once");
            }
        }
    }
}
