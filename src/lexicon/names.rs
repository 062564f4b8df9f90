//! Words that names are made of: given names by gender, their short forms, places, peoples, organizations.

use super::classes::load_lines;
use super::entry::entry;
use super::table::WordTable;
use std::sync::LazyLock;

/// The gender of a person, as the text shows it by titles, given names and pronouns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// "she"
    Female,
    /// "he"
    Male,
}

/// Who bears a given name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GivenName {
    /// Nearly always people of one gender.
    Of(Gender),
    /// People of either.
    Either,
}

/// What a proper noun that is no person stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProperNoun {
    /// "Ohio"
    Place,
    /// "Russian", "Democrats"
    People,
    /// "Greenpeace"
    Organization,
    /// The last word of an organization's name: "Energy", "Inc."
    OrganizationEnd,
}

/// Who bears `word` as a given name, in whatever case it is written; `None` if it is not a common one.
pub fn given_name(word: &str) -> Option<GivenName> {
    entry(word).given
}

/// Hands every given name to `add`.
pub(super) fn load_given(add: impl FnMut(&'static str, GivenName)) {
    let gender = |name: &str| match name {
        "female" => Some(GivenName::Of(Gender::Female)),
        "male" => Some(GivenName::Of(Gender::Male)),
        "both" => Some(GivenName::Either),
        _ => None,
    };
    load_lines("given_names.txt", include_str!("en/given_names.txt"), gender, add);
}

/// The name that a short form stands for: "michael" for "mike".
pub fn formal_name(short: &str) -> Option<&'static str> {
    static NAMES: LazyLock<WordTable<&'static str>> = LazyLock::new(|| {
        let mut names = Vec::new();
        load_lines("nicknames.txt", include_str!("en/nicknames.txt"), Some, |short, formal| {
            assert!(names.iter().all(|&(known, _)| known != short), "nicknames.txt: twice: {short}");
            names.push((short, formal));
        });
        WordTable::new(names)
    });
    NAMES.get(short)
}

/// What a proper noun stands for, if the lists have it: with a hyphen for the space in "new-york".
pub fn proper_noun(name: &str) -> Option<ProperNoun> {
    entry(name).proper
}

/// Hands every proper noun to `add`.
pub(super) fn load_proper(mut add: impl FnMut(&'static str, ProperNoun)) {
    let kind = |name: &str| match name {
        "place" => Some(ProperNoun::Place),
        "people" => Some(ProperNoun::People),
        "whole" => Some(ProperNoun::Organization),
        "last" => Some(ProperNoun::OrganizationEnd),
        _ => None,
    };
    load_lines("places.txt", include_str!("en/places.txt"), kind, &mut add);
    load_lines("organizations.txt", include_str!("en/organizations.txt"), kind, add);
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
        assert_eq!(proper_noun("greenpeace"), Some(ProperNoun::Organization));
        assert_eq!(proper_noun("airlines"), Some(ProperNoun::OrganizationEnd));
    }
}
