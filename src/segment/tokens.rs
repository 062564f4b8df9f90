//! Tokens in the Penn manner.

use super::{Paragraph, Region};
use crate::text::{Span, Token, TokenKind};
use unicode_segmentation::UnicodeSegmentation;

/// The tokens of a text's paragraphs.
pub fn tokenize(text: &str, paragraphs: &[Paragraph], _regions: &[Region]) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 5);
    for paragraph in paragraphs {
        for (at, piece) in text[paragraph.span].split_word_bound_indices() {
            let Some(first) = piece.chars().next().filter(|c| !c.is_whitespace()) else { continue };
            let kind = if first.is_alphabetic() {
                TokenKind::Word
            } else if first.is_numeric() {
                TokenKind::Number
            } else {
                TokenKind::Punctuation
            };
            let start = paragraph.span.start() + at;
            out.push(Token { span: Span::new(start, start + piece.len()), kind });
        }
    }
    out
}
