//! What is read, and what its articles are called.

use crate::fixture::{Fixture, REPORT, gzip, zstd};
use serde_json::{Value, json};

fn line(value: &Value) -> String {
    format!("{value}\n")
}

#[test]
fn a_file_is_an_article_called_by_its_stem() {
    let records = Fixture::new().file("sub/mayor.v2.txt", REPORT).quoth(&["sub/mayor.v2.txt"]).records();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["id"], "mayor.v2");
    assert_eq!(records[0]["path"], "sub/mayor.v2.txt");
    assert_eq!(records[0]["meta"], json!({}));
    assert_eq!(records[0]["counts"]["paragraphs"], 2);
    assert_eq!(records[0]["warnings"], json!([]));
}

#[test]
fn a_folder_is_read_recursively_in_bytewise_order() {
    let fixture = Fixture::new()
        .file("in/b.txt", REPORT)
        .file("in/B.TXT", REPORT)
        .file("in/a/z.txt.gz", gzip(REPORT))
        .file("in/a.txt", REPORT)
        .file("in/a-1.txt.zst", zstd(REPORT))
        .file("in/d.jsonl", line(&json!({"text": REPORT})))
        .file("in/e.ndjson.gz", gzip(line(&json!({"id": "own", "text": REPORT}))))
        .file("in/notes.md", "not read")
        .file("in/.hidden.txt", "not read")
        .file("in/.git/x.txt", "not read");
    let run = fixture.quoth(&["in"]);
    assert_eq!(run.records().len(), 7);
    assert_eq!(run.ids(), ["B", "a-1", "a", "a/z", "b", "d#1", "own"]);
    assert_eq!(run, fixture.quoth(&["in/"]).with_path_of("in"), "a slash at the end changes nothing");
}

impl crate::fixture::Run {
    /// The run with doubled slashes in paths made single.
    fn with_path_of(mut self, folder: &str) -> Self {
        self.stdout = self.stdout.replace(&format!("\"{folder}//"), &format!("\"{folder}/"));
        self
    }
}

#[test]
fn compression_changes_nothing_but_the_path() {
    let fixture =
        Fixture::new().file("a.txt", REPORT).file("b/a.txt.gz", gzip(REPORT)).file("c/a.txt.zst", zstd(REPORT));
    let mut records = fixture.quoth(&["a.txt", "b/a.txt.gz", "c/a.txt.zst"]).records();
    for record in &mut records {
        record["path"] = Value::Null;
    }
    assert_eq!(records[0], records[1]);
    assert_eq!(records[0], records[2]);
}

#[test]
fn gzip_members_are_read_to_the_last() {
    let members = [gzip("One. "), gzip("Two. "), gzip("Three.")].concat();
    let records = Fixture::new().file("a.txt.gz", members).quoth(&["a.txt.gz"]).records();
    assert_eq!(records[0]["counts"]["words"], 3);
}

#[test]
fn standard_input_is_text_unless_it_opens_with_a_brace() {
    let fixture = Fixture::new();
    let json = line(&json!({"id": "j", "text": REPORT}));
    for (args, input, ids) in [
        (&["-"][..], REPORT.as_bytes().to_vec(), ["stdin"]),
        (&[], REPORT.into(), ["stdin"]),
        (&[], json.clone().into(), ["j"]),
        (&[], gzip(&json), ["j"]),
        (&[], zstd(REPORT), ["stdin"]),
        (&["--input", "text"], json.clone().into(), ["stdin"]),
        (&["--input", "jsonl"], format!("\n\n  {json}").into(), ["j"]),
    ] {
        let run = fixture.quoth_with(args, input);
        assert_eq!(run.ids(), ids, "{args:?}: {run:?}");
        assert_eq!(run.records()[0]["path"], Value::Null);
    }
}

#[test]
fn json_lines_carry_their_other_fields_in_order() {
    let fixture = Fixture::new().file(
        "dump.jsonl",
        "{\"url\":\"u1\",\"zeta\":[1,{\"a\":null}],\"body\":\"A report.\",\"text\":\"other\",\"alpha\":1.5}\n\n{\"body\":\"B\",\"url\":7}",
    );
    let run = fixture.quoth(&["dump.jsonl", "--text-field", "body", "--id-field=url"]);
    assert_eq!(run.records()[0]["meta"], json!({"zeta": [1, {"a": null}], "text": "other", "alpha": 1.5}));
    assert!(run.stdout.contains(r#""meta":{"zeta":[1,{"a":null}],"text":"other","alpha":1.5}"#), "{}", run.stdout);
    assert_eq!(run.ids(), ["u1", "7"]);
    assert_eq!(fixture.quoth(&["dump.jsonl", "--text-field", "body"]).ids(), ["dump#1", "dump#3"]);
}

#[test]
fn encodings_are_told_apart_and_a_guess_is_a_warning() {
    let text = "“Café,” she said — twice. 😀";
    let utf16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(to_bytes).collect()
    };
    let fixture = Fixture::new()
        .file("a.txt", text)
        .file("b.txt", [b"\xEF\xBB\xBF", text.as_bytes()].concat())
        .file("c.txt", utf16(u16::to_le_bytes))
        .file("d.txt", utf16(u16::to_be_bytes))
        .file("e.txt", b"\x93Caf\xE9,\x94 she said \x97 once more");
    let sentences = |name: &str| fixture.quoth(&["sentences", name]).records()[0]["sentences"].clone();
    for name in ["b.txt", "c.txt", "d.txt"] {
        assert_eq!(sentences(name), sentences("a.txt"), "{name}");
    }
    assert_eq!(sentences("e.txt")[0]["text"], "“Café,” she said — once more");
    let records = fixture.quoth(&["."]).records();
    assert_eq!(records[3]["warnings"], json!([]));
    assert_eq!(records[4]["warnings"], json!(["not UTF-8: 4 bytes, the first at byte 0, were read as Windows-1252"]));
}

#[test]
fn utf16_json_lines_are_read() {
    let lines = line(&json!({"id": "a", "text": "“Yes,” she said. 😀"})).repeat(3);
    let bytes: Vec<u8> = [0xFEFF].into_iter().chain(lines.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(Fixture::new().file("a.jsonl", bytes).quoth(&["a.jsonl"]).ids(), ["a", "a", "a"]);
}

#[cfg(unix)]
#[test]
fn a_file_name_that_is_not_utf8_is_read_with_a_warning() {
    use std::os::unix::ffi::OsStrExt;
    let fixture = Fixture::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xE9.txt");
    if std::fs::write(fixture.path("").join(name), REPORT).is_err() {
        return; // some file systems refuse such names
    }
    let records = fixture.quoth(&["."]).records();
    assert_eq!(records[0]["id"], "caf\u{FFFD}");
    assert_eq!(records[0]["warnings"], json!(["the file's name is not UTF-8; what could not be decoded is U+FFFD"]));
}

#[cfg(unix)]
#[test]
fn links_in_circles_end() {
    let fixture = Fixture::new().file("in/a.txt", REPORT);
    std::os::unix::fs::symlink(fixture.path("in"), fixture.path("in/again")).unwrap();
    assert_eq!(fixture.quoth(&["in"]).ids(), ["a"]);
}
