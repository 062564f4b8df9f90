//! Word classes: what the shallow grammar of the extractor needs to know of a word, by look-up.

use super::entry::entry;
use bitflags::bitflags;

bitflags! {
    /// The classes a word may belong to; many words belong to several.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct WordClass: u32 {
        /// A form of a verb that introduces reported clauses and quotations: "said".
        const SAY = 1;
        /// A form of a verb that introduces quotations only: "shouted".
        const QUOTE = 1 << 1;
        /// "has", "will", "'d".
        const AUXILIARY = 1 << 2;
        /// "not", "never".
        const NEGATION = 1 << 3;
        /// "also", "reportedly".
        const ADVERB = 1 << 4;
        /// "the", "some".
        const DETERMINER = 1 << 5;
        /// "his".
        const POSSESSIVE = 1 << 6;
        /// "he".
        const SUBJECT = 1 << 7;
        /// "who", "which".
        const RELATIVE = 1 << 8;
        /// "and".
        const CONJUNCTION = 1 << 9;
        /// "because", "that".
        const SUBORDINATOR = 1 << 10;
        /// "of".
        const PREPOSITION = 1 << 11;
        /// "Monday", "yesterday".
        const DAY = 1 << 12;
        /// "January", "Jan.".
        const MONTH = 1 << 13;
        /// "last", "week".
        const TIME = 1 << 14;
        /// "Sen.", "spokesman".
        const TITLE = 1 << 15;
        /// A form of a verb that is a cue together with a particle: "fired" in "fired back".
        const PHRASAL = 1 << 16;
        /// A form of a cue verb that is as often a noun: "post", "claim", "shows".
        const NOUN_LIKE = 1 << 17;
    }
}

impl WordClass {
    /// Verbs that may be a cue.
    pub const CUE: Self = Self::SAY.union(Self::QUOTE);
    /// The closed classes: words that prose in English cannot do without.
    pub const FUNCTION: Self = Self::DETERMINER
        .union(Self::SUBJECT)
        .union(Self::RELATIVE)
        .union(Self::POSSESSIVE)
        .union(Self::CONJUNCTION)
        .union(Self::SUBORDINATOR)
        .union(Self::PREPOSITION)
        .union(Self::AUXILIARY);
}

/// No listed word is longer than this, in bytes.
const LONGEST: usize = 24;

/// The classes of a word, in whatever case it is written.
pub fn classes_of(word: &str) -> WordClass {
    entry(word).classes
}

/// Hands every word of the lists to `add`, once for each class.
pub(super) fn load(mut add: impl FnMut(&'static str, WordClass)) {
    for (name, list) in [
        ("cue_verbs.txt", include_str!("en/cue_verbs.txt")),
        ("function_words.txt", include_str!("en/function_words.txt")),
    ] {
        load_lines(name, list, |class| WordClass::from_name(&class.to_uppercase()), &mut add);
    }
}

/// Reads a list of `KIND: WORD WORD ...` lines: `kind` knows the kinds, `add` takes each word with its kind.
///
/// # Panics
/// If a line does not have that form: a mistake in the list, shown with its line.
pub(super) fn load_lines<K: Copy>(
    name: &str,
    list: &'static str,
    kind: impl Fn(&'static str) -> Option<K>,
    mut add: impl FnMut(&'static str, K),
) {
    for (number, line) in list.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
        let fits = |word: &str| !word.is_empty() && word.len() <= LONGEST;
        let parts = line.split_once(": ").and_then(|(name, words)| Some((kind(name)?, words)));
        let parts = parts.filter(|(_, words)| words.split(' ').all(fits) && !words.contains(char::is_uppercase));
        let Some((kind, words)) = parts else {
            panic!("{name}, line {}: expected `KIND: WORD WORD ...` in lower case, got {line:?}", number + 1);
        };
        words.split(' ').for_each(|word| add(word, kind));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_up_in_any_case() {
        assert_eq!(classes_of("SAID"), WordClass::SAY);
        assert!(classes_of("That").contains(WordClass::DETERMINER | WordClass::SUBORDINATOR));
        assert_eq!(classes_of("Sarajevo"), WordClass::empty());
        assert_eq!(classes_of(&"x".repeat(100)), WordClass::empty());
    }
}
