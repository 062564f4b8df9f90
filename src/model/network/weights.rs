//! The numbers of the network, as they are in a file.
//!
//! In a file stand, little-endian: what a unit of the tables counts, how many steps of rounding a unit of the inputs of either product is, and
//! the bias behind the tables; for either product its weights, the scale of each column, and its bias; the weights of the scores and their
//! bias; zeros up to a multiple of 64; and the tables, a row of [`ROW`] bytes each.

use super::{MIDDLE, ROW, WIDTH};
use crate::model::ModelError;
use crate::model::crf::{LANES, Row};
use crate::model::linear::Linear;
use rten_gemm::GemmExecutor;

/// Everything but the tables, made ready.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) unit: f32,
    pub(super) bias: [f32; WIDTH],
    pub(super) gates: Rounded,
    pub(super) layer: Rounded,
    pub(super) head: [Row; WIDTH],
    pub(super) head_bias: Row,
}

/// A product with rounded numbers.
#[derive(Clone)]
pub(super) struct Rounded {
    /// How many steps of rounding a unit of the inputs is.
    pub(super) steps: f32,
    /// Its scales turn products into outputs, and what the number for zero adds is taken off in its bias.
    pub(super) linear: Linear,
}

impl Rounded {
    /// The scale of each column.
    pub(super) fn scales<const N: usize>(&self) -> &[f32; N] {
        self.linear.scales.as_slice().try_into().expect("as many as it has columns")
    }

    /// What is added to each column.
    pub(super) fn bias<const N: usize>(&self) -> &[f32; N] {
        self.linear.bias.as_slice().try_into().expect("as many as it has columns")
    }
}

/// Length in a file of all but the tables.
pub(crate) const SMALL: usize = {
    let floats = 3 + WIDTH + WIDTH * LANES + LANES;
    let products = (WIDTH + 8) * (2 * WIDTH) + (WIDTH + 8) * WIDTH;
    (4 * floats + products).next_multiple_of(64)
};

/// The rows of the tables.
pub(super) fn tables(bytes: &[u8]) -> &[[u8; ROW]] {
    bytes[SMALL..].as_chunks().0
}

/// Takes numbers from the front of bytes.
struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn floats(&mut self, count: usize) -> Result<Vec<f32>, ModelError> {
        let (numbers, rest) = self.0.split_at(4 * count);
        self.0 = rest;
        let numbers: Vec<f32> = numbers.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
        let finite = numbers.iter().all(|n| n.is_finite());
        if finite { Ok(numbers) } else { Err(ModelError::Content("a weight is not a number")) }
    }

    fn product(&mut self, steps: f32, columns: usize, zero: f32) -> Result<Rounded, ModelError> {
        let (weights, rest) = self.0.split_at(WIDTH * columns);
        self.0 = rest;
        let weights: Vec<i8> = weights.iter().map(|&b| b as i8).collect();
        let scales = self.floats(columns)?;
        let bias = self.floats(columns)?;
        let mut linear = Linear::new(&GemmExecutor::new(), &weights, scales, bias);
        for ((bias, scale), &sum) in linear.bias.iter_mut().zip(&linear.scales).zip(&linear.sums) {
            *bias -= scale * zero * sum as f32;
        }
        Ok(Rounded { steps, linear })
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
        let first = reader.floats(3)?;
        let array = |numbers: Vec<f32>| numbers.try_into().expect("as many as were asked for");
        let bias = array(reader.floats(WIDTH)?);
        let gates = reader.product(first[1], 2 * WIDTH, 0.0)?;
        let layer = reader.product(first[2], WIDTH, MIDDLE)?;
        let head = reader.floats(WIDTH * LANES)?;
        let mut rows = [[0.0; LANES]; WIDTH];
        rows.as_flattened_mut().copy_from_slice(&head);
        let head_bias: [f32; LANES] = reader.floats(LANES)?.try_into().expect("as many as were asked for");
        Ok(Self { unit: first[0], bias, gates, layer, head: rows, head_bias })
    }
}
