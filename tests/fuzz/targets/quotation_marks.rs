//! Quotation marks, apostrophes and line ends in any order: each byte stands for one of them or for a word.
#![no_main]

#[path = "../../invariants/mod.rs"]
#[expect(dead_code, reason = "of the invariants only those of segmentation")]
mod invariants;

use libfuzzer_sys::fuzz_target;
use quoth::segment::segment;

const PIECES: &[&str] = &[
    "\"", "'", "“", "”", "‘", "’", "«", "»", "‹", "›", "„", "‚", "``", "''", "`", "´", " ", "  ", "\n", "\n\n", "\r\n", "\t", "a", "The ", "said ", "don", "t ",
    "6", "90s ", ".", ",", "?", "—", ": ", "(", ")", "[", "]", "Jones", "s ", "em ", "\u{A0}", "\u{200B}", "中", "é",
];

fuzz_target!(|bytes: &[u8]| {
    let text: String = bytes.iter().map(|&byte| PIECES[usize::from(byte) % PIECES.len()]).collect();
    let segmented = segment(&text);
    invariants::segmentation(&segmented);
    // A paragraph pairs its marks whatever stands around it, unless a quotation is left open before it.
    assert!(segmented.regions.iter().all(|region| region.close.is_none_or(|close| region.span.contains(close))));
});
