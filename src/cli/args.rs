//! The command line as it is typed. What it means is settled in [`settings`](super::settings).

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use quoth::check::Rule;
use quoth::report::Format;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  quoth article.txt                          a table on a terminal
  quoth article.txt | jq '.quotes[].text'    JSON Lines in a pipe: one article record a line
  pbpaste | quoth --format table             standard input
  quoth articles/ -o quotes.csv              a folder, recursively, to a file; the format from its extension
  zcat dump.jsonl.gz | quoth --text-field body --id-field url
  quoth ./tokens                             a file or folder that is called like a command

Exit code: 0 if all went well, 1 if something could not be read (the rest is there), 2 for a wrong command line.";

/// Who said what in news reports, and where the reports got it from.
///
/// Reads plain text and JSON Lines, from files, folders and standard input, also compressed (.gz, .zst), and writes the quotes (direct, mixed
/// and indirect) with their cues, sources and speakers: as a table for people, as JSON for programs.
#[derive(Debug, Parser)]
#[command(name = "quoth", version, after_help = EXAMPLES, after_long_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) analyze: Analyze,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Sum up who is quoted across articles, how much, and by which cues
    ///
    /// For example: quoth summary articles/ --top 50
    Summary(Summary),
    /// Find who said what about something, as lines of a concordance
    ///
    /// For example: quoth search 'health ?care' articles/ --speaker Ruiz
    Search(Search),
    /// Print the sentences of articles, with their offsets
    Sentences(ReadWrite),
    /// Print the tokens of articles, with their offsets
    Tokens(ReadWrite),
    /// List what an editor should look at: sourcing, missing speakers, quotations that differ from other articles'
    ///
    /// For example: quoth check articles/ --fail-on altered-quote
    Check(Check),
    /// Say what a rule of `quoth check` means; without a rule, list them
    Explain {
        /// The rule
        #[arg(value_name = "RULE", value_parser = rule_names())]
        rule: Option<Rule>,
    },
    /// Score attributions against annotated articles: precision, recall, F1
    ///
    /// For example: quoth eval corpus/
    Eval(Eval),
    /// Train a model from annotated articles
    #[cfg(feature = "train")]
    Train(super::train::TrainArgs),
    /// Print the JSON Schema of the article record
    Schema,
    /// Print a completion script for a shell
    ///
    /// For example: quoth completions bash > ~/.local/share/bash-completion/completions/quoth
    Completions {
        /// The shell to complete in
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    ///
    /// For example: quoth man > ~/.local/share/man/man1/quoth.1
    Man,
}

/// What every command takes that goes through articles.
#[derive(Debug, clap::Args)]
pub(crate) struct ReadWrite {
    #[command(flatten)]
    pub(crate) input: Input,
    #[command(flatten)]
    pub(crate) output: Output,
    #[command(flatten)]
    pub(crate) batch: Batch,
}

/// What `quoth PATH...` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Analyze {
    #[command(flatten)]
    pub(crate) files: ReadWrite,
    /// Go on where a run with the same command line was interrupted; goes with -o FILE and JSON Lines
    ///
    /// Until all articles are done, FILE is called FILE.quoth-part, and that stays when a run is interrupted, killed or out of space. With
    /// this option the inputs are gone through again, articles that have a record there are passed over, and what could not be read is
    /// tried again: in the end FILE is what an uninterrupted run would have written. If there is nothing to go on with, the run starts
    /// from the beginning. Records of files that have vanished meanwhile stay; files that have changed are not read again.
    #[arg(long, requires = "output_file", help_heading = "Batch")]
    pub(crate) resume: bool,
    #[command(flatten)]
    pub(crate) model: Model,
}

/// What makes the attributions, and which of them count.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Analysis")]
pub(crate) struct Model {
    /// What makes the attributions: accurate, fast, rules, or a model file
    ///
    /// accurate and fast are built in: a small transformer, and a small recurrent network that goes through a hundred times as many articles
    /// and finds somewhat less. rules are quotations, their frames and plain reported clauses only, faster still. A file is one that `quoth train` wrote.
    #[arg(short, long, value_name = "MODEL", default_value = "accurate", env = "QUOTH_MODEL", hide_env_values = true, value_hint = ValueHint::FilePath)]
    pub(crate) model: PathBuf,

    /// Leave out quotes less likely to be right than X, from 0 to 1, and sources that have no other
    ///
    /// Every quote has a confidence: the estimated probability that its content and its source are right. The higher X, the more of what
    /// remains is right and the more is missed. On news articles that the model has not seen, without this option 74 % are right and 76 %
    /// of all attributions found; with 0.5, 81 % and 69 %; with 0.7, 87 % and 58 %.
    #[arg(long, value_name = "X", default_value = "0", hide_default_value = true, value_parser = parse_share)]
    pub(crate) min_confidence: f32,
}

/// What `quoth summary` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Summary {
    #[command(flatten)]
    pub(crate) input: Input,

    #[command(flatten)]
    pub(crate) output: SummaryOutput,

    /// Only the N sources with the most words; without it, 25 in a table and all in other formats
    #[arg(long, value_name = "N", help_heading = "Output")]
    pub(crate) top: Option<usize>,

    #[command(flatten)]
    pub(crate) batch: Batch,

    #[command(flatten)]
    pub(crate) model: Model,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct SummaryOutput {
    /// table, json (one document), csv or tsv (one source a row)
    ///
    /// Without this option the extension of the output file decides; without one, it is a table on a terminal and json in a pipe.
    #[arg(short, long, value_name = "FORMAT", value_parser = format_names(), hide_possible_values = true)]
    pub(crate) format: Option<Format>,

    /// Write to FILE, which appears whole or not at all
    #[arg(short, long = "output", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output_file: Option<PathBuf>,

    /// Colour in tables
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

/// What `quoth search` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Search {
    /// A regular expression to find in statements; "" finds them all
    ///
    /// Any white space in a statement counts as a single space. Capitals do not matter.
    #[arg(value_name = "PATTERN")]
    pub(crate) pattern: String,

    /// Only statements by somebody with these words in the name
    #[arg(long, value_name = "NAME")]
    pub(crate) speaker: Option<String>,

    /// Only statements of these types, separated by commas
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    pub(crate) types: Vec<TypeName>,

    /// Let capitals in PATTERN matter
    #[arg(short = 's', long)]
    pub(crate) case_sensitive: bool,

    #[command(flatten)]
    pub(crate) input: Input,

    #[command(flatten)]
    pub(crate) output: SearchOutput,

    #[command(flatten)]
    pub(crate) batch: Batch,

    #[command(flatten)]
    pub(crate) model: Model,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct SearchOutput {
    /// table (one match a line), jsonl (one quote a line), csv or tsv (one quote a row)
    ///
    /// Without this option the extension of the output file decides; without one, it is a table on a terminal and jsonl in a pipe.
    #[arg(short, long, value_name = "FORMAT", value_parser = format_names(), hide_possible_values = true)]
    pub(crate) format: Option<Format>,

    /// Write to FILE, which appears whole or not at all
    #[arg(short, long = "output", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output_file: Option<PathBuf>,

    /// What offsets count: bytes (Rust, C), chars (code points: Python, R, jq) or utf16 (JavaScript, Java)
    #[arg(long, value_name = "UNIT", default_value = "chars", hide_possible_values = true)]
    pub(crate) offsets: Unit,

    /// Colour in tables
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TypeName {
    /// All inside quotation marks
    Direct,
    /// Part of it
    Mixed,
    /// None of it
    Indirect,
}

/// What `quoth check` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) input: Input,

    /// table or jsonl (one finding a line); without this option, a table on a terminal and jsonl in a pipe
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) format: Option<CheckFormat>,

    /// End with exit code 1 if there is a finding of RULE; may be given several times
    #[arg(long, value_name = "RULE", value_parser = rule_names())]
    pub(crate) fail_on: Vec<Rule>,

    #[command(flatten)]
    pub(crate) batch: Batch,
    #[command(flatten)]
    pub(crate) model: Model,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For a person
    Table,
    /// One JSON object a line
    Jsonl,
}

/// What `quoth eval` takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Eval {
    /// Annotated articles: a JSON Lines file, or a folder with NAME.gold.json, NAME.jsonl, or NAME.ann beside NAME.txt (brat)
    ///
    /// Each line of JSON Lines is {"id", "text", "attributions": [{"source", "cue", "content"}]}, where every role is a list of [start, end] pairs that
    /// count Unicode code points. Texts may also be in a folder `text` beside that of the annotations, as PolNeAR has them.
    #[arg(value_name = "GOLD", value_hint = ValueHint::AnyPath)]
    pub(crate) gold: PathBuf,

    /// Score this file instead of analyzing the texts; `-` is standard input
    ///
    /// Either records as `quoth --format jsonl` writes them, or lines in the form of GOLD.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) pred: Option<PathBuf>,

    /// table or json; without this option, a table on a terminal and json in a pipe
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) format: Option<EvalFormat>,

    #[command(flatten)]
    pub(crate) model: Model,

    /// Score speakers too: FILE has who the source of each attribution is
    ///
    /// Each line is {"id", "content", "source", "name", "kind", "named", "pronoun", "role"} and is about the attribution of GOLD with that
    /// content; "accept" may list other forms of the name, "names" several people.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "pred")]
    pub(crate) speakers: Option<PathBuf>,

    /// List every miss, wrong source and false alarm behind the table, by cause
    #[arg(long)]
    pub(crate) errors: bool,

    /// Show how far the confidence of quotes can be trusted: how many of them are right, for each tenth of confidence
    #[arg(long, conflicts_with = "pred")]
    pub(crate) calibration: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum EvalFormat {
    /// For a person
    Table,
    /// One JSON object
    Json,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct Input {
    /// Files and folders to read; `-`, or none with a pipe, is standard input
    ///
    /// A file is read whatever its name: as JSON Lines if it ends in .jsonl or .ndjson, else as one plain-text article; .gz and .zst are
    /// decompressed. In a folder every .txt, .jsonl and .ndjson file is read (also .gz and .zst), in bytewise order of paths, without hidden
    /// ones. Text is UTF-8, UTF-16 with a byte order mark, or else Windows-1252 (the record then has a warning).
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Read every input as this, whatever its name
    ///
    /// Standard input has no name: without this option it is JSON Lines if it starts with `{`, else plain text.
    #[arg(long = "input", value_name = "FORMAT")]
    pub(crate) input_format: Option<InputFormat>,

    /// JSON Lines: the field with an article's text
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub(crate) text_field: String,

    /// JSON Lines: the field with an article's id; a line without it is called FILE#LINE
    ///
    /// All other fields are carried through under `meta`.
    #[arg(long, value_name = "NAME", default_value = "id")]
    pub(crate) id_field: String,

    /// The most bytes an article may have, after decompression; K, M and G are understood
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = parse_size)]
    pub(crate) max_size: u64,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// table, json (one document), jsonl (one record a line), csv or tsv (one quote a row), html (a page), brat (a folder)
    ///
    /// brat needs -o FOLDER, which must be new or empty: for each article NAME.txt and NAME.ann, to be corrected in the brat tool and read
    /// back by `quoth eval` and `quoth train`.
    ///
    /// In csv and tsv, a text that a spreadsheet would take for a formula gets an apostrophe in front, and the fields of JSON Lines are
    /// columns called meta_NAME.
    ///
    /// Without this option the extension of the output file decides; without one, it is a table on a terminal and jsonl in a pipe.
    #[arg(short, long, value_name = "FORMAT", value_parser = format_names())]
    pub(crate) format: Option<Format>,

    /// Write to FILE (with --format brat a folder), which appears whole or not at all
    #[arg(short, long = "output", value_name = "FILE", value_hint = ValueHint::AnyPath)]
    pub(crate) output_file: Option<PathBuf>,

    /// In csv and tsv, write one source a row instead of one quote
    #[arg(long)]
    pub(crate) sources: bool,

    /// What offsets count: bytes (Rust, C), chars (code points: Python, R, jq) or utf16 (JavaScript, Java)
    #[arg(long, value_name = "UNIT", default_value = "chars", hide_possible_values = true)]
    pub(crate) offsets: Unit,

    /// Colour in tables
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Batch")]
pub(crate) struct Batch {
    /// Articles to work on at a time; without it, one for each processor
    ///
    /// The output is the same whatever the number.
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    /// Stop at the first article that cannot be read
    #[arg(long)]
    pub(crate) fail_fast: bool,

    /// Nothing on standard error but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// No progress bar
    #[arg(long)]
    pub(crate) no_progress: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum InputFormat {
    /// One plain-text article a file
    Text,
    /// One JSON object a line, each an article
    Jsonl,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Unit {
    Bytes,
    Chars,
    Utf16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

fn rule_names() -> impl TypedValueParser<Value = Rule> {
    PossibleValuesParser::new(Rule::ALL.map(Rule::name)).try_map(|name| Rule::from_name(&name).ok_or("no such rule"))
}

fn format_names() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.iter().map(|format| format.name());
    PossibleValuesParser::new(names).try_map(|name| Format::from_name(&name).ok_or("no such format"))
}

/// "0.7": a number from 0 to 1.
fn parse_share(given: &str) -> Result<f32, String> {
    given.parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| "expected a number from 0 to 1".into())
}

/// "4096", "64K", "256M", "1G": bytes.
fn parse_size(given: &str) -> Result<u64, String> {
    let (digits, shift) = match given.trim_end_matches(['B', 'b']).char_indices().next_back() {
        Some((at, 'K' | 'k')) => (&given[..at], 10),
        Some((at, 'M' | 'm')) => (&given[..at], 20),
        Some((at, 'G' | 'g')) => (&given[..at], 30),
        _ => (given, 0),
    };
    let largest = quoth::read::Options::LARGEST;
    match digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift)) {
        Some(size @ 1..) if size <= largest => Ok(size),
        Some(0) | None => Err("expected a number of bytes such as 500K, 64M or 1G".into()),
        Some(_) => Err(format!("an article can have at most {largest} bytes")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn sizes() {
        for (given, bytes) in [("1", 1), ("500K", 500 << 10), ("64m", 64 << 20), ("1G", 1 << 30), ("2MB", 2 << 20)] {
            assert_eq!(parse_size(given), Ok(bytes), "{given}");
        }
        for bad in ["", "0", "K", "-1", "1.5M", "5X", "2G", "99999999999999999999G"] {
            assert!(parse_size(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn shares() {
        for (given, share) in [("0", 0.0), ("0.7", 0.7), ("1", 1.0), (".5", 0.5)] {
            assert_eq!(parse_share(given), Ok(share), "{given}");
        }
        for bad in ["", "-0.1", "1.01", "70%", "nan", "inf", "0,7"] {
            assert!(parse_share(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_command_name_behind_a_path_is_a_path() {
        let args = Args::try_parse_from(["quoth", "a.txt", "tokens"]).unwrap();
        assert!(args.command.is_none());
        assert_eq!(args.analyze.files.input.paths.len(), 2);
    }
}
