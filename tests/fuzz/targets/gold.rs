//! Annotated articles in JSON Lines and in the form of brat, and predictions, as `quoth eval` reads them: what is read can be scored.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quoth::eval::{Predictions, Tally, findings, read_gold};
use std::fs;

fuzz_target!(|bytes: &[u8]| {
    // Gold before the first NUL, predictions behind it; or an article and its annotations.
    let mut parts = bytes.splitn(2, |&byte| byte == 0);
    let (gold, predictions) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let names = if gold.starts_with(b"{") { ["a.jsonl", "pred"] } else { ["a.txt", "a.ann"] };
    for (name, bytes) in names.into_iter().zip([gold, predictions]) {
        fs::write(folder.path().join(name), bytes).expect("a temporary file");
    }
    let Ok(articles) = read_gold(folder.path()) else { return };
    let predicted = Predictions::read(predictions, "predictions", &articles);
    let mut tally = Tally::default();
    for article in &articles {
        let found = predicted.as_ref().ok().and_then(|predicted| predicted.of(&article.id));
        tally.add(article, found);
        findings(article, found.unwrap_or_default());
    }
    assert!(!tally.scores().to_string().is_empty());
});
