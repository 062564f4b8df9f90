//! The same quotation in several articles: found by the short runs of words it shares, then compared word by word.
//!
//! Work grows with the words, not with the pairs of quotations: runs that many quotations share tell nothing and lead to no comparison.

use super::diff;
use super::passages::{Passage, one_speaker};
use super::{Finding, Place, Rule};
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The fewest words of a quotation that is compared.
const FEWEST: usize = 6;
/// The words of a run.
const RUN: usize = 3;
/// A run that stands in more quotations than this is a phrase everybody uses.
const COMMON: usize = 24;
/// The share of the longer quotation's words that must be kept for the two to be one.
const ALIKE: f64 = 0.65;
/// How many of the quotations before it one is compared with: those that share most.
const COMPARED: usize = 4;

/// The quotations of one article.
#[derive(Clone, Debug)]
pub struct Quotations {
    place: Place,
    passages: Vec<Passage>,
}

impl Quotations {
    pub(super) fn new(place: Place, mut passages: Vec<Passage>) -> Self {
        passages.retain(|passage| passage.words.len() >= FEWEST);
        Self { place, passages }
    }

    /// About how many bytes of memory they take.
    pub fn size(&self) -> usize {
        self.passages.iter().flat_map(|passage| &passage.words).map(|word| word.len() + size_of::<String>()).sum()
    }
}

/// The quotations of many articles. Memory grows with their words.
#[derive(Debug, Default)]
pub struct Across {
    articles: Vec<Place>,
    quotations: Vec<(usize, Passage)>,
    /// The quotations that have a run of words, by its hash.
    runs: HashMap<u64, Vec<usize>>,
}

impl Across {
    /// Compares an article's quotations with those of the articles before it, and keeps them.
    pub fn add(&mut self, article: Quotations) -> Vec<Finding> {
        let number = self.articles.len();
        let mut findings = Vec::new();
        for passage in &article.passages {
            for other in self.nearest(passage) {
                let (where_other, other) = &self.quotations[other];
                findings.extend(self.compare(passage, &article.place, other, *where_other));
            }
        }
        for passage in article.passages {
            for run in runs(&passage) {
                let having = self.runs.entry(run).or_default();
                if having.len() <= COMMON {
                    having.push(self.quotations.len());
                }
            }
            self.quotations.push((number, passage));
        }
        self.articles.push(article.place);
        findings
    }

    /// The quotations that share most runs with one.
    fn nearest(&self, passage: &Passage) -> Vec<usize> {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for run in runs(passage) {
            for &other in self.runs.get(&run).filter(|having| having.len() <= COMMON).into_iter().flatten() {
                *shared.entry(other).or_default() += 1;
            }
        }
        let mut nearest: Vec<_> = shared.into_iter().collect();
        nearest.sort_by_key(|&(other, runs)| (std::cmp::Reverse(runs), other));
        nearest.truncate(COMPARED);
        nearest.into_iter().map(|(other, _)| other).collect()
    }

    fn compare(&self, passage: &Passage, here: &Place, other: &Passage, where_other: usize) -> Vec<Finding> {
        let there = &self.articles[where_other];
        let part = contains(&passage.words, &other.words) || contains(&other.words, &passage.words);
        let (edits, kept) = diff::edits(&other.words, &passage.words);
        let longer = passage.words.len().max(other.words.len()).min(diff::MOST);
        if !part && (kept as f64) < ALIKE * longer as f64 {
            return Vec::new();
        }
        let finding = |rule, message, edits| Finding {
            rule,
            place: Place { quote: Some(passage.quote), ..here.clone() },
            message,
            other: Some(Place { quote: Some(other.quote), ..there.clone() }),
            edits,
        };
        let mut findings = Vec::new();
        if !part {
            let message = format!("{} has other words in {}", passage.shown(), there.article);
            findings.push(finding(Rule::AlteredQuote, message, edits));
        }
        if let (Some(one), Some(another)) = (&passage.speaker, &other.speaker)
            && !one_speaker(one, another)
        {
            let message = format!("{} is {one}'s here and {another}'s in {}", passage.shown(), there.article);
            findings.push(finding(Rule::OtherSpeaker, message, Vec::new()));
        }
        findings
    }
}

/// Hashes of the runs of words of a quotation, each once.
fn runs(passage: &Passage) -> Vec<u64> {
    let hash = |words: &[String]| {
        let mut hasher = DefaultHasher::new();
        words.hash(&mut hasher);
        hasher.finish()
    };
    let mut runs: Vec<_> = passage.words.windows(RUN).map(hash).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// Whether all of `part` stands in `whole` as it is. Quotations are short but for a few: of those the head is looked at.
fn contains(whole: &[String], part: &[String]) -> bool {
    let part = &part[..part.len().min(diff::MOST)];
    part.len() <= whole.len() && whole.windows(part.len()).take(diff::MOST * 4).any(|window| window == part)
}
