//! Articles that are known of but not loaded yet.

use super::lines::Line;
use super::names::Compression;
use super::{Article, Error, Options, Place, decompress, encoding};
use std::fs;
use std::io::{BufRead, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// An article that is known of but not loaded yet: a file still to be opened, or a JSON line still to be parsed.
#[derive(Debug)]
pub struct Pending(pub(super) Body);

#[derive(Debug)]
pub(super) enum Body {
    File { path: PathBuf, id: String, compression: Compression, read: Arc<AtomicU64> },
    Stdin { bytes: Vec<u8> },
    Line(Line),
    Loaded { article: Article, place: Place },
}

/// What tells an article from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// As [`Article::id`].
    pub id: String,
    /// As [`Article::path`].
    pub path: Option<String>,
}

impl Pending {
    /// About how many bytes of memory the article takes while it waits and is worked on.
    pub fn weight(&self) -> usize {
        match &self.0 {
            Body::File { path, .. } => {
                fs::metadata(path).map_or(0, |data| usize::try_from(data.len()).unwrap_or(usize::MAX))
            }
            Body::Stdin { bytes } => bytes.len(),
            Body::Line(line) => line.bytes.len(),
            Body::Loaded { article, .. } => article.text.len(),
        }
    }

    /// Where it comes from, for messages.
    pub fn place(&self) -> Place {
        match &self.0 {
            Body::File { path, .. } => super::walk::place(path),
            Body::Stdin { .. } => stdin_place(),
            Body::Line(line) => Place { file: line.origin.file.clone(), line: Some(line.number) },
            Body::Loaded { place, .. } => place.clone(),
        }
    }

    /// What its article is called. A file is not opened for that, but a JSON line is loaded.
    pub fn identify(self, options: &Options) -> Result<(Self, Name), Error> {
        if let Body::File { path, id, .. } = &self.0 {
            let name = Name { id: id.clone(), path: Some(super::walk::place(path).file) };
            return Ok((self, name));
        }
        let place = self.place();
        let article = self.load(options)?;
        let name = Name { id: article.id.clone(), path: article.path.clone() };
        Ok((Self(Body::Loaded { article, place }), name))
    }

    /// Counts it as read without reading it.
    pub fn pass_over(self) {
        if let Body::File { read, .. } = &self.0 {
            read.fetch_add(self.weight() as u64, Ordering::Relaxed);
        }
    }

    /// Opens, decompresses, decodes, parses.
    pub fn load(self, options: &Options) -> Result<Article, Error> {
        let place = self.place();
        let mut article = match self.0 {
            Body::Loaded { article, .. } => return Ok(article),
            Body::Line(line) => line.load(options)?,
            Body::Stdin { bytes } => text_article("stdin".into(), None, bytes, place)?,
            Body::File { path, id, compression, read } => {
                let compressed = compression != Compression::None;
                let opened = fs::File::open(&path).and_then(|file| {
                    let size = file.metadata()?.len();
                    let bytes = read_bounded(decompress::open(file, compression)?, options.max_size)?;
                    read.fetch_add(size, Ordering::Relaxed);
                    Ok(bytes)
                });
                let bytes = opened.map_err(|error| Error::from_io(place.clone(), compressed, error))?;
                let bytes = bytes.ok_or_else(|| Error::TooLarge { place: place.clone(), limit: options.max_size })?;
                let mut article = text_article(id, Some(place.file.clone()), bytes, place)?;
                if path.to_str().is_none() {
                    article.warnings.push("the file's name is not UTF-8; what could not be decoded is U+FFFD".into());
                }
                article
            }
        };
        if article.text.trim().is_empty() {
            article.warnings.push("the article has no text".into());
        }
        Ok(article)
    }
}

/// How standard input is named in messages.
pub(super) fn stdin_place() -> Place {
    Place { file: "(standard input)".into(), line: None }
}

/// All of a stream; `None` if it has more than `limit` bytes.
pub(super) fn read_bounded(stream: Box<dyn BufRead + Send>, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    stream.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

fn text_article(id: String, path: Option<String>, bytes: Vec<u8>, place: Place) -> Result<Article, Error> {
    let mut warnings = Vec::new();
    match encoding::decode(bytes, &mut warnings) {
        Ok(text) => Ok(Article { id, path, text, warnings, ..Article::default() }),
        Err(reason) => Err(Error::NotText { place, reason }),
    }
}
