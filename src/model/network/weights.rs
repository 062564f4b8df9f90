//! The numbers of the network, as they are in a file.
//!
//! In a file stand, little-endian: what a unit of the tables counts, how many steps of rounding a unit of the inputs of the product is, and
//! the bias behind the tables; the weights of the product, the scale of each column, and its bias; the weights of the scores and their bias;
//! zeros up to a multiple of 64; and the tables, a row of [`ROW`] bytes each.

use super::{GATES, HEARD, ROW, WIDTH};
use crate::model::ModelError;
use crate::model::crf::{LANES, Row};
use crate::model::linear::Linear;
use rten_gemm::GemmExecutor;

/// Everything but the tables, made ready.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) unit: f32,
    pub(super) bias: [f32; WIDTH],
    /// How many steps of rounding a unit of the inputs of the product is.
    pub(super) steps: f32,
    /// Shares and values of the recurrence. Its scales turn products into outputs.
    pub(super) gates: Linear,
    pub(super) head: [Row; WIDTH],
    pub(super) head_bias: Row,
}

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
        let bias = reader.array()?;
        let weights: Vec<i8> = reader.bytes(HEARD * GATES).iter().map(|&b| b as i8).collect();
        let (scales, gates_bias) = (reader.floats(GATES)?, reader.floats(GATES)?);
        let gates = Linear::new(&GemmExecutor::new(), &weights, scales, gates_bias);
        let mut head = [[0.0; LANES]; WIDTH];
        head.as_flattened_mut().copy_from_slice(&reader.floats(WIDTH * LANES)?);
        Ok(Self { unit, bias, steps, gates, head, head_bias: reader.array()? })
    }
}
