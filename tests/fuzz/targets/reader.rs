//! Whatever a file holds, it is articles or errors. The first byte tells the file's name, the second the limit of an article's size.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quoth::read::{Articles, InputFormat, Options};
use std::fs;

const NAMES: &[&str] = &["a.txt", "a.jsonl", "a.txt.gz", "a.jsonl.gz", "a.txt.zst", "a.jsonl.zst"];

fuzz_target!(|bytes: &[u8]| {
    let [name, limit, content @ ..] = bytes else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join(NAMES[usize::from(*name) % NAMES.len()]), content).expect("a temporary file");
    let max_size = if limit % 2 == 0 { 1 << 20 } else { 50 };
    let format = [None, Some(InputFormat::Text), Some(InputFormat::JsonLines)][usize::from(*limit / 2) % 3];
    let options = Options { max_size, format, ..Options::default() };
    for pending in Articles::new(vec![folder.path().to_owned()], None, options.clone()) {
        let named = pending.and_then(|pending| {
            assert!(!pending.place().file.is_empty());
            pending.identify(&options)
        });
        match named.and_then(|(pending, name)| Ok((pending.load(&options)?, name))) {
            Ok((article, name)) => {
                assert_eq!((&article.id, &article.path), (&name.id, &name.path));
                // Windows-1252 makes at most three bytes of one, and JSON escapes do not make text longer.
                assert!(article.text.len() as u64 <= 3 * max_size);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});
