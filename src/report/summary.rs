//! Figures across articles: who is quoted, how much, by which cue, and how much rests on sources without a name.

use super::schema::{KindName, SCHEMA, TypeCounts};
use crate::extract::SourceId;
use crate::pipeline::Analysis;
#[cfg(feature = "cli")]
use schemars::JsonSchema;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Figures that add: tallies of parts of a corpus merge to the tally of the whole, in whatever order.
///
/// Sources of several articles are one if they have the same name and kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    articles: usize,
    quotes: TypeCounts,
    cues: Cues,
    sources: BTreeMap<(String, KindName), SourceTally>,
}

/// How often each cue is used; a cue is in lower case, with single spaces.
type Cues = BTreeMap<String, usize>;

#[derive(Clone, Debug, Default, PartialEq)]
struct SourceTally {
    named: bool,
    articles: usize,
    quotes: TypeCounts,
    words: usize,
    cues: Cues,
}

impl Tally {
    /// The tally of one article.
    pub fn of_article(text: &str, analysis: &Analysis) -> Self {
        let mut tally = Self { articles: 1, quotes: TypeCounts::of(&analysis.quotes), ..Self::default() };
        let key = |SourceId(index): SourceId| {
            let source = &analysis.sources[index];
            (source.name.clone(), KindName::from(source.kind))
        };
        for (index, source) in analysis.sources.iter().enumerate() {
            let entry = tally.sources.entry(key(SourceId(index))).or_default();
            entry.articles = 1;
            entry.named |= source.named;
            entry.quotes += source.quotes.into();
            entry.words += source.words;
        }
        for quote in &analysis.quotes {
            let Some(cue) = quote.cue.map(|span| folded(&text[span])) else { continue };
            if let Some(speaker) = quote.speaker {
                let source = tally.sources.entry(key(speaker)).or_default();
                *source.cues.entry(cue.clone()).or_default() += 1;
            }
            *tally.cues.entry(cue).or_default() += 1;
        }
        tally
    }

    /// Adds the figures of other articles.
    pub fn merge(&mut self, other: &Tally) {
        self.articles += other.articles;
        self.quotes += other.quotes;
        merge_cues(&mut self.cues, &other.cues);
        for (key, theirs) in &other.sources {
            let ours = self.sources.entry(key.clone()).or_default();
            ours.named |= theirs.named;
            ours.articles += theirs.articles;
            ours.quotes += theirs.quotes;
            ours.words += theirs.words;
            merge_cues(&mut ours.cues, &theirs.cues);
        }
    }

    /// The summary of all articles so far.
    pub fn summary(&self) -> Summary<'_> {
        let words = self.sources.values().map(|source| source.words).sum();
        let quotes_of = |wanted: fn(&SourceTally) -> bool| -> usize {
            self.sources.values().filter(|source| wanted(source)).map(|source| source.quotes.total()).sum()
        };
        let mut sources: Vec<_> = self
            .sources
            .iter()
            .map(|((name, kind), source)| SourceSummary {
                name,
                kind: *kind,
                named: source.named,
                articles: source.articles,
                quotes: source.quotes,
                words: source.words,
                share: share(source.words, words),
                cues: Ranking::of(&source.cues),
            })
            .collect();
        sources.sort_by_key(|source| Reverse(source.words)); // stable: ties stay in the order of names
        Summary {
            schema: SCHEMA,
            articles: self.articles,
            quotes: self.quotes,
            words,
            sources,
            cues: Ranking::of(&self.cues),
            unnamed_share: share(quotes_of(|source| !source.named), quotes_of(|_| true)),
        }
    }
}

fn merge_cues(ours: &mut Cues, theirs: &Cues) {
    for (cue, count) in theirs {
        match ours.get_mut(cue) {
            Some(sum) => *sum += count,
            None => _ = ours.insert(cue.clone(), *count),
        }
    }
}

/// A cue as it is counted: in lower case, with single spaces.
fn folded(cue: &str) -> String {
    let mut out = String::with_capacity(cue.len());
    for word in cue.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word.to_lowercase());
    }
    out
}

/// `part` of `whole`, to four decimals; nothing of nothing is 0.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1e4).round() / 1e4 }
}

/// Figures across articles.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema), schemars(title = "quoth summary"))]
pub struct Summary<'a> {
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
    pub sources: Vec<SourceSummary<'a>>,
    /// How often each cue is used, the most frequent first.
    #[cfg_attr(feature = "cli", schemars(with = "BTreeMap<String, usize>"))]
    pub cues: Ranking<'a>,
    /// Of the quotes that have a source, the share whose source the articles do not name, from 0 to 1.
    #[cfg_attr(feature = "cli", schemars(range(min = 0, max = 1)))]
    pub unnamed_share: f64,
}

/// A source, across the articles that quote it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(JsonSchema))]
pub struct SourceSummary<'a> {
    /// Its name or description.
    pub name: &'a str,
    /// What sort of thing it is.
    pub kind: KindName,
    /// Whether any of the articles gives its name.
    pub named: bool,
    /// Number of articles that quote it.
    pub articles: usize,
    /// Number of its quotes by type.
    pub quotes: TypeCounts,
    /// Number of words in its quotes.
    pub words: usize,
    /// Its words as a share of all sources' words, from 0 to 1.
    #[cfg_attr(feature = "cli", schemars(range(min = 0, max = 1)))]
    pub share: f64,
    /// How often each cue is used for it, the most frequent first.
    #[cfg_attr(feature = "cli", schemars(with = "BTreeMap<String, usize>"))]
    pub cues: Ranking<'a>,
}

/// Cues by falling count, those of one count in alphabetical order.
#[derive(Debug)]
pub struct Ranking<'a>(Vec<(&'a str, usize)>);

impl<'a> Ranking<'a> {
    fn of(cues: &'a Cues) -> Self {
        let mut ranked: Vec<_> = cues.iter().map(|(cue, &count)| (cue.as_str(), count)).collect();
        ranked.sort_by_key(|&(_, count)| Reverse(count));
        Self(ranked)
    }
}

impl Serialize for Ranking<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (cue, count) in &self.0 {
            map.serialize_entry(cue, count)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Quote, QuoteCounts, QuoteType, Rule, Source, SourceKind};
    use crate::text::Span;

    /// A text with one indirect quote for each (name, words, cue); a name in small letters is a description.
    fn tally(quotes: &[(&str, usize, &str)]) -> Tally {
        let mut text = String::new();
        let mut analysis = Analysis::default();
        for &(name, words, cue) in quotes {
            let start = text.len();
            text.push_str(cue);
            let speaker =
                analysis.sources.iter().position(|source| source.name == name).unwrap_or(analysis.sources.len());
            if speaker == analysis.sources.len() {
                analysis.sources.push(Source {
                    name: name.to_owned(),
                    kind: SourceKind::Person,
                    named: name.starts_with(char::is_uppercase),
                    title: None,
                    affiliation: None,
                    mentions: Vec::new(),
                    quotes: QuoteCounts::default(),
                    words: 0,
                });
            }
            analysis.sources[speaker].quotes.indirect += 1;
            analysis.sources[speaker].words += words;
            analysis.quotes.push(Quote {
                kind: QuoteType::Indirect,
                content: vec![Span::new(start, text.len())],
                cue: Some(Span::new(start, text.len())),
                source: None,
                speaker: Some(SourceId(speaker)),
                channel: None,
                sentence: 0,
                paragraph: 0,
                rule: Rule::QuoteThenCue,
                confidence: 1.0,
            });
        }
        Tally::of_article(&text, &analysis)
    }

    fn merged(tallies: &[&Tally]) -> Tally {
        let mut all = Tally::default();
        tallies.iter().for_each(|tally| all.merge(tally));
        all
    }

    #[test]
    fn tallies_merge_in_any_order_and_grouping() {
        let (a, b) = (tally(&[("Ana Ruiz", 12, "said"), ("aide", 3, "hinted")]), tally(&[("Ana Ruiz", 5, "asked")]));
        let c = tally(&[("Lee", 20, "said"), ("aide", 0, "said")]);
        let all = merged(&[&a, &b, &c]);
        assert_eq!(all, merged(&[&c, &a, &b]));
        assert_eq!(all, merged(&[&a, &merged(&[&c, &b])]));
        assert_eq!(all, merged(&[&all, &Tally::default()]));
    }

    #[test]
    fn sources_come_by_words_and_then_by_name() {
        let all = merged(&[
            &tally(&[("Lee", 9, "said"), ("Bo", 4, "said")]),
            &tally(&[("Ana", 4, "said"), ("Lee", 3, "says")]),
        ]);
        let summary = all.summary();
        let shown: Vec<_> = summary.sources.iter().map(|s| (s.name, s.articles, s.words, s.share)).collect();
        assert_eq!(shown, [("Lee", 2, 12, 0.6), ("Ana", 1, 4, 0.2), ("Bo", 1, 4, 0.2)]);
        assert_eq!(summary.words, 20);
    }

    #[test]
    fn cues_are_counted_in_one_spelling() {
        let all = tally(&[("Lee", 1, "According\n  To"), ("Lee", 1, "said"), ("Lee", 1, "according to")]);
        assert_eq!(all.summary().cues.0, [("according to", 2), ("said", 1)]);
        assert_eq!(all.summary().sources[0].cues.0, [("according to", 2), ("said", 1)]);
    }

    #[test]
    fn quotes_without_a_name_are_a_share_of_those_with_a_source() {
        assert_eq!(
            tally(&[("Lee", 1, "said"), ("aide", 1, "said"), ("aide", 1, "said")]).summary().unnamed_share,
            0.6667
        );
        assert_eq!(tally(&[]).summary().unnamed_share, 0.0);
    }
}
