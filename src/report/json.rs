//! `json`: one document, `{"schema", "articles": [...], "summary": {...}}`, one article a line, written as it comes.

use super::schema::SCHEMA;
use super::summary;
use crate::summary::Tally;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// A value as compact JSON.
pub(super) fn value(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1024);
    let written = value.serialize(&mut Serializer::with_formatter(&mut bytes, Harmless));
    written.expect("records have string keys only, and writing to memory does not fail");
    bytes
}

/// Compact JSON that escapes the controls which JSON would allow as they are, U+007F to U+009F: a terminal may take one of them for the
/// start of an escape sequence.
struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // U+0080 to U+009F begin with this byte, and few other characters of English do.
        if memchr::memchr2(0x7F, 0xC2, fragment.as_bytes()).is_none() {
            return out.write_all(fragment.as_bytes());
        }
        let mut done = 0;
        for (at, control) in fragment.char_indices().filter(|(_, c)| matches!(c, '\u{7F}'..='\u{9F}')) {
            out.write_all(&fragment.as_bytes()[done..at])?;
            write!(out, "\\u{:04x}", u32::from(control))?;
            done = at + control.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[done..])
    }
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
