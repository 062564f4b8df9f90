//! Scores are those of the reference scorer, and gold that is wrong is refused.

use proptest::prelude::*;
use quoth::Span;
use quoth::eval::{Annotation, Article, Predictions, Scores, Tally, read_gold};
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/eval").join(name)
}

/// `expected.json` was written by the reference scorer (Python, `score.py --json`) from the two other files. They hold the hard cases:
/// contents of several parts, shared sources, ties, missing sources, quotation marks of every kind, contents just within and just
/// outside nine tenths of quotation, overlaps of exactly one half, words with combining marks, an article that was not analyzed, one
/// without gold, one without a prediction, predictions in both forms.
#[test]
fn the_reference_scorer_gives_the_same_figures() {
    let gold = read_gold(&fixture("gold.jsonl")).unwrap();
    let file = BufReader::new(File::open(fixture("pred.jsonl")).unwrap());
    let predictions = Predictions::read(file, "pred.jsonl", &gold).unwrap();
    assert_eq!(predictions.unknown, 1);
    let mut tally = Tally::default();
    for article in &gold {
        tally.add(article, predictions.of(&article.id));
    }
    let expected: serde_json::Value = serde_json::from_slice(&fs::read(fixture("expected.json")).unwrap()).unwrap();
    assert_eq!(serde_json::to_value(tally.scores()).unwrap(), expected);
}

#[test]
fn pairs_name_the_attributions_as_they_came() {
    // A content without a word is no attribution to the scorer, and must not shift the numbers of the others.
    let text = "— Ana said it snowed.";
    let at = |words: &str| {
        let start = text.find(words).unwrap();
        vec![Span::new(start, start + words.len())]
    };
    let dash = Annotation { content: at("—"), ..Annotation::default() };
    let said = Annotation { source: at("Ana"), cue: at("said"), content: at("it snowed") };
    let article = Article { id: "a".into(), text: text.into(), attributions: vec![dash.clone(), said.clone()] };
    let pairs = Tally::default().add(&article, Some(&[dash.clone(), dash, said]));
    let [pair] = pairs[..] else { panic!("one pair, not {pairs:?}") };
    assert_eq!((pair.gold, pair.predicted, pair.overlap, pair.same_source), (1, 2, 1.0, true));
}

/// Texts of single-letter words and quotation marks, and two readings of each, whose contents do not overlap within a reading.
fn readings() -> impl Strategy<Value = (Article, Vec<Annotation>)> {
    let words = prop::collection::vec(prop::sample::select(vec!["a", "é", "“", "”", "\"", "\n", "😀"]), 1..60);
    let cuts = || prop::collection::vec((1..6usize, any::<bool>(), any::<bool>()), 0..12);
    (words, cuts(), cuts()).prop_map(|(words, one, other)| {
        let mut text = String::new();
        let spans: Vec<_> = words
            .into_iter()
            .map(|word| {
                text.push_str(word);
                text.push(' ');
                Span::new(text.len() - 1 - word.len(), text.len() - 1)
            })
            .collect();
        let reading = |cuts: Vec<(usize, bool, bool)>| {
            let mut rest = spans.as_slice();
            let mut found = Vec::new();
            for (length, marked, sourced) in cuts {
                let (content, behind) = rest.split_at(length.min(rest.len()));
                rest = behind;
                if marked && !content.is_empty() {
                    let source = if sourced { rest.first().copied() } else { None };
                    found.push(Annotation { source: Vec::from_iter(source), cue: vec![], content: content.to_vec() });
                }
            }
            found
        };
        let (attributions, predicted) = (reading(one), reading(other));
        (Article { id: "a".into(), text, attributions }, predicted)
    })
}

fn scores(article: &Article, predicted: &[Annotation]) -> Scores {
    let mut tally = Tally::default();
    tally.add(article, Some(predicted));
    tally.scores()
}

/// All figures of the scores, roles first.
fn figures(scores: &Scores) -> Vec<quoth::eval::Figures> {
    let token = [scores.token.source, scores.token.cue, scores.token.content];
    let kinds = [scores.all, scores.direct, scores.other].map(|kind| [kind.content, kind.exact, kind.e2e]);
    token.into_iter().chain(kinds.concat()).collect()
}

proptest! {
    #[test]
    fn the_gold_itself_is_a_perfect_prediction((article, _) in readings()) {
        for figures in figures(&scores(&article, &article.attributions)) {
            let perfect = if figures.gold == 0 { 0.0 } else { 100.0 };
            prop_assert_eq!((figures.precision, figures.recall, figures.f1), (perfect, perfect, perfect));
            prop_assert_eq!((figures.matched, figures.predicted), (figures.gold, figures.gold));
        }
    }

    #[test]
    fn an_empty_prediction_has_nothing_right((article, _) in readings()) {
        for figures in figures(&scores(&article, &[])) {
            prop_assert_eq!((figures.precision, figures.recall, figures.f1), (0.0, 0.0, 0.0));
            prop_assert_eq!((figures.matched, figures.predicted), (0, 0));
        }
    }

    #[test]
    fn exchanging_gold_and_prediction_exchanges_precision_and_recall((article, predicted) in readings()) {
        let there = scores(&article, &predicted);
        let exchanged = Article { attributions: predicted, ..article.clone() };
        let back = scores(&exchanged, &article.attributions);
        for (there, back) in figures(&there).into_iter().zip(figures(&back)) {
            prop_assert_eq!((there.precision, there.recall), (back.recall, back.precision));
            prop_assert_eq!((there.f1, there.matched, there.gold), (back.f1, back.matched, back.predicted));
        }
    }

    #[test]
    fn articles_add_up((article, predicted) in readings(), (second, found) in readings()) {
        let (mut both, mut apart) = (Tally::default(), 0);
        both.add(&article, Some(&predicted));
        both.add(&second, Some(&found));
        for (article, predicted) in [(&article, &predicted), (&second, &found)] {
            let alone = scores(article, predicted).all;
            prop_assert!(alone.exact.matched <= alone.content.matched && alone.e2e.matched <= alone.content.matched);
            apart += alone.content.matched;
        }
        prop_assert_eq!(both.scores().all.content.matched, apart);
        prop_assert_eq!(both.scores().articles, 2);
    }
}

#[test]
fn a_table_for_a_person() {
    let (text, whole) = ("It snowed.", Span::new(0, 9));
    let attributions = vec![Annotation { content: vec![whole], ..Annotation::default() }];
    let article = Article { id: "a".into(), text: text.into(), attributions: attributions.clone() };
    let mut tally = Tally::default();
    tally.add(&article, Some(&attributions));
    tally.add(&article, None);
    insta::assert_snapshot!(tally.scores(), @r"
    2 articles, 1 without a prediction

                          P      R     F1  matched  predicted   gold
    tokens  source      0.0    0.0    0.0        0          0      0
            cue         0.0    0.0    0.0        0          0      0
            content   100.0   50.0   66.7        2          2      4
    all     content   100.0   50.0   66.7        1          1      2
            exact     100.0   50.0   66.7        1          1      2
            e2e       100.0   50.0   66.7        1          1      2
    direct  content     0.0    0.0    0.0        0          0      0
            exact       0.0    0.0    0.0        0          0      0
            e2e         0.0    0.0    0.0        0          0      0
    other   content   100.0   50.0   66.7        1          1      2
            exact     100.0   50.0   66.7        1          1      2
            e2e       100.0   50.0   66.7        1          1      2
    ");
}
