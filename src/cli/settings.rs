//! What the arguments mean here: on this terminal or in this pipe, with these files.

use super::args::{Color, InputFormat, ReadWrite, Unit};
use super::part::Plan;
use quoth::read::{self, Skip};
use quoth::report::{self, Format};
use quoth::text::OffsetUnit;
use std::io::{self, IsTerminal};
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// A command line that parses but makes no sense; the exit code is that of wrong usage.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct UsageError(pub(crate) String);

/// Everything settled that a command needs to go through articles.
#[derive(Debug)]
pub(crate) struct Settings {
    /// What to read; `-` is standard input.
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) reading: read::Options,
    /// Where to write; `None` is standard output.
    pub(crate) output: Option<PathBuf>,
    /// How an interrupted run is resumed, where it can be.
    pub(crate) part: Option<Plan>,
    /// Told once when the work turns out to be long.
    pub(crate) hint: Option<&'static str>,
    pub(crate) format: Format,
    pub(crate) rendering: report::Options,
    pub(crate) jobs: usize,
    pub(crate) fail_fast: bool,
    pub(crate) quiet: bool,
    pub(crate) progress: bool,
}

impl Settings {
    /// Those of a command that makes `what`, which can be written in the formats that `has` is true of.
    pub(crate) fn resolve(args: ReadWrite, what: &str, has: impl Fn(Format) -> bool) -> Result<Self, UsageError> {
        let ReadWrite { input, output, batch } = args;
        if input.paths.is_empty() && io::stdin().is_terminal() {
            return Err(UsageError("nothing to read: name files or folders, or pipe text in".into()));
        }
        let paths = if input.paths.is_empty() { vec![PathBuf::from("-")] } else { input.paths };
        if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
            return Err(UsageError("standard input (-) can be read only once".into()));
        }
        let file = output.output_file.filter(|path| path.as_os_str() != "-");
        let is_folder = output.format == Some(Format::Brat) && has(Format::Brat);
        match &file {
            Some(folder) if is_folder => check_folder(folder)?,
            Some(file) => check_output(file)?,
            None if is_folder => {
                return Err(UsageError("--format brat makes a folder of files; name it with -o FOLDER".into()));
            }
            None => {}
        }
        if let Some(own) = own_output(file.as_deref())
            && let Some(input) = paths.iter().find(|path| path.is_file() && own.is(path))
        {
            return Err(UsageError(format!(
                "{}: is an input and the output at once; write to another file",
                input.display()
            )));
        }
        let on_terminal = file.is_none() && io::stdout().is_terminal();
        let format = format(output.format, file.as_deref(), on_terminal, what, has)?;
        if output.sources && !matches!(format, Format::Csv | Format::Tsv) {
            let name = format.name();
            return Err(UsageError(format!("--sources goes with --format csv or tsv; {name} has the sources anyway")));
        }
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
                sources: output.sources,
            },
            jobs: batch.jobs.map_or_else(processors, usize::from),
            fail_fast: batch.fail_fast,
            quiet: batch.quiet,
            // Rows scrolling by on the same terminal are progress enough.
            progress: !batch.quiet && !batch.no_progress && !on_terminal && io::stderr().is_terminal(),
            output: file,
            part: None,
            hint: None,
        })
    }

    /// The file that is being written, if it is there already: it must not be read.
    pub(crate) fn own_output(&self) -> Option<Skip> {
        own_output(self.output.as_deref())
    }
}

/// The format that is named, else by the output file's extension, else by where the output goes; one that `has` is true of, in which
/// `what` can be written.
fn format(
    named: Option<Format>,
    file: Option<&Path>,
    on_terminal: bool,
    what: &str,
    has: impl Fn(Format) -> bool,
) -> Result<Format, UsageError> {
    let formats = || Format::ALL.iter().filter(|&&format| has(format));
    let names = || formats().map(|format| format.name()).collect::<Vec<_>>().join(", ");
    let format = match (named, file) {
        (Some(format), _) => Ok(format),
        (None, Some(file)) => Format::from_extension(file).ok_or_else(|| {
            let file = file.display();
            UsageError(format!("{file}: the extension tells no format; name one with --format ({})", names()))
        }),
        (None, None) => Ok(if on_terminal { Format::Table } else { Format::Jsonl }),
    }?;
    if has(format) {
        return Ok(format);
    }
    Err(UsageError(format!("{what} is not written as {}; there are: {}", format.name(), names())))
}

/// Refuses what cannot be an output file before any work is done.
pub(crate) fn check_output(file: &Path) -> Result<(), UsageError> {
    let shown = file.display();
    if file.is_dir() {
        return Err(UsageError(format!("{shown}: is a folder; name a file in it for the output")));
    }
    let folder = super::output::folder_of(file);
    if !folder.is_dir() {
        return Err(UsageError(format!("{shown}: the folder {} does not exist", folder.display())));
    }
    Ok(())
}

/// Refuses what cannot be an output folder, and one that holds anything: annotators' work is not to be written over.
fn check_folder(folder: &Path) -> Result<(), UsageError> {
    let shown = folder.display();
    let parent = super::output::folder_of(folder);
    if !parent.is_dir() {
        return Err(UsageError(format!("{shown}: the folder {} does not exist", parent.display())));
    }
    match folder.read_dir().map(|mut entries| entries.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(UsageError(format!("{shown}: is not empty; name a new folder, or empty it"))),
        Err(_) if folder.symlink_metadata().is_err() => Ok(()),
        Err(_) => Err(UsageError(format!("{shown}: is no folder, or cannot be read; name a new folder"))),
    }
}

/// The file that `output` names, or else standard output goes to, as far as there is one already.
fn own_output(output: Option<&Path>) -> Option<Skip> {
    output.map_or_else(Skip::stdout, Skip::file)
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Columns of the terminal, as the environment or the terminal itself tells.
fn terminal_width() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    told.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
}
