//! Gold: annotated articles in JSON Lines, from a file or a folder.

use super::lines::{self, Characters, Offsets, Place};
use super::{Annotation, Error, Problem};
use serde::Deserialize;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

/// A line of gold, for messages.
const EXAMPLE: &str =
    r#"{"id": "a1", "text": "...", "attributions": [{"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 20]]}]}"#;

/// An article and the attributions somebody marked in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// What it is called, once in the gold.
    pub id: String,
    /// The text that was annotated.
    pub text: String,
    /// Its attributions, in bytes of `text`.
    pub attributions: Vec<Annotation>,
}

/// An article as its line has it.
#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    attributions: Vec<RawAttribution>,
}

/// An attribution as a line has it. Strict: a misspelt role would otherwise go unscored without a word.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAttribution {
    source: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    content: Vec<[usize; 2]>,
}

impl RawAttribution {
    /// The attributions of a line, checked against its text.
    pub(super) fn resolve(list: Vec<Self>, characters: &Characters<'_>) -> Result<Vec<Annotation>, Problem> {
        let numbered = list.into_iter().enumerate();
        numbered
            .map(|(index, Self { source, cue, content })| {
                characters.annotation(&format!("attribution {}", index + 1), &Offsets { source, cue, content })
            })
            .collect()
    }
}

/// Reads gold: a file in JSON Lines, or every `NAME.gold.json` and `NAME.jsonl` of a folder, in the order of their names.
///
/// # Errors
/// If anything is wrong with any line; there is no use in scores on a part of the gold.
pub fn read_gold(path: &Path) -> Result<Vec<Article>, Error> {
    let mut articles = Vec::new();
    let mut places = HashMap::new();
    for file in files(path).map_err(|reason| Error::Io { file: shown(path), reason })? {
        let name = shown(&file);
        let opened = File::open(&file).map_err(|reason| Error::Io { file: name.clone(), reason })?;
        let before = articles.len();
        lines::for_each(BufReader::new(opened), &name, |place, line| {
            let article = parse(place, line)?;
            let here = format!("{}:{}", place.file, place.line);
            if let Some(first) = places.insert(article.id.clone(), here) {
                return Err(place.error(Problem::Twice { id: article.id, first }));
            }
            articles.push(article);
            Ok(())
        })?;
        if articles.len() == before {
            return Err(Error::Empty { file: name });
        }
    }
    if articles.is_empty() { Err(Error::NoGold { folder: shown(path) }) } else { Ok(articles) }
}

fn parse(place: Place<'_>, line: &str) -> Result<Article, Error> {
    let Line { id, text, attributions } = place.parse(line, EXAMPLE)?;
    let attributions = RawAttribution::resolve(attributions, &Characters::new(&id, &text));
    Ok(Article { attributions: attributions.map_err(|problem| place.error(problem))?, id, text })
}

/// The files of gold behind a path.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let file = entry?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with('.') && (name.ends_with(".gold.json") || name.ends_with(".jsonl")) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// A path as messages name it.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
