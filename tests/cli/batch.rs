//! Many articles: order, failures, closed pipes, interruption.

use crate::fixture::{Fixture, REPORT, names};
use proptest::prelude::*;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn output_is_in_input_order_whatever_the_number_of_jobs() {
    let fixture = Fixture::new().reports("in", 200).file("in/0050.txt", REPORT.repeat(500));
    let one = fixture.quoth(&["in", "--jobs", "1"]);
    assert_eq!(one.ids(), (0..200).map(|n| format!("{n:04}")).collect::<Vec<_>>());
    for jobs in ["2", "5", "16", "64"] {
        assert_eq!(fixture.quoth(&["in", "--jobs", jobs]), one, "--jobs {jobs}");
    }
}

#[test]
fn fail_fast_stops_at_the_first_failure() {
    let fixture = Fixture::new().file("a.txt", REPORT).file("b.txt", "%PDF-").file("c.txt", REPORT);
    let run = fixture.quoth(&[".", "--fail-fast"]);
    assert_eq!((run.code, run.ids()), (Some(1), vec!["a".to_owned()]));
    assert_eq!(run.stderr.lines().count(), 2, "{}", run.stderr);
    let document = fixture.quoth(&[".", "--fail-fast", "--format", "json"]).stdout;
    assert!(serde_json::from_str::<serde_json::Value>(&document).is_ok(), "the document is whole: {document}");
}

#[test]
fn quiet_leaves_only_the_errors() {
    let run = Fixture::new().file("a.txt", REPORT).quoth(&["a.txt", "none", "--quiet"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), "quoth: none: no such file or folder\n"));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let lines = format!("{{\"text\":{:?}}}\n", "A report. ".repeat(20)).repeat(20_000);
    let fixture = Fixture::new().file("a.jsonl", lines);
    let mut child =
        fixture.command(&["tokens", "a.jsonl"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"id\":\"a#1\""));
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
}

/// Records come out as articles come in, not when a buffer is full.
#[test]
fn a_slow_stream_is_answered_line_by_line() {
    use std::io::Write;
    let fixture = Fixture::new();
    let mut child = fixture.command(&[]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for n in 1..=3 {
        writeln!(stdin, "{{\"text\":\"Report {n}.\"}}").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains(&format!("\"id\":\"stdin#{n}\"")), "{line}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_file_behind() {
    let fixture = Fixture::new();
    // Standard input stays open: the run waits for more when the signal comes.
    let mut command = fixture.command(&["-", "-o", "out.jsonl"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _stdin = child.stdin.take(); // waiting for the child would close it
    let started = Instant::now();
    while names(&fixture.path("")).is_empty() {
        assert!(started.elapsed() < Duration::from_secs(60), "the temporary file never appeared");
        std::thread::sleep(Duration::from_millis(5));
    }
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(names(&fixture.path("")), [""; 0]);
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(stderr, "");
}

/// A line of a dump: mostly articles, some of them long, some lines broken.
fn dump_line() -> impl Strategy<Value = String> {
    let text = proptest::collection::vec(
        prop_oneof![
            "[a-zA-Z]{1,8} ",
            Just("“".into()),
            Just("” ".into()),
            Just("she said. ".into()),
            Just("\n\n".into()),
            "\\PC{1,3}"
        ],
        0..40,
    );
    prop_oneof![
        8 => (text, 1usize..20).prop_map(|(words, times)| serde_json::json!({"text": words.concat().repeat(times)}).to_string()),
        1 => Just("{broken".into()),
        1 => Just("{\"body\": \"x\"}".into()),
        1 => Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_bytes_are_the_same_every_run(lines in proptest::collection::vec(dump_line(), 0..40), format in prop_oneof![Just("json"), Just("jsonl"), Just("table")]) {
        let fixture = Fixture::new().file("in/a.jsonl", lines.join("\n")).file("in/b.txt", lines.concat());
        let one = fixture.quoth(&["in", "--format", format, "--jobs", "1"]);
        let bad = lines.iter().any(|line| line == "{broken" || line.contains("body"));
        prop_assert_eq!(one.code, Some(i32::from(bad)));
        for jobs in ["1", "4"] {
            prop_assert_eq!(&fixture.quoth(&["in", "--format", format, "--jobs", jobs]), &one);
        }
    }
}
