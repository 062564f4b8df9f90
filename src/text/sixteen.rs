//! The first bytes of a text at once, and a number for a hash of them.

/// The first 16 of `bytes`, with zeros behind them where there are fewer: what is in the midst of a text is read whatever the length of the
/// word that is wanted of it, so that no guess of the processor depends on that.
#[inline(always)]
fn sixteen(bytes: &[u8]) -> [u8; 16] {
    match bytes.first_chunk() {
        Some(&first) => first,
        None => padded(bytes),
    }
}

/// The first `len` of `bytes`, at most 16, as a number, the first one lowest; zeros behind them.
#[inline(always)]
pub(crate) fn first_of(bytes: &[u8], len: usize) -> u128 {
    /// What belongs to a word of each length. (Shifts of so long a number are slow on some processors.)
    const MASKS: [u128; 17] = {
        let mut masks = [u128::MAX; 17];
        let mut len = 0;
        while len < 16 {
            masks[len] = (1 << (8 * len)) - 1;
            len += 1;
        }
        masks
    };
    u128::from_le_bytes(sixteen(bytes)) & MASKS[len]
}

/// A number in which every bit depends on all of sixteen bytes, given as two numbers. Model files hold such numbers: see `model/hash.rs` before
/// changing it.
#[inline(always)]
pub(crate) fn mixed([low, high]: [u64; 2]) -> u64 {
    let product = u128::from(low ^ 0x9E37_79B9_7F4A_7C15) * u128::from(high ^ 0xD6E8_FEB8_6659_FD93);
    product as u64 ^ (product >> 64) as u64
}

#[cold]
fn padded(bytes: &[u8]) -> [u8; 16] {
    let mut padded = [0; 16];
    padded[..bytes.len()].copy_from_slice(bytes);
    padded
}
