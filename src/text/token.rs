//! Tokens, and ranges of tokens as a type of their own, so that token numbers and byte offsets cannot be mixed up.

use super::span::{Span, no_range};
use std::ops::Range;

/// What a token is, as far as its letters tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with inner apostrophes, hyphens or abbreviation points: `said`, `U.S.`, `co-op`, `n't`, `'s`.
    Word,
    /// Digits, with points, commas, signs: `1,200`, `3.5`, `2016`, `6:30`.
    Number,
    /// A web address, an e-mail address, a `@handle` or a `#hashtag`.
    Address,
    /// A quotation mark, apostrophe or prime that stands as a token: `“`, `"`, `'`, ``` `` ```, `''`.
    Quote,
    /// Other punctuation: `,`, `.`, `—`, `(`, `...`.
    Punctuation,
    /// Anything else that is not white space: `$`, `%`, `+`, emoji.
    Symbol,
}

/// A token: its place in the text and its kind. It borrows nothing and never rewrites the text; `&text[token.span]` is the surface form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in bytes.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

impl Token {
    /// Whether it has a letter or digit: whether it is a word, a number or an address, not a mark.
    #[inline]
    pub fn is_word(self) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Number | TokenKind::Address)
    }
}

/// A half-open range of token numbers of one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenRange {
    start: u32,
    end: u32,
}

impl TokenRange {
    /// Tokens `start` up to, not including, `end`.
    ///
    /// # Panics
    /// If `start > end` or `end` does not fit 32 bits.
    #[inline]
    pub fn new(start: usize, end: usize) -> Self {
        if start > end || end > u32::MAX as usize {
            no_range("token range", start, end);
        }
        Self { start: start as u32, end: end as u32 }
    }

    /// Number of the first token.
    #[inline]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Number just after the last token.
    #[inline]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// How many tokens.
    #[inline]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it holds no token.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The range as one to index a token slice with.
    #[inline]
    pub fn indices(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// Whether token number `index` is in it.
    #[inline]
    pub fn contains(self, index: usize) -> bool {
        self.indices().contains(&index)
    }
}
