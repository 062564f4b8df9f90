//! Spans cut at line breaks, for formats that keep one thing on one line.

use super::Span;

/// The parts of spans between line breaks, without empty ones. Whatever any reader takes for a line break is one: besides LF and CR the
/// vertical tab, form feed, the separators of ASCII, NEL, and Unicode's line and paragraph separators.
///
/// # Panics
/// If a span is not in `text`.
pub fn pieces(text: &str, spans: &[Span]) -> Vec<Span> {
    let mut pieces = Vec::new();
    for &span in spans {
        let mut at = span.start();
        for piece in text[span].split(breaks) {
            if !piece.is_empty() {
                pieces.push(Span::new(at, at + piece.len()));
            }
            at += piece.len() + text[at + piece.len()..].chars().next().map_or(0, char::len_utf8);
        }
    }
    pieces
}

fn breaks(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_one_line_stays_and_the_rest_is_cut() {
        let text = "One\r\ntwo\u{2028}três\n\n";
        let shown = |from, to| pieces(text, &[Span::new(from, to)]).iter().map(|&s| &text[s]).collect::<Vec<_>>();
        assert_eq!(shown(0, 3), ["One"]);
        assert_eq!(shown(1, text.len()), ["ne", "two", "três"]);
        assert_eq!(shown(3, 5), [""; 0]);
        assert_eq!(pieces("a b", &[Span::new(0, 1), Span::new(2, 3)]), [Span::new(0, 1), Span::new(2, 3)]);
    }
}
