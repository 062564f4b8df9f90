//! Sizes that take minutes, or gigabytes of disk, and so are run by hand:
//!
//! ```sh
//! cargo test --release --locked --test cli -- --ignored --test-threads 1
//! ```

use crate::fixture::{Fixture, REPORT};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Stdio};

/// Waits for the end of a run that went well; tells the most memory it had, in megabytes.
fn peak_memory(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        // In the moment between its end and our asking, the file has no such line.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) / 1024);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
    peak
}

#[test]
#[ignore = "heavy: see the head of this file"]
fn a_hundred_thousand_files() {
    let fixture =
        (0..100_000).fold(Fixture::new(), |fixture, n| fixture.file(&format!("in/{:03}/{n:06}.txt", n / 1000), REPORT));
    let mut child = fixture.command(&["in", "-o", "out.jsonl"]).spawn().unwrap();
    let peak = peak_memory(&mut child);
    let lines = BufReader::new(File::open(fixture.path("out.jsonl")).unwrap()).lines();
    let count = lines.enumerate().map(|(n, line)| assert!(line.unwrap().contains(&format!("/{n:06}\"")))).count();
    assert_eq!(count, 100_000);
    assert!(peak < 200, "{peak} MB");
}

#[test]
#[ignore = "heavy: see the head of this file"]
fn a_json_line_of_a_hundred_megabytes() {
    let text = format!("Report. {REPORT}").repeat((100 << 20) / REPORT.len());
    let line = serde_json::json!({ "text": text }).to_string();
    let fixture = Fixture::new().file("in.jsonl", format!("{{\"text\":\"x\"}}\n{line}\n{{\"text\":\"y\"}}\n"));
    let run = fixture.quoth(&["in.jsonl", "-f", "jsonl"]);
    assert_eq!((run.code, run.ids()), (Some(0), ["in#1", "in#2", "in#3"].map(str::to_owned).to_vec()));
}

#[test]
#[ignore = "heavy: see the head of this file"]
fn a_gigabyte_of_json_lines_in_bounded_memory() {
    let fixture = Fixture::new();
    let mut command = fixture.command(&["-", "-o", "out.jsonl"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let line = format!("{}\n", serde_json::json!({ "text": format!("Report. {REPORT}\n\n").repeat(50) }));
    let feeder = std::thread::spawn(move || {
        let some = line.repeat(100);
        (0..(1 << 30) / some.len()).for_each(|_| stdin.write_all(some.as_bytes()).unwrap());
    });
    let peak = peak_memory(&mut child);
    feeder.join().unwrap();
    assert!(peak < 200, "{peak} MB");
}

#[test]
#[ignore = "heavy: see the head of this file"]
fn every_number_of_jobs_from_1_to_64_gives_the_same_bytes() {
    let fixture = Fixture::new().reports("in", 300).file("in/0050.txt", REPORT.repeat(500)).file("in/bad.txt", "%PDF-");
    let one = fixture.quoth(&["in", "--jobs", "1"]);
    for jobs in 2..=64 {
        assert_eq!(fixture.quoth(&["in", "--jobs", &jobs.to_string()]), one, "--jobs {jobs}");
    }
}
