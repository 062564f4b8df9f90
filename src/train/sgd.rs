//! Stochastic gradient descent with per-weight steps (AdaGrad: Duchi, Hazan and Singer 2011), dropping features at random.

use crate::model::crf::{CONTEXTS, Chain, LANES, Row, START, Transitions, Work};
use crate::model::tags::Tag;

/// How to descend.
#[derive(Clone, Debug)]
pub struct Descent {
    /// Passes over the data.
    pub epochs: usize,
    /// Size of a step.
    pub rate: f32,
    /// Pull of every weight towards 0 whenever it is touched.
    pub pull: f32,
    /// Share of the features dropped at each visit of a token.
    pub dropout: f32,
    /// Share of the visits of a token at which all its fine features (those of many values: words, pairs of words) are dropped together, as if its
    /// words had never been seen.
    pub blindness: f32,
    /// Whether the weights after each epoch from the second are averaged.
    pub average: bool,
    /// How often a feature must occur to be learned.
    pub least: u32,
    /// Sets of the table of weights, each of four features and 64 bytes.
    pub sets: u32,
    /// Start of the random numbers.
    pub seed: u64,
}

impl Default for Descent {
    fn default() -> Self {
        Self {
            epochs: 6,
            rate: 0.008,
            pull: 1e-3,
            dropout: 0.3,
            blindness: 0.2,
            average: false,
            least: 2,
            sets: 1 << 16,
            seed: 1,
        }
    }
}

/// A paragraph to learn from.
pub struct Example {
    /// The features of all its tokens, as row numbers.
    pub rows: Vec<u32>,
    /// For each token where its coarse features end, which come first, and where all end.
    pub ends: Vec<(u32, u32)>,
    /// Which transition table counts at each token.
    pub contexts: Vec<u8>,
    /// What it should say.
    pub tags: Vec<Tag>,
    /// How much it counts; 1 is usual.
    pub weight: f32,
}

/// Learned scores.
pub struct Weights {
    /// A row a feature.
    pub rows: Vec<Row>,
    /// Scores of tag following tag.
    pub transitions: Box<Transitions>,
}

/// A small fast generator of random numbers (xorshift64*).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(super) fn next(&mut self) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) as u32
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.next()) * n as u64) >> 32) as usize
    }
}

/// Learns from `examples`; `progress` hears of each epoch (from 1) and its mean loss per token.
pub fn descend(
    examples: &[Example],
    features: usize,
    descent: &Descent,
    mut progress: impl FnMut(usize, f64),
) -> Weights {
    let mut rows = vec![[0.0f32; LANES]; features];
    let mut squares = vec![[1e-4f32; LANES]; features];
    let mut transitions = Box::new([[[0.0f32; LANES]; LANES]; CONTEXTS]);
    let mut transition_squares = Box::new([[[1e-4f32; LANES]; LANES]; CONTEXTS]);
    let mut sum = vec![[0.0f32; LANES]; if descent.average { features } else { 0 }];
    let mut transition_sum = Box::new([[[0.0f32; LANES]; LANES]; CONTEXTS]);
    let mut averaged = 0.0f32;
    let mut random = Random::new(descent.seed);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let keep = 1.0 - descent.dropout;
    let blind = (f64::from(descent.blindness) * f64::from(u32::MAX)) as u32;
    let threshold = (f64::from(descent.dropout) * f64::from(u32::MAX)) as u32;
    let (mut work, mut marginals, mut emissions) = (Work::default(), Vec::new(), Vec::<Row>::new());
    let (mut kept, mut ends) = (Vec::<u32>::new(), Vec::<usize>::new());
    for epoch in 1..=descent.epochs {
        for i in (1..order.len()).rev() {
            order.swap(i, random.below(i + 1));
        }
        let (mut loss, mut tokens) = (0.0f64, 0usize);
        for &number in &order {
            let example = &examples[number];
            kept.clear();
            ends.clear();
            emissions.clear();
            let mut first = 0;
            for &(coarse, end) in &example.ends {
                let last = if random.next() < blind { coarse } else { end };
                let all = &example.rows[first..last as usize];
                first = end as usize;
                let mut sum = [0.0; LANES];
                for &bucket in all {
                    if random.next() >= threshold {
                        kept.push(bucket);
                        for (s, w) in sum.iter_mut().zip(&rows[bucket as usize]) {
                            *s += w;
                        }
                    }
                }
                ends.push(kept.len());
                emissions.push(sum.map(|s| s / keep));
            }
            let contexts = &example.contexts;
            let chain = Chain::new(&transitions);
            chain.marginals(&emissions, contexts, &mut work, &mut marginals);
            let log_sum = work.log_sum();
            // Transitions first: they need the marginals as they are.
            let mut gradient = [[[0.0f32; LANES]; LANES]; CONTEXTS];
            chain.expected_transitions(contexts, &work, &marginals, &mut gradient);
            let mut gold = 0.0;
            let mut before = START;
            for ((&tag, emission), &context) in example.tags.iter().zip(&emissions).zip(contexts) {
                gold += f64::from(emission[tag as usize] + transitions[context as usize][before][tag as usize]);
                gradient[context as usize][before][tag as usize] -= 1.0;
                before = tag as usize;
            }
            loss += log_sum - gold;
            tokens += emissions.len();
            for ((w, s), g) in transitions
                .iter_mut()
                .flatten()
                .flatten()
                .zip(transition_squares.iter_mut().flatten().flatten())
                .zip(gradient.iter().flatten().flatten())
            {
                if *g != 0.0 {
                    let g = example.weight * *g + descent.pull * *w;
                    *s += g * g;
                    *w -= descent.rate * g / s.sqrt();
                }
            }
            let mut from = 0;
            for ((gradient, &tag), &to) in marginals.iter_mut().zip(&example.tags).zip(&ends) {
                gradient[tag as usize] -= 1.0;
                if gradient.iter().any(|g| g.abs() > 2e-3) {
                    let gradient = gradient.map(|g| g * example.weight);
                    for &bucket in &kept[from..to] {
                        let row = &mut rows[bucket as usize];
                        let square = &mut squares[bucket as usize];
                        for tag in 0..LANES {
                            let g = gradient[tag] + descent.pull * row[tag];
                            square[tag] += g * g;
                            row[tag] -= descent.rate * g / square[tag].sqrt();
                        }
                    }
                }
                from = to;
            }
        }
        if descent.average && epoch > 1 {
            for (s, w) in sum.iter_mut().flatten().zip(rows.iter().flatten()) {
                *s += w;
            }
            for (s, w) in transition_sum.iter_mut().flatten().flatten().zip(transitions.iter().flatten().flatten()) {
                *s += w;
            }
            averaged += 1.0;
        }
        progress(epoch, loss / tokens.max(1) as f64);
    }
    if averaged > 0.0 {
        rows = sum;
        transitions = transition_sum;
        rows.iter_mut().flatten().for_each(|w| *w /= averaged);
        transitions.iter_mut().flatten().flatten().for_each(|w| *w /= averaged);
    }
    for row in &mut rows {
        for lane in &mut row[Tag::COUNT..] {
            *lane = 0.0;
        }
    }
    Weights { rows, transitions }
}
