//! How good attributions are by kind of cue, and what goes wrong there.

use super::{Annotation, Article, Cause, Finding};
use crate::lexicon::{WordClass, classes_of};
use std::collections::BTreeMap;
use std::fmt;

/// What ties a source to its content, from the plainest to the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CueKind {
    /// A form of say, tell, ask, add or write.
    Saying,
    /// "According to".
    AccordingTo,
    /// Another verb of the list of cues: "announced".
    Verb,
    /// No word at all: a colon, a dash.
    Mark,
    /// Other words: nouns ("his dream of"), adjectives, verbs that are rarely cues ("eyes").
    Other,
    /// No cue.
    Missing,
}

impl CueKind {
    const ALL: [Self; 6] = [Self::Saying, Self::AccordingTo, Self::Verb, Self::Mark, Self::Other, Self::Missing];

    /// The kind of an attribution's cue in its article's text. Of a cue of several words the plainest counts.
    pub fn of(annotation: &Annotation, text: &str) -> Self {
        let spans = annotation.cue.iter().filter(|span| !span.is_empty());
        let words = spans.clone().flat_map(|&span| text[span].split(|c: char| !c.is_alphanumeric()));
        let kinds = words.filter(|word| !word.is_empty()).map(Self::of_word);
        kinds.min().unwrap_or(if spans.count() == 0 { Self::Missing } else { Self::Mark })
    }

    fn of_word(word: &str) -> Self {
        match word.to_lowercase().as_str() {
            "say" | "says" | "said" | "saying" | "tell" | "tells" | "told" | "telling" | "ask" | "asks" | "asked"
            | "asking" | "add" | "adds" | "added" | "adding" | "write" | "writes" | "wrote" | "written" | "writing" => {
                Self::Saying
            }
            "according" => Self::AccordingTo,
            word if classes_of(word).intersects(WordClass::CUE) => Self::Verb,
            _ => Self::Other,
        }
    }

    /// The kind as the head of a row.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Saying => "say, tell, ask, add, write",
            Self::AccordingTo => "according to",
            Self::Verb => "other verbs of the list",
            Self::Mark => "a mark alone",
            Self::Other => "other words",
            Self::Missing => "no cue",
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    gold: usize,
    predicted: usize,
    causes: BTreeMap<Cause, usize>,
}

/// Counts by kind of cue: of the gold what was found right, and what else became of it; of the prediction how much is too much.
/// Displayed as a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CueScores {
    rows: BTreeMap<CueKind, Row>,
}

impl CueScores {
    /// Adds an article, what was predicted for it, and the [`findings`](super::findings) about that.
    ///
    /// # Panics
    /// If a span lies outside the article's text, or a finding is about another article.
    pub fn add(&mut self, article: &Article, predicted: &[Annotation], findings: &[Finding]) {
        let kind = |annotation: &Annotation| CueKind::of(annotation, &article.text);
        for gold in &article.attributions {
            self.rows.entry(kind(gold)).or_default().gold += 1;
        }
        for found in predicted {
            self.rows.entry(kind(found)).or_default().predicted += 1;
        }
        for finding in findings {
            let gold = finding.gold.map(|index| &article.attributions[index]);
            let found = finding.predicted.map(|index| &predicted[index]);
            let about = if finding.cause.is_of_prediction() { found } else { gold };
            let about = about.expect("a finding is about the side that its cause names");
            *self.rows.entry(kind(about)).or_default().causes.entry(finding.cause).or_default() += 1;
        }
    }
}

impl fmt::Display for CueScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads = ["gold", "right", "missed", "elsewhere", "source", "predicted", "false", "elsewhere"];
        write!(f, "{:26}", "cue")?;
        heads.iter().try_for_each(|head| write!(f, "{head:>10}"))?;
        writeln!(f)?;
        for (kind, row) in CueKind::ALL.iter().filter_map(|kind| Some((kind, self.rows.get(kind)?))) {
            let count = |causes: &[Cause]| causes.iter().filter_map(|cause| row.causes.get(cause)).sum::<usize>();
            let missed = [count(&[Cause::Missed]), count(&[Cause::MissedExtent])];
            let source = count(&[Cause::SourceMissed, Cause::SourceInvented, Cause::OtherSource]);
            let right = row.gold - missed.iter().sum::<usize>() - source;
            let false_alarms = [count(&[Cause::FalseAlarm]), count(&[Cause::FalseExtent])];
            write!(f, "{:26}{:10}{right:10}{:10}{:10}{source:10}", kind.heading(), row.gold, missed[0], missed[1])?;
            writeln!(f, "{:10}{:10}{:10}", row.predicted, false_alarms[0], false_alarms[1])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::findings;
    use super::*;
    use crate::text::Span;

    /// An attribution of a text: the words of its source, cue and content, each at their first place.
    fn parts(text: &str, wanted: [&str; 3]) -> Annotation {
        let [source, cue, content] = wanted.map(|words| {
            let start = text.find(words).unwrap();
            Vec::from_iter((!words.is_empty()).then(|| Span::new(start, start + words.len())))
        });
        Annotation { source, cue, content }
    }

    #[test]
    fn the_plainest_word_of_a_cue_tells_its_kind() {
        let kind = |cue: &str| CueKind::of(&parts(cue, ["", cue, ""]), cue);
        assert_eq!(kind("said in announcing"), CueKind::Saying);
        assert_eq!(kind("According to"), CueKind::AccordingTo);
        assert_eq!(kind("has announced"), CueKind::Verb);
        assert_eq!(kind(":"), CueKind::Mark);
        assert_eq!(kind("his dream of"), CueKind::Other);
        assert_eq!(kind(""), CueKind::Missing);
    }

    #[test]
    fn each_attribution_counts_in_the_row_of_its_cue() {
        let text = "Ruiz said it was late. Lee eyes a bridge. Ek announced a vote. Cole told all.";
        let gold = [["Ruiz", "said", "it was late"], ["Lee", "eyes", "a bridge"], ["Ek", "announced", "a vote"]];
        let found = [["Ruiz", "said", "it was late"], ["Lee", "announced", "a vote"], ["Cole", "told", "all"]];
        let read = |all: [[&'static str; 3]; 3]| all.map(|one| parts(text, one)).to_vec();
        let article = Article { id: "a".into(), text: text.into(), attributions: read(gold) };
        let mut scores = CueScores::default();
        let found = read(found);
        scores.add(&article, &found, &findings(&article, &found));
        let expected = "\
cue                             gold     right    missed elsewhere    source predicted     false elsewhere
say, tell, ask, add, write         1         1         0         0         0         2         1         0
other verbs of the list            1         0         0         0         1         1         0         0
other words                        1         0         1         0         0         0         0         0
";
        assert_eq!(scores.to_string(), expected);
    }
}
