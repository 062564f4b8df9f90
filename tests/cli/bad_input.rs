//! Bad input gets a clear message or an empty record with a warning, and never stops the rest.

use crate::fixture::{Fixture, REPORT, Run, gzip, zstd};
use serde_json::json;

/// Runs over the bad file and a good one behind it, in a folder; the good one must come out.
#[track_caller]
fn run_beside_good(name: &str, bytes: impl AsRef<[u8]>) -> Run {
    let run = Fixture::new().file(&format!("in/{name}"), bytes).file("in/good.txt", REPORT).quoth(&["in"]);
    assert_eq!(run.ids().last().map(String::as_str), Some("good"), "{run:?}");
    run
}

/// The bad file's record, when it gets one.
#[track_caller]
fn record(name: &str, bytes: impl AsRef<[u8]>) -> serde_json::Value {
    run_beside_good(name, bytes).records().remove(0)
}

/// The first line on standard error, when the bad file gets none.
#[track_caller]
fn message(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let run = run_beside_good(name, bytes);
    assert_eq!((run.code, run.ids().len()), (Some(1), 1), "{run:?}");
    assert_eq!(run.stderr.lines().last(), Some("quoth: 1 of 2 could not be read"));
    run.stderr.lines().next().unwrap().to_owned()
}

#[test]
fn no_text_is_an_empty_record_with_a_warning() {
    for bytes in ["", " \n\t\r\n\u{A0} ", "\u{FEFF}"] {
        let record = record("bad.txt", bytes);
        assert_eq!(record["warnings"], json!(["the article has no text"]), "{bytes:?}");
        assert_eq!(record["quotes"], json!([]));
    }
    assert_eq!(record("bad.jsonl", "{\"text\":\"\"}")["warnings"], json!(["the article has no text"]));
}

#[test]
fn a_nul_is_a_warning() {
    let record = record("bad.txt", "“Yes,” she\0 said.");
    assert_eq!(record["warnings"], json!(["the text contains NUL characters (1)"]));
}

#[test]
fn invalid_utf8_is_a_warning() {
    let record = record("bad.txt", b"All \xFF\xFE\xFD of it");
    assert_eq!(record["warnings"], json!(["not UTF-8: 3 bytes, the first at byte 4, were read as Windows-1252"]));
}

#[test]
fn binary_data_is_named_for_what_it_is() {
    let noise: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    assert_eq!(message("bad.txt", noise), "quoth: in/bad.txt: not text: binary data");
    assert_eq!(
        message("bad.txt", "%PDF-1.7\n..."),
        "quoth: in/bad.txt: not text: a PDF document; extract its text first, for example with pdftotext"
    );
    assert_eq!(
        message("bad.txt", gzip(REPORT)),
        "quoth: in/bad.txt: not text: gzip data; name the file with .gz at the end"
    );
    assert!(message("bad.txt", "Y\0e\0s\0, \0s\0h\0e").contains("UTF-16 without a byte order mark"));
}

#[test]
fn a_long_single_line_is_read() {
    let text = "“We will rebuild,” she said, and the mayor of it agreed. ".repeat(40_000);
    let record = record("bad.txt", text);
    assert_eq!(record["counts"]["paragraphs"], 1);
    assert_eq!(record["counts"]["words"], 440_000);
}

#[test]
fn a_hundred_thousand_quotation_marks_are_read() {
    for mark in ["\"", "“", "”", "'", "‘", "«", "``", "“”", "\"a ", "‘“"] {
        assert_eq!(record("bad.txt", mark.repeat(100_000))["counts"]["paragraphs"], 1, "{mark}");
    }
}

#[test]
fn a_text_over_the_limit_is_refused() {
    let fixture = Fixture::new()
        .file("a.txt", "x".repeat(1025))
        .file("b.txt.gz", gzip("y".repeat(5000)))
        .file("c.txt", "x".repeat(1024));
    let run = fixture.quoth(&["a.txt", "b.txt.gz", "c.txt", "--max-size", "1K"]);
    assert_eq!((run.code, run.ids()), (Some(1), vec!["c".to_owned()]));
    let reason = "larger than 1024 bytes; split it, or raise --max-size (at most 1431655765 bytes)";
    assert_eq!(
        run.stderr,
        format!("quoth: a.txt: {reason}\nquoth: b.txt.gz: {reason}\nquoth: 2 of 3 could not be read\n")
    );
}

#[test]
fn a_missing_path_is_named_and_the_rest_is_read() {
    let run = Fixture::new().file("good.txt", REPORT).quoth(&["none.txt", "good.txt", "nowhere/"]);
    assert_eq!((run.code, run.ids()), (Some(1), vec!["good".to_owned()]));
    let expected = "quoth: none.txt: no such file or folder\nquoth: nowhere/: no such file or folder\nquoth: 2 of 3 could not be read\n";
    assert_eq!(run.stderr, expected);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_named_and_the_rest_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new().file("in/a.txt", REPORT).file("in/b.txt", REPORT);
    std::fs::set_permissions(fixture.path("in/a.txt"), std::fs::Permissions::from_mode(0o000)).unwrap();
    let run = fixture.quoth(&["in"]);
    if std::fs::File::open(fixture.path("in/a.txt")).is_ok() {
        assert_eq!(run.ids(), ["a", "b"], "root may read everything");
    } else {
        assert_eq!((run.code, run.ids()), (Some(1), vec!["b".to_owned()]));
        assert!(run.stderr.starts_with("quoth: in/a.txt: cannot be read: Permission denied"), "{}", run.stderr);
    }
}

/// Nobody, not even root, can open a socket as a file.
#[cfg(unix)]
#[test]
fn a_socket_is_named_and_the_rest_is_read() {
    let fixture = Fixture::new().file("good.txt", REPORT);
    let _socket = std::os::unix::net::UnixListener::bind(fixture.path("socket.txt")).unwrap();
    let run = fixture.quoth(&["socket.txt", "good.txt"]);
    assert_eq!((run.code, run.ids()), (Some(1), vec!["good".to_owned()]));
    assert!(run.stderr.starts_with("quoth: socket.txt: cannot be read: "), "{}", run.stderr);
    assert_eq!(fixture.quoth(&["."]).ids(), ["good"], "in a folder it is no article");
}

#[test]
fn a_folder_without_articles_is_an_error() {
    let fixture = Fixture::new().file("in/notes.md", "x").file("good.txt", REPORT);
    let run = fixture.quoth(&["in", "good.txt"]);
    assert_eq!((run.code, run.ids()), (Some(1), vec!["good".to_owned()]));
    let reason = "no articles in this folder (articles are .txt, .jsonl and .ndjson files, also with .gz or .zst)";
    assert_eq!(run.stderr, format!("quoth: in: {reason}\nquoth: 1 of 2 could not be read\n"));
}

#[test]
fn a_folder_called_like_a_file_is_a_folder() {
    let fixture = Fixture::new().file("in/x.txt/a.txt", REPORT);
    assert_eq!(fixture.quoth(&["in"]).ids(), ["x.txt/a"]);
    assert_eq!(fixture.quoth(&["in/x.txt"]).ids(), ["a"]);
}

#[test]
fn a_bad_json_line_is_named_with_its_number() {
    for (line, reason) in [
        ("{\"text\": \"cut", "not valid JSON: EOF while parsing a string (column 13)"),
        ("nonsense", "not valid JSON: expected ident (column 2)"),
        ("{\"text\": \"\\ud83d\"}", "not valid JSON: unexpected end of hex escape (column 17)"),
        (
            "17",
            "a number instead of a JSON object; each line must be one article like {\"id\": \"a1\", \"text\": \"...\"}",
        ),
        (
            "{\"body\":1,\"title\":2}",
            "no field \"text\" (it has: body, title); name the one with the text: --text-field NAME",
        ),
        ("{\"text\":null}", "field \"text\" is null, not a string; name the one with the text: --text-field NAME"),
    ] {
        let lines = format!("{{\"text\":\"first\"}}\n{line}\n{{\"text\":\"last\"}}\n");
        let run = run_beside_good("bad.jsonl", lines);
        assert_eq!(run.ids(), ["bad#1", "bad#3", "good"]);
        assert_eq!(run.code, Some(1));
        assert_eq!(run.stderr, format!("quoth: in/bad.jsonl:2: {reason}\nquoth: 1 of 4 could not be read\n"));
    }
}

#[test]
fn deeply_nested_json_is_an_error_not_a_crash() {
    let bomb = format!("{{\"text\":\"x\",\"a\":{}", "[".repeat(100_000));
    assert!(message("bad.jsonl", bomb).starts_with("quoth: in/bad.jsonl:1: not valid JSON: recursion limit exceeded"));
}

#[test]
fn a_json_array_is_one_error_with_the_remedy() {
    let reason = message("bad.jsonl", "[\n  {\"text\": \"x\"},\n  {\"text\": \"y\"}\n]\n");
    assert_eq!(reason, "quoth: in/bad.jsonl:1: a JSON array, not one object a line; convert it: jq -c '.[]' FILE");
}

#[test]
fn cut_off_compressed_files_are_named() {
    let text = (0..2000).map(|n| format!("Sentence {} of it. ", n * 7919 % 1000)).collect::<String>();
    for (name, bytes) in [("bad.txt.gz", gzip(&text)), ("bad.txt.zst", zstd(&text))] {
        for cut in [1, 5, bytes.len() / 2, bytes.len() - 1] {
            let reason = message(name, &bytes[..cut]);
            assert!(
                reason.starts_with(&format!("quoth: in/{name}: the compressed data is cut off or damaged (")),
                "{reason}"
            );
        }
    }
}

#[test]
fn of_a_cut_off_stream_the_lines_before_the_cut_are_read() {
    let lines =
        (0..2000).map(|n| format!("{{\"text\":\"Sentence {} of it.\"}}\n", n * 7919 % 1000)).collect::<String>();
    for (name, bytes) in [("bad.jsonl.gz", gzip(&lines)), ("bad.jsonl.zst", zstd(lines.repeat(100)))] {
        let run = run_beside_good(name, &bytes[..bytes.len() - 20]);
        assert_eq!(run.code, Some(1));
        let read = run.ids().len() - 1;
        assert!(read > 100, "{name}: {read}");
        let reason = run.stderr.lines().next().unwrap();
        assert!(
            reason.starts_with(&format!("quoth: in/{name}:{}: the compressed data is cut off", read + 1)),
            "{reason}"
        );
    }
}

#[test]
fn what_is_called_compressed_and_is_not_is_named() {
    for name in ["bad.txt.gz", "bad.txt.zst", "bad.jsonl.gz", "bad.jsonl.zst"] {
        let reason = message(name, "This is plain text, whatever its name.");
        assert!(reason.contains(": the compressed data is cut off or damaged ("), "{reason}");
    }
}

/// A hundred megabytes of zeros in a hundred kilobytes: it is not unpacked into memory beyond the limit.
#[test]
fn a_decompression_bomb_is_refused() {
    let bomb = zstd(vec![b'a'; 100 << 20]);
    let fixture = Fixture::new().file("a.txt.zst", &bomb).file("b.jsonl.zst", &bomb);
    let run = fixture.quoth(&["a.txt.zst", "b.jsonl.zst", "--max-size", "1M"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.starts_with("quoth: a.txt.zst: larger than 1048576 bytes"), "{}", run.stderr);
    assert!(run.stderr.contains("\nquoth: b.jsonl.zst:1: larger than 1048576 bytes"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn control_characters_in_names_are_harmless_in_messages() {
    let run = Fixture::new().file("in/\u{1B}[31mred\u{202E}\n.jsonl", "nonsense").quoth(&["in"]);
    assert!(run.stderr.starts_with("quoth: in/␛[31mred .jsonl:1: not valid JSON"), "{}", run.stderr);
}
