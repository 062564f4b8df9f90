//! The sums over all sequences of tags that learning asks for: the probability of each tag, and the gradient of the chain.

use crate::model::crf::{CONTEXTS, LANES, Row, START, Transitions, allowed, over_row, over_tags};
use crate::model::tags::Tag;
use rten_simd::ops::NumOps;
use rten_simd::{Isa, SimdOp};

/// The exponentials of transition scores.
#[derive(Clone)]
pub(super) struct Likelihood {
    exp: Box<Transitions>,
    /// The same with before and after exchanged, so that the pass from the end is a sum of rows too.
    back: Box<Transitions>,
}

impl Likelihood {
    /// From learned scores. What may not follow gets no probability, whatever its score.
    pub(super) fn new(learned: &Transitions) -> Self {
        let mut exp = Box::new([[[0.0; LANES]; LANES]; CONTEXTS]);
        let mut back = exp.clone();
        for (context, table) in learned.iter().enumerate() {
            for (before, after) in allowed() {
                let weight = table[before][after].exp();
                exp[context][before][after] = weight;
                back[context][after][before] = weight;
            }
        }
        Self { exp, back }
    }

    /// The probability of each tag at each word, into `marginals`; [`Work::log_sum`] then has the logarithm of the sum over all sequences.
    pub(super) fn marginals(&self, emissions: &[Row], contexts: &[u8], work: &mut Work, marginals: &mut Vec<Row>) {
        Summing { likelihood: self, emissions, contexts, work, marginals }.dispatch();
    }

    /// After [`marginals`](Self::marginals): adds the expected number of times each tag follows each to `counts`.
    pub(super) fn expected_transitions(
        &self,
        contexts: &[u8],
        work: &Work,
        marginals: &[Row],
        counts: &mut Transitions,
    ) {
        for (at, &context) in contexts.iter().enumerate() {
            let table = &self.exp[context as usize];
            let counts = &mut counts[context as usize];
            if at == 0 {
                for (c, m) in counts[START].iter_mut().zip(&marginals[0]) {
                    *c += m;
                }
                continue;
            }
            let ahead = work.ahead(at);
            let mut pairs = [[0.0; LANES]; Tag::COUNT];
            for (before, pairs) in pairs.iter_mut().enumerate() {
                let p = work.alpha[at - 1][before];
                *pairs = std::array::from_fn(|after| p * table[before][after] * ahead[after]);
            }
            let sum: f32 = pairs.as_flattened().iter().sum();
            let part = 1.0 / sum.max(f32::MIN_POSITIVE);
            for (counts, pairs) in counts.iter_mut().zip(pairs) {
                counts.iter_mut().zip(pairs).for_each(|(count, pair)| *count += pair * part);
            }
        }
    }
}

/// What [`Likelihood::marginals`] does.
struct Summing<'c> {
    likelihood: &'c Likelihood,
    emissions: &'c [Row],
    contexts: &'c [u8],
    work: &'c mut Work,
    marginals: &'c mut Vec<Row>,
}

impl SimdOp for Summing<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        from_both_ends(ops, self.likelihood, self.emissions, self.contexts, self.work);
        self.marginals.clear();
        self.marginals.extend(self.work.alpha.iter().zip(&self.work.beta).map(|(a, b)| {
            let mut row = multiplied(ops, a, b);
            normalise(ops, &mut row);
            row
        }));
    }
}

/// Sums over all sequences from both ends, into `work`.
#[inline(always)]
fn from_both_ends<O: NumOps<f32>>(
    ops: O,
    likelihood: &Likelihood,
    emissions: &[Row],
    contexts: &[u8],
    work: &mut Work,
) {
    let Work { alpha, beta, exp, base, norms } = work;
    let n = emissions.len();
    let contexts = &contexts[..n];
    exp.resize(n, [0.0; LANES]);
    base.clear();
    for (e, emission) in exp.iter_mut().zip(emissions) {
        // Over the best score, so that no sum grows.
        let best = over_row(emission, |a, b| if a > b { a } else { b });
        for (e, score) in e.iter_mut().zip(emission) {
            *e = self::exp((score - best).clamp(-30.0, 0.0));
        }
        base.push(best);
    }
    alpha.resize(n, [0.0; LANES]);
    beta.resize(n, [0.0; LANES]);
    norms.clear();
    let (alpha, beta, exp) = (&mut alpha[..n], &mut beta[..n], &exp[..n]);
    // In one loop: neither end waits for the other.
    let mut ahead = [0.0; LANES];
    for at in 0..n {
        let place = n - 1 - at;
        let table = &likelihood.exp[contexts[at] as usize];
        let next = if at == 0 { table[START] } else { product(ops, &alpha[at - 1], table) };
        alpha[at] = multiplied(ops, &next, &exp[at]);
        beta[place] = match contexts.get(place + 1) {
            Some(&context) => product(ops, &ahead, &likelihood.back[context as usize]),
            None => [1.0; LANES],
        };
        ahead = multiplied(ops, &beta[place], &exp[place]);
        // Two steps do not lead beyond what a number can hold.
        if at % 2 == 1 {
            norms.push(normalise(ops, &mut alpha[at]));
            normalise(ops, &mut ahead);
        }
    }
}

/// A row of weights multiplied into a table. Not in one step with the sum (as some processors could), so that results are the same everywhere.
#[inline(always)]
fn product<O: NumOps<f32>>(ops: O, weights: &Row, table: &[Row; LANES]) -> Row {
    let mut out = [0.0; LANES];
    for lane in (0..LANES).step_by(ops.len()) {
        let term = |tag: usize| ops.mul(ops.splat(weights[tag]), ops.load(&table[tag][lane..]));
        ops.store(over_tags(term, |a, b| ops.add(a, b)), &mut out[lane..]);
    }
    out
}

/// Two rows multiplied with each other.
#[inline(always)]
fn multiplied<O: NumOps<f32>>(ops: O, a: &Row, b: &Row) -> Row {
    let mut out = [0.0; LANES];
    for lane in (0..LANES).step_by(ops.len()) {
        ops.store(ops.mul(ops.load(&a[lane..]), ops.load(&b[lane..])), &mut out[lane..]);
    }
    out
}

/// Divides a row by its sum, which is returned.
#[inline(always)]
fn normalise<O: NumOps<f32>>(ops: O, row: &mut Row) -> f32 {
    let sum = total(ops, row);
    let part = ops.splat(1.0 / sum);
    for lane in (0..LANES).step_by(ops.len()) {
        ops.store(ops.mul(ops.load(&row[lane..]), part), &mut row[lane..]);
    }
    sum
}

/// The sum of a row of weights; never nothing, so that it can be divided by. Vectors of at least eight are summed up by halves too, but left to
/// itself the compiler takes rows apart.
#[inline(always)]
fn total<O: NumOps<f32>>(ops: O, row: &Row) -> f32 {
    let sum = match ops.len() {
        16 => ops.sum(ops.load(row)),
        8 => ops.sum(ops.add(ops.load(row), ops.load(&row[8..]))),
        _ => over_row(row, |a, b| a + b),
    };
    sum.max(f32::MIN_POSITIVE)
}

/// Room for [`Likelihood::marginals`], kept between calls.
#[derive(Default)]
pub(super) struct Work {
    /// For each place and tag, what the sequences weigh that lead there, over the norms so far.
    alpha: Vec<Row>,
    /// What those weigh that lead on from there, over norms of their own.
    beta: Vec<Row>,
    /// The exponentials of the scores over the best of their place.
    exp: Vec<Row>,
    norms: Vec<f32>,
    /// The best score of each place.
    base: Vec<f32>,
}

impl Work {
    /// After [`Likelihood::marginals`]: the logarithm of the sum over all sequences.
    pub(super) fn log_sum(&self) -> f64 {
        let rest = self.alpha.last().map_or(1.0, |row| over_row(row, |a, b| a + b));
        let norms: f64 = self.norms.iter().chain([&rest]).map(|&norm| f64::from(norm).ln()).sum();
        norms + self.base.iter().map(|&best| f64::from(best)).sum::<f64>()
    }

    /// For each tag at place `at`: what the rest of the paragraph from there weighs, over some norm.
    fn ahead(&self, at: usize) -> Row {
        let mut ahead = self.beta[at];
        ahead.iter_mut().zip(&self.exp[at]).for_each(|(a, e)| *a *= e);
        ahead
    }
}

/// e to the power of `x`, for `x` from -80 to 80, to six digits; unlike the library's function a few vector instructions in a loop, and the same
/// on every machine.
#[inline(always)]
fn exp(x: f32) -> f32 {
    // Adding this leaves a number rounded to the nearest integer, in its lowest bits.
    const ROUND: f32 = 12_582_912.0;
    let halvings = x * std::f32::consts::LOG2_E + ROUND;
    // x = n ln 2 + r; ln 2 in two parts, so that r is exact.
    let n = halvings - ROUND;
    let r = (x - n * 0.693_359_4) + n * 2.121_944_4e-4;
    // The exponential series; |r| is at most 0.35.
    let sum = r * (1.0 / 720.0) + 1.0 / 120.0;
    let sum = sum * r + 1.0 / 24.0;
    let sum = sum * r + 1.0 / 6.0;
    let sum = sum * r + 0.5;
    let sum = sum * r + 1.0;
    let sum = sum * r + 1.0;
    f32::from_bits(sum.to_bits().wrapping_add(halvings.to_bits() << 23))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_that_of_the_library() {
        for x in (-5000..=5000).map(|n| n as f32 / 100.0) {
            let (found, known) = (exp(x), x.exp());
            assert!((found / known - 1.0).abs() < 1e-6, "exp({x}) is {known}, not {found}");
        }
    }

    /// Every sequence of tags for three words, summed up one by one, against the recursion.
    #[test]
    fn the_recursion_agrees_with_counting_every_sequence() {
        let mut learned = Box::new([[[0.0; LANES]; LANES]; CONTEXTS]);
        let mut x = 1u32;
        let mut noise = || {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (x >> 8) as f32 / (1 << 24) as f32 * 4.0 - 2.0
        };
        learned.iter_mut().flatten().flatten().for_each(|w| *w = noise());
        let mut emissions = [[0.0; LANES]; 3];
        emissions.iter_mut().flatten().for_each(|w| *w = noise());
        let contexts = [2, 0, 5];
        let (mut sum, mut count) = (0.0f64, [[0.0f64; Tag::COUNT]; 3]);
        for a in Tag::ALL {
            for b in Tag::ALL {
                for c in Tag::ALL {
                    if !(a.may_follow(None) && b.may_follow(Some(a)) && c.may_follow(Some(b))) {
                        continue;
                    }
                    let (i, j, k) = (a as usize, b as usize, c as usize);
                    let score = learned[2][START][i]
                        + learned[0][i][j]
                        + learned[5][j][k]
                        + emissions[0][i]
                        + emissions[1][j]
                        + emissions[2][k];
                    let p = f64::from(score).exp();
                    sum += p;
                    for (at, tag) in [i, j, k].into_iter().enumerate() {
                        count[at][tag] += p;
                    }
                }
            }
        }
        let (mut work, mut marginals) = (Work::default(), Vec::new());
        Likelihood::new(&learned).marginals(&emissions, &contexts, &mut work, &mut marginals);
        let log_sum = work.log_sum();
        assert!((log_sum - sum.ln()).abs() < 1e-4, "{log_sum} against {}", sum.ln());
        for (found, counted) in marginals.iter().zip(&count) {
            for (tag, counted) in counted.iter().enumerate() {
                assert!((f64::from(found[tag]) - counted / sum).abs() < 1e-4);
            }
        }
    }
}
