//! From a network in floats, as it was learned, to the numbers of a file.

use super::weights::{PARTS, SMALL};

/// A network in floats, as it was learned.
pub(crate) struct Floats<'f> {
    /// The tables: rows of [`ROW`] numbers.
    pub(crate) tables: &'f [f32],
    /// Added to the sums of rows.
    pub(crate) bias: &'f [f32],
    /// Shares and values of the recurrence: rows of weights, and what is added.
    pub(crate) gates: (&'f [f32], &'f [f32]),
    /// The largest number that goes into that product.
    pub(crate) reach: f32,
    /// The scores.
    pub(crate) head: (&'f [f32], &'f [f32]),
}

/// The largest size of a number.
fn reach<'n>(numbers: impl IntoIterator<Item = &'n f32>) -> f32 {
    numbers.into_iter().fold(f32::MIN_POSITIVE, |reach, n| reach.max(n.abs()))
}

/// The bytes of a file for a network, rounded.
pub(super) fn round(floats: &Floats<'_>) -> Vec<u8> {
    let unit = reach(floats.tables) / 127.0;
    let steps = PARTS / floats.reach;
    let mut out = Vec::with_capacity(SMALL + floats.tables.len());
    let put = |out: &mut Vec<u8>, numbers: &[f32]| out.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
    put(&mut out, &[unit, steps]);
    put(&mut out, floats.bias);
    let (weights, bias) = floats.gates;
    let columns = bias.len();
    let units: Vec<f32> =
        (0..columns).map(|column| reach(weights.iter().skip(column).step_by(columns)) / 127.0).collect();
    out.extend(weights.iter().enumerate().map(|(at, w)| (w / units[at % columns]).round() as i8 as u8));
    put(&mut out, &units.iter().map(|unit| unit / steps).collect::<Vec<f32>>());
    put(&mut out, bias);
    put(&mut out, floats.head.0);
    put(&mut out, floats.head.1);
    out.resize(SMALL, 0);
    out.extend(floats.tables.iter().map(|n| (n / unit).round() as i8 as u8));
    out
}
