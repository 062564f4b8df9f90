//! What the rules say of each token, for the model to weigh: evidence that is certain (a quotation and its frame) enters the scores, and the model learns how far to trust each kind of rule.

use super::Tag;

/// The kind of rule behind a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum HintKind {
    /// A quotation with its frame.
    Quotation = 1,
    /// A signature, a transcript, a block.
    Layout = 2,
    /// A reported clause.
    Clause = 3,
}

/// What the rules say of a token; [`Hint::NONE`] if nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hint(u8);

impl Hint {
    /// The rules say nothing.
    pub const NONE: Hint = Hint(0);

    /// A rule of `kind` gives the token `tag`.
    pub fn new(tag: Tag, kind: HintKind) -> Self {
        Self(tag as u8 | (kind as u8) << 4)
    }

    /// The hint as a number, below 64.
    pub(in crate::model) fn code(self) -> u8 {
        self.0
    }
}
