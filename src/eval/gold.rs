//! Gold: annotated articles in JSON Lines or brat's form, from a file or a folder.

use super::brat;
use super::lines::{self, Characters, Checked, Offsets, Place, Tolerate};
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
    /// Only training looks at it.
    #[serde(default = "whole")]
    weight: f32,
}

fn whole() -> f32 {
    1.0
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
    pub(super) fn resolve(list: Vec<Self>, characters: &Characters<'_>) -> Result<Vec<Checked>, Problem> {
        let numbered = list.into_iter().enumerate();
        numbered
            .map(|(index, Self { source, cue, content })| {
                characters.annotation(&format!("attribution {}", index + 1), &Offsets { source, cue, content })
            })
            .collect()
    }
}

/// Reads gold: a file, or every `NAME.gold.json`, `NAME.jsonl` and `NAME.ann` below a folder, in the order of their paths. A `NAME.ann` is
/// brat's and stands beside its text `NAME.txt`; its article is called after the path below the folder. Or the text is in a folder `text`
/// beside that of the annotations, as PolNeAR has it, and may have several of them, `NAME_ANNOTATOR.ann`: each is an article then, and the first
/// is called after the text. Everything else is JSON Lines.
///
/// # Errors
/// If anything is wrong with any line; there is no use in scores on a part of the gold.
pub fn read_gold(path: &Path) -> Result<Vec<Article>, Error> {
    let articles = read(path, &mut Err)?;
    Ok(articles.into_iter().map(|(article, _)| article).collect())
}

/// Reads gold to learn from, each article with its weight: a line of JSON Lines may have one (`"weight": 0.5`), and 1 is that of all others.
/// Slips of annotators do no harm in training: attributions whose parts overlap, and those without content, which are left out. `note` is told of
/// them. Several articles may have one id, as several readings of one article do.
///
/// # Errors
/// If anything else is wrong with any line.
pub fn read_training_gold(path: &Path, mut note: impl FnMut(&Error)) -> Result<Vec<(Article, f32)>, Error> {
    read(path, &mut |error| {
        if !matches!(&error, Error::Line { problem, .. } if matches!(**problem, Problem::Twice { .. })) {
            note(&error);
        }
        Ok(())
    })
}

/// Reads gold with its weights. `tolerate` is asked about what some readers can live with: attributions without content or whose parts
/// overlap, and two articles of one id.
fn read(path: &Path, tolerate: &mut Tolerate<'_>) -> Result<Vec<(Article, f32)>, Error> {
    let mut gold = Gold::default();
    for file in files(path).map_err(|reason| Error::Io { file: shown(path), reason })? {
        let name = shown(&file);
        if file.extension().is_some_and(|extension| extension == "ann") {
            let text = brat::Text::of(&file);
            let [own, other] = text.names.each_ref().map(|name| id_below(path, name));
            let id = if gold.places.contains_key(&own) { other } else { own };
            let article = brat::read(&file, &text, id, tolerate)?;
            gold.add(Place { file: &name, line: 1 }, article, whole(), tolerate)?;
            continue;
        }
        let opened = File::open(&file).map_err(|reason| Error::Io { file: name.clone(), reason })?;
        let mut empty = true;
        lines::for_each(BufReader::new(opened), &name, |place, line| {
            empty = false;
            let (article, weight) = parse(place, line, tolerate)?;
            gold.add(place, article, weight, tolerate)
        })?;
        if empty {
            return Err(Error::Empty { file: name });
        }
    }
    if gold.articles.is_empty() { Err(Error::NoGold { folder: shown(path) }) } else { Ok(gold.articles) }
}

/// The articles so far, with their weights, and where each id was met.
#[derive(Default)]
struct Gold {
    articles: Vec<(Article, f32)>,
    places: HashMap<String, String>,
}

impl Gold {
    fn add(
        &mut self,
        place: Place<'_>,
        article: Article,
        weight: f32,
        tolerate: &mut Tolerate<'_>,
    ) -> Result<(), Error> {
        if let Some(first) = self.places.insert(article.id.clone(), format!("{}:{}", place.file, place.line)) {
            tolerate(place.error(Problem::Twice { id: article.id.clone(), first }))?;
        }
        self.articles.push((article, weight));
        Ok(())
    }
}

fn parse(place: Place<'_>, line: &str, tolerate: &mut Tolerate<'_>) -> Result<(Article, f32), Error> {
    let Line { id, text, attributions, weight } = place.parse(line, EXAMPLE)?;
    if !(weight.is_finite() && weight >= 0.0) {
        return Err(place.error(Problem::Weight { id, weight }));
    }
    let checked = RawAttribution::resolve(attributions, &Characters::new(&id, &text));
    let mut attributions = Vec::new();
    for checked in checked.map_err(|problem| place.error(problem))? {
        attributions.extend(checked.tolerated(place, tolerate)?);
    }
    Ok((Article { id, text, attributions }, weight))
}

/// What an article is called whose path without extension is `name`: the part below `folder`.
fn id_below(folder: &Path, name: &Path) -> String {
    let below = name.strip_prefix(folder).ok().filter(|below| !below.as_os_str().is_empty());
    let below = below.unwrap_or_else(|| name.file_name().map_or(name, Path::new));
    below.to_string_lossy().replace(MAIN_SEPARATOR, "/")
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
