//! The command line: raw arguments ([`args`]), resolved settings ([`settings`]), then work (one file per command).

mod analyze;
mod args;
mod batch;
mod check;
mod completions;
mod destination;
mod eval;
mod folder;
mod gate;
mod interrupt;
mod man;
mod messages;
mod model;
mod output;
mod panics;
mod part;
mod progress;
mod run;
mod schema;
mod search;
mod sentences;
mod settings;
mod summary;
mod tokens;
#[cfg(feature = "train")]
mod train;

use anyhow::Context;
use args::{Args, Command};
use clap::{CommandFactory, Parser};
use messages::Messages;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// How a run ended, as the exit code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything was read and written, or the reader of our output closed it.
    Success,
    /// Something could not be read or written; it was named on standard error.
    Failure,
    /// The command line makes no sense.
    Usage,
    /// Stopped by the user.
    Interrupted,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        ExitCode::from(match outcome {
            Outcome::Success => 0,
            Outcome::Failure => 1,
            Outcome::Usage => 2,
            Outcome::Interrupted => 130,
        })
    }
}

/// Runs the command line of this process.
pub(crate) fn main() -> ExitCode {
    let args = Args::parse();
    let result = match args.command {
        Some(Command::Summary(args)) => summary::run(args),
        Some(Command::Search(args)) => search::run(args),
        Some(Command::Sentences(args)) => sentences::run(args),
        Some(Command::Tokens(args)) => tokens::run(args),
        Some(Command::Check(args)) => check::run(args),
        Some(Command::Explain { rule }) => check::explain(rule),
        Some(Command::Eval(args)) => eval::run(args),
        #[cfg(feature = "train")]
        Some(Command::Train(args)) => train::run(args),
        Some(Command::Schema) => schema::run(),
        Some(Command::Completions { shell }) => completions::run(shell),
        Some(Command::Man) => man::run(),
        None if args.analyze.files.input.paths.is_empty() && io::stdin().is_terminal() => return help(),
        None => analyze::run(args.analyze),
    };
    let outcome = result.unwrap_or_else(|error| {
        let usage = error.is::<settings::UsageError>();
        Messages::default().error(&format!("{error:#}"));
        if usage { Outcome::Usage } else { Outcome::Failure }
    });
    outcome.into()
}

/// Nothing to read and nobody who pipes anything: the help, as for any other command line that makes no sense.
fn help() -> ExitCode {
    let help = Args::command().render_help().ansi().to_string();
    Messages::default().text(&help);
    Outcome::Usage.into()
}

/// Writes to standard output; a closed pipe is no failure.
fn print(bytes: &[u8]) -> anyhow::Result<Outcome> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("standard output: cannot be written")
        }
        _ => Ok(Outcome::Success),
    }
}
