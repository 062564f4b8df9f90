//! The summary over a corpus: as a record, as rows of sources, and as a page for a person.

use super::schema::{KindName, SCHEMA, TypeCounts};
use super::{Format, Options, jsonl};
#[cfg(feature = "cli")]
use super::{csv, table};
use crate::summary::{self, Partner};
#[cfg(feature = "cli")]
use schemars::JsonSchema;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
#[cfg(feature = "cli")]
use std::collections::BTreeMap;

/// A summary in a format that [lists](Format::lists), with the `most` first of its sources. JSON Lines have one line for it, as JSON has.
#[cfg_attr(not(feature = "cli"), expect(unused_variables, reason = "only the table looks at them"))]
pub(super) fn render(format: Format, options: &Options, summary: &summary::Summary, most: Option<usize>) -> Vec<u8> {
    let all = most.unwrap_or(usize::MAX);
    match format {
        #[cfg(feature = "cli")]
        Format::Table => table::summary(summary, most, options),
        #[cfg(feature = "cli")]
        Format::Csv | Format::Tsv => csv::summary(&record(summary, all), format.delimiter()),
        _ => jsonl::line(&record(summary, all)),
    }
}

/// Figures across articles.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema), schemars(title = "quoth summary"))]
pub struct SummaryRecord<'a> {
    /// Name and version of this record's form.
    #[cfg_attr(feature = "cli", schemars(extend("const" = SCHEMA)))]
    pub schema: &'static str,
    /// Number of articles.
    pub articles: usize,
    /// Number of quotes by type, those without a source included.
    pub quotes: TypeCounts,
    /// Number of words in the quotes of all sources.
    pub words: usize,
    /// The sources, those with most words first.
    pub sources: Vec<SourceSummaryRecord<'a>>,
    /// How often each cue is used, the most frequent first.
    #[cfg_attr(feature = "cli", schemars(with = "BTreeMap<String, usize>"))]
    pub cues: Ranking<'a>,
    /// Of the quotes that have a source, the share whose source the articles do not name, from 0 to 1.
    #[cfg_attr(feature = "cli", schemars(range(min = 0, max = 1)))]
    pub unnamed_share: f64,
    /// The named sources that most articles quote together, at most 20 pairs.
    pub quoted_together: Vec<PairRecord<'a>>,
}

/// A source, across the articles that quote it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
pub struct SourceSummaryRecord<'a> {
    /// Its name, in the full form that most articles give, or its description. Sources without a name that are described alike are one
    /// here, whoever they are.
    pub name: &'a str,
    /// Its other names in the articles.
    pub also: &'a [String],
    /// What sort of thing it is.
    pub kind: KindName,
    /// Whether any of the articles gives its name.
    pub named: bool,
    /// The title or role that most articles give.
    pub title: Option<&'a str>,
    /// The body it belongs to.
    pub affiliation: Option<&'a str>,
    /// Number of articles that quote it.
    pub articles: usize,
    /// Number of its quotes by type; one that several share counts for each of them.
    pub quotes: TypeCounts,
    /// Number of words in its quotes.
    pub words: usize,
    /// Its words as a share of all sources' words, from 0 to 1.
    #[cfg_attr(feature = "cli", schemars(range(min = 0, max = 1)))]
    pub share: f64,
    /// How often each cue is used for it, the most frequent first.
    #[cfg_attr(feature = "cli", schemars(with = "BTreeMap<String, usize>"))]
    pub cues: Ranking<'a>,
    /// The named sources that most articles quote beside it, at most 5.
    pub quoted_with: Vec<PartnerRecord<'a>>,
}

/// A source that is quoted beside another.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
pub struct PartnerRecord<'a> {
    /// Its name.
    pub name: &'a str,
    /// Number of articles that quote both.
    pub articles: usize,
}

/// Two sources that are quoted together.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
pub struct PairRecord<'a> {
    /// Their names.
    pub names: &'a [String; 2],
    /// Number of articles that quote both.
    pub articles: usize,
}

/// Cues by falling count, those of one count in alphabetical order.
#[derive(Clone, Copy, Debug)]
pub struct Ranking<'a>(&'a [(String, usize)]);

impl Ranking<'_> {
    /// "said 3; told 1", for a cell.
    #[cfg(feature = "cli")]
    pub(super) fn in_words(&self) -> String {
        self.0.iter().map(|(cue, count)| format!("{cue} {count}")).collect::<Vec<_>>().join("; ")
    }
}

impl Serialize for Ranking<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (cue, count) in self.0 {
            map.serialize_entry(cue, count)?;
        }
        map.end()
    }
}

/// The record of a summary, with the first `most` sources.
pub(super) fn record(summary: &summary::Summary, most: usize) -> SummaryRecord<'_> {
    SummaryRecord {
        schema: SCHEMA,
        articles: summary.articles,
        quotes: summary.quotes.into(),
        words: summary.words,
        sources: summary.sources.iter().take(most).map(source).collect(),
        cues: Ranking(&summary.cues),
        unnamed_share: summary.unnamed_share,
        quoted_together: summary
            .quoted_together
            .iter()
            .map(|pair| PairRecord { names: &pair.names, articles: pair.articles })
            .collect(),
    }
}

fn source(source: &summary::SourceSummary) -> SourceSummaryRecord<'_> {
    SourceSummaryRecord {
        name: &source.name,
        also: &source.also,
        kind: source.kind.into(),
        named: source.named,
        title: source.title.as_deref(),
        affiliation: source.affiliation.as_deref(),
        articles: source.articles,
        quotes: source.quotes.into(),
        words: source.words,
        share: source.share,
        cues: Ranking(&source.cues),
        quoted_with: source.quoted_with.iter().map(partner).collect(),
    }
}

fn partner(partner: &Partner) -> PartnerRecord<'_> {
    PartnerRecord { name: &partner.name, articles: partner.articles }
}
