//! What went wrong, attribution by attribution, sorted by cause: for whoever wants to know where the figures come from.

use super::matching::{self, Touched};
use super::words::Words;
use super::{Annotation, Article};
use std::collections::HashMap;

/// How a gold and a predicted attribution fall apart, in the order in which people should read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// In the gold, and nothing was predicted there.
    Missed,
    /// In the gold, and predicted with less than half of the content in common.
    MissedExtent,
    /// The content matches; the gold has a source and the prediction none.
    SourceMissed,
    /// The content matches; the prediction has a source and the gold none.
    SourceInvented,
    /// The content matches; the sources share no word.
    OtherSource,
    /// Predicted, and the gold has nothing there.
    FalseAlarm,
    /// Predicted, and the gold has less than half of the content in common, or has it once where it was predicted twice.
    FalseExtent,
}

impl Cause {
    /// The cause as a heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Missed => "Missed: nothing was found there",
            Self::MissedExtent => "Missed: something else was found there",
            Self::SourceMissed => "Right content, but no source",
            Self::SourceInvented => "Right content, but with a source where there is none",
            Self::OtherSource => "Right content, but another source",
            Self::FalseAlarm => "False alarm: nothing is marked there",
            Self::FalseExtent => "False alarm: something else is marked there",
        }
    }

    /// Whether it is about an attribution of the prediction, not of the gold.
    pub fn is_of_prediction(self) -> bool {
        matches!(self, Self::FalseAlarm | Self::FalseExtent)
    }
}

/// Something that went wrong in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How.
    pub cause: Cause,
    /// Index of the gold attribution that it is about, or that is nearest.
    pub gold: Option<usize>,
    /// Index of the predicted one.
    pub predicted: Option<usize>,
}

/// What went wrong in an article, among attributions of whatever kind: by the order of the gold, then of the prediction.
///
/// # Panics
/// If a span lies outside the article's text.
pub fn findings(article: &Article, predicted: &[Annotation]) -> Vec<Finding> {
    let words = Words::new(&article.text);
    let gold = Touched::all(&article.attributions, &words);
    let found = Touched::all(predicted, &words);
    let pairs = matching::pairs(&Vec::from_iter(&gold), &Vec::from_iter(&found));
    let by_gold: HashMap<_, _> = pairs.iter().map(|pair| (pair.gold, pair)).collect();
    let by_predicted: HashMap<_, _> = pairs.iter().map(|pair| (pair.predicted, pair)).collect();
    let mut findings = Vec::new();
    let found_at = by_word(&found);
    for one in &gold {
        let finding = match by_gold.get(&one.index) {
            Some(pair) if pair.same_source => continue,
            Some(pair) => {
                let sources = (&article.attributions[pair.gold].source, &predicted[pair.predicted].source);
                let cause = match (sources.0.is_empty(), sources.1.is_empty()) {
                    (false, true) => Cause::SourceMissed,
                    (true, false) => Cause::SourceInvented,
                    _ => Cause::OtherSource,
                };
                Finding { cause, gold: Some(pair.gold), predicted: Some(pair.predicted) }
            }
            None => {
                let nearest = one.content.iter().find_map(|word| found_at.get(word)).copied();
                let cause = if nearest.is_some() { Cause::MissedExtent } else { Cause::Missed };
                Finding { cause, gold: Some(one.index), predicted: nearest }
            }
        };
        findings.push(finding);
    }
    let gold_at = by_word(&gold);
    for one in found.iter().filter(|one| !by_predicted.contains_key(&one.index)) {
        let nearest = one.content.iter().find_map(|word| gold_at.get(word)).copied();
        let cause = if nearest.is_some() { Cause::FalseExtent } else { Cause::FalseAlarm };
        findings.push(Finding { cause, gold: nearest, predicted: Some(one.index) });
    }
    findings
}

/// Of each word that is content, the index of the first attribution that has it.
fn by_word(attributions: &[Touched]) -> HashMap<usize, usize> {
    let mut first = HashMap::new();
    for one in attributions {
        for &word in &one.content {
            first.entry(word).or_insert(one.index);
        }
    }
    first
}
