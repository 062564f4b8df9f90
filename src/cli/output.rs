//! Where records go: standard output, or a file that appears whole or not at all.

use super::part::{Done, Part, Plan};
use anyhow::Context;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// How much is written at a time, in bytes.
const BUFFER: usize = 64 << 10;

/// A place for records.
pub(crate) enum Output {
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A temporary file beside `target`, which it replaces in the end.
    File {
        temporary: BufWriter<NamedTempFile>,
        target: PathBuf,
    },
    /// The same, but kept for a run that resumes.
    Part(Part),
    /// A device or a pipe, which must not be replaced.
    Special(BufWriter<File>),
}

impl Output {
    /// Opens standard output, or what leads to `path`.
    pub(crate) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self::Stdout(BufWriter::with_capacity(BUFFER, io::stdout().lock())));
        };
        let existing = fs::metadata(path).ok();
        if existing.as_ref().is_some_and(|data| !data.is_file()) {
            let file = File::options()
                .write(true)
                .open(path)
                .with_context(|| format!("{}: cannot be written", path.display()))?;
            return Ok(Self::Special(BufWriter::with_capacity(BUFFER, file)));
        }
        let target = target_of(path);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".quoth-").suffix(".tmp");
        let permissions = existing.map(|data| data.permissions()).or_else(usual_permissions);
        if let Some(permissions) = permissions.filter(|permissions| !permissions.readonly()) {
            builder.permissions(permissions);
        }
        let temporary = builder
            .tempfile_in(folder_of(&target))
            .map_err(reason)
            .with_context(|| format!("{}: cannot be written in this folder", path.display()))?;
        Ok(Self::File { temporary: BufWriter::with_capacity(BUFFER, temporary), target })
    }

    /// Opens what leads to `path` as `plan` has it, and tells the articles that are in it already.
    pub(crate) fn open_part(path: &Path, plan: &Plan) -> anyhow::Result<(Self, Done)> {
        let (part, done) = Part::open(target_of(path), plan)?;
        Ok((Self::Part(part), done))
    }

    /// Makes what was written appear.
    pub(crate) fn commit(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush(),
            Self::Special(mut out) => out.flush(),
            Self::Part(part) => part.commit(),
            Self::File { temporary, target } => {
                let temporary = temporary.into_inner().map_err(io::IntoInnerError::into_error)?;
                temporary.as_file().sync_all()?;
                temporary.persist(target)?;
                Ok(())
            }
        }
    }

    /// Drops what was written; a file that was there before stays as it was. What went to standard output or a pipe is gone already.
    pub(crate) fn discard(self) {
        match self {
            // Without the buffer, which would be written to a file about to be removed.
            Self::File { temporary, .. } => drop(temporary.into_parts()),
            Self::Part(part) => part.discard(),
            Self::Stdout(_) | Self::Special(_) => {}
        }
    }

    /// Keeps what was written for a run that resumes, and tells where; drops it if none can.
    pub(crate) fn keep(self) -> Option<PathBuf> {
        if let Self::Part(part) = self {
            return part.keep();
        }
        self.discard();
        None
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::File { temporary, .. } => temporary.write(bytes),
            Self::Part(part) => part.write(bytes),
            Self::Special(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::File { temporary, .. } => temporary.flush(),
            Self::Part(part) => part.flush(),
            Self::Special(out) => out.flush(),
        }
    }
}

/// What is to be replaced: a link stays a link.
fn target_of(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// The folder that a file lies or will lie in.
pub(crate) fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Why no temporary file could be made, without the name that it would have had: that says nothing to anybody.
pub(crate) fn reason(error: io::Error) -> io::Error {
    let said = error.to_string();
    io::Error::new(error.kind(), said.split(" at path ").next().unwrap_or_default())
}

/// What a new file may: as the user's mask tells, not private like other temporary files.
#[cfg(unix)]
fn usual_permissions() -> Option<Permissions> {
    Some(std::os::unix::fs::PermissionsExt::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual_permissions() -> Option<Permissions> {
    None
}
