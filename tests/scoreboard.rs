//! The scores of the extractor as it is, in `tests/scoreboard.txt`: every change of it shows what it gains and loses.
//!
//! The first section is on the sample reports in `corpus/`. The second is on development data that the project does not ship; it is
//! compared where `QUOTH_DEV_DATA` names that file (JSON Lines, the form of `quoth::eval`), and otherwise left alone. So is the third, on who
//! speaks there, where `QUOTH_DEV_SPEAKERS` names the file that tells.

use quoth::Analyzer;
use quoth::eval::{Annotation, Article, Reliability, SpeakerScores, Speakers, Tally, read_gold};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

const HEAD: &str = "\
What the extractor gets right, in percent; `src/eval/mod.rs` says what the figures mean.
Refreshed by: QUOTH_ACCEPT_SCORES=1 cargo test --test scoreboard
With the development data: QUOTH_DEV_DATA=dev.jsonl QUOTH_DEV_SPEAKERS=speakers.jsonl QUOTH_ACCEPT_SCORES=1 cargo test --test scoreboard
";
const CORPUS: &str = "== Sample reports (corpus/)\n";
const DEVELOPMENT: &str = "== Development data (not shipped)\n";
const SPEAKERS: &str = "== Speakers in the development data (not shipped)\n";

#[test]
fn scores_are_those_on_the_scoreboard() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("tests/scoreboard.txt");
    let board = fs::read_to_string(&file).unwrap_or_default();
    let corpus = section(&root.join("corpus"));
    let (kept_board, kept_speakers) = board.split_once(SPEAKERS).unwrap_or((&board, ""));
    let kept_development = kept_board.split_once(DEVELOPMENT).map_or("", |(_, kept)| kept.trim_end_matches('\n'));
    let data = env::var_os("QUOTH_DEV_DATA").map(PathBuf::from);
    let development = data.as_deref().map_or_else(|| kept_development.to_owned() + "\n", section);
    let speakers = match (&data, env::var_os("QUOTH_DEV_SPEAKERS")) {
        (Some(gold), Some(file)) => speakers(gold, &PathBuf::from(file)),
        _ => kept_speakers.to_owned(),
    };
    let now = format!("{HEAD}\n{CORPUS}{corpus}\n{DEVELOPMENT}{development}\n{SPEAKERS}{speakers}");
    if env::var_os("QUOTH_ACCEPT_SCORES").is_some_and(|switch| switch == "1") {
        fs::write(&file, now).unwrap();
        return;
    }
    assert!(
        now == board,
        "the scores have changed (- as committed, + now):\n{}\nIf that is meant, accept it and commit the file with the change:\n    \
         QUOTH_ACCEPT_SCORES=1 cargo test --test scoreboard",
        difference(&board, &now)
    );
}

/// Scores on some gold, and what each rule contributes.
fn section(gold: &Path) -> String {
    let gold = read_gold(gold).unwrap_or_else(|error| panic!("{error}"));
    let analyzer = Analyzer::new();
    let (mut tally, mut reliability) = (Tally::default(), Reliability::default());
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    for article in &gold {
        count(&analyzer, article, &mut tally, &mut reliability, &mut rules);
    }
    let mut out = format!("{}\n{reliability}", tally.scores());
    writeln!(out, "\n{:20}{:>11}{:>9}{:>7}{:>9}", "rule", "predicted", "content", "e2e", "e2e P").unwrap();
    for (name, Rule { predicted, content, e2e }) in rules {
        let precision = 100.0 * e2e as f64 / predicted as f64;
        writeln!(out, "{name:20}{predicted:11}{content:9}{e2e:7}{precision:9.1}").unwrap();
    }
    out
}

/// Whether quotes have the right speakers, and what is wrong with the others.
fn speakers(gold: &Path, speakers: &Path) -> String {
    let gold = read_gold(gold).unwrap_or_else(|error| panic!("{error}"));
    let speakers = Speakers::read(speakers, &gold).unwrap_or_else(|error| panic!("{error}"));
    let analyzer = Analyzer::new();
    let mut scores = SpeakerScores::default();
    for article in &gold {
        let analysis = analyzer.analyze(&article.text);
        let found: Vec<_> = analysis.quotes.iter().map(Annotation::from).collect();
        scores.add(article, &speakers, &Tally::default().add(article, Some(&found)), &analysis);
    }
    scores.to_string()
}

/// What a rule predicted, how much of that has the content right, and how much the source too.
#[derive(Default)]
struct Rule {
    predicted: usize,
    content: usize,
    e2e: usize,
}

fn count(
    analyzer: &Analyzer,
    article: &Article,
    tally: &mut Tally,
    reliability: &mut Reliability,
    rules: &mut BTreeMap<String, Rule>,
) {
    let quotes = analyzer.analyze(&article.text).quotes;
    let name = |index: usize| format!("{:?}", quotes[index].rule);
    let found: Vec<_> = quotes.iter().map(Annotation::from).collect();
    for index in 0..found.len() {
        rules.entry(name(index)).or_default().predicted += 1;
    }
    let confidences: Vec<_> = quotes.iter().map(|quote| quote.confidence).collect();
    let pairs = tally.add(article, Some(&found));
    reliability.add(&confidences, &pairs);
    for pair in pairs {
        let rule = rules.entry(name(pair.predicted)).or_default();
        rule.content += 1;
        rule.e2e += usize::from(pair.same_source);
    }
}

/// The lines in which two boards differ, under the heading of their section. Boards have few lines, and most stay where they are.
fn difference(before: &str, after: &str) -> String {
    let mut out = String::new();
    let (before, after) = (sections(before), sections(after));
    for ((heading, old), (_, new)) in before.iter().zip(&after) {
        let only = |lines: &[&str], other: &[&str], sign: char, out: &mut String| {
            for line in lines.iter().filter(|line| !other.contains(line)) {
                writeln!(out, "{sign} {line}").unwrap();
            }
        };
        if old != new {
            writeln!(out, "{heading}").unwrap();
            only(old, new, '-', &mut out);
            only(new, old, '+', &mut out);
        }
    }
    if before.len() != after.len() {
        out.push_str("(sections are missing in tests/scoreboard.txt)\n");
    }
    out
}

/// Each heading of a board with the lines below it.
fn sections(board: &str) -> Vec<(&str, Vec<&str>)> {
    let mut sections = vec![("(head)", Vec::new())];
    for line in board.lines() {
        if line.starts_with("== ") {
            sections.push((line, Vec::new()));
        } else {
            sections.last_mut().expect("there is always the head").1.push(line);
        }
    }
    sections
}
