//! What is found in any text is sound, by rules and by model, in every format and unit.
#![no_main]

#[path = "../../invariants/mod.rs"]
mod invariants;

use libfuzzer_sys::fuzz_target;
use quoth::Analyzer;
use std::sync::LazyLock;

static ANALYZERS: LazyLock<[Analyzer; 3]> =
    LazyLock::new(|| [Analyzer::rules(), Analyzer::fast(), Analyzer::new()]);

fuzz_target!(|text: &str| {
    invariants::segmentation(&quoth::segment::segment(text));
    for analyzer in &*ANALYZERS {
        invariants::analysis(text, analyzer);
    }
});
