//! What is written for annotators is read back as it was, whatever the text and wherever the spans.
#![cfg(feature = "cli")]

use proptest::prelude::*;
use quoth::eval::{Annotation, read_gold};
use quoth::extract::Rule;
use quoth::pipeline::Analysis;
use quoth::report::{self, ArticleInput, Format, Options};
use quoth::{Quote, QuoteType, Span};
use std::fs;

/// A text with line breaks of every kind, and attributions in it whose parts do not overlap.
fn annotated() -> impl Strategy<Value = (String, Vec<Quote>)> {
    let text = "([a-z“é😀\t;:] ?|\r\n|\n|\u{2028}|\u{85}){12,60}";
    (text, prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 12), 0..4)).prop_map(
        |(text, seeds)| {
            let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let quote = |seed: Vec<prop::sample::Index>| {
                let mut cuts: Vec<usize> = seed.iter().map(|index| *index.get(&edges)).collect();
                cuts.sort_unstable();
                cuts.dedup();
                // Line breaks alone cannot be marked.
                let mut spans = cuts
                    .chunks_exact(2)
                    .map(|pair| Span::new(pair[0], pair[1]))
                    .filter(|&span| text[span].contains(|c: char| !c.is_whitespace()));
                Some(Quote {
                    kind: QuoteType::Mixed,
                    source: spans.next().filter(|_| seed[0].index(3) > 0),
                    cue: spans.next().filter(|_| seed[1].index(3) > 0),
                    content: Some(spans.collect::<Vec<_>>()).filter(|content| !content.is_empty())?,
                    speaker: None,
                    channel: None,
                    sentence: 0,
                    paragraph: 0,
                    rule: Rule::QuoteThenCue,
                    confidence: 0.5,
                })
            };
            let quotes = seeds.into_iter().filter_map(quote).collect();
            (text, quotes)
        },
    )
}

proptest! {
    #[test]
    fn round_trip((text, quotes) in annotated()) {
        let meta = Default::default();
        let article = ArticleInput { id: "a", path: None, meta: &meta, text: &text, warnings: &[] };
        let analysis = Analysis { quotes, ..Analysis::default() };
        let rendered = report::render(Format::Brat, &Options::default(), &article, &analysis, "rules");
        let document = rendered.document().expect("brat is files");
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.txt"), &document.text).expect("written");
        fs::write(folder.path().join("a.ann"), &document.annotations).expect("written");
        let gold = read_gold(folder.path()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let expected: Vec<_> = analysis.quotes.iter().map(Annotation::from).collect();
        prop_assert_eq!(&gold[0].text, &text);
        prop_assert_eq!(&gold[0].attributions, &expected, "{}", document.annotations);
    }
}
