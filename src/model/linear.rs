//! Products with weights of 8 bits, which processors do several times as fast as products of floats.

use rten_gemm::{GemmExecutor, PackedBMatrix};
use rten_tensor::NdTensorView;

/// A product with weights, and a sum.
#[derive(Clone)]
pub(in crate::model) struct Linear {
    /// Packed as the processor likes them.
    pub(in crate::model) weights: PackedBMatrix<i8>,
    /// What a unit of each column counts.
    pub(in crate::model) scales: Vec<f32>,
    /// Added to each column.
    pub(in crate::model) bias: Vec<f32>,
    /// Sum of the weights of each column.
    pub(in crate::model) sums: Vec<i32>,
}

impl Linear {
    /// From weights in rows of as many columns as there are scales.
    pub(in crate::model) fn new(
        packer: &GemmExecutor<u8, i8, i32>,
        weights: &[i8],
        scales: Vec<f32>,
        bias: Vec<f32>,
    ) -> Self {
        let mut sums = vec![0; scales.len()];
        for row in weights.chunks_exact(scales.len()) {
            sums.iter_mut().zip(row).for_each(|(sum, &weight)| *sum += i32::from(weight));
        }
        let shape = [weights.len() / scales.len(), scales.len()];
        Self { weights: packer.prepack_b(NdTensorView::from_data(shape, weights)), scales, bias, sums }
    }

    /// Length of the rows that go in.
    pub(in crate::model) fn inputs(&self) -> usize {
        self.weights.rows()
    }

    /// Length of the rows that come out.
    pub(in crate::model) fn outputs(&self) -> usize {
        self.bias.len()
    }
}
