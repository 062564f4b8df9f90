//! From the paths that were given to the files with articles, in a fixed order and without holding a list of them.

use super::names::{self, Compression};
use super::{Error, InputFormat, Place};
use same_file::Handle;
use std::cmp::Ordering;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// A file with one or more articles.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// What its article is called: the path below the folder that was given, or its name, without extensions.
    pub(super) id: String,
    pub(super) format: InputFormat,
    pub(super) compression: Compression,
}

/// One of the things that were named to be read.
#[derive(Clone, Debug)]
pub(super) enum Input {
    Stdin,
    File(File),
}

/// How `path` is named in messages and records.
pub(super) fn place(path: &Path) -> Place {
    Place { file: path.to_string_lossy().into_owned(), line: None }
}

/// The inputs behind `paths`: `-` is standard input, a file is itself whatever its name, a folder is every article below it, in bytewise order
/// of paths. Hidden files and folders below a folder are passed over, and so is the file to `skip`.
pub(super) fn inputs(paths: Vec<PathBuf>, skip: Option<Skip>) -> impl Iterator<Item = Result<Input, Error>> + Send {
    let skip = Arc::new(skip);
    paths.into_iter().flat_map(move |path| -> Box<dyn Iterator<Item = Result<Input, Error>> + Send> {
        if path.as_os_str() == "-" {
            return Box::new(std::iter::once(Ok(Input::Stdin)));
        }
        match fs::metadata(&path) {
            Ok(data) if data.is_dir() => Box::new(folder(path, Arc::clone(&skip))),
            Ok(_) => Box::new(std::iter::once(Ok(Input::File(named_file(path))))),
            Err(error) => Box::new(std::iter::once(Err(Error::from_io(place(&path), false, error)))),
        }
    })
}

/// A file named by the user: read whatever it is called.
fn named_file(path: PathBuf) -> File {
    let name = names::parse(Path::new(path.file_name().unwrap_or(path.as_os_str())));
    File { path, id: name.stem, format: name.format.unwrap_or(InputFormat::Text), compression: name.compression }
}

/// The articles below a folder; an error for each part that cannot be listed, and one if there are none.
fn folder(root: PathBuf, skip: Arc<Option<Skip>>) -> impl Iterator<Item = Result<Input, Error>> + Send {
    let mut empty = true;
    let mut entries = WalkDir::new(&root)
        .follow_links(true)
        .sort_by(path_order)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
    let mut ended = false;
    std::iter::from_fn(move || {
        while !ended {
            let entry = match entries.next() {
                Some(Ok(entry)) => entry,
                Some(Err(error)) => match listing_error(error) {
                    Some(error) => {
                        empty = false;
                        return Some(Err(error));
                    }
                    None => continue,
                },
                None => {
                    ended = true;
                    return empty.then(|| Err(Error::NoArticles { place: place(&root) }));
                }
            };
            // Sockets, pipes and devices below a folder are no articles, and opening them may hang.
            if !entry.file_type().is_file() || (*skip).as_ref().is_some_and(|skip| skip.is_entry(&entry)) {
                continue;
            }
            let name = names::parse(entry.path().strip_prefix(&root).unwrap_or(entry.path()));
            if let Some(format) = name.format {
                empty = false;
                let file = File { path: entry.into_path(), id: name.stem, format, compression: name.compression };
                return Some(Ok(Input::File(file)));
            }
        }
        None
    })
}

/// Orders siblings so that the walk as a whole is in bytewise order of paths: a folder compares as its name and a slash.
fn path_order(a: &DirEntry, b: &DirEntry) -> Ordering {
    let key = |entry: &DirEntry| {
        let slash: &[u8] = if entry.file_type().is_dir() { b"/" } else { b"" };
        [entry.file_name().as_encoded_bytes(), slash].concat()
    };
    key(a).cmp(&key(b))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// An error of the walk, unless it concerns nothing that would be read: a link that leads back to a folder above it (its articles are
/// read there), or a dangling link that is not called like an article.
fn listing_error(error: walkdir::Error) -> Option<Error> {
    let path = error.path().map(Path::to_owned).unwrap_or_default();
    let dangling = error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound);
    if error.loop_ancestor().is_some() || (dangling && names::parse(&path).format.is_none()) {
        return None;
    }
    Some(Error::from_io(
        place(&path),
        false,
        error.into_io_error().unwrap_or_else(|| std::io::Error::other("a loop of links")),
    ))
}

/// A file that is being written, to be told from the ones to read: a folder may well contain the output of `quoth folder > folder/out.jsonl`.
#[derive(Debug)]
pub struct Skip(Handle);

impl Skip {
    /// The file at `path`; `None` if there is none yet.
    pub fn file(path: &Path) -> Option<Self> {
        Handle::from_path(path).ok().map(Self)
    }

    /// The file that standard output goes to; `None` if it goes to a terminal, a pipe or a device.
    pub fn stdout() -> Option<Self> {
        let handle = Handle::stdout().ok()?;
        handle.as_file().metadata().is_ok_and(|data| data.is_file()).then_some(Self(handle))
    }

    /// Whether `path` leads to this file.
    pub fn is(&self, path: &Path) -> bool {
        Handle::from_path(path).is_ok_and(|handle| handle == self.0)
    }

    /// Whether `entry` is this file, without asking the system about every file where the walk knows enough.
    fn is_entry(&self, entry: &DirEntry) -> bool {
        #[cfg(unix)]
        if walkdir::DirEntryExt::ino(entry) != self.0.ino() {
            return false;
        }
        self.is(entry.path())
    }
}

/// Bytes on disk of all files behind `paths`, for a progress bar; what cannot be read counts nothing. `None` if standard input is among
/// them, or if `stopped` says so before the walk is over.
pub fn size_on_disk(paths: Vec<PathBuf>, stopped: impl Fn() -> bool) -> Option<u64> {
    let mut total = 0;
    for input in inputs(paths, None) {
        match input {
            _ if stopped() => return None,
            Ok(Input::Stdin) => return None,
            Ok(Input::File(file)) => total += fs::metadata(&file.path).map_or(0, |data| data.len()),
            Err(_) => {}
        }
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(paths: &[&Path], output: Option<&Path>) -> Vec<String> {
        inputs(paths.iter().map(|p| p.to_path_buf()).collect(), output.and_then(Skip::file))
            .map(|input| match input {
                Ok(Input::File(file)) => file.id,
                Ok(Input::Stdin) => "(standard input)".into(),
                Err(error) => error.to_string().split_once(": ").map_or(String::new(), |(_, reason)| reason.to_owned()),
            })
            .collect()
    }

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        dir
    }

    #[test]
    fn a_folder_gives_its_articles_in_bytewise_order_of_paths() {
        let dir = tree(&[
            "a/x.txt",
            "a.txt",
            "a-b.txt",
            "B.TXT",
            "z.jsonl.gz",
            "é.ndjson",
            "notes.md",
            ".hidden.txt",
            ".git/c.txt",
            "d.txt/e.txt",
        ]);
        assert_eq!(ids(&[dir.path()], None), ["B", "a-b", "a", "a/x", "d.txt/e", "z", "é"]);
    }

    #[test]
    fn the_file_that_is_written_is_not_read() {
        let dir = tree(&["a.txt", "out.jsonl", "sub/out.jsonl"]);
        assert_eq!(ids(&[dir.path()], Some(&dir.path().join("out.jsonl"))), ["a", "sub/out"]);
        assert_eq!(ids(&[dir.path()], Some(&dir.path().join("none.jsonl"))), ["a", "out", "sub/out"]);
    }

    #[test]
    fn named_files_are_read_whatever_their_name() {
        let dir = tree(&["report.md", ".hidden"]);
        let paths = [dir.path().join("report.md"), dir.path().join(".hidden"), dir.path().join("none"), "-".into()];
        let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
        assert_eq!(ids(&paths, None), ["report", ".hidden", "no such file or folder", "(standard input)"]);
    }

    #[test]
    fn a_folder_without_articles_is_an_error() {
        let dir = tree(&["notes.md"]);
        assert!(ids(&[dir.path()], None)[0].starts_with("no articles in this folder"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_but_not_in_circles() {
        let dir = tree(&["a/x.txt", "b/y.txt"]);
        std::os::unix::fs::symlink(dir.path(), dir.path().join("a/loop")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("b/y.txt"), dir.path().join("a/y.txt")).unwrap();
        std::os::unix::fs::symlink("nowhere", dir.path().join("a/dangling.txt")).unwrap();
        std::os::unix::fs::symlink("nowhere", dir.path().join("a/dangling")).unwrap();
        assert_eq!(ids(&[dir.path()], None), ["no such file or folder", "a/x", "a/y", "b/y"]);
    }
}
