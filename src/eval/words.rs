//! The words that are scored. They are not the analyzer's tokens, so that a change of the tokenizer never moves a score.

use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

/// Letters, digits and other numbers, underscores. Unlike `\w` without combining marks, as Python's `\w` is: the reference scorer is in
/// Python.
static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+").expect("a valid pattern"));

/// The words of a text.
#[derive(Debug)]
pub(super) struct Words {
    spans: Vec<Span>,
    /// Of each word, whether it starts inside double quotation marks.
    quoted: Vec<bool>,
}

impl Words {
    pub(super) fn new(text: &str) -> Self {
        let spans: Vec<_> = WORD.find_iter(text).map(|found| Span::new(found.start(), found.end())).collect();
        let quoted = quoted(text);
        Self { quoted: spans.iter().map(|span| quoted[span.start()]).collect(), spans }
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// Numbers of the words that share a character with one of `spans`: rising, each once.
    pub(super) fn touched(&self, spans: &[Span]) -> Vec<usize> {
        let mut found = Vec::new();
        for span in spans {
            let first = self.spans.partition_point(|word| word.end() <= span.start());
            found.extend((first..self.len()).take_while(|&i| self.spans[i].start() < span.end()));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether nine tenths of some words are inside double quotation marks.
    pub(super) fn mostly_quoted(&self, words: &[usize]) -> bool {
        let quoted = words.iter().filter(|&&word| self.quoted[word]).count();
        quoted as f64 >= 0.9 * words.len() as f64
    }
}

/// Of each byte, whether it is inside double quotation marks; every line starts outside. Much simpler than the analyzer's own
/// [quotation regions](crate::segment::quotes), on purpose: what counts as direct must not depend on what is judged.
fn quoted(text: &str) -> Vec<bool> {
    let mut out = vec![false; text.len()];
    let mut inside = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let at = text.len() - rest.len();
        let mut length = c.len_utf8();
        match c {
            '\n' | '”' => inside = false,
            '“' => inside = true,
            '"' => inside = !inside,
            '`' if rest.starts_with("``") => (inside, length) = (true, 2),
            '\'' if rest.starts_with("''") => (inside, length) = (!inside, 2),
            _ => out[at] = inside,
        }
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a text, those inside quotation marks in brackets.
    fn show(text: &str) -> String {
        let words = Words::new(text);
        let shown = words
            .spans
            .iter()
            .zip(&words.quoted)
            .map(|(&span, &quoted)| if quoted { format!("[{}]", &text[span]) } else { text[span].to_owned() });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn quotation_marks_of_every_kind() {
        assert_eq!(show("He “is out” now"), "He [is] [out] now");
        assert_eq!(show("He \"is out\" now"), "He [is] [out] now");
        assert_eq!(show("He ``is out'' now"), "He [is] [out] now");
        assert_eq!(show("He ''is out'' now"), "He [is] [out] now");
        assert_eq!(show("He ‘is out’, 'is out'"), "He is out is out");
        assert_eq!(show("“Open\nbut not here"), "[Open] but not here");
    }

    #[test]
    fn words_are_those_of_the_reference_scorer() {
        assert_eq!(show("Jones' co-op_2 don’t 3.5"), "Jones co op_2 don t 3 5");
        assert_eq!(show("Señor ½ e\u{301}t Ⓐ"), "Señor ½ e t", "marks split words, circled letters are none");
    }
}
