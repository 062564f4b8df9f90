//! The numbers of the network, as they are in a file.
//!
//! In a file stand, little-endian: what a unit of the tables counts, how many steps of rounding a unit of the inputs of the product is, and
//! the bias behind the tables; the weights of the product, the scale of each column, and its bias; the weights of the scores and their bias;
//! zeros up to a multiple of 64; and the tables, a row of [`ROW`] bytes each. The bias behind the tables and the weights of the scores are floats there
//! and become integers when they are read.

use super::dot::{ByteWeights, Weights};
use super::{FINE, GATES, HEARD, LARGEST, ROW, WIDTH};
use crate::model::ModelError;
use crate::model::crf::{LANES, Row};

/// Everything but the tables, made ready.
#[derive(Clone)]
pub(super) struct Parts {
    /// What a unit of the tables counts, of which there are [`FINE`] in those of states.
    pub(super) unit: f32,
    /// In units of states.
    pub(super) bias: [i16; WIDTH],
    /// How many steps of rounding a unit of states is in what the recurrence hears, in parts of 32,768.
    pub(super) hearing: i16,
    /// Shares and values of the recurrence, what a unit of each product counts, and what is added.
    pub(super) gates: ByteWeights<HEARD, { GATES / LANES }>,
    pub(super) gate_units: [f32; GATES],
    pub(super) gate_bias: [f32; GATES],
    /// The scores, what a unit of their products counts, and what is added.
    pub(super) head: Weights<WIDTH, 1>,
    pub(super) head_unit: f32,
    pub(super) head_bias: Row,
}

/// The largest weight of the scores once they are integers: 64 of the largest numbers times that fit into 32 bits.
const LARGEST_WEIGHT: f32 = 1023.0;

/// Length in a file of all but the tables.
pub(crate) const SMALL: usize = {
    let floats = 2 + WIDTH + 2 * GATES + WIDTH * LANES + LANES;
    (4 * floats + HEARD * GATES).next_multiple_of(64)
};

/// The rows of the tables.
pub(super) fn tables(bytes: &[u8]) -> &[[u8; ROW]] {
    bytes[SMALL..].as_chunks().0
}

/// Takes numbers from the front of bytes.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn bytes(&mut self, count: usize) -> &'b [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn floats(&mut self, count: usize) -> Result<Vec<f32>, ModelError> {
        let chunks = self.bytes(4 * count).as_chunks().0;
        let numbers: Vec<f32> = chunks.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        let finite = numbers.iter().all(|n| n.is_finite());
        if finite { Ok(numbers) } else { Err(ModelError::Content("a weight is not a number")) }
    }

    fn array<const N: usize>(&mut self) -> Result<[f32; N], ModelError> {
        Ok(self.floats(N)?.try_into().expect("as many as were asked for"))
    }
}

impl Parts {
    /// From the bytes of a file.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let whole = bytes.len().checked_sub(SMALL).is_some_and(|tables| tables.is_multiple_of(ROW));
        if !whole || tables(bytes).len() < super::inputs::WORDS {
            return Err(ModelError::Content("its network is malformed"));
        }
        let mut reader = Reader(bytes);
        let [unit, steps] = reader.array()?;
        let fine = unit / f32::from(FINE);
        let bias = reader.array()?.map(|bias: f32| (bias / fine).clamp(-LARGEST, LARGEST).round() as i16);
        let gates: Vec<i8> = reader.bytes(HEARD * GATES).iter().map(|&b| b as i8).collect();
        let (gate_units, gate_bias) = (reader.array()?, reader.array()?);
        let head = reader.floats(WIDTH * LANES)?;
        let largest = head.iter().fold(f32::MIN_POSITIVE, |largest, weight| largest.max(weight.abs()));
        let rounded: Vec<i16> = head.iter().map(|weight| (weight / largest * LARGEST_WEIGHT).round() as i16).collect();
        Ok(Self {
            unit,
            bias,
            hearing: (fine * steps * 32_768.0).round() as i16,
            gates: ByteWeights::new(&gates),
            gate_units,
            gate_bias,
            head: Weights::new(&rounded),
            head_unit: fine * largest / LARGEST_WEIGHT,
            head_bias: reader.array()?,
        })
    }
}
