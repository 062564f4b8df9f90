//! What is known of a token by itself, before its neighbours are looked at.

use super::dictionary::{Dictionary, Entry};
use super::hash;
use super::hints::Hint;
use crate::segment::Segmented;
use crate::text::TokenKind;

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
}

impl Atom {
    /// Whether it is likely to be a cue.
    pub(super) fn likely(&self) -> bool {
        self.entry.cue >= LIKELY
    }
}

/// What a token looks like: letters and their case, or which punctuation mark; 20 is the outside of a paragraph.
fn shape(word: &str, kind: TokenKind) -> u8 {
    match kind {
        TokenKind::Number => 7,
        TokenKind::Address => 8,
        TokenKind::Quote => 9,
        TokenKind::Symbol => 10,
        TokenKind::Punctuation => match word {
            "," => COMMA,
            "." => 12,
            ":" => 13,
            ";" => 14,
            "?" | "!" => 15,
            "(" | "[" => 16,
            ")" | "]" => 17,
            _ if word.starts_with(['-', '–', '—', '―']) => 18,
            _ => 19,
        },
        TokenKind::Word => {
            let mut letters = word.chars();
            let upper = letters.next().is_some_and(char::is_uppercase);
            let (mut any_upper, mut any_lower) = (false, false);
            for c in letters {
                any_upper |= c.is_uppercase();
                any_lower |= c.is_lowercase();
            }
            match (upper, any_upper, any_lower) {
                (false, false, _) => 1,
                (true, false, false) => 2,
                (true, false, true) => 3,
                (true, true, false) => 4,
                (true, true, true) => 5,
                (false, true, _) => 6,
            }
        }
    }
}

/// How many words are asked of the dictionary at a time.
const TOGETHER: usize = 128;

/// The tokens of an article, looked up.
pub(super) fn atoms(segmented: &Segmented<'_>, dictionary: &Dictionary<'_>) -> Vec<Atom> {
    let mut atoms = Vec::with_capacity(segmented.tokens.len());
    for tokens in segmented.tokens.chunks(TOGETHER) {
        let first = atoms.len();
        atoms.extend(tokens.iter().map(|token| Atom {
            word: hash::word_at(segmented.text, token.span),
            shape: shape(&segmented.text[token.span], token.kind),
            ..Atom::default()
        }));
        // Most words are not in the processor's cache.
        dictionary.fetch(atoms[first..].iter().map(|atom| atom.word));
        for (atom, token) in atoms[first..].iter_mut().zip(tokens) {
            atom.entry = dictionary.look_up(&segmented.text[token.span], atom.word);
        }
    }
    atoms
}
