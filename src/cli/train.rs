//! `quoth train`: a model from annotated articles.

use super::Outcome;
use super::messages::Messages;
use super::output::Output;
use anyhow::{Context, bail};
use clap::ValueHint;
use quoth::eval;
use quoth::model::Model;
use quoth::train::{self, Descent, EncoderInput, Progress, Resources, gold::Article};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What `quoth train` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct TrainArgs {
    /// Annotated articles: a JSON Lines file, or a folder with NAME.gold.json, NAME.jsonl, or NAME.ann beside NAME.txt (brat)
    ///
    /// A line is {"id", "text", "attributions": [{"source", "cue", "content"}]}; each of the three is a list of [start, end] pairs,
    /// half-open, in code points. `quoth --format brat` writes what is found as NAME.ann and NAME.txt, for annotators to correct.
    #[arg(value_name = "GOLD", value_hint = ValueHint::AnyPath)]
    gold: PathBuf,

    /// Write the model to FILE, which appears whole or not at all
    #[arg(short, long = "output", value_name = "FILE", value_hint = ValueHint::FilePath)]
    output_file: PathBuf,

    /// Folder with treebanks, word lists and unlabelled text to learn words from
    ///
    /// Of it are read segmentation/*.jsonl, lexica/ and raw/, as far as they are there. Without it the model knows of words only what GOLD tells.
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    words: Option<PathBuf>,

    /// Passes over the articles
    #[arg(long, value_name = "N", default_value_t = Descent::default().epochs)]
    epochs: usize,

    /// Start of the random numbers: the same seed gives the same file
    #[arg(long, value_name = "N", default_value_t = Descent::default().seed)]
    seed: u64,

    /// Write what `training/encoder` reads instead of a model: an article a line, as words with their marks and tags
    #[arg(long, conflicts_with_all = ["words", "epochs", "seed"])]
    encoder_input: bool,

    /// Nothing on standard error but errors
    #[arg(short, long)]
    quiet: bool,
}

pub(crate) fn run(args: TrainArgs) -> anyhow::Result<Outcome> {
    let messages = Messages { quiet: args.quiet };
    let articles = read(&args.gold)?;
    if args.encoder_input {
        return write_encoder_input(&articles, &args.output_file);
    }
    let resources = match &args.words {
        Some(folder) => Resources::from_folder(folder).context("the folder of words cannot be read")?,
        None => Resources::default(),
    };
    let descent = Descent { epochs: args.epochs, seed: args.seed, ..Descent::default() };
    // Opened before the work, so that a place that cannot be written to is known at once.
    let mut output = Output::open(Some(&args.output_file))?;
    let start = Instant::now();
    let model = train::train(&articles, &resources, &descent, &mut |progress| {
        let seconds = start.elapsed().as_secs();
        messages.note(&match progress {
            Progress::Step(step) => format!("{seconds} s: {step}"),
            Progress::Features(count) => format!("{seconds} s: {count} features"),
            Progress::Epoch(number, loss) => {
                format!("{seconds} s: epoch {number} of {}, loss {loss:.4} a token", descent.epochs)
            }
        });
    });
    let file = || format!("{}: cannot be written", args.output_file.display());
    output.write_all(&model.to_bytes()).with_context(file)?;
    output.commit().with_context(file)?;
    Ok(Outcome::Success)
}

fn write_encoder_input(articles: &[Article], path: &Path) -> anyhow::Result<Outcome> {
    let file = || format!("{}: cannot be written", path.display());
    let mut output = Output::open(Some(path))?;
    let model = Model::english();
    for article in articles {
        serde_json::to_writer(&mut output, &EncoderInput::new(article, &model)).with_context(file)?;
        output.write_all(b"\n").with_context(file)?;
    }
    output.commit().with_context(file)?;
    Ok(Outcome::Success)
}

fn read(path: &Path) -> anyhow::Result<Vec<Article>> {
    if path.is_dir() || path.extension().is_some_and(|extension| extension == "ann") {
        return Ok(eval::read_gold(path)?.iter().map(Article::from).collect());
    }
    let text = fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let mut articles = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = || format!("{}, line {}", path.display(), number + 1);
        let article: Article = serde_json::from_str(line).with_context(place)?;
        article.check().map_err(anyhow::Error::msg).with_context(place)?;
        articles.push(article);
    }
    if articles.is_empty() {
        bail!("{}: no annotated article in it", path.display());
    }
    Ok(articles)
}
