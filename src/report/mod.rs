//! Output formats: from an [`Analysis`] to bytes. One file per format; to add one, see [`Format`].
//!
//! Rendering and writing are apart, so that worker threads can do the first and one thread, in input order, the second:
//!
//! ```
//! # use quoth::{Analyzer, report::{self, ArticleInput, Format, Options, Writer}};
//! let (analyzer, options) = (Analyzer::new(), Options::default());
//! let mut writer = Writer::new(Vec::new(), Format::Jsonl);
//! for (id, text) in [("a", "It rained."), ("b", "“Señor Müller knows,” she said.")] {
//!     let article = ArticleInput { id, path: None, meta: &Default::default(), text, warnings: &[] };
//!     let rendered = report::render(Format::Jsonl, &options, &article, &analyzer.analyze(text), analyzer.model());
//!     writer.write(&rendered)?;
//! }
//! let jsonl = String::from_utf8(writer.finish()?).expect("JSON is UTF-8");
//! assert_eq!(jsonl.lines().count(), 2);
//! # Ok::<(), std::io::Error>(())
//! ```

#[cfg(feature = "cli")]
mod grid;
mod json;
mod jsonl;
mod listing;
#[cfg(feature = "cli")]
mod sanitize;
pub mod schema;
pub mod summary;
#[cfg(feature = "cli")]
mod table;

#[cfg(feature = "cli")]
pub use sanitize::one_line;

use crate::pipeline::Analysis;
use crate::segment::Segmented;
use crate::text::OffsetUnit;
use serde_json::{Map, Value};
use std::io;
use std::path::Path;
use summary::Tally;

/// A format that articles are written in.
///
/// To add one: a variant here, its name and extensions in the functions below, and a file that turns an article into bytes; the compiler
/// then points at every match that has to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a person at a terminal.
    #[cfg(feature = "cli")]
    Table,
    /// One JSON document: every article record, and a summary of them.
    Json,
    /// JSON Lines: one article record a line.
    Jsonl,
}

impl Format {
    /// Every format, in the order in which help texts list them.
    pub const ALL: &[Format] = &[
        #[cfg(feature = "cli")]
        Format::Table,
        Format::Json,
        Format::Jsonl,
    ];

    /// What users call it.
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "cli")]
            Format::Table => "table",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
        }
    }

    /// The format with that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// The format that a file's extension asks for, in whatever case it is written.
    pub fn from_extension(path: &Path) -> Option<Format> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            #[cfg(feature = "cli")]
            "txt" => Some(Format::Table),
            "json" => Some(Format::Json),
            "jsonl" | "ndjson" => Some(Format::Jsonl),
            _ => None,
        }
    }
}

/// How to write, whatever the format.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// What offsets count.
    pub unit: OffsetUnit,
    /// Columns of the terminal; `None` if there is none, or if it does not tell. Only the table asks.
    pub width: Option<usize>,
    /// Whether to use colour. Only the table asks.
    pub color: bool,
}

/// An article as it came in: what a record says of it besides its analysis.
#[derive(Clone, Copy, Debug)]
pub struct ArticleInput<'a> {
    /// What the record calls it.
    pub id: &'a str,
    /// The file it came from.
    pub path: Option<&'a str>,
    /// Fields that came with it and are carried through.
    pub meta: &'a Map<String, Value>,
    /// The text that was analyzed.
    pub text: &'a str,
    /// What was odd about reading it. The record has these before the analysis's own.
    pub warnings: &'a [String],
}

/// One article in some format, ready to be written.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    bytes: Vec<u8>,
    /// What the article adds to the summary, where the format has one.
    tally: Option<Tally>,
}

impl Rendered {
    /// About how many bytes of memory it takes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// Renders what was found in one article. `model` is [`Analyzer::model`](crate::Analyzer::model).
///
/// # Panics
/// If `analysis` is not of `article.text`: its spans then may lie outside.
pub fn render(
    format: Format,
    options: &Options,
    article: &ArticleInput<'_>,
    analysis: &Analysis,
    model: &str,
) -> Rendered {
    let record = || schema::article(article, analysis, model, options.unit);
    match format {
        #[cfg(feature = "cli")]
        Format::Table => Rendered { bytes: table::article(article, analysis, options), tally: None },
        Format::Json => {
            Rendered { bytes: json::value(&record()), tally: Some(Tally::of_article(article.text, analysis)) }
        }
        Format::Jsonl => Rendered { bytes: jsonl::line(&record()), tally: None },
    }
}

/// Renders the sentences of one article, for `quoth sentences`.
pub fn render_sentences(
    format: Format,
    options: &Options,
    article: &ArticleInput<'_>,
    segmented: &Segmented<'_>,
) -> Rendered {
    let record = || listing::sentences(article.id, segmented, options.unit);
    let bytes = match format {
        #[cfg(feature = "cli")]
        Format::Table => table::sentences(article, segmented, options),
        Format::Json => json::value(&record()),
        Format::Jsonl => jsonl::line(&record()),
    };
    Rendered { bytes, tally: None }
}

/// Renders the tokens of one article, for `quoth tokens`.
pub fn render_tokens(
    format: Format,
    options: &Options,
    article: &ArticleInput<'_>,
    segmented: &Segmented<'_>,
) -> Rendered {
    let record = || listing::tokens(article.id, segmented, options.unit);
    let bytes = match format {
        #[cfg(feature = "cli")]
        Format::Table => table::tokens(article, segmented, options),
        Format::Json => json::value(&record()),
        Format::Jsonl => jsonl::line(&record()),
    };
    Rendered { bytes, tally: None }
}

/// Writes rendered articles, in the order in which they are handed over, as one stream.
///
/// Nothing is kept of an article but its part of the summary, so memory grows with the number of distinct sources only.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    format: Format,
    written: usize,
    /// `None` where no summary is wanted.
    tally: Option<Tally>,
}

impl<W: io::Write> Writer<W> {
    /// A writer of articles that were rendered in `format`.
    pub fn new(out: W, format: Format) -> Self {
        Self { out, format, written: 0, tally: Some(Tally::default()) }
    }

    /// Leaves the summary out, for sentences and tokens, which have none.
    pub fn without_summary(self) -> Self {
        Self { tally: None, ..self }
    }

    /// Writes one article.
    pub fn write(&mut self, rendered: &Rendered) -> io::Result<()> {
        match self.format {
            #[cfg(feature = "cli")]
            Format::Table => table::separate(&mut self.out, self.written)?,
            Format::Json => json::separate(&mut self.out, self.written)?,
            Format::Jsonl => {}
        }
        self.written += 1;
        if let (Some(all), Some(one)) = (&mut self.tally, &rendered.tally) {
            all.merge(one);
        }
        self.out.write_all(&rendered.bytes)
    }

    /// Hands on everything written so far, for readers that wait at the other end of a pipe.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// The stream as it is, without what would stand after the last article.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// Writes what stands after the last article, flushes, and gives the stream back.
    pub fn finish(mut self) -> io::Result<W> {
        match self.format {
            #[cfg(feature = "cli")]
            Format::Table => {}
            Format::Json => json::end(&mut self.out, self.written, self.tally.as_ref())?,
            Format::Jsonl => {}
        }
        self.out.flush()?;
        Ok(self.out)
    }
}
