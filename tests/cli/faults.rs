//! What goes wrong around a batch: disks that fill up, pipes that close, files that change under the reader, mistakes of ours.
//! (Bad input is in `bad_input.rs`, interruption in `batch.rs` and `resume.rs`, sizes in `heavy.rs`.)

use crate::fixture::{Fixture, REPORT, Run, names};
use serde_json::Value;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Runs `quoth ARGS` by a shell, which does something first: `setup` ends in `exec "$@"` with redirections.
#[cfg(unix)]
fn quoth_by_shell(fixture: &Fixture, setup: &str, args: &[&str]) -> Run {
    let quoth = fixture.command(args);
    let mut shell = Command::new("sh");
    shell.env("QUOTH_MODEL", "fast");
    shell.args(["-c", setup, "sh"]).arg(quoth.get_program()).args(args);
    shell.current_dir(fixture.path("")).stdin(Stdio::null()).output().unwrap().into()
}

#[cfg(debug_assertions)]
#[test]
fn a_mistake_of_ours_in_one_article_costs_its_quotes_only() {
    let fixture = Fixture::new().reports("in", 5);
    let with_mistake = |args: &[&str]| Run::from(fixture.command(args).env("QUOTH_PANIC", "0002").output().unwrap());
    let (sound, run) = (fixture.quoth(&["in"]), with_mistake(&["in"]));
    assert_eq!((run.code, run.ids()), (Some(1), sound.ids()));
    let said = "internal error: asked for (src/cli/analyze.rs:";
    assert!(run.stderr.starts_with(&format!("quoth: in/0002.txt: {said}")), "{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    for (number, (record, expected)) in run.lines().iter().zip(sound.lines()).enumerate() {
        if number == 2 {
            assert_eq!(record["quotes"].as_array().map(Vec::len), Some(0));
            assert!(record["warnings"][0].as_str().unwrap().starts_with(said), "{record}");
        } else {
            assert_eq!(*record, expected);
        }
    }
    for format in ["table", "json", "csv", "tsv"] {
        let run = with_mistake(&["in", "--format", format]);
        assert_eq!((run.code, run.stdout.contains("Ana Ruiz")), (Some(1), true), "{format}");
    }
    assert_eq!(with_mistake(&["in", "--fail-fast"]).lines().len(), 3);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_half_file() {
    let fixture = Fixture::new().reports("in", 30).file("in/long.txt", REPORT.repeat(200));
    // No file may grow beyond a few kilobytes, and the signal that says so is ignored.
    let small = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
    for name in ["out.json", "out.csv", "out.tsv", "out.txt", "out.html", "gold", "out.jsonl"] {
        let format: &[&str] = if name == "gold" { &["-f", "brat"] } else { &[] };
        let run = quoth_by_shell(&fixture, small, &[&["in", "-o", name], format].concat());
        assert_eq!(run.code, Some(1), "{run:?}");
        let last = run.stderr.lines().last().unwrap_or_default();
        assert!(last.starts_with(&format!("quoth: {name}: cannot be written: ")), "{run:?}");
        assert!(!fixture.path(name).exists());
    }
    assert_eq!(fixture.names(""), ["in", "out.jsonl.quoth-lock", "out.jsonl.quoth-part"]);
    let run = fixture.quoth(&["in", "-o", "out.jsonl", "--resume"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(fixture.read("out.jsonl"), fixture.quoth(&["in"]).stdout);
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_without_space_is_an_error() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    let said = "cannot be written: No space left on device (os error 28)\n";
    for args in [&["a.txt"][..], &["tokens", "a.txt"], &["schema"], &["man"], &["completions", "bash"]] {
        let run = quoth_by_shell(&fixture, "exec \"$@\" > /dev/full", args);
        assert_eq!((run.code, run.stderr), (Some(1), format!("quoth: standard output: {said}")), "{args:?}");
    }
    let run = fixture.quoth(&["a.txt", "-o", "/dev/full", "--format", "jsonl"]);
    assert_eq!((run.code, run.stderr), (Some(1), format!("quoth: /dev/full: {said}")));
}

/// What resumes is in `resume.rs`; all else starts over.
#[test]
fn a_killed_run_leaves_no_half_file() {
    for (name, format) in [("out.csv", "csv"), ("out.json", "json"), ("out.html", "html"), ("gold", "brat")] {
        let fixture = Fixture::new();
        let lines = format!("{{\"text\":{REPORT:?}}}\n").repeat(200);
        let args = ["-", "-f", format, "-o", name];
        let mut child = fixture.command(&args).stdin(Stdio::piped()).spawn().unwrap();
        // Standard input stays open: the run is in the middle, whenever it is killed.
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(lines.as_bytes()).unwrap();
        let begun = Instant::now();
        while fixture.names("").is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(60), "{format}: nothing was begun");
            std::thread::sleep(Duration::from_millis(5));
        }
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().code(), None);
        assert!(!fixture.path(name).exists(), "{format}");
        assert_eq!(fixture.quoth_with(&args, &lines).code, Some(0), "{format}: what was left is not in the way");
        assert!(fixture.path(name).exists(), "{format}");
    }
}

#[test]
fn a_pipe_may_close_at_any_point() {
    let fixture = Fixture::new().reports("in", 150);
    for format in ["jsonl", "json", "csv", "table", "html"] {
        for point in [0, 1, 3000, 70_000] {
            let mut command = fixture.command(&["in", "--model", "rules", "--format", format]);
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let mut stdout = child.stdout.take().unwrap();
            std::io::copy(&mut stdout.by_ref().take(point), &mut std::io::sink()).unwrap();
            drop(stdout);
            let run = Run::from(child.wait_with_output().unwrap());
            assert_eq!((run.code, &*run.stderr), (Some(0), ""), "{format}, closed after {point} bytes");
        }
    }
}

#[cfg(unix)]
#[test]
fn streams_that_were_closed_from_the_start_do_no_harm() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
        let run = quoth_by_shell(&fixture, &format!("exec \"$@\" {closed}"), &["a.txt", "none", "-o", "out.jsonl"]);
        assert_eq!(run.code, Some(1), "{closed}: {run:?}");
        assert_eq!(fixture.read("out.jsonl"), fixture.quoth(&["a.txt"]).stdout, "{closed}");
    }
}

/// Nobody, not even root, can read the start of a process's memory.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_fails_while_it_is_read_is_named() {
    let fixture = Fixture::new().file("good.txt", REPORT);
    for format in ["text", "jsonl"] {
        let run = fixture.quoth(&["/proc/self/mem", "good.txt", "--input", format, "--fail-fast"]);
        assert_eq!(run.code, Some(1));
        assert!(run.stderr.starts_with("quoth: /proc/self/mem"), "{}", run.stderr);
        assert!(run.stderr.contains("cannot be read: Input/output error (os error 5)"), "{}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_itself_is_named_and_the_rest_is_read() {
    let fixture = Fixture::new().file("in/good.txt", REPORT);
    std::os::unix::fs::symlink("loop.txt", fixture.path("in/loop.txt")).unwrap();
    for inputs in [&["in"][..], &["in/good.txt", "in/loop.txt"]] {
        let run = fixture.quoth(inputs);
        assert_eq!((run.code, run.ids()), (Some(1), vec!["good".to_owned()]));
        assert!(run.stderr.starts_with("quoth: in/loop.txt: cannot be read: Too many levels"), "{}", run.stderr);
    }
}

/// Files that come, go, grow and shrink while they are read spoil nothing but themselves.
#[test]
fn files_that_change_under_the_reader_spoil_only_themselves() {
    let fixture = Fixture::new().reports("in/stable", 40).file("in/changing/0.txt", REPORT);
    let stable = fixture.quoth(&["in/stable"]).lines();
    let over = AtomicBool::new(false);
    let runs: Vec<Run> = std::thread::scope(|scope| {
        scope.spawn(|| {
            for n in (0..).take_while(|_| !over.load(Ordering::Relaxed)) {
                let path = |n: usize, extension| fixture.path(&format!("in/changing/{}.{extension}", n % 20));
                let lines = format!("{{\"text\":{REPORT:?}}}\n").repeat(50);
                std::fs::write(path(n, "txt"), REPORT.repeat(n % 9)).unwrap();
                std::fs::write(path(n, "jsonl"), &lines.as_bytes()[..n * 97 % lines.len()]).unwrap();
                _ = std::fs::remove_file(path(n + 7, "txt"));
                _ = std::fs::rename(path(n + 3, "jsonl"), path(n + 5, "jsonl"));
            }
        });
        let runs = (0..8).map(|_| fixture.quoth(&["in"])).collect();
        over.store(true, Ordering::Relaxed);
        runs
    });
    for run in runs {
        let (_, found): (Vec<_>, Vec<_>) =
            run.lines().into_iter().partition(|record| record["path"].as_str().unwrap().contains("changing"));
        let quotes =
            |records: &[Value]| -> Vec<Value> { records.iter().map(|record| record["quotes"].clone()).collect() };
        assert_eq!(quotes(&found), quotes(&stable));
        assert_eq!(run.code, Some(i32::from(!run.stderr.is_empty())), "{run:?}");
        for line in run.stderr.lines() {
            let known = line.starts_with("quoth: in/changing/") || line.ends_with(" could not be read");
            assert!(known, "{line}");
        }
    }
    assert_eq!(names(&fixture.path("in")), ["changing", "stable"]);
}

/// A file of twenty bytes whose header asks for a window of two gigabytes.
#[test]
fn a_compressed_file_cannot_ask_for_gigabytes() {
    let (window_of_2_gb, one_raw_byte) = ((31_u8 - 10) << 3, [9, 0, 0, b'a']);
    let bytes = [&[0x28, 0xB5, 0x2F, 0xFD, 0, window_of_2_gb][..], &one_raw_byte].concat();
    let run = Fixture::new().file("a.txt.zst", bytes).quoth(&["a.txt.zst"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.contains("requires too much memory"), "{}", run.stderr);
}
