//! From lines to paragraphs.
//!
//! Most texts have a paragraph on each line, with or without blank lines between. Others are hard-wrapped: every line was filled with as
//! many words as fit some width, and blank lines stand between paragraphs. The second kind gives itself away: the first word of a line
//! would not have fitted on the line before. `wrapped_width` asks just that of the whole text, so that no line of a list, of verse or of a
//! one-line-per-paragraph text is ever joined with the next.

use crate::segment::stops::Stops;
use crate::segment::tokens::is_gap;
use crate::text::Span;

/// Longest line of hard-wrapped text, in characters.
const WIDEST: usize = 120;
/// Shortest width that text is wrapped at, in characters.
const NARROWEST: usize = 35;

/// A line that is not blank.
struct Line {
    /// Without white space around it.
    span: Span,
    /// Whether blank lines, or a break that always parts paragraphs, stand before it.
    parted: bool,
    /// Whether it is indented.
    indented: bool,
}

/// The paragraphs of a text, in order, without the white space and invisible characters around them.
pub(super) fn paragraphs(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let Some(width) = wrapped_width(text, &lines) else {
        return lines.iter().map(|line| line.span).collect();
    };
    let mut out: Vec<Span> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let joins = number > 0 && !line.parted && !line.indented && {
            let before = &lines[number - 1];
            // A line that had ample room for the next word was ended on purpose.
            filled(text, before, line) + width / 5 >= width
        };
        match out.last_mut().filter(|_| joins) {
            Some(last) => *last = last.cover(line.span),
            None => out.push(line.span),
        }
    }
    out
}

/// The lines of a text that are not blank. Lines end at LF, CR LF, CR, vertical tab, form feed, U+0085, U+2028 and U+2029.
fn lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    // The first bytes of line ends, and of other characters.
    let stops = Stops::new(text, [b'\n', b'\r', 0xE2], [0x0B, 0x0C, 0xC2]);
    let mut out = Vec::new();
    let (mut start, mut parted, mut at) = (0, true, 0);
    loop {
        let (len, parts) = match bytes.get(at) {
            None => (0, true),
            Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => (2, false),
            Some(b'\n' | b'\r' | 0x0B) => (1, false),
            Some(0x0C) => (1, true),
            Some(0xC2) if bytes[at + 1] == 0x85 => (2, false),
            Some(0xE2) if bytes[at + 1..].starts_with(&[0x80, 0xA8]) => (3, false),
            Some(0xE2) if bytes[at + 1..].starts_with(&[0x80, 0xA9]) => (3, true),
            Some(_) => {
                at += 1;
                at += stops.next(&bytes[at..]);
                continue;
            }
        };
        let line = &text[start..at];
        let trimmed = line.trim_start_matches(is_gap);
        if trimmed.is_empty() {
            parted = true;
        } else {
            let begin = at - trimmed.len();
            let end = begin + trimmed.trim_end_matches(is_gap).len();
            let indented = line.starts_with('\t') || begin - start >= 2;
            out.push(Line { span: Span::new(begin, end), parted, indented });
            parted = false;
        }
        parted |= parts;
        if at >= bytes.len() {
            return out;
        }
        at += len;
        start = at;
    }
}

/// The width that the text is wrapped at, in characters; `None` if it is not wrapped.
fn wrapped_width(text: &str, lines: &[Line]) -> Option<usize> {
    let pairs = || lines.windows(2).filter(|pair| !pair[1].parted && !pair[1].indented);
    let mut width = 0;
    for pair in pairs() {
        // Bytes first: a long line settles the matter without counting characters.
        if pair[0].span.len() > 4 * WIDEST {
            return None;
        }
        width = width.max(text[pair[0].span].chars().count());
    }
    if !(NARROWEST..=WIDEST).contains(&width) {
        return None;
    }
    let (mut total, mut full, mut running) = (0, 0, 0);
    for pair in pairs() {
        let with_next = filled(text, &pair[0], &pair[1]);
        // A headline and a byline may stand right above the text.
        if total == 0 && with_next * 10 < width * 7 {
            continue;
        }
        total += 1;
        full += usize::from(with_next + 2 > width);
        let ends_sentence = text[pair[0].span].ends_with(['.', '!', '?', ':', '"', '”', '’', ')']);
        running += usize::from(!ends_sentence && text[pair[1].span].starts_with(|c: char| !c.is_uppercase()));
    }
    (total >= 2 && full * 10 >= total * 8 && running * 10 >= total * 4).then_some(width)
}

/// How long `line` would be, in characters, with the first word of `next` behind it.
fn filled(text: &str, line: &Line, next: &Line) -> usize {
    let word = text[next.span].split_whitespace().next().unwrap_or_default();
    text[line.span].chars().count() + 1 + word.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The paragraphs of `text`, their line breaks shown as `/`.
    fn shown(text: &str) -> Vec<String> {
        paragraphs(text).into_iter().map(|span| text[span].replace("\r\n", "/").replace(['\n', '\r'], "/")).collect()
    }

    const WRAPPED: &str = "\
The council voted on Tuesday to close the bridge for\n\
a year, the mayor said, and to look for money in the\n\
meantime. Nobody spoke against it.\n\
\n\
“We have no choice,” said Ana Ruiz, who has run the\n\
works department since 2011 and who will retire soon\n\
after the summer.\n";

    #[test]
    fn wrapped_lines_are_joined_up_to_blank_lines() {
        for text in [WRAPPED.to_owned(), WRAPPED.replace('\n', "\r\n"), WRAPPED.replace('\n', "\r")] {
            assert_eq!(
                shown(&text),
                [
                    "The council voted on Tuesday to close the bridge for/a year, the mayor said, and to look for money in the/\
                     meantime. Nobody spoke against it.",
                    "“We have no choice,” said Ana Ruiz, who has run the/works department since 2011 and who will retire soon/\
                     after the summer.",
                ]
            );
        }
    }

    #[test]
    fn a_headline_above_wrapped_text_stands_alone() {
        let text = format!("Bridge to close\nBy Ana Ruiz\n{WRAPPED}");
        assert_eq!(shown(&text)[..2], ["Bridge to close", "By Ana Ruiz"]);
        assert_eq!(shown(&text).len(), 4);
    }

    #[test]
    fn one_line_per_paragraph_is_never_joined() {
        let text = "Bridge to close\n\nThe council voted to close it.\nNobody spoke against\nand nobody for it\nThe mayor left.";
        assert_eq!(shown(text).len(), 5);
    }

    #[test]
    fn every_line_break_counts_and_blanks_of_any_kind_are_trimmed() {
        let text = "\u{FEFF}A\u{2028}B\u{2029}C\u{85}D\u{0C}E\u{0B}\u{A0}\u{200B}\rF\u{AD}\r\n\u{3000}G\u{A0}";
        assert_eq!(shown(text), ["A", "B", "C", "D", "E", "F", "G"]);
        assert_eq!(shown(" \u{200B}\n\u{A0}\r\n"), [""; 0]);
    }
}
