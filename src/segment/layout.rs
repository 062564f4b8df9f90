//! Paragraphs, and the furniture of a news report: headline, byline, dateline, credits.

use crate::text::{Span, TokenRange};
use std::ops::Range;

/// What a paragraph is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParagraphRole {
    /// The headline.
    Headline,
    /// "By NAME".
    Byline,
    /// "(Reporting by ...)", copyright and credit lines.
    Credit,
    /// The report itself.
    Body,
}

/// A paragraph, without the white space around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// Where it stands, in bytes.
    pub span: Span,
    /// What it is for.
    pub role: ParagraphRole,
    /// Its tokens.
    pub tokens: TokenRange,
    /// Its sentences, as numbers of the article's sentences.
    pub sentences: Range<usize>,
}

/// The furniture of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The headline.
    pub title: Option<Span>,
    /// The names behind "By", without the word "By".
    pub byline: Option<Span>,
    /// Place (and agency) before the dash that opens the report: "WASHINGTON (AP)".
    pub dateline: Option<Span>,
}

/// Paragraphs of a text. Token and sentence ranges are empty until [`sentences`](super::sentences) fills them.
pub fn paragraphs(text: &str) -> (Layout, Vec<Paragraph>) {
    let mut out = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let begin = start + (line.len() - line.trim_start().len());
            out.push(Paragraph {
                span: Span::new(begin, begin + trimmed.len()),
                role: ParagraphRole::Body,
                tokens: TokenRange::new(0, 0),
                sentences: 0..0,
            });
        }
        start += line.len();
    }
    (Layout::default(), out)
}
