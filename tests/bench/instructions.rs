//! Instructions a byte of text, by stage: the figure that comes out the same on a busy machine. Needs valgrind.
//!
//! ```sh
//! cargo bench --bench instructions
//! ```
//!
//! The program runs itself under callgrind, with one and with two passes over the articles: the difference is what a pass costs, without
//! what start and preparation cost.
#![allow(clippy::print_stdout)]

mod stages;

use stages::{STAGES, Tools};
use std::process::Command;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if let [stage, passes] = arguments.as_slice() {
        return run(stage, passes.parse().expect("a number of passes"));
    }
    let bytes = stages::texts().iter().map(String::len).sum::<usize>();
    println!("{bytes} bytes of text\n{:<24}{:>20}", "stage", "instructions a byte");
    // The encoder takes valgrind a quarter of an hour, and nearly all of its instructions are a library's products.
    for (name, _) in STAGES.iter().filter(|(name, _)| *name != "accurate analysis") {
        let pass = instructions(name, 2) - instructions(name, 1);
        println!("{name:<24}{:>20.1}", pass as f64 / bytes as f64);
    }
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
