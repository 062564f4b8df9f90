//! How far confidence can be trusted: of the quotes with about the same confidence, how many are right.

use super::Pair;
use serde::ser::{Serialize, SerializeSeq, Serializer};
use std::fmt;

/// How many steps the range from 0 to 1 is cut into.
const STEPS: usize = 10;

/// The reliability table: quotes by their confidence in ten equal steps, with the share that is right (matched in content and source, as
/// the headline figure counts). Displayed as a table; serialized as a list of the steps that have quotes.
#[derive(Clone, Debug, Default)]
pub struct Reliability {
    steps: [Step; STEPS],
}

#[derive(Clone, Copy, Debug, Default)]
struct Step {
    quotes: usize,
    right: usize,
    /// Sum of the confidences.
    confidence: f64,
}

impl Reliability {
    /// Counts the quotes of an article: the confidence of each, and the matches among them that [`Tally::add`](super::Tally::add) gave.
    ///
    /// # Panics
    /// If a match is with a quote that has no confidence here.
    pub fn add(&mut self, confidences: &[f32], matches: &[Pair]) {
        let mut right = vec![false; confidences.len()];
        for pair in matches {
            right[pair.predicted] = pair.same_source;
        }
        for (&confidence, right) in confidences.iter().zip(right) {
            let confidence = f64::from(confidence);
            let step = &mut self.steps[((confidence * STEPS as f64) as usize).min(STEPS - 1)];
            step.quotes += 1;
            step.right += usize::from(right);
            step.confidence += confidence;
        }
    }

    /// The expected calibration error (Naeini et al. 2015): by how much confidence and the share that is right differ, averaged over the
    /// quotes step by step. 0 is best, 0.1 means that confidence is off by a tenth.
    pub fn expected_error(&self) -> f64 {
        let quotes: usize = self.steps.iter().map(|s| s.quotes).sum();
        let off: f64 = self.steps.iter().map(|s| (s.confidence - s.right as f64).abs()).sum();
        if quotes == 0 { 0.0 } else { off / quotes as f64 }
    }

    /// Number and content of each step that has quotes.
    fn filled(&self) -> impl Iterator<Item = (usize, &Step)> {
        self.steps.iter().enumerate().filter(|(_, step)| step.quotes > 0)
    }
}

impl Step {
    /// Mean confidence, and the share that is right.
    fn means(&self) -> (f64, f64) {
        (self.confidence / self.quotes as f64, self.right as f64 / self.quotes as f64)
    }
}

impl fmt::Display for Reliability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:12}{:>7}{:>7}{:>8}", "confidence", "quotes", "mean", "right")?;
        for (number, step) in self.filled() {
            let (mean, right) = step.means();
            let (from, to) = (number as f64 / STEPS as f64, (number + 1) as f64 / STEPS as f64);
            writeln!(f, "{from:.1} to {to:.1}  {:7}{mean:7.2}{right:8.2}", step.quotes)?;
        }
        writeln!(f, "expected calibration error {:.3}", self.expected_error())
    }
}

impl Serialize for Reliability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut steps = serializer.serialize_seq(None)?;
        for (number, step) in self.filled() {
            let (mean, right) = step.means();
            let from = number as f64 / STEPS as f64;
            steps.serialize_element(
                &serde_json::json!({"from": from, "quotes": step.quotes, "confidence": mean, "right": right}),
            )?;
        }
        steps.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(predicted: usize) -> Pair {
        Pair { gold: predicted, predicted, overlap: 1.0, same_source: true }
    }

    #[test]
    fn the_error_is_the_mean_distance_step_by_step() {
        let mut table = Reliability::default();
        assert_eq!(table.expected_error(), 0.0);
        // Two at 0.75, both right; one at 1, with another source; one at 0.25, wrong.
        table.add(&[0.75, 0.75, 1.0], &[right(0), right(1), Pair { same_source: false, ..right(2) }]);
        table.add(&[0.25], &[]);
        assert_eq!(table.expected_error(), (0.5 + 1.0 + 0.25) / 4.0);
        insta::assert_snapshot!(table, @r"
        confidence   quotes   mean   right
        0.2 to 0.3        1   0.25    0.00
        0.7 to 0.8        2   0.75    1.00
        0.9 to 1.0        1   1.00    0.00
        expected calibration error 0.438
        ");
    }
}
