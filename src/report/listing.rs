//! The records of `quoth sentences` and `quoth tokens`.

use crate::segment::Segmented;
use crate::text::{OffsetMap, OffsetUnit};
use serde::Serialize;

/// The sentences of an article.
#[derive(Debug, Serialize)]
pub(super) struct SentenceList<'a> {
    id: &'a str,
    sentences: Vec<SentenceRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct SentenceRecord<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    /// Counted from 1.
    paragraph: usize,
}

/// The tokens of an article.
#[derive(Debug, Serialize)]
pub(super) struct TokenList<'a> {
    id: &'a str,
    tokens: Vec<TokenRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct TokenRecord<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    /// Counted from 1.
    sentence: usize,
}

pub(super) fn sentences<'a>(id: &'a str, segmented: &Segmented<'a>, unit: OffsetUnit) -> SentenceList<'a> {
    let map = OffsetMap::new(segmented.text, unit);
    let sentences = segmented.sentences.iter().map(|sentence| SentenceRecord {
        text: &segmented.text[sentence.span],
        start: map.get(sentence.span.start()),
        end: map.get(sentence.span.end()),
        paragraph: sentence.paragraph + 1,
    });
    SentenceList { id, sentences: sentences.collect() }
}

pub(super) fn tokens<'a>(id: &'a str, segmented: &Segmented<'a>, unit: OffsetUnit) -> TokenList<'a> {
    let map = OffsetMap::new(segmented.text, unit);
    let mut tokens = Vec::with_capacity(segmented.tokens.len());
    for (number, sentence) in segmented.sentences.iter().enumerate() {
        tokens.extend(segmented.tokens[sentence.tokens.indices()].iter().map(|token| TokenRecord {
            text: &segmented.text[token.span],
            start: map.get(token.span.start()),
            end: map.get(token.span.end()),
            sentence: number + 1,
        }));
    }
    TokenList { id, tokens }
}
