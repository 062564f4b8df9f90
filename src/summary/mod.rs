//! Figures across articles: who is quoted, how much, by which cue, with whom, and how much rests on sources without a name.
//!
//! A [`Tally`] only adds up, under the names that each article gives, so it does not matter in which order or grouping the articles come.
//! Which of those names are one source is decided in `identity.rs`, from all of them together, when the [`Summary`] is asked for.

mod identity;

use crate::extract::{QuoteCounts, SourceId, SourceKind};
use crate::pipeline::Analysis;
use indexmap::IndexMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// Of an article's named sources, those with most words are counted as quoted together; of more than these some are left out.
const MOST_TOGETHER: usize = 12;
/// How many different roles are kept of a source, and how many affiliations: the first in alphabetical order, so that they add up in any
/// order of articles.
const MOST_ROLES: usize = 16;
/// How many sources quoted beside it a source is shown with.
const MOST_PARTNERS: usize = 5;
/// How many pairs of sources quoted together a summary has.
const MOST_PAIRS: usize = 20;

/// Figures that add: tallies of parts of a corpus merge to the tally of the whole, in whatever order.
///
/// Memory grows with the number of distinct sources, of distinct cues, and of pairs of sources that are quoted together.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    articles: usize,
    quotes: QuoteCounts,
    /// Words in quotes that have a source.
    words: usize,
    /// Quotes that have a source, and those of them whose source has no name.
    sourced: usize,
    unnamed: usize,
    cues: IndexMap<String, usize>,
    sources: IndexMap<Key, Figures>,
    /// Articles that quote both; the lower index into `sources` first.
    together: HashMap<(usize, usize), usize>,
}

/// A source under the name that an article gives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    name: String,
    kind: SourceKind,
    named: bool,
}

#[derive(Clone, Debug, Default)]
struct Figures {
    articles: usize,
    quotes: QuoteCounts,
    words: usize,
    /// By index into [`Tally::cues`].
    cues: BTreeMap<usize, usize>,
    roles: BTreeMap<String, usize>,
    affiliations: BTreeMap<String, usize>,
}

impl Tally {
    /// The tally of one article.
    pub fn of_article(text: &str, analysis: &Analysis) -> Self {
        let mut tally = Self { articles: 1, quotes: QuoteCounts::of(&analysis.quotes), ..Self::default() };
        let key = |SourceId(index): SourceId| {
            let source = &analysis.sources[index];
            Key { name: source.name.clone(), kind: source.kind, named: source.named }
        };
        // What several say together counts for each of them.
        let speakers = |SourceId(index): SourceId| {
            let members = &analysis.sources[index].members;
            if members.is_empty() { vec![SourceId(index)] } else { members.clone() }
        };
        for (index, source) in analysis.sources.iter().enumerate().filter(|(_, source)| source.is_quoted()) {
            tally.words += source.words;
            tally.sourced += source.quotes.total();
            tally.unnamed += if source.named { 0 } else { source.quotes.total() };
            for speaker in speakers(SourceId(index)) {
                let figures = tally.sources.entry(key(speaker)).or_default();
                figures.articles = 1;
                figures.quotes += source.quotes;
                figures.words += source.words;
                let SourceId(index) = speaker;
                figures.roles.extend(analysis.sources[index].title.iter().map(|role| (role.clone(), 1)));
                figures.affiliations.extend(analysis.sources[index].affiliation.iter().map(|body| (body.clone(), 1)));
            }
        }
        for quote in &analysis.quotes {
            let Some(cue) = quote.cue.map(|span| one_spelling(&text[span])) else { continue };
            let entry = tally.cues.entry(cue);
            let cue = entry.index();
            *entry.or_default() += 1;
            for speaker in quote.speaker.into_iter().flat_map(speakers) {
                if let Some(figures) = tally.sources.get_mut(&key(speaker)) {
                    *figures.cues.entry(cue).or_default() += 1;
                }
            }
        }
        tally.note_together();
        tally
    }

    /// Counts the named sources of a single article as quoted together.
    fn note_together(&mut self) {
        let mut named: Vec<_> =
            (0..self.sources.len()).filter(|&index| self.sources[index].quotes.total() > 0).collect();
        named.retain(|&index| self.sources.get_index(index).is_some_and(|(key, _)| key.named));
        named.sort_by_key(|&index| {
            (Reverse(self.sources[index].words), self.sources.get_index(index).map(|(key, _)| key))
        });
        named.truncate(MOST_TOGETHER);
        named.sort_unstable();
        for (at, &one) in named.iter().enumerate() {
            self.together.extend(named[at + 1..].iter().map(|&other| ((one, other), 1)));
        }
    }

    /// Adds the figures of other articles.
    pub fn merge(&mut self, other: &Tally) {
        self.articles += other.articles;
        self.quotes += other.quotes;
        self.words += other.words;
        self.sourced += other.sourced;
        self.unnamed += other.unnamed;
        // Where each of their cues and sources is among ours.
        let cues: Vec<usize> = other.cues.iter().map(|(cue, count)| add_at(&mut self.cues, cue, *count)).collect();
        let mut sources = Vec::with_capacity(other.sources.len());
        for (key, theirs) in &other.sources {
            let index = match self.sources.get_index_of(key) {
                Some(index) => index,
                None => self.sources.insert_full(key.clone(), Figures::default()).0,
            };
            let ours = &mut self.sources[index];
            ours.articles += theirs.articles;
            ours.quotes += theirs.quotes;
            ours.words += theirs.words;
            theirs.cues.iter().for_each(|(&cue, count)| *ours.cues.entry(cues[cue]).or_default() += count);
            add_first(&mut ours.roles, &theirs.roles);
            add_first(&mut ours.affiliations, &theirs.affiliations);
            sources.push(index);
        }
        for (&(one, another), count) in &other.together {
            let (one, another) = (sources[one], sources[another]);
            *self.together.entry((one.min(another), one.max(another))).or_default() += count;
        }
    }

    /// The summary of all articles so far.
    pub fn summary(&self) -> Summary {
        let groups = identity::groups(self);
        // By falling words, then by name: no two are alike in all of that.
        let mut sources: Vec<_> = groups.iter().map(|members| self.source(members)).collect();
        let mut order: Vec<usize> = (0..groups.len()).collect();
        order.sort_by(|&a, &b| rank(&sources[a]).cmp(&rank(&sources[b])));
        let mut group_of = vec![0; self.sources.len()];
        for (place, &group) in order.iter().enumerate() {
            groups[group].iter().for_each(|&index| group_of[index] = place);
        }
        let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (&(one, another), count) in &self.together {
            let (one, another) = (group_of[one], group_of[another]);
            if one != another {
                *pairs.entry((one.min(another), one.max(another))).or_default() += count;
            }
        }
        let mut slots: Vec<_> = sources.drain(..).map(Some).collect();
        let mut sources: Vec<SourceSummary> = order.iter().filter_map(|&group| slots[group].take()).collect();
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_by_key(|&(_, count)| Reverse(count)); // stable: ties stay in the order of the sources
        for &((one, another), articles) in &pairs {
            for (source, partner) in [(one, another), (another, one)] {
                if sources[source].quoted_with.len() < MOST_PARTNERS {
                    let name = sources[partner].name.clone();
                    sources[source].quoted_with.push(Partner { name, articles });
                }
            }
        }
        let name = |place: usize| sources[place].name.clone();
        let quoted_together = pairs
            .iter()
            .take(MOST_PAIRS)
            .map(|&((one, another), articles)| Pair { names: [name(one), name(another)], articles })
            .collect();
        Summary {
            articles: self.articles,
            quotes: self.quotes,
            words: self.words,
            cues: ranked(self.cues.iter().map(|(cue, &count)| (cue.clone(), count))),
            unnamed_share: share(self.unnamed, self.sourced),
            sources,
            quoted_together,
        }
    }

    /// One source from all the names it has in the articles.
    fn source(&self, members: &[usize]) -> SourceSummary {
        let entries: Vec<_> = members.iter().filter_map(|&index| self.sources.get_index(index)).collect();
        let mut by_kind: BTreeMap<SourceKind, usize> = BTreeMap::new();
        let (mut cues, mut roles, mut affiliations) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let (mut articles, mut quotes, mut words) = (0, QuoteCounts::default(), 0);
        for (key, figures) in &entries {
            articles += figures.articles;
            quotes += figures.quotes;
            words += figures.words;
            *names.entry(&key.name).or_default() += figures.articles;
            *by_kind.entry(key.kind).or_default() += figures.articles;
            figures.cues.iter().for_each(|(&cue, count)| *cues.entry(cue).or_default() += count);
            figures.roles.iter().for_each(|(role, count)| *roles.entry(role.as_str()).or_default() += count);
            figures
                .affiliations
                .iter()
                .for_each(|(body, count)| *affiliations.entry(body.as_str()).or_default() += count);
        }
        // Of an article with two of the names, only one counts.
        for (at, &one) in members.iter().enumerate() {
            for &another in &members[at + 1..] {
                articles -= self.together.get(&(one.min(another), one.max(another))).unwrap_or(&0).min(&(articles - 1));
            }
        }
        let full = |name: &str| name.contains(' ');
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort_by_key(|&(name, count)| (Reverse(full(name)), Reverse(count), Reverse(name.len())));
        let mut names = names.into_iter().map(|(name, _)| name.to_owned());
        let cue = |index: usize| self.cues.get_index(index).map(|(cue, _)| cue.clone());
        SourceSummary {
            name: names.next().unwrap_or_default(),
            also: names.collect(),
            kind: most(&by_kind).copied().unwrap_or(SourceKind::Unknown),
            named: entries.iter().any(|(key, _)| key.named),
            title: most(&roles).map(|&role| role.to_owned()),
            affiliation: most(&affiliations).map(|&body| body.to_owned()),
            articles,
            quotes,
            words,
            share: share(words, self.words),
            cues: ranked(cues.into_iter().filter_map(|(index, count)| Some((cue(index)?, count)))),
            quoted_with: Vec::new(),
        }
    }
}

/// Figures across articles.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Number of articles.
    pub articles: usize,
    /// Number of quotes by type, those without a source included.
    pub quotes: QuoteCounts,
    /// Number of words in quotes that have a source.
    pub words: usize,
    /// The sources, those with most words first.
    pub sources: Vec<SourceSummary>,
    /// How often each cue is used, in lower case, the most frequent first.
    pub cues: Vec<(String, usize)>,
    /// Of the quotes that have a source, the share whose source has no name, from 0 to 1.
    pub unnamed_share: f64,
    /// The named sources that most articles quote together.
    pub quoted_together: Vec<Pair>,
}

/// A source, across the articles that quote it.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceSummary {
    /// Its name, in the full form that most articles give; or a description.
    pub name: String,
    /// Its other names in the articles.
    pub also: Vec<String>,
    /// What sort of thing it is, as most articles have it.
    pub kind: SourceKind,
    /// Whether the articles name it. All sources without a name that are described alike are one here, whoever they are.
    pub named: bool,
    /// The title or role that most articles give.
    pub title: Option<String>,
    /// The body it belongs to, as most articles have it.
    pub affiliation: Option<String>,
    /// Number of articles that quote it.
    pub articles: usize,
    /// Number of its quotes by type; one that several share counts for each of them.
    pub quotes: QuoteCounts,
    /// Number of words in its quotes.
    pub words: usize,
    /// Its words as a share of all sources' words, from 0 to 1.
    pub share: f64,
    /// How often each cue is used for it, the most frequent first.
    pub cues: Vec<(String, usize)>,
    /// The named sources that most articles quote beside it.
    pub quoted_with: Vec<Partner>,
}

/// A source that is quoted beside another.
#[derive(Clone, Debug, PartialEq)]
pub struct Partner {
    /// Its name.
    pub name: String,
    /// Number of articles that quote both.
    pub articles: usize,
}

/// Two sources that are quoted together.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Their names.
    pub names: [String; 2],
    /// Number of articles that quote both.
    pub articles: usize,
}

fn rank(source: &SourceSummary) -> (Reverse<usize>, &str, SourceKind, bool, &[String]) {
    (Reverse(source.words), &source.name, source.kind, source.named, &source.also)
}

/// Adds to a count; where it is.
fn add_at(counts: &mut IndexMap<String, usize>, key: &str, count: usize) -> usize {
    if let Some((index, _, sum)) = counts.get_full_mut(key) {
        *sum += count;
        return index;
    }
    counts.insert_full(key.to_owned(), count).0
}

/// Adds counts, of which only the first [`MOST_ROLES`] in alphabetical order remain. What is among the first of all is among the first of
/// every part, so its count is right.
fn add_first(ours: &mut BTreeMap<String, usize>, theirs: &BTreeMap<String, usize>) {
    theirs.iter().for_each(|(key, count)| *ours.entry(key.clone()).or_default() += count);
    while ours.len() > MOST_ROLES {
        ours.pop_last();
    }
}

/// The most frequent, and the first of equals.
fn most<K: Ord>(counts: &BTreeMap<K, usize>) -> Option<&K> {
    counts.iter().min_by_key(|&(_, count)| Reverse(count)).map(|(key, _)| key)
}

/// By falling count, those of one count in alphabetical order.
fn ranked(counts: impl Iterator<Item = (String, usize)>) -> Vec<(String, usize)> {
    let mut ranked: Vec<_> = counts.collect();
    ranked.sort_by(|(a, m), (b, n)| (Reverse(m), a).cmp(&(Reverse(n), b)));
    ranked
}

/// A cue as it is counted: in lower case, with single spaces.
fn one_spelling(cue: &str) -> String {
    cue.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// `part` of `whole`, to four decimals; nothing of nothing is 0.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1e4).round() / 1e4 }
}

#[cfg(test)]
mod tests;
