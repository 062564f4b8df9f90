//! Nouns that tell what sort of source a description is.

use super::classes::load_lines;
use super::entry::entry;

/// What a noun says of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NounKind {
    /// "spokeswoman"
    Person,
    /// "officials"
    Group,
    /// "company"
    Organization,
    /// "report"
    Document,
}

/// The kind of a noun, in whatever case it is written; `None` if the list does not have it.
pub fn noun_kind(noun: &str) -> Option<NounKind> {
    entry(noun).noun
}

/// Hands every noun to `add`.
pub(super) fn load(add: impl FnMut(&'static str, NounKind)) {
    let kind = |name: &str| match name {
        "person" => Some(NounKind::Person),
        "group" => Some(NounKind::Group),
        "organization" => Some(NounKind::Organization),
        "document" => Some(NounKind::Document),
        _ => None,
    };
    load_lines("source_nouns.txt", include_str!("en/source_nouns.txt"), kind, add);
}
