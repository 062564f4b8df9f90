//! A folder as output: the files of each article, in a folder that appears whole or not at all.

use super::output::{folder_of, reason};
use anyhow::Context;
use quoth::report::brat::{CONFIGURATION, CONFIGURATION_FILE, Document};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder in the making: a temporary one beside `target`, whose name it takes in the end.
#[derive(Debug)]
pub(crate) struct Folder {
    temporary: TempDir,
    target: PathBuf,
    /// How often a path was asked for, whatever its case.
    taken: HashMap<String, usize>,
}

impl Folder {
    /// Begins a folder that will be at `target`, where nothing or an empty folder is now.
    pub(crate) fn create(target: &Path) -> anyhow::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(".quoth-").suffix(".tmp");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
        let temporary = builder
            .tempdir_in(folder_of(target))
            .map_err(reason)
            .with_context(|| format!("{}: no folder can be made there", target.display()))?;
        fs::write(temporary.path().join(CONFIGURATION_FILE), CONFIGURATION)
            .with_context(|| format!("{}: cannot be written", target.display()))?;
        Ok(Self { temporary, target: target.to_owned(), taken: HashMap::new() })
    }

    /// Adds an article. A second one of the same path is called `PATH~2`.
    pub(crate) fn add(&mut self, document: &Document) -> io::Result<()> {
        let number = self.taken.entry(document.path.to_lowercase()).or_default();
        let (path, mut text) = loop {
            *number += 1;
            let again = if *number > 1 { format!("~{number}") } else { String::new() };
            let path = self.temporary.path().join(format!("{}{again}", document.path));
            fs::create_dir_all(folder_of(&path))?;
            // File systems have notions of their own of when two names are one.
            match File::create_new(with_extension(&path, "txt")) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => break (path, opened?),
            }
        };
        text.write_all(document.text.as_bytes())?;
        File::create_new(with_extension(&path, "ann"))?.write_all(document.annotations.as_bytes())
    }

    /// Makes the folder appear.
    pub(crate) fn commit(self) -> io::Result<()> {
        // An empty folder may be in the place; anything else makes the renaming fail.
        match fs::remove_dir(&self.target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let made = self.temporary.keep();
        fs::rename(&made, &self.target).inspect_err(|_| _ = fs::remove_dir_all(&made))
    }

    /// Drops everything.
    pub(crate) fn discard(self) {
        drop(self);
    }
}

/// `path` and an extension, whatever full stops there are in `path`.
fn with_extension(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}
