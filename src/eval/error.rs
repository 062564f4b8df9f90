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
    #[error("{folder}: no gold in this folder (gold is NAME.gold.json, NAME.jsonl, or NAME.ann beside NAME.txt)")]
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
    /// Annotations of nothing.
    #[error(
        "{file}: the text it is about is missing; put {text} beside it, or the text into a folder \"text\" beside the annotations' own"
    )]
    NoText {
        /// The annotations.
        file: String,
        /// The text they should stand beside.
        text: String,
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
    /// A weight that says nothing.
    #[error("article {id:?} has the weight {weight}; a weight is a number from 0 on, and 1 if it is left out")]
    Weight {
        /// The article.
        id: String,
        /// Its weight.
        weight: f32,
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
    /// A line that is none of brat's, or not of its form.
    #[error("not a line of brat; expected {expected}")]
    Brat {
        /// A line as it should be.
        expected: &'static str,
    },
    /// Two marks of one name.
    #[error("{name} is in the file already; give every mark a name of its own")]
    BratTwice {
        /// "T3".
        name: String,
    },
    /// An event of a type that is no attribution.
    #[error("event {name} is of the unknown type {label:?}; the types are Attribution and Attribution-no-source")]
    BratEvent {
        /// "E3".
        name: String,
        /// Its type.
        label: String,
    },
    /// An event with a role that attributions do not have.
    #[error("event {name} has the unknown role {role:?}; the roles are Source, Cue and Content")]
    BratRole {
        /// "E3".
        name: String,
        /// The role.
        role: String,
    },
    /// An event with a mark that is not there.
    #[error("event {event} names {mark}, which is not in the file; mark it, or remove it from the event")]
    BratUnknown {
        /// "E3".
        event: String,
        /// "T3".
        mark: String,
    },
    /// A mark whose words are not those of the text.
    #[error(
        "{mark} has the words {words:?}, and at its offsets the text has {there:?}; the text was changed after it was annotated, or its line ends were (offsets count code points)"
    )]
    BratWords {
        /// "T3".
        mark: String,
        /// Its words.
        words: String,
        /// The text's.
        there: String,
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
