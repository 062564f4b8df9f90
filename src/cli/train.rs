//! `quoth train`: a model from annotated articles.

use super::Outcome;
use super::messages::Messages;
use super::output::Output;
use super::settings;
use anyhow::{Context, bail};
use clap::ValueHint;
use clap::builder::RangedU64ValueParser;
use quoth::eval;
use quoth::model::Model;
use quoth::train::{self, Descent, EncoderInput, Progress, Resources, gold::Article};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What `quoth train` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct TrainArgs {
    /// Annotated articles: a JSON Lines file, or a folder with NAME.gold.json, NAME.jsonl, or NAME.ann beside NAME.txt (brat)
    ///
    /// A line is {"id", "text", "attributions": [{"source", "cue", "content"}]}; each of the three is a list of [start, end] pairs,
    /// half-open, in code points. A "weight" beside them says how much the article counts; 1 is usual. `quoth --format brat` writes what is
    /// found as NAME.ann and NAME.txt, for annotators to correct. The texts may be in a folder `text` of their own, as PolNeAR has them.
    #[arg(value_name = "GOLD", value_hint = ValueHint::AnyPath)]
    gold: PathBuf,

    /// Write the model to FILE, which appears whole or not at all
    #[arg(short, long = "output", value_name = "FILE", value_hint = ValueHint::FilePath)]
    output_file: PathBuf,

    /// Folder with treebanks and word lists to learn words from
    ///
    /// Of it are read segmentation/*.jsonl and lexica/, as far as they are there. Without it the model knows of words only what GOLD tells.
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    words: Option<PathBuf>,

    /// Passes over the articles; without this option ten, and more where the articles are few
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    epochs: Option<usize>,

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
    settings::check_output(&args.output_file)?;
    let articles = read(&args.gold, &messages)?;
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
            Progress::Words(count) => format!("{seconds} s: {count} words with vectors of their own"),
            Progress::Epoch(number, of, loss) => {
                format!("{seconds} s: epoch {number} of {of}, loss {loss:.4} a token")
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
        serde_json::to_writer(&mut output, &EncoderInput::new(&article.gold, &model)).with_context(file)?;
        output.write_all(b"\n").with_context(file)?;
    }
    output.commit().with_context(file)?;
    Ok(Outcome::Success)
}

fn read(path: &Path, messages: &Messages) -> anyhow::Result<Vec<Article>> {
    let gold =
        eval::read_training_gold(path, |slip| messages.note(&format!("a slip that training passes over: {slip}")))?;
    if gold.iter().all(|(article, _)| article.attributions.is_empty()) {
        bail!("{}: no attributions in it, so there is nothing to learn", path.display());
    }
    Ok(gold.into_iter().map(|(gold, weight)| Article { gold, weight }).collect())
}
