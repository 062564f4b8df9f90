//! Who is meant: cases that anyone can read and add to, in `tests/sources.txt`.
//!
//! A case is a `#` line that names what it shows, one or more lines of news text, each a paragraph, and after a line `--` one line for each
//! quote in text order: `mention -> name (kind)`, or `mention -> ?` for one that stays unresolved. `; title` and `@ affiliation` follow
//! where a title or an affiliation is expected. Then come lines for what else is known of sources: `* A and B = A + B` for the members of one,
//! `* name: words that keep it anonymous: reason` (or `-`), `* name words of its silence`. Cases are separated by blank lines. A file that does not parse fails: nothing is skipped.

use proptest::prelude::*;
use quoth::{Analysis, Analyzer, SourceId, SourceKind};
use std::fmt::Write;

#[test]
fn marked_cases() {
    let analyzer = Analyzer::rules();
    let file = include_str!("sources.txt");
    let (mut cases, mut failures) = (0, String::new());
    for block in file.split("\n\n").filter(|b| !b.trim().is_empty()) {
        let (head, expected) =
            block.split_once("\n--\n").unwrap_or_else(|| panic!("sources.txt: no `--` line in\n{block}"));
        let lines: Vec<_> = head.lines().skip_while(|l| l.starts_with('#')).collect();
        assert!(
            !lines.is_empty() && lines.len() < head.lines().count(),
            "sources.txt: no `#` line or no text in\n{block}"
        );
        let text = lines.join("\n\n");
        let found = told(&text, &analyzer.analyze(&text), expected);
        cases += 1;
        if found.trim_end() != expected.trim_end() {
            write!(failures, "{head}\n  expected\n{}\n  found\n{found}\n", expected.trim_end()).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(cases > 20, "only {cases} cases");
}

/// The quotes with whom they mean, in the form of the file; titles and affiliations only where the expected line has them.
fn told(text: &str, analysis: &Analysis, expected: &str) -> String {
    let mut out = String::new();
    let mut wanted = expected.lines();
    for quote in &analysis.quotes {
        let want = wanted.next().unwrap_or("");
        let mention = quote.source.map_or("-", |s| &text[s]);
        let Some(id) = quote.speaker else {
            writeln!(out, "{mention} -> ?").unwrap();
            continue;
        };
        let source = &analysis.sources[id.0];
        write!(out, "{mention} -> {} ({})", source.name, kind(source.kind)).unwrap();
        if want.contains("; ") {
            write!(out, "; {}", source.title.as_deref().unwrap_or("-")).unwrap();
        }
        if want.contains(" @ ") {
            write!(out, " @ {}", source.affiliation.as_deref().unwrap_or("-")).unwrap();
        }
        out.push('\n');
    }
    for source in &analysis.sources {
        if !source.members.is_empty() {
            let members: Vec<_> = source.members.iter().map(|id| analysis.sources[id.0].name.as_str()).collect();
            writeln!(out, "* {} = {}", source.name, members.join(" + ")).unwrap();
        }
        if let Some(phrase) = source.anonymity {
            let reason = source.anonymity_reason.map_or("-", |reason| &text[reason]);
            writeln!(out, "* {}: {}: {reason}", source.name, &text[phrase]).unwrap();
        }
        for &phrase in &source.no_comment {
            writeln!(out, "* {} {}", source.name, &text[phrase]).unwrap();
        }
    }
    out
}

/// The word stands for what follows, so whoever was named before did not say it.
#[test]
fn a_dummy_it_means_nobody() {
    let text = "The bank Orvanta welcomed the decision, saying that it would help.\n\nIt was not immediately clear what Britain would do.";
    let analysis = Analyzer::fast().analyze(text);
    let clear = analysis.quotes.iter().find(|quote| quote.cue.is_some_and(|cue| text[cue].ends_with("clear")));
    assert_eq!(clear.expect("an attribution of what is not clear").speaker, None);
}

/// "Who" stands behind a part of the description that was taken for a source already.
#[test]
fn who_is_whoever_the_whole_phrase_describes() {
    let text = "A ruling party lawmaker, who asked not to be named because he is not authorised to speak for the party, \
                said many colleagues were stunned.";
    let analysis = Analyzer::fast().analyze(text);
    let names: Vec<_> = analysis.sources.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names, ["ruling party lawmaker"]);
    assert!(analysis.quotes.iter().any(|quote| quote.source.is_some_and(|source| &text[source] == "who")));
}

fn kind(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Person => "person",
        SourceKind::Group => "group",
        SourceKind::Organization => "organization",
        SourceKind::Document => "document",
        SourceKind::Unknown => "unknown",
    }
}

#[test]
fn full_names_that_differ_are_never_merged() {
    let given = ["Ana", "Bo", "Carl", "Dora", "Emil", "Fay", "Greta", "Hugo", "Ines", "Jon"];
    let text: String = given.iter().map(|g| format!("{g} Ruiz said it was late.\n\n")).collect();
    let analysis = Analyzer::rules().analyze(&text);
    let names: Vec<_> = analysis.sources.iter().map(|s| s.name.clone()).collect();
    assert_eq!(names, given.map(|g| format!("{g} Ruiz")));
}

#[test]
fn an_article_of_pronouns_names_nobody() {
    let analysis = Analyzer::rules().analyze("He said it was late. She said it was not. They said it was over.");
    assert_eq!(analysis.quotes.len(), 3);
    assert!(analysis.sources.is_empty(), "{:?}", analysis.sources);
}

#[test]
fn many_pronouns_alone_name_nobody() {
    let text = "He said it was late. She said it was not. They said it was over. It was over, he said.\n\n".repeat(500);
    let analysis = Analyzer::rules().analyze(&text);
    assert_eq!(analysis.quotes.len(), 2000);
    assert!(analysis.sources.is_empty(), "{:?}", analysis.sources);
}

#[test]
fn a_very_long_name_is_cut_not_choked_on() {
    for name in [["Maximiliana"; 40].join(" "), format!("Ana {}", "Ruiz".repeat(75))] {
        let analysis = Analyzer::rules().analyze(&format!("{name} said it was late. The plan was old, {name} said."));
        assert!(!analysis.quotes.is_empty());
        assert!(analysis.sources.iter().all(|s| !s.name.is_empty()));
    }
}

#[test]
fn one_surname_twenty_times_is_one_source() {
    let text = format!("Ana Ruiz came to Ohio.\n\n{}", "Ruiz said it was late.\n\n".repeat(20));
    let analysis = Analyzer::rules().analyze(&text);
    let [ruiz] = analysis.sources.as_slice() else { panic!("{:?}", analysis.sources) };
    assert_eq!((ruiz.name.as_str(), ruiz.quotes.total()), ("Ana Ruiz", 20));
}

/// A name of its own for each number.
fn full_name(number: usize) -> String {
    const GIVEN: [&str; 5] = ["Ana", "Bo", "Carl", "Dora", "Emil"];
    let syllable = |n: usize| format!("{}{}", b"bdfgklmnpr"[n % 10] as char, b"aeiou"[n / 10 % 5] as char);
    let surname = format!("{}{}vik", syllable(number), syllable(number / 50));
    format!("{} {}{}", GIVEN[number / 2500 % 5], surname[..1].to_uppercase(), &surname[1..])
}

#[test]
fn five_thousand_names_are_five_thousand_sources() {
    let text: String = (0..5000).map(|n| format!("{} said it was late.\n\n", full_name(n))).collect();
    let analysis = Analyzer::rules().analyze(&text);
    assert_eq!(analysis.sources.len(), 5000);
    for (number, source) in analysis.sources.iter().enumerate() {
        assert_eq!(source.name, full_name(number));
    }
}

const PIECES: &[&str] = &[
    "Ana Ruiz",
    "Mr. Ruiz",
    "Ruiz",
    "he",
    "She",
    "they",
    "it",
    "who",
    "the Post",
    "The Washington Post",
    "EPA",
    "the senator",
    "Sen. Bo Ek",
    "(D-Ohio)",
    ",",
    ".",
    "said",
    "that",
    "\"",
    "“",
    "”",
    "and",
    "of",
    "'s",
    "Jr.",
    "-",
    "JOHN",
    "a spokesman for",
    "Ana Ruiz and Bo Ek",
    "declined to comment",
    "did not respond to a request",
    "an official",
    "on condition of anonymity",
    "because he was not authorized to speak",
    "\n\n",
    "\n",
    "é",
    "I",
];

proptest! {
    #[test]
    fn every_speaker_exists_and_every_mention_is_in_the_text(
        picks in prop::collection::vec(0..PIECES.len(), 0..120),
        least in prop_oneof![Just(0.0), 0.0f32..1.0],
    ) {
        let text = picks.iter().map(|&p| PIECES[p]).collect::<Vec<_>>().join(" ");
        let analyzer = Analyzer::rules().min_confidence(least);
        let analysis = analyzer.analyze(&text);
        for quote in &analysis.quotes {
            if let Some(id) = quote.speaker {
                let source = &analysis.sources[id.0];
                prop_assert!(quote.source.is_some_and(|s| source.mentions.contains(&s)));
            }
        }
        for (index, source) in analysis.sources.iter().enumerate() {
            prop_assert!(!source.name.trim().is_empty());
            let id = SourceId(index);
            let member = analysis.sources.iter().any(|source| source.members.contains(&id));
            prop_assert!(source.is_quoted() || member || !source.no_comment.is_empty());
            prop_assert!(source.members.iter().all(|member| member.0 < analysis.sources.len() && *member != id));
            prop_assert!(!source.mentions.is_empty());
            let spans = source.mentions.iter().chain(&source.no_comment).chain(&source.anonymity).chain(&source.anonymity_reason);
            for &span in spans {
                prop_assert!(text.get(span.start()..span.end()).is_some_and(|words| !words.is_empty()));
            }
        }
        let again = analyzer.analyze(&text);
        prop_assert_eq!(&again.quotes, &analysis.quotes);
        prop_assert_eq!(&again.sources, &analysis.sources);
    }
}
