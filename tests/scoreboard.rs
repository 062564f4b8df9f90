//! The scores of the extractor as it is, in `tests/scoreboard.txt`: every change of it shows what it gains and loses.
//!
//! It has a section for each tier on the sample reports in `corpus/`, on development data that the project does not ship, and on who speaks in
//! those. The latter are compared where `QUOTH_DEV_DATA` and `QUOTH_DEV_SPEAKERS` name the files (JSON Lines, the forms of `quoth::eval`), and
//! otherwise left alone.
//!
//! The fast tier must score exactly what the board says. The accurate one computes with floats, which other processors round otherwise, so
//! that a word in a thousand may come out differently there: its scores may be off by a little.

use quoth::Analyzer;
use quoth::eval::{Annotation, Article, CueScores, Reliability, SpeakerScores, Speakers, Tally, findings, read_gold};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

const HEAD: &str = "\
What the extractor gets right, in percent; `src/eval/mod.rs` says what the figures mean.
Refreshed by: QUOTH_ACCEPT_SCORES=1 cargo test --test scoreboard
With the development data: QUOTH_DEV_DATA=dev.jsonl QUOTH_DEV_SPEAKERS=speakers.jsonl QUOTH_ACCEPT_SCORES=1 cargo test --test scoreboard
";
const TIERS: [&str; 2] = ["accurate", "fast"];
const CORPUS: &str = "sample reports (corpus/)";
const DEVELOPMENT: &str = "development data (not shipped)";
const SPEAKERS: &str = "speakers in the development data (not shipped)";
/// How far a number of the accurate tier may be off, as a share of it, and at least.
const TOLERANCE: (f64, f64) = (0.005, 2.0);

#[test]
fn scores_are_those_on_the_scoreboard() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = root.join("tests/scoreboard.txt");
    let board = fs::read_to_string(&file).unwrap_or_default();
    let told = |variable| env::var_os(variable).map(PathBuf::from);
    let (development, told_speakers) = (told("QUOTH_DEV_DATA"), told("QUOTH_DEV_SPEAKERS"));
    let mut now = HEAD.to_string();
    for data in [CORPUS, DEVELOPMENT, SPEAKERS] {
        for tier in TIERS {
            let analyzer = if tier == "fast" { Analyzer::fast() } else { Analyzer::new() };
            let scores = match (data, &development, &told_speakers) {
                (CORPUS, _, _) => Some(section(&root.join("corpus"), &analyzer)),
                (DEVELOPMENT, Some(gold), _) => Some(section(gold, &analyzer)),
                (SPEAKERS, Some(gold), Some(file)) => Some(speakers(gold, file, &analyzer)),
                _ => None,
            };
            let heading = format!("== {tier}: {data}");
            let kept = || sections(&board).iter().find(|s| s.0 == heading).map_or_else(String::new, |s| s.1.join("\n"));
            write!(now, "\n{heading}\n{}\n", scores.unwrap_or_else(kept).trim_end()).unwrap();
        }
    }
    if env::var_os("QUOTH_ACCEPT_SCORES").is_some_and(|switch| switch == "1") {
        fs::write(&file, now).unwrap();
        return;
    }
    let same = sections(&now).iter().zip(sections(&board)).all(|(now, board)| same(now, &board));
    assert!(
        same && sections(&now).len() == sections(&board).len(),
        "the scores have changed (- as committed, + now):\n{}\nIf that is meant, accept it and commit the file with the change:\n    \
         QUOTH_ACCEPT_SCORES=1 cargo test --test scoreboard",
        difference(&board, &now)
    );
}

/// Whether two sections say the same, as far as the tier's arithmetic is the same everywhere.
fn same((heading, now): &(&str, Vec<&str>), (other, board): &(&str, Vec<&str>)) -> bool {
    if !heading.starts_with("== accurate") {
        return heading == other && now == board;
    }
    // Only rows of percentages. Those of its other tables have few quotes each, and one that is a little less sure is in the next row.
    let words = |lines: &[&str]| -> Vec<String> {
        let scores = lines.iter().take_while(|line| !line.starts_with("confidence")).filter(|line| line.contains('.'));
        scores.flat_map(|line| line.split_whitespace()).map(str::to_owned).collect()
    };
    let (now, board) = (words(now), words(board));
    heading == other
        && now.len() == board.len()
        && now.iter().zip(&board).all(|(now, board)| match (now.parse::<f64>(), board.parse::<f64>()) {
            (Ok(now), Ok(board)) => (now - board).abs() <= (TOLERANCE.0 * board).max(TOLERANCE.1),
            _ => now == board,
        })
}

#[test]
fn a_section_of_the_accurate_tier_may_be_off_by_little() {
    assert!(same(&("== accurate: x", vec!["all 73.9", "", " 1 left"]), &("== accurate: x", vec!["all 73.9"])));
    let section = |line: &'static str, row| ("== accurate: x", vec![line, "confidence   quotes", row]);
    assert!(same(&section("e2e 74.9 1656", "0.1 to 0.2 9"), &section("e2e 75.2 1652", "0.2 to 0.3 9")));
    assert!(!same(&section("e2e 74.9 1656", "0.1 to 0.2 9"), &section("e2e 74.9 1640", "0.1 to 0.2 9")));
    assert!(!same(&("== fast: x", vec!["e2e 74.9"]), &("== fast: x", vec!["e2e 75.0"])));
}

/// Scores on some gold, and what each rule contributes.
fn section(gold: &Path, analyzer: &Analyzer) -> String {
    let gold = read_gold(gold).unwrap_or_else(|error| panic!("{error}"));
    let (mut tally, mut reliability) = (Tally::default(), Reliability::default());
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    let mut cues = CueScores::default();
    for article in &gold {
        let found = count(analyzer, article, &mut tally, &mut reliability, &mut rules);
        cues.add(article, &found, &findings(article, &found));
    }
    let mut out = format!("{}\n{reliability}\n{cues}", tally.scores());
    writeln!(out, "\n{:20}{:>11}{:>9}{:>7}{:>9}", "rule", "predicted", "content", "e2e", "e2e P").unwrap();
    for (name, Rule { predicted, content, e2e }) in rules {
        let precision = 100.0 * e2e as f64 / predicted as f64;
        writeln!(out, "{name:20}{predicted:11}{content:9}{e2e:7}{precision:9.1}").unwrap();
    }
    out
}

/// Whether quotes have the right speakers, and what is wrong with the others.
fn speakers(gold: &Path, speakers: &Path, analyzer: &Analyzer) -> String {
    let gold = read_gold(gold).unwrap_or_else(|error| panic!("{error}"));
    let speakers = Speakers::read(speakers, &gold).unwrap_or_else(|error| panic!("{error}"));
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
) -> Vec<Annotation> {
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
    found
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
