//! What can be wrong with gold and predictions: always with the file, the line and what to do about it.

use std::io;

/// Why gold or predictions could not be read. The message is complete: a reason is part of it, and no error of its own behind it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused to open or read it.
    #[error("{file}: cannot be read: {reason}")]
    Io {
        /// The file or folder, as it was named.
        file: String,
        /// What the system said.
        reason: io::Error,
    },
    /// A folder without a file of gold.
    #[error("{folder}: no gold in this folder (gold is NAME.gold.json and NAME.jsonl files)")]
    NoGold {
        /// The folder.
        folder: String,
    },
    /// A file without a line.
    #[error("{file}: no articles in this file; it should have one JSON object a line")]
    Empty {
        /// The file.
        file: String,
    },
    /// A line that is wrong.
    #[error("{file}:{line}: {problem}")]
    Line {
        /// The file.
        file: String,
        /// The line, counted from 1.
        line: u64,
        /// What is wrong with it.
        problem: Box<Problem>,
    },
}

/// What is wrong with a line, and the remedy. Attributions and quotes are counted from 1, offsets in code points.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Bytes that are no UTF-8.
    #[error("not UTF-8; convert the file, for example: iconv -f WINDOWS-1252 -t UTF-8")]
    NotUtf8,
    /// No JSON, or not of the expected form.
    #[error("column {column}: {message}; each line must be one object like {expected}")]
    Form {
        /// Where in the line, in bytes, counted from 1.
        column: usize,
        /// What the parser said.
        message: String,
        /// A line as it should be.
        expected: &'static str,
    },
    /// A prediction that is neither a record nor in the form of the gold.
    #[error(
        "article {id:?} has neither \"quotes\" nor \"attributions\"; predictions are records of `quoth --format jsonl`, or lines in the form of the gold"
    )]
    NoAttributions {
        /// The article.
        id: String,
    },
    /// A record of a version that means something else.
    #[error("this record has the schema {schema:?}, and only {expected:?} is understood; analyze the articles again")]
    Schema {
        /// The record's.
        schema: String,
        /// Ours.
        expected: &'static str,
    },
    /// Two articles with one id.
    #[error("article {id:?} stands in {first} already; give every article an id of its own")]
    Twice {
        /// The id.
        id: String,
        /// File and line of the first.
        first: String,
    },
    /// An attribution without content.
    #[error("{which} of article {id:?} has no content; mark some, or remove it")]
    NoContent {
        /// "attribution 3".
        which: String,
        /// The article.
        id: String,
    },
    /// A span without a character in it.
    #[error(
        "{which} of article {id:?}: {role} {start}..{end} is empty or backwards; a span is [start, end] with start < end"
    )]
    EmptySpan {
        /// "attribution 3".
        which: String,
        /// The article.
        id: String,
        /// The role of the span.
        role: &'static str,
        /// Its start.
        start: usize,
        /// Its end.
        end: usize,
    },
    /// A span that leaves the text.
    #[error(
        "{which} of article {id:?}: {role} {start}..{end} ends behind the text, which has {length} code points; offsets count code points (quoth writes them with --offsets chars), not bytes or UTF-16 units"
    )]
    OutOfRange {
        /// "attribution 3".
        which: String,
        /// The article.
        id: String,
        /// The role of the span.
        role: &'static str,
        /// Its start.
        start: usize,
        /// Its end.
        end: usize,
        /// Length of the text.
        length: usize,
    },
    /// Two spans of an attribution that share characters.
    #[error(
        "{which} of article {id:?}: {role} {start}..{end} overlaps its {other} {other_start}..{other_end}; within an attribution a word has one role, once"
    )]
    Overlap {
        /// "attribution 3".
        which: String,
        /// The article.
        id: String,
        /// The role of the later span.
        role: &'static str,
        /// Its start.
        start: usize,
        /// Its end.
        end: usize,
        /// The role of the earlier span.
        other: &'static str,
        /// Its start.
        other_start: usize,
        /// Its end.
        other_end: usize,
    },
    /// A prediction that was made on another text than the gold's.
    #[error(
        "article {id:?} has another text here than in the gold ({difference}); analyze the gold's own text, and keep offsets in code points (--offsets chars)"
    )]
    OtherText {
        /// The article.
        id: String,
        /// Where they part.
        difference: String,
    },
}
