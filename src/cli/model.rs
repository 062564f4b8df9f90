//! `--model` and `--min-confidence`: which analyzer.

use super::args::Model as Args;
use anyhow::Context;
use quoth::Analyzer;
use quoth::model::Model;
use std::fs;

/// The analyzer asked for.
pub(crate) fn analyzer(args: &Args) -> anyhow::Result<Analyzer> {
    Ok(named(args)?.min_confidence(args.min_confidence))
}

/// The analyzer that `--model` names.
fn named(args: &Args) -> anyhow::Result<Analyzer> {
    match args.model.to_str() {
        Some("fast") => return Ok(Analyzer::new()),
        Some("rules") => return Ok(Analyzer::rules()),
        _ => {}
    }
    let file = &args.model;
    let shown = file.display();
    let bytes = fs::read(file).with_context(|| {
        format!("{shown}: no such model; there are fast, rules, and files that `quoth train` wrote")
    })?;
    // One model serves until the process ends: nothing is won by giving its memory back before.
    let model = Model::from_bytes(bytes.leak()).with_context(|| shown.to_string())?;
    let name = file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy();
    Ok(Analyzer::with_model(name, model))
}
