//! A model file of any bytes is refused or works. Most inputs are patches to the built-in model, because random bytes never get past its header.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quoth::extract::extract;
use quoth::model::{Model, Tagger};
use quoth::segment::segment;
use std::sync::LazyLock;

static BUILT_IN: LazyLock<Vec<u8>> = LazyLock::new(|| Model::english().to_bytes());

const TEXT: &str = "“We will rebuild the café,” Mayor Ana Ruiz said. She said that 2,000 people had left by Jan. 5, according to a report.";

fuzz_target!(|bytes: &[u8]| {
    // Refused or not, and with its checksum looked at.
    let _ = Model::from_bytes(bytes);
    // Each patch is a place and up to four bytes. Places are near the start, where lengths and all numbers but the tables are, or anywhere.
    let mut file = BUILT_IN.clone();
    for patch in bytes.chunks_exact(8) {
        let place = u32::from_le_bytes([patch[0], patch[1], patch[2], patch[3] & 0x7F]) as usize;
        let place = if patch[3] & 0x80 == 0 { place % 32_768 } else { place % (file.len() - 4) };
        file[place..place + 4].copy_from_slice(&patch[4..]);
    }
    file.truncate(file.len() - bytes.len() % 8);
    // The checksum is left out, as if it had been made to fit.
    let Ok(model) = Model::from_trusted_bytes(&file) else { return };
    let quotes = extract(&segment(TEXT), Some(&Tagger::new(model, 1.0)), 0.0).quotes;
    assert!(quotes.iter().all(|quote| (0.0..=1.0).contains(&quote.confidence)), "{quotes:?}");
});
