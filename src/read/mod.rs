//! Articles from files, folders, standard input and JSON Lines.
//!
//! Reading has two halves. [`Articles`] walks the inputs in order on one thread and yields a [`Pending`] article for each file or JSON line,
//! which is cheap; [`Pending::load`] opens, decompresses, decodes and parses, and may run on any thread. Nothing but one article at a time
//! is held in memory by either.

mod articles;
mod decompress;
mod encoding;
mod error;
mod lines;
mod names;
mod pending;
mod walk;

pub use articles::Articles;
pub use error::{Error, Place};
pub use pending::{Name, Pending};
pub use walk::{Skip, size_on_disk};

use serde_json::{Map, Value};

/// An article as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// What the record calls it: the path below the folder given, without its extension; or the id field of a JSON line.
    pub id: String,
    /// The file it came from; `None` for standard input.
    pub path: Option<String>,
    /// Its text, decoded but otherwise as it was. A byte order mark is no part of it.
    pub text: String,
    /// Further fields of its JSON line, carried through.
    pub meta: Map<String, Value>,
    /// What was odd about reading it, in words for a person.
    pub warnings: Vec<String>,
}

/// How the bytes of an input are to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// One plain-text article a file.
    Text,
    /// One JSON object a line, each an article.
    JsonLines,
}

/// What is to be read, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format of every input; `None` tells it from the name, and on standard input from the first byte (`{` opens JSON Lines).
    pub format: Option<InputFormat>,
    /// The field of a JSON line that holds the text.
    pub text_field: String,
    /// The field of a JSON line that holds the article's id; a line without it is called after its file and line number.
    pub id_field: String,
    /// The most bytes an article (after decompression) or a JSON line may have; never more than [`Options::LARGEST`].
    pub max_size: u64,
}

impl Options {
    /// The size no article may exceed, in bytes: spans are 32 bits wide, and decoding may make three bytes of one.
    pub const LARGEST: u64 = u32::MAX as u64 / 3;
}

impl Default for Options {
    fn default() -> Self {
        Self { format: None, text_field: "text".into(), id_field: "id".into(), max_size: 256 << 20 }
    }
}
