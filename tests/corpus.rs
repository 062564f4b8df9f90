//! The sample reports under `corpus/` are well formed: each text has its gold annotation, and each gold span points at words.
//!
//! Whether the extractor finds what the gold says is another question, asked elsewhere; this test guards the yardstick itself.
//! `corpus/README.md` says what the files are and how the gold was made.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde_json::Value;

const ROLES: [&str; 3] = ["source", "cue", "content"];

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The names of the corpus files that end in `suffix`, without it, in order.
fn names(suffix: &str) -> BTreeSet<String> {
    fs::read_dir(corpus())
        .expect("the corpus folder is part of the project")
        .filter_map(|entry| entry.expect("a readable folder entry").file_name().into_string().ok())
        .filter_map(|file| file.strip_suffix(suffix).map(str::to_owned))
        .collect()
}

fn read(file: &str) -> String {
    fs::read_to_string(corpus().join(file)).unwrap_or_else(|error| panic!("corpus/{file}: {error}"))
}

/// The gold record of a report: one JSON object on one line.
fn gold(name: &str) -> Value {
    let file = format!("{name}.gold.json");
    let line = read(&file);
    assert_eq!(line.trim_end_matches('\n').lines().count(), 1, "corpus/{file}: the record must be on one line");
    assert!(line.ends_with('\n'), "corpus/{file}: without a final line end, `cat *.gold.json` is not JSON Lines");
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("corpus/{file}: {error}"))
}

/// The spans of one role of an attribution, in code points.
fn spans(attribution: &Value, role: &str, place: &str) -> Vec<Range<usize>> {
    let list = attribution[role]
        .as_array()
        .unwrap_or_else(|| panic!("{place}: `{role}` must be a list of [start, end] pairs"));
    list.iter()
        .map(|pair| {
            let bound = |i: usize| {
                pair[i].as_u64().unwrap_or_else(|| panic!("{place}: `{role}` has a bound that is no offset"))
            };
            assert_eq!(pair.as_array().map(Vec::len), Some(2), "{place}: a span is a pair");
            let in_text = |offset: u64| usize::try_from(offset).expect("offsets fit in memory");
            in_text(bound(0))..in_text(bound(1))
        })
        .collect()
}

#[test]
fn every_report_has_gold_and_every_gold_a_report() {
    let reports = names(".txt");
    assert_eq!(reports, names(".gold.json"), "each NAME.txt needs its NAME.gold.json, and the other way round");
    assert!(reports.len() >= 24, "the corpus promises at least 24 reports, and has {}", reports.len());
}

#[test]
fn the_readme_lists_every_report() {
    let readme = read("README.md");
    for name in names(".txt") {
        assert!(readme.contains(&format!("`{name}`")), "corpus/README.md does not say what `{name}` is");
    }
}

#[test]
fn reports_are_of_the_promised_length() {
    for name in names(".txt") {
        let words = read(&format!("{name}.txt")).split_whitespace().count();
        assert!((100..=1600).contains(&words), "corpus/{name}.txt has {words} words, outside 100 to 1,600");
    }
}

#[test]
fn gold_repeats_the_report_byte_for_byte() {
    for name in names(".txt") {
        let record = gold(&name);
        assert_eq!(record["id"], name.as_str(), "corpus/{name}.gold.json: the id is the file's name");
        let text = read(&format!("{name}.txt"));
        assert!(
            record["text"] == text.as_str(),
            "corpus/{name}: `text` and the report differ; were line ends converted?"
        );
    }
}

#[test]
fn gold_spans_are_words_of_the_report() {
    for name in names(".txt") {
        let record = gold(&name);
        let text: Vec<char> = read(&format!("{name}.txt")).chars().collect();
        let attributions = record["attributions"].as_array().expect("`attributions` is a list");
        assert!(!attributions.is_empty(), "corpus/{name}.gold.json has no attribution");

        let mut last_start = 0;
        // For each character, which span claimed it: one role a word, but several attributions may share one source span.
        let mut claimed: Vec<Option<(&str, Range<usize>)>> = vec![None; text.len()];
        for (number, attribution) in attributions.iter().enumerate() {
            let place = format!("corpus/{name}.gold.json, attribution {}", number + 1);
            let mut first = usize::MAX;
            for role in ROLES {
                let mut end_of_previous = 0;
                for span in spans(attribution, role, &place) {
                    assert!(
                        span.start < span.end && span.end <= text.len(),
                        "{place}: {role} {span:?} is not inside the text"
                    );
                    let words: String = text[span.clone()].iter().collect();
                    assert!(span.start >= end_of_previous, "{place}: {role} {words:?} is out of order");
                    end_of_previous = span.end;
                    first = first.min(span.start);
                    assert_eq!(words, words.trim(), "{place}: {role} starts or ends with white space");
                    assert!(!splits_word(&text, span.start), "{place}: {role} {words:?} starts inside a word");
                    assert!(!splits_word(&text, span.end), "{place}: {role} {words:?} ends inside a word");
                    for owner in &mut claimed[span.clone()] {
                        let shared = (role, span.clone());
                        assert!(
                            owner.is_none() || (role == "source" && owner.as_ref() == Some(&shared)),
                            "{place}: {role} {words:?} overlaps {owner:?}"
                        );
                        *owner = Some(shared);
                    }
                }
            }
            assert!(!spans(attribution, "content", &place).is_empty(), "{place}: an attribution has content");
            assert!(spans(attribution, "source", &place).len() <= 1, "{place}: a source is one span");
            assert!(spans(attribution, "cue", &place).len() <= 1, "{place}: a cue is one span");
            assert!(first >= last_start, "{place}: attributions are listed in the order of the text");
            last_start = first;
        }
    }
}

/// Whether the offset falls between two letters or digits.
fn splits_word(text: &[char], offset: usize) -> bool {
    offset > 0 && offset < text.len() && text[offset - 1].is_alphanumeric() && text[offset].is_alphanumeric()
}

/// What the README promises about awkward layouts is still there after editors and version control have been at the files.
#[test]
fn awkward_layouts_survive() {
    let windows = read("vaccine-trial-results.txt");
    assert_eq!(windows.matches('\n').count(), windows.matches("\r\n").count(), "every line end is a Windows one");
    assert!(read("bronzes-return.txt").contains('\u{a0}'), "no-break spaces are kept");
    assert!(!read("food-bank-freezer.txt").contains("\n\n"), "one line a paragraph, no blank lines");
    let wrapped = read("harbor-bridge-vote.txt");
    assert!(wrapped.lines().all(|line| line.chars().count() <= 72), "hard-wrapped at 72 columns");
}
