//! Invariants that hold for any text at all, checked on generated ones.

mod invariants;

use proptest::prelude::*;
use quoth::Analyzer;
use quoth::segment::segment;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// Made once: the encoder takes a while.
static ACCURATE: LazyLock<Analyzer> = LazyLock::new(Analyzer::new);

/// Text made of the pieces that segmentation treats specially, in any order.
fn awkward_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "Mr. ", "U.S. ", "U.S", "Jan. 20", "No. 5", "J. K. ", "a.m. ", "Inc.", "said", " The ", "he ", "don't", "don’t", "Jones' ",
            "'90s", "’Tis", "cannot", "e-mail", "7:30pm", "$1,200.50", "50%", "9/11", "713-853-3989", "http://a.b/c(d)", "www.x.com/",
            "a@b.co", "@you", "#tag", "co-op", "AT&T", "end.The", "4A", "1960's", "By Ana Ruiz", "WASHINGTON (AP) — ", "© 2016",
        ]),
        4 => prop::sample::select(vec![
            ".", "!", "?", "...", "…", "?!", ",", ";", ":", "-", "--", "—", "\"", "'", "“", "”", "‘", "’", "``", "''", "«", "»", "(", ")",
            "[", "]", "*", "_", "/", "&", "@", "#", "$", "%", "´", "º", "°", "½", "×",
        ]),
        3 => prop::sample::select(vec![
            " ", "\n", "\n\n", "\r\n", "\r", "\t", "\u{A0}", "\u{AD}", "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{2028}", "\u{2029}", "\u{85}",
            "\u{C}", "\0", "\u{301}", "\u{FE0F}",
        ]),
        1 => prop::sample::select(vec!["Müller", "Łódź", "Владимир", "中文", "ไทย", "カタカナ", "עברית", "👩‍👩‍👧", "🇺🇸", "½", "é", "ﬁ"]),
        1 => any::<char>().prop_map(String::from).prop_map(|s| -> &'static str { Box::leak(s.into_boxed_str()) }),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Sentences of news with attributions of all sorts, some of them doubtful, in any order.
fn report() -> impl Strategy<Value = String> {
    let sentence = prop::sample::select(vec![
        "“We will rebuild,” Mayor Ana Ruiz said. ",
        "She said that work starts in May. ",
        "Officials fear the bridge may not last, according to a report. ",
        "The mayor, Ruiz believes, is “confident” of it. ",
        "He paused to make sure. ",
        "Tom Baker told reporters “it is late” and left. ",
        "Baker had heard by now of plans to close the school. ",
        "\n\n",
        "\"No comment.\" ",
        "It was announced that taxes rise. ",
    ]);
    prop::collection::vec(sentence, 0..20).prop_map(|sentences| sentences.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn segmentation_is_whole_on_awkward_text(text in awkward_text()) {
        invariants::segmentation(&segment(&text));
    }

    #[test]
    fn segmentation_is_whole_on_any_text(text in any::<String>()) {
        invariants::segmentation(&segment(&text));
    }

    /// Without points, apostrophes and the like to decide about, tokens are the word bounds of UAX #29: the tables for ASCII and Latin,
    /// and the calls for other scripts, agree with the crate that defines them.
    #[test]
    fn word_cores_are_word_bounds(text in "[a-zA-Z À-öø-ɏа-яא-ת가-각ぁ-んァ-ヶ一-二]{0,40}") {
        use unicode_segmentation::UnicodeSegmentation;
        let text = text.as_str();
        let segmented = segment(text);
        let found: Vec<&str> = segmented.tokens.iter().map(|t| &text[t.span]).collect();
        let bounds: Vec<&str> = text.split_word_bounds().filter(|w| !w.trim().is_empty()).collect();
        prop_assert_eq!(found, bounds);
    }
}

#[test]
fn size_is_linear() {
    // Each of these once made, or could make, some look-ahead start over at every step.
    for piece in [
        "a",
        "中",
        ". \"",
        "a@",
        "a.",
        "\"",
        "(",
        ")",
        "'",
        "a-",
        "1-",
        "http://(",
        "A. ",
        "Ж'",
        "\u{301}",
        "a\u{200B}",
        "?\" A ",
        ".)",
        "?\"",
        "[1",
    ] {
        let text = piece.repeat(100_000 / piece.len());
        let segmented = segment(&text);
        assert!(segmented.tokens.len() <= text.len(), "{piece:?}");
        invariants::segmentation(&segmented);
    }
}

/// What is no sentence of anybody's must not be looked through from each of its words.
#[test]
fn an_endless_sentence_costs_no_more_than_its_length() {
    // Seconds all together; when each mark looked at all before it, and each cue at all behind, it took hours. `cargo bench --bench linear`
    // has the figures.
    for text in [
        "\"".repeat(1 << 19),
        "— ".repeat(1 << 18) + &"Ana Ruiz ".repeat(1 << 15),
        "She said that ".to_owned() + &"the mayor, who said he would, ".repeat(1 << 15),
        "told ".repeat(1 << 17),
    ] {
        assert!(Analyzer::rules().analyze(&text).words <= text.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_least_confidence_leaves_out_quotes_and_all_that_they_count_for(text in report(), least in 0.0..=1.0f32) {
        let all = Analyzer::fast().analyze(&text);
        let some = Analyzer::fast().min_confidence(least).analyze(&text);
        prop_assert!(all.quotes.iter().all(|q| (0.0..=1.0).contains(&q.confidence)));

        let kept: Vec<_> = all.quotes.iter().filter(|q| q.confidence >= least).collect();
        prop_assert_eq!(some.quotes.len(), kept.len());
        for (quote, before) in some.quotes.iter().zip(kept) {
            prop_assert_eq!((&quote.content, quote.source), (&before.content, before.source));
            let name = |id: Option<quoth::SourceId>, sources: &[quoth::Source]| id.map(|id| sources[id.0].name.clone());
            prop_assert_eq!(name(quote.speaker, &some.sources), name(before.speaker, &all.sources));
        }
        let mut first_quotes = Vec::new();
        for (number, source) in some.sources.iter().enumerate() {
            let own: Vec<_> = some.quotes.iter().filter(|q| q.speaker.is_some_and(|id| id.0 == number)).collect();
            prop_assert_eq!(source.quotes.direct + source.quotes.mixed + source.quotes.indirect, own.len());
            prop_assert!(own.iter().filter_map(|q| q.source).all(|mention| source.mentions.contains(&mention)));
            first_quotes.push(some.quotes.iter().position(|q| q.speaker.is_some_and(|id| id.0 == number)));
        }
        prop_assert!(first_quotes.iter().all(Option::is_some) && first_quotes.is_sorted());
    }

    #[test]
    fn analysis_is_sound_on_awkward_text(text in awkward_text(), report in report()) {
        for text in [&text, &report, &format!("{report}{text}{report}")] {
            for analyzer in [&Analyzer::rules(), &Analyzer::fast(), &*ACCURATE] {
                invariants::analysis(text, analyzer);
            }
        }
    }

    #[test]
    fn a_least_confidence_of_0_is_no_limit(text in report()) {
        let (default, none) = (Analyzer::fast().analyze(&text), Analyzer::fast().min_confidence(0.0).analyze(&text));
        prop_assert_eq!((default.quotes, default.sources), (none.quotes, none.sources));
    }
}

/// The sample reports have what generated texts lack: people who decline to comment, sources cut in two ways, members of groups.
#[test]
fn analysis_is_sound_on_the_sample_reports() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let files = fs::read_dir(folder).expect("the samples").map(|entry| entry.expect("an entry").path());
    let texts: Vec<_> = files.filter(|file| file.extension().is_some_and(|extension| extension == "txt")).collect();
    assert!(texts.len() > 20, "only {} reports", texts.len());
    for file in texts {
        let text = fs::read_to_string(&file).expect("a sample is UTF-8");
        for analyzer in [&Analyzer::rules(), &Analyzer::fast(), &*ACCURATE] {
            invariants::analysis(&text, analyzer);
        }
    }
}
