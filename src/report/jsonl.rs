//! `jsonl`: one record a line, whole in itself, so that a stream can be cut anywhere and lines can be put together.

use super::json;
use serde::Serialize;

/// A record as a line. JSON escapes line breaks inside strings, so the only one is at the end.
pub(super) fn line(record: &impl Serialize) -> Vec<u8> {
    let mut bytes = json::value(record);
    bytes.push(b'\n');
    bytes
}
