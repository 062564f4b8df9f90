//! The place of a token among the likely cues, commas, marks, verbs and nouns of its sentence and paragraph.

use super::atoms::noun_class;
use super::features::{Extractor, Stretch};

pub(super) fn bucket_distance(d: usize) -> u64 {
    match d {
        0..=5 => d as u64,
        6..=7 => 6,
        8..=10 => 7,
        11..=15 => 8,
        16..=24 => 9,
        _ => 10,
    }
}

/// A likely cue seen from a token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Landmark {
    pub(super) word: u64,
    pub(super) distance: u64,
    pub(super) commas: u64,
    pub(super) marks: u64,
    pub(super) same_sentence: bool,
    pub(super) strength: u64,
}

impl Landmark {
    pub(super) fn place(&self) -> u64 {
        self.distance | self.commas << 4 | self.marks << 8 | u64::from(self.same_sentence) << 12
    }
    pub(super) fn near_word(&self) -> u64 {
        if self.same_sentence { self.word } else { 1 }
    }
}

/// Where a token stands in its sentence.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    pub(super) likely_before: Option<Landmark>,
    pub(super) likely_behind: Option<Landmark>,
    pub(super) possible_before: Option<Landmark>,
    pub(super) possible_behind: Option<Landmark>,
    pub(super) sentence: u64,
    pub(super) from_start: u64,
    pub(super) to_end: u64,
    pub(super) since_that: u64,
    pub(super) since_to: u64,
    pub(super) since_comma: u64,
    pub(super) until_comma: u64,
    pub(super) until_that: u64,
    pub(super) until_to: u64,
    /// The last auxiliary before: its word and how far it is.
    pub(super) auxiliary: (u64, u64),
    /// The next word behind that is no adverb.
    pub(super) onward: u64,
    pub(super) verb_before: (u64, u64),
    pub(super) verb_behind: (u64, u64),
    pub(super) noun_before: (u64, u64, u64),
    pub(super) noun_behind: (u64, u64),
    pub(super) opens_with: u64,
    pub(super) trail: u64,
    pub(super) trail_cue: u64,
    pub(super) lead: u64,
    pub(super) lead_cue: u64,
    pub(super) first_cue: (u64, u64),
    pub(super) last_cue: (u64, u64),
}

pub(super) fn ordering(i: usize, c: usize) -> u64 {
    match i.cmp(&c) {
        std::cmp::Ordering::Less => 1,
        std::cmp::Ordering::Equal => 2,
        std::cmp::Ordering::Greater => 3,
    }
}

impl Extractor<'_> {
    /// The place of each token of a paragraph among cues, commas and marks.
    pub(super) fn places(&self, stretch: &Stretch) -> Vec<Place> {
        let base = stretch.tokens.start();
        let n = stretch.tokens.len();
        let a = &self.atoms[stretch.tokens.indices()];
        let mut places = vec![Place::default(); n];
        let mut commas = vec![0u32; n + 1];
        let mut marks = vec![0u32; n + 1];
        let mut sentence_of = vec![0usize; n];
        for i in 0..n {
            commas[i + 1] = commas[i] + u32::from(a[i].comma);
            marks[i + 1] = marks[i] + u32::from(matches!(a[i].quote, 1 | 3));
        }
        let count = stretch.sentences.len();
        for (number, s) in self.segmented.sentences[stretch.sentences.clone()].iter().enumerate() {
            let (from, to) = (s.tokens.start().saturating_sub(base), (s.tokens.end() - base).min(n));
            let words = &a[from..to];
            let closers = words.iter().rev().take_while(|x| x.shape >= 9).count();
            let end = to - closers;
            let first_cue = words.iter().position(|x| x.likely() && x.quote != 2).map(|c| c + from);
            let last_cue = words.iter().rposition(|x| x.likely() && x.quote != 2).map(|c| c + from);
            // A trailing frame: ", officials said Monday." after a comma or a closing mark, with nothing but a few words to the end.
            let trail = last_cue.and_then(|c| {
                let mark = (from..c).rev().take(9).find(|&k| a[k].comma || a[k].quote == 3)?;
                (end.saturating_sub(c) <= 12).then_some((mark, c))
            });
            let lead = first_cue.and_then(|c| {
                let comma = (c..to).take(14).find(|&k| a[k].comma)?;
                (c - from <= 4).then_some((c, comma))
            });
            let (mut that, mut to_word, mut verb, mut noun, mut comma) = (None, None, None, None, None);
            let mut auxiliary = None;
            for i in from..to {
                let p = &mut places[i];
                sentence_of[i] = number;
                p.sentence = number.min(3) as u64 | u64::from(number + 1 == count) << 2;
                p.from_start = bucket_distance(i - from);
                p.to_end = bucket_distance(end.saturating_sub(i + 1));
                p.since_that = that.map_or(15, |t| bucket_distance(i - t));
                p.since_to = to_word.map_or(15, |t| bucket_distance(i - t));
                p.since_comma = comma.map_or(15, |t| bucket_distance(i - t));
                p.verb_before = verb.map_or((3, 15), |v: usize| (a[v].word, bucket_distance(i - v)));
                p.noun_before =
                    noun.map_or((3, 15, 0), |v: usize| (a[v].word, bucket_distance(i - v), noun_class(&a[v])));
                p.opens_with = words[0].word;
                p.trail = trail.map_or(0, |(mark, c)| {
                    let side = if i < mark {
                        1
                    } else if i == mark {
                        2
                    } else if i < c {
                        3
                    } else if i == c {
                        4
                    } else {
                        5
                    };
                    side | bucket_distance(c - mark) << 3 | bucket_distance(end - c) << 7
                });
                p.trail_cue = trail.map_or(0, |(_, c)| a[c].word);
                p.lead = lead.map_or(0, |(c, comma)| {
                    let side = if i < c {
                        1
                    } else if i == c {
                        2
                    } else if i < comma {
                        3
                    } else {
                        4
                    };
                    side | bucket_distance(c - from) << 3 | bucket_distance(comma - c) << 7
                });
                p.lead_cue = lead.map_or(0, |(c, _)| a[c].word);
                p.first_cue = first_cue.map_or((0, 0), |c| (a[c].word, ordering(i, c)));
                p.last_cue = last_cue.map_or((0, 0), |c| (a[c].word, ordering(i, c)));
                p.auxiliary = auxiliary.map_or((3, 15), |v: usize| (a[v].word, bucket_distance(i - v)));
                if a[i].auxiliary {
                    auxiliary = Some(i);
                }
                if a[i].word == self.keys.that {
                    that = Some(i);
                }
                if a[i].word == self.keys.to {
                    to_word = Some(i);
                }
                if a[i].comma {
                    comma = Some(i);
                }
                if a[i].verb {
                    verb = Some(i);
                }
                if a[i].noun {
                    noun = Some(i);
                }
            }
            let (mut verb, mut comma, mut noun) = (None, None, None);
            let (mut that, mut to_word, mut onward) = (None, None, 3);
            for i in (from..to).rev() {
                let p = &mut places[i];
                p.verb_behind = verb.map_or((3, 15), |v: usize| (a[v].word, bucket_distance(v - i)));
                p.noun_behind = noun.map_or((3, 15), |v: usize| (a[v].word, bucket_distance(v - i)));
                p.until_that = that.map_or(15, |t: usize| bucket_distance(t - i));
                p.until_to = to_word.map_or(15, |t: usize| bucket_distance(t - i));
                p.onward = onward;
                if !a[i].adverb {
                    onward = a[i].word;
                }
                if a[i].word == self.keys.that {
                    that = Some(i);
                }
                if a[i].word == self.keys.to {
                    to_word = Some(i);
                }
                p.until_comma = comma.map_or(15, |t: usize| bucket_distance(t - i));
                if a[i].comma {
                    comma = Some(i);
                }
                if a[i].verb {
                    verb = Some(i);
                }
                if a[i].noun {
                    noun = Some(i);
                }
            }
        }
        let landmark = |from: usize, cue: usize| {
            let (low, high) = (from.min(cue), from.max(cue));
            Landmark {
                word: a[cue].word,
                distance: bucket_distance(high - low),
                commas: u64::from((commas[high] - commas[low]).min(3)),
                marks: u64::from((marks[high] - marks[low]).min(3)),
                same_sentence: sentence_of[from] == sentence_of[cue],
                strength: u64::from(a[cue].entry.cue),
            }
        };
        let (mut likely, mut possible) = (None, None);
        for i in 0..n {
            places[i].likely_before = likely.map(|c| landmark(i, c));
            places[i].possible_before = possible.map(|c| landmark(i, c));
            if a[i].likely() {
                likely = Some(i);
            }
            if a[i].possible() {
                possible = Some(i);
            }
        }
        let (mut likely, mut possible) = (None, None);
        for i in (0..n).rev() {
            places[i].likely_behind = likely.map(|c| landmark(i, c));
            places[i].possible_behind = possible.map(|c| landmark(i, c));
            if a[i].likely() {
                likely = Some(i);
            }
            if a[i].possible() {
                possible = Some(i);
            }
        }
        places
    }
}
