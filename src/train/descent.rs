//! Stochastic gradient descent with moments (Adam: Kingma and Ba 2015), a few passages at a time.

use super::likelihood::Likelihood;
use super::network::{Dropout, Example, Gradient, Parameters, TokenRows, Vector};
use super::random::Random;
use crate::model::network::WIDTH;
use rayon::prelude::*;

/// How to descend.
#[derive(Clone, Debug)]
pub struct Descent {
    /// Passes over the data; without a number ten, or more where that would be fewer than 700 steps.
    pub epochs: Option<usize>,
    /// Size of a step where it is largest: it grows over the first steps, then falls to nearly nothing.
    pub rate: f32,
    /// How many tokens count in a step, about.
    pub batch: usize,
    /// Share of the numbers of vectors and layers that is left out at each visit of a token.
    pub dropout: f32,
    /// Share of the visits of a token at which its word counts as never seen.
    pub blindness: f32,
    /// How often a word must occur to get a vector of its own.
    pub least: u32,
    /// How many words get vectors at most; the most frequent do.
    pub words: usize,
    /// Start of the random numbers.
    pub seed: u64,
}

impl Default for Descent {
    fn default() -> Self {
        Self { epochs: None, rate: 4e-3, batch: 4000, dropout: 0.2, blindness: 0.1, least: 3, words: 24_000, seed: 1 }
    }
}

impl Descent {
    /// How many passes there are over data of `tokens` tokens.
    pub(super) fn epochs_for(&self, tokens: usize) -> usize {
        self.epochs.unwrap_or_else(|| LEAST.0.max((LEAST.1 * self.batch).div_ceil(tokens.max(1))))
    }
}

/// The gradient is made shorter where it is longer than this.
const LONGEST: f32 = 1.0;
/// Over how many steps the rate grows, and over which share of them if they are few.
const WARMING: (f32, f32) = (200.0, 0.1);
/// How much of the means of gradients and of their squares is kept at a step.
const KEPT: (f32, f32) = (0.9, 0.99);

/// Means of gradients and of their squares.
#[derive(Clone)]
struct Moments<const N: usize> {
    mean: [f32; N],
    square: [f32; N],
}

/// A step of Adam for some numbers.
struct Step {
    rate: f32,
    /// What makes up for the means having begun at 0.
    unbias: (f32, f32),
    /// By what the gradient is multiplied.
    scale: f32,
}

impl Step {
    fn take<const N: usize>(&self, numbers: &mut [f32; N], moments: &mut Moments<N>, gradient: &[f32; N]) {
        for n in 0..N {
            let g = gradient[n] * self.scale;
            let (mean, square) = (&mut moments.mean[n], &mut moments.square[n]);
            *mean = KEPT.0 * *mean + (1.0 - KEPT.0) * g;
            *square = KEPT.1 * *square + (1.0 - KEPT.1) * g * g;
            numbers[n] -= self.rate * (*mean * self.unbias.0) / ((*square * self.unbias.1).sqrt() + 1e-8);
        }
    }
}

/// Fewest epochs where nobody asks for a number of them, and fewest steps.
const LEAST: (usize, usize) = (10, 700);

/// Learns from `examples` a network whose tables have `rows` rows; `progress` hears of each epoch (from 1), of how many, and its mean loss per
/// token.
pub(super) fn descend(
    examples: &[Example],
    rows: usize,
    descent: &Descent,
    mut progress: impl FnMut(usize, usize, f64),
) -> Parameters {
    let mut random = Random::new(descent.seed);
    let mut parameters = Parameters::new(rows, &mut random);
    let new = Moments { mean: [0.0; WIDTH], square: [0.0; WIDTH] };
    let mut of_vectors = vec![new.clone(); rows];
    let mut of_shared = vec![new; parameters.shared.len() / WIDTH];
    let mut sums = Sums { number: vec![u32::MAX; rows], rows: Vec::new(), sums: Vec::new() };
    let tokens: usize = examples.iter().map(|e| e.tags.len()).sum();
    let epochs = descent.epochs_for(tokens);
    let all = (tokens * epochs) as f32 / descent.batch as f32;
    let warming = WARMING.0.min(WARMING.1 * all).max(1.0);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut step = 0;
    for epoch in 1..=epochs {
        for i in (1..order.len()).rev() {
            order.swap(i, random.below(i + 1));
        }
        let (mut loss, mut rest) = (0.0, &order[..]);
        while !rest.is_empty() {
            let mut left = descent.batch;
            let fitting = rest.iter().take_while(|&&e| {
                let fits = left > 0;
                left = left.saturating_sub(examples[e].tags.len());
                fits
            });
            let (batch, behind) = rest.split_at(fitting.count());
            rest = behind;
            step += 1;
            let likelihood = Likelihood::new(&parameters.transitions());
            let work: Vec<(&Example, u64)> = batch.iter().map(|&e| (&examples[e], u64::from(random.next()))).collect();
            // In parallel, but each with random numbers of its own, and summed in order: the result does not depend on the threads.
            let gradients: Vec<(Vec<TokenRows>, Gradient)> = work
                .into_par_iter()
                .map(|(example, seed)| {
                    let mut random = Random::new(seed);
                    let rows = blinded(example, descent.blindness, &mut random);
                    let dropout = Dropout::new(rows.len(), descent.dropout, &mut random);
                    let gradient = parameters.backward(example, &rows, &dropout, &likelihood);
                    (rows, gradient)
                })
                .collect();
            let mut shared = vec![0.0; parameters.shared.len()];
            let mut size = 0;
            for (rows, gradient) in &gradients {
                loss += gradient.loss;
                size += rows.len();
                shared.iter_mut().zip(&gradient.shared).for_each(|(sum, g)| *sum += g);
                sums.add(rows, &gradient.inputs);
            }
            let squares = |numbers: &[f32]| numbers.iter().map(|g| g * g).sum::<f32>();
            let length = (squares(&shared) + squares(sums.sums.as_flattened())).sqrt() / size as f32;
            let warmed = (step as f32 / warming).min(1.0);
            let left = (1.0 - step as f32 / all).max(0.02);
            let unbias = (1.0 / (1.0 - KEPT.0.powi(step)), 1.0 / (1.0 - KEPT.1.powi(step)));
            let scale = (LONGEST / length).min(1.0) / size as f32;
            let step = Step { rate: descent.rate * warmed * left, unbias, scale };
            let numbers = parameters.shared.as_chunks_mut().0.iter_mut();
            for ((numbers, moments), gradient) in numbers.zip(&mut of_shared).zip(shared.as_chunks().0) {
                step.take(numbers, moments, gradient);
            }
            for (row, gradient) in sums.drain() {
                step.take(&mut parameters.vectors[row], &mut of_vectors[row], &gradient);
            }
        }
        progress(epoch, epochs, loss / tokens as f64);
    }
    parameters
}

/// The rows of an example, with some words as if they had never been seen.
fn blinded(example: &Example, share: f32, random: &mut Random) -> Vec<TokenRows> {
    let threshold = (f64::from(share) * f64::from(u32::MAX)) as u32;
    let mut rows = example.rows.clone();
    for (row, &ending) in rows.iter_mut().zip(&example.endings) {
        row[0] = if random.next() < threshold { ending } else { row[0] };
    }
    rows
}

/// Gradients summed by row.
struct Sums {
    /// For each row its place among the sums; `u32::MAX` if it has none.
    number: Vec<u32>,
    rows: Vec<u32>,
    sums: Vec<Vector>,
}

impl Sums {
    fn add(&mut self, rows: &[TokenRows], gradients: &[Vector]) {
        for (rows, gradient) in rows.iter().zip(gradients) {
            for &row in rows {
                let number = &mut self.number[row as usize];
                if *number == u32::MAX {
                    *number = self.rows.len() as u32;
                    self.rows.push(row);
                    self.sums.push([0.0; WIDTH]);
                }
                self.sums[*number as usize].iter_mut().zip(gradient).for_each(|(sum, g)| *sum += g);
            }
        }
    }

    /// Each row with its sum; nothing stays.
    fn drain(&mut self) -> impl Iterator<Item = (usize, Vector)> + '_ {
        let number = &mut self.number;
        self.rows.drain(..).zip(self.sums.drain(..)).map(|(row, sum)| {
            number[row as usize] = u32::MAX;
            (row as usize, sum)
        })
    }
}
