//! Where the articles of a run go: a stream, or a folder.

use super::folder::Folder;
use super::output::Output;
use super::part::Done;
use super::settings::Settings;
use quoth::report::{Format, Rendered, Writer};
use std::io;
use std::path::PathBuf;

/// What is written to.
pub(crate) enum Destination {
    Stream(Box<Writer<Output>>),
    Folder(Folder),
}

impl Destination {
    /// Opens what the settings name, and tells the articles that are in it already. `writer` makes a writer of a stream.
    pub(crate) fn open(
        settings: &Settings,
        writer: impl FnOnce(Output) -> Writer<Output>,
    ) -> anyhow::Result<(Self, Done)> {
        let (output, done) = match (&settings.output, &settings.part) {
            (Some(folder), _) if settings.format == Format::Brat => {
                return Ok((Self::Folder(Folder::create(folder)?), Done::default()));
            }
            (Some(file), Some(plan)) => Output::open_part(file, plan)?,
            (file, _) => (Output::open(file.as_deref())?, Done::default()),
        };
        Ok((Self::Stream(Box::new(writer(output))), done))
    }

    pub(crate) fn write(&mut self, rendered: &Rendered) -> io::Result<()> {
        match self {
            Self::Stream(writer) => writer.write(rendered),
            Self::Folder(folder) => rendered.document().map_or(Ok(()), |document| folder.add(document)),
        }
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stream(writer) => writer.flush(),
            Self::Folder(_) => Ok(()),
        }
    }

    /// Fields of articles that came too late to have a column.
    pub(crate) fn omitted_fields(&self) -> Vec<String> {
        match self {
            Self::Stream(writer) => writer.omitted_fields().map(|name| format!("{name:?}")).collect(),
            Self::Folder(_) => Vec::new(),
        }
    }

    /// Stops in the middle. Gives the file that a run which resumes can go on with, if there is one.
    pub(crate) fn abandon(self) -> Option<PathBuf> {
        match self {
            Self::Stream(writer) => writer.into_inner().keep(),
            Self::Folder(folder) => {
                folder.discard();
                None
            }
        }
    }

    /// Writes what stands at the end, and does with it as told; see [`abandon`](Self::abandon) for what it gives.
    pub(crate) fn finish(self, end: End) -> io::Result<Option<PathBuf>> {
        match (self, end) {
            (Self::Folder(folder), End::Appear) => folder.commit().map(|()| None),
            (Self::Folder(folder), _) => {
                folder.discard();
                Ok(None)
            }
            (Self::Stream(writer), end) => {
                // Also what is not kept is finished, so that a JSON document on standard output is whole.
                let output = writer.finish()?;
                match end {
                    End::Appear => output.commit().map(|()| None),
                    End::Vanish => {
                        output.discard();
                        Ok(None)
                    }
                    End::Wait => Ok(output.keep()),
                }
            }
        }
    }
}

/// What becomes of what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Appear,
    Vanish,
    /// Kept for a run that resumes, where there can be one; else it vanishes.
    Wait,
}
