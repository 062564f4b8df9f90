//! A linear chain over one paragraph: the best tags, the probability of each tag, and the gradient for training.
//!
//! Scores of tags are rows of [`LANES`] numbers, of which the first [`Tag::COUNT`] count: a row is one cache line, and loops over whole rows
//! become vector instructions. How tags follow one another is scored by one of [`CONTEXTS`] tables, chosen by what stands at the place.

use super::tags::Tag;

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
}

impl Chain {
    /// From learned scores. What may not follow gets no probability, whatever its score.
    pub fn new(learned: &Transitions) -> Self {
        let mut score = Box::new([[[FORBIDDEN; LANES]; LANES]; CONTEXTS]);
        let mut exp = Box::new([[[0.0; LANES]; LANES]; CONTEXTS]);
        for context in 0..CONTEXTS {
            for before in (0..Tag::COUNT).chain([START]) {
                for after in Tag::ALL {
                    if after.may_follow(Tag::ALL.get(before).copied()) {
                        let s = learned[context][before][after as usize];
                        score[context][before][after as usize] = s;
                        exp[context][before][after as usize] = s.exp();
                    }
                }
            }
        }
        Self { score, exp }
    }

    /// The best sequence of tags for the scores of a paragraph's words.
    pub fn best(&self, emissions: &[Row], contexts: &[u8], back: &mut Vec<[u8; LANES]>, out: &mut Vec<Tag>) {
        back.clear();
        let mut scores = [FORBIDDEN; LANES];
        for (at, (emission, &context)) in emissions.iter().zip(contexts).enumerate() {
            let table = &self.score[context as usize];
            let mut next = [f32::NEG_INFINITY; LANES];
            let mut from = [0u8; LANES];
            if at == 0 {
                next = table[START];
            } else {
                for before in 0..Tag::COUNT {
                    let (base, row) = (scores[before], &table[before]);
                    for after in 0..LANES {
                        let s = base + row[after];
                        let better = s > next[after];
                        next[after] = if better { s } else { next[after] };
                        from[after] = if better { before as u8 } else { from[after] };
                    }
                }
            }
            for (n, e) in next.iter_mut().zip(emission) {
                *n += e;
            }
            back.push(from);
            scores = next;
        }
        let mut tag = (0..Tag::COUNT).max_by(|&a, &b| scores[a].total_cmp(&scores[b])).unwrap_or(0);
        let first = out.len();
        for from in back.iter().rev() {
            out.push(Tag::ALL[tag]);
            tag = from[tag] as usize;
        }
        out[first..].reverse();
    }

    /// The probability of each tag at each word, into `marginals`; returns the logarithm of the sum over all sequences.
    pub fn marginals(&self, emissions: &[Row], contexts: &[u8], work: &mut Work, marginals: &mut Vec<Row>) -> f64 {
        let n = emissions.len();
        let mut log_sum = 0.0;
        work.alpha.clear();
        work.exp.clear();
        work.beta.clear();
        work.beta.resize(n, [1.0; LANES]);
        work.norm.clear();
        for at in 0..n {
            let mut e = [0.0; LANES];
            let top = emissions[at][..Tag::COUNT].iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
            for tag in 0..Tag::COUNT {
                e[tag] = (emissions[at][tag] - top).max(-50.0).exp();
            }
            let table = &self.exp[contexts[at] as usize];
            let mut a = [0.0; LANES];
            if at == 0 {
                a = table[START];
            } else {
                let before: &Row = &work.alpha[at - 1];
                for (p, row) in before[..Tag::COUNT].iter().zip(table.iter()) {
                    for (a, t) in a.iter_mut().zip(row) {
                        *a += p * t;
                    }
                }
            }
            let mut sum = 0.0;
            for (a, e) in a.iter_mut().zip(&e) {
                *a *= e;
                sum += *a;
            }
            let sum = sum.max(f32::MIN_POSITIVE);
            for a in &mut a {
                *a /= sum;
            }
            log_sum += f64::from(sum).ln() + f64::from(top);
            work.alpha.push(a);
            work.exp.push(e);
            work.norm.push(sum);
        }
        for at in (1..n).rev() {
            let table = &self.exp[contexts[at] as usize];
            let ahead = work.ahead(at);
            for (before, row) in table.iter().enumerate().take(Tag::COUNT) {
                work.beta[at - 1][before] = row.iter().zip(&ahead).map(|(t, a)| t * a).sum();
            }
        }
        marginals.clear();
        for (a, b) in work.alpha.iter().zip(&work.beta) {
            let mut m = [0.0; LANES];
            let mut sum = 0.0;
            for tag in 0..Tag::COUNT {
                m[tag] = a[tag] * b[tag];
                sum += m[tag];
            }
            let sum = sum.max(f32::MIN_POSITIVE);
            for m in &mut m {
                *m /= sum;
            }
            marginals.push(m);
        }
        log_sum
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
            for before in 0..Tag::COUNT {
                let p = work.alpha[at - 1][before];
                for after in 0..LANES {
                    counts[before][after] += p * table[before][after] * ahead[after];
                }
            }
        }
    }
}

/// Room for [`Chain::marginals`], kept between calls.
#[derive(Default)]
pub struct Work {
    alpha: Vec<Row>,
    beta: Vec<Row>,
    exp: Vec<Row>,
    norm: Vec<f32>,
}

impl Work {
    /// For each tag at place `at`: what the rest of the paragraph from there weighs, over the norm of the place.
    fn ahead(&self, at: usize) -> Row {
        let mut ahead = self.beta[at];
        for (a, e) in ahead.iter_mut().zip(&self.exp[at]) {
            *a *= e / self.norm[at];
        }
        ahead
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let (mut work, mut marginals, mut tags) = (Work::default(), Vec::new(), Vec::new());
        let log_sum = chain.marginals(&emissions, &contexts, &mut work, &mut marginals);
        assert!((log_sum - sum.ln()).abs() < 1e-4, "{log_sum} against {}", sum.ln());
        for (found, counted) in marginals.iter().zip(&count) {
            for (tag, counted) in counted.iter().enumerate() {
                assert!((f64::from(found[tag]) - counted / sum).abs() < 1e-4);
            }
        }
        chain.best(&emissions, &contexts, &mut Vec::new(), &mut tags);
        assert_eq!(tags, best.1);
    }
}
