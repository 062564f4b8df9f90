//! Sentence boundaries.

use super::{Paragraph, Region};
use crate::text::{Span, Token, TokenRange};

/// A sentence, with its closing quotation marks and brackets.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// Where it stands, in bytes, without white space around it.
    pub span: Span,
    /// Number of its paragraph; the first is 0.
    pub paragraph: usize,
    /// Its tokens.
    pub tokens: TokenRange,
}

/// The sentences of a text; fills in the paragraphs' token and sentence ranges.
pub fn split(text: &str, paragraphs: &mut [Paragraph], _regions: &[Region], tokens: &[Token]) -> Vec<Sentence> {
    let mut out: Vec<Sentence> = Vec::new();
    let mut next = 0;
    for (number, paragraph) in paragraphs.iter_mut().enumerate() {
        let (first_token, first_sentence) = (next, out.len());
        let mut begin = next;
        while next < tokens.len() && tokens[next].span.end() <= paragraph.span.end() {
            next += 1;
            let last = next == tokens.len() || tokens[next].span.start() >= paragraph.span.end();
            if last || matches!(&text[tokens[next - 1].span], "." | "!" | "?") {
                let span = tokens[begin].span.cover(tokens[next - 1].span);
                out.push(Sentence { span, paragraph: number, tokens: TokenRange::new(begin, next) });
                begin = next;
            }
        }
        paragraph.tokens = TokenRange::new(first_token, next);
        paragraph.sentences = first_sentence..out.len();
    }
    out
}
