//! Formats, offsets, and files that appear whole or not at all.

use crate::fixture::{Fixture, REPORT};
use serde_json::Value;

#[test]
fn the_format_is_the_one_named_else_the_extension_else_json_lines_in_a_pipe() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    assert_eq!(fixture.quoth(&["a.txt"]).records()[0]["schema"], "quoth/1");
    assert_eq!(fixture.quoth(&["a.txt", "-o", "x.json"]).code, Some(0));
    let document: Value = serde_json::from_str(&fixture.read("x.json")).unwrap();
    assert_eq!(document["articles"][0]["id"], "a");
    assert_eq!(document["summary"]["articles"], 1);
    assert_eq!(fixture.quoth(&["a.txt", "-o", "x.NDJSON"]).code, Some(0));
    assert_eq!(fixture.read("x.NDJSON"), fixture.quoth(&["a.txt"]).stdout);
    assert_eq!(fixture.quoth(&["a.txt", "-o", "y.json", "--format", "jsonl"]).code, Some(0));
    assert_eq!(fixture.read("y.json"), fixture.quoth(&["a.txt"]).stdout);
    assert_eq!(fixture.quoth(&["a.txt", "-o", "-"]), fixture.quoth(&["a.txt"]));
    assert!(!fixture.quoth(&["a.txt", "--format", "table"]).stdout.contains('{'));
}

#[test]
fn an_extension_without_a_format_is_wrong_usage() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    for name in ["x.xlsx", "x"] {
        let run = fixture.quoth(&["a.txt", "-o", name]);
        assert_eq!(run.code, Some(2));
        assert!(
            run.stderr
                .starts_with(&format!("quoth: {name}: the extension tells no format; name one with --format (table, ")),
            "{}",
            run.stderr
        );
        assert_eq!(fixture.names(""), ["a.txt"]);
    }
}

#[test]
fn an_output_that_cannot_be_is_wrong_usage() {
    let fixture = Fixture::new().file("a.jsonl", "{\"text\":\"x\"}\n").file("in/b.txt", REPORT);
    for (output, reason) in [
        ("a.jsonl", "quoth: a.jsonl: is an input and the output at once; write to another file\n"),
        ("in", "quoth: in: is a folder; name a file in it for the output\n"),
        ("no/x.jsonl", "quoth: no/x.jsonl: the folder no does not exist\n"),
    ] {
        let run = fixture.quoth(&["a.jsonl", "-o", output]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(2), reason));
    }
    assert_eq!(fixture.read("a.jsonl"), "{\"text\":\"x\"}\n");
}

#[test]
fn for_every_unit_the_text_at_the_offsets_is_the_text_of_the_record() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    for unit in ["bytes", "chars", "utf16"] {
        for (command, key) in [("sentences", "sentences"), ("tokens", "tokens")] {
            let records = fixture.quoth(&[command, "a.txt", "--offsets", unit]).records();
            let spans = records[0][key].as_array().unwrap();
            assert!(spans.len() >= 3);
            for span in spans {
                let (start, end) = (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
                let text = match unit {
                    "bytes" => REPORT[start..end].to_owned(),
                    "chars" => REPORT.chars().skip(start).take(end - start).collect(),
                    _ => String::from_utf16(&REPORT.encode_utf16().collect::<Vec<_>>()[start..end]).unwrap(),
                };
                assert_eq!(span["text"], text.as_str(), "{unit}");
            }
        }
    }
    let default = fixture.quoth(&["tokens", "a.txt"]);
    assert_eq!(default, fixture.quoth(&["tokens", "a.txt", "--offsets", "chars"]));
}

#[test]
fn the_output_in_the_folder_that_is_read_is_not_read() {
    let fixture = Fixture::new().file("in/a.txt", REPORT);
    for _ in 0..2 {
        assert_eq!(fixture.quoth(&["in", "-o", "in/out.jsonl"]).records().len(), 0);
        assert_eq!(fixture.read("in/out.jsonl").lines().count(), 1);
    }
    let redirected = std::fs::File::create(fixture.path("in/out.jsonl")).unwrap();
    assert!(fixture.command(&["in"]).stdout(redirected).status().unwrap().success());
    assert_eq!(fixture.read("in/out.jsonl").lines().count(), 1);
}

#[test]
fn an_output_file_replaces_the_one_before_only_when_it_is_whole() {
    let fixture = Fixture::new().file("a.txt", REPORT).file("out.jsonl", "before");
    let part = ["out.jsonl.quoth-lock", "out.jsonl.quoth-part"];
    for (args, kept) in [(&["none.txt"][..], &[][..]), (&["a.txt", "none.txt", "--fail-fast"], &part)] {
        assert_eq!(fixture.quoth(&[args, &["-o", "out.jsonl"]].concat()).code, Some(1));
        assert_eq!(fixture.read("out.jsonl"), "before");
        assert_eq!(fixture.names(""), [&["a.txt", "out.jsonl"], kept].concat());
    }
    assert_eq!(fixture.quoth(&["a.txt", "none.txt", "-o", "out.jsonl"]).code, Some(1));
    assert_eq!(fixture.read("out.jsonl"), fixture.quoth(&["a.txt"]).stdout, "what could be read is there");
    assert_eq!(fixture.names(""), ["a.txt", "out.jsonl"]);
}

#[cfg(unix)]
#[test]
fn an_output_file_may_what_new_files_may_or_what_it_could_before() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new().file("a.txt", REPORT).file("kept.jsonl", "").file("target.jsonl", "");
    let mode = |name: &str| std::fs::metadata(fixture.path(name)).unwrap().permissions().mode() & 0o777;
    std::fs::set_permissions(fixture.path("kept.jsonl"), PermissionsExt::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("target.jsonl", fixture.path("link.jsonl")).unwrap();
    for name in ["new.jsonl", "kept.jsonl", "link.jsonl"] {
        assert_eq!(fixture.quoth(&["a.txt", "-o", name]).code, Some(0));
    }
    assert_eq!(mode("new.jsonl"), mode("a.txt"));
    assert_eq!(mode("kept.jsonl"), 0o640);
    assert!(fixture.path("link.jsonl").is_symlink());
    assert_eq!(fixture.read("target.jsonl"), fixture.read("new.jsonl"));
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    let run = fixture.quoth(&["a.txt", "-o", "/dev/stderr", "--format", "jsonl"]);
    assert_eq!((run.code, run.stderr), (Some(0), fixture.quoth(&["a.txt"]).stdout));
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    let plain = fixture.quoth(&["a.txt", "--format", "table"]);
    assert!(!plain.stdout.contains('\u{1B}'));
    assert_eq!(plain, fixture.quoth(&["a.txt", "--format", "table", "--color", "never"]));
}

#[test]
fn doubtful_quotes_are_left_out_on_demand_and_sources_with_them() {
    let text = format!("{REPORT}\nResidents seem to think that it will last.\n");
    let fixture = Fixture::new().file("a.txt", text);
    let record = |least: &str| fixture.quoth(&["a.txt", "--min-confidence", least]).records().remove(0);
    let all = record("0");
    assert_eq!(all, fixture.quoth(&["a.txt"]).records()[0]);
    let sure = record("0.9");
    let quotes = |record: &Value| record["quotes"].as_array().unwrap().len();
    let left = all["quotes"].as_array().unwrap().iter().filter(|q| q["confidence"].as_f64() < Some(0.9)).count();
    assert!(left > 0 && quotes(&sure) > 0, "some are doubtful and some are not: {all}");
    assert_eq!(quotes(&sure), quotes(&all) - left);
    let counted: u64 = sure["counts"]["quotes"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    assert_eq!(counted, quotes(&sure) as u64);
    let names = |record: &Value| -> Vec<Value> {
        record["sources"].as_array().unwrap().iter().map(|source| source["name"].clone()).collect()
    };
    assert!(!names(&sure).is_empty() && names(&sure).len() < names(&all).len(), "{sure}");
    assert_eq!((quotes(&record("1")), names(&record("1"))), (0, vec![]));
    for wrong in ["1.5", "-1", "half"] {
        let run = fixture.quoth(&["a.txt", &format!("--min-confidence={wrong}")]);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains("expected a number from 0 to 1"), "{}", run.stderr);
    }
}
