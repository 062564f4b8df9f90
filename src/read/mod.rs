//! Articles from files, folders, standard input and JSON Lines.

use serde_json::{Map, Value};

/// An article as it was read.
#[derive(Clone, Debug, Default)]
pub struct Article {
    /// What the record calls it: the path below the folder given, without its extension; or the id field of a JSON line.
    pub id: String,
    /// The file it came from; `None` for standard input.
    pub path: Option<String>,
    /// Its text, decoded but otherwise as it was.
    pub text: String,
    /// Further fields of its JSON line, carried through.
    pub meta: Map<String, Value>,
    /// What was odd about reading it, in words for a person.
    pub warnings: Vec<String>,
}
