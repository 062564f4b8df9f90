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
pub mod brat;
#[cfg(feature = "cli")]
mod csv;
#[cfg(feature = "cli")]
mod grid;
#[cfg(feature = "cli")]
mod html;
mod json;
mod jsonl;
mod listing;
#[cfg(feature = "cli")]
mod sanitize;
pub mod schema;
#[cfg(feature = "cli")]
pub mod search;
pub mod summary;
#[cfg(feature = "cli")]
mod table;

#[cfg(feature = "cli")]
pub use sanitize::one_line;

use crate::pipeline::Analysis;
use crate::segment::Segmented;
use crate::summary::Tally;
use crate::text::OffsetUnit;
use serde_json::{Map, Value};
use std::io;
use std::path::Path;

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
    /// One quote a row, between commas.
    #[cfg(feature = "cli")]
    Csv,
    /// One quote a row, between tabs.
    #[cfg(feature = "cli")]
    Tsv,
    /// One page for people, of however many articles.
    #[cfg(feature = "cli")]
    Html,
    /// A folder with a `.txt` and an `.ann` of each article.
    #[cfg(feature = "cli")]
    Brat,
}

impl Format {
    /// Every format, in the order in which help texts list them.
    pub const ALL: &[Format] = &[
        #[cfg(feature = "cli")]
        Format::Table,
        Format::Json,
        Format::Jsonl,
        #[cfg(feature = "cli")]
        Format::Csv,
        #[cfg(feature = "cli")]
        Format::Tsv,
        #[cfg(feature = "cli")]
        Format::Html,
        #[cfg(feature = "cli")]
        Format::Brat,
    ];

    /// What users call it.
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "cli")]
            Format::Table => "table",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            #[cfg(feature = "cli")]
            Format::Csv => "csv",
            #[cfg(feature = "cli")]
            Format::Tsv => "tsv",
            #[cfg(feature = "cli")]
            Format::Html => "html",
            #[cfg(feature = "cli")]
            Format::Brat => "brat",
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
            #[cfg(feature = "cli")]
            "csv" => Some(Format::Csv),
            #[cfg(feature = "cli")]
            "tsv" => Some(Format::Tsv),
            #[cfg(feature = "cli")]
            "html" | "htm" => Some(Format::Html),
            _ => None,
        }
    }

    /// Whether it can have other rows than an article's quotes, too: sentences, tokens, a summary.
    pub fn lists(self) -> bool {
        match self {
            #[cfg(feature = "cli")]
            Format::Html | Format::Brat => false,
            _ => true,
        }
    }

    /// What stands between the cells of a row, for formats that have rows.
    #[cfg(feature = "cli")]
    fn delimiter(self) -> u8 {
        if self == Format::Tsv { b'\t' } else { b',' }
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
    /// Whether a row is a source instead of a quote. Only csv and tsv ask.
    pub sources: bool,
}

/// What the rows of a csv or tsv file are.
#[cfg(feature = "cli")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// One quote a row.
    Quotes,
    /// One source a row.
    Sources,
    /// One sentence a row.
    Sentences,
    /// One token a row.
    Tokens,
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
    content: Content,
    /// What the article adds to the summary, where the format has one.
    tally: Option<Box<Tally>>,
}

#[derive(Clone, Debug)]
enum Content {
    Bytes(Vec<u8>),
    /// Not bytes yet, because those depend on the articles before.
    #[cfg(feature = "cli")]
    Rows(csv::Rows),
    /// The same.
    #[cfg(feature = "cli")]
    Html(html::Article),
    /// Files of its own.
    #[cfg(feature = "cli")]
    Document(brat::Document),
}

impl Default for Content {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

impl Rendered {
    /// About how many bytes of memory it takes.
    pub fn size(&self) -> usize {
        match &self.content {
            Content::Bytes(bytes) => bytes.len(),
            #[cfg(feature = "cli")]
            Content::Rows(rows) => rows.size(),
            #[cfg(feature = "cli")]
            Content::Html(article) => article.size(),
            #[cfg(feature = "cli")]
            Content::Document(document) => document.text.len() + document.annotations.len(),
        }
    }

    /// The files of the article, where the format is a folder ([`Format::Brat`]).
    #[cfg(feature = "cli")]
    pub fn document(&self) -> Option<&brat::Document> {
        match &self.content {
            Content::Document(document) => Some(document),
            _ => None,
        }
    }
}

impl From<Content> for Rendered {
    fn from(content: Content) -> Self {
        Self { content, tally: None }
    }
}

impl From<Vec<u8>> for Rendered {
    fn from(bytes: Vec<u8>) -> Self {
        Content::Bytes(bytes).into()
    }
}

#[cfg(feature = "cli")]
impl From<csv::Rows> for Rendered {
    fn from(rows: csv::Rows) -> Self {
        Content::Rows(rows).into()
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
        Format::Table => table::article(article, analysis, options).into(),
        Format::Json => Rendered {
            tally: Some(Box::new(Tally::of_article(article.text, analysis))),
            ..json::value(&record()).into()
        },
        Format::Jsonl => jsonl::line(&record()).into(),
        #[cfg(feature = "cli")]
        Format::Csv | Format::Tsv if options.sources => csv::sources(article, analysis, options.unit).into(),
        #[cfg(feature = "cli")]
        Format::Csv | Format::Tsv => csv::quotes(article, analysis, options.unit, |_| true).into(),
        #[cfg(feature = "cli")]
        Format::Html => Rendered {
            content: Content::Html(html::article(article, analysis)),
            tally: Some(Box::new(Tally::of_article(article.text, analysis))),
        },
        #[cfg(feature = "cli")]
        Format::Brat => Content::Document(brat::document(article, analysis)).into(),
    }
}

/// What one article adds to a summary, for a [`Writer::summary`].
pub fn render_figures(article: &ArticleInput<'_>, analysis: &Analysis) -> Rendered {
    Rendered { tally: Some(Box::new(Tally::of_article(article.text, analysis))), ..Rendered::default() }
}

/// Renders the sentences of one article, for `quoth sentences`; nothing in formats that do not [list](Format::lists) them.
pub fn render_sentences(
    format: Format,
    options: &Options,
    article: &ArticleInput<'_>,
    segmented: &Segmented<'_>,
) -> Rendered {
    let record = || listing::sentences(article.id, segmented, options.unit);
    match format {
        #[cfg(feature = "cli")]
        Format::Table => table::sentences(article, segmented, options).into(),
        Format::Json => json::value(&record()).into(),
        Format::Jsonl => jsonl::line(&record()).into(),
        #[cfg(feature = "cli")]
        Format::Csv | Format::Tsv => csv::sentences(article, segmented, options.unit).into(),
        #[cfg(feature = "cli")]
        Format::Html | Format::Brat => Rendered::default(),
    }
}

/// Renders the tokens of one article, for `quoth tokens`; nothing in formats that do not [list](Format::lists) them.
pub fn render_tokens(
    format: Format,
    options: &Options,
    article: &ArticleInput<'_>,
    segmented: &Segmented<'_>,
) -> Rendered {
    let record = || listing::tokens(article.id, segmented, options.unit);
    match format {
        #[cfg(feature = "cli")]
        Format::Table => table::tokens(article, segmented, options).into(),
        Format::Json => json::value(&record()).into(),
        Format::Jsonl => jsonl::line(&record()).into(),
        #[cfg(feature = "cli")]
        Format::Csv | Format::Tsv => csv::tokens(article, segmented, options.unit).into(),
        #[cfg(feature = "cli")]
        Format::Html | Format::Brat => Rendered::default(),
    }
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
    tally: Option<Box<Tally>>,
    /// Whether the summary is all that is written, and how.
    only_summary: Option<(Options, Option<usize>)>,
    /// Whether articles stand apart.
    #[cfg(feature = "cli")]
    apart: bool,
    #[cfg(feature = "cli")]
    sheet: csv::Sheet,
    #[cfg(feature = "cli")]
    page: html::Page,
}

impl<W: io::Write> Writer<W> {
    /// A writer of articles that were rendered in `format`.
    pub fn new(out: W, format: Format) -> Self {
        Self {
            out,
            format,
            written: 0,
            tally: Some(Box::default()),
            only_summary: None,
            #[cfg(feature = "cli")]
            apart: true,
            #[cfg(feature = "cli")]
            sheet: csv::Sheet::default(),
            #[cfg(feature = "cli")]
            page: html::Page::default(),
        }
    }

    /// A writer of nothing but the summary of all articles, for `quoth summary`, in a format that [lists](Format::lists): with its
    /// `most` first sources, or as many as the format has room for.
    pub fn summary(out: W, format: Format, options: Options, most: Option<usize>) -> Self {
        Self { only_summary: Some((options, most)), ..Self::new(out, format) }
    }

    /// A writer of lines that matched, for `quoth search`: those of one article directly behind those of another.
    #[cfg(feature = "cli")]
    pub fn lines(out: W, format: Format) -> Self {
        Self { tally: None, apart: false, ..Self::new(out, format) }
    }

    /// Leaves the summary out, for sentences and tokens, which have none.
    pub fn without_summary(self) -> Self {
        Self { tally: None, ..self }
    }

    /// Tells what the rows are going to be, so that csv and tsv have the names of the columns even if no article comes.
    #[cfg(feature = "cli")]
    pub fn of(mut self, rows: Rows) -> Self {
        self.sheet.expect(rows);
        self
    }

    /// Writes one article.
    ///
    /// # Errors
    /// If the stream fails, and for an article of a format that is no stream but a folder: see [`Rendered::document`].
    pub fn write(&mut self, rendered: &Rendered) -> io::Result<()> {
        if let (Some(all), Some(one)) = (&mut self.tally, &rendered.tally) {
            all.merge(one);
        }
        if self.only_summary.is_some() {
            return Ok(());
        }
        match self.format {
            #[cfg(feature = "cli")]
            Format::Table if self.apart => table::separate(&mut self.out, self.written)?,
            #[cfg(feature = "cli")]
            Format::Table => {}
            Format::Json => json::separate(&mut self.out, self.written)?,
            _ => {}
        }
        self.written += 1;
        match &rendered.content {
            Content::Bytes(bytes) => self.out.write_all(bytes),
            #[cfg(feature = "cli")]
            Content::Rows(rows) => self.out.write_all(&self.sheet.lines(self.format.delimiter(), rows)?),
            #[cfg(feature = "cli")]
            Content::Html(article) => self.page.add(&mut self.out, article),
            #[cfg(feature = "cli")]
            Content::Document(_) => Err(io::Error::new(io::ErrorKind::Unsupported, "a folder cannot be a stream")),
        }
    }

    /// Names of fields of articles that csv and tsv had no column for, because they came after the first row; of many, some.
    #[cfg(feature = "cli")]
    pub fn omitted_fields(&self) -> impl Iterator<Item = &str> {
        self.sheet.omitted()
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
        if let (Some((options, most)), Some(tally)) = (&self.only_summary, &self.tally) {
            self.out.write_all(&summary::render(self.format, options, &tally.summary(), *most))?;
            self.out.flush()?;
            return Ok(self.out);
        }
        match self.format {
            Format::Json => json::end(&mut self.out, self.written, self.tally.as_deref())?,
            #[cfg(feature = "cli")]
            Format::Csv | Format::Tsv => self.out.write_all(&self.sheet.head(self.format.delimiter())?)?,
            #[cfg(feature = "cli")]
            Format::Html => self.page.end(&mut self.out, &self.tally.unwrap_or_default().summary())?,
            _ => {}
        }
        self.out.flush()?;
        Ok(self.out)
    }
}
