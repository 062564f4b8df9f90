//! The first bytes of a text at once, and a number for a hash of them.

/// The first 16 of `bytes`, with zeros behind them where there are fewer: what is in the midst of a text is read whatever the length of the
/// word that is wanted of it, so that no guess of the processor depends on that.
#[inline(always)]
pub(crate) fn sixteen(bytes: &[u8]) -> [u8; 16] {
    match bytes.first_chunk() {
        Some(&first) => first,
        None => padded(bytes),
    }
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
