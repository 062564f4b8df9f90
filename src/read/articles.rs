//! The articles of all inputs, one after the other.

use super::lines::{Lines, Origin};
use super::names::Compression;
use super::pending::{self, Body};
use super::walk::{self, File, Input, Skip};
use super::{Error, InputFormat, Options, Pending, decompress};
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The articles behind some paths, in the order in which their records are written.
pub struct Articles {
    inputs: Box<dyn Iterator<Item = Result<Input, Error>> + Send>,
    options: Options,
    /// The JSON Lines being read at the moment.
    lines: Option<Lines>,
    bytes_read: Arc<AtomicU64>,
}

impl Articles {
    /// The articles behind `paths`; `-` is standard input. The file to `skip`, which the caller is writing, is
    /// passed over when it lies in a folder to be read.
    pub fn new(paths: Vec<PathBuf>, skip: Option<Skip>, options: Options) -> Self {
        Self { inputs: Box::new(walk::inputs(paths, skip)), options, lines: None, bytes_read: Arc::default() }
    }

    /// A counter of the bytes read from disk or a pipe so far (before decompression); it goes on counting while articles are loaded.
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.bytes_read)
    }

    /// Opens an input: its one article, or the lines that are next.
    fn open(&mut self, input: Input) -> Result<Option<Pending>, Error> {
        match input {
            Input::Stdin => self.open_stdin(),
            Input::File(file) if self.options.format.unwrap_or(file.format) == InputFormat::JsonLines => {
                self.open_lines(file)?;
                Ok(None)
            }
            Input::File(File { path, id, compression, .. }) => {
                Ok(Some(Pending(Body::File { path, id, compression, read: self.bytes_read() })))
            }
        }
    }

    fn open_lines(&mut self, file: File) -> Result<(), Error> {
        let place = walk::place(&file.path);
        let compressed = file.compression != Compression::None;
        let stream = fs::File::open(&file.path)
            .and_then(|opened| decompress::open(Counted { inner: opened, count: self.bytes_read() }, file.compression))
            .map_err(|error| Error::from_io(place.clone(), compressed, error))?;
        let origin = Origin { path: Some(place.file.clone()), file: place.file, stem: file.id, compressed };
        self.lines = Some(Lines::new(stream, origin, self.options.max_size)?);
        Ok(())
    }

    /// Standard input has no name to go by: the first bytes tell compression and, unless an option does, the format.
    fn open_stdin(&mut self) -> Result<Option<Pending>, Error> {
        let mut raw = BufReader::new(Counted { inner: io::stdin(), count: self.bytes_read() });
        let failed = |compressed| move |error| Error::from_io(pending::stdin_place(), compressed, error);
        let compression = decompress::sniff(raw.fill_buf().map_err(failed(false))?);
        let compressed = compression != Compression::None;
        let mut stream = decompress::open(raw, compression).map_err(failed(compressed))?;
        let format = match self.options.format {
            Some(format) => format,
            None => guess_format(stream.fill_buf().map_err(failed(compressed))?),
        };
        match format {
            InputFormat::JsonLines => {
                let file = pending::stdin_place().file;
                let origin = Origin { file, path: None, stem: "stdin".into(), compressed };
                self.lines = Some(Lines::new(stream, origin, self.options.max_size)?);
                Ok(None)
            }
            InputFormat::Text => {
                let limit = self.options.max_size;
                let bytes = pending::read_bounded(stream, limit).map_err(failed(compressed))?;
                let bytes = bytes.ok_or_else(|| Error::TooLarge { place: pending::stdin_place(), limit })?;
                Ok(Some(Pending(Body::Stdin { bytes })))
            }
        }
    }
}

impl Iterator for Articles {
    type Item = Result<Pending, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next() {
                    Some(line) => return Some(line.map(|line| Pending(Body::Line(line)))),
                    None => self.lines = None,
                }
            }
            let opened = self.inputs.next()?.and_then(|input| self.open(input));
            match opened {
                Ok(None) => {}
                Ok(Some(pending)) => return Some(Ok(pending)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// JSON Lines if the first visible character is an opening brace, in UTF-8 or UTF-16: no report opens with one.
fn guess_format(head: &[u8]) -> InputFormat {
    let visible = head.iter().find(|b| !matches!(b, 0xEF | 0xBB | 0xBF | 0xFF | 0xFE | 0) && !b.is_ascii_whitespace());
    if visible == Some(&b'{') && !head.starts_with(b"{\\rtf") { InputFormat::JsonLines } else { InputFormat::Text }
}

/// Counts what is read through it.
struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
