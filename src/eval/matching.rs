//! Pairing gold and predicted attributions.

use super::Annotation;
use super::words::Words;
use std::collections::{BTreeMap, HashMap};

/// An attribution as numbers of the words it touches, each list rising.
#[derive(Debug)]
pub(super) struct Touched {
    /// Which of the article's annotations it is.
    pub(super) index: usize,
    pub(super) source: Vec<usize>,
    pub(super) cue: Vec<usize>,
    pub(super) content: Vec<usize>,
    /// Whether its content stands in quotation marks.
    pub(super) direct: bool,
}

impl Touched {
    /// The attributions of an article that have a word of content.
    pub(super) fn all(annotations: &[Annotation], words: &Words) -> Vec<Self> {
        let touched = annotations.iter().enumerate().map(|(index, annotation)| {
            let content = words.touched(&annotation.content);
            Self {
                index,
                source: words.touched(&annotation.source),
                cue: words.touched(&annotation.cue),
                direct: words.mostly_quoted(&content),
                content,
            }
        });
        touched.filter(|attribution| !attribution.content.is_empty()).collect()
    }

    /// Whether the two share a word of their sources, or both have none.
    fn same_source(&self, other: &Self) -> bool {
        let shared = self.source.iter().any(|word| other.source.binary_search(word).is_ok());
        shared || (self.source.is_empty() && other.source.is_empty())
    }
}

/// A gold attribution and the predicted one that matches it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Index of the gold attribution in its article.
    pub gold: usize,
    /// Index of the predicted one.
    pub predicted: usize,
    /// Intersection over union of their content words: from one half to 1.
    pub overlap: f64,
    /// Whether they share a word of the source, or neither has one.
    pub same_source: bool,
}

/// Pairs one to one, greedily: by falling overlap, then a shared source first, then the order of gold and of prediction.
///
/// Only attributions that share a word are ever compared, so the work grows with the words and not with the square of the attributions.
pub(super) fn pairs(gold: &[&Touched], predicted: &[&Touched]) -> Vec<Pair> {
    let mut at_word: HashMap<usize, Vec<usize>> = HashMap::new();
    for (j, attribution) in predicted.iter().enumerate() {
        for &word in &attribution.content {
            at_word.entry(word).or_default().push(j);
        }
    }
    let mut candidates = Vec::new();
    for (i, one) in gold.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for &j in one.content.iter().filter_map(|word| at_word.get(word)).flatten() {
            *shared.entry(j).or_default() += 1;
        }
        for (j, intersection) in shared {
            let other = predicted[j];
            let union = one.content.len() + other.content.len() - intersection;
            let overlap = intersection as f64 / union as f64;
            if overlap >= 0.5 {
                candidates.push((overlap, one.same_source(other), i, j));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let (mut gold_taken, mut predicted_taken) = (vec![false; gold.len()], vec![false; predicted.len()]);
    let mut pairs = Vec::new();
    for (overlap, same_source, i, j) in candidates {
        if !gold_taken[i] && !predicted_taken[j] {
            (gold_taken[i], predicted_taken[j]) = (true, true);
            pairs.push(Pair { gold: gold[i].index, predicted: predicted[j].index, overlap, same_source });
        }
    }
    pairs
}
