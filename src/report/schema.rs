//! The article record: the types that are written out, apart from the ones the analysis works with, so that either can change alone.
//!
//! The doc comments of these types are what `quoth schema` prints.

use super::ArticleInput;
use crate::extract::{Quote, QuoteCounts, QuoteType, Source, SourceId, SourceKind};
use crate::pipeline::Analysis;
use crate::text::{OffsetMap, OffsetUnit, Span};
use foldhash::HashSet;
#[cfg(feature = "cli")]
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::fmt;

/// Name and version of the records. Field names and meanings are stable within a version; fields may join.
pub const SCHEMA: &str = "quoth/1";

/// What quoth found in one news report: who said what, and where the report got it from.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema), schemars(title = "quoth article record"))]
pub struct ArticleRecord<'a> {
    /// Name and version of this record's form.
    #[cfg_attr(feature = "cli", schemars(extend("const" = SCHEMA)))]
    pub schema: &'static str,
    /// What the article is called: its path below the folder given, without the extension, or the id field of its JSON line.
    pub id: &'a str,
    /// The file the article came from; null for standard input.
    pub path: Option<&'a str>,
    /// Fields that came with the article's JSON line, carried through as they were.
    pub meta: &'a Map<String, Value>,
    /// What found the attributions.
    pub model: &'a str,
    /// The headline, if the text has one.
    pub title: Option<&'a str>,
    /// The authors named behind "By", if the text has such a line.
    pub byline: Option<&'a str>,
    /// Place (and agency) in front of the dash that opens the report, if there is one.
    pub dateline: Option<&'a str>,
    /// The article in figures.
    pub counts: Counts,
    /// The quoted and reported statements, in text order.
    pub quotes: Vec<QuoteRecord<'a>>,
    /// Who and what the quotes are attributed to, each once, in the order of their first quote; behind them those who have none of their
    /// own, because they only speak together with others or did not answer.
    pub sources: Vec<SourceRecord<'a>>,
    /// Ids of the sources that speak, alone or with others: persons, groups and organizations.
    #[cfg_attr(feature = "cli", schemars(with = "Vec<String>"))]
    pub speakers: Vec<Id>,
    /// What was odd about the article, in words for a person.
    pub warnings: Vec<&'a str>,
}

/// An article in figures.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
pub struct Counts {
    /// Number of paragraphs.
    pub paragraphs: usize,
    /// Number of sentences.
    pub sentences: usize,
    /// Number of words: tokens with at least one letter or digit.
    pub words: usize,
    /// Number of quotes by type.
    pub quotes: TypeCounts,
}

/// Number of quotes by type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
pub struct TypeCounts {
    /// Quotes all of which stands inside quotation marks.
    pub direct: usize,
    /// Quotes part of which stands inside quotation marks.
    pub mixed: usize,
    /// Quotes none of which stands inside quotation marks.
    pub indirect: usize,
}

impl From<QuoteCounts> for TypeCounts {
    fn from(counts: QuoteCounts) -> Self {
        Self { direct: counts.direct, mixed: counts.mixed, indirect: counts.indirect }
    }
}

/// A statement, and what the article attributes it to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
pub struct QuoteRecord<'a> {
    /// Unique in the article: "q1", "q2", and so on in text order.
    #[cfg_attr(feature = "cli", schemars(with = "String", regex(pattern = r"^q[1-9][0-9]*$")))]
    pub id: Id,
    /// How much of the statement stands inside quotation marks: all of it, a part, or nothing.
    #[serde(rename = "type")]
    pub kind: TypeName,
    /// The statement as the article has it, quotation marks included. One of several parts has them joined by single spaces.
    pub text: Cow<'a, str>,
    /// Where the parts of the statement stand, in text order.
    pub spans: Vec<Range>,
    /// The words that tie statement and source, such as "said" or "according to".
    pub cue: Option<Passage<'a>>,
    /// The words that name the source at this place, which may be a pronoun.
    pub source: Option<Passage<'a>>,
    /// The source's name; null if nobody is named or it is unclear who is meant.
    pub speaker: Option<&'a str>,
    /// Which of the article's sources that is.
    #[cfg_attr(feature = "cli", schemars(with = "Option<String>"))]
    pub source_id: Option<Id>,
    /// Where or how it was said, such as "in a statement", if the article tells.
    pub channel: Option<&'a str>,
    /// Number of the sentence in which the statement starts, counted from 1.
    #[cfg_attr(feature = "cli", schemars(range(min = 1)))]
    pub sentence: usize,
    /// Number of the paragraph in which the statement starts, counted from 1.
    #[cfg_attr(feature = "cli", schemars(range(min = 1)))]
    pub paragraph: usize,
    /// Estimated probability that the quote is right, to two decimals.
    #[cfg_attr(feature = "cli", schemars(range(min = 0, max = 1)))]
    pub confidence: f64,
}

/// Somebody or something that quotes are attributed to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
pub struct SourceRecord<'a> {
    /// Unique in the article: "s1", "s2", and so on.
    #[cfg_attr(feature = "cli", schemars(with = "String", regex(pattern = r"^s[1-9][0-9]*$")))]
    pub id: Id,
    /// The fullest name or description the article gives.
    pub name: &'a str,
    /// What sort of thing it is.
    pub kind: KindName,
    /// Whether the article gives its name.
    pub named: bool,
    /// Title or role, such as "Sen." or "spokeswoman".
    pub title: Option<&'a str>,
    /// The body it belongs to.
    pub affiliation: Option<&'a str>,
    /// Ids of the sources that speak here together; empty for a single one.
    #[cfg_attr(feature = "cli", schemars(with = "Vec<String>"))]
    pub members: Vec<Id>,
    /// The words that keep it anonymous, such as "on condition of anonymity".
    pub anonymity: Option<Passage<'a>>,
    /// Why it is, in the words of the article, such as "because she was not authorized to speak".
    pub anonymity_reason: Option<Passage<'a>>,
    /// Where it is said that it did not answer, such as "declined to comment".
    pub no_comment: Vec<Passage<'a>>,
    /// Where it is mentioned as a source, in text order: with a quote, among those who speak together, or as one that did not answer.
    pub mentions: Vec<Passage<'a>>,
    /// Number of its quotes by type; those it shares with others are counted for them together.
    pub quotes: TypeCounts,
    /// Number of words in its quotes.
    pub words: usize,
}

/// Words of the article, and where they stand.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
pub struct Passage<'a> {
    /// The words: exactly what the article has at the offsets.
    pub text: &'a str,
    /// Where they start, in the unit asked for with --offsets (Unicode code points unless told otherwise).
    pub start: usize,
    /// Just behind where they end.
    pub end: usize,
}

/// A half-open range of the article's text.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
pub struct Range {
    /// Where it starts, in the unit asked for with --offsets (Unicode code points unless told otherwise).
    pub start: usize,
    /// Just behind where it ends.
    pub end: usize,
}

/// How much of a statement stands inside quotation marks: all (direct), a part (mixed), nothing (indirect).
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "named after the variants of `QuoteType`, which are documented")]
pub enum TypeName {
    Direct,
    Mixed,
    Indirect,
}

impl From<QuoteType> for TypeName {
    fn from(kind: QuoteType) -> Self {
        match kind {
            QuoteType::Direct => Self::Direct,
            QuoteType::Mixed => Self::Mixed,
            QuoteType::Indirect => Self::Indirect,
        }
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// What sort of thing a source is: a person, a group of them, an organization, a document; unknown if the text does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "named after the variants of `SourceKind`, which are documented")]
pub enum KindName {
    Person,
    Group,
    Organization,
    Document,
    Unknown,
}

impl From<SourceKind> for KindName {
    fn from(kind: SourceKind) -> Self {
        match kind {
            SourceKind::Person => Self::Person,
            SourceKind::Group => Self::Group,
            SourceKind::Organization => Self::Organization,
            SourceKind::Document => Self::Document,
            SourceKind::Unknown => Self::Unknown,
        }
    }
}

impl fmt::Display for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// The id of a quote or a source within its article, kept as a number until it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id {
    letter: &'static str,
    /// Counted from 1.
    number: usize,
}

impl Id {
    /// The id of the quote with that index.
    pub(super) fn quote(index: usize) -> Self {
        Self { letter: "q", number: index + 1 }
    }

    /// The id of a source.
    fn source(SourceId(index): SourceId) -> Self {
        Self { letter: "s", number: index + 1 }
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // As `Display` has it, but without a formatter: a record has many of them.
        let mut text: SmallVec<[u8; 32]> = SmallVec::new();
        text.extend_from_slice(self.letter.as_bytes());
        text.extend_from_slice(itoa::Buffer::new().format(self.number).as_bytes());
        serializer.serialize_str(str::from_utf8(&text).expect("a letter and digits are UTF-8"))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.letter, self.number)
    }
}

/// The JSON Schema (draft 2020-12) of the article record.
#[cfg(feature = "cli")]
pub fn json_schema() -> Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<ArticleRecord<'_>>().into()
}

/// Whether a title or an affiliation says more of a source than its name does: "officials" are officials.
#[cfg(feature = "cli")]
pub(super) fn says_more(detail: &str, name: &str) -> bool {
    !name.to_lowercase().contains(&detail.to_lowercase())
}

/// Whether a source of this kind can speak.
pub(super) fn speaks(kind: SourceKind) -> bool {
    matches!(kind, SourceKind::Person | SourceKind::Group | SourceKind::Organization)
}

/// The statement of a quote: its parts joined by single spaces.
pub(super) fn statement<'a>(text: &'a str, quote: &Quote) -> Cow<'a, str> {
    match quote.content.as_slice() {
        &[span] => Cow::Borrowed(&text[span]),
        spans => Cow::Owned(spans.iter().map(|&span| &text[span]).collect::<Vec<_>>().join(" ")),
    }
}

/// The record of an article.
pub(super) fn article<'a>(
    article: &ArticleInput<'a>,
    analysis: &'a Analysis,
    model: &'a str,
    unit: OffsetUnit,
) -> ArticleRecord<'a> {
    let places = Places::new(article.text, unit);
    let excerpt = |span: Option<Span>| span.map(|span| &article.text[span]);
    let layout = &analysis.layout;
    let sources = || analysis.sources.iter().enumerate();
    let members: HashSet<SourceId> = analysis
        .sources
        .iter()
        .filter(|source| source.is_quoted())
        .flat_map(|source| source.members.iter().copied())
        .collect();
    let is_member = |index: usize| members.contains(&SourceId(index));
    ArticleRecord {
        schema: SCHEMA,
        id: article.id,
        path: article.path,
        meta: article.meta,
        model,
        title: excerpt(layout.title),
        byline: excerpt(layout.byline),
        dateline: excerpt(layout.dateline),
        counts: Counts {
            paragraphs: analysis.paragraphs,
            sentences: analysis.sentences,
            words: analysis.words,
            quotes: QuoteCounts::of(&analysis.quotes).into(),
        },
        quotes: analysis
            .quotes
            .iter()
            .enumerate()
            .map(|(index, quote)| places.quote(index, quote, &analysis.sources))
            .collect(),
        sources: sources().map(|(index, source)| places.source(index, source)).collect(),
        speakers: sources()
            .filter(|&(index, source)| speaks(source.kind) && (source.is_quoted() || is_member(index)))
            .map(|(index, _)| Id::source(SourceId(index)))
            .collect(),
        warnings: article.warnings.iter().chain(&analysis.warnings).map(String::as_str).collect(),
    }
}

/// Turns spans of a text into what is written of them.
pub(super) struct Places<'a> {
    text: &'a str,
    map: OffsetMap<'a>,
}

impl<'a> Places<'a> {
    pub(super) fn new(text: &'a str, unit: OffsetUnit) -> Self {
        Self { text, map: OffsetMap::new(text, unit) }
    }

    fn range(&self, span: Span) -> Range {
        Range { start: self.map.get(span.start()), end: self.map.get(span.end()) }
    }

    pub(super) fn passage(&self, span: Span) -> Passage<'a> {
        let Range { start, end } = self.range(span);
        Passage { text: &self.text[span], start, end }
    }

    pub(super) fn quote(&self, index: usize, quote: &Quote, sources: &'a [Source]) -> QuoteRecord<'a> {
        QuoteRecord {
            id: Id::quote(index),
            kind: quote.kind.into(),
            text: statement(self.text, quote),
            spans: quote.content.iter().map(|&span| self.range(span)).collect(),
            cue: quote.cue.map(|span| self.passage(span)),
            source: quote.source.map(|span| self.passage(span)),
            speaker: quote.speaker.map(|SourceId(index)| sources[index].name.as_str()),
            source_id: quote.speaker.map(Id::source),
            channel: quote.channel.map(|span| &self.text[span]),
            sentence: quote.sentence + 1,
            paragraph: quote.paragraph + 1,
            confidence: (f64::from(quote.confidence) * 100.0).round() / 100.0,
        }
    }

    fn source(&self, index: usize, source: &'a Source) -> SourceRecord<'a> {
        SourceRecord {
            id: Id::source(SourceId(index)),
            name: &source.name,
            kind: source.kind.into(),
            named: source.named,
            title: source.title.as_deref(),
            affiliation: source.affiliation.as_deref(),
            members: source.members.iter().map(|&member| Id::source(member)).collect(),
            anonymity: source.anonymity.map(|span| self.passage(span)),
            anonymity_reason: source.anonymity_reason.map(|span| self.passage(span)),
            no_comment: source.no_comment.iter().map(|&span| self.passage(span)).collect(),
            mentions: source.mentions.iter().map(|&span| self.passage(span)).collect(),
            quotes: source.quotes.into(),
            words: source.words,
        }
    }
}
