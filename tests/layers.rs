//! Imports go one way: a room of `src` uses only rooms to its left (`src/ARCHITECTURE.md` says why). The compiler does not check that
//! inside one crate, so this test does, by reading the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from left to right. Those in one row ignore each other.
const ORDER: &[&[&str]] = &[
    &["text"],
    &["lexicon"],
    &["read", "segment"],
    &["model"],
    &["extract"],
    &["pipeline"],
    &["check", "summary"],
    &["report", "eval"],
    &["train"],
];

/// The command line is a crate of its own (`main.rs`) and may use everything.
const UNCHECKED: &[&str] = &["lib", "main", "cli"];

#[test]
fn imports_go_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut complaints = Vec::new();
    for file in sources(&root.join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let shown = file.strip_prefix(root).unwrap();
        let room = room(shown);
        if !UNCHECKED.contains(&&*room) {
            complaints.extend(check(&room, &shown.display().to_string(), &text));
        }
    }
    assert!(complaints.is_empty(), "imports against the order of rooms:\n{}", complaints.join("\n"));
}

#[test]
fn the_check_sees_every_way_to_write_an_import() {
    let text = "\
use crate::text::Span;
// use crate::report::Format;
use crate::{lexicon, report::Format};
fn f() { crate::pipeline::x(); }
use crate::{
    extract,
    text::{Span, report},
};
use crate::Span;
pub(crate) fn g() {}
";
    let rule = "src/segment may use only text, lexicon";
    assert_eq!(
        check("segment", "src/segment/x.rs", text),
        [
            format!("src/segment/x.rs:3: crate::report: {rule}"),
            format!("src/segment/x.rs:4: crate::pipeline: {rule}"),
            format!("src/segment/x.rs:5: crate::extract: {rule}"),
            "src/segment/x.rs:9: crate::Span: is no room; name it by its room, or add a new room to ORDER in tests/layers.rs".into(),
        ]
    );
    assert_eq!(
        check("segment", "x", "use crate::segment::quotes;\nuse crate::read;").len(),
        1,
        "neighbours ignore each other"
    );
    assert!(check("new", "src/new.rs", "")[0].contains("add it to ORDER"));
}

/// Every `.rs` file below a folder, in order.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let below = paths.into_iter().flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    below.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// The room of `src/ROOM.rs` or `src/ROOM/...`.
fn room(file: &Path) -> String {
    let first = file.components().nth(1).unwrap();
    Path::new(first.as_os_str()).file_stem().unwrap().to_str().unwrap().to_owned()
}

fn rank(room: &str) -> Option<usize> {
    ORDER.iter().position(|row| row.contains(&room))
}

/// What is wrong with the imports of one file.
fn check(room: &str, file: &str, text: &str) -> Vec<String> {
    let Some(own) = rank(room) else {
        return vec![format!(
            "{file}: src/{room} has no place in the order of rooms: add it to ORDER in tests/layers.rs"
        )];
    };
    let allowed = ORDER[..own].concat().join(", ");
    let mut complaints = Vec::new();
    for (line, name) in imports(text) {
        let complaint = match rank(&name) {
            Some(_) if name == room => continue,
            Some(rank) if rank < own => continue,
            Some(_) if allowed.is_empty() => format!("src/{room} may use no other room"),
            Some(_) => format!("src/{room} may use only {allowed}"),
            None => "is no room; name it by its room, or add a new room to ORDER in tests/layers.rs".into(),
        };
        complaints.push(format!("{file}:{line}: crate::{name}: {complaint}"));
    }
    complaints
}

/// What a source names behind `crate::`, with the number of the line; comments do not count.
fn imports(text: &str) -> Vec<(usize, String)> {
    let code: String = text.lines().map(|line| line.split("//").next().unwrap_or("").to_owned() + "\n").collect();
    let mut found = Vec::new();
    for (at, path) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + path.len()..];
        let names = rest.strip_prefix('{').map_or_else(|| vec![first_word(rest)], group);
        found.extend(names.into_iter().map(|name| (line, name)));
    }
    found
}

/// The first names of `a::b, c, d::{e, f}}`, without what is in inner braces.
fn group(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut top = String::new();
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            c if depth == 0 => top.push(c),
            _ => {}
        }
    }
    top.split(',').map(|item| first_word(item.trim())).filter(|word| !word.is_empty()).collect()
}

fn first_word(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}
