//! What the arguments mean here: on this terminal or in this pipe, with these files.

use super::args::{Color, InputFormat, ReadWrite, Unit};
use quoth::read;
use quoth::report::{self, Format};
use quoth::text::OffsetUnit;
use std::fs;
use std::io::{self, IsTerminal};
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// A command line that parses but makes no sense; the exit code is that of wrong usage.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct UsageError(String);

/// Everything settled that a command needs to go through articles.
#[derive(Debug)]
pub(crate) struct Settings {
    /// What to read; `-` is standard input.
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) reading: read::Options,
    /// Where to write; `None` is standard output.
    pub(crate) output: Option<PathBuf>,
    pub(crate) format: Format,
    pub(crate) rendering: report::Options,
    pub(crate) jobs: usize,
    pub(crate) fail_fast: bool,
    pub(crate) quiet: bool,
    pub(crate) progress: bool,
}

impl Settings {
    pub(crate) fn resolve(args: ReadWrite) -> Result<Self, UsageError> {
        let ReadWrite { input, output, batch } = args;
        let paths = if input.paths.is_empty() { vec![PathBuf::from("-")] } else { input.paths };
        if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
            return Err(UsageError("standard input (-) can be read only once".into()));
        }
        let file = output.output_file.filter(|path| path.as_os_str() != "-");
        if let Some(file) = &file {
            check_output(file, &paths)?;
        }
        let on_terminal = file.is_none() && io::stdout().is_terminal();
        let format = format(output.format.as_deref(), file.as_deref(), on_terminal)?;
        let color = match output.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => on_terminal && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
        };
        Ok(Self {
            paths,
            reading: read::Options {
                format: input.input_format.map(|format| match format {
                    InputFormat::Text => read::InputFormat::Text,
                    InputFormat::Jsonl => read::InputFormat::JsonLines,
                }),
                text_field: input.text_field,
                id_field: input.id_field,
                max_size: input.max_size,
            },
            format,
            rendering: report::Options {
                unit: match output.offsets {
                    Unit::Bytes => OffsetUnit::Bytes,
                    Unit::Chars => OffsetUnit::Chars,
                    Unit::Utf16 => OffsetUnit::Utf16,
                },
                width: on_terminal.then(terminal_width).flatten(),
                color,
            },
            jobs: batch.jobs.map_or_else(processors, usize::from),
            fail_fast: batch.fail_fast,
            quiet: batch.quiet,
            // Rows scrolling by on the same terminal are progress enough.
            progress: !batch.quiet && !batch.no_progress && !on_terminal && io::stderr().is_terminal(),
            output: file,
        })
    }
}

/// The format asked for by name, else by the output file's extension, else by where the output goes.
fn format(name: Option<&str>, file: Option<&Path>, on_terminal: bool) -> Result<Format, UsageError> {
    let names = || Format::ALL.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ");
    match (name, file) {
        (Some(name), _) => {
            Format::from_name(name).ok_or_else(|| UsageError(format!("no format {name:?}; there are: {}", names())))
        }
        (None, Some(file)) => Format::from_extension(file).ok_or_else(|| {
            UsageError(format!(
                "{}: the extension tells no format; name one with --format ({})",
                file.display(),
                names()
            ))
        }),
        (None, None) => Ok(if on_terminal { Format::Table } else { Format::Jsonl }),
    }
}

/// Refuses an output file that is also an input, or that cannot be one, before any work is done.
fn check_output(file: &Path, inputs: &[PathBuf]) -> Result<(), UsageError> {
    let shown = file.display();
    if file.is_dir() {
        return Err(UsageError(format!("{shown}: is a folder; name a file in it for the output")));
    }
    let folder = super::output::folder_of(file);
    if !folder.is_dir() {
        return Err(UsageError(format!("{shown}: the folder {} does not exist", folder.display())));
    }
    let resolved = file.canonicalize();
    let same = |input: &&PathBuf| match (&resolved, input.canonicalize()) {
        (Ok(output), Ok(input)) => *output == input && fs::metadata(input).is_ok_and(|data| data.is_file()),
        _ => false,
    };
    match inputs.iter().find(same) {
        Some(_) => Err(UsageError(format!("{shown}: is an input; the output would replace it"))),
        None => Ok(()),
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Columns of the terminal, as the environment or the terminal itself tells.
fn terminal_width() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    told.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
}
