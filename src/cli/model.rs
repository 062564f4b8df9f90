//! `--model` and `--min-confidence`: which analyzer.

use super::args::Model as Args;
use anyhow::Context;
use quoth::Analyzer;
use quoth::model::{Encoder, Model};
use std::fs;

/// The analyzer asked for.
pub(crate) fn analyzer(args: &Args) -> anyhow::Result<Analyzer> {
    Ok(named(args)?.min_confidence(args.min_confidence))
}

/// What to tell of the model when the work turns out to be long.
pub(crate) fn hint(args: &Args) -> Option<&'static str> {
    let accurate = args.model.to_str() == Some("accurate");
    accurate.then_some(
        "`--model fast` would go through these articles about a hundred times as fast, and find somewhat less",
    )
}

/// The analyzer that `--model` names.
fn named(args: &Args) -> anyhow::Result<Analyzer> {
    match args.model.to_str() {
        Some("accurate") => return Ok(Analyzer::new()),
        Some("fast") => return Ok(Analyzer::fast()),
        Some("rules") => return Ok(Analyzer::rules()),
        _ => {}
    }
    let file = &args.model;
    let shown = file.display();
    let bytes = fs::read(file).with_context(|| {
        format!("{shown}: no such model; there are accurate, fast, rules, and files that `quoth train` wrote")
    })?;
    // One model serves until the process ends: nothing is won by giving its memory back before.
    let bytes: &[u8] = bytes.leak();
    let name = file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy();
    if Encoder::is_one(bytes) {
        let encoder = Encoder::from_bytes(bytes).with_context(|| shown.to_string())?;
        return Ok(Analyzer::with_encoder(name, encoder));
    }
    let model = Model::from_bytes(bytes).with_context(|| shown.to_string())?;
    Ok(Analyzer::with_model(name, model))
}
