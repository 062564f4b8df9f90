//! All that the lists of single words say of a word, in one table: extraction asks for most of it of every token.

use super::classes::{self, WordClass};
use super::names::{self, GivenName, ProperNoun};
use super::nouns::{self, NounKind};
use super::table::WordTable;
use foldhash::{HashMap, HashMapExt};
use std::sync::LazyLock;

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
    /// Whether a proper noun of several words begins with it: "New" York.
    pub opens_proper: bool,
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
            entries.entry(&name[..hyphen]).or_default().opens_proper = true;
        }
        entries.entry(name).or_default().proper = Some(kind);
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
        assert!(entry("NEW").opens_proper && entry("new-york").opens_proper && !entry("york").opens_proper);
        assert_eq!(entry("Fianc\u{C9}").noun, Some(NounKind::Person), "capitals beyond ASCII");
        assert_eq!(entry("Sarajevo"), Entry::default());
    }
}
