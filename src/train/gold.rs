//! Annotated articles as training data.

use crate::eval;
use crate::model::tags::Parts;
use crate::segment::Segmented;
use crate::text::{OffsetMap, OffsetUnit, Span, TokenRange};
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
    /// How much it counts: 1 for what people annotated, less for what another model did.
    #[serde(default = "full")]
    pub weight: f32,
}

fn full() -> f32 {
    1.0
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

/// From gold that was read and checked for scoring.
impl From<&eval::Article> for Article {
    fn from(gold: &eval::Article) -> Self {
        let map = OffsetMap::new(&gold.text, OffsetUnit::Chars);
        let ranges =
            |spans: &[Span]| spans.iter().map(|span| [map.get(span.start()), map.get(span.end())]).collect::<Vec<_>>();
        let annotation = |from: &eval::Annotation| Annotation {
            source: ranges(&from.source),
            cue: ranges(&from.cue),
            content: ranges(&from.content),
        };
        Self {
            id: gold.id.clone(),
            text: gold.text.clone(),
            attributions: gold.attributions.iter().map(annotation).collect(),
            weight: full(),
        }
    }
}

impl Article {
    /// What is wrong with its annotation, for a person.
    ///
    /// # Errors
    /// If a span lies outside the text, is empty or reversed.
    pub fn check(&self) -> Result<(), String> {
        let length = self.text.chars().count();
        for (number, attribution) in self.attributions.iter().enumerate() {
            for [from, to] in attribution.content.iter().chain(&attribution.source).chain(&attribution.cue) {
                if from >= to || *to > length {
                    return Err(format!(
                        "attribution {}: [{from}, {to}] is no span of a text of {length} characters",
                        number + 1
                    ));
                }
            }
        }
        Ok(())
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::segment;

    fn article(text: &str, content: Vec<[usize; 2]>) -> Article {
        let attributions = vec![Annotation { source: vec![], cue: vec![], content }];
        Article { id: "a".into(), text: text.into(), attributions, weight: 1.0 }
    }

    #[test]
    fn spans_out_of_the_text_are_refused_by_number() {
        assert_eq!(article("É said so.", vec![[0, 10]]).check(), Ok(()));
        let error = article("É said so.", vec![[0, 11]]).check().unwrap_err();
        assert_eq!(error, "attribution 1: [0, 11] is no span of a text of 10 characters");
        assert!(article("No.", vec![[2, 2]]).check().is_err());
    }

    #[test]
    fn code_points_become_tokens_also_behind_wide_characters() {
        let article = article("“É” is É, he said.", vec![[7, 8]]);
        let segmented = segment(&article.text);
        let parts = parts(&article, &segmented);
        assert_eq!(segmented.word(parts[0].content[0].start()), "É");
        assert_eq!(parts[0].content[0].len(), 1);
    }
}
