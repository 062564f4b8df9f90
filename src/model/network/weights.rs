//! The numbers of the network, as they are in a file.
//!
//! In a file stand, little-endian: what a unit of the tables counts, how many parts of 255 of the largest input of the product 1 is, and the bias behind
//! the tables; the weights of the product, the scale of each column for inputs in such parts, and its bias; the weights of the scores and their bias;
//! zeros up to a multiple of 64; and the tables, a row of [`ROW`] bytes each. Scales, bias and the weights of the scores are floats there. What of it
//! is summed becomes integers when they are read.

use super::dot::{MOST, Weights};
use super::{FINE, GATE, GATES, HEARD, LARGEST, MEMORY, NOTHING, ROW, Rounding, WIDER, WIDTH, in_parts};
use crate::model::ModelError;
use crate::model::crf::{LANES, Row};

/// Everything but the tables, made ready.
#[derive(Clone)]
pub(super) struct Parts {
    /// In units of states.
    pub(super) bias: [i16; WIDTH],
    /// How states are rounded, and how numbers with what is remembered are.
    pub(super) rounding: Rounding,
    pub(super) remembered: Rounding,
    /// How many units of states an eighth of a unit of what is remembered is, in parts of 65,536.
    pub(super) memory_unit: i16,
    /// Shares and values of the recurrence, what a unit of each product counts in parts of 65,536, and what is added.
    pub(super) gates: Weights<HEARD, { GATES / LANES }>,
    pub(super) gate_units: [i16; GATES],
    pub(super) gate_bias: [i16; GATES],
    /// The scores, what a unit of their products counts, and what is added.
    pub(super) head: Weights<WIDTH, 1>,
    pub(super) head_units: Row,
    pub(super) head_bias: Row,
}

/// How many parts the largest input of the product has in a file.
pub(super) const PARTS: f32 = 255.0;

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
        let [unit, parts] = reader.array()?;
        if !(unit > 0.0 && parts > 0.0) {
            return Err(ModelError::Content("a scale is not above zero"));
        }
        let fine = unit / f32::from(FINE);
        let bias = reader.array()?.map(|bias: f32| (bias / fine).clamp(-LARGEST, LARGEST).round() as i16);
        // Inputs have fewer steps here.
        let coarser = PARTS / f32::from(MOST);
        let gates = reader.bytes(HEARD * GATES);
        let units: [f32; GATES] = reader.array()?;
        let gates =
            gates.iter().zip(units.iter().cycle()).map(|(&weight, unit)| f32::from(weight as i8) * unit * coarser);
        let (gates, gate_units) = Weights::round(&gates.collect::<Vec<f32>>());
        let gate_bias: [f32; GATES] = reader.array()?;
        let step = coarser / parts;
        let mut head = reader.floats(WIDTH * LANES)?;
        let (wider, others) = head.split_at_mut(MEMORY * LANES);
        wider.iter_mut().for_each(|weight| *weight *= step * WIDER);
        others.iter_mut().for_each(|weight| *weight *= step);
        let (head, [head_units]) = Weights::round(&head);
        let mut head_bias: Row = reader.array()?;
        // What nothing is adds something: see `NOTHING`.
        let mut nothing = [[[0; LANES]]];
        head.multiply::<WIDTH>(&[std::array::from_fn(|at| if at < MEMORY { NOTHING as u8 } else { 0 })], &mut nothing);
        let [[nothing]] = nothing;
        head_bias.iter_mut().enumerate().for_each(|(at, bias)| *bias -= head_units[at] * nothing[at] as f32);
        Ok(Self {
            bias,
            rounding: Rounding::to(fine / step),
            remembered: Rounding::to(fine / step / WIDER),
            gates,
            memory_unit: in_parts(1.0 / (8.0 * 4.0 * GATE * fine)),
            gate_units: std::array::from_fn(|at| in_parts(gate_units.as_flattened()[at] * GATE)),
            gate_bias: std::array::from_fn(|at| {
                // Shares are half of their way where there is nothing: from -4 to 4.
                let halfway = if at < MEMORY { 4.0 } else { 0.0 };
                ((gate_bias[at] + halfway) * GATE).clamp(-LARGEST, LARGEST).round() as i16
            }),
            head,
            head_units,
            head_bias,
        })
    }
}
