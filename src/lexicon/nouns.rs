//! Nouns that tell what sort of source a description is.

use super::classes::load_lines;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a noun says of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    static KINDS: LazyLock<HashMap<&'static str, NounKind>> = LazyLock::new(|| {
        let mut map = HashMap::new();
        load_lines("source_nouns.txt", include_str!("en/source_nouns.txt"), |kind, noun| {
            let kind = match kind {
                "person" => NounKind::Person,
                "group" => NounKind::Group,
                "organization" => NounKind::Organization,
                "document" => NounKind::Document,
                _ => return false,
            };
            // A noun listed twice keeps its first kind.
            map.entry(noun).or_insert(kind);
            true
        });
        map
    });
    KINDS.get(noun).or_else(|| KINDS.get(noun.to_lowercase().as_str())).copied()
}
