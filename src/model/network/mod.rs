//! The fast tier: a small recurrent network that scores the tags of each token.
//!
//! 1. *Tables.* For each token some rows of learned numbers are added up (`inputs.rs`). A row has three parts of 64 numbers: for the
//!    token before, the token itself and the one behind; so the sums of neighbours meet, as if a window of three had been multiplied with weights.
//! 2. *Recurrence*, from both ends: 16 numbers move, token by token, by a learned share towards a learned value (a minimal gated unit:
//!    Feng and others 2024), so that a token knows what stands anywhere before it, and by 16 others what stands behind it. Shares and
//!    values are products of half of the token's numbers.
//! 3. *Scores*: of what was there, with what is remembered added.
//!
//! Rows are integers of 8 bits, what is multiplied has 6 bits and its weights 8, and what is remembered are integers of 16. So results are the same
//! everywhere, and a vector holds as many numbers as can be.

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
use dot::{MOST, Sums};
use inputs::Rows;
use rten_simd::ops::BitOps;
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
/// The largest bias, in units of states or of gates: with the largest sum of rows or product it fits into 16 bits.
const LARGEST: f32 = 8000.0;
/// How many units of gates (values, and what shares are made of) 1 is.
const GATE: f32 = 128.0;
/// The largest value in units of gates. What is remembered is four times as fine.
const MOST_VALUE: i16 = 1023;

/// What nothing is in steps where what is remembered was added: it may be below 0.
const NOTHING: i16 = MOST as i16 / 3;
/// How much wider those steps are than others: so they reach as far above nothing.
const WIDER: f32 = 1.5;

/// Those numbers of a token's state that what is remembered is added to.
type Numbers = [i16; MEMORY];

/// A token's state in steps. The recurrence looks at the first half; in its place comes the same with what is remembered, and scores are made of it.
type Bytes = [u8; WIDTH];

/// How many tokens are worked on at a time where neighbours do not matter, or only the next: what comes in between stays near the processor.
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
    told: Vec<Bytes>,
    products: Vec<Sums<{ GATES / LANES }>>,
    gates: Vec<[i16; GATES]>,
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
        let states = room_for(&mut room.states, tokens, [0; MEMORY]);
        let told = room_for(&mut room.told, tokens, [0; WIDTH]);
        let gates = room_for(&mut room.gates, tokens, [0; GATES]);
        let parts = &self.parts;
        for (number, gates) in gates.chunks_mut(BLOCK).enumerate() {
            let (first, count) = (number * BLOCK, gates.len());
            let sums = room_for(&mut room.sums, count + 2, [0; ROW]);
            let products = room_for(&mut room.products, count, [[0; LANES]; GATES / LANES]);
            let (states, told) = (&mut states[first..], &mut told[first..first + count]);
            Adding { parts, tables, inputs: &room.inputs, first, sums, states, told }.dispatch();
            parts.gates.multiply(told, products);
            Gating { parts, products, gates }.dispatch();
        }
        Recurring { parts, gates, states, told }.dispatch();
        for told in told.chunks(BLOCK) {
            let rough = room_for(&mut room.rough, told.len(), [[0; LANES]]);
            parts.head.multiply(told, rough);
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
    told: &'a mut [Bytes],
}

impl SimdOp for Adding<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let row = |number: u32| self.tables[number as usize].as_chunks().0;
        for (at, sums) in (self.first..).zip(&mut *self.sums) {
            // Nothing stands before a passage and behind it.
            let Some(input) = at.checked_sub(1).and_then(|token| self.inputs.get(token)) else {
                *sums = [0; ROW];
                continue;
            };
            let (word, [look, hint, frame, place]) = (row(input.word), input.seen.map(row));
            let [part_of_speech, classes] = input.kind.map(row);
            for (part, sums) in sums.as_chunks_mut().0.iter_mut().enumerate() {
                *sums = added([word, look, hint, frame, place].map(|row| &row[part]));
                if !input.known {
                    let kind = added([part_of_speech, classes].map(|row| &row[part]));
                    sums.iter_mut().zip(kind).for_each(|(sum, number)| *sum += number);
                }
            }
        }
        let Parts { bias, rounding, .. } = self.parts;
        for ((near, state), told) in self.sums.windows(3).zip(self.states).zip(self.told) {
            let (before, own, behind) = (&near[0][..WIDTH], &near[1][WIDTH..2 * WIDTH], &near[2][2 * WIDTH..]);
            let mut numbers = [0; WIDTH];
            for at in 0..WIDTH {
                numbers[at] = ((before[at] + own[at] + behind[at]) * FINE + bias[at]).max(0);
            }
            *state = *numbers.first_chunk().expect("as many");
            *told = numbers.map(|number| rounding.steps(number).min(i16::from(MOST)) as u8);
        }
    }
}

/// A part of some rows, added up.
#[inline(always)]
fn added<const N: usize>(rows: [&[u8; WIDTH]; N]) -> [i16; WIDTH] {
    let mut sums = [0; WIDTH];
    for (at, sum) in sums.iter_mut().enumerate() {
        for row in rows {
            *sum += i16::from(row[at] as i8);
        }
    }
    sums
}

/// How numbers are rounded to the steps that are multiplied.
#[derive(Clone, Copy)]
struct Rounding {
    /// How many steps a unit is, in parts of 65,536.
    unit: i16,
    /// Half a step in units: added first, because what is left of a step is cut off.
    half: i16,
}

impl Rounding {
    /// To so many steps for a unit.
    fn to(steps: f32) -> Self {
        Self { unit: in_parts(steps), half: (0.5 / steps).round() as i16 }
    }

    /// The steps of a number.
    #[inline(always)]
    fn steps(self, number: i16) -> i16 {
        parts_of(number.saturating_add(self.half), self.unit)
    }
}

/// Shares and values of the recurrence, from the products they are made of.
struct Gating<'a> {
    parts: &'a Parts,
    products: &'a [Sums<{ GATES / LANES }>],
    gates: &'a mut [[i16; GATES]],
}

impl SimdOp for Gating<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let Parts { gate_units, gate_bias, .. } = self.parts;
        for (gates, products) in self.gates.iter_mut().zip(self.products) {
            let products = products.as_flattened();
            let number = |at: usize| {
                let product = products[at].clamp(i16::MIN.into(), i16::MAX.into()) as i16;
                parts_of(product, gate_units[at]) + gate_bias[at]
            };
            let mut made = [0; GATES];
            let (shares, values) = made.split_at_mut(MEMORY);
            shares.iter_mut().enumerate().for_each(|(at, share)| *share = self::share(number(at)));
            for (at, value) in values.iter_mut().enumerate() {
                *value = number(MEMORY + at).clamp(-MOST_VALUE, MOST_VALUE) << 2;
            }
            *gates = made;
        }
    }
}

/// The recurrence from both ends, added to the states.
struct Recurring<'a> {
    parts: &'a Parts,
    gates: &'a mut [[i16; GATES]],
    states: &'a [Numbers],
    told: &'a mut [Bytes],
}

impl SimdOp for Recurring<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let tokens = self.gates.len();
        // Neither end waits for the other.
        let (mut from_start, mut from_end) = ([0; AHEAD], [0; AHEAD]);
        for at in 0..tokens {
            from_start = remember::<0>(from_start, &mut self.gates[at]);
            from_end = remember::<AHEAD>(from_end, &mut self.gates[tokens - 1 - at]);
        }
        let Parts { memory_unit, remembered, .. } = *self.parts;
        for ((state, memory), told) in self.states.iter().zip(self.gates).zip(self.told) {
            for at in 0..MEMORY {
                let number = state[at].saturating_add(parts_of(memory[at] << 3, memory_unit));
                told[at] = (remembered.steps(number) + NOTHING).clamp(0, i16::from(MOST)) as u8;
            }
        }
    }
}

/// What is remembered behind a token, of the numbers from `FIRST` on; it takes the place of the shares.
#[inline(always)]
fn remember<const FIRST: usize>(mut memory: [i16; AHEAD], gates: &mut [i16; GATES]) -> [i16; AHEAD] {
    for (at, memory) in memory.iter_mut().enumerate() {
        let way = (gates[MEMORY + FIRST + at] - *memory) << 2;
        *memory += parts_of(way, gates[FIRST + at]);
    }
    gates[FIRST..FIRST + AHEAD].copy_from_slice(&memory);
    memory
}

/// A share, or how many units of one kind another is, in parts of 65,536. What is too large counts as the largest.
fn in_parts(share: f32) -> i16 {
    (share * 65_536.0).round() as i16
}

/// So many parts of 65,536 of a number. (Many processors have an instruction for it.)
#[inline(always)]
fn parts_of(number: i16, parts: i16) -> i16 {
    ((i32::from(number) * i32::from(parts)) >> 16) as i16
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
    let row = |products: &[i32; LANES]| {
        std::array::from_fn(|at| products[at] as f32 * parts.head_units[at] + parts.head_bias[at])
    };
    crf::steps(isa, &[row(&products[0]), row(&products[1])])
}

/// How far a number is on its way from -4 to 4: from 0 to 1.
#[cfg(feature = "train")]
pub(crate) fn way(number: f32) -> f32 {
    (number * 0.125 + 0.5).clamp(0.0, 1.0)
}

/// By which share the memory moves: much as the logistic function of what was measured by [`way`], but without an exponential and a division.
#[cfg(feature = "train")]
pub(crate) fn share_of(way: f32) -> f32 {
    way * way * (3.0 - 2.0 * way)
}

/// The same in integers: of a way of 1,024 steps, in parts of 16,384.
#[inline(always)]
fn share(way: i16) -> i16 {
    let way = (way.clamp(0, 1023) as u16) << 6;
    let parts_of = |number: u16, parts: u16| ((u32::from(number) * u32::from(parts)) >> 16) as u16;
    parts_of(parts_of(way, way), (3 << 14) - (way >> 1)) as i16
}

/// How fast [`share_of`] grows with the number that has gone so far.
#[cfg(feature = "train")]
pub(crate) fn slope(way: f32) -> f32 {
    0.75 * way * (1.0 - way)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, observations::Observations};
    use crate::segment::segment;

    /// The built-in network with other numbers at its beginning, and rows that are all the same.
    fn network(unit: f32, parts: f32, bias: f32, row: u8) -> Result<Network<'static>, ModelError> {
        let mut bytes = Model::english().network.bytes().to_vec();
        let numbers = [unit, parts].into_iter().chain([bias; WIDTH]);
        numbers.zip(bytes.as_chunks_mut().0).for_each(|(number, bytes)| *bytes = number.to_le_bytes());
        bytes[SMALL..].fill(row);
        Network::from_bytes(bytes)
    }

    #[test]
    fn no_number_of_a_file_leads_out_of_16_bits() {
        let segmented = segment("“We will rebuild,” Ana Ruiz said.\n\nThe zqxv did not.");
        let dictionary = Model::english().dictionary;
        let observations = Observations::new(&segmented, &dictionary, &[]);
        for unit in [f32::MIN_POSITIVE, 1e-3, 0.04, 1.0, 1e30] {
            for parts in [f32::MIN_POSITIVE, 1e-3, 28.0, 1e30] {
                for (bias, row) in [(-1e30, 0x80), (-1.0, 0x7F), (0.0, 0), (1.0, 0x80), (1e30, 0x7F)] {
                    let network = network(unit, parts, bias, row).expect("numbers above zero");
                    let scores = network.scores(&observations, &observations.stretches());
                    assert_eq!(scores.len(), segmented.tokens.len(), "{unit} {parts} {bias} {row}");
                }
            }
        }
    }

    #[test]
    fn scales_are_above_zero() {
        for (unit, parts) in [(0.0, 28.0), (-0.04, 28.0), (0.04, 0.0), (0.04, -28.0)] {
            assert!(network(unit, parts, 0.0, 0).is_err(), "{unit} {parts}");
        }
    }

    #[test]
    #[cfg(feature = "train")]
    fn shares_in_integers_are_those_that_were_learned() {
        for number in -2000..2000_i16 {
            let learned = share_of(way(f32::from(number - 512) / GATE));
            let found = f32::from(share(number)) / 16_384.0;
            assert!((learned - found).abs() < 0.002, "{number}: {found} for {learned}");
        }
    }

    #[test]
    fn what_is_remembered_comes_near_a_value_and_never_beyond() {
        let value = MOST_VALUE << 2;
        let mut memory = [-value; AHEAD];
        for step in 0..40 {
            let mut gates = [value; GATES];
            gates[..MEMORY].fill(share(400));
            let next = remember::<0>(memory, &mut gates);
            assert!(next[0] > memory[0] && next[0] <= value || step > 20, "{step}: {} behind {}", next[0], memory[0]);
            memory = next;
        }
        assert!((value - 4..=value).contains(&memory[0]), "{}", memory[0]);
    }
}
