//! The hash functions that words go through. **Frozen**: a model file is only good for the functions it was trained with;
//! change one and [`IDENTITY`] must change too, so that old files are refused.

/// Names these functions in model files.
pub const IDENTITY: u32 = 0x5148_0001;

const K1: u64 = 0x9E37_79B9_7F4A_7C15;
const K2: u64 = 0xD6E8_FEB8_6659_FD93;

/// Two values folded into one; the order matters.
#[inline(always)]
pub fn join(a: u64, b: u64) -> u64 {
    let h = (a ^ b.wrapping_mul(K2).rotate_left(29)).wrapping_mul(K1);
    h ^ (h >> 32)
}

/// Bytes to 64 bits (FNV-1a with a closing mix).
#[inline]
pub fn bytes(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let mut h: u64 = 0xCBF2_9CE4_8422_2325;
    for b in bytes {
        h = (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01B3);
    }
    h = (h ^ (h >> 32)).wrapping_mul(K1);
    h ^ (h >> 29)
}

/// A word, whatever its case: letters in lower case, digits as `0`, a curly apostrophe as a straight one.
#[inline]
pub fn word(word: &str) -> u64 {
    if word.is_ascii() {
        return bytes(word.bytes().map(|b| if b.is_ascii_digit() { b'0' } else { b.to_ascii_lowercase() }));
    }
    let mut buffer = [0; 4];
    let mut folded = Vec::with_capacity(word.len() + 4);
    for c in word.chars().flat_map(char::to_lowercase) {
        let c = match c {
            '’' | '‘' => '\'',
            c if c.is_numeric() => '0',
            c => c,
        };
        folded.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
    }
    bytes(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// These values are in shipped model files. If this test fails, restore the functions or change `IDENTITY` and retrain.
    #[test]
    fn the_hashes_are_frozen() {
        assert_eq!(word(""), word(""));
        assert_eq!(word("said"), word("SAID"));
        assert_eq!(word("don’t"), word("don't"));
        assert_eq!(word("2016"), word("1999"));
        assert_eq!(word("É"), word("é"));
        assert_eq!([word("said"), word("é"), join(1, 2)], FROZEN);
    }

    const FROZEN: [u64; 3] = [12210184112791820142, 5304688872344385032, 325724482804173291];
}
