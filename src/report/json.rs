//! `json`: one document, `{"schema", "articles": [...], "summary": {...}}`, one article a line, written as it comes.

use super::schema::SCHEMA;
use super::summary;
use crate::summary::Tally;
use serde::Serialize;
use serde_json::Serializer;
use std::io::{self, Write};

/// A value as compact JSON.
pub(super) fn value(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(16 << 10);
    let written = value.serialize(&mut Serializer::new(&mut bytes));
    written.expect("records have string keys only, and writing to memory does not fail");
    harmless(bytes)
}

/// JSON with the controls escaped which it would allow as they are, U+007F to U+009F: a terminal may take one of them for the start of an
/// escape sequence. They stand in strings only, so one look through all of it will do, and finds none as a rule.
fn harmless(json: Vec<u8>) -> Vec<u8> {
    // U+0080 to U+009F are this byte and another that is the code point.
    let control = |at: usize| match json[at..] {
        [0xC2, code @ 0x80..=0x9F, ..] => Some((at, 2, code)),
        [0x7F, ..] => Some((at, 1, 0x7F)),
        _ => None,
    };
    let mut controls = memchr::memchr2_iter(0x7F, 0xC2, &json).filter_map(control).peekable();
    if controls.peek().is_none() {
        return json;
    }
    let mut out = Vec::with_capacity(json.len() + json.len() / 8);
    let mut done = 0;
    for (at, len, code) in controls {
        out.extend_from_slice(&json[done..at]);
        out.extend_from_slice(format!("\\u{code:04x}").as_bytes());
        done = at + len;
    }
    out.extend_from_slice(&json[done..]);
    out
}

/// What stands before article number `written`.
pub(super) fn separate(out: &mut impl Write, written: usize) -> io::Result<()> {
    if written == 0 { begin(out) } else { out.write_all(b",\n") }
}

/// What stands behind the last of `written` articles.
pub(super) fn end(out: &mut impl Write, written: usize, tally: Option<&Tally>) -> io::Result<()> {
    if written == 0 {
        begin(out)?;
    }
    out.write_all(b"\n]")?;
    if let Some(tally) = tally {
        out.write_all(b",\"summary\":")?;
        out.write_all(&value(&summary::record(&tally.summary(), usize::MAX)))?;
    }
    out.write_all(b"}\n")
}

fn begin(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{{\"schema\":\"{SCHEMA}\",\"articles\":[")
}
