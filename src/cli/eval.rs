//! `quoth eval GOLD`: precision, recall and F1 against annotated articles.

use super::args::{Eval, EvalFormat};
use super::messages::Messages;
use super::{Outcome, print};
use anyhow::Context;
use quoth::Analyzer;
use quoth::eval::{self, Annotation, Article, Predictions, Tally};
use std::fs::File;
use std::io::{self, BufReader, IsTerminal};
use std::path::Path;

pub(crate) fn run(args: Eval) -> anyhow::Result<Outcome> {
    let gold = eval::read_gold(&args.gold)?;
    let tally = match &args.pred {
        Some(file) => of_predictions(&gold, file)?,
        None => of_analyzer(&gold),
    };
    let scores = tally.scores();
    let on_terminal = io::stdout().is_terminal();
    let text = match args.format.unwrap_or(if on_terminal { EvalFormat::Table } else { EvalFormat::Json }) {
        EvalFormat::Table => scores.to_string(),
        EvalFormat::Json => serde_json::to_string(&scores).context("scores as JSON")? + "\n",
    };
    print(text.as_bytes())
}

/// What a file of predictions has right.
fn of_predictions(gold: &[Article], file: &Path) -> anyhow::Result<Tally> {
    let predictions = if file.as_os_str() == "-" {
        Predictions::read(io::stdin().lock(), "(standard input)", gold)?
    } else {
        let name = file.display().to_string();
        let opened = File::open(file).map_err(|reason| eval::Error::Io { file: name.clone(), reason })?;
        Predictions::read(BufReader::new(opened), &name, gold)?
    };
    if predictions.unknown > 0 {
        let (are, were) = if predictions.unknown == 1 { ("article is", "was") } else { ("articles are", "were") };
        let left_out = format!("{} {are} not in the gold and {were} left out", predictions.unknown);
        Messages::default().note(&format!("{}: {left_out}", file.display()));
    }
    let mut tally = Tally::default();
    for article in gold {
        tally.add(article, predictions.of(&article.id));
    }
    Ok(tally)
}

/// What the analyzer has right. It sees the texts only.
fn of_analyzer(gold: &[Article]) -> Tally {
    let analyzer = Analyzer::new();
    let mut tally = Tally::default();
    for article in gold {
        let found: Vec<_> = analyzer.analyze(&article.text).quotes.iter().map(Annotation::from).collect();
        tally.add(article, Some(&found));
    }
    tally
}
