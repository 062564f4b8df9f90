//! Messages on standard error. What they quote (file names, parts of files) is untrusted: control characters are made harmless.

use quoth::report::one_line;
use std::io::{self, Write};

/// Writes messages, and remembers how many were errors.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    pub(crate) quiet: bool,
}

impl Messages {
    /// Something failed. Written even when quiet.
    pub(crate) fn error(&self, message: &str) {
        write(&format!("quoth: {}\n", one_line(message)));
    }

    /// Something worth knowing.
    pub(crate) fn note(&self, message: &str) {
        if !self.quiet {
            self.error(message);
        }
    }

    /// Our own text, with its styles where standard error shows them.
    pub(crate) fn text(&self, text: &str) {
        write(text);
    }
}

fn write(text: &str) {
    // If standard error is closed, nobody is left to tell.
    let _ = anstream::AutoStream::auto(io::stderr()).write_all(text.as_bytes());
}
