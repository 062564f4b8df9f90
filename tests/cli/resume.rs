//! Interrupted batches, continued: no article twice, none missing.

use crate::fixture::{Fixture, REPORT, Run, gzip, names};
use proptest::prelude::*;
use std::hash::{BuildHasher, RandomState};
use std::io::{Read, Write};
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

const PART: &str = "out.jsonl.quoth-part";
const LOCK: &str = "out.jsonl.quoth-lock";

/// What is read: a folder, and a file that is in it as well. At the end is something that cannot be read.
const INPUTS: [&str; 3] = ["in", "in/dump.jsonl", "none.txt"];

/// Inputs of every sort, some of which cannot be read, some with the same ids.
fn batch() -> Fixture {
    let line = |n: usize| match n % 7 {
        3 => "{broken\n".to_owned(),
        5 => format!("{{\"id\":\"same\",\"text\":{REPORT:?}}}\n"),
        _ => format!("{{\"text\":{:?}}}\n", format!("Report {n}. {REPORT}").repeat(n % 4 + 1)),
    };
    Fixture::new()
        .reports("in", 30)
        .file("in/0010.txt", "%PDF-")
        .file("in/dump.jsonl", (0..40).map(line).collect::<String>())
        .file("in/packed.txt.gz", gzip(REPORT))
        .file("in/zz.txt", REPORT)
}

fn with<'a>(inputs: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    [inputs, more].concat()
}

/// The run that nothing interrupts.
fn uninterrupted(fixture: &Fixture) -> Run {
    let run = fixture.quoth(&INPUTS);
    assert!(run.ids().len() > 80, "{run:?}");
    run
}

/// Continues, and fails unless the output is that of the run that nothing interrupted.
#[track_caller]
fn continues(fixture: &Fixture, whole: &Run) -> Run {
    let run = fixture.quoth(&with(&INPUTS, &["-o", "out.jsonl", "--resume"]));
    assert_eq!(run.code, whole.code, "{run:?}");
    assert_eq!(fixture.read("out.jsonl"), whole.stdout);
    assert_eq!(fixture.names(""), ["in", "out.jsonl"]);
    run
}

#[test]
fn a_batch_killed_at_random_points_ends_as_if_nothing_had_been() {
    let fixture = batch();
    let whole = uninterrupted(&fixture);
    let size = |name: &str| std::fs::metadata(fixture.path(name)).map_or(0, |data| data.len());
    let mut kills = 0;
    loop {
        let mut command = fixture.command(&with(&INPUTS, &["-o", "out.jsonl", "--resume", "-j3"]));
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        // Killed as soon as some more bytes are there, at the latest when all of them could be.
        let enough = size(PART) + RandomState::new().hash_one(kills) % (whole.stdout.len() as u64 / 8);
        let code = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status.code();
            }
            if size(PART) > enough {
                child.kill().unwrap();
                break child.wait().unwrap().code();
            }
            sleep(Duration::from_micros(100));
        };
        if code.is_some() {
            assert_eq!(code, whole.code);
            break;
        }
        kills += 1;
        assert!(!fixture.path("out.jsonl").exists(), "half a file");
    }
    assert!(kills > 0, "nothing was interrupted");
    assert_eq!(fixture.read("out.jsonl"), whole.stdout, "after {kills} kills");
    assert_eq!(fixture.names(""), ["in", "out.jsonl"]);
}

#[test]
fn a_part_cut_off_or_damaged_anywhere_is_continued() {
    let fixture = batch();
    let whole = uninterrupted(&fixture);
    // The input that cannot be read comes last, so all records are in the part.
    let run = fixture.quoth(&with(&["in/zz.txt", "none.txt"], &["-o", "out.jsonl", "--fail-fast"]));
    let kept = "what was done is kept in out.jsonl.quoth-part; the same command with --resume goes on with it";
    assert_eq!(
        run.stderr,
        format!("quoth: none.txt: no such file or folder\nquoth: {kept}\nquoth: 1 of 2 could not be read\n")
    );
    let lock = fixture.read(LOCK);
    let runner = proptest::test_runner::Config { cases: 16, failure_persistence: None, ..Default::default() };
    let tail = prop_oneof![Just(vec![]), Just(vec![0; 5000]), Just(b"{\"id\":\"x\"}".to_vec()), Just(b"\n".to_vec())];
    proptest!(runner, |(cut in 0..=whole.stdout.len(), tail in tail)| {
        let part = [&whole.stdout.as_bytes()[..cut], &tail].concat();
        std::fs::write(fixture.path(PART), part).unwrap();
        std::fs::write(fixture.path(LOCK), &lock).unwrap();
        continues(&fixture, &whole);
    });
}

#[test]
fn what_could_not_be_read_is_tried_again() {
    let fixture = Fixture::new().file("in/a.txt", REPORT).file("in/b.txt", "%PDF-").file("in/c.txt", REPORT);
    let args = ["in", "-o", "out.jsonl", "--fail-fast", "--resume"];
    assert_eq!((fixture.quoth(&args).code, fixture.read(PART).lines().count()), (Some(1), 1));
    let fixture = fixture.file("in/b.txt", REPORT).file("in/aa.txt", REPORT);
    let run = fixture.quoth(&args);
    assert_eq!((run.code, &*run.stderr), (Some(0), "quoth: going on where the last run stopped; articles done: 1\n"));
    assert_eq!(fixture.read("out.jsonl"), fixture.quoth(&["in"]).stdout);
}

#[test]
fn nothing_to_go_on_with_is_a_run_from_the_beginning() {
    let fixture = batch();
    let whole = uninterrupted(&fixture);
    for _ in 0..2 {
        assert_eq!(continues(&fixture, &whole).stderr, whole.stderr);
    }
    std::fs::write(fixture.path(PART), &whole.stdout[..whole.stdout.len() / 2]).unwrap();
    assert_eq!(fixture.quoth(&with(&INPUTS, &["-o", "out.jsonl"])).stderr, whole.stderr, "not asked to resume");
    assert_eq!(fixture.read("out.jsonl"), whole.stdout);
}

#[test]
fn records_made_with_other_options_do_not_follow() {
    let fixture = batch();
    fixture.quoth(&["in/zz.txt", "none.txt", "-o", "out.jsonl", "--fail-fast"]);
    let part = fixture.read(PART);
    let begun = "quoth: out.jsonl.quoth-part was begun by quoth ";
    let remedy = "; use the same options, or start over without --resume\n";
    for other in [["--offsets", "bytes"], ["--model", "rules"], ["--min-confidence", "0.5"], ["--id-field", "url"]] {
        let run = fixture.quoth(&with(&["in/zz.txt", "-o", "out.jsonl", "--resume"], &other));
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.starts_with(begun) && run.stderr.ends_with(remedy), "{}", run.stderr);
        assert_eq!(fixture.read(PART), part);
    }
}

#[test]
fn resuming_goes_with_a_file_of_json_lines() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    for output in ["x.csv", "x.json", "-", "/dev/null"] {
        let run = fixture.quoth(&["a.txt", "-o", output, "--resume"]);
        assert_eq!(run.code, Some(2), "{output}: {run:?}");
    }
    let run = fixture.quoth(&["a.txt", "-o", "x.csv", "--resume"]);
    assert!(run.stderr.starts_with("quoth: --resume goes with -o FILE and JSON Lines"), "{}", run.stderr);
    assert_eq!(fixture.quoth(&["a.txt", "--resume"]).code, Some(2));
    assert_eq!(fixture.names(""), ["a.txt"]);
}

/// Waits until the part has so many lines.
fn wait_for_lines(fixture: &Fixture, lines: usize) {
    let started = Instant::now();
    while !fixture.path(PART).exists() || fixture.read(PART).lines().count() < lines {
        assert!(started.elapsed() < Duration::from_secs(60), "the records never appeared");
        sleep(Duration::from_millis(2));
    }
}

#[test]
fn only_one_run_at_a_time_writes_an_output() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    let mut first = fixture.command(&["-", "-o", "out.jsonl"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = first.stdin.take().unwrap();
    writeln!(stdin, "{{\"text\":{REPORT:?}}}").unwrap();
    wait_for_lines(&fixture, 1);
    let run = fixture.quoth(&["a.txt", "-o", "out.jsonl"]);
    let message = "quoth: out.jsonl.quoth-lock: another run is writing this output; wait until it ends\n";
    assert_eq!((run.code, &*run.stderr), (Some(1), message));
    drop(stdin);
    assert!(first.wait().unwrap().success());
    assert_eq!(fixture.read("out.jsonl").lines().count(), 1);
    assert_eq!(fixture.quoth(&["a.txt", "-o", "out.jsonl"]).code, Some(0));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_how_to_go_on() {
    let fixture = Fixture::new();
    let line = |n: usize| format!("{{\"text\":\"Report {n}.\"}}\n");
    let mut command = fixture.command(&["-", "-o", "out.jsonl"]);
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    (0..3).for_each(|n| stdin.write_all(line(n).as_bytes()).unwrap());
    wait_for_lines(&fixture, 3);
    assert!(std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(
        stderr,
        "quoth: what was done is kept in out.jsonl.quoth-part; the same command with --resume goes on with it\n"
    );
    assert_eq!(names(&fixture.path("")), [LOCK, PART]);
    let all: String = (0..5).map(line).collect();
    let run = fixture.quoth_with(&["-", "-o", "out.jsonl", "--resume"], &all);
    assert_eq!((run.code, &*run.stderr), (Some(0), "quoth: going on where the last run stopped; articles done: 3\n"));
    assert_eq!(fixture.read("out.jsonl"), fixture.quoth_with(&["-"], &all).stdout);
}
