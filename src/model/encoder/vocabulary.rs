//! Words to word pieces: the lower-case WordPiece of BERT (Devlin and others 2019), over a vocabulary cut down to what English news needs.
//!
//! A word is cleaned (control characters go, accents go, letters become small), cut at punctuation and around CJK characters, and each part
//! is taken from its start as the longest piece there is, again and again. A part that cannot be spelt so is one unknown piece. What is
//! missing from the cut-down vocabulary is spelt with shorter pieces, down to single letters.

use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// A word piece, as its number in the vocabulary.
pub type Piece = u32;

/// The most pieces a word is told by; those behind are left out.
pub const MOST: usize = 8;

/// Parts of more characters are one unknown piece, as in the original.
const LONGEST: usize = 100;

/// The pieces that are known.
pub struct Vocabulary<'m> {
    /// Pieces that begin a part.
    begin: HashMap<&'m str, Piece>,
    /// Pieces that go on with one, without the `##` they are listed with.
    inside: HashMap<&'m str, Piece>,
    /// Length in bytes of the longest.
    longest: usize,
    special: Special,
}

/// The pieces that are no text.
#[derive(Clone, Copy, Debug)]
pub struct Special {
    /// Stands for what cannot be spelt.
    pub unknown: Piece,
    /// Opens a window.
    pub open: Piece,
    /// Closes a window.
    pub close: Piece,
}

impl<'m> Vocabulary<'m> {
    /// From a list with a piece a line, which is numbered by its line from 0. `None` if a special piece is missing.
    pub fn new(list: &'m str) -> Option<Self> {
        let lines = list.bytes().filter(|&b| b == b'\n').count() + 1;
        let (mut begin, mut inside) = (HashMap::with_capacity(lines), HashMap::with_capacity(lines / 4));
        let mut longest = 0;
        for (number, piece) in (0..).zip(list.lines()) {
            let (pieces, text) = match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => (&mut inside, rest),
                _ => (&mut begin, piece),
            };
            longest = longest.max(text.len());
            pieces.insert(text, number);
        }
        let special = |name: &str| begin.get(name).copied();
        let special = Special { unknown: special("[UNK]")?, open: special("[CLS]")?, close: special("[SEP]")? };
        Some(Self { begin, inside, longest, special })
    }

    /// How many pieces there are.
    pub fn size(&self) -> usize {
        self.begin.len() + self.inside.len()
    }

    /// The pieces that are no text.
    pub fn special(&self) -> Special {
        self.special
    }

    /// Appends the pieces of a word to `out`: at least one, at most [`MOST`].
    pub fn spell(&self, word: &str, out: &mut Vec<Piece>) {
        let first = out.len();
        if let Some(&piece) = self.begin.get(word).filter(|_| word.is_ascii()) {
            // Most words are in the list as they stand: small letters or a mark. The names of special pieces have capitals and brackets, so
            // they are looked for only behind the cleaning, where no part has either.
            if !word.starts_with('[') || word.len() == 1 {
                out.push(piece);
                return;
            }
        }
        let clean = clean(word);
        for part in clean.split(' ') {
            let mut start = 0;
            for (at, c) in part.char_indices() {
                if is_punctuation(c) {
                    self.spell_part(&part[start..at], out);
                    self.spell_part(&part[at..at + c.len_utf8()], out);
                    start = at + c.len_utf8();
                }
                if out.len() - first >= MOST {
                    break;
                }
            }
            self.spell_part(&part[start..], out);
            if out.len() - first >= MOST {
                break;
            }
        }
        out.truncate(first + MOST);
        if out.len() == first {
            out.push(self.special.unknown);
        }
    }

    /// The longest piece that the rest begins with, again and again.
    fn spell_part(&self, part: &str, out: &mut Vec<Piece>) {
        let first = out.len();
        if part.len() > LONGEST && part.chars().count() > LONGEST {
            out.push(self.special.unknown);
            return;
        }
        let mut rest = part;
        while !rest.is_empty() {
            let pieces = if rest.len() == part.len() { &self.begin } else { &self.inside };
            let mut end = rest.floor_char_boundary(self.longest.min(rest.len()));
            let piece = loop {
                match pieces.get(&rest[..end]) {
                    _ if end == 0 => break None,
                    Some(&piece) => break Some(piece),
                    None => end = rest.floor_char_boundary(end - 1),
                }
            };
            let Some(piece) = piece else {
                out.truncate(first);
                out.push(self.special.unknown);
                return;
            };
            out.push(piece);
            rest = &rest[end..];
        }
    }
}

/// Control characters gone, white space as spaces, CJK characters apart, accents gone, letters small.
fn clean(word: &str) -> String {
    if word.is_ascii() {
        let kept = word.bytes().filter(|b| !b.is_ascii_control() || b"\t\n\r".contains(b));
        return kept.map(|b| if b.is_ascii_whitespace() { ' ' } else { b.to_ascii_lowercase() as char }).collect();
    }
    let mut apart = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '\t' | '\n' | '\r' => apart.push(' '),
            '\0' | '\u{FFFD}' => {}
            _ if c.general_category_group() == GeneralCategoryGroup::Other => {}
            _ if c.is_whitespace() => apart.push(' '),
            _ if is_cjk(c) => apart.extend([' ', c, ' ']),
            _ => apart.push(c),
        }
    }
    let bare = apart.nfd().filter(|c| c.general_category() != GeneralCategory::NonspacingMark);
    bare.flat_map(char::to_lowercase).collect()
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || (!c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Punctuation)
}

/// Whether each such character is a word of its own: the blocks of Han characters.
fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{2A6DF}' | '\u{2A700}'..='\u{2B73F}'
        | '\u{2B740}'..='\u{2B81F}' | '\u{2B920}'..='\u{2CEAF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Encoder;

    /// Words of many scripts, marks and control characters, as the tokenizer of the pretrained model cuts them over the vocabulary that is
    /// built in (version 0.23 of the package `tokenizers`).
    const REFERENCE: &str = include_str!("wordpieces.jsonl");

    #[test]
    fn words_are_cut_as_by_the_tokenizer_that_the_encoder_was_trained_with() {
        let encoder = Encoder::english();
        let vocabulary = &encoder.weights.vocabulary;
        let names = vocabulary.names();
        for line in REFERENCE.lines() {
            let (word, known): (String, Vec<String>) = serde_json::from_str(line).unwrap();
            let mut pieces = Vec::new();
            vocabulary.spell(&word, &mut pieces);
            let found: Vec<&String> = pieces.iter().map(|p| &names[p]).collect();
            assert_eq!(found, known.iter().collect::<Vec<_>>(), "{word:?}");
        }
    }

    #[test]
    fn what_is_missing_is_spelt_with_less_or_unknown() {
        let vocabulary = Vocabulary::new("[UNK]\n[CLS]\n[SEP]\nun\n##said\nsaid\n##s\n.\nu\n##n").unwrap();
        let spell = |word: &str| {
            let mut pieces = Vec::new();
            vocabulary.spell(word, &mut pieces);
            pieces
        };
        assert_eq!(spell("Unsaid."), [3, 4, 7]);
        assert_eq!(spell("unn"), [3, 9]);
        assert_eq!(spell("unx"), [0]);
        assert_eq!(spell("\u{200B}"), [0], "nothing is left of it");
        assert_eq!(spell("s.s.s.s.s.s.s").len(), MOST);
        assert!(Vocabulary::new("a\nb").is_none());
    }

    impl Vocabulary<'_> {
        /// The pieces by number, as they are listed.
        fn names(&self) -> HashMap<Piece, String> {
            let begin = self.begin.iter().map(|(text, &piece)| (piece, text.to_string()));
            begin.chain(self.inside.iter().map(|(text, &piece)| (piece, format!("##{text}")))).collect()
        }
    }
}
