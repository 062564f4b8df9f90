//! Quotation marks, paired.

use super::Paragraph;
use crate::text::Span;

/// A stretch of text between two quotation marks, within one paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// From the opening mark through the closing mark (or through the paragraph's end if it is never closed).
    pub span: Span,
    /// The opening mark.
    pub open: Span,
    /// The closing mark; `None` if the paragraph ends first.
    pub close: Option<Span>,
    /// 1 for an outermost region, 2 for one inside it, and so on.
    pub depth: u8,
    /// Whether its marks are double ones (`“ ” " « » „ `` ''`), not single (`‘ ’ ' ‹ › ‚`).
    pub double: bool,
    /// Whether it goes on with a quotation that the paragraph before left open.
    pub continues: bool,
}

/// All regions of a text.
pub fn regions(_text: &str, _paragraphs: &[Paragraph]) -> Vec<Region> {
    Vec::new()
}
