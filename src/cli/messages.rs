//! Messages on standard error. What they quote (file names, parts of files) is untrusted: control characters are made harmless.

use std::io::{self, Write};

/// Writes messages, and remembers how many were errors.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    pub(crate) quiet: bool,
}

impl Messages {
    /// Something failed. Written even when quiet.
    pub(crate) fn error(&self, message: &str) {
        write(&format!("quoth: {}\n", harmless(message)));
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

/// `text` with control characters, and those that reorder or hide text, as escapes.
fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.extend(c.escape_default()),
            c if c.is_control() => out.extend(c.escape_default()),
            '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => {
                out.extend(c.escape_unicode())
            }
            c => out.push(c),
        }
    }
    out
}
