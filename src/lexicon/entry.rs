//! All that the lists of single words say of a word, in one table: extraction asks for most of it of every token.

use super::classes::{self, WordClass, load_lines};
use super::names::{self, GivenName, ProperNoun};
use super::nouns::{self, NounKind};
use super::table::WordTable;
use bitflags::bitflags;
use foldhash::{HashMap, HashMapExt};
use std::sync::LazyLock;

bitflags! {
    /// What may begin with a word: cheaper to ask than to compare the words that follow.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Opens: u8 {
        /// A proper noun of several words: "New" York.
        const PROPER_NOUN = 1;
        /// A phrase that gives anonymity: "on" condition of anonymity.
        const ANONYMITY = 1 << 1;
        /// A phrase that says that somebody did not answer: "declined" to comment.
        const NO_COMMENT = 1 << 2;
    }
}

/// What the lists say of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What the shallow grammar knows it as.
    pub classes: WordClass,
    /// What sort of source it describes.
    pub noun: Option<NounKind>,
    /// Who bears it as a given name.
    pub given: Option<GivenName>,
    /// What it stands for as a proper noun.
    pub proper: Option<ProperNoun>,
    /// What may begin with it.
    pub opens: Opens,
}

/// The entry of a word, in whatever case it is written; an empty one if no list has it.
pub fn entry(word: &str) -> Entry {
    static ENTRIES: LazyLock<WordTable<Entry>> = LazyLock::new(load);
    let found = ENTRIES.get(word);
    // The table folds ASCII letters only.
    let found = found.or_else(|| if word.is_ascii() { None } else { ENTRIES.get(&word.to_lowercase()) });
    found.unwrap_or_default()
}

fn load() -> WordTable<Entry> {
    let mut entries: HashMap<&'static str, Entry> = HashMap::new();
    classes::load(|word, class| entries.entry(word).or_default().classes |= class);
    nouns::load(|noun, kind| {
        // A noun listed twice keeps its first kind.
        entries.entry(noun).or_default().noun.get_or_insert(kind);
    });
    names::load_given(|name, gender| entries.entry(name).or_default().given = Some(gender));
    names::load_proper(|name, kind| {
        for (hyphen, _) in name.match_indices('-') {
            entries.entry(&name[..hyphen]).or_default().opens |= Opens::PROPER_NOUN;
        }
        entries.entry(name).or_default().proper = Some(kind);
    });
    let circumstance = |name: &str| match name {
        "anonymity" => Some(Opens::ANONYMITY),
        "no-comment" => Some(Opens::NO_COMMENT),
        _ => None,
    };
    load_lines("circumstances.txt", include_str!("en/circumstances.txt"), circumstance, |word, opens| {
        entries.entry(word).or_default().opens |= opens;
    });
    WordTable::new(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_meet_in_one_entry() {
        let may = entry("May");
        assert!(may.classes.contains(WordClass::AUXILIARY | WordClass::MONTH) && may.noun.is_none());
        let opens_name = |word: &str| entry(word).opens.contains(Opens::PROPER_NOUN);
        assert!(opens_name("NEW") && opens_name("new-york") && !opens_name("york"));
        assert_eq!(entry("declined").opens, Opens::ANONYMITY | Opens::NO_COMMENT);
        assert_eq!(entry("Fianc\u{C9}").noun, Some(NounKind::Person), "capitals beyond ASCII");
        assert_eq!(entry("Sarajevo"), Entry::default());
    }
}
