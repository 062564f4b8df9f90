//! Streams that are decompressed as they are read, in constant memory whatever the ratio.

use super::names::Compression;
use std::io::{self, BufRead, BufReader, Read};

/// The most memory, as a power of two, that a Zstandard stream may ask for as its window: what `zstd -d` allows by default, so a crafted
/// header cannot ask for gigabytes.
const ZSTD_WINDOW_LOG: u32 = 27;

/// How much is read at a time, in bytes.
const BUFFER: usize = 64 << 10;

/// `stream`, decompressed.
pub(super) fn open(
    stream: impl Read + Send + 'static,
    compression: Compression,
) -> io::Result<Box<dyn BufRead + Send>> {
    Ok(match compression {
        Compression::None => Box::new(BufReader::with_capacity(BUFFER, stream)),
        Compression::Gzip => Box::new(BufReader::with_capacity(BUFFER, flate2::read::MultiGzDecoder::new(stream))),
        Compression::Zstd => {
            let mut decoder = zstd::Decoder::new(stream)?;
            decoder.window_log_max(ZSTD_WINDOW_LOG)?;
            Box::new(BufReader::with_capacity(BUFFER, decoder))
        }
    })
}

/// The compression that the first bytes of a stream without a name stand for.
pub(super) fn sniff(head: &[u8]) -> Compression {
    if head.starts_with(b"\x1F\x8B") {
        Compression::Gzip
    } else if head.starts_with(b"\x28\xB5\x2F\xFD") {
        Compression::Zstd
    } else {
        Compression::None
    }
}
