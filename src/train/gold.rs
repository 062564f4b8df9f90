//! Annotated articles as training data.

use crate::eval;
use crate::model::tags::Parts;
use crate::segment::Segmented;
use crate::text::{Span, TokenRange};

/// An annotated article to learn from.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its text and attributions.
    pub gold: eval::Article,
    /// How much it counts: 1 for what people annotated, less for what another model did.
    pub weight: f32,
}

/// The attributions of an article as ranges of its tokens. A token belongs to a span it shares a character with.
pub fn parts(article: &eval::Article, segmented: &Segmented<'_>) -> Vec<Parts> {
    let ranges = |spans: &[Span]| -> Vec<TokenRange> {
        let range = |span: &Span| {
            let first = segmented.tokens.partition_point(|t| t.span.end() <= span.start());
            let last = segmented.tokens.partition_point(|t| t.span.start() < span.end());
            (first < last).then(|| TokenRange::new(first, last))
        };
        spans.iter().filter_map(range).collect()
    };
    let parts =
        |a: &eval::Annotation| Parts { content: ranges(&a.content), source: ranges(&a.source), cue: ranges(&a.cue) };
    article.attributions.iter().map(parts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::segment;

    #[test]
    fn a_token_belongs_to_a_span_it_shares_a_character_with() {
        let text = "“Été” is summer, he said.";
        let at = |words: &str| {
            let start = text.find(words).expect("words of the text");
            vec![Span::new(start, start + words.len())]
        };
        let annotation = eval::Annotation { content: at("té” is sum"), cue: at(" "), ..Default::default() };
        let article = eval::Article { id: "a".into(), text: text.into(), attributions: vec![annotation] };
        let segmented = segment(text);
        let [parts] = &parts(&article, &segmented)[..] else { panic!("one attribution, one entry") };
        let words: Vec<_> = parts.content[0].indices().map(|token| segmented.word(token)).collect();
        assert_eq!(words, ["Été", "”", "is", "summer"]);
        assert!(parts.cue.is_empty(), "a gap is no token");
    }
}
