//! A linear chain over one paragraph: the best tags, and how sure each of them is.
//!
//! Scores of tags are rows of [`LANES`] numbers, of which the first [`Tag::COUNT`] count. How tags follow one another is scored by one of
//! [`CONTEXTS`] tables, chosen by what stands at the place. What is added up along the chain are integers of 16 bits, which fill half the vector
//! that floats would, and are the same on every processor.

use super::tags::Tag;
use rten_simd::ops::{BitOps, FloatOps, NarrowSaturate, NumOps};
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

/// Scores for each tag as integers, in steps of which 256 are a unit.
pub type Steps = [i16; LANES];

/// How many steps are a unit of scores. What differs by more than 128 units counts as that, which no learned score comes near.
const STEP: f32 = 256.0;

/// The largest score of a tag or of one following another; larger ones count as this.
const LARGEST: f32 = 60.0;

/// The score of what may not be, and of what cannot be reached without that: sums stay there.
const FORBIDDEN: i16 = i16::MIN;

/// By how many steps, as a power of two, a sequence must be better to be thought twice as likely.
const DOUBLED: u32 = 8;

/// Transition scores ready for use.
#[derive(Clone)]
pub struct Chain {
    ahead: Box<[[Steps; LANES]; CONTEXTS]>,
    /// The same with before and after exchanged, so that the pass from the end is made of rows too.
    back: Box<[[Steps; LANES]; CONTEXTS]>,
}

impl Chain {
    /// From learned scores. What may not follow is never found, whatever its score. `cue_bias` is added wherever a cue begins.
    pub fn new(learned: &Transitions, cue_bias: f32) -> Self {
        let mut ahead = Box::new([[[FORBIDDEN; LANES]; LANES]; CONTEXTS]);
        let mut back = ahead.clone();
        for (context, table) in learned.iter().enumerate() {
            for (before, after) in allowed() {
                let bias = if after == Tag::BeginCue as usize { step(cue_bias) } else { 0 };
                let score = step(table[before][after]) + bias;
                ahead[context][before][after] = score;
                back[context][after][before] = score;
            }
        }
        Self { ahead, back }
    }

    /// The best sequence of tags for the scores of a paragraph's words, into `tags`, and into `confidence` how sure each is, from 0 to 1; that of tags
    /// which are part of no attribution is left as it is. `work` has room for as many words.
    pub fn read(&self, scores: &[Steps], contexts: &[u8], work: &mut Work, tags: &mut [Tag], confidence: &mut [f32]) {
        Reading { chain: self, scores, contexts, work, tags, confidence }.dispatch();
    }
}

/// The places in a table of transitions that count: each tag, or [`START`], with each that may follow it.
pub(crate) fn allowed() -> impl Iterator<Item = (usize, usize)> {
    (0..Tag::COUNT).chain([START]).flat_map(|before| {
        let may_follow = move |after: &Tag| after.may_follow(Tag::ALL.get(before).copied());
        Tag::ALL.into_iter().filter(may_follow).map(move |after| (before, after as usize))
    })
}

/// What [`Chain::read`] does.
struct Reading<'c> {
    chain: &'c Chain,
    scores: &'c [Steps],
    contexts: &'c [u8],
    work: &'c mut Work,
    tags: &'c mut [Tag],
    confidence: &'c mut [f32],
}

impl SimdOp for Reading<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let Self { chain, scores, contexts, work, tags, confidence } = self;
        let n = scores.len();
        let contexts = &contexts[..n];
        let (best, rest) = (&mut work.best[..n], &mut work.rest[..n]);
        // From both ends in one loop, so that neither waits for the other.
        let mut ahead = [0; LANES];
        for at in 0..n {
            let (own, table) = (&scores[at], &chain.ahead[usize::from(contexts[at])]);
            best[at] = match at.checked_sub(1).map(|before| &best[before]) {
                None => sum(&table[START], own),
                Some(before) => sum(&follow(before, table), &less(own, before[0])),
            };
            let place = n - 1 - at;
            rest[place] = match contexts.get(place + 1) {
                None => [0; LANES],
                Some(&context) => follow(&ahead, &chain.back[usize::from(context)]),
            };
            ahead = sum(&rest[place], &less(&scores[place], ahead[0]));
        }
        let Some(mut tag) = best.last().map(best_of) else { return };
        let (tags, confidence) = (&mut tags[..n], &mut confidence[..n]);
        // Only the scores are kept, which are vector instructions; which tag each came from is worked out on the way back, for the tags of the best
        // sequence alone.
        for at in (0..n).rev() {
            tags[at] = Tag::ALL[tag];
            if Tag::ALL[tag].stretch().is_some() {
                confidence[at] = sureness(tag, &best[at], &rest[at]);
            }
            let Some(before) = at.checked_sub(1) else { break };
            let (table, before) = (&chain.ahead[usize::from(contexts[at])], &best[before]);
            // The same sum as on the way forward: that of the best sequence is none that stays within 16 bits only by force. Mostly the tag before is
            // the same.
            let [score, own, outside] = [best[at][tag], scores[at][tag], before[0]].map(i32::from);
            let leads_here =
                |from: usize| i32::from(before[from]) + i32::from(table[from][tag]) + own - outside == score;
            if !leads_here(tag) {
                tag = (0..Tag::COUNT).find(|&from| leads_here(from)).unwrap_or(tag);
            }
        }
    }
}

/// The best scores of sequences that go on from those of `before`, without that of the tag they go on with.
#[inline(always)]
fn follow(before: &Steps, table: &[Steps; LANES]) -> Steps {
    let from = |tag: usize| std::array::from_fn(|after| before[tag].saturating_add(table[tag][after]));
    over_tags(from, |a: Steps, b: Steps| std::array::from_fn(|at| if a[at] > b[at] { a[at] } else { b[at] }))
}

/// Two rows added up.
#[inline(always)]
fn sum(a: &Steps, b: &Steps) -> Steps {
    std::array::from_fn(|at| a[at].saturating_add(b[at]))
}

/// A row less the score of the best sequence that was outside at the word before: so sums stay small, however long the paragraph is.
#[inline(always)]
fn less(scores: &Steps, outside: i16) -> Steps {
    std::array::from_fn(|at| scores[at].saturating_sub(outside))
}

/// The tag with the best score.
fn best_of(scores: &Steps) -> usize {
    (0..Tag::COUNT).max_by_key(|&tag| scores[tag]).unwrap_or(0)
}

/// How sure a tag of the best sequence is, given the best scores of the sequences that lead to each tag and of those that lead on: the share of
/// that sequence among the best with each tag, where [`DOUBLED`] says how much better is twice as likely.
#[inline(always)]
fn sureness(tag: usize, best: &Steps, rest: &Steps) -> f32 {
    let score = |tag: usize| i32::from(best[tag]) + i32::from(rest[tag]);
    let own = score(tag);
    let mut weights = [0.0; LANES];
    for (at, weight) in weights.iter_mut().enumerate() {
        // The exponent of a number, and behind it the rest of the power of two, taken for linear. (Only sums that do not fit would be above 0.)
        let less = (score(at) - own).clamp(-126 << DOUBLED, 0);
        *weight = f32::from_bits(((127 << 23) + (less << (23 - DOUBLED))) as u32);
    }
    1.0 / over_row(&weights, |a, b| a + b)
}

/// A score in steps.
pub fn step(score: f32) -> i16 {
    (score.clamp(-LARGEST, LARGEST) * STEP).round_ties_even() as i16
}

/// Rows of scores in steps, the same as of [`step`] one by one, but many at once.
#[inline(always)]
pub(super) fn steps<I: Isa, const N: usize>(isa: I, scores: &[Row; N]) -> [Steps; N] {
    const { assert!(N.is_multiple_of(2), "two of the longest vectors at a time") };
    let (floats, integers) = (isa.f32(), isa.i32());
    let (least, largest, unit) = (floats.splat(-LARGEST), floats.splat(LARGEST), floats.splat(STEP));
    let rounded = |scores: &[f32]| {
        let scores = floats.max(least, floats.min(largest, floats.load(scores)));
        floats.to_int_round(floats.mul(scores, unit))
    };
    let mut steps = [[0; LANES]; N];
    let len = floats.len();
    for (scores, steps) in
        scores.as_flattened().chunks_exact(2 * len).zip(steps.as_flattened_mut().chunks_exact_mut(2 * len))
    {
        let (first, second) = scores.split_at(len);
        isa.i16().store(integers.narrow_saturate(rounded(first), rounded(second)), steps);
    }
    steps
}

/// Something of each tag, put together in four parts, which do not wait for each other.
#[inline(always)]
pub(crate) fn over_tags<S: Copy>(of: impl Fn(usize) -> S, both: impl Fn(S, S) -> S) -> S {
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

/// The numbers of a row put together: its halves, the halves of that and so on, which suits vectors and is the same everywhere.
#[inline(always)]
pub(crate) fn over_row(row: &Row, both: impl Fn(f32, f32) -> f32) -> f32 {
    let eight: [f32; 8] = std::array::from_fn(|at| both(row[at], row[at + 8]));
    let four: [f32; 4] = std::array::from_fn(|at| both(eight[at], eight[at + 4]));
    both(both(four[0], four[2]), both(four[1], four[3]))
}

/// Room for [`Chain::read`], kept between calls.
pub struct Work {
    /// For each place and tag, the score of the best sequence that leads there.
    best: Vec<Steps>,
    /// That of the best which leads on from there.
    rest: Vec<Steps>,
}

impl Work {
    /// Room for paragraphs of so many words.
    pub fn new(words: usize) -> Self {
        let rows = || vec![[0; LANES]; words];
        Self { best: rows(), rest: rows() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random, from -1 to 1.
    fn noise() -> impl FnMut() -> f32 {
        let mut x = 1u32;
        move || {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (x >> 8) as f32 / (1 << 23) as f32 - 1.0
        }
    }

    /// Learned scores of a chain, and scores of words with a context each.
    fn example(words: usize) -> (Box<Transitions>, Vec<Steps>, Vec<u8>) {
        let mut noise = noise();
        let mut learned = Box::new([[[0.0; LANES]; LANES]; CONTEXTS]);
        learned.iter_mut().flatten().flatten().for_each(|score| *score = 2.0 * noise());
        let scores = (0..words).map(|_| std::array::from_fn(|_| step(4.0 * noise()))).collect();
        (learned, scores, (0..words).map(|at| (at * 5 % CONTEXTS) as u8).collect())
    }

    /// The score of a sequence of tags; `None` if it may not be.
    fn score(learned: &Transitions, scores: &[Steps], contexts: &[u8], tags: &[Tag]) -> Option<i32> {
        let mut sum = 0;
        for (at, tag) in tags.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| tags[before]);
            if !tag.may_follow(before) {
                return None;
            }
            let row = before.map_or(START, |before| before as usize);
            sum += i32::from(step(learned[usize::from(contexts[at])][row][*tag as usize]));
            sum += i32::from(scores[at][*tag as usize]);
        }
        Some(sum)
    }

    fn read(learned: &Transitions, scores: &[Steps], contexts: &[u8]) -> (Vec<Tag>, Vec<f32>) {
        let (mut tags, mut confidence) = (vec![Tag::Outside; scores.len()], vec![1.0; scores.len()]);
        Chain::new(learned, 0.0).read(scores, contexts, &mut Work::new(scores.len()), &mut tags, &mut confidence);
        (tags, confidence)
    }

    /// Every sequence of tags for three words, one by one, against the chain.
    #[test]
    fn the_best_of_all_sequences_is_found_with_what_it_has_over_the_others() {
        let (learned, scores, contexts) = example(3);
        let (mut best, mut with) = ((i32::MIN, [Tag::Outside; 3]), [[i32::MIN; Tag::COUNT]; 3]);
        for a in Tag::ALL {
            for b in Tag::ALL {
                for tags in Tag::ALL.map(|c| [a, b, c]) {
                    let Some(sum) = score(&learned, &scores, &contexts, &tags) else { continue };
                    if sum > best.0 {
                        best = (sum, tags);
                    }
                    tags.iter()
                        .zip(&mut with)
                        .for_each(|(&tag, with)| with[tag as usize] = with[tag as usize].max(sum));
                }
            }
        }
        let (tags, confidence) = read(&learned, &scores, &contexts);
        assert_eq!(tags, best.1);
        for ((tag, confidence), with) in tags.into_iter().zip(confidence).zip(with) {
            let power = |&sum: &i32| (f64::from(sum.max(best.0 - 10_000) - best.0) / f64::from(1 << DOUBLED)).exp2();
            let expected = if tag.stretch().is_none() { 1.0 } else { 1.0 / with.iter().map(power).sum::<f64>() };
            // Powers of two are taken for linear between whole ones: a sixteenth too much at most.
            assert!((f64::from(confidence) - expected).abs() < 0.06, "{tag:?}: {confidence}, not {expected}");
        }
    }

    #[test]
    fn sums_stay_exact_however_long_a_paragraph_is() {
        let (learned, scores, contexts) = example(20_000);
        let (tags, confidence) = read(&learned, &scores, &contexts);
        assert!(confidence.iter().all(|c| (0.0..=1.0).contains(c)));
        // Looked for by plain sums, from the start and without the part for "outside" taken off.
        let mut best = vec![[i64::MIN / 2; Tag::COUNT]];
        for (at, (scores, &context)) in scores.iter().zip(&contexts).enumerate() {
            let table = &learned[usize::from(context)];
            best.push(Tag::ALL.map(|tag| {
                let from = |before: usize| best[at][before] + i64::from(step(table[before][tag as usize]));
                let start = i64::from(step(table[START][tag as usize]));
                let may_follow = |&before: &usize| tag.may_follow(Some(Tag::ALL[before]));
                let led = match at {
                    0 if tag.may_follow(None) => start,
                    0 => i64::MIN / 2,
                    _ => (0..Tag::COUNT).filter(may_follow).map(from).max().unwrap_or(i64::MIN / 2),
                };
                led + i64::from(scores[tag as usize])
            }));
        }
        let highest = best[scores.len()].into_iter().max();
        assert_eq!(score(&learned, &scores, &contexts, &tags).map(i64::from), highest);
    }

    #[test]
    fn scores_beyond_all_bounds_give_some_tags() {
        let mut noise = noise();
        let mut learned = Box::new([[[0.0; LANES]; LANES]; CONTEXTS]);
        learned.iter_mut().flatten().flatten().for_each(|score| *score = f32::MAX * noise());
        for least in [i16::MIN, 0, i16::MAX - 300] {
            let score = |noise: f32| (f32::from(least) + noise.abs() * 60_000.0) as i16;
            let scores: Vec<Steps> = (0..500).map(|_| std::array::from_fn(|_| score(noise()))).collect();
            let (tags, confidence) = read(&learned, &scores, &[3; 500]);
            assert_eq!(tags.len(), 500);
            assert!(confidence.iter().all(|c| (0.0..=1.0).contains(c)), "from {least}");
        }
    }

    #[test]
    fn rows_become_the_steps_that_single_scores_do() {
        struct Rounding([Row; 4]);
        impl SimdOp for Rounding {
            type Output = [Steps; 4];
            #[inline(always)]
            fn eval<I: Isa>(self, isa: I) -> [Steps; 4] {
                steps(isa, &self.0)
            }
        }
        let mut noise = noise();
        let rows: [Row; 4] = std::array::from_fn(|_| std::array::from_fn(|_| 70.0 * noise()));
        assert_eq!(Rounding(rows).dispatch(), rows.map(|row| row.map(step)));
        assert_eq!([f32::MAX, f32::MIN, f32::NAN, 0.001].map(step), [15_360, -15_360, 0, 0]);
    }
}
