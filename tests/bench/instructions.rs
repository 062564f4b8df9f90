//! Instructions a byte of text, by stage: the figure that comes out the same on a busy machine. Needs valgrind.
//!
//! ```sh
//! cargo bench --bench instructions                        # beside those on record
//! QUOTH_ACCEPT_SCORES=1 cargo bench --bench instructions  # puts them on record
//! ```
//!
//! The program runs itself under callgrind, with one and with two passes over the articles: the difference is what a pass costs, without
//! what start and preparation cost. On record are those over the sample articles, in `instructions.txt`.
#![allow(clippy::print_stdout)]

mod stages;

use stages::{STAGES, Tools};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// What stands above the figures on record.
const HEAD: &str = "\
Instructions a byte of the sample articles, as callgrind counts them (it knows AVX2 at most).
Refreshed by: QUOTH_ACCEPT_SCORES=1 cargo bench --bench instructions

stage                    instructions a byte    times word bounds
";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [stage, passes] = arguments.as_slice() {
        return run(stage, passes.parse().expect("a number of passes"));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/instructions.txt");
    let on_record = std::fs::read_to_string(&file).unwrap_or_default();
    let bytes = stages::texts().iter().map(String::len).sum::<usize>();
    println!("{bytes} bytes of text\n{:<24}{:>20}{:>12}", "stage", "instructions a byte", "on record");
    let mut record = HEAD.to_owned();
    let mut word_bounds = None;
    // The encoder takes valgrind a quarter of an hour, and nearly all of its instructions are a library's products.
    for (name, _) in STAGES.iter().filter(|(name, _)| *name != "accurate analysis") {
        let pass = (instructions(name, 2) - instructions(name, 1)) as f64 / bytes as f64;
        let times = pass / *word_bounds.get_or_insert(pass);
        println!("{name:<24}{pass:>20.1}{:>12}", before(&on_record, name).unwrap_or("-"));
        writeln!(record, "{name:<24}{pass:>20.1}{times:>21.2}").expect("a string takes all");
    }
    if std::env::var_os("QUOTH_ACCEPT_SCORES").is_some_and(|switch| switch == "1") {
        std::fs::write(&file, record).expect("the record can be written");
    }
}

/// The figure on record for a stage.
fn before<'r>(record: &'r str, stage: &str) -> Option<&'r str> {
    let mut lines = record.lines().filter_map(|line| line.split_at_checked(24));
    let (_, figures) = lines.find(|(name, _)| name.trim_end() == stage)?;
    figures.split_whitespace().next()
}

fn run(name: &str, passes: usize) {
    let (tools, texts) = (Tools::new(), stages::texts());
    let articles = tools.prepare(&texts);
    let (_, stage) = STAGES.iter().find(|(other, _)| *other == name).expect("a stage");
    let made = (0..passes).flat_map(|_| &articles).map(|article| stage(&tools, article)).sum::<usize>();
    assert!(made > 0, "{name}: nothing is measured");
}

/// What callgrind counts of this program with that many passes.
fn instructions(stage: &str, passes: usize) -> u64 {
    let own = std::env::current_exe().expect("the path of this program");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(own).arg(stage).arg(passes.to_string());
    let output = valgrind.output().expect("valgrind is installed");
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{messages}");
    let count = messages.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    count.unwrap_or_else(|| panic!("no count in: {messages}"))
}
