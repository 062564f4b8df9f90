//! Words that names are made of: given names by gender, their short forms, places, peoples.

use super::classes::load_lines;
use super::table::WordTable;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The gender of a person, as the text shows it by titles, given names and pronouns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// "she"
    Female,
    /// "he"
    Male,
}

/// Who bears a given name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenName {
    /// Nearly always people of one gender.
    Of(Gender),
    /// People of either.
    Either,
}

/// What a proper noun that is no person stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProperNoun {
    /// "Ohio"
    Place,
    /// "Russian", "Democrats"
    People,
}

/// Who bears `word` as a given name, in whatever case it is written; `None` if it is not a common one.
pub fn given_name(word: &str) -> Option<GivenName> {
    static NAMES: LazyLock<WordTable<GivenName>> = LazyLock::new(|| {
        let mut entries = Vec::new();
        load_lines("given_names.txt", include_str!("en/given_names.txt"), |gender, name| {
            let gender = match gender {
                "female" => GivenName::Of(Gender::Female),
                "male" => GivenName::Of(Gender::Male),
                "both" => GivenName::Either,
                _ => return false,
            };
            entries.push((name, gender));
            true
        });
        WordTable::new(entries)
    });
    NAMES.get(word)
}

/// The name that a lower-case short form stands for: "michael" for "mike".
pub fn formal_name(short: &str) -> Option<&'static str> {
    static NAMES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
        let mut map = HashMap::new();
        load_lines("nicknames.txt", include_str!("en/nicknames.txt"), |formal, short| {
            map.insert(short, formal).is_none()
        });
        map
    });
    NAMES.get(short).copied()
}

/// What a proper noun stands for, if the lists have it: lower case, with a hyphen for the space in "new-york".
pub fn proper_noun(name: &str) -> Option<ProperNoun> {
    static NAMES: LazyLock<HashMap<&'static str, ProperNoun>> = LazyLock::new(|| {
        let mut map = HashMap::new();
        load_lines("places.txt", include_str!("en/places.txt"), |kind, name| {
            let kind = match kind {
                "place" => ProperNoun::Place,
                "people" => ProperNoun::People,
                _ => return false,
            };
            map.insert(name, kind);
            true
        });
        map
    });
    NAMES.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_loads_and_holds_what_it_is_for() {
        assert_eq!(given_name("HILLARY"), Some(GivenName::Of(Gender::Female)));
        assert_eq!(given_name("Robert"), Some(GivenName::Of(Gender::Male)));
        assert_eq!(given_name("Kremlin"), None);
        assert_eq!(formal_name("mike"), Some("michael"));
        assert_eq!(proper_noun("west-virginia"), Some(ProperNoun::Place));
        assert_eq!(proper_noun("democrats"), Some(ProperNoun::People));
    }
}
