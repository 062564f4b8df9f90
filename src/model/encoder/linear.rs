//! Products with weights of 8 bits, which processors do several times as fast as products of floats.

use rten_gemm::{GemmExecutor, PackedBMatrix};
use rten_tensor::NdTensorView;

/// A product with weights, and a sum.
#[derive(Clone)]
pub(super) struct Linear {
    /// Packed as the processor likes them.
    pub(super) weights: PackedBMatrix<i8>,
    /// What a unit of each column counts.
    pub(super) scales: Vec<f32>,
    /// Added to each column.
    pub(super) bias: Vec<f32>,
    /// Sum of the weights of each column.
    pub(super) sums: Vec<i32>,
}

impl Linear {
    /// From weights in rows of as many columns as there are scales.
    pub(super) fn new(packer: &GemmExecutor<u8, i8, i32>, weights: &[i8], scales: Vec<f32>, bias: Vec<f32>) -> Self {
        let mut sums = vec![0; scales.len()];
        for row in weights.chunks_exact(scales.len()) {
            sums.iter_mut().zip(row).for_each(|(sum, &weight)| *sum += i32::from(weight));
        }
        let shape = [weights.len() / scales.len(), scales.len()];
        Self { weights: packer.prepack_b(NdTensorView::from_data(shape, weights)), scales, bias, sums }
    }

    /// Length of the rows that go in.
    pub(super) fn inputs(&self) -> usize {
        self.weights.rows()
    }

    /// Length of the rows that come out.
    pub(super) fn outputs(&self) -> usize {
        self.bias.len()
    }
}
