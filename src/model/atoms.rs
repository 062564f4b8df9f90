//! What is known of a token by itself, before its neighbours are looked at.

use super::dictionary::{Dictionary, Entry, PENN, class};
use super::hash;
use super::hints::Hint;
use crate::text::TokenKind;

/// Strength of an [`Entry::cue`] from which a word counts as a likely cue.
const LIKELY: u8 = 10;
/// The same for a possible cue.
const POSSIBLE: u8 = 7;

/// What is known of a token by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::model) struct Atom {
    pub(in crate::model) word: u64,
    pub(in crate::model) entry: Entry,
    pub(in crate::model) suffix: [u32; 2],
    pub(in crate::model) shape: u8,
    pub(in crate::model) quote: u8,
    /// What the rules say of it.
    pub(in crate::model) hint: Hint,
    /// Number of the double quotation region it is in, from 1; 0 outside.
    pub(in crate::model) region: u32,
    pub(super) comma: bool,
    pub(super) verb: bool,
    pub(super) noun: bool,
    pub(super) adverb: bool,
    pub(super) auxiliary: bool,
}

impl Atom {
    pub(super) fn pos(&self) -> u64 {
        u64::from(self.entry.pos)
    }
    pub(super) fn cluster(&self, n: usize) -> u64 {
        u64::from(self.entry.clusters[n])
    }
    pub(super) fn likely(&self) -> bool {
        self.entry.cue >= LIKELY
    }
    pub(super) fn possible(&self) -> bool {
        self.entry.cue >= POSSIBLE
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
            "," => 11,
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

fn suffix(word: &str, letters: usize) -> u32 {
    let start = word.char_indices().rev().nth(letters - 1).map_or(0, |(at, _)| at);
    hash::bytes(word[start..].bytes().map(|b| b.to_ascii_lowercase())) as u32
}

/// Looks a token up.
pub(super) fn atom(word: &str, kind: TokenKind, dictionary: &Dictionary<'_>) -> Atom {
    let key = hash::word(word);
    let mut entry = dictionary.look_up(word, key);
    let shape = shape(word, kind);
    if kind == TokenKind::Number {
        entry.pos = CD;
    }
    let tag = PENN[entry.pos as usize];
    Atom {
        word: key,
        entry,
        suffix: [suffix(word, 3), suffix(word, 2)],
        shape,
        quote: 0,
        hint: Hint::NONE,
        region: 0,
        comma: shape == 11,
        verb: tag.starts_with("VB") || tag == "MD",
        adverb: tag.starts_with("RB"),
        auxiliary: tag == "MD" || AUXILIARIES.contains(&word),
        noun: tag.starts_with("NN") || tag.starts_with("PRP") || tag == "WP",
    }
}

/// "CD" in [`PENN`]: a number, whatever the dictionary says.
const CD: u8 = 29;

/// Words that stand before a verb and make its tense, voice or mood; modals are known by their part of speech.
const AUXILIARIES: [&str; 18] = [
    "be", "been", "being", "is", "are", "was", "were", "am", "has", "have", "had", "having", "do", "does", "did", "'s",
    "’s", "to",
];

/// What sort of noun or pronoun, for sources: a person, a group, often a source.
pub(super) fn noun_class(a: &Atom) -> u64 {
    u64::from(a.entry.classes & (class::PERSON | class::GROUP | class::MESSAGE)) << 8
        | u64::from(a.entry.source) << 4
        | u64::from(a.shape == 1) << 1
        | u64::from(PENN[a.entry.pos as usize].starts_with("PRP"))
}
