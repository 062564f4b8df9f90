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
    /// Log-odds of each confidence, and whether the quote is right.
    quotes: Vec<(f64, bool)>,
}

/// A line that turns the log-odds of confidences into better ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correction {
    /// By which log-odds are multiplied: below 1 if confidence is too far from a half.
    pub slope: f64,
    /// What is added then: below 0 if confidence is too high.
    pub shift: f64,
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
            let bounded = confidence.clamp(0.001, 0.999);
            self.quotes.push(((bounded / (1.0 - bounded)).ln(), right));
        }
    }

    /// The correction under which what came out would have been likeliest (Platt 1999), by Newton's method. `None` if the quotes do not tell
    /// one, as when all are right.
    pub fn correction(&self) -> Option<Correction> {
        let Correction { mut slope, mut shift } = Correction { slope: 1.0, shift: 0.0 };
        for _ in 0..20 {
            // Gradient, and the second derivatives: by slope, by both, by shift.
            let (mut g, mut h) = ([0.0; 2], [0.0; 3]);
            for &(x, right) in &self.quotes {
                let p = 1.0 / (1.0 + (-slope * x - shift).exp());
                let (off, weight) = (f64::from(u8::from(right)) - p, p * (1.0 - p));
                g = [g[0] + off * x, g[1] + off];
                h = [h[0] + weight * x * x, h[1] + weight * x, h[2] + weight];
            }
            let determinant = h[0] * h[2] - h[1] * h[1];
            slope += (h[2] * g[0] - h[1] * g[1]) / determinant;
            shift += (h[0] * g[1] - h[1] * g[0]) / determinant;
        }
        (slope.is_finite() && shift.is_finite() && slope.abs() < 100.0).then_some(Correction { slope, shift })
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
        writeln!(f, "expected calibration error {:.3}", self.expected_error())?;
        match self.correction() {
            None => Ok(()),
            Some(Correction { slope, shift }) => {
                writeln!(f, "log-odds that fit best: {slope:.2} times these {shift:+.2}")
            }
        }
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
    fn the_correction_is_the_line_that_was_applied() {
        // Of a hundred quotes at each confidence so many are right as twice the log-odds and 0.5 more would promise.
        let mut table = Reliability::default();
        for confidence in [0.3f32, 0.4, 0.5, 0.6, 0.7] {
            let odds = (confidence / (1.0 - confidence)).powi(2) * 0.5f32.exp();
            let right_ones = (1000.0 * odds / (1.0 + odds)).round() as usize;
            table.add(&[confidence; 1000], &(0..right_ones).map(right).collect::<Vec<_>>());
        }
        let Correction { slope, shift } = table.correction().unwrap();
        assert!((slope - 2.0).abs() < 0.01 && (shift - 0.5).abs() < 0.01, "{slope} {shift}");
        assert_eq!(Reliability::default().correction(), None);
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
