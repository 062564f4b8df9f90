//! The forward pass: from word pieces to a vector each.
//!
//! A transformer encoder (Vaswani and others 2017, in BERT's arrangement). Products with weights are done in 8-bit integers, which
//! processors do several times as fast as products of floats: what comes in is rounded to 8 bits row by row, each row on a scale of its own,
//! so that a row's result depends on nothing but the row. Attention, norms and sums stay floats.

use super::linear::Linear;
use super::weights::{Layer, Norm};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_simd::{SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{ApproxGelu, ExtendInit, MinMax, Normalize, NormalizeOptions, Quantize, Softmax, Sum, SumSquareSub};

/// Added to variances, so that no division is by zero.
const EPSILON: f32 = 1e-12;

/// The matrix products made ready for this processor, and room to work in. For one thread.
pub(super) struct Machine {
    products: Products,
    floats: GemmExecutor<f32>,
    /// Queries, keys and values of each piece, side by side.
    projected: Vec<f32>,
    scores: Vec<f32>,
    head: Vec<f32>,
    attended: Vec<f32>,
    hidden: Vec<f32>,
}

impl Machine {
    /// Finds out which instructions the processor has.
    pub(super) fn new() -> Self {
        Self {
            products: Products { integers: GemmExecutor::new(), rounded: Rounded::default(), sums: Vec::new() },
            floats: GemmExecutor::new(),
            projected: Vec::new(),
            scores: Vec::new(),
            head: Vec::new(),
            attended: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// Runs a layer over the pieces of one window, a row of `states` each, in place.
    pub(super) fn run(&mut self, layer: &Layer, heads: usize, states: &mut [f32]) {
        let width = layer.output.outputs();
        self.products.multiply(states, &layer.projection);
        self.projected.resize(states.len() * 3, 0.0);
        self.products.write(&layer.projection, &mut self.projected, |out, sum| *out = sum);
        self.attend(heads, width, states.len() / width);
        self.products.multiply(&self.attended, &layer.output);
        self.products.write(&layer.output, states, |out, sum| *out += sum);
        normalize(states, &layer.attention_norm);
        self.products.multiply(states, &layer.inner);
        self.hidden.resize(states.len() / width * layer.inner.outputs(), 0.0);
        self.products.write(&layer.inner, &mut self.hidden, |out, sum| *out = sum);
        ApproxGelu {}.map_mut(&mut self.hidden);
        self.products.multiply(&self.hidden, &layer.outer);
        self.products.write(&layer.outer, states, |out, sum| *out += sum);
        normalize(states, &layer.norm);
    }

    /// Mixes the values of all pieces for each piece, head by head.
    fn attend(&mut self, heads: usize, width: usize, pieces: usize) {
        let size = width / heads;
        self.attended.resize(pieces * width, 0.0);
        self.scores.resize(pieces * pieces, 0.0);
        self.head.resize(pieces * size, 0.0);
        let stride = 3 * width;
        let view = |part: usize, head: usize, shape, strides| {
            NdTensorView::from_slice_with_strides(shape, &self.projected[part * width + head * size..], strides)
                .expect("queries, keys and values of all heads are there")
        };
        for head in 0..heads {
            let query = view(0, head, [pieces, size], [stride, 1]);
            let key = view(1, head, [size, pieces], [1, stride]);
            let value = view(2, head, [pieces, size], [stride, 1]);
            let scaled = GemmOptions { alpha: (size as f32).sqrt().recip(), ..GemmOptions::default() };
            self.floats
                .gemm(&mut self.scores, GemmInputA::Unpacked(query), GemmInputB::Unpacked(key), scaled)
                .expect("the shapes fit");
            for row in self.scores.chunks_exact_mut(pieces) {
                Softmax::new_mut(row).dispatch();
            }
            let scores = NdTensorView::from_data([pieces, pieces], &self.scores[..]);
            self.floats
                .gemm(&mut self.head, GemmInputA::Unpacked(scores), GemmInputB::Unpacked(value), GemmOptions::default())
                .expect("the shapes fit");
            let rows = self.attended.chunks_exact_mut(width).zip(self.head.chunks_exact(size));
            for (out, mixed) in rows {
                out[head * size..][..size].copy_from_slice(mixed);
            }
        }
    }
}

/// Products with 8-bit weights.
struct Products {
    integers: GemmExecutor<u8, i8, i32>,
    rounded: Rounded,
    sums: Vec<i32>,
}

impl Products {
    /// Multiplies each of `rows` with the weights; the products wait for [`write`](Self::write).
    ///
    /// What the rows' numbers for zero add to the products is taken off there and not by the library, which (0.27) goes by the wrong rows
    /// behind the first 64.
    fn multiply(&mut self, rows: &[f32], linear: &Linear) {
        self.rounded.set(rows, linear.inputs());
        let count = self.rounded.scales.len();
        self.sums.resize(count * linear.outputs(), 0);
        let values = NdTensorView::from_data([count, linear.inputs()], &self.rounded.values[..]);
        let (values, weights) = (GemmInputA::Unpacked(values), GemmInputB::Packed(&linear.weights));
        self.integers.gemm(&mut self.sums, values, weights, GemmOptions::default()).expect("the shapes fit");
    }

    /// Gives each of `out` its product, as a float and with the bias.
    #[inline(always)]
    fn write(&self, linear: &Linear, out: &mut [f32], each: impl Fn(&mut f32, f32)) {
        let rows = out.chunks_exact_mut(linear.outputs()).zip(self.sums.chunks_exact(linear.outputs()));
        for ((out, sums), (scale, &zero)) in rows.zip(self.rounded.scales.iter().zip(&self.rounded.zeros)) {
            let columns = linear.scales.iter().zip(&linear.bias).zip(&linear.sums);
            for ((out, &sum), ((column, bias), of_weights)) in out.iter_mut().zip(sums).zip(columns) {
                each(out, (sum - zero * of_weights) as f32 * (scale * column) + bias);
            }
        }
    }
}

/// Rows of numbers rounded to 8 bits, with the scale of each row and its number for zero.
#[derive(Default)]
struct Rounded {
    values: Vec<u8>,
    scales: Vec<f32>,
    zeros: Vec<i32>,
}

impl Rounded {
    fn set(&mut self, rows: &[f32], width: usize) {
        self.values.clear();
        self.values.reserve(rows.len());
        self.scales.clear();
        self.zeros.clear();
        for row in rows.chunks_exact(width) {
            let (low, high) = MinMax::new(row).dispatch();
            let (low, high) = (low.min(0.0), high.max(0.0));
            let scale = ((high - low) / 255.0).max(f32::MIN_POSITIVE);
            let zero = (-low / scale).round_ties_even() as u8;
            self.values.extend_init(|room| Quantize::new(row, &mut room[..width], scale.recip(), zero).dispatch());
            self.scales.push(scale);
            self.zeros.push(zero.into());
        }
    }
}

/// Brings each row to mean 0 and variance 1, then to the learned gain and bias.
pub(super) fn normalize(rows: &mut [f32], norm: &Norm) {
    let width = norm.gain.len();
    for row in rows.chunks_exact_mut(width) {
        let mean = Sum::new(row).dispatch() / width as f32;
        let variance = SumSquareSub::new(row, mean).dispatch() / width as f32;
        let options = NormalizeOptions {
            pre_scale_bias: mean,
            scale: (variance + EPSILON).sqrt().recip(),
            element_scale: Some(&norm.gain),
            bias: 0.0,
            element_bias: Some(&norm.bias),
        };
        Normalize::new_mut(row, options).dispatch();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers between -1 and 1 that look random.
    fn noise(seed: u32, count: usize) -> Vec<f32> {
        let mut x = seed;
        let mut next = || {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (x >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..count).map(|_| next()).collect()
    }

    /// A product with weights that 8 bits hold exactly, and the same weights as floats.
    fn linear(seed: u32, inputs: usize, outputs: usize) -> (Linear, Vec<f32>) {
        let weights: Vec<i8> = noise(seed, inputs * outputs).iter().map(|n| (n * 63.0) as i8).collect();
        let scales: Vec<f32> = noise(seed + 1, outputs).iter().map(|n| (n + 2.0) / 500.0).collect();
        let floats = weights.iter().enumerate().map(|(at, &w)| f32::from(w) * scales[at % outputs]).collect();
        (Linear::new(&GemmExecutor::new(), &weights, scales, noise(seed + 2, outputs)), floats)
    }

    fn multiply(rows: &[f32], linear: &Linear, weights: &[f32]) -> Vec<f32> {
        let (inputs, outputs) = (linear.inputs(), linear.outputs());
        let mut out = Vec::new();
        for row in rows.chunks_exact(inputs) {
            for column in 0..outputs {
                let sum: f32 = (0..inputs).map(|k| row[k] * weights[k * outputs + column]).sum();
                out.push(sum + linear.bias[column]);
            }
        }
        out
    }

    /// Root mean square of the differences over that of the values.
    fn difference(found: &[f32], known: &[f32]) -> f32 {
        assert_eq!(found.len(), known.len());
        let squares = |n: &mut dyn Iterator<Item = f32>| n.map(|n| n * n).sum::<f32>();
        let error = squares(&mut found.iter().zip(known).map(|(f, k)| f - k));
        (error / squares(&mut known.iter().copied())).sqrt()
    }

    #[test]
    fn products_in_eight_bits_are_near_those_of_floats() {
        for (inputs, outputs, count) in [(48, 64, 7), (384, 1152, 70), (1536, 384, 3)] {
            let (linear, weights) = linear(1, inputs, outputs);
            let numbers = noise(5, inputs * count);
            let rows: Vec<f32> = numbers.iter().enumerate().map(|(at, n)| n * (1 + at / inputs) as f32 + 0.3).collect();
            let mut machine = Machine::new();
            machine.products.multiply(&rows, &linear);
            let mut out = vec![0.0; outputs * count];
            machine.products.write(&linear, &mut out, |out, sum| *out = sum);
            let error = difference(&out, &multiply(&rows, &linear, &weights));
            assert!(error < 0.01, "{inputs} by {outputs}: {error}");
        }
    }

    #[test]
    fn attention_is_that_of_the_definition() {
        let (heads, width, pieces) = (12, 384, 130);
        let mut machine = Machine::new();
        machine.projected = noise(9, pieces * 3 * width);
        machine.attend(heads, width, pieces);
        let at = |part: usize, piece: usize, n: usize| machine.projected[piece * 3 * width + part * width + n];
        let size = width / heads;
        let mut known = vec![0.0; pieces * width];
        for head in 0..heads {
            for i in 0..pieces {
                let score = |j| {
                    let dot: f32 = (0..size).map(|n| at(0, i, head * size + n) * at(1, j, head * size + n)).sum();
                    (dot / (size as f32).sqrt()).exp()
                };
                let all: f32 = (0..pieces).map(score).sum();
                for n in head * size..(head + 1) * size {
                    known[i * width + n] = (0..pieces).map(|j| score(j) / all * at(2, j, n)).sum();
                }
            }
        }
        let error = difference(&machine.attended, &known);
        assert!(error < 1e-5, "{error}");
    }
}
