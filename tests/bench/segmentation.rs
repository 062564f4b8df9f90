//! How well sentences and tokens are found, beside `sentencex` on the same text. Prints a table; asserts nothing.
//!
//! ```sh
//! cargo bench --bench segmentation -- ewt_dev.jsonl gum_open.jsonl
//! cargo bench --bench segmentation -- --errors ewt_train.jsonl    # with the boundaries missed and invented
//! ```
//!
//! The files are JSON Lines of treebank documents: `{"text", "paragraphs": [[start, end]], "sentences": [{"start", "end"}], "tokens":
//! [[start, end, ...]]}`, offsets in code points.
//!
//! **Sentence boundaries.** A boundary is the place where a sentence ends, white space before it apart. Those at a paragraph's end are
//! left out on both sides, for blank lines give them to everybody: what counts is boundaries inside paragraphs. F1 is over all boundaries
//! of a file. **Token boundaries** are the distinct starts and ends of tokens, all of them.
//!
//! `sentencex, marks blanked` is the strongest way known to use that crate: the text's double quotation marks are blanked to as many
//! spaces, so that quotations are split, and every end is then extended over the closing marks and brackets that follow it.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use quoth::segment::segment;
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::ExitCode;

/// A document of a treebank; all offsets in bytes.
struct Document {
    text: String,
    /// Ends of sentences that are not ends of paragraphs.
    boundaries: BTreeSet<usize>,
    paragraph_ends: BTreeSet<usize>,
    /// Starts and ends of tokens.
    tokens: BTreeSet<usize>,
}

/// Boundaries found, invented and missed.
#[derive(Default)]
struct Score {
    right: usize,
    invented: usize,
    missed: usize,
}

impl Score {
    fn add(&mut self, gold: &BTreeSet<usize>, found: &BTreeSet<usize>) {
        let right = gold.intersection(found).count();
        self.right += right;
        self.invented += found.len() - right;
        self.missed += gold.len() - right;
    }

    fn row(&self, name: &str) -> String {
        let percent = |part: usize, rest: usize| 100.0 * part as f64 / (part + rest).max(1) as f64;
        let (precision, recall) = (percent(self.right, self.invented), percent(self.right, self.missed));
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        format!("{name:<36}{precision:>8.2}{recall:>8.2}{f1:>8.2}")
    }
}

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let errors = arguments.iter().position(|a| a == "--errors").map(|at| arguments.remove(at)).is_some();
    if arguments.is_empty() {
        eprintln!(
            "usage: cargo bench --bench segmentation -- [--errors] FILE.jsonl ...   (treebank documents; none given, nothing measured)"
        );
    }
    let mut status = ExitCode::SUCCESS;
    for path in arguments {
        match std::fs::read_to_string(&path) {
            Ok(content) => measure(&path, &content, errors),
            Err(error) => {
                eprintln!("{path}: {error}");
                status = ExitCode::FAILURE;
            }
        }
    }
    status
}

fn measure(path: &str, content: &str, errors: bool) {
    let (mut ours, mut plain, mut blanked, mut tokens) =
        (Score::default(), Score::default(), Score::default(), Score::default());
    let mut documents = 0;
    for line in content.lines().filter(|line| !line.trim().is_empty()) {
        let Some(document) = serde_json::from_str(line).ok().and_then(|json| Document::parse(&json)) else {
            eprintln!("{path}: line {} is not a treebank document; skipped", documents + 1);
            continue;
        };
        documents += 1;
        let text = document.text.as_str();
        let segmented = segment(text);
        let inside = |ends: BTreeSet<usize>| -> BTreeSet<usize> { &ends - &document.paragraph_ends };
        let found = inside(segmented.sentences.iter().map(|s| s.span.end()).collect());
        let found_tokens = segmented.tokens.iter().flat_map(|t| [t.span.start(), t.span.end()]).collect();
        if errors {
            show_errors(text, "sentence", &document.boundaries, &found, 60);
            show_errors(text, "token", &document.tokens, &found_tokens, 12);
        }
        ours.add(&document.boundaries, &found);
        tokens.add(&document.tokens, &found_tokens);
        plain.add(&document.boundaries, &inside(peer(text, text)));
        let blank: String =
            text.chars().map(|c| if is_double_mark(c) { " ".repeat(c.len_utf8()) } else { c.to_string() }).collect();
        blanked.add(&document.boundaries, &inside(peer(text, &blank)));
    }
    println!("{path}: {documents} documents");
    println!("{:<36}{:>8}{:>8}{:>8}", "", "P", "R", "F1");
    println!("{}", ours.row("sentences, quoth"));
    println!("{}", plain.row("sentences, sentencex"));
    println!("{}", blanked.row("sentences, sentencex, marks blanked"));
    println!("{}\n", tokens.row("tokens, quoth"));
}

impl Document {
    fn parse(json: &Value) -> Option<Self> {
        let text = json["text"].as_str()?.to_owned();
        let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        bytes.push(text.len());
        let byte = |offset: &Value| bytes.get(offset.as_u64()? as usize).copied();
        let list = |field: &str| json[field].as_array();
        let paragraph_ends = list("paragraphs")?.iter().map(|p| byte(&p[1])).collect::<Option<BTreeSet<_>>>()?;
        let ends = list("sentences")?.iter().map(|s| byte(&s["end"])).collect::<Option<BTreeSet<_>>>()?;
        let starts_and_ends = list("tokens")?.iter().flat_map(|t| [byte(&t[0]), byte(&t[1])]);
        Some(Self {
            tokens: starts_and_ends.collect::<Option<_>>()?,
            boundaries: &ends - &paragraph_ends,
            paragraph_ends,
            text,
        })
    }
}

/// Sentence ends by `sentencex` over `given`, which is `text` or a blanked copy of it, byte for byte as long.
fn peer(text: &str, given: &str) -> BTreeSet<usize> {
    let mut out = BTreeSet::new();
    let mut at = 0;
    for piece in sentencex::segment("en", given) {
        // Pieces come in order; what is not found where it should be was left out between two.
        let start = at + given[at..].find(piece).unwrap_or(0);
        at = start + piece.len();
        let mut end = start + piece.trim_end().len();
        if given != text {
            let closing = |c: char| is_double_mark(c) || matches!(c, ')' | ']' | '’' | '\'');
            end += text[end..].len() - text[end..].trim_start_matches(closing).len();
        }
        if end > start {
            out.insert(end);
        }
    }
    out
}

fn is_double_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Prints the boundaries missed and invented, with as much text around them.
fn show_errors(text: &str, what: &str, gold: &BTreeSet<usize>, found: &BTreeSet<usize>, around: usize) {
    let clip = |at: usize| {
        let left = text[..at].char_indices().rev().nth(around).map_or(0, |(i, _)| i);
        let right = text[at..].char_indices().nth(around).map_or(text.len(), |(i, _)| at + i);
        format!("{}|{}", &text[left..at], &text[at..right]).replace('\n', "⏎")
    };
    for &at in gold.symmetric_difference(found) {
        println!("{what} {}: {}", if gold.contains(&at) { "missed" } else { "invented" }, clip(at));
    }
}
