//! The first bytes of a text at once.

/// The first 16 of `bytes`, with zeros behind them where there are fewer: what is in the midst of a text is read whatever the length of the
/// word that is wanted of it, so that no guess of the processor depends on that.
#[inline(always)]
pub(crate) fn sixteen(bytes: &[u8]) -> [u8; 16] {
    match bytes.first_chunk() {
        Some(&first) => first,
        None => padded(bytes),
    }
}

#[cold]
fn padded(bytes: &[u8]) -> [u8; 16] {
    let mut padded = [0; 16];
    padded[..bytes.len()].copy_from_slice(bytes);
    padded
}
