//! Gold as annotators leave it in brat: `NAME.ann` beside `NAME.txt`. [`report::brat`](crate::report) describes the form, which is PolNeAR's.
//!
//! Read are text-bound marks (`T`), events (`E`) of type `Attribution` or `Attribution-no-source` with the roles `Source`, `Cue` and
//! `Content` (also numbered, as brat does with several), and the notes that keep spans over line breaks whole. Everything else is passed
//! over: other notes, attributes, relations, and marks that no event uses, such as PolNeAR's `Discuss`.
//!
//! PolNeAR itself has texts and annotations in folders of their own, `text/NAME.txt` and `attributions/NAME_ANNOTATOR.ann`, which is read as well.

use super::lines::{self, Characters, Checked, Offsets, Place, Tolerate};
use super::{Article, Error, Problem};
use crate::text::{Span, pieces};
use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of texts, where those are not beside their annotations.
const TEXTS: &str = "text";

/// A mark as its line has it.
struct Mark {
    line: u64,
    /// In code points.
    ranges: Vec<[usize; 2]>,
    /// The words that were there when it was marked.
    words: Option<String>,
}

/// An event as its line has it.
struct Event {
    line: u64,
    name: String,
    /// Roles and names of marks.
    arguments: Vec<(Role, String)>,
}

#[derive(Clone, Copy)]
enum Role {
    Source,
    Cue,
    Content,
}

/// The lines of an `.ann`, before they are held against the text.
#[derive(Default)]
struct Lines {
    marks: HashMap<String, Mark>,
    events: Vec<Event>,
    /// Of a mark the ranges it had before it was cut at line breaks.
    wholes: HashMap<String, Vec<[usize; 2]>>,
}

/// The text that an `.ann` is about.
pub(super) struct Text {
    file: PathBuf,
    /// What its article is called after: the text, or the annotations, if the text has others before them.
    pub(super) names: [PathBuf; 2],
}

impl Text {
    /// The text of the annotations at `path`: beside them, or in a folder of texts beside theirs, under their name or what stands before its last `_`.
    pub(super) fn of(path: &Path) -> Self {
        let own = path.with_extension("");
        let beside = Self { file: path.with_extension("txt"), names: [own.clone(), own] };
        let (Some(folder), Some(stem)) = (path.parent(), path.file_stem()) else { return beside };
        if beside.file.exists() {
            return beside;
        }
        let texts =
            if folder.file_name().is_some() { folder.with_file_name(TEXTS) } else { folder.join("..").join(TEXTS) };
        let above = folder.parent().unwrap_or(folder);
        let shorter = stem.to_str().and_then(|stem| stem.rsplit_once('_')).map(|(name, _)| OsStr::new(name));
        let apart = [Some(stem), shorter].into_iter().flatten().find_map(|name| {
            let mut file = texts.join(name).into_os_string();
            file.push(".txt");
            let file = PathBuf::from(file);
            file.is_file().then(|| Self { file, names: [above.join(name), above.join(stem)] })
        });
        apart.unwrap_or(beside)
    }

    /// The text as it is: offsets count a byte order mark too.
    fn read(&self, annotations: &str) -> Result<String, Error> {
        let file = self.file.display().to_string();
        let bytes = fs::read(&self.file).map_err(|reason| match reason.kind() {
            io::ErrorKind::NotFound => Error::NoText { file: annotations.to_owned(), text: file.clone() },
            _ => Error::Io { file: file.clone(), reason },
        })?;
        String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count() as u64;
            Place { file: &file, line }.error(Problem::NotUtf8)
        })
    }
}

/// Reads the `.ann` at `path` and its text, as the article `id`. `tolerate` is asked about attributions that are not as they should be.
pub(super) fn read(path: &Path, text: &Text, id: String, tolerate: &mut Tolerate<'_>) -> Result<Article, Error> {
    let file = path.display().to_string();
    let text = text.read(&file)?;
    let opened = fs::File::open(path).map_err(|reason| Error::Io { file: file.clone(), reason })?;
    let mut lines = Lines::default();
    lines::for_each(io::BufReader::new(opened), &file, |place, line| {
        lines.take(place.line, line).map_err(|problem| place.error(problem))
    })?;
    let characters = Characters::new(&id, &text);
    let mut attributions = Vec::new();
    for event in &lines.events {
        let at = |line| Place { file: &file, line };
        let checked =
            lines.attribution(event, &text, &characters).map_err(|(line, problem)| at(line).error(problem))?;
        attributions.extend(checked.tolerated(at(event.line), tolerate)?);
    }
    Ok(Article { id, text, attributions })
}

impl Lines {
    fn take(&mut self, number: u64, line: &str) -> Result<(), Problem> {
        let malformed = |expected| Problem::Brat { expected };
        let (name, rest) = line.split_once('\t').unwrap_or((line, ""));
        match name.chars().next() {
            Some('T') => {
                let expected = "T1<tab>Source 0 3;7 9<tab>WORDS";
                let (head, words) = match rest.split_once('\t') {
                    Some((head, words)) => (head, Some(words.to_owned())),
                    None => (rest, None),
                };
                let ranges = head.split_once(' ').and_then(|(_, ranges)| parse_ranges(ranges));
                let ranges = ranges.ok_or_else(|| malformed(expected))?;
                let mark = Mark { line: number, ranges, words };
                if self.marks.insert(name.to_owned(), mark).is_some() {
                    return Err(Problem::BratTwice { name: name.to_owned() });
                }
            }
            Some('E') => {
                let mut parts = rest.split(' ').filter(|part| !part.is_empty()).map(|part| part.split_once(':'));
                let expected = "E1<tab>Attribution:T4 Source:T1 Cue:T2 Content:T3";
                let (label, _) = parts.next().flatten().ok_or_else(|| malformed(expected))?;
                if !matches!(label, "Attribution" | "Attribution-no-source") {
                    return Err(Problem::BratEvent { name: name.to_owned(), label: label.to_owned() });
                }
                let mut arguments = Vec::new();
                for part in parts {
                    let (role, mark) = part.ok_or_else(|| malformed(expected))?;
                    let known = match role.trim_end_matches(|c: char| c.is_ascii_digit()) {
                        "Source" => Role::Source,
                        "Cue" => Role::Cue,
                        "Content" => Role::Content,
                        _ => return Err(Problem::BratRole { name: name.to_owned(), role: role.to_owned() }),
                    };
                    arguments.push((known, mark.to_owned()));
                }
                self.events.push(Event { line: number, name: name.to_owned(), arguments });
            }
            Some('#') => {
                if let Some((mark, ranges)) = rest.strip_prefix("Whole ").and_then(|whole| whole.split_once('\t')) {
                    self.wholes.extend(parse_ranges(ranges).map(|ranges| (mark.to_owned(), ranges)));
                }
            }
            Some('A' | 'M' | 'R' | 'N' | '*') => {}
            _ => return Err(malformed("a line that begins with T, E, #, A, M, R, N or *")),
        }
        Ok(())
    }

    /// What an event says; a problem comes with its line.
    fn attribution(&self, event: &Event, text: &str, characters: &Characters<'_>) -> Result<Checked, (u64, Problem)> {
        let mut offsets = Offsets::default();
        for (role, name) in &event.arguments {
            let unknown = || Problem::BratUnknown { event: event.name.clone(), mark: name.clone() };
            let mark = self.marks.get(name).ok_or_else(|| (event.line, unknown()))?;
            mark.check(name, text, characters).map_err(|problem| (mark.line, problem))?;
            let ranges = self.wholes.get(name).filter(|whole| mark.was(whole, text, characters));
            let spans = match role {
                Role::Source => &mut offsets.source,
                Role::Cue => &mut offsets.cue,
                Role::Content => &mut offsets.content,
            };
            spans.extend(ranges.unwrap_or(&mark.ranges));
        }
        let checked = characters.annotation(&format!("event {}", event.name), &offsets);
        checked.map_err(|problem| (event.line, problem))
    }
}

impl Mark {
    /// Whether the words of the mark are those of the text at its offsets, white space aside. Offsets outside the text are somebody else's
    /// to refuse.
    fn check(&self, name: &str, text: &str, characters: &Characters<'_>) -> Result<(), Problem> {
        let spans: Option<Vec<Span>> = self.ranges.iter().map(|&range| characters.span_of(range)).collect();
        let (Some(words), Some(spans)) = (&self.words, spans) else { return Ok(()) };
        let there: Vec<_> = spans.iter().map(|&span| &text[span]).collect();
        let there = there.join(" ");
        if words.split_whitespace().eq(there.split_whitespace()) {
            return Ok(());
        }
        Err(Problem::BratWords { mark: name.to_owned(), words: words.clone(), there })
    }

    /// Whether the mark is what is left of `whole` when it is cut at line breaks.
    fn was(&self, whole: &[[usize; 2]], text: &str, characters: &Characters<'_>) -> bool {
        let spans = |ranges: &[[usize; 2]]| {
            ranges.iter().map(|&range| characters.span_of(range)).collect::<Option<Vec<Span>>>()
        };
        match (spans(whole), spans(&self.ranges)) {
            (Some(whole), Some(own)) => pieces(text, &whole) == own,
            _ => false,
        }
    }
}

/// "0 3;7 9"
fn parse_ranges(ranges: &str) -> Option<Vec<[usize; 2]>> {
    let range = |range: &str| {
        let (start, end) = range.split_once(' ')?;
        Some([start.parse().ok()?, end.parse().ok()?])
    };
    ranges.split(';').map(range).collect()
}
