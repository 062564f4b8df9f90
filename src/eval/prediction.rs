//! Predictions from a file: records of `quoth --format jsonl`, or lines in the form of the gold.

use super::gold::RawAttribution;
use super::lines::{self, Characters, Checked, Offsets, Place};
use super::{Annotation, Article, Error, Problem};
use serde::Deserialize;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::BufRead;

/// A line of predictions, for messages.
const EXAMPLE: &str =
    r#"{"id": "a1", "quotes": [{"spans": [{"start": 9, "end": 20}], "cue": {"start": 4, "end": 8}, "source": null}]}"#;

/// The version of the article record that is understood; fields may join within a version, so others are passed over.
const SCHEMA: &str = "quoth/1";

/// The attributions that something found in the articles of some gold.
#[derive(Clone, Debug, Default)]
pub struct Predictions {
    by_id: HashMap<String, Vec<Annotation>>,
    /// How many articles were left out because the gold does not have them.
    pub unknown: usize,
}

/// An article as its line has it, in either form.
#[derive(Deserialize)]
struct Line {
    id: String,
    schema: Option<String>,
    text: Option<String>,
    attributions: Option<Vec<RawAttribution>>,
    quotes: Option<Vec<RawQuote>>,
}

/// What matters here of a quote in a record.
#[derive(Deserialize)]
struct RawQuote {
    text: Option<String>,
    spans: Vec<RawSpan>,
    cue: Option<RawSpan>,
    source: Option<RawSpan>,
    /// Inside another quote; the gold has only outermost ones.
    #[serde(default)]
    nested: bool,
}

#[derive(Deserialize)]
struct RawSpan {
    start: usize,
    end: usize,
    text: Option<String>,
}

impl Predictions {
    /// Reads predictions for `gold` from JSON Lines; `file` is what messages call them.
    ///
    /// Articles that the gold does not have are only counted. Nested quotes are left out.
    ///
    /// # Errors
    /// If a line has not the form, or was made on another text than the gold's: offsets then mean other words.
    pub fn read(reader: impl BufRead, file: &str, gold: &[Article]) -> Result<Self, Error> {
        let texts: HashMap<_, _> = gold.iter().map(|article| (article.id.as_str(), article.text.as_str())).collect();
        let mut predictions = Self::default();
        let mut lines_of = HashMap::new();
        lines::for_each(reader, file, |place, line| {
            let line: Line = place.parse(line, EXAMPLE)?;
            match lines_of.entry(line.id.clone()) {
                Entry::Vacant(entry) => _ = entry.insert(place.line),
                Entry::Occupied(entry) => {
                    let first = format!("line {}", entry.get());
                    return Err(place.error(Problem::Twice { id: line.id, first }));
                }
            }
            match texts.get(line.id.as_str()) {
                None => predictions.unknown += 1,
                Some(text) => {
                    let id = line.id.clone();
                    predictions.by_id.insert(id, annotations(place, line, text)?);
                }
            }
            Ok(())
        })?;
        if lines_of.is_empty() {
            return Err(Error::Empty { file: file.to_owned() });
        }
        Ok(predictions)
    }

    /// What was found in the article with that id; `None` if it was not analyzed.
    pub fn of(&self, id: &str) -> Option<&[Annotation]> {
        self.by_id.get(id).map(Vec::as_slice)
    }
}

/// The attributions of a line, made on `text`.
fn annotations(place: Place<'_>, line: Line, text: &str) -> Result<Vec<Annotation>, Error> {
    let Line { id, schema, text: own_text, attributions, quotes } = line;
    if let Some(schema) = schema.filter(|schema| schema != SCHEMA) {
        return Err(place.error(Problem::Schema { schema, expected: SCHEMA }));
    }
    let characters = Characters::new(&id, text);
    let found = match (own_text, quotes, attributions) {
        (Some(own), _, _) if own != text => Err(other_text(&id, &own, text)),
        (_, Some(quotes), _) => {
            let outermost = quotes.into_iter().enumerate().filter(|(_, quote)| !quote.nested);
            outermost.map(|(index, quote)| quote.annotation(index, &id, text, &characters)).collect()
        }
        (_, None, Some(attributions)) => {
            let checked = RawAttribution::resolve(attributions, &characters);
            checked.and_then(|checked| checked.into_iter().map(Checked::strict).collect())
        }
        (_, None, None) => Err(Problem::NoAttributions { id: id.clone() }),
    };
    found.map_err(|problem| place.error(problem))
}

impl RawQuote {
    /// The quote's annotation, if the words it gives are those of `text` at its offsets: records do not repeat the article's text.
    fn annotation(
        self,
        index: usize,
        id: &str,
        text: &str,
        characters: &Characters<'_>,
    ) -> Result<Annotation, Problem> {
        let which = format!("quote {}", index + 1);
        let offsets = Offsets {
            source: self.source.iter().map(RawSpan::pair).collect(),
            cue: self.cue.iter().map(RawSpan::pair).collect(),
            content: self.spans.iter().map(RawSpan::pair).collect(),
        };
        let annotation = characters.annotation(&which, &offsets)?.strict()?;
        let words = |span: &Option<RawSpan>| span.as_ref().and_then(|span| span.text.clone());
        let roles = [
            ("text", self.text, &annotation.content),
            ("cue", words(&self.cue), &annotation.cue),
            ("source", words(&self.source), &annotation.source),
        ];
        for (field, words, spans) in roles {
            let there = spans.iter().map(|&span| &text[span]).collect::<Vec<_>>().join(" ");
            if let Some(words) = words.filter(|words| *words != there) {
                let difference = format!(
                    "the {field} of {which} is {}, and at its offsets the gold has {}",
                    brief(&words),
                    brief(&there)
                );
                return Err(Problem::OtherText { id: id.to_owned(), difference });
            }
        }
        Ok(annotation)
    }
}

impl RawSpan {
    fn pair(&self) -> [usize; 2] {
        [self.start, self.end]
    }
}

/// Where two texts part.
fn other_text(id: &str, own: &str, gold: &str) -> Problem {
    let same = own.chars().zip(gold.chars()).take_while(|(a, b)| a == b).count();
    let rest = |text: &str| brief(&text.chars().skip(same).collect::<String>());
    let difference = format!("from character {same} on it is {}, and the gold has {}", rest(own), rest(gold));
    Problem::OtherText { id: id.to_owned(), difference }
}

/// The beginning of some words, in quotation marks.
fn brief(words: &str) -> String {
    const MOST: usize = 40;
    let start: String = words.chars().take(MOST).collect();
    let rest = if start.len() < words.len() { "…" } else { "" };
    format!("{start:?}{rest}")
}
