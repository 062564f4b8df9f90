//! Annotated articles as training data.

use crate::model::tags::Parts;
use crate::segment::Segmented;
use crate::text::TokenRange;
use serde::Deserialize;

/// An annotated article: offsets are half-open, in Unicode code points.
#[derive(Clone, Debug, Deserialize)]
pub struct Article {
    /// Its name.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its attributions.
    pub attributions: Vec<Annotation>,
}

/// One annotated attribution.
#[derive(Clone, Debug, Deserialize)]
pub struct Annotation {
    /// Parts of the source.
    #[serde(default)]
    pub source: Vec<[usize; 2]>,
    /// Parts of the cue.
    #[serde(default)]
    pub cue: Vec<[usize; 2]>,
    /// Parts of the content.
    pub content: Vec<[usize; 2]>,
}

/// The attributions of an article as ranges of its tokens. A token belongs to a span it shares a character with.
pub fn parts(article: &Article, segmented: &Segmented<'_>) -> Vec<Parts> {
    let mut bytes: Vec<usize> = article.text.char_indices().map(|(at, _)| at).collect();
    bytes.push(article.text.len());
    let range = |spans: &[[usize; 2]]| -> Vec<TokenRange> {
        let mut out = Vec::new();
        for &[from, to] in spans {
            let (from, to) = (bytes[from.min(bytes.len() - 1)], bytes[to.min(bytes.len() - 1)]);
            let first = segmented.tokens.partition_point(|t| t.span.end() <= from);
            let last = segmented.tokens.partition_point(|t| t.span.start() < to);
            if first < last {
                out.push(TokenRange::new(first, last));
            }
        }
        out
    };
    article
        .attributions
        .iter()
        .map(|a| Parts { content: range(&a.content), source: range(&a.source), cue: range(&a.cue) })
        .collect()
}
