//! `json`: one document, `{"schema", "articles": [...], "summary": {...}}`, one article a line, written as it comes.

use super::schema::SCHEMA;
use super::summary::Tally;
use serde::Serialize;
use std::io::{self, Write};

/// A value as compact JSON.
pub(super) fn value(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("records have string keys only, and writing to memory does not fail")
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
        serde_json::to_writer(&mut *out, &tally.summary())?;
    }
    out.write_all(b"}\n")
}

fn begin(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{{\"schema\":\"{SCHEMA}\",\"articles\":[")
}
