//! `quoth eval GOLD`: precision, recall and F1 against annotated articles.

use super::args::{Eval, EvalFormat};
use super::messages::Messages;
use super::model;
use super::settings::UsageError;
use super::{Outcome, print};
use anyhow::Context;
use quoth::eval::{
    self, Annotation, Article, Cause, CueScores, Predictions, Reliability, SpeakerScores, Speakers, Tally,
};
use quoth::report::one_line;
use quoth::{Analysis, Analyzer};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::File;
use std::io::{self, BufReader, IsTerminal};
use std::path::Path;

pub(crate) fn run(args: Eval) -> anyhow::Result<Outcome> {
    let for_a_person = args.errors || io::stdout().is_terminal();
    let format = args.format.unwrap_or(if for_a_person { EvalFormat::Table } else { EvalFormat::Json });
    if args.errors && matches!(format, EvalFormat::Json) {
        return Err(UsageError("--errors is a list for people; leave out --format json".into()).into());
    }
    let gold = eval::read_gold(&args.gold)?;
    let found = match &args.pred {
        Some(file) => predicted(&gold, file)?,
        None => analyzed(&gold, &model::analyzer(&args.model)?),
    };
    let speakers = args.speakers.as_deref().map(|file| Speakers::read(file, &gold)).transpose()?;
    let mut speaker_scores = SpeakerScores::default();
    let (mut tally, mut reliability) = (Tally::default(), Reliability::default());
    for (article, found) in gold.iter().zip(&found) {
        let matches = tally.add(article, found.as_ref().map(|found| found.annotations.as_slice()));
        if let Some(found) = found.as_ref().filter(|_| args.calibration) {
            reliability.add(&found.confidences, &matches);
        }
        if let (Some(speakers), Some(analysis)) = (&speakers, found.as_ref().and_then(|found| found.analysis.as_ref()))
        {
            speaker_scores.add(article, speakers, &matches, analysis);
        }
    }
    let scores = tally.scores();
    let mut text = match format {
        EvalFormat::Table => scores.to_string(),
        EvalFormat::Json => {
            let mut scores = serde_json::to_value(scores).context("scores as JSON")?;
            if args.calibration {
                scores["expected_calibration_error"] = reliability.expected_error().into();
                scores["calibration"] = serde_json::to_value(&reliability).context("the reliability table as JSON")?;
            }
            if speakers.is_some() {
                scores["speaker"] = serde_json::to_value(&speaker_scores).context("the scores of speakers as JSON")?;
            }
            scores.to_string() + "\n"
        }
    };
    if speakers.is_some() && matches!(format, EvalFormat::Table) {
        text += &format!("\n{speaker_scores}");
    }
    if args.calibration && matches!(format, EvalFormat::Table) {
        text += &format!("\n{reliability}");
    }
    if args.errors {
        text += &errors(&gold, &found);
    }
    print(text.as_bytes())
}

/// What was found in an article.
struct Found {
    annotations: Vec<Annotation>,
    /// Of each annotation the confidence; empty where none is told.
    confidences: Vec<f32>,
    /// What they were taken from, if that was an analysis of our own.
    analysis: Option<Analysis>,
}

/// What a file has for each article of the gold; `None` for one that it does not have.
fn predicted(gold: &[Article], file: &Path) -> anyhow::Result<Vec<Option<Found>>> {
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
    let found = |annotations: &[Annotation]| Found {
        annotations: annotations.to_vec(),
        confidences: Vec::new(),
        analysis: None,
    };
    Ok(gold.iter().map(|article| predictions.of(&article.id).map(found)).collect())
}

/// What the analyzer finds in each article of the gold. It sees the texts only.
fn analyzed(gold: &[Article], analyzer: &Analyzer) -> Vec<Option<Found>> {
    let found = |article: &Article| {
        let analysis = analyzer.analyze(&article.text);
        Found {
            annotations: analysis.quotes.iter().map(Annotation::from).collect(),
            confidences: analysis.quotes.iter().map(|quote| quote.confidence).collect(),
            analysis: Some(analysis),
        }
    };
    gold.iter().map(|article| Some(found(article))).collect()
}

/// What went wrong by kind of cue, and a list of it by cause: the gold behind a `-`, the prediction behind a `+`.
fn errors(gold: &[Article], found: &[Option<Found>]) -> String {
    let mut by_cue = CueScores::default();
    let mut by_cause: BTreeMap<Cause, Vec<String>> = BTreeMap::new();
    for (article, found) in gold.iter().zip(found) {
        let (text, found) = (article.text.as_str(), found.as_ref().map_or(&[][..], |found| &found.annotations));
        let findings = eval::findings(article, found);
        by_cue.add(article, found, &findings);
        for finding in findings {
            let mut entry = format!("  {}\n", one_line(&article.id));
            let gold = finding.gold.map(|index| ('-', &article.attributions[index]));
            let predicted = finding.predicted.map(|index| ('+', &found[index]));
            for (sign, annotation) in [gold, predicted].into_iter().flatten() {
                let [source, cue, content] = [&annotation.source, &annotation.cue, &annotation.content]
                    .map(|spans| spans.iter().map(|&span| one_line(&text[span])).collect::<Vec<_>>().join(" … "));
                writeln!(entry, "    {sign} [{source}] [{cue}] {content}").expect("writing to a string does not fail");
            }
            by_cause.entry(finding.cause).or_default().push(entry);
        }
    }
    let mut out = format!("\n{by_cue}\n- gold, + predicted: [source] [cue] content\n");
    for (cause, entries) in by_cause {
        write!(out, "\n{} ({})\n{}", cause.heading(), entries.len(), entries.concat())
            .expect("writing to a string does not fail");
    }
    out
}
