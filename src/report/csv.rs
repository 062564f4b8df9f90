//! `csv` and `tsv`: one quote a row, for spreadsheets, data frames and databases; or one source a row (`--sources`).
//!
//! As in RFC 4180: one line of column names, CRLF at the end of each row, quotation marks around what needs them. An empty cell is a value
//! that is not there. A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-` or `@`, also in their wide forms, or
//! with a tab or a line break, behind which some look for one) gets an apostrophe in front, numbers do not.
//!
//! Fields that came with an article's JSON line follow as columns named `meta_` and their name. Rows stream, so the columns must be known
//! with the first row: they are the fields of all articles up to and with the first that has a row. Of later articles other fields are left
//! out; [`Sheet::omitted`] tells which.

use super::ArticleInput;
use super::schema::{self, QuoteRecord, SourceRecord};
use super::summary::SummaryRecord;
use crate::extract::{Quote, SourceId};
use crate::pipeline::Analysis;
use crate::segment::Segmented;
use crate::text::{OffsetMap, OffsetUnit};
use csv::{StringRecord, Terminator, WriterBuilder};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::io;

type Columns = &'static [&'static str];

/// `start` and `end` are those of all parts of a statement together.
const QUOTES: Columns = &[
    "article_id",
    "path",
    "title",
    "quote_id",
    "type",
    "speaker",
    "speaker_kind",
    "named",
    "role",
    "affiliation",
    "channel",
    "cue",
    "text",
    "start",
    "end",
    "sentence",
    "paragraph",
    "confidence",
];
const SOURCES: Columns = &[
    "article_id",
    "path",
    "title",
    "source_id",
    "name",
    "kind",
    "named",
    "role",
    "affiliation",
    "members",
    "anonymity",
    "anonymity_reason",
    "no_comment",
    "mentions",
    "direct",
    "mixed",
    "indirect",
    "words",
];
const SUMMARY: Columns = &[
    "name",
    "also",
    "kind",
    "named",
    "role",
    "affiliation",
    "articles",
    "direct",
    "mixed",
    "indirect",
    "words",
    "share",
    "cues",
    "quoted_with",
];
const SENTENCES: Columns = &["article_id", "path", "sentence", "paragraph", "text", "start", "end"];
const TOKENS: Columns = &["article_id", "path", "token", "sentence", "text", "start", "end"];

/// How many names of omitted fields are kept: enough for a message.
const MOST_OMITTED: usize = 10;

/// The rows of an article.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    columns: Columns,
    rows: Vec<StringRecord>,
    /// The same for every row.
    meta: Vec<(String, String)>,
}

impl Rows {
    fn new(columns: Columns, article: &ArticleInput<'_>, rows: impl Iterator<Item = StringRecord>) -> Self {
        let meta = |(name, value): (&String, &Value)| {
            let cell = match value {
                Value::Null => String::new(),
                Value::String(text) => harmless(text),
                other => other.to_string(),
            };
            (name.clone(), cell)
        };
        Self { columns, rows: rows.collect(), meta: article.meta.iter().map(meta).collect() }
    }

    /// About how many bytes of memory they take.
    pub(super) fn size(&self) -> usize {
        self.rows.iter().map(|row| row.as_slice().len() + row.len() * size_of::<usize>()).sum()
    }
}

/// The quotes of an article: those whose index into `analysis.quotes` is wanted.
pub(super) fn quotes(
    article: &ArticleInput<'_>,
    analysis: &Analysis,
    unit: OffsetUnit,
    wanted: impl Fn(usize) -> bool,
) -> Rows {
    let record = schema::article(article, analysis, "", unit);
    let row = |(quote, found): (&QuoteRecord<'_>, &Quote)| {
        let mut row = begin(article);
        text(&mut row, record.title);
        value(&mut row, Some(quote.id));
        value(&mut row, Some(quote.kind));
        text(&mut row, quote.speaker);
        who(&mut row, found.speaker.map(|SourceId(index)| &record.sources[index]));
        text(&mut row, quote.channel);
        text(&mut row, quote.cue.map(|cue| cue.text));
        text(&mut row, Some(&quote.text));
        value(&mut row, quote.spans.first().map(|span| span.start));
        value(&mut row, quote.spans.last().map(|span| span.end));
        value(&mut row, Some(quote.sentence));
        value(&mut row, Some(quote.paragraph));
        value(&mut row, Some(quote.confidence));
        row
    };
    let quotes = record.quotes.iter().zip(&analysis.quotes).enumerate();
    Rows::new(QUOTES, article, quotes.filter(|&(index, _)| wanted(index)).map(|(_, quote)| row(quote)))
}

/// The sources of an article.
pub(super) fn sources(article: &ArticleInput<'_>, analysis: &Analysis, unit: OffsetUnit) -> Rows {
    let record = schema::article(article, analysis, "", unit);
    let row = |(index, source): (usize, &SourceRecord<'_>)| {
        let mut row = begin(article);
        text(&mut row, record.title);
        value(&mut row, Some(source.id));
        text(&mut row, Some(source.name));
        who(&mut row, Some(source));
        let members = analysis.sources[index].members.iter().map(|&SourceId(member)| record.sources[member].name);
        text(&mut row, Some(&members.collect::<Vec<_>>().join("; ")));
        text(&mut row, source.anonymity.map(|passage| passage.text));
        text(&mut row, source.anonymity_reason.map(|passage| passage.text));
        text(&mut row, Some(&source.no_comment.iter().map(|passage| passage.text).collect::<Vec<_>>().join("; ")));
        value(&mut row, Some(source.mentions.len()));
        let quotes = source.quotes;
        [quotes.direct, quotes.mixed, quotes.indirect, source.words]
            .into_iter()
            .for_each(|count| value(&mut row, Some(count)));
        row
    };
    Rows::new(SOURCES, article, record.sources.iter().enumerate().map(row))
}

/// The sources of a corpus, as one sheet. Cells that hold several things have them between semicolons.
pub(super) fn summary(record: &SummaryRecord<'_>, delimiter: u8) -> Vec<u8> {
    let mut rows = vec![StringRecord::from(SUMMARY)];
    for source in &record.sources {
        let mut row = StringRecord::new();
        text(&mut row, Some(source.name));
        text(&mut row, Some(&source.also.join("; ")));
        value(&mut row, Some(source.kind));
        value(&mut row, Some(source.named));
        text(&mut row, source.title);
        text(&mut row, source.affiliation);
        let quotes = source.quotes;
        [source.articles, quotes.direct, quotes.mixed, quotes.indirect, source.words]
            .into_iter()
            .for_each(|count| value(&mut row, Some(count)));
        value(&mut row, Some(source.share));
        text(&mut row, Some(&source.cues.in_words()));
        let partners: Vec<_> = source.quoted_with.iter().map(|p| format!("{} {}", p.name, p.articles)).collect();
        text(&mut row, Some(&partners.join("; ")));
        rows.push(row);
    }
    let mut lines = Vec::new();
    let mut out = writer(&mut lines, delimiter);
    rows.iter()
        .for_each(|row| out.write_record(row).expect("rows are of one length, and writing to memory does not fail"));
    drop(out);
    lines
}

/// The sentences of an article.
pub(super) fn sentences(article: &ArticleInput<'_>, segmented: &Segmented<'_>, unit: OffsetUnit) -> Rows {
    let map = OffsetMap::new(segmented.text, unit);
    let rows = segmented.sentences.iter().enumerate().map(|(index, sentence)| {
        let mut row = begin(article);
        [index + 1, sentence.paragraph + 1].into_iter().for_each(|number| value(&mut row, Some(number)));
        text(&mut row, Some(&segmented.text[sentence.span]));
        [sentence.span.start(), sentence.span.end()]
            .into_iter()
            .for_each(|offset| value(&mut row, Some(map.get(offset))));
        row
    });
    Rows::new(SENTENCES, article, rows)
}

/// The tokens of an article.
pub(super) fn tokens(article: &ArticleInput<'_>, segmented: &Segmented<'_>, unit: OffsetUnit) -> Rows {
    let map = OffsetMap::new(segmented.text, unit);
    let tokens = segmented.sentences.iter().enumerate().flat_map(|(sentence, within)| {
        segmented.tokens[within.tokens.indices()].iter().map(move |token| (sentence, token))
    });
    let rows = tokens.enumerate().map(|(index, (sentence, token))| {
        let mut row = begin(article);
        [index + 1, sentence + 1].into_iter().for_each(|number| value(&mut row, Some(number)));
        text(&mut row, Some(&segmented.text[token.span]));
        [token.span.start(), token.span.end()].into_iter().for_each(|offset| value(&mut row, Some(map.get(offset))));
        row
    });
    Rows::new(TOKENS, article, rows)
}

/// What every row begins with.
fn begin(article: &ArticleInput<'_>) -> StringRecord {
    let mut row = StringRecord::new();
    text(&mut row, Some(article.id));
    text(&mut row, article.path);
    row
}

/// What rows of quotes and of sources tell of the source, behind its name.
fn who(row: &mut StringRecord, source: Option<&SourceRecord<'_>>) {
    value(row, source.map(|source| source.kind));
    value(row, source.map(|source| source.named));
    text(row, source.and_then(|source| source.title));
    text(row, source.and_then(|source| source.affiliation));
}

/// Appends words of the article or its file.
fn text(row: &mut StringRecord, text: Option<&str>) {
    row.push_field(&harmless(text.unwrap_or_default()));
}

/// Appends a number or a word of our own.
fn value(row: &mut StringRecord, value: Option<impl Display>) {
    row.push_field(&value.map(|value| value.to_string()).unwrap_or_default());
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    format!("{}{text}", if formula { "'" } else { "" })
}

/// The sheet in the making: which columns it has.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// `None` before the first article, unless they were told.
    columns: Option<Columns>,
    /// The fields that have columns, and which of those behind `columns`.
    meta: BTreeMap<String, usize>,
    begun: bool,
    omitted: BTreeSet<String>,
}

impl Sheet {
    /// The columns to come, for a sheet that may stay without articles.
    pub(super) fn expect(&mut self, rows: super::Rows) {
        self.columns = Some(match rows {
            super::Rows::Quotes => QUOTES,
            super::Rows::Sources => SOURCES,
            super::Rows::Sentences => SENTENCES,
            super::Rows::Tokens => TOKENS,
        });
    }

    /// The rows of one article as bytes, before the first of all the names of the columns.
    pub(super) fn lines(&mut self, delimiter: u8, article: &Rows) -> io::Result<Vec<u8>> {
        self.columns = Some(article.columns);
        let mut cells = vec![""; self.meta.len()];
        for (name, cell) in &article.meta {
            match self.meta.get(name) {
                Some(&column) => cells[column] = cell,
                None if !self.begun => {
                    self.meta.insert(name.clone(), cells.len());
                    cells.push(cell);
                }
                None if !article.rows.is_empty() && self.omitted.len() < MOST_OMITTED => {
                    self.omitted.insert(name.clone());
                }
                None => {}
            }
        }
        let mut lines = if article.rows.is_empty() { Vec::new() } else { self.head(delimiter)? };
        let mut out = writer(&mut lines, delimiter);
        for row in &article.rows {
            out.write_record(row.iter().chain(cells.iter().copied()))?;
        }
        drop(out);
        Ok(lines)
    }

    /// The names of the columns as bytes, unless they were written or nobody knows what they would have been.
    pub(super) fn head(&mut self, delimiter: u8) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        if let (Some(columns), false) = (self.columns, self.begun) {
            self.begun = true;
            let mut names: Vec<_> = columns.iter().map(|&name| name.to_owned()).collect();
            names.resize(columns.len() + self.meta.len(), String::new());
            for (name, column) in &self.meta {
                names[columns.len() + column] = format!("meta_{name}");
            }
            writer(&mut line, delimiter).write_record(names)?;
        }
        Ok(line)
    }

    /// Names of fields that came too late to have a column; of many, some.
    pub(super) fn omitted(&self) -> impl Iterator<Item = &str> {
        self.omitted.iter().map(String::as_str)
    }
}

/// Formats records; all is in `out` when the writer is dropped.
fn writer(out: &mut Vec<u8>, delimiter: u8) -> csv::Writer<&mut Vec<u8>> {
    WriterBuilder::new().delimiter(delimiter).terminator(Terminator::CRLF).from_writer(out)
}
