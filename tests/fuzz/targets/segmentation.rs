//! Segmentation of any text is whole and in order.
#![no_main]

#[path = "../../invariants/mod.rs"]
#[expect(dead_code, reason = "of the invariants only those of segmentation")]
mod invariants;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    invariants::segmentation(&quoth::segment::segment(text));
});
