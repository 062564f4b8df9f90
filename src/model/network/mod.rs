//! The fast tier: a small recurrent network that scores the tags of each token.
//!
//! 1. *Tables.* For each token some rows of learned numbers are added up (`inputs.rs`). A row has three parts of 64 numbers: for the
//!    token before, the token itself and the one behind; so the sums of neighbours meet, as if a window of three had been multiplied with weights.
//! 2. *Recurrence*, from both ends: 16 numbers move, token by token, by a learned share towards a learned value (a minimal gated unit:
//!    Feng and others 2024), so that a token knows what stands anywhere before it, and by 16 others what stands behind it. Shares and
//!    values are products of half of the token's numbers.
//! 3. *Scores*: of what was there, with what is remembered added.
//!
//! Rows are integers of 8 bits, and so is what the recurrence hears; states and the weights of scores are integers of 16. What is remembered is
//! summed in floats, in one order. So results are the same everywhere.

mod dot;
pub(crate) mod inputs;
#[cfg(feature = "train")]
mod rounding;
mod weights;

#[cfg(feature = "train")]
pub(crate) use rounding::Floats;
pub(crate) use weights::SMALL;

use super::ModelError;
use super::crf::{self, LANES, Steps};
use super::observations::{Observations, Stretch};
use dot::Sums;
use inputs::Rows;
use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};
use std::borrow::Cow;
use std::cell::Cell;
use weights::Parts;

/// How many numbers stand for a token between the layers.
pub(crate) const WIDTH: usize = 64;
/// How many of those the recurrence looks at: the first.
pub(crate) const HEARD: usize = 32;
/// How many numbers the recurrence remembers. They are added to a token's first.
pub(crate) const MEMORY: usize = 32;
/// How many of what it remembers come from the start of the passage; the rest come from its end.
pub(crate) const AHEAD: usize = MEMORY / 2;
/// Length of a row of the tables.
pub(crate) const ROW: usize = 3 * WIDTH;
/// How many numbers the recurrence is computed from: shares, then values.
pub(crate) const GATES: usize = 2 * MEMORY;

/// Length of what the memory is asked for at a time, in bytes.
const LINE: usize = 64;

/// How many tokens are read together. What is further away does not count.
const PASSAGE: usize = 512;

/// How many units of states a unit of the tables is.
const FINE: i16 = 4;
/// The largest bias and the largest number that is remembered, in units of states: with the largest sum of rows both fit into 16 bits.
const LARGEST: f32 = 8000.0;

/// The numbers of a token between the layers: its state.
type Numbers = [i16; WIDTH];

/// What the recurrence hears of them.
type Bytes = [u8; HEARD];

/// How many of them are worked on at a time where neighbours do not matter, or only the next: what comes in between stays near the processor.
const BLOCK: usize = 64;

/// A network made ready for use.
#[derive(Clone)]
pub struct Network<'m> {
    /// As in its file.
    bytes: Cow<'m, [u8]>,
    parts: Parts,
}

/// Room to work in. For one thread.
#[derive(Default)]
struct Room {
    inputs: Vec<Rows>,
    sums: Vec<[i16; ROW]>,
    states: Vec<Numbers>,
    heard: Vec<Bytes>,
    products: Vec<Sums<{ GATES / LANES }>>,
    gates: Vec<[f32; GATES]>,
    /// The scores before they are brought to their scale.
    rough: Vec<Sums<1>>,
}

thread_local! {
    /// Kept from article to article: asking the system for so much memory takes as long as the work.
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
    pub(super) fn scores(&self, observations: &Observations<'_>, stretches: &[Stretch]) -> Vec<Steps> {
        let mut scores = Vec::with_capacity(observations.atoms.len());
        let mut room = ROOM.take().unwrap_or_default();
        for passage in passages(stretches) {
            self.read(observations, passage, &mut room, &mut scores);
        }
        ROOM.set(Some(room));
        scores
    }

    fn read(&self, observations: &Observations<'_>, passage: &[Stretch], room: &mut Room, scores: &mut Vec<Steps>) {
        let tables = weights::tables(&self.bytes);
        room.inputs.clear();
        for stretch in passage {
            let first = room.inputs.len();
            inputs::append(observations, stretch, tables.len(), &mut room.inputs);
            Fetching { tables, inputs: &room.inputs[first..] }.dispatch();
        }
        let tokens = room.inputs.len();
        let states = room_for(&mut room.states, tokens, [0; WIDTH]);
        let gates = room_for(&mut room.gates, tokens, [0.0; GATES]);
        let parts = &self.parts;
        for ((number, states), gates) in states.chunks_mut(BLOCK).enumerate().zip(gates.chunks_mut(BLOCK)) {
            let count = states.len();
            let sums = room_for(&mut room.sums, count + 2, [0; ROW]);
            let heard = room_for(&mut room.heard, count, [0; HEARD]);
            let products = room_for(&mut room.products, count, [[0; LANES]; GATES / LANES]);
            Adding { parts, tables, inputs: &room.inputs, first: number * BLOCK, sums, states, heard }.dispatch();
            parts.gates.multiply(heard, products);
            Gating { parts, products, gates }.dispatch();
        }
        Recurring { unit: parts.unit, gates, states }.dispatch();
        for states in states.chunks(BLOCK) {
            let rough = room_for(&mut room.rough, states.len(), [[0; LANES]]);
            parts.head.multiply(states, rough);
            Scoring { parts, products: rough, scores }.dispatch();
        }
    }
}

/// The first `count` of a room, which grows where it has fewer and never shrinks: to fill what was left out would take time each time.
fn room_for<T: Copy>(room: &mut Vec<T>, count: usize, blank: T) -> &mut [T] {
    room.resize(room.len().max(count), blank);
    &mut room[..count]
}

/// Asks the memory for the rows of words, without waiting for them: most are not in the processor's cache.
struct Fetching<'a> {
    tables: &'a [[u8; ROW]],
    inputs: &'a [Rows],
}

impl SimdOp for Fetching<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        for input in self.inputs {
            let row = &self.tables[input.word as usize];
            row.iter().step_by(LINE).for_each(|number| isa.u8().prefetch(number));
        }
    }
}

/// The tables' rows added up, and what comes of three neighbours.
struct Adding<'a> {
    parts: &'a Parts,
    tables: &'a [[u8; ROW]],
    /// Those of the whole passage, and the number of the first token of the block.
    inputs: &'a [Rows],
    first: usize,
    /// A row for each token of the block, the one before it and the one behind.
    sums: &'a mut [[i16; ROW]],
    states: &'a mut [Numbers],
    heard: &'a mut [Bytes],
}

impl SimdOp for Adding<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        for (at, sums) in (self.first..).zip(&mut *self.sums) {
            let mut sum = [0; ROW];
            // Nothing stands before a passage and behind it.
            if let Some(input) = at.checked_sub(1).and_then(|token| self.inputs.get(token)) {
                let mut add = |row: u32| {
                    for (sum, &number) in sum.iter_mut().zip(&self.tables[row as usize]) {
                        *sum += i16::from(number as i8);
                    }
                };
                add(input.word);
                input.seen.into_iter().for_each(&mut add);
                if !input.known {
                    input.kind.into_iter().for_each(&mut add);
                }
            }
            *sums = sum;
        }
        let Parts { bias, hearing, .. } = self.parts;
        for ((near, state), heard) in self.sums.windows(3).zip(self.states).zip(self.heard) {
            let (before, own, behind) = (&near[0][..WIDTH], &near[1][WIDTH..2 * WIDTH], &near[2][2 * WIDTH..]);
            for at in 0..WIDTH {
                state[at] = ((before[at] + own[at] + behind[at]) * FINE + bias[at]).max(0);
            }
            for at in 0..HEARD {
                // Rounded to the nearest.
                let steps = (i32::from(state[at]) * i32::from(*hearing) + 0x4000) >> 15;
                heard[at] = steps.min(255) as u8;
            }
        }
    }
}

/// Shares and values of the recurrence, from the products they are made of.
struct Gating<'a> {
    parts: &'a Parts,
    products: &'a [Sums<{ GATES / LANES }>],
    gates: &'a mut [[f32; GATES]],
}

impl SimdOp for Gating<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let Parts { gate_units, gate_bias, .. } = self.parts;
        for (gates, products) in self.gates.iter_mut().zip(self.products) {
            let products = products.as_flattened();
            *gates = std::array::from_fn(|at| products[at] as f32 * gate_units[at] + gate_bias[at]);
            gates[..MEMORY].iter_mut().for_each(|share| *share = self::share(way(*share)));
        }
    }
}

/// The recurrence from both ends, added to the states.
struct Recurring<'a> {
    /// What a unit of the tables counts.
    unit: f32,
    gates: &'a mut [[f32; GATES]],
    states: &'a mut [Numbers],
}

impl SimdOp for Recurring<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        // Adding this leaves a number rounded to the nearest integer, in its lowest bits.
        const ROUND: f32 = 12_582_912.0;
        let ops = isa.f32();
        let tokens = self.gates.len();
        // A vector of either half at a time: what they remember stays in registers, and neither waits for the other.
        for lane in (0..AHEAD).step_by(ops.len()) {
            let (mut from_start, mut from_end) = (ops.zero(), ops.zero());
            for at in 0..tokens {
                from_start = remember(ops, from_start, &mut self.gates[at], lane);
                let at = tokens - 1 - at;
                from_end = remember(ops, from_end, &mut self.gates[at], AHEAD + lane);
            }
        }
        let units = f32::from(FINE) / self.unit;
        for (state, memory) in self.states.iter_mut().zip(self.gates) {
            for at in 0..MEMORY {
                let number = memory[at] * units;
                let number = if number > -LARGEST { number } else { -LARGEST };
                let number = if number < LARGEST { number } else { LARGEST };
                state[at] += (number + ROUND).to_bits() as i16;
            }
        }
    }
}

/// What is remembered behind a token, from `lane` on; it takes the place of the shares.
#[inline(always)]
fn remember<O: NumOps<f32>>(ops: O, memory: O::Simd, gates: &mut [f32; GATES], lane: usize) -> O::Simd {
    let way = ops.sub(ops.load(&gates[MEMORY + lane..]), memory);
    let memory = ops.add(memory, ops.mul(ops.load(&gates[lane..]), way));
    ops.store(memory, &mut gates[lane..]);
    memory
}

/// The scores, from the products they are made of.
struct Scoring<'a> {
    parts: &'a Parts,
    products: &'a [Sums<1>],
    scores: &'a mut Vec<Steps>,
}

impl SimdOp for Scoring<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        // (Steps are made two rows at a time.)
        let (twos, rest) = self.products.as_flattened().as_chunks::<2>();
        twos.iter().for_each(|two| self.scores.extend(score(isa, self.parts, two)));
        rest.iter().for_each(|&row| self.scores.push(score(isa, self.parts, &[row; 2])[0]));
    }
}

/// The scores of two tokens.
#[inline(always)]
fn score<I: Isa>(isa: I, parts: &Parts, products: &[[i32; LANES]; 2]) -> [Steps; 2] {
    let row =
        |products: &[i32; LANES]| std::array::from_fn(|at| products[at] as f32 * parts.head_unit + parts.head_bias[at]);
    crf::steps(isa, &[row(&products[0]), row(&products[1])])
}

/// How far a number is on its way from -4 to 4: from 0 to 1.
#[inline(always)]
pub(crate) fn way(number: f32) -> f32 {
    let way = number * 0.125 + 0.5;
    let way = if way > 0.0 { way } else { 0.0 };
    if way < 1.0 { way } else { 1.0 }
}

/// By which share the memory moves: much as the logistic function of what was measured by [`way`], but without an exponential and a division.
#[inline(always)]
pub(crate) fn share(way: f32) -> f32 {
    way * way * (3.0 - 2.0 * way)
}

/// How fast [`share`] grows with the number that has gone so far.
#[cfg(feature = "train")]
pub(crate) fn slope(way: f32) -> f32 {
    0.75 * way * (1.0 - way)
}
