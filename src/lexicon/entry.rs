//! All that the lists of single words say of a word, in one table: extraction asks for most of it of every token.

use super::classes::{self, WordClass, load_lines};
use super::names::{self, GivenName, ProperNoun};
use super::nouns::{self, NounKind};
use super::table::WordTable;
use crate::text::Span;
use bitflags::bitflags;
use foldhash::fast::RandomState;
use indexmap::IndexMap;
use std::sync::LazyLock;

bitflags! {
    /// What may start with a word: cheaper to ask than to compare words.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Starts: u8 {
        /// A proper noun of several words: "New" York.
        const PROPER_NOUN = 1;
        /// A phrase that gives anonymity: "on" condition of anonymity.
        const ANONYMITY = 1 << 1;
        /// A phrase that says that somebody did not answer: "declined" to comment.
        const NO_COMMENT = 1 << 2;
        /// "according" to
        const ACCORDING = 1 << 3;
        /// The search for whom "she" or "they" means.
        const PRONOUN = 1 << 4;
        /// A cue: "said", "fired" back.
        const CUE = 1 << 5;
    }
}

/// What the lists say of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entry {
    /// What the shallow grammar knows it as.
    pub classes: WordClass,
    /// What sort of source it describes.
    pub noun: Option<NounKind>,
    /// Who bears it as a given name.
    pub given: Option<GivenName>,
    /// What it stands for as a proper noun.
    pub proper: Option<ProperNoun>,
    /// What may start with it.
    pub starts: Starts,
}

/// The entry of a word, in whatever case it is written; an empty one if no list has it.
pub fn entry(word: &str) -> Entry {
    entries().get_folded_at(word, Span::new(0, word.len()))
}

/// The entries of all words.
#[inline]
pub fn entries() -> &'static WordTable<Entry> {
    static ENTRIES: LazyLock<WordTable<Entry>> = LazyLock::new(load);
    &ENTRIES
}

fn load() -> WordTable<Entry> {
    // In the order of the lists, so that the table is the same in every run.
    let mut entries: IndexMap<&'static str, Entry, RandomState> = IndexMap::default();
    classes::load(|word, class| entries.entry(word).or_default().classes |= class);
    nouns::load(|noun, kind| {
        // A noun listed twice keeps its first kind.
        entries.entry(noun).or_default().noun.get_or_insert(kind);
    });
    names::load_given(|name, gender| entries.entry(name).or_default().given = Some(gender));
    names::load_proper(|name, kind| {
        for (hyphen, _) in name.match_indices('-') {
            entries.entry(&name[..hyphen]).or_default().starts |= Starts::PROPER_NOUN;
        }
        entries.entry(name).or_default().proper = Some(kind);
    });
    let starts = |name: &str| match name {
        "anonymity" => Some(Starts::ANONYMITY),
        "no-comment" => Some(Starts::NO_COMMENT),
        "according" => Some(Starts::ACCORDING),
        "pronoun" => Some(Starts::PRONOUN),
        _ => None,
    };
    load_lines("rule_starts.txt", include_str!("en/rule_starts.txt"), starts, |word, starts| {
        entries.entry(word).or_default().starts |= starts;
    });
    for entry in entries.values_mut() {
        entry.starts.set(Starts::CUE, entry.classes.intersects(WordClass::CUE | WordClass::PHRASAL));
    }
    WordTable::new(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_meet_in_one_entry() {
        let may = entry("May");
        assert!(may.classes.contains(WordClass::AUXILIARY | WordClass::MONTH) && may.noun.is_none());
        let opens_name = |word: &str| entry(word).starts.contains(Starts::PROPER_NOUN);
        assert!(opens_name("NEW") && opens_name("new-york") && !opens_name("york"));
        assert_eq!(entry("declined").starts, Starts::ANONYMITY | Starts::NO_COMMENT);
        assert_eq!(entry("Fianc\u{C9}").noun, Some(NounKind::Person), "capitals beyond ASCII");
        assert_eq!(entry("Sarajevo"), Entry::default());
    }
}
