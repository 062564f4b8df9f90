//! Word cores in ASCII, letters, digits and `_`: where they end, eight bytes at a time.

use super::{CLASSES, Class};

/// Whether a byte goes on with an ASCII word core.
#[inline]
pub(super) fn is_core(byte: u8) -> bool {
    CORE[byte as usize]
}

/// The bytes of ASCII word cores.
const CORE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(CLASSES[byte], Class::Letter | Class::Digit) || byte as u8 == b'_';
        byte += 1;
    }
    table
};

/// How many bytes of an ASCII word core `bytes` starts with. Words are of any length, so where a loop over single bytes ends, the processor
/// guesses wrong at most words; of eight letters, hardly any has more, and few have anything but letters.
#[inline]
pub(super) fn core_len(bytes: &[u8]) -> usize {
    let mut len = 0;
    while let Some(eight) = bytes[len..].first_chunk() {
        let others = !letters(u64::from_le_bytes(*eight)) & HIGH;
        if others != 0 {
            len += others.trailing_zeros() as usize / 8;
            break;
        }
        len += 8;
    }
    len + bytes[len..].iter().take_while(|&&byte| is_core(byte)).count()
}

/// The high bit of each byte.
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// Of eight bytes, the high bit of each that is an ASCII letter; what the other bits are does not matter.
#[inline]
fn letters(bytes: u64) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    // The high bit of each byte of a sum tells whether that byte is large enough; none carries into the next.
    let small = (bytes | each(0x20)) & !HIGH;
    (small + each(0x80 - b'a')) & !(small + each(0x7F - b'z')) & !bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_bytes_say_what_each_says() {
        for byte in 0..=u8::MAX {
            let eight = [b'a', byte, b'Z', b'.', byte, b'z', b'A', byte];
            let expected = eight.map(|byte| if byte.is_ascii_alphabetic() { 0x80 } else { 0 });
            assert_eq!((letters(u64::from_le_bytes(eight)) & HIGH).to_le_bytes(), expected, "{byte:#x}");
        }
    }

    #[test]
    fn cores_of_every_length_end_where_they_should() {
        let text = "extraordinarily extra_ordinarily2 long";
        for start in 0..text.len() {
            let expected = text[start..].bytes().take_while(|&byte| is_core(byte)).count();
            assert_eq!(core_len(&text.as_bytes()[start..]), expected, "{:?}", &text[start..]);
        }
    }
}
