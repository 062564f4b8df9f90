//! The fast tier: a small recurrent network that scores the tags of each token.
//!
//! 1. *Tables.* For each token some rows of learned numbers are added up (`inputs.rs`). A row has three parts of 64 numbers: for the
//!    token before, the token itself and the one behind; so the sums of neighbours meet, as if a window of three had been multiplied with weights.
//! 2. *Recurrence*, from both ends: half of the numbers move, token by token, by a learned share towards a learned value (a minimal gated unit:
//!    Feng and others 2024), so that a token knows what stands anywhere before it, and by the other half what stands behind it.
//! 3. *A layer* over each token alone, and the scores.
//!
//! Rows and weights are 8-bit integers and what goes into products is rounded to 8 bits, so sums are exact and results the same everywhere.

pub(crate) mod inputs;
#[cfg(feature = "train")]
mod rounding;
mod weights;

#[cfg(feature = "train")]
pub(crate) use rounding::Floats;
pub(crate) use weights::SMALL;

use super::ModelError;
use super::alone;
use super::crf::{self, LANES, Row};
use super::observations::{Observations, Stretch};
use inputs::Rows;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};
use rten_tensor::NdTensorView;
use std::borrow::Cow;
use std::cell::Cell;
use weights::{Parts, Rounded};

/// How many numbers stand for a token between the layers.
pub(crate) const WIDTH: usize = 64;
/// How many of them look ahead; the rest look back.
pub(crate) const AHEAD: usize = WIDTH / 2;
/// Length of a row of the tables.
pub(crate) const ROW: usize = 3 * WIDTH;

/// How many tokens are read together. What is further away does not count.
const PASSAGE: usize = 512;

/// A network made ready for use.
#[derive(Clone)]
pub struct Network<'m> {
    /// As in its file.
    bytes: Cow<'m, [u8]>,
    parts: Parts,
}

/// Numbers of a token.
type State = [f32; WIDTH];

/// Room to work in, and the matrix products made ready for this processor. For one thread.
#[derive(Default)]
struct Room {
    gemm: GemmExecutor<u8, i8, i32>,
    inputs: Vec<Rows>,
    rows: Vec<u32>,
    ends: Vec<usize>,
    sums: Vec<[i16; ROW]>,
    states: Vec<State>,
    rounded: Vec<[u8; WIDTH]>,
    products: Vec<i32>,
    shares: Vec<State>,
    values: Vec<State>,
}

thread_local! {
    /// Kept from article to article: asking the system for so much memory and the processor for its instructions takes as long as the work.
    static ROOM: Cell<Option<Room>> = const { Cell::new(None) };
}

/// The stretches of an article in groups that are read together: whole ones, of [`PASSAGE`] tokens where they are shorter.
pub(crate) fn passages(stretches: &[Stretch]) -> impl Iterator<Item = &[Stretch]> {
    let mut rest = stretches;
    std::iter::from_fn(move || {
        let first = rest.first()?.tokens.start();
        let fitting = rest.iter().take_while(|s| s.tokens.end() - first <= PASSAGE).count().max(1);
        let (passage, behind) = rest.split_at(fitting);
        rest = behind;
        Some(passage)
    })
}

impl<'m> Network<'m> {
    /// A network from the bytes of a file.
    ///
    /// # Errors
    /// If they are not as many as a network has, or a number is none.
    pub(super) fn from_bytes(bytes: impl Into<Cow<'m, [u8]>>) -> Result<Self, ModelError> {
        let bytes = bytes.into();
        Ok(Self { parts: Parts::from_bytes(&bytes)?, bytes })
    }

    /// A network of floats, rounded.
    #[cfg(feature = "train")]
    pub(crate) fn round(floats: &Floats<'_>) -> Network<'static> {
        Network::from_bytes(rounding::round(floats)).expect("what was just written is whole")
    }

    /// Its bytes in a file.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The score of each tag for each token of the article.
    pub(super) fn scores(&self, observations: &Observations<'_>, stretches: &[Stretch]) -> Vec<Row> {
        let mut scores = Vec::with_capacity(observations.atoms.len());
        let mut room = ROOM.take().unwrap_or_default();
        alone::stay();
        for passage in passages(stretches) {
            self.read(observations, passage, &mut room, &mut scores);
        }
        ROOM.set(Some(room));
        scores
    }

    fn read(&self, observations: &Observations<'_>, passage: &[Stretch], room: &mut Room, scores: &mut Vec<Row>) {
        room.inputs.clear();
        passage.iter().for_each(|stretch| inputs::append(observations, stretch, &mut room.inputs));
        let first = passage[0].tokens.start();
        let tables = weights::tables(&self.bytes);
        room.rows.clear();
        room.ends.clear();
        for (at, input) in room.inputs.iter().enumerate() {
            // A model file with fewer vectors than its dictionary names has none for those words.
            match input.word.filter(|&word| (word as usize) < tables.len()) {
                Some(word) => room.rows.push(word),
                None => {
                    room.rows.push(inputs::ending(observations.segmented.word(first + at)));
                    room.rows.extend(input.kind);
                }
            }
            room.rows.extend(input.seen);
            room.ends.push(room.rows.len());
        }
        let tokens = room.inputs.len();
        room.sums.resize(tokens + 2, [0; ROW]);
        room.states.resize(tokens, [0.0; WIDTH]);
        room.rounded.resize(tokens, [0; WIDTH]);
        let (rounded, states) = (&mut room.rounded[..tokens], &mut room.states[..tokens]);
        let (rows, ends, sums) = (&room.rows[..], &room.ends[..], &mut room.sums[..tokens + 2]);
        Adding { parts: &self.parts, tables, rows, ends, sums, states, rounded }.dispatch();
        let multiply = |rounded: &[[u8; WIDTH]], by: &Rounded, out: &mut Vec<i32>| {
            out.resize(tokens * by.linear.outputs(), 0);
            let values = NdTensorView::from_data([tokens, WIDTH], rounded.as_flattened());
            let (values, weights) = (GemmInputA::Unpacked(values), GemmInputB::Packed(&by.linear.weights));
            room.gemm.gemm(out, values, weights, GemmOptions::default()).expect("the shapes fit");
        };
        multiply(rounded, &self.parts.gates, &mut room.products);
        room.shares.resize(tokens, [0.0; WIDTH]);
        room.values.resize(tokens, [0.0; WIDTH]);
        let (shares, values) = (&mut room.shares[..tokens], &mut room.values[..tokens]);
        let (products, _) = room.products.as_chunks();
        Recurring { parts: &self.parts, products, shares, values, states, rounded }.dispatch();
        multiply(rounded, &self.parts.layer, &mut room.products);
        Scoring { parts: &self.parts, products: room.products.as_chunks().0, states, scores }.dispatch();
    }
}

/// The tables' rows added up, and what comes of three neighbours.
struct Adding<'a> {
    parts: &'a Parts,
    tables: &'a [[u8; ROW]],
    rows: &'a [u32],
    /// For each token where its rows end.
    ends: &'a [usize],
    /// A row for each token, and one of zeros before and behind them.
    sums: &'a mut [[i16; ROW]],
    states: &'a mut [State],
    rounded: &'a mut [[u8; WIDTH]],
}

impl SimdOp for Adding<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let (mut first, tokens) = (0, self.ends.len());
        for (sums, &end) in self.sums[1..].iter_mut().zip(self.ends) {
            let mut sum = [0i16; ROW];
            for &row in &self.rows[first..end] {
                for (sum, &number) in sum.iter_mut().zip(&self.tables[row as usize]) {
                    *sum += i16::from(number as i8);
                }
            }
            *sums = sum;
            first = end;
        }
        self.sums[0] = [0; ROW];
        self.sums[tokens + 1] = [0; ROW];
        let (unit, bias, scale) = (self.parts.unit, &self.parts.bias, self.parts.gates.steps);
        for ((near, state), rounded) in self.sums.windows(3).zip(self.states).zip(self.rounded) {
            let (before, own, behind) = (&near[0][..WIDTH], &near[1][WIDTH..2 * WIDTH], &near[2][2 * WIDTH..]);
            for at in 0..WIDTH {
                let sum = f32::from(before[at] + own[at] + behind[at]) * unit + bias[at];
                state[at] = sum.max(0.0);
                rounded[at] = round(state[at] * scale);
            }
        }
    }
}

/// The recurrence from both ends, added to the states.
struct Recurring<'a> {
    parts: &'a Parts,
    products: &'a [[i32; 2 * WIDTH]],
    shares: &'a mut [State],
    values: &'a mut [State],
    states: &'a mut [State],
    rounded: &'a mut [[u8; WIDTH]],
}

impl SimdOp for Recurring<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let gates = &self.parts.gates;
        let (scales, bias): (&[f32; 2 * WIDTH], &[f32; 2 * WIDTH]) = (gates.scales(), gates.bias());
        for ((products, shares), values) in self.products.iter().zip(&mut *self.shares).zip(&mut *self.values) {
            for at in 0..WIDTH {
                shares[at] = crf::logistic(products[at] as f32 * scales[at] + bias[at]);
                values[at] = products[WIDTH + at] as f32 * scales[WIDTH + at] + bias[WIDTH + at];
            }
        }
        let (mut from_start, mut from_end) = ([0.0; AHEAD], [0.0; WIDTH - AHEAD]);
        let tokens = self.states.len();
        for at in 0..tokens {
            let (shares, values, state) = (&self.shares[at], &self.values[at], &mut self.states[at]);
            for n in 0..AHEAD {
                from_start[n] += shares[n] * (values[n] - from_start[n]);
                state[n] += from_start[n];
            }
            let at = tokens - 1 - at;
            let (shares, values, state) = (&self.shares[at], &self.values[at], &mut self.states[at]);
            for n in 0..WIDTH - AHEAD {
                from_end[n] += shares[AHEAD + n] * (values[AHEAD + n] - from_end[n]);
                state[AHEAD + n] += from_end[n];
            }
        }
        let scale = self.parts.layer.steps;
        for (state, rounded) in self.states.iter().zip(self.rounded) {
            for (rounded, number) in rounded.iter_mut().zip(state) {
                *rounded = round(number * scale + MIDDLE);
            }
        }
    }
}

/// The last layer and the scores.
struct Scoring<'a> {
    parts: &'a Parts,
    products: &'a [[i32; WIDTH]],
    states: &'a mut [State],
    scores: &'a mut Vec<Row>,
}

impl SimdOp for Scoring<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        let layer = &self.parts.layer;
        let (scales, bias): (&[f32; WIDTH], &[f32; WIDTH]) = (layer.scales(), layer.bias());
        for (products, state) in self.products.iter().zip(self.states) {
            for at in 0..WIDTH {
                state[at] += (products[at] as f32 * scales[at] + bias[at]).max(0.0);
            }
            let mut scores = self.parts.head_bias;
            for lane in (0..LANES).step_by(ops.len()) {
                // Four sums, which do not wait for each other.
                let term = |at: usize| ops.mul(ops.splat(state[at]), ops.load(&self.parts.head[at][lane..]));
                let mut sums = [term(0), term(1), term(2), term(3)];
                for at in (4..WIDTH).step_by(4) {
                    sums = [
                        ops.add(sums[0], term(at)),
                        ops.add(sums[1], term(at + 1)),
                        ops.add(sums[2], term(at + 2)),
                        ops.add(sums[3], term(at + 3)),
                    ];
                }
                let sum = ops.add(ops.add(sums[0], sums[1]), ops.add(sums[2], sums[3]));
                ops.store(ops.add(sum, ops.load(&scores[lane..])), &mut scores[lane..]);
            }
            self.scores.push(scores);
        }
    }
}

/// What stands for 0 where numbers below 0 are rounded too.
const MIDDLE: f32 = 128.0;

/// The nearest of the numbers from 0 to 255.
#[inline(always)]
fn round(number: f32) -> u8 {
    // Adding this leaves a number rounded to the nearest integer, in its lowest bits.
    const ROUND: f32 = 12_582_912.0;
    (number.clamp(0.0, 255.0) + ROUND).to_bits() as u8
}
