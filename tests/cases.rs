//! Attribution cases that anyone can read and add to: `tests/cases/*.txt`.
//!
//! A case is one or more lines of news text with its attributions marked, and cases are separated by blank lines; a line that starts
//! with `#` names the rule that follows. `{c1 …}` is a part of the content of the first quote, `{u1 …}` its cue, `{s1 …}` its source;
//! `{s1,2 …}` is the source of the first and the second. Within a case each line is a paragraph. Quotes are numbered by where their
//! content starts. A file that does not parse fails: nothing is skipped.

use quoth::{Analyzer, Span};
use std::collections::BTreeMap;
use std::fmt::Write;

#[test]
fn marked_cases() {
    let analyzer = Analyzer::rules();
    let (mut cases, mut failures) = (0, String::new());
    let mut files: Vec<_> = std::fs::read_dir("tests/cases").unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for file in files {
        let content = std::fs::read_to_string(&file).unwrap();
        let mut line = 1;
        for block in content.split("\n\n") {
            let case = block.lines().filter(|l| !l.starts_with('#')).collect::<Vec<_>>().join("\n");
            let at = line;
            line += block.lines().count() + 1;
            if case.trim().is_empty() {
                continue;
            }
            cases += 1;
            let found = mark(&analyzer, &unmarked(&case, &file.display().to_string(), at));
            if found != case {
                writeln!(failures, "{}:{at}\nexpected: {case}\nfound:    {found}\n", file.display()).unwrap();
            }
        }
    }
    assert!(cases >= 40, "only {cases} cases were read");
    assert!(failures.is_empty(), "the rules (src/extract) and the cases disagree:\n{failures}");
}

/// The text of a case, without its marks.
fn unmarked(case: &str, file: &str, line: usize) -> String {
    let mut text = String::new();
    let mut rest = case;
    let mut open = 0;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        if rest[at..].starts_with('}') {
            assert!(open > 0, "{file}:{line}: a }} too many");
            open -= 1;
            rest = &rest[at + 1..];
        } else {
            let end = at + rest[at..].find(' ').unwrap_or_else(|| panic!("{file}:{line}: no space behind {{"));
            let label = &rest[at + 1..end];
            let good = label.starts_with(['c', 'u', 's']) && label[1..].split(',').all(|n| n.parse::<usize>().is_ok());
            assert!(good, "{file}:{line}: bad mark {{{label}");
            open += 1;
            rest = &rest[end + 1..];
        }
    }
    assert!(open == 0, "{file}:{line}: a {{ is never closed");
    text + rest
}

/// A text with the attributions that the analyzer finds marked.
fn mark(analyzer: &Analyzer, text: &str) -> String {
    let mut marks: BTreeMap<Span, (char, Vec<String>)> = BTreeMap::new();
    for (number, quote) in (1..).zip(analyzer.analyze(text).quotes) {
        let spans = quote.content.iter().map(|&s| ('c', s)).chain(quote.cue.map(|s| ('u', s)));
        for (role, span) in spans.chain(quote.source.map(|s| ('s', s))) {
            marks.entry(span).or_insert((role, Vec::new())).1.push(number.to_string());
        }
    }
    let (mut out, mut last) = (String::new(), 0);
    for (span, (role, numbers)) in marks {
        assert!(span.start() >= last, "roles overlap at {span:?} in {text}");
        write!(out, "{}{{{role}{} {}}}", &text[last..span.start()], numbers.join(","), &text[span]).unwrap();
        last = span.end();
    }
    out + &text[last..]
}
