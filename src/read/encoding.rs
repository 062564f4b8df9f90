//! Bytes to text. UTF-8 with or without a byte order mark, UTF-16 with one; bytes that are neither are taken for Windows-1252.

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, BufRead, Read};

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF16_MARKS: [(&[u8], &encoding_rs::Encoding); 2] = [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)];

/// First bytes of what people mistake for text, and what to do about each.
const KNOWN_BINARY: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document; extract its text first, for example with pdftotext"),
    (b"PK\x03\x04", "a ZIP archive or an office document; extract or export its text first"),
    (b"\xD0\xCF\x11\xE0", "an old office document; export it as plain text first"),
    (b"{\\rtf", "a rich text document; export it as plain text first"),
    (b"\x1F\x8B", "gzip data; name the file with .gz at the end"),
    (b"\x28\xB5\x2F\xFD", "Zstandard data; name the file with .zst at the end"),
    (b"\x89PNG", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7FELF", "a program"),
];

/// Why bytes are not text, if they are not. Looks at the first bytes and counts NULs.
fn not_text(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, what)) = KNOWN_BINARY.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(what);
    }
    let nuls = memchr::memchr_iter(0, bytes).count();
    if nuls * 4 > bytes.len() {
        return Some(
            "a quarter of it is NUL bytes; if it is UTF-16 without a byte order mark, convert it to UTF-8 first",
        );
    }
    // Control characters that no text has, in its first kilobytes.
    let head = &bytes[..bytes.len().min(8 << 10)];
    let odd = |&b: &u8| u8::from(b < 0x09 || (0x0E..0x1B).contains(&b) || (0x1C..0x20).contains(&b));
    // Summed in bytes, many at a time, as far as a byte holds the sum.
    let odd: usize = head.chunks(255).map(|part| usize::from(part.iter().map(odd).sum::<u8>())).sum();
    // Of random bytes they are a tenth, and hardly any are UTF-8; a text in an old encoding has a stray one or two.
    let foreign = || std::str::from_utf8(head).is_err_and(|error| error.error_len().is_some());
    let most = if odd > 2 && foreign() { head.len() / 50 } else { head.len() / 10 };
    (odd > most).then_some("binary data")
}

/// The text that `bytes` stand for, with warnings about what is odd; or why they are not text.
///
/// In a text that is not UTF-8 only the offending bytes are read as Windows-1252: a Windows-1252 text comes out the same, because its accented
/// letters and curly quotation marks are not valid UTF-8, and a UTF-8 text with a few foreign bytes does not become a mess as a whole.
pub(super) fn decode(bytes: Vec<u8>, warnings: &mut Vec<String>) -> Result<String, &'static str> {
    for (mark, encoding) in UTF16_MARKS {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let (text, damaged) = encoding.decode_without_bom_handling(rest);
            if damaged {
                warnings.push(format!("damaged {}: what could not be decoded is U+FFFD", encoding.name()));
            }
            if let Some(reason) = not_text(text.as_bytes()) {
                return Err(reason);
            }
            return Ok(with_checked_nuls(text.into_owned(), warnings));
        }
    }
    if let Some(reason) = not_text(&bytes) {
        return Err(reason);
    }
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => decode_mixed(error.as_bytes(), warnings),
    };
    if text.as_bytes().starts_with(UTF8_MARK) {
        text.drain(..UTF8_MARK.len());
    }
    Ok(with_checked_nuls(text, warnings))
}

fn decode_mixed(bytes: &[u8], warnings: &mut Vec<String>) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut foreign = 0;
    let mut first = None;
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            first.get_or_insert(at);
            foreign += chunk.invalid().len();
            at += chunk.invalid().len();
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
        }
    }
    let first = first.unwrap_or_default();
    warnings.push(format!("not UTF-8: {foreign} bytes, the first at byte {first}, were read as Windows-1252"));
    text
}

fn with_checked_nuls(text: String, warnings: &mut Vec<String>) -> String {
    let nuls = memchr::memchr_iter(0, text.as_bytes()).count();
    if nuls > 0 {
        warnings.push(format!("the text contains NUL characters ({nuls})"));
    }
    text
}

/// A stream that begins with a UTF-16 byte order mark as UTF-8; any other as it is, without a UTF-8 mark. For JSON Lines, which are cut
/// into lines before they are decoded.
pub(super) fn utf8_stream(mut stream: Box<dyn BufRead + Send>) -> io::Result<Box<dyn BufRead + Send>> {
    let mut head = [0; 3];
    let mut filled = 0;
    while filled < head.len() {
        match stream.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let head = &head[..filled];
    for (mark, encoding) in UTF16_MARKS {
        if let Some(rest) = head.strip_prefix(mark) {
            let input = io::Cursor::new(rest.to_vec()).chain(stream);
            let decoder = encoding.new_decoder_without_bom_handling();
            return Ok(Box::new(Transcoder { input, decoder, out: String::new(), at: 0, ended: false }));
        }
    }
    let rest = head.strip_prefix(UTF8_MARK).unwrap_or(head).to_vec();
    Ok(Box::new(io::Cursor::new(rest).chain(stream)))
}

/// Decodes what it reads to UTF-8.
struct Transcoder<R> {
    input: R,
    decoder: encoding_rs::Decoder,
    /// Decoded, and given out up to byte `at`.
    out: String,
    at: usize,
    ended: bool,
}

impl<R: BufRead> BufRead for Transcoder<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.out.len() && !self.ended {
            let input = self.input.fill_buf()?;
            self.ended = input.is_empty();
            self.out.clear();
            self.at = 0;
            // With the room the decoder asks for it takes all of the input.
            self.out.reserve(self.decoder.max_utf8_buffer_length(input.len()).unwrap_or(input.len()));
            let (_, read, _) = self.decoder.decode_to_string(input, &mut self.out, self.ended);
            self.input.consume(read);
        }
        Ok(&self.out.as_bytes()[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
    }
}

impl<R: BufRead> Read for Transcoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, Vec<String>) {
        let mut warnings = Vec::new();
        let text = decode(bytes.to_vec(), &mut warnings).expect("text");
        (text, warnings)
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let unit = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(unit).collect()
    }

    #[test]
    fn each_encoding_gives_the_same_text() {
        let text = "“Señor” 😀 said — no";
        let with_mark = [UTF8_MARK, text.as_bytes()].concat();
        for bytes in [text.as_bytes().to_vec(), with_mark, utf16(text, false), utf16(text, true)] {
            assert_eq!(decoded(&bytes), (text.to_owned(), vec![]), "{bytes:x?}");
        }
    }

    #[test]
    fn other_bytes_are_windows_1252_with_a_warning() {
        let (text, warnings) = decoded(b"\x93The caf\xE9 clich\xE9\x94 \x97 he said");
        assert_eq!(text, "“The café cliché” — he said");
        assert_eq!(warnings, ["not UTF-8: 5 bytes, the first at byte 0, were read as Windows-1252"]);
    }

    #[test]
    fn one_foreign_byte_does_not_spoil_a_utf8_text() {
        let (text, warnings) = decoded(
            "“Yes,” said Zo\u{EB}".as_bytes().iter().chain(b" caf\xE9").copied().collect::<Vec<_>>().as_slice(),
        );
        assert_eq!(text, "“Yes,” said Zoë café");
        assert_eq!(warnings.len(), 1);
    }

    #[test]
    fn a_nul_is_a_warning_and_many_are_no_text() {
        assert_eq!(decoded(b"a text with a \0 in it").1, ["the text contains NUL characters (1)"]);
        assert!(decode(b"h\0e\0l\0l\0o\0".to_vec(), &mut vec![]).unwrap_err().contains("UTF-16"));
    }

    #[test]
    fn what_is_not_text_says_what_it_is() {
        for (bytes, what) in [
            (&b"%PDF-1.4 ..."[..], "PDF"),
            (b"PK\x03\x04rest", "office"),
            (b"\x01\x02\x03\x04\x05\x06 \xFF\xFA", "binary"),
            (b"\x1F\x8B\x08...", "gzip"),
        ] {
            let reason = decode(bytes.to_vec(), &mut vec![]).unwrap_err();
            assert!(reason.contains(what), "{reason}");
        }
    }

    #[test]
    fn random_bytes_are_not_text() {
        let mut x = 1u32;
        for length in [100, 300, 10_000] {
            for _ in 0..200 {
                let byte = |_| {
                    x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (x >> 24) as u8
                };
                assert!(decode((0..length).map(byte).collect(), &mut vec![]).is_err());
            }
        }
        let old = [&b"\x0E\x0F \xE9t\xE9 "[..], &b"il a dit oui, ".repeat(4)].concat();
        assert!(decode(old, &mut vec![]).is_ok(), "two stray controls in an old encoding");
    }

    #[test]
    fn streams_lose_their_mark_and_become_utf8() {
        let text = "{\"text\": \"“é” 😀\"}\n".repeat(2000);
        let plain = text.clone().into_bytes();
        for bytes in [plain.clone(), [UTF8_MARK, &plain].concat(), utf16(&text, false), utf16(&text, true)] {
            let mut out = String::new();
            utf8_stream(Box::new(io::Cursor::new(bytes))).unwrap().read_to_string(&mut out).unwrap();
            assert!(out == text);
        }
    }
}
