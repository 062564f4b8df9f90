//! What a file's name tells: its format, its compression, and what its article is called.

use super::InputFormat;
use std::path::Path;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstd,
}

/// A path taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The path without its extensions; bytes that are not UTF-8 are replaced.
    pub(super) stem: String,
    /// The format its extension stands for; `None` if it is not an extension of articles.
    pub(super) format: Option<InputFormat>,
    /// The compression its last extension stands for.
    pub(super) compression: Compression,
}

/// Takes a path apart. Extensions count in capitals too.
pub(super) fn parse(path: &Path) -> Name {
    let name = path.to_string_lossy();
    let (rest, compression) = if let Some(rest) = without(&name, ".gz") {
        (rest, Compression::Gzip)
    } else if let Some(rest) = without(&name, ".zst") {
        (rest, Compression::Zstd)
    } else {
        (&*name, Compression::None)
    };
    let known = [(".txt", InputFormat::Text), (".jsonl", InputFormat::JsonLines), (".ndjson", InputFormat::JsonLines)];
    let found = known.into_iter().find_map(|(ext, format)| Some((without(rest, ext)?, format)));
    let (stem, format) = match found {
        Some((stem, format)) => (stem, Some(format)),
        None => (without_any(rest), None),
    };
    Name { stem: stem.replace(std::path::MAIN_SEPARATOR, "/"), format, compression }
}

/// `name` without the extension, if it has it and something before it.
fn without<'n>(name: &'n str, extension: &str) -> Option<&'n str> {
    let at = name.len().checked_sub(extension.len())?;
    let stem = name.get(..at)?;
    let bare = stem.is_empty() || stem.ends_with(std::path::is_separator);
    (!bare && name[at..].eq_ignore_ascii_case(extension)).then_some(stem)
}

/// `name` without whatever looks like an extension: up to five letters or digits, so that "Interview with the U.S. envoy" stays whole.
fn without_any(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, ext))
            if !stem.is_empty()
                && !stem.ends_with(std::path::is_separator)
                && (1..=5).contains(&ext.len())
                && ext.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            stem
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_format_compression_and_id() {
        let text = Some(InputFormat::Text);
        let lines = Some(InputFormat::JsonLines);
        for (path, stem, format, compression) in [
            ("a.txt", "a", text, Compression::None),
            ("sub/a.TXT", "sub/a", text, Compression::None),
            ("a.b.txt.gz", "a.b", text, Compression::Gzip),
            ("dump.jsonl.zst", "dump", lines, Compression::Zstd),
            ("dump.NDJSON.GZ", "dump", lines, Compression::Gzip),
            ("report.md", "report", None, Compression::None),
            ("report.md.gz", "report", None, Compression::Gzip),
            ("README", "README", None, Compression::None),
            ("Talks with the U.S. envoy", "Talks with the U.S. envoy", None, Compression::None),
            (".txt", ".txt", None, Compression::None),
            ("sub/.txt", "sub/.txt", None, Compression::None),
            (".gz", ".gz", None, Compression::None),
            ("é.gz", "é", None, Compression::Gzip),
        ] {
            assert_eq!(parse(Path::new(path)), Name { stem: stem.into(), format, compression }, "{path}");
        }
    }
}
