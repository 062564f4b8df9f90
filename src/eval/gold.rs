//! Gold: annotated articles in JSON Lines or brat's form, from a file or a folder.

use super::brat;
use super::lines::{self, Characters, Offsets, Place};
use super::{Annotation, Error, Problem};
use serde::Deserialize;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

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

/// Reads gold: a file, or every `NAME.gold.json`, `NAME.jsonl` and `NAME.ann` below a folder, in the order of their paths. A `NAME.ann` is
/// brat's and stands beside its text `NAME.txt`; its article is called after the path below the folder. Everything else is JSON Lines.
///
/// # Errors
/// If anything is wrong with any line; there is no use in scores on a part of the gold.
pub fn read_gold(path: &Path) -> Result<Vec<Article>, Error> {
    let mut articles = Vec::new();
    let mut places = HashMap::new();
    for file in files(path).map_err(|reason| Error::Io { file: shown(path), reason })? {
        let name = shown(&file);
        let mut add = |here: String, article: Article| match places.insert(article.id.clone(), here) {
            Some(first) => Err(Problem::Twice { id: article.id, first }),
            None => {
                articles.push(article);
                Ok(())
            }
        };
        if file.extension().is_some_and(|extension| extension == "ann") {
            let below = file.strip_prefix(path).ok().filter(|below| !below.as_os_str().is_empty());
            let below = below.map_or_else(|| file.file_name().map(PathBuf::from).unwrap_or_default(), PathBuf::from);
            let id = below.with_extension("").to_string_lossy().replace(MAIN_SEPARATOR, "/");
            let article = brat::read(&file, id)?;
            add(name.clone(), article).map_err(|problem| Place { file: &name, line: 1 }.error(problem))?;
            continue;
        }
        let opened = File::open(&file).map_err(|reason| Error::Io { file: name.clone(), reason })?;
        let mut empty = true;
        lines::for_each(BufReader::new(opened), &name, |place, line| {
            empty = false;
            let article = parse(place, line)?;
            add(format!("{}:{}", place.file, place.line), article).map_err(|problem| place.error(problem))
        })?;
        if empty {
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

/// The files of gold behind a path, in order. Hidden ones are passed over, and so are links to folders, which may go in circles.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let (mut files, mut folders) = (Vec::new(), vec![path.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if [".gold.json", ".jsonl", ".ann"].iter().any(|extension| name.ends_with(extension)) {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

/// A path as messages name it.
fn shown(path: &Path) -> String {
    path.display().to_string()
}
