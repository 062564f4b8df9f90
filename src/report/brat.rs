//! `brat`: a folder with `NAME.txt` and `NAME.ann` of each article, for annotators who correct what was found in the brat tool. It is the form
//! of the PolNeAR corpus; `quoth eval` and `quoth train` read it back ([`eval::read_gold`](crate::eval::read_gold)).
//!
//! ```text
//! T1  Source 28 42    Mayor Ana Ruiz          what is marked: label, offsets, words
//! T2  Cue 43 47       said
//! T3  Content 0 10;49 60    “It rained,” “All day.”        parts of one content between semicolons
//! T4  Attribution 43 47     said              where the attribution is drawn: on its cue, or else on its content
//! E1  Attribution:T4 Source:T1 Cue:T2 Content:T3
//! #1  AnnotatorNotes E1     direct · Ana Ruiz · 0.94
//! ```
//!
//! (Columns are tabs.) Offsets are half-open and count code points of the `.txt`, which is the article's text in UTF-8 as it was analyzed.
//! An attribution without a source is an `Attribution-no-source`. Attributions that share a source share its `T`.
//!
//! brat allows no line break in a span, so one that runs over lines is cut into the parts between them, as brat itself does. To make reading
//! back exact, a note keeps the offsets of what was cut: `#2 Whole T3 0 60`. It counts as long as nobody changes the span.

use super::ArticleInput;
use super::sanitize::one_line;
use super::schema::TypeName;
use crate::extract::{Quote, SourceId};
use crate::pipeline::Analysis;
use crate::text::{OffsetMap, OffsetUnit, Span, pieces};
use std::collections::HashMap;
use std::fmt::Write;

/// The longest a part of a path may be in bytes, extension not included: file systems allow 255.
const LONGEST: usize = 200;

/// The most parts a path may have.
const DEEPEST: usize = 8;

/// An article as two files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Where they lie below the folder, without extension: the article's id, made harmless. Parts are separated by `/`.
    pub path: String,
    /// What stands in the `.txt`.
    pub text: String,
    /// What stands in the `.ann`.
    pub annotations: String,
}

/// The document of an article.
pub(super) fn document(article: &ArticleInput<'_>, analysis: &Analysis) -> Document {
    let mut out = Annotations::new(article.text);
    for quote in &analysis.quotes {
        let speaker = quote.speaker.map(|SourceId(index)| &analysis.sources[index]);
        let note = format!(
            "{} · {} · {:.2}",
            TypeName::from(quote.kind),
            speaker.map_or("?", |source| &source.name),
            quote.confidence
        );
        out.attribution(quote, &note);
    }
    Document { path: safe_path(article.id), text: article.text.to_owned(), annotations: out.lines }
}

/// Lines in the making.
struct Annotations<'t> {
    text: &'t str,
    offsets: OffsetMap<'t>,
    lines: String,
    /// How many `T`, `E` and `#` there are.
    marks: usize,
    events: usize,
    notes: usize,
    /// The `T` of each source, which attributions may share.
    sources: HashMap<Span, usize>,
}

impl<'t> Annotations<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            offsets: OffsetMap::new(text, OffsetUnit::Chars),
            lines: String::new(),
            marks: 0,
            events: 0,
            notes: 0,
            sources: HashMap::new(),
        }
    }

    /// An attribution, unless its content is nothing but line breaks.
    fn attribution(&mut self, quote: &Quote, note: &str) {
        let Some(content) = self.role("Content", &quote.content) else { return };
        let cue = quote.cue.and_then(|span| self.role("Cue", &[span]));
        let source = quote.source.and_then(|span| self.source(span));
        let label = if source.is_some() { "Attribution" } else { "Attribution-no-source" };
        let trigger = match quote.cue.filter(|_| cue.is_some()) {
            Some(cue) => self.mark(label, &pieces(self.text, &[cue])),
            None => self.mark(label, &pieces(self.text, &quote.content)),
        };
        let roles: String = [("Source", source), ("Cue", cue), ("Content", Some(content))]
            .into_iter()
            .filter_map(|(role, mark)| Some(format!(" {role}:T{}", mark?)))
            .collect();
        self.events += 1;
        let event = self.events;
        self.line(format_args!("E{event}\t{label}:T{trigger}{roles}"));
        self.note("AnnotatorNotes", 'E', event, note);
    }

    fn source(&mut self, span: Span) -> Option<usize> {
        if let Some(&mark) = self.sources.get(&span) {
            return Some(mark);
        }
        let mark = self.role("Source", &[span])?;
        self.sources.insert(span, mark);
        Some(mark)
    }

    /// Marks the spans of a role, and gives the number of the mark; `None` if there is nothing but line breaks in them.
    fn role(&mut self, label: &str, spans: &[Span]) -> Option<usize> {
        let pieces = pieces(self.text, spans);
        if pieces.is_empty() {
            return None;
        }
        let mark = self.mark(label, &pieces);
        if pieces != spans {
            let whole = self.ranges(spans);
            self.note("Whole", 'T', mark, &whole);
        }
        Some(mark)
    }

    fn mark(&mut self, label: &str, pieces: &[Span]) -> usize {
        self.marks += 1;
        let mark = self.marks;
        let words: Vec<_> = pieces.iter().map(|&span| &self.text[span]).collect();
        let (ranges, words) = (self.ranges(pieces), words.join(" "));
        self.line(format_args!("T{mark}\t{label} {ranges}\t{words}"));
        mark
    }

    fn note(&mut self, kind: &str, of: char, number: usize, note: &str) {
        self.notes += 1;
        let notes = self.notes;
        let note = one_line(note);
        self.line(format_args!("#{notes}\t{kind} {of}{number}\t{note}"));
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        writeln!(self.lines, "{line}").expect("writing to a string does not fail");
    }

    fn ranges(&self, spans: &[Span]) -> String {
        let range = |span: &Span| format!("{} {}", self.offsets.get(span.start()), self.offsets.get(span.end()));
        spans.iter().map(range).collect::<Vec<_>>().join(";")
    }
}

/// What the labels mean to brat: it reads this file in the folder of the annotations.
pub const CONFIGURATION: &str = "\
[entities]
Source
Cue
Content
[relations]
[events]
Attribution\tSource:Source, Cue?:Cue, Content:Content
Attribution-no-source\tCue?:Cue, Content:Content
[attributes]
";

/// Where [`CONFIGURATION`] belongs.
pub const CONFIGURATION_FILE: &str = "annotation.conf";

/// An id as a path that is below the folder whatever the id is, and that every file system takes: letters and digits of any script, `.`, `-`
/// and `_` stay as they are, anything else becomes `_`. An id that is such a path stays as it is.
fn safe_path(id: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in id.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if parts.len() < DEEPEST {
            parts.push(part.to_owned());
        } else if let Some(last) = parts.last_mut() {
            // A file system's limit on whole paths is far, but not endless.
            last.push('_');
            last.push_str(part);
        }
    }
    let mut parts: Vec<_> = parts.iter().map(|part| safe_name(part)).collect();
    let file = parts.pop().unwrap_or_else(|| "article".to_owned());
    // A folder must not be called like the file of another article.
    let mut path: String =
        parts
            .iter()
            .map(|part| {
                if part.ends_with(".txt") || part.ends_with(".ann") { format!("{part}_/") } else { format!("{part}/") }
            })
            .collect();
    path.push_str(&file);
    path
}

/// A part of a path, likewise.
fn safe_name(part: &str) -> String {
    let keep = |c: char| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' };
    let mut name: String = part.chars().map(keep).collect();
    // Devices on Windows, whatever their extension.
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered =
        |device: &str| stem.strip_prefix(device).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    if matches!(&*stem, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt") {
        name.insert(0, '_');
    }
    name.truncate(name.floor_char_boundary(LONGEST));
    // No hidden files, no "..", nothing that ends in a full stop.
    if name.starts_with('.') {
        name.replace_range(..1, "_");
    }
    if name.ends_with('.') {
        name.pop();
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_that_are_paths_stay_and_others_become_harmless() {
        for (id, path) in [
            ("harbor-bridge-vote", "harbor-bridge-vote"),
            ("2016/05/Ölvir_1.b", "2016/05/Ölvir_1.b"),
            ("../../etc/passwd", "__/__/etc/passwd"),
            ("/var/./a//b", "var/a/b"),
            ("dump.jsonl#12", "dump.jsonl_12"),
            ("https://x.org/a?b=1&c", "https_/x.org/a_b_1_c"),
            ("C:\\a b\tc\n", "C__a_b_c_"),
            ("con", "_con"),
            ("aux.b/LPT1", "_aux.b/_LPT1"),
            ("a.txt/b", "a.txt_/b"),
            (".hidden.", "_hidden_"),
            ("", "article"),
            ("/", "article"),
        ] {
            assert_eq!(safe_path(id), path, "{id:?}");
        }
    }

    proptest! {
        #[test]
        fn no_id_leads_out_of_the_folder(id in "\\PC*|([./~:a😀é]{0,3}){0,400}") {
            let path = safe_path(&id);
            prop_assert_eq!(&safe_path(&path), &path, "a safe path stays as it is");
            for part in path.split('/') {
                prop_assert!(!part.is_empty() && part.len() <= 255 - ".txt".len() && !part.starts_with('.'), "{:?}", path);
            }
            prop_assert!(path.len() < 2048, "{} bytes", path.len());
        }
    }
}
