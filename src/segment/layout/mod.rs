//! Paragraphs, and the furniture of a news report: headline, byline, dateline, credits.
//!
//! `lines` finds the paragraphs, whether the text has a paragraph on each line or lines wrapped at some width; `furniture` tells what
//! the first and last of them are for. Nothing is moved or rewritten.

mod furniture;
mod lines;

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
    /// The names behind "By", without the word "By": from the first author's through the last one's.
    pub byline: Option<Span>,
    /// The authors in the byline, one by one.
    pub authors: Vec<Span>,
    /// Place (and agency) before the dash that opens the report: "WASHINGTON (AP)".
    pub dateline: Option<Span>,
}

/// Paragraphs of a text, with their roles. Token and sentence ranges are empty until [`sentences`](super::sentences) fills them.
pub fn paragraphs(text: &str) -> (Layout, Vec<Paragraph>) {
    let mut paragraphs: Vec<Paragraph> = lines::paragraphs(text)
        .into_iter()
        .map(|span| Paragraph { span, role: ParagraphRole::Body, tokens: TokenRange::new(0, 0), sentences: 0..0 })
        .collect();
    let layout = furniture::recognise(text, &mut paragraphs);
    (layout, paragraphs)
}
