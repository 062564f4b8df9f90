//! Why something could not be read: always with the file, the line where there is one, and what to do about it.

use std::fmt;
use std::io;

/// Where in the input something happened: a file, or a line of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as it was named; `(standard input)` for a pipe.
    pub file: String,
    /// The line, counted from 1.
    pub line: Option<u64>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// Why an article, a line, a file or a folder could not be read. Each message names the place and the remedy, and has the underlying
/// reason in it (which is why there is no [`source`](std::error::Error::source)).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing is there.
    #[error("{place}: no such file or folder")]
    Missing {
        /// The path as it was given.
        place: Place,
    },
    /// The system refused to open or read it.
    #[error("{place}: cannot be read: {reason}")]
    Io {
        /// Where.
        place: Place,
        /// What the system said.
        reason: io::Error,
    },
    /// A `.gz` or `.zst` that ends too early or is not one.
    #[error(
        "{place}: the compressed data is cut off or damaged ({reason}); what follows is lost, fetch or compress the file again"
    )]
    Compression {
        /// Where; with a line if the lines before it could be read.
        place: Place,
        /// What the decompressor said.
        reason: io::Error,
    },
    /// A folder in which nothing has the name of an article.
    #[error("{place}: no articles in this folder (articles are .txt, .jsonl and .ndjson files, also with .gz or .zst)")]
    NoArticles {
        /// The folder.
        place: Place,
    },
    /// Not text at all.
    #[error("{place}: not text: {reason}")]
    NotText {
        /// Where.
        place: Place,
        /// What it is instead, and what to do.
        reason: &'static str,
    },
    /// More bytes than allowed.
    #[error(
        "{place}: larger than {limit} bytes; split it, or raise --max-size (at most {} bytes)",
        super::Options::LARGEST
    )]
    TooLarge {
        /// Where.
        place: Place,
        /// The limit in force, in bytes.
        limit: u64,
    },
    /// A line that is no JSON.
    #[error("{place}: not valid JSON: {} (column {})", without_line(reason), reason.column())]
    Json {
        /// Where.
        place: Place,
        /// What the parser said.
        reason: serde_json::Error,
    },
    /// A file that is one JSON array instead of JSON Lines.
    #[error("{place}: a JSON array, not one object a line; convert it: jq -c '.[]' FILE")]
    JsonArray {
        /// Where.
        place: Place,
    },
    /// A line that is JSON, but no object.
    #[error(
        "{place}: {found} instead of a JSON object; each line must be one article like {{\"id\": \"a1\", \"text\": \"...\"}}"
    )]
    NotAnObject {
        /// Where.
        place: Place,
        /// What it is.
        found: &'static str,
    },
    /// An object without its text.
    #[error("{place}: no field {field:?} (it has: {present}); name the one with the text: --text-field NAME")]
    NoTextField {
        /// Where.
        place: Place,
        /// The field asked for.
        field: String,
        /// The fields it has.
        present: String,
    },
    /// An object whose text is no string.
    #[error("{place}: field {field:?} is {found}, not a string; name the one with the text: --text-field NAME")]
    TextNotAString {
        /// Where.
        place: Place,
        /// The field asked for.
        field: String,
        /// What it holds.
        found: &'static str,
    },
}

impl Error {
    /// What the system said about `place`, sorted by what the user can do about it.
    pub(super) fn from_io(place: Place, compressed: bool, reason: io::Error) -> Self {
        use io::ErrorKind::{InvalidData, InvalidInput, NotFound, Other, UnexpectedEof};
        match reason.kind() {
            NotFound => Self::Missing { place },
            InvalidData | InvalidInput | Other | UnexpectedEof if compressed => Self::Compression { place, reason },
            _ => Self::Io { place, reason },
        }
    }
}

/// What a JSON parser said, without its idea of the line, which is always 1.
fn without_line(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.rsplit_once(" at line ").map_or_else(|| said.clone(), |(reason, _)| reason.to_owned())
}
