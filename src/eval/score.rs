//! The figures, and their table.

use super::matching::{self, Pair, Touched};
use super::words::Words;
use super::{Annotation, Article};
use serde::Serialize;
use std::fmt;

/// Precision, recall and F1 in percent, to one decimal, and the counts they are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Share of the predicted that is right.
    #[serde(rename = "P")]
    pub precision: f64,
    /// Share of the gold that was found.
    #[serde(rename = "R")]
    pub recall: f64,
    /// Their harmonic mean.
    #[serde(rename = "F1")]
    pub f1: f64,
    /// How many are right.
    pub matched: usize,
    /// How many there are in the prediction.
    pub predicted: usize,
    /// How many there are in the gold.
    pub gold: usize,
}

/// Figures of the words of each role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named after the fields of `Annotation`, which are documented")]
pub struct TokenScores {
    pub source: Figures,
    pub cue: Figures,
    pub content: Figures,
}

/// Figures of the attributions of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct KindScores {
    /// At least half of the content is right.
    pub content: Figures,
    /// All of the content is right.
    pub exact: Figures,
    /// At least half of the content is right, and the source is.
    pub e2e: Figures,
}

/// All figures; see the [module](super) for what they mean. Displayed as a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Number of articles in the gold.
    pub articles: usize,
    /// How many of them were not analyzed.
    pub articles_without_prediction: usize,
    /// Words of each role.
    pub token: TokenScores,
    /// Attributions of whatever kind.
    pub all: KindScores,
    /// Attributions whose content stands in quotation marks.
    pub direct: KindScores,
    /// The others.
    pub other: KindScores,
}

/// Counts that add up over articles.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    articles: usize,
    without_prediction: usize,
    /// Source, cue, content.
    tokens: [Counts; 3],
    /// All, direct, other.
    kinds: [KindCounts; 3],
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    matched: usize,
    predicted: usize,
    gold: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct KindCounts {
    content: usize,
    exact: usize,
    e2e: usize,
    predicted: usize,
    gold: usize,
}

impl Tally {
    /// Counts an article and what was found in it; `None` if it was not analyzed. Gives the matches among attributions of whatever kind,
    /// best first.
    ///
    /// # Panics
    /// If a span lies outside the article's text.
    pub fn add(&mut self, article: &Article, predicted: Option<&[Annotation]>) -> Vec<Pair> {
        let words = Words::new(&article.text);
        let gold = Touched::all(&article.attributions, &words);
        let found = Touched::all(predicted.unwrap_or_default(), &words);
        self.articles += 1;
        self.without_prediction += usize::from(predicted.is_none());
        let roles: [fn(&Touched) -> &[usize]; 3] = [|a| &a.source, |a| &a.cue, |a| &a.content];
        for (counts, role) in self.tokens.iter_mut().zip(roles) {
            counts.add(&mark(&gold, role, words.len()), &mark(&found, role, words.len()));
        }
        let [all, direct, other] = &mut self.kinds;
        direct.add(&of_kind(&gold, true), &of_kind(&found, true));
        other.add(&of_kind(&gold, false), &of_kind(&found, false));
        all.add(&Vec::from_iter(&gold), &Vec::from_iter(&found))
    }

    /// The figures over all articles so far.
    pub fn scores(&self) -> Scores {
        let [source, cue, content] = self.tokens.map(Counts::figures);
        let [all, direct, other] = self.kinds.map(KindCounts::scores);
        Scores {
            articles: self.articles,
            articles_without_prediction: self.without_prediction,
            token: TokenScores { source, cue, content },
            all,
            direct,
            other,
        }
    }
}

/// Of each word, whether an attribution has it in a role.
fn mark(attributions: &[Touched], role: fn(&Touched) -> &[usize], words: usize) -> Vec<bool> {
    let mut marked = vec![false; words];
    attributions.iter().flat_map(role).for_each(|&word| marked[word] = true);
    marked
}

fn of_kind(attributions: &[Touched], direct: bool) -> Vec<&Touched> {
    attributions.iter().filter(|attribution| attribution.direct == direct).collect()
}

impl Counts {
    fn add(&mut self, gold: &[bool], predicted: &[bool]) {
        for (&gold, &predicted) in gold.iter().zip(predicted) {
            self.matched += usize::from(gold && predicted);
            self.predicted += usize::from(predicted);
            self.gold += usize::from(gold);
        }
    }

    fn figures(self) -> Figures {
        let Self { matched, predicted, gold } = self;
        let share = |of: usize| if of == 0 { 0.0 } else { matched as f64 / of as f64 };
        let (p, r) = (share(predicted), share(gold));
        let f1 = if p + r > 0.0 { 200.0 * p * r / (p + r) } else { 0.0 };
        Figures { precision: round(100.0 * p), recall: round(100.0 * r), f1: round(f1), matched, predicted, gold }
    }
}

impl KindCounts {
    fn add(&mut self, gold: &[&Touched], predicted: &[&Touched]) -> Vec<Pair> {
        let pairs = matching::pairs(gold, predicted);
        self.gold += gold.len();
        self.predicted += predicted.len();
        self.content += pairs.len();
        self.exact += pairs.iter().filter(|pair| pair.overlap == 1.0).count();
        self.e2e += pairs.iter().filter(|pair| pair.same_source).count();
        pairs
    }

    fn scores(self) -> KindScores {
        let figures = |matched| Counts { matched, predicted: self.predicted, gold: self.gold }.figures();
        KindScores { content: figures(self.content), exact: figures(self.exact), e2e: figures(self.e2e) }
    }
}

/// To one decimal, as the exact decimal value of `number` demands, halves to even: what Python's `round` does, and multiplying by ten and
/// back does not.
fn round(number: f64) -> f64 {
    format!("{number:.1}").parse().expect("a number that was just written")
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} article{}", self.articles, if self.articles == 1 { "" } else { "s" })?;
        if self.articles_without_prediction > 0 {
            write!(f, ", {} without a prediction", self.articles_without_prediction)?;
        }
        writeln!(f, "\n")?;
        let Self { token, all, direct, other, .. } = self;
        writeln!(f, "{:16}{:>7}{:>7}{:>7}{:>9}{:>11}{:>7}", "", "P", "R", "F1", "matched", "predicted", "gold")?;
        let mut group = |name, rows: [(&str, Figures); 3]| {
            for (number, (row, figures)) in rows.into_iter().enumerate() {
                let Figures { precision, recall, f1, matched, predicted, gold } = figures;
                let name = if number == 0 { name } else { "" };
                write!(f, "{name:8}{row:8}{precision:7.1}{recall:7.1}{f1:7.1}")?;
                writeln!(f, "{matched:9}{predicted:11}{gold:7}")?;
            }
            Ok(())
        };
        group("tokens", [("source", token.source), ("cue", token.cue), ("content", token.content)])?;
        for (name, kind) in [("all", all), ("direct", direct), ("other", other)] {
            group(name, [("content", kind.content), ("exact", kind.exact), ("e2e", kind.e2e)])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_to_even() {
        for (matched, predicted, rounded) in [(1, 16, 6.2), (3, 16, 18.8), (1, 3, 33.3), (2, 3, 66.7), (1, 1, 100.0)] {
            assert_eq!(Counts { matched, predicted, gold: 0 }.figures().precision, rounded, "{matched}/{predicted}");
        }
    }
}
