//! Byte offsets to the units other languages index by. Only output needs them; inside, every offset is in bytes.

/// The unit in which offsets are written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OffsetUnit {
    /// Bytes of UTF-8, as Rust and C index.
    Bytes,
    /// Unicode code points, as Python, R and jq index.
    #[default]
    Chars,
    /// UTF-16 code units, as JavaScript, Java and C# index.
    Utf16,
}

/// One checkpoint every this many bytes: a look-up scans at most that much.
const STEP: usize = 64;

/// Translates byte offsets of one text into [`OffsetUnit`]s. Building it is one pass over the text; a look-up is constant time.
pub struct OffsetMap<'t> {
    text: &'t str,
    unit: OffsetUnit,
    /// Units before byte `i * STEP`; empty where units and bytes agree (an ASCII text, or bytes asked for).
    checkpoints: Vec<u32>,
}

impl<'t> OffsetMap<'t> {
    /// A map for `text`.
    pub fn new(text: &'t str, unit: OffsetUnit) -> Self {
        let mut checkpoints = Vec::new();
        if unit != OffsetUnit::Bytes && !text.is_ascii() {
            checkpoints.reserve_exact(text.len() / STEP + 2);
            let mut units = 0;
            for block in text.as_bytes().chunks(STEP) {
                checkpoints.push(units);
                units += width(block, unit);
            }
            checkpoints.push(units);
        }
        Self { text, unit, checkpoints }
    }

    /// The offset, in this map's unit, of byte `byte` of the text; the end of the text is allowed.
    ///
    /// # Panics
    /// If `byte` lies behind the end of the text.
    pub fn get(&self, byte: usize) -> usize {
        assert!(byte <= self.text.len(), "byte {byte} is outside a text of {} bytes", self.text.len());
        if self.checkpoints.is_empty() {
            return byte;
        }
        let block = byte / STEP;
        let rest = &self.text.as_bytes()[block * STEP..byte];
        (self.checkpoints[block] + width(rest, self.unit)) as usize
    }
}

/// Units that bytes of UTF-8 open, at most [`STEP`] of them: none for a continuation byte, two UTF-16 units for the first of a four-byte
/// character.
#[inline]
fn width(bytes: &[u8], unit: OffsetUnit) -> u32 {
    // Counted in bytes, which hold as many as there are and are added many at a time.
    let count = |opens: fn(u8) -> bool| u32::from(bytes.iter().map(|&byte| u8::from(opens(byte))).sum::<u8>());
    match unit {
        OffsetUnit::Bytes => bytes.len() as u32,
        OffsetUnit::Chars => count(|byte| byte & 0xC0 != 0x80),
        OffsetUnit::Utf16 => count(|byte| byte & 0xC0 != 0x80) + count(|byte| byte >= 0xF0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_boundary_agrees_with_counting() {
        let text = "Señor “Müller” 😀 said — no.\n".repeat(40);
        for (unit, count) in [
            (OffsetUnit::Bytes, (|s| s.len()) as fn(&str) -> usize),
            (OffsetUnit::Chars, |s| s.chars().count()),
            (OffsetUnit::Utf16, |s| s.encode_utf16().count()),
        ] {
            let map = OffsetMap::new(&text, unit);
            for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                assert_eq!(map.get(byte), count(&text[..byte]), "{unit:?} at byte {byte}");
            }
        }
    }
}
