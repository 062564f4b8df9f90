//! The network in floats: its numbers, how it scores a passage, and the gradient of the loss for each of its numbers.
//!
//! What is learned for a token is one vector of [`WIDTH`] numbers a table; the weights of the window that turn vectors of three neighbours into
//! a state are multiplied into the tables only when the network is rounded ([`Parameters::round`]).

use super::likelihood::{Likelihood, Work};
use super::random::Random;
use crate::model::crf::{CONTEXTS, LANES, Row, START, Transitions};
use crate::model::network::{self, AHEAD, Floats, HEARD, MEMORY, Network, ROW, WIDTH};
use crate::model::tags::Tag;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
use rten_tensor::NdTensorView;
use rten_tensor::prelude::*;
use std::ops::Range;

/// Where the numbers that count at every token stand in [`Parameters::shared`].
const WINDOW: Range<usize> = 0..ROW * WIDTH;
const WINDOW_BIAS: Range<usize> = behind(&WINDOW, WIDTH);
const GATES: Range<usize> = behind(&WINDOW_BIAS, HEARD * 2 * MEMORY);
const GATES_BIAS: Range<usize> = behind(&GATES, 2 * MEMORY);
const HEAD: Range<usize> = behind(&GATES_BIAS, WIDTH * LANES);
const HEAD_BIAS: Range<usize> = behind(&HEAD, LANES);
const TRANSITIONS: Range<usize> = behind(&HEAD_BIAS, CONTEXTS * LANES * LANES);

const fn behind(before: &Range<usize>, count: usize) -> Range<usize> {
    before.end..before.end + count
}

/// Numbers of a token.
pub(super) type Vector = [f32; WIDTH];

/// The rows of the tables that are added up for a token.
pub(super) type TokenRows = [u32; 7];

/// The numbers of a network.
pub(super) struct Parameters {
    /// The rows of the tables.
    pub(super) vectors: Vec<Vector>,
    /// Everything else, one behind the other.
    pub(super) shared: Vec<f32>,
}

/// A passage to learn from.
pub(super) struct Example {
    /// For each token the rows of the tables that are added up; the first is its word's, or that of its ending.
    pub(super) rows: Vec<TokenRows>,
    /// For each token the row of its ending.
    pub(super) endings: Vec<u32>,
    /// Its stretches, each a chain of its own.
    pub(super) chains: Vec<Range<usize>>,
    /// Which transition table counts at each token.
    pub(super) contexts: Vec<u8>,
    /// What it should say.
    pub(super) tags: Vec<Tag>,
    /// How much it counts; 1 is usual.
    pub(super) weight: f32,
}

/// What a passage asks of the numbers: the direction in which its loss grows.
pub(super) struct Gradient {
    /// For the vectors of each token.
    pub(super) inputs: Vec<Vector>,
    /// For [`Parameters::shared`].
    pub(super) shared: Vec<f32>,
    /// The loss itself.
    pub(super) loss: f64,
}

/// The states of a passage on their way through the network.
#[derive(Default)]
pub(super) struct States {
    /// The vectors of three neighbours, side by side.
    windows: Vec<f32>,
    /// Behind the window.
    first: Vec<f32>,
    /// What the recurrence looks at.
    pub(super) heard: Vec<f32>,
    /// What the shares of the recurrence come from (see [`network::way`]).
    ways: Vec<f32>,
    values: Vec<f32>,
    /// What the recurrence remembers at each token.
    memory: Vec<f32>,
    /// With that added.
    last: Vec<f32>,
    /// The scores of tags.
    pub(super) scores: Vec<Row>,
}

/// By what the numbers of a passage are multiplied, so that some are left out at random: the vectors, and the memory.
pub(super) struct Dropout([Vec<f32>; 2]);

impl Dropout {
    /// Leaves out a share of the numbers of `tokens` tokens.
    pub(super) fn new(tokens: usize, share: f32, random: &mut Random) -> Self {
        let kept = 1.0 / (1.0 - share);
        let threshold = (f64::from(share) * f64::from(u32::MAX)) as u32;
        Self(
            [WIDTH, MEMORY]
                .map(|width| (0..tokens * width).map(|_| if random.next() < threshold { 0.0 } else { kept }).collect()),
        )
    }
}

/// A matrix, and its rows and columns; or its transpose.
#[derive(Clone, Copy)]
struct Matrix<'m> {
    numbers: &'m [f32],
    columns: usize,
    transposed: bool,
}

fn matrix(numbers: &[f32], columns: usize) -> Matrix<'_> {
    Matrix { numbers, columns, transposed: false }
}

impl<'m> Matrix<'m> {
    fn transpose(self) -> Self {
        Self { transposed: true, ..self }
    }

    fn view(self) -> NdTensorView<'m, f32, 2> {
        let rows = self.numbers.len() / self.columns;
        let view = NdTensorView::from_data([rows, self.columns], self.numbers);
        if self.transposed { view.transposed() } else { view }
    }
}

/// `out` becomes the product of two matrices.
fn multiply(out: &mut Vec<f32>, a: Matrix<'_>, b: Matrix<'_>) {
    let (a, b) = (a.view(), b.view());
    out.clear();
    out.resize(a.shape()[0] * b.shape()[1], 0.0);
    let (a, b) = (GemmInputA::Unpacked(a), GemmInputB::Unpacked(b));
    GemmExecutor::new().gemm(out, a, b, GemmOptions::default()).expect("the shapes fit");
}

/// Adds a bias to each row.
fn add_bias(rows: &mut [f32], bias: &[f32]) {
    for row in rows.chunks_exact_mut(bias.len()) {
        row.iter_mut().zip(bias).for_each(|(x, b)| *x += b);
    }
}

/// Sums of columns.
fn columns(rows: &[f32], out: &mut [f32]) {
    for row in rows.chunks_exact(out.len()) {
        out.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
}

impl Parameters {
    /// Numbers to begin with, for `rows` rows of the tables.
    pub(super) fn new(rows: usize, random: &mut Random) -> Self {
        // Even between the limits.
        let mut number = |limit: f32| (random.next() as f32 / u32::MAX as f32 * 2.0 - 1.0) * limit;
        let vectors = (0..rows).map(|_| std::array::from_fn(|_| number(0.17))).collect();
        let mut shared = vec![0.0; TRANSITIONS.end];
        for (weights, bias, inputs) in
            [(WINDOW, WINDOW_BIAS, ROW), (GATES, GATES_BIAS, HEARD), (HEAD, HEAD_BIAS, WIDTH)]
        {
            let limit = (inputs as f32).sqrt().recip();
            shared[weights.start..bias.end].fill_with(|| number(limit));
        }
        Self { vectors, shared }
    }

    /// Scores of tag following tag.
    pub(super) fn transitions(&self) -> Box<Transitions> {
        let mut out = Box::new([[[0.0; LANES]; LANES]; CONTEXTS]);
        out.as_flattened_mut().as_flattened_mut().copy_from_slice(&self.shared[TRANSITIONS]);
        out
    }

    /// Scores the tags of each token of a passage, given the rows of each.
    pub(super) fn forward(&self, rows: &[TokenRows], dropout: Option<&Dropout>) -> States {
        let mut states = States::default();
        let mut inputs = Vec::new();
        for token in rows {
            let mut sum = [0.0; WIDTH];
            for &row in token {
                sum.iter_mut().zip(&self.vectors[row as usize]).for_each(|(s, v)| *s += v);
            }
            inputs.push(sum);
        }
        let tokens = inputs.len();
        let drop = |numbers: &mut [f32], which: usize| {
            if let Some(Dropout(masks)) = dropout {
                numbers.iter_mut().zip(&masks[which]).for_each(|(n, m)| *n *= m);
            }
        };
        drop(inputs.as_flattened_mut(), 0);
        states.windows.resize(tokens * ROW, 0.0);
        for (at, input) in inputs.iter().enumerate() {
            for part in 0..3 {
                // Its neighbour behind has it first, itself in the middle, the one before last.
                if let Some(to) = (at + 1).checked_sub(part).filter(|&to| to < tokens) {
                    states.windows[to * ROW + part * WIDTH..][..WIDTH].copy_from_slice(input);
                }
            }
        }
        let shared = &self.shared;
        multiply(&mut states.first, matrix(&states.windows, ROW), matrix(&shared[WINDOW], WIDTH));
        add_bias(&mut states.first, &shared[WINDOW_BIAS]);
        states.first.iter_mut().for_each(|x| *x = x.max(0.0));

        states.heard = states.first.chunks_exact(WIDTH).flat_map(|state| &state[..HEARD]).copied().collect();
        let mut gates = Vec::new();
        multiply(&mut gates, matrix(&states.heard, HEARD), matrix(&shared[GATES], 2 * MEMORY));
        add_bias(&mut gates, &shared[GATES_BIAS]);
        for gates in gates.chunks_exact(2 * MEMORY) {
            states.ways.extend(gates[..MEMORY].iter().map(|&x| network::way(x)));
            states.values.extend_from_slice(&gates[MEMORY..]);
        }
        states.memory.resize(tokens * MEMORY, 0.0);
        for step in 0..tokens {
            for n in 0..MEMORY {
                let (at, before) = step_of(step, tokens, n);
                let before = before.map_or(0.0, |before| states.memory[before * MEMORY + n]);
                let at = at * MEMORY + n;
                states.memory[at] = before + network::share_of(states.ways[at]) * (states.values[at] - before);
            }
        }
        let mut remembered = states.memory.clone();
        drop(&mut remembered, 1);
        states.last.clone_from(&states.first);
        for (last, memory) in states.last.chunks_exact_mut(WIDTH).zip(remembered.chunks_exact(MEMORY)) {
            last.iter_mut().zip(memory).for_each(|(x, memory)| *x += memory);
        }

        let mut scores = Vec::new();
        multiply(&mut scores, matrix(&states.last, WIDTH), matrix(&shared[HEAD], LANES));
        add_bias(&mut scores, &shared[HEAD_BIAS]);
        states.scores = scores.as_chunks().0.to_vec();
        states
    }

    /// The gradient of a passage for given numbers, with `rows` in place of those of the example.
    pub(super) fn backward(
        &self,
        example: &Example,
        rows: &[TokenRows],
        dropout: &Dropout,
        likelihood: &Likelihood,
    ) -> Gradient {
        let Self { shared, .. } = self;
        let states = self.forward(rows, Some(dropout));
        let tokens = rows.len();
        let mut out = vec![0.0; shared.len()];
        let (loss, scores) = self.loss(example, &states.scores, likelihood, &mut out[TRANSITIONS]);
        let mut room = Vec::new();
        let mut weights = |out: &mut [f32], inputs: &[f32], inner: usize, gradient: &[f32], outer: usize| {
            multiply(&mut room, matrix(inputs, inner).transpose(), matrix(gradient, outer));
            out.copy_from_slice(&room);
        };
        let scores = scores.as_flattened();
        weights(&mut out[HEAD], &states.last, WIDTH, scores, LANES);
        columns(scores, &mut out[HEAD_BIAS]);
        let mut last = Vec::new();
        multiply(&mut last, matrix(scores, LANES), matrix(&shared[HEAD], LANES).transpose());

        let Dropout([of_inputs, of_memory]) = dropout;
        let mut gates = vec![0.0; tokens * 2 * MEMORY];
        let mut carried = [0.0; MEMORY];
        for step in (0..tokens).rev() {
            for (n, carried) in carried.iter_mut().enumerate() {
                let (token, before) = step_of(step, tokens, n);
                let before = before.map_or(0.0, |before| states.memory[before * MEMORY + n]);
                let at = token * MEMORY + n;
                let (way, value) = (states.ways[at], states.values[at]);
                let share = network::share_of(way);
                let gradient = last[token * WIDTH + n] * of_memory[at] + *carried;
                gates[token * 2 * MEMORY + n] = gradient * (value - before) * network::slope(way);
                gates[token * 2 * MEMORY + MEMORY + n] = gradient * share;
                *carried = gradient * (1.0 - share);
            }
        }
        weights(&mut out[GATES], &states.heard, HEARD, &gates, 2 * MEMORY);
        columns(&gates, &mut out[GATES_BIAS]);
        let mut heard = Vec::new();
        multiply(&mut heard, matrix(&gates, 2 * MEMORY), matrix(&shared[GATES], 2 * MEMORY).transpose());
        let mut first = last;
        for (first, heard) in first.chunks_exact_mut(WIDTH).zip(heard.chunks_exact(HEARD)) {
            first.iter_mut().zip(heard).for_each(|(first, heard)| *first += heard);
        }
        for (gradient, &value) in first.iter_mut().zip(&states.first) {
            *gradient = if value > 0.0 { *gradient } else { 0.0 };
        }
        weights(&mut out[WINDOW], &states.windows, ROW, &first, WIDTH);
        columns(&first, &mut out[WINDOW_BIAS]);
        let mut windows = Vec::new();
        multiply(&mut windows, matrix(&first, WIDTH), matrix(&shared[WINDOW], WIDTH).transpose());
        let mut inputs = vec![[0.0; WIDTH]; tokens];
        for (at, input) in inputs.iter_mut().enumerate() {
            for part in 0..3 {
                if let Some(to) = (at + 1).checked_sub(part).filter(|&to| to < tokens) {
                    let gradient = &windows[to * ROW + part * WIDTH..][..WIDTH];
                    input.iter_mut().zip(gradient).for_each(|(x, g)| *x += g);
                }
            }
        }
        inputs.as_flattened_mut().iter_mut().zip(of_inputs).for_each(|(x, mask)| *x *= mask);
        Gradient { inputs, shared: out, loss }
    }

    /// The loss of a passage (the negative logarithm of the probability of its tags) and its gradient for scores and `transitions`.
    fn loss(
        &self,
        example: &Example,
        scores: &[Row],
        likelihood: &Likelihood,
        transitions: &mut [f32],
    ) -> (f64, Vec<Row>) {
        let (mut work, mut marginals) = (Work::default(), Vec::new());
        let mut gradient = Vec::with_capacity(scores.len());
        let mut counts = Box::new([[[0.0; LANES]; LANES]; CONTEXTS]);
        let learned = &self.shared[TRANSITIONS];
        let mut loss = 0.0;
        for range in &example.chains {
            let (scores, contexts) = (&scores[range.clone()], &example.contexts[range.clone()]);
            likelihood.marginals(scores, contexts, &mut work, &mut marginals);
            likelihood.expected_transitions(contexts, &work, &marginals, &mut counts);
            loss += work.log_sum();
            let mut before = START;
            for (at, &tag) in example.tags[range.clone()].iter().enumerate() {
                let (context, tag) = (usize::from(contexts[at]), tag as usize);
                loss -= f64::from(scores[at][tag] + learned[(context * LANES + before) * LANES + tag]);
                counts[context][before][tag] -= 1.0;
                marginals[at][tag] -= 1.0;
                before = tag;
            }
            gradient.extend(marginals.iter().map(|row| row.map(|g| g * example.weight)));
        }
        let counts = counts.as_flattened().as_flattened();
        transitions.iter_mut().zip(counts).for_each(|(out, count)| *out = count * example.weight);
        (loss * f64::from(example.weight), gradient)
    }

    /// The network in a file's form. `kinds` are, for words with vectors of their own, the row of the word and those of what it is like, which
    /// are counted into it; `reach` tells how large the numbers get that go into the product.
    pub(super) fn round(&self, kinds: &[(u32, [u32; 2])], reach: f32) -> Network<'static> {
        let mut vectors = self.vectors.clone();
        for &(word, kind) in kinds {
            for row in kind {
                let like = self.vectors[row as usize];
                vectors[word as usize].iter_mut().zip(like).for_each(|(v, k)| *v += k);
            }
        }
        let mut tables = vec![0.0; vectors.len() * ROW];
        for part in 0..3 {
            let mut product = Vec::new();
            let window = &self.shared[WINDOW][part * WIDTH * WIDTH..][..WIDTH * WIDTH];
            multiply(&mut product, matrix(vectors.as_flattened(), WIDTH), matrix(window, WIDTH));
            for (row, product) in tables.chunks_exact_mut(ROW).zip(product.chunks_exact(WIDTH)) {
                row[part * WIDTH..][..WIDTH].copy_from_slice(product);
            }
        }
        let shared = |range: Range<usize>| &self.shared[range];
        Network::round(&Floats {
            tables: &tables,
            bias: shared(WINDOW_BIAS),
            gates: (shared(GATES), shared(GATES_BIAS)),
            reach,
            head: (shared(HEAD), shared(HEAD_BIAS)),
        })
    }
}

/// At which token number `n` of the memory is in a step of the recurrence, and which token it remembers.
fn step_of(step: usize, tokens: usize, n: usize) -> (usize, Option<usize>) {
    if n < AHEAD {
        (step, step.checked_sub(1))
    } else {
        (tokens - 1 - step, step.checked_sub(1).map(|s| tokens - 1 - s))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Example {
        let tags = [Tag::BeginContentLeft, Tag::InsideContentLeft, Tag::GapLeft, Tag::BeginCue, Tag::Outside];
        Example {
            rows: vec![[0, 1, 2, 3, 4, 5, 6], [1; 7], [2, 5, 0, 0, 0, 0, 6], [3, 1, 1, 1, 6, 6, 6], [4; 7]],
            endings: vec![0; 5],
            chains: vec![0..2, 2..5],
            contexts: vec![4, 0, 1, 6, 7],
            tags: tags.to_vec(),
            weight: 0.5,
        }
    }

    /// The gradient against the change of the loss when a number is moved a little.
    #[test]
    fn gradients_are_those_of_the_loss() {
        let mut random = Random::new(3);
        let mut parameters = Parameters::new(7, &mut random);
        let example = example();
        let dropout = Dropout::new(5, 0.2, &mut random);
        let loss = |parameters: &Parameters| {
            let likelihood = Likelihood::new(&parameters.transitions());
            let scores = parameters.forward(&example.rows, Some(&dropout)).scores;
            parameters.loss(&example, &scores, &likelihood, &mut vec![0.0; TRANSITIONS.len()]).0
        };
        let likelihood = Likelihood::new(&parameters.transitions());
        let gradient = parameters.backward(&example, &example.rows, &dropout, &likelihood);
        assert!((gradient.loss - loss(&parameters)).abs() < 1e-6);
        let step = 1e-3;
        // Some numbers lie so near to a kink of the network that both sides of it are seen.
        let (mut tried, mut wrong, mut moved) = (0, Vec::new(), 0);
        for range in [WINDOW, WINDOW_BIAS, GATES, GATES_BIAS, HEAD, HEAD_BIAS, TRANSITIONS] {
            for at in range.clone().step_by((range.len() / 40).max(1)) {
                let was = parameters.shared[at];
                parameters.shared[at] = was + step;
                let above = loss(&parameters);
                parameters.shared[at] = was - step;
                let below = loss(&parameters);
                parameters.shared[at] = was;
                let slope = ((above - below) / (2.0 * f64::from(step))) as f32;
                tried += 1;
                moved += usize::from(slope.abs() > 1e-3);
                if (slope - gradient.shared[at]).abs() > 3e-3 {
                    wrong.push((range.clone(), at, slope, gradient.shared[at]));
                }
            }
        }
        assert!(moved > 100, "only {moved} numbers matter");
        assert!(wrong.len() * 50 < tried, "{} of {tried} are wrong: {wrong:?}", wrong.len());
        for n in 0..WIDTH {
            // Row 5 is there for tokens 0 and 2.
            let found = gradient.inputs[0][n] + gradient.inputs[2][n];
            let was = parameters.vectors[5][n];
            parameters.vectors[5][n] = was + step;
            let above = loss(&parameters);
            parameters.vectors[5][n] = was - step;
            let below = loss(&parameters);
            parameters.vectors[5][n] = was;
            let slope = ((above - below) / (2.0 * f64::from(step))) as f32;
            assert!((slope - found).abs() < 3e-3, "vector {n}: {slope}, not {found}");
        }
    }
}
