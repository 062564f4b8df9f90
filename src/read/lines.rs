//! JSON Lines: cut into lines on the reading thread, parsed wherever the article is loaded.

use super::{Article, Error, Options, Place, encoding};
use serde_json::{Map, Value};
use std::io::{self, BufRead, Read};
use std::sync::Arc;

/// A stream of JSON Lines.
pub(super) struct Lines {
    stream: Box<dyn BufRead + Send>,
    origin: Arc<Origin>,
    /// Lines read so far.
    number: u64,
    limit: u64,
    ended: bool,
}

/// The file that lines come from.
#[derive(Debug)]
pub(super) struct Origin {
    /// As it is named in messages.
    pub(super) file: String,
    /// As it is named in records.
    pub(super) path: Option<String>,
    /// What lines without an id are called after.
    pub(super) stem: String,
    /// Whether the stream comes out of a decompressor.
    pub(super) compressed: bool,
}

/// One line, not yet parsed.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) bytes: Vec<u8>,
    pub(super) number: u64,
    pub(super) origin: Arc<Origin>,
}

impl Lines {
    pub(super) fn new(stream: Box<dyn BufRead + Send>, origin: Origin, limit: u64) -> Result<Self, Error> {
        let place = |line| Place { file: origin.file.clone(), line };
        match encoding::utf8_stream(stream) {
            Ok(stream) => Ok(Self { stream, origin: Arc::new(origin), number: 0, limit, ended: false }),
            Err(error) => Err(Error::from_io(place(None), origin.compressed, error)),
        }
    }

    fn place(&self) -> Place {
        Place { file: self.origin.file.clone(), line: Some(self.number) }
    }

    /// Reads up to the next line end; false at the end of the stream.
    fn read_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let mut bounded = (&mut self.stream).take(self.limit + 1);
        Ok(bounded.read_until(b'\n', bytes)? > 0)
    }

    /// Passes over the rest of a line without keeping it.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.stream.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            match memchr::memchr(b'\n', buffer) {
                Some(at) => {
                    self.stream.consume(at + 1);
                    return Ok(());
                }
                None => {
                    let all = buffer.len();
                    self.stream.consume(all);
                }
            }
        }
    }

    fn next_line(&mut self) -> io::Result<Option<Result<Line, Error>>> {
        loop {
            self.number += 1;
            let mut bytes = Vec::new();
            if !self.read_line(&mut bytes)? {
                return Ok(None);
            }
            if bytes.len() as u64 > self.limit && !bytes.ends_with(b"\n") {
                self.skip_line()?;
                return Ok(Some(Err(Error::TooLarge { place: self.place(), limit: self.limit })));
            }
            bytes.truncate(bytes.trim_ascii_end().len());
            let line = bytes.trim_ascii_start();
            if line.is_empty() {
                continue;
            }
            if self.number == 1 && line.starts_with(b"[") && serde_json::from_slice::<Value>(line).is_err() {
                self.ended = true;
                return Ok(Some(Err(Error::JsonArray { place: self.place() })));
            }
            return Ok(Some(Ok(Line { bytes, number: self.number, origin: Arc::clone(&self.origin) })));
        }
    }
}

impl Iterator for Lines {
    type Item = Result<Line, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        match self.next_line() {
            Ok(line) => line,
            Err(error) => {
                self.ended = true;
                Some(Err(Error::from_io(self.place(), self.origin.compressed, error)))
            }
        }
    }
}

impl Line {
    fn place(&self) -> Place {
        Place { file: self.origin.file.clone(), line: Some(self.number) }
    }

    /// The article of this line.
    pub(super) fn load(self, options: &Options) -> Result<Article, Error> {
        let place = self.place();
        let mut warnings = Vec::new();
        let json = match encoding::decode(self.bytes, &mut warnings) {
            Ok(json) => json,
            Err(reason) => return Err(Error::NotText { place, reason }),
        };
        let mut meta = match serde_json::from_str(&json) {
            Ok(Value::Object(fields)) => fields,
            Ok(other) => return Err(Error::NotAnObject { place, found: kind(&other) }),
            Err(reason) => return Err(Error::Json { place, reason }),
        };
        let text = match meta.shift_remove(&options.text_field) {
            Some(Value::String(text)) => text,
            Some(other) => {
                return Err(Error::TextNotAString { place, field: options.text_field.clone(), found: kind(&other) });
            }
            None => {
                return Err(Error::NoTextField {
                    place,
                    field: options.text_field.clone(),
                    present: field_names(&meta),
                });
            }
        };
        let id = match meta.shift_remove(&options.id_field) {
            Some(Value::String(id)) => id,
            Some(Value::Number(id)) => id.to_string(),
            None | Some(Value::Null) => format!("{}#{}", self.origin.stem, self.number),
            Some(other) => {
                warnings.push(format!(
                    "the id field {:?} is {}, not a string or a number",
                    options.id_field,
                    kind(&other)
                ));
                format!("{}#{}", self.origin.stem, self.number)
            }
        };
        Ok(Article { id, path: self.origin.path.clone(), text, meta, warnings })
    }
}

/// What a JSON value is, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The names of an object's first fields, for a message.
fn field_names(fields: &Map<String, Value>) -> String {
    const SHOWN: usize = 10;
    if fields.is_empty() {
        return "none".into();
    }
    let mut names: Vec<&str> = fields.keys().map(String::as_str).take(SHOWN).collect();
    if fields.len() > SHOWN {
        names.push("...");
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], options: &Options) -> Vec<Result<Article, String>> {
        let origin =
            Origin { file: "d.jsonl".into(), path: Some("d.jsonl".into()), stem: "d".into(), compressed: false };
        Lines::new(Box::new(io::Cursor::new(bytes.to_vec())), origin, options.max_size)
            .unwrap()
            .map(|line| line.and_then(|line| line.load(options)).map_err(|e| e.to_string()))
            .collect()
    }

    #[test]
    fn fields_become_id_text_and_meta_in_order() {
        let found =
            read(b"{\"z\":1,\"text\":\"A\",\"id\":7,\"a\":{\"b\":null}}\n\n{\"text\":\"B\"}", &Options::default());
        let first = found[0].as_ref().unwrap();
        assert_eq!((first.id.as_str(), first.text.as_str()), ("7", "A"));
        assert_eq!(serde_json::to_string(&first.meta).unwrap(), r#"{"z":1,"a":{"b":null}}"#);
        let second = found[1].as_ref().unwrap();
        assert_eq!((second.id.as_str(), second.text.as_str()), ("d#3", "B"), "blank lines count");
    }

    #[test]
    fn other_fields_can_be_named() {
        let options = Options { text_field: "body".into(), id_field: "url".into(), ..Options::default() };
        let article = read(b"{\"url\":\"u\",\"body\":\"B\",\"text\":\"T\"}", &options).remove(0).unwrap();
        assert_eq!((article.id.as_str(), article.text.as_str()), ("u", "B"));
        assert_eq!(article.meta["text"], "T");
    }

    #[test]
    fn a_bad_line_names_file_line_and_remedy_and_the_rest_goes_on() {
        let found = read(b"nonsense\n[1]\n{\"body\":\"x\"}\n{\"text\":3}\n{\"text\":\"good\"}\n", &Options::default());
        let errors: Vec<&str> = found.iter().filter_map(|r| r.as_ref().err()).map(String::as_str).collect();
        assert_eq!(
            errors,
            [
                "d.jsonl:1: not valid JSON: expected ident (column 2)",
                "d.jsonl:2: an array instead of a JSON object; each line must be one article like {\"id\": \"a1\", \"text\": \"...\"}",
                "d.jsonl:3: no field \"text\" (it has: body); name the one with the text: --text-field NAME",
                "d.jsonl:4: field \"text\" is a number, not a string; name the one with the text: --text-field NAME",
            ]
        );
        assert_eq!(found[4].as_ref().unwrap().text, "good");
    }

    #[test]
    fn a_line_over_the_limit_is_passed_over() {
        let long = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"ok\"}}\n", "x".repeat(100));
        let found = read(long.as_bytes(), &Options { max_size: 20, ..Options::default() });
        assert!(found[0].as_ref().unwrap_err().starts_with("d.jsonl:1: larger than 20 bytes"));
        assert_eq!(found[1].as_ref().unwrap().id, "d#2");
    }

    #[test]
    fn a_pretty_printed_array_is_one_error() {
        let found = read(b"[\n  {\"text\": \"x\"}\n]\n", &Options::default());
        assert_eq!(found.len(), 1);
        assert!(found[0].as_ref().unwrap_err().contains("jq -c '.[]'"));
    }
}
