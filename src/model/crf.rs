//! A linear chain over one paragraph: the best tags, the probability of each tag, and the gradient for training.
//!
//! Scores of tags are rows of [`LANES`] numbers, of which the first [`Tag::COUNT`] count: a row is one cache line, and loops over whole rows
//! become vector instructions. How tags follow one another is scored by one of [`CONTEXTS`] tables, chosen by what stands at the place.

use super::tags::Tag;
use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

/// Width of a row of scores.
pub const LANES: usize = 16;

/// A score or a probability for each tag.
pub type Row = [f32; LANES];

/// How many transition tables there are.
pub const CONTEXTS: usize = 8;

/// Scores of tag following tag: `table[context][before][after]`; index [`START`] of `before` is the start of a paragraph.
pub type Transitions = [[Row; LANES]; CONTEXTS];

/// The row of a transition table for the start of a paragraph.
pub const START: usize = LANES - 1;

const FORBIDDEN: f32 = -1e9;

/// Transition scores ready for use: the learned ones where a tag may follow, and their exponentials.
#[derive(Clone)]
pub struct Chain {
    score: Box<Transitions>,
    exp: Box<Transitions>,
    /// `exp` with before and after exchanged, so that the pass from the end is a sum of rows too.
    back: Box<Transitions>,
}

impl Chain {
    /// From learned scores. What may not follow gets no probability, whatever its score.
    pub fn new(learned: &Transitions) -> Self {
        let mut score = Box::new([[[FORBIDDEN; LANES]; LANES]; CONTEXTS]);
        let mut exp = Box::new([[[0.0; LANES]; LANES]; CONTEXTS]);
        let mut back = exp.clone();
        for context in 0..CONTEXTS {
            for before in (0..Tag::COUNT).chain([START]) {
                for after in Tag::ALL {
                    if after.may_follow(Tag::ALL.get(before).copied()) {
                        let s = learned[context][before][after as usize];
                        score[context][before][after as usize] = s;
                        exp[context][before][after as usize] = s.exp();
                        back[context][after as usize][before] = s.exp();
                    }
                }
            }
        }
        Self { score, exp, back }
    }

    /// The best sequence of tags for the scores of a paragraph's words, appended to `tags`, and to `probabilities` that of each tag, or 1 for those
    /// of no part of an attribution.
    pub fn read(
        &self,
        emissions: &[Row],
        contexts: &[u8],
        work: &mut Work,
        tags: &mut Vec<Tag>,
        probabilities: &mut Vec<f32>,
    ) {
        Reading { chain: self, emissions, contexts, work, tags, probabilities }.dispatch();
    }

    /// The tags that led to the best of the last of `best`, which has for each word and tag the score of the best sequence that ends there.
    ///
    /// Only the scores are kept, which are vector instructions; which tag each came from is worked out on the way back, for the tags of the best
    /// sequence alone.
    fn trace(&self, emissions: &[Row], contexts: &[u8], best: &[Row], out: &mut Vec<Tag>) {
        let Some(last) = best.last() else { return };
        let mut tag = (0..Tag::COUNT).max_by(|&a, &b| last[a].total_cmp(&last[b])).unwrap_or(0);
        let first = out.len();
        out.push(Tag::ALL[tag]);
        for at in (1..best.len()).rev() {
            let (table, before) = (&self.score[contexts[at] as usize], &best[at - 1]);
            // The same sum as on the way forward. Mostly the tag before is the same.
            let (score, emission) = (best[at][tag], emissions[at][tag]);
            let leads_here = |from: usize| before[from] + table[from][tag] + emission == score;
            if !leads_here(tag) {
                tag = (0..Tag::COUNT).find(|&from| leads_here(from)).unwrap_or(tag);
            }
            out.push(Tag::ALL[tag]);
        }
        out[first..].reverse();
    }

    /// The probability of each tag at each word, into `marginals`; [`Work::log_sum`] then has the logarithm of the sum over all sequences.
    pub fn marginals(&self, emissions: &[Row], contexts: &[u8], work: &mut Work, marginals: &mut Vec<Row>) {
        Summing { chain: self, emissions, contexts, work, marginals }.dispatch();
    }

    /// After [`marginals`](Self::marginals): adds the expected number of times each tag follows each to `counts`.
    pub fn expected_transitions(&self, contexts: &[u8], work: &Work, marginals: &[Row], counts: &mut Transitions) {
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

/// What [`Chain::read`] does.
struct Reading<'c> {
    chain: &'c Chain,
    emissions: &'c [Row],
    contexts: &'c [u8],
    work: &'c mut Work,
    tags: &'c mut Vec<Tag>,
    probabilities: &'c mut Vec<f32>,
}

impl SimdOp for Reading<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Self { chain, emissions, contexts, work, tags, probabilities } = self;
        let ops = isa.f32();
        let mut kept = std::mem::take(&mut work.best);
        kept.resize(emissions.len(), [0.0; LANES]);
        let best = &mut kept[..emissions.len()];
        // Sums and best scores in one loop, so that neither waits for the other.
        sums::<_, false>(ops, chain, emissions, contexts, work, |at| {
            let table = &chain.score[contexts[at] as usize];
            let mut next = table[START];
            for lane in (0..LANES).step_by(ops.len()) {
                let before = match at.checked_sub(1).map(|before| &best[before]) {
                    None => ops.load(&next[lane..]),
                    Some(scores) => {
                        let from = |tag: usize| ops.add(ops.splat(scores[tag]), ops.load(&table[tag][lane..]));
                        over_tags(from, |a, b| ops.max(a, b))
                    }
                };
                ops.store(ops.add(before, ops.load(&emissions[at][lane..])), &mut next[lane..]);
            }
            best[at] = next;
        });
        let first = tags.len();
        chain.trace(emissions, contexts, best, tags);
        work.best = kept;
        probabilities.extend(tags[first..].iter().zip(&work.alpha).zip(&work.beta).map(|((&tag, a), b)| {
            if tag.stretch().is_none() {
                return 1.0;
            }
            let weights = multiplied(ops, a, b);
            weights[tag as usize] / total(ops, &weights)
        }));
    }
}

/// What [`Chain::marginals`] does.
struct Summing<'c> {
    chain: &'c Chain,
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
        sums::<_, true>(ops, self.chain, self.emissions, self.contexts, self.work, |_| ());
        self.marginals.clear();
        self.marginals.extend(self.work.alpha.iter().zip(&self.work.beta).map(|(a, b)| {
            let mut row = multiplied(ops, a, b);
            normalise(ops, &mut row);
            row
        }));
    }
}

/// Sums over all sequences from both ends, into `work`. `step` is called at each word in order, for what else there is to do on the way.
///
/// Two steps do not lead beyond what a number can hold; then a row is divided by its sum. `AT_ONCE` does that before the next step, and keeps
/// the sums and the best scores: so the built-in network was learned, and is learned again to the byte. Otherwise the row of the next step is
/// divided, which need not wait for the sum: a tenth of the time of the whole chain.
#[inline(always)]
fn sums<O: NumOps<f32>, const AT_ONCE: bool>(
    ops: O,
    chain: &Chain,
    emissions: &[Row],
    contexts: &[u8],
    work: &mut Work,
    mut step: impl FnMut(usize),
) {
    let Work { alpha, beta, exp, base, norms, .. } = work;
    let n = emissions.len();
    let contexts = &contexts[..n];
    exp.resize(n, [0.0; LANES]);
    base.clear();
    for (e, emission) in exp.iter_mut().zip(emissions) {
        // Over the best score, so that no sum grows.
        let best = largest(emission);
        for (e, score) in e.iter_mut().zip(emission) {
            *e = self::exp((score - best).clamp(-30.0, 0.0));
        }
        if AT_ONCE {
            base.push(best);
        }
    }
    alpha.resize(n, [0.0; LANES]);
    beta.resize(n, [0.0; LANES]);
    norms.clear();
    let (alpha, beta, exp) = (&mut alpha[..n], &mut beta[..n], &exp[..n]);
    // From both ends: neither waits for the other.
    let mut ahead = [0.0; LANES];
    for at in 0..n {
        step(at);
        let place = n - 1 - at;
        let table = &chain.exp[contexts[at] as usize];
        let mut next = if at == 0 { table[START] } else { product(ops, &alpha[at - 1], table) };
        let mut behind = match contexts.get(place + 1) {
            Some(&context) => product(ops, &ahead, &chain.back[context as usize]),
            None => [1.0; LANES],
        };
        if !AT_ONCE && at % 2 == 0 && at > 0 {
            scale(ops, &mut next, total(ops, &alpha[at - 1]));
            scale(ops, &mut behind, total(ops, &ahead));
        }
        alpha[at] = multiplied(ops, &next, &exp[at]);
        beta[place] = behind;
        ahead = multiplied(ops, &behind, &exp[place]);
        if AT_ONCE && at % 2 == 1 {
            norms.push(normalise(ops, &mut alpha[at]));
            normalise(ops, &mut ahead);
        }
    }
}

/// Something of each tag, put together in four parts, which do not wait for each other.
#[inline(always)]
fn over_tags<S: Copy>(of: impl Fn(usize) -> S, both: impl Fn(S, S) -> S) -> S {
    let (mut first, mut second, mut third, mut fourth) = (of(0), of(1), of(2), of(3));
    for tag in (4..Tag::COUNT - 1).step_by(4) {
        first = both(first, of(tag));
        second = both(second, of(tag + 1));
        third = both(third, of(tag + 2));
        fourth = both(fourth, of(tag + 3));
    }
    both(both(both(first, of(Tag::COUNT - 1)), second), both(third, fourth))
}

const _: () = assert!(Tag::COUNT % 4 == 1, "fours and one more");

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
    scale(ops, row, sum);
    sum
}

/// Divides a row by a number.
#[inline(always)]
fn scale<O: NumOps<f32>>(ops: O, row: &mut Row, by: f32) {
    let part = ops.splat(1.0 / by);
    for lane in (0..LANES).step_by(ops.len()) {
        ops.store(ops.mul(ops.load(&row[lane..]), part), &mut row[lane..]);
    }
}

/// The numbers of a row put together: its halves, the halves of that and so on, which suits vectors and is the same everywhere.
#[inline(always)]
fn over_row(row: &Row, both: impl Fn(f32, f32) -> f32) -> f32 {
    let eight: [f32; 8] = std::array::from_fn(|at| both(row[at], row[at + 8]));
    let four: [f32; 4] = std::array::from_fn(|at| both(eight[at], eight[at + 4]));
    both(both(four[0], four[2]), both(four[1], four[3]))
}

/// The largest of a row. (`f32::max` looks for numbers that are none, which takes longer than the comparisons.)
#[inline(always)]
fn largest(row: &Row) -> f32 {
    over_row(row, |a, b| if a > b { a } else { b })
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

/// Room for [`Chain::read`] and [`Chain::marginals`], kept between calls.
pub struct Work {
    /// For each place and tag, what the sequences weigh that lead there, over the norms so far.
    alpha: Vec<Row>,
    /// What those weigh that lead on from there, over norms of their own.
    beta: Vec<Row>,
    /// The exponentials of the scores over the best of their place.
    exp: Vec<Row>,
    norms: Vec<f32>,
    /// For each place and tag, the score of the best sequence that leads there.
    best: Vec<Row>,
    /// The best score of each place; only where sums are kept, too.
    base: Vec<f32>,
}

impl Work {
    /// Room for this many words; for more of them it grows.
    pub fn new(words: usize) -> Self {
        let rows = || Vec::with_capacity(words);
        let numbers = || Vec::with_capacity(words);
        Self { alpha: rows(), beta: rows(), exp: rows(), norms: numbers(), best: rows(), base: numbers() }
    }

    /// After [`Chain::marginals`]: the logarithm of the sum over all sequences.
    pub fn log_sum(&self) -> f64 {
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
        let mut learned = [[[0.0; LANES]; LANES]; CONTEXTS];
        let mut x = 1u32;
        let mut noise = || {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (x >> 8) as f32 / (1 << 24) as f32 * 4.0 - 2.0
        };
        learned.iter_mut().flatten().flatten().for_each(|w| *w = noise());
        let mut emissions = [[0.0; LANES]; 3];
        emissions.iter_mut().flatten().for_each(|w| *w = noise());
        let contexts = [2, 0, 5];
        let chain = Chain::new(&learned);

        let (mut sum, mut best, mut count) =
            (0.0f64, (f32::NEG_INFINITY, [Tag::Outside; 3]), [[0.0f64; Tag::COUNT]; 3]);
        for a in Tag::ALL {
            for b in Tag::ALL {
                for c in Tag::ALL {
                    if !(a.may_follow(None) && b.may_follow(Some(a)) && c.may_follow(Some(b))) {
                        continue;
                    }
                    let (i, j, k) = (a as usize, b as usize, c as usize);
                    let s = learned[2][START][i]
                        + learned[0][i][j]
                        + learned[5][j][k]
                        + emissions[0][i]
                        + emissions[1][j]
                        + emissions[2][k];
                    if s > best.0 {
                        best = (s, [a, b, c]);
                    }
                    let p = f64::from(s).exp();
                    sum += p;
                    for (at, tag) in [i, j, k].into_iter().enumerate() {
                        count[at][tag] += p;
                    }
                }
            }
        }
        let (mut work, mut marginals, mut tags) = (Work::new(3), Vec::new(), Vec::new());
        chain.marginals(&emissions, &contexts, &mut work, &mut marginals);
        let log_sum = work.log_sum();
        assert!((log_sum - sum.ln()).abs() < 1e-4, "{log_sum} against {}", sum.ln());
        for (found, counted) in marginals.iter().zip(&count) {
            for (tag, counted) in counted.iter().enumerate() {
                assert!((f64::from(found[tag]) - counted / sum).abs() < 1e-4);
            }
        }
        let mut probabilities = Vec::new();
        chain.read(&emissions, &contexts, &mut work, &mut tags, &mut probabilities);
        assert_eq!(tags, best.1);
        for ((tag, probability), marginals) in tags.into_iter().zip(probabilities).zip(marginals) {
            let expected = if tag.stretch().is_some() { marginals[tag as usize] } else { 1.0 };
            assert!((probability - expected).abs() < 1e-6);
        }
    }
}
