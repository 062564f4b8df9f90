//! JSON Lines with their place, and annotations from code points to checked spans.

use super::{Annotation, Error, Problem};
use crate::text::Span;
use serde::de::DeserializeOwned;
use std::io::BufRead;

/// A line of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    /// Counted from 1.
    pub(super) line: u64,
}

impl Place<'_> {
    pub(super) fn error(self, problem: Problem) -> Error {
        Error::Line { file: self.file.to_owned(), line: self.line, problem: Box::new(problem) }
    }

    /// A line as the type it should have; `expected` shows one.
    pub(super) fn parse<T: DeserializeOwned>(self, line: &str, expected: &'static str) -> Result<T, Error> {
        serde_json::from_str(line).map_err(|error| {
            let message = error.to_string();
            // The line number in the parser's words is that within the line: always 1.
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            self.error(Problem::Form { column: error.column(), message, expected })
        })
    }
}

/// Calls `each` with every line that is not blank.
pub(super) fn for_each(
    mut reader: impl BufRead,
    file: &str,
    mut each: impl FnMut(Place<'_>, &str) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let read = reader.read_until(b'\n', &mut bytes);
        if read.map_err(|reason| Error::Io { file: file.to_owned(), reason })? == 0 {
            break;
        }
        let place = Place { file, line };
        let text = std::str::from_utf8(&bytes).map_err(|_| place.error(Problem::NotUtf8))?;
        let text = text.strip_prefix('\u{FEFF}').filter(|_| line == 1).unwrap_or(text).trim();
        if !text.is_empty() {
            each(place, text)?;
        }
    }
    Ok(())
}

/// The spans of one attribution as they are written, in code points.
#[derive(Debug, Default)]
pub(super) struct Offsets {
    pub(super) source: Vec<[usize; 2]>,
    pub(super) cue: Vec<[usize; 2]>,
    pub(super) content: Vec<[usize; 2]>,
}

/// What is asked about flaws that some readers can live with: the error again, or nothing if it may pass.
pub(super) type Tolerate<'t> = dyn FnMut(Error) -> Result<(), Error> + 't;

/// An attribution whose spans are in the text, and what is wrong with it that some readers can live with.
pub(super) struct Checked {
    annotation: Annotation,
    flaw: Option<Problem>,
}

impl Checked {
    /// The attribution, if it is as it should be.
    pub(super) fn strict(self) -> Result<Annotation, Problem> {
        self.flaw.map_or(Ok(self.annotation), Err)
    }

    /// The attribution, if `tolerate` lets its flaw pass and it has a content.
    pub(super) fn tolerated(self, place: Place<'_>, tolerate: &mut Tolerate<'_>) -> Result<Option<Annotation>, Error> {
        if let Some(flaw) = self.flaw {
            tolerate(place.error(flaw))?;
        }
        Ok(Some(self.annotation).filter(|annotation| !annotation.content.is_empty()))
    }
}

/// A text that offsets in code points refer to.
pub(super) struct Characters<'a> {
    id: &'a str,
    /// The byte at which each code point starts, and the end of the text.
    bytes: Vec<usize>,
}

impl<'a> Characters<'a> {
    pub(super) fn new(id: &'a str, text: &str) -> Self {
        let bytes = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
        Self { id, bytes }
    }

    /// Checks the spans of an attribution, `which` for messages, and turns them into bytes.
    pub(super) fn annotation(&self, which: &str, offsets: &Offsets) -> Result<Checked, Problem> {
        let roles = [("source", &offsets.source), ("cue", &offsets.cue), ("content", &offsets.content)];
        let (which, id) = (which.to_owned(), self.id.to_owned());
        let mut all: Vec<_> = roles.iter().flat_map(|(role, spans)| spans.iter().map(|&span| (span, *role))).collect();
        let length = self.bytes.len() - 1;
        for &([start, end], role) in &all {
            if start >= end {
                return Err(Problem::EmptySpan { which, id, role, start, end });
            }
            if end > length {
                return Err(Problem::OutOfRange { which, id, role, start, end, length });
            }
        }
        all.sort_unstable();
        let overlap = all.windows(2).find(|pair| pair[1].0[0] < pair[0].0[1]);
        let flaw = if offsets.content.is_empty() {
            Some(Problem::NoContent { which, id })
        } else if let Some(&[([other_start, other_end], other), ([start, end], role)]) = overlap {
            Some(Problem::Overlap { which, id, role, start, end, other, other_start, other_end })
        } else {
            None
        };
        let [source, cue, content] = roles.map(|(_, spans)| {
            let mut spans: Vec<_> = spans.iter().map(|&[start, end]| self.span(start, end)).collect();
            spans.sort_unstable();
            spans
        });
        Ok(Checked { annotation: Annotation { source, cue, content }, flaw })
    }

    /// A range as a span; `None` if it is empty, backwards or not in the text.
    pub(super) fn span_of(&self, [start, end]: [usize; 2]) -> Option<Span> {
        (start < end && end < self.bytes.len()).then(|| self.span(start, end))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.bytes[start], self.bytes[end])
    }
}
