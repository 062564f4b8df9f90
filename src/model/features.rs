//! What the model looks at: for every token a fixed number of hashed features. Training and tagging both call [`Extractor::features`];
//! there is no second definition.
//!
//! Features are of two sorts. *Local* ones are the words, parts of speech, clusters and shapes around the token. *Structural* ones place
//! the token in its sentence: which likely cue stands before and behind it, how far, with how many commas between; whether it is in a
//! quotation and how that quotation is introduced and closed; whether its sentence opens or ends with an attribution frame.

use super::atoms::{Atom, atom};
use super::dictionary::{Dictionary, PENN};
use super::hash::{self, join};
use super::hints::Hint;
use super::places::{Place, bucket_distance};
use crate::segment::Segmented;
use crate::text::TokenRange;
use rten_simd::{Isa, SimdOp};
use std::ops::Range;

/// How many features a token has.
pub const TEMPLATES: usize = 151;

/// Boundary tokens put before and behind a paragraph, so that neighbours always exist.
const PAD: usize = 4;

/// How the quotation around a token is framed.
#[derive(Clone, Copy, Debug, Default)]
struct Frame {
    /// Before the opening mark: 0 paragraph start, 1 comma, 2 colon, 3 likely cue, 4 sentence end, 5 "that", 6 another word, 7 other marks.
    before: u8,
    /// Last token inside: 0 none, 1 comma, 2 full stop, 3 question or exclamation mark, 4 another, 5 never closed.
    closing: u8,
    /// Behind the closing mark: 0 paragraph end, 1 likely cue, 2 pronoun, 3 name, 4 comma or full stop, 5 another word, 6 another sentence.
    behind: u8,
    /// Length in tokens, bucketed.
    length: u8,
}

impl Frame {
    fn code(&self) -> u64 {
        u64::from(self.before)
            | u64::from(self.closing) << 4
            | u64::from(self.behind) << 8
            | u64::from(self.length) << 12
    }
}

/// The most tokens that are tagged at a time. No paragraph of a report is as long; of a text without line breaks it bounds the memory.
const LONGEST: usize = 4096;

/// What is tagged at a time: a paragraph, or a part of a very long one that ends with a sentence where it can.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Its tokens; at least one.
    pub tokens: TokenRange,
    /// Number of its paragraph.
    pub(in crate::model) paragraph: usize,
    /// The sentences it has tokens of.
    pub(in crate::model) sentences: Range<usize>,
}

/// A token in the middle, with its neighbours.
type Window = [Atom; 2 * PAD + 1];

/// Extracts the features of one article.
pub struct Extractor<'a> {
    pub(in crate::model) segmented: &'a Segmented<'a>,
    pub(in crate::model) atoms: Vec<Atom>,
    frames: Vec<Frame>,
    pub(super) keys: Keys,
}

pub(super) struct Keys {
    pub(super) that: u64,
    pub(super) to: u64,
}

impl<'a> Extractor<'a> {
    /// Looks every token up. `hints` holds what the rules say of each token.
    pub fn new(segmented: &'a Segmented<'a>, dictionary: &Dictionary<'_>, hints: &[Hint]) -> Self {
        let mut atoms: Vec<Atom> = Vec::with_capacity(segmented.tokens.len());
        atoms.extend(segmented.tokens.iter().map(|t| atom(&segmented.text[t.span], t.kind, dictionary)));
        let keys = Keys { that: hash::word("that"), to: hash::word("to") };
        for (atom, &hint) in atoms.iter_mut().zip(hints) {
            atom.hint = hint;
        }
        let mut extractor = Self { segmented, atoms, frames: Vec::new(), keys };
        extractor.quotations();
        extractor
    }

    /// Marks the tokens of quotation regions and describes each region's frame.
    fn quotations(&mut self) {
        let tokens = &self.segmented.tokens;
        let mut first = 0;
        for region in &self.segmented.regions {
            while first < tokens.len() && tokens[first].span.end() <= region.span.start() {
                first += 1;
            }
            if region.depth > 1 && region.double {
                continue;
            }
            let mut end = first;
            if region.double {
                self.frames.push(Frame::default());
            }
            let number = self.frames.len() as u32;
            while end < tokens.len() && tokens[end].span.start() < region.span.end() {
                let span = tokens[end].span;
                let open = region.open.overlaps(span);
                let close = region.close.is_some_and(|c| c.overlaps(span));
                let atom = &mut self.atoms[end];
                if region.double {
                    atom.quote = if open {
                        1
                    } else if close {
                        3
                    } else {
                        2
                    };
                    atom.region = number;
                } else if atom.quote == 0 {
                    atom.quote = if open || close { 5 } else { 4 };
                }
                end += 1;
            }
            if region.double {
                let frame = self.frame(first, end, region.close.is_some());
                self.frames[number as usize - 1] = frame;
            }
        }
    }

    fn frame(&self, first: usize, end: usize, closed: bool) -> Frame {
        let paragraph = self.segmented.paragraphs.partition_point(|p| p.tokens.end() <= first);
        let range = self.segmented.paragraphs[paragraph].tokens;
        let a = &self.atoms;
        let before = if first == range.start() {
            0
        } else {
            let b = &a[first - 1];
            match b.shape {
                11 => 1,
                13 => 2,
                12 | 15 => 4,
                _ if b.word == self.keys.that => 5,
                _ if b.likely() => 3,
                1..=8 => 6,
                _ => 7,
            }
        };
        let last = if closed { end.checked_sub(2).filter(|&l| l > first) } else { None };
        let closing = match last {
            None if !closed => 5,
            None => 0,
            Some(l) => match a[l].shape {
                11 => 1,
                12 => 2,
                15 => 3,
                _ => 4,
            },
        };
        let behind = if end >= range.end() {
            0
        } else {
            let b = &a[end];
            let sentence_ended = matches!(closing, 2 | 3) && b.shape != 1;
            if b.likely() {
                1
            } else if matches!(b.shape, 11 | 12) {
                4
            } else if PENN[b.entry.pos as usize] == "PRP" {
                2
            } else if matches!(b.shape, 3..=5) && closing == 1 {
                3
            } else if sentence_ended {
                6
            } else {
                5
            }
        };
        Frame { before, closing, behind, length: bucket_distance(end - first) as u8 }
    }

    /// The stretches of the article in order: each paragraph that has tokens, and the parts of very long ones.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut out = Vec::with_capacity(self.segmented.paragraphs.len());
        for (number, paragraph) in self.segmented.paragraphs.iter().enumerate() {
            let mut start = paragraph.tokens.start();
            while start < paragraph.tokens.end() {
                let mut stretch = self.stretch(number, start, paragraph.tokens.end().min(start + LONGEST));
                // Cut before the sentence that does not fit; in the middle of one only if it alone is too long.
                let last = self.segmented.sentences[stretch.sentences.end - 1].tokens;
                if last.end() > stretch.tokens.end() && last.start() > start {
                    stretch = self.stretch(number, start, last.start());
                }
                start = stretch.tokens.end();
                out.push(stretch);
            }
        }
        out
    }

    fn stretch(&self, paragraph: usize, start: usize, end: usize) -> Stretch {
        let all = self.segmented.paragraphs[paragraph].sentences.clone();
        let sentences = &self.segmented.sentences[all.clone()];
        let first = all.start + sentences.partition_point(|s| s.tokens.end() <= start);
        let last = all.start + sentences.partition_point(|s| s.tokens.start() < end);
        Stretch { tokens: TokenRange::new(start, end), paragraph, sentences: first..last }
    }

    /// Goes through the tokens of a stretch: `each` is given the features of a token and which transition table counts at it, below
    /// [`CONTEXTS`](super::crf::CONTEXTS).
    pub fn features(&self, stretch: &Stretch, mut each: impl FnMut(&[u32; TEMPLATES], u8)) {
        let range = stretch.tokens;
        let boundary = Atom { word: 7, shape: 20, ..Atom::default() };
        let mut a = vec![boundary; PAD];
        a.extend_from_slice(&self.atoms[range.indices()]);
        a.extend([boundary; PAD]);
        let places = self.places(stretch);
        let setting = self.setting(stretch);
        let (mut values, mut features) = ([0; TEMPLATES], [0; TEMPLATES]);
        for (window, place) in a.windows(2 * PAD + 1).zip(&places) {
            let window: &Window = window.try_into().expect("windows of that size");
            let mut emit = Emit { values: &mut values, template: 0 };
            local(window, &mut emit);
            self.structural(window, place, setting, &mut emit);
            debug_assert_eq!(emit.template, TEMPLATES);
            Hashing { values: &values, features: &mut features }.dispatch();
            each(&features, context(&window[PAD - 1], &window[PAD], place.from_start == 0));
        }
    }

    /// Which transition table counts at each token of a stretch: the same numbers that [`features`](Self::features) tells, appended to `out`.
    pub fn contexts(&self, stretch: &Stretch, out: &mut Vec<u8>) {
        let first = stretch.tokens.start();
        let sentences = &self.segmented.sentences[stretch.sentences.clone()];
        let mut starts = sentences.iter().map(|s| s.tokens.start().max(first)).peekable();
        let boundary = Atom::default();
        out.extend(stretch.tokens.indices().map(|at| {
            let before = if at == first { &boundary } else { &self.atoms[at - 1] };
            context(before, &self.atoms[at], starts.next_if_eq(&at).is_some())
        }));
    }

    /// What surrounds a stretch, as one number.
    fn setting(&self, stretch: &Stretch) -> Setting {
        let (paragraphs, paragraph) = (&self.segmented.paragraphs, stretch.paragraph);
        let own = &self.atoms[stretch.tokens.indices()];
        let opens = stretch.tokens.start() == paragraphs[paragraph].tokens.start();
        let starts_quoted = own[0].quote == 1;
        let wholly_quoted = starts_quoted && own.iter().all(|a| a.region == own[0].region) && own.len() > 2;
        let has_cue = own.iter().any(|a| a.likely() && a.quote != 2);
        let before = paragraph.checked_sub(1).filter(|_| opens).map(|p| &self.atoms[paragraphs[p].tokens.indices()]);
        let (mut open, mut quoted, mut cue, mut colon) = (false, false, false, false);
        if let Some(before) = before.filter(|b| !b.is_empty()) {
            let last = &before[before.len() - 1];
            open = last.quote == 2;
            quoted = before[0].quote == 1;
            cue = before.iter().any(Atom::likely);
            colon = last.shape == 13;
        }
        let label = own
            .iter()
            .take(6)
            .position(|a| a.shape == 13)
            .is_some_and(|c| c > 0 && own[..c].iter().all(|a| matches!(a.shape, 2..=5 | 12)));
        let bits = [starts_quoted, wholly_quoted, has_cue, open, quoted, cue, colon, label];
        let code = bits.iter().fold(0, |code, &b| code << 1 | u64::from(b));
        Setting { code, size: bucket_distance(own.len() / 3), first: paragraph == 0 }
    }

    #[inline(always)]
    fn structural(&self, a: &Window, p: &Place, setting: Setting, emit: &mut Emit<'_>) {
        let (b, x, c) = (&a[PAD - 1], &a[PAD], &a[PAD + 1]);
        let frame = if x.region > 0 { self.frames[x.region as usize - 1].code() } else { 0xFFFFF };
        let (q, word, pos) = (u64::from(x.quote), x.word, x.pos());
        let lb = p.likely_before.unwrap_or_default();
        let la = p.likely_behind.unwrap_or_default();
        let pb = p.possible_before.unwrap_or_default();
        let pa = p.possible_behind.unwrap_or_default();
        // Quotation.
        emit.add(join(q, u64::from(b.quote) << 8 | u64::from(c.quote)));
        emit.add(join(q, word));
        emit.add(join(q, pos << 16 | b.pos()));
        emit.add(join(frame, q));
        emit.add(join(frame >> 4 & 0xFF, q));
        emit.add(join(frame & 0xFF, join(q, la.near_word())));
        emit.add(join(frame & 0xFFF, join(q, lb.near_word())));
        emit.add(join(frame, pos));
        let next_frame = if c.quote == 1 { self.frames[c.region as usize - 1].code() } else { 0 };
        let last_frame = if b.quote == 3 { self.frames[b.region as usize - 1].code() } else { 0 };
        emit.add(join(next_frame, join(last_frame, x.entry.cue.into())));
        emit.add(join(next_frame & 0xFFF, join(last_frame & 0xFFF, word)));
        // The likely and possible cues around.
        emit.add(join(lb.near_word(), 1));
        emit.add(join(la.near_word(), 2));
        emit.add(join(lb.near_word(), lb.place()));
        emit.add(join(la.near_word(), la.place()));
        emit.add(join(lb.place(), la.place()));
        emit.add(join(lb.near_word(), join(la.near_word(), 3)));
        emit.add(join(lb.near_word(), join(la.near_word(), lb.commas << 8 | la.commas << 4 | q)));
        emit.add(join(lb.place(), lb.strength << 8 | pos));
        emit.add(join(la.place(), la.strength << 8 | pos));
        emit.add(join(lb.commas << 8 | lb.marks << 4 | la.marks, join(la.commas, pos << 8 | q)));
        emit.add(join(lb.near_word(), join(pos, lb.commas)));
        emit.add(join(la.near_word(), join(pos, la.commas)));
        emit.add(join(lb.near_word(), join(word, 4)));
        emit.add(join(la.near_word(), join(word, 5)));
        emit.add(join(lb.near_word(), join(p.since_that, p.since_to)));
        emit.add(join(lb.place(), join(p.since_that, p.since_comma)));
        emit.add(join(pb.near_word(), pb.place()));
        emit.add(join(pa.near_word(), pa.place()));
        emit.add(join(pb.place(), join(pb.strength, pos)));
        emit.add(join(pa.place(), join(pa.strength, pos)));
        emit.add(join(pb.near_word(), join(pa.near_word(), pos)));
        emit.add(join(pb.near_word(), join(p.since_that, pos)));
        // Frames of the sentence.
        emit.add(p.trail);
        emit.add(join(p.trail & 7, p.trail_cue));
        emit.add(join(p.trail, join(q, pos)));
        emit.add(join(p.trail & 7, join(p.opens_with, p.from_start)));
        emit.add(p.lead);
        emit.add(join(p.lead & 7, p.lead_cue));
        emit.add(join(p.lead & 7, join(p.trail & 7, q)));
        emit.add(join(p.lead, join(q, pos)));
        emit.add(join(p.first_cue.0, p.first_cue.1));
        emit.add(join(p.last_cue.0, join(p.last_cue.1, p.first_cue.1)));
        // Place in sentence and paragraph.
        emit.add(join(p.from_start, p.sentence));
        emit.add(join(p.to_end, p.sentence));
        emit.add(join(p.from_start, join(word, 6)));
        emit.add(join(p.to_end, join(word, 7)));
        emit.add(join(p.from_start, join(p.opens_with, p.to_end.min(2))));
        emit.add(join(p.since_comma, join(p.until_comma, pos)));
        emit.add(join(p.since_that, join(pos, p.since_to)));
        emit.add(join(setting.code, join(p.sentence, q)));
        emit.add(join(setting.code, pos));
        emit.add(join(setting.size, join(setting.first.into(), p.from_start)));
        emit.add(join(setting.first.into(), word));
        // The nearest verbs and nouns.
        emit.add(join(p.verb_before.0, join(pos, p.verb_before.1)));
        emit.add(join(p.verb_behind.0, join(pos, p.verb_behind.1)));
        emit.add(join(p.noun_before.0, join(word, 8)));
        emit.add(join(p.noun_before.2, join(word, p.noun_before.1)));
        emit.add(join(p.noun_before.2, join(x.cluster(1), p.verb_behind.0)));
        emit.add(join(p.noun_behind.0, join(word, 9)));
        emit.add(join(p.verb_before.0, join(p.verb_behind.0, x.entry.cue.into())));
        emit.add(join(p.verb_before.1, join(p.verb_behind.1, pos)));
        // What a verb or noun governs.
        let (cue, clause) = (u64::from(x.entry.cue), u64::from(x.entry.clause));
        let (until_that, until_to) = (p.until_that.min(7), p.until_to.min(7));
        emit.add(join(cue, join(until_that, until_to)));
        emit.add(join(word, until_that << 4 | until_to));
        emit.add(join(clause, join(until_that << 4 | until_to, pos)));
        emit.add(join(clause, join(cue, c.pos())));
        emit.add(join(clause, join(p.onward, 10)));
        emit.add(join(word, join(p.onward, 11)));
        emit.add(join(p.auxiliary.0, join(p.auxiliary.1, pos)));
        emit.add(join(p.auxiliary.0, join(p.auxiliary.1.min(4), word)));
        emit.add(join(p.noun_before.2, join(cue, p.noun_before.1.min(6))));
        emit.add(join(p.noun_before.2, join(clause, p.onward)));
        // Nearness to the cues around.
        emit.add(join(la.near_word(), join(la.distance, pos << 8 | c.pos())));
        emit.add(join(lb.near_word(), join(lb.distance, pos << 8 | b.pos())));
        emit.add(join(la.strength << 8 | la.distance << 4 | la.commas, join(pos, c.pos())));
        emit.add(join(lb.strength << 8 | lb.distance << 4 | lb.commas, join(pos, b.pos())));
        emit.add(join(join(word, c.word), lb.place() >> 4));
        emit.add(join(join(word, b.word), lb.place() >> 4));
    }
}

/// What surrounds a paragraph.
#[derive(Clone, Copy)]
struct Setting {
    code: u64,
    size: u64,
    first: bool,
}

/// Which transition table counts between two tokens.
fn context(b: &Atom, x: &Atom, sentence_start: bool) -> u8 {
    if x.quote == 1 {
        1
    } else if b.quote == 3 {
        2
    } else if b.quote == 1 {
        3
    } else if sentence_start {
        4
    } else if b.comma {
        5
    } else if x.likely() {
        6
    } else if b.likely() {
        7
    } else {
        0
    }
}

/// Takes the value of each template in turn.
struct Emit<'o> {
    values: &'o mut [u64; TEMPLATES],
    template: usize,
}

impl Emit<'_> {
    #[inline(always)]
    fn add(&mut self, value: u64) {
        self.values[self.template] = value;
        self.template += 1;
    }
}

/// Makes features of the values of all templates, with the widest vectors the processor has: eight multiplications at a time instead of one.
struct Hashing<'f> {
    values: &'f [u64; TEMPLATES],
    features: &'f mut [u32; TEMPLATES],
}

impl SimdOp for Hashing<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        for template in 0..TEMPLATES {
            self.features[template] = hash::feature(template as u32, self.values[template]);
        }
    }
}

/// Features of the words around; `a[PAD]` is the token.
#[inline(always)]
fn local(a: &Window, emit: &mut Emit<'_>) {
    let w = |k: isize| a[(PAD as isize + k) as usize].word;
    let p = |k: isize| a[(PAD as isize + k) as usize].pos();
    let c = |n: usize, k: isize| a[(PAD as isize + k) as usize].cluster(n);
    let at = |k: isize| &a[(PAD as isize + k) as usize];
    let x = at(0);
    emit.add(0);
    // Words.
    for k in -3..=3 {
        emit.add(w(k));
    }
    emit.add(join(w(-1), w(0)));
    emit.add(join(w(0), w(1)));
    emit.add(join(w(-2), w(-1)));
    emit.add(join(w(1), w(2)));
    emit.add(join(w(-1), w(1)));
    emit.add(join(w(0), join(w(2), 1)));
    emit.add(join(w(-2), join(w(0), 2)));
    emit.add(join(join(w(-2), w(-1)), w(0)));
    emit.add(join(join(w(-1), w(0)), w(1)));
    emit.add(join(join(w(0), w(1)), w(2)));
    // Parts of speech.
    for k in -2..=2 {
        emit.add(p(k));
    }
    emit.add(join(p(-1), p(0)));
    emit.add(join(p(0), p(1)));
    emit.add(join(join(p(-2), p(-1)), p(0)));
    emit.add(join(join(p(-1), p(0)), p(1)));
    emit.add(join(join(p(0), p(1)), p(2)));
    emit.add(join(w(0), join(p(-1), p(1))));
    emit.add(join(w(0), p(1)));
    emit.add(join(w(-1), p(0)));
    emit.add(join(w(1), p(0)));
    emit.add(join(w(0), join(p(1), p(2))));
    emit.add(join(w(0), join(p(-2), p(-1))));
    // Clusters.
    for k in -2..=2 {
        emit.add(c(1, k));
    }
    emit.add(c(2, 0));
    emit.add(c(2, -1));
    emit.add(c(2, 1));
    emit.add(join(c(0, -1), c(0, 0)));
    emit.add(join(c(0, 0), c(0, 1)));
    emit.add(join(join(c(0, -2), c(0, -1)), c(0, 0)));
    emit.add(join(join(c(0, -1), c(0, 0)), c(0, 1)));
    emit.add(join(join(c(0, 0), c(0, 1)), c(0, 2)));
    emit.add(join(c(1, -1), c(1, 0)));
    emit.add(join(c(1, 0), c(1, 1)));
    emit.add(join(w(0), c(0, 1)));
    emit.add(join(w(0), c(0, -1)));
    // What the rules say.
    let h = |k: isize| at(k).hint.code();
    emit.add(h(0));
    emit.add(h(-1) << 8 | h(0));
    emit.add(h(0) << 8 | h(1));
    emit.add(join(h(0), w(0)));
    emit.add(join(h(-1) << 16 | h(0) << 8 | h(1), p(0)));
    emit.add(join(h(-2) << 8 | h(2), h(0)));
    emit.add(join(h(0), u64::from(at(0).quote)));
    // Shape and letters.
    let s = |k: isize| u64::from(at(k).shape);
    emit.add(s(0) << 16 | s(-1) << 8 | s(1));
    emit.add(s(0) << 16 | s(1) << 8 | s(2));
    emit.add(x.suffix[0].into());
    emit.add(x.suffix[1].into());
    emit.add(join(at(-1).suffix[0].into(), at(1).suffix[0].into()));
    // How often the words around are cues and sources.
    let cue = |k: isize| u64::from(at(k).entry.cue);
    let source = |k: isize| u64::from(at(k).entry.source);
    let classes = |k: isize| u64::from(at(k).entry.classes);
    emit.add(cue(0));
    emit.add(cue(-1) << 8 | cue(0) << 4 | cue(1));
    emit.add(u64::from(x.entry.in_cue) << 8 | cue(0) << 4 | u64::from(at(-1).entry.in_cue));
    emit.add(
        u64::from(x.entry.in_cue) << 12
            | u64::from(at(1).entry.in_cue) << 8
            | u64::from(at(2).entry.in_cue) << 4
            | cue(1),
    );
    emit.add(source(0) << 8 | source(1) << 4 | source(-1));
    emit.add(source(0) << 8 | cue(1) << 4 | cue(0));
    emit.add(join(cue(0), join(p(-1), p(1))));
    emit.add(join(cue(0), join(p(1), p(2))));
    emit.add(join(cue(-1), join(p(0), p(1))));
    emit.add(classes(0));
    emit.add(join(classes(0), join(classes(1), classes(-1))));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::segment;

    fn cuts(text: &str) -> (usize, Vec<Range<usize>>) {
        let segmented = segment(text);
        let dictionary = crate::model::Model::english().dictionary;
        let extractor = Extractor::new(&segmented, &dictionary, &[]);
        (segmented.tokens.len(), extractor.stretches().iter().map(|s| s.tokens.indices()).collect())
    }

    #[test]
    fn paragraphs_are_stretches() {
        let (tokens, cuts) = cuts("Pier opens\n\nIt opened on Monday, Ana Ruiz said.\n\n“At last,” said Cole.");
        assert_eq!(cuts, [0..2, 2..11, 11..tokens]);
    }

    #[test]
    fn very_long_paragraphs_are_cut_at_sentence_ends_where_they_can_be() {
        let sentence = "The pier will open in May, Ana Ruiz said. ";
        for text in [
            sentence.repeat(2_000),
            "word ".repeat(20_000),
            format!("{}{}", sentence.repeat(50), "word ".repeat(9_000)),
        ] {
            let (tokens, cuts) = cuts(&text);
            assert!(cuts.len() > 2 && cuts.iter().all(|c| !c.is_empty() && c.len() <= LONGEST), "{cuts:?}");
            assert!(cuts[0].start == 0 && cuts[cuts.len() - 1].end == tokens, "{cuts:?}");
            assert!(cuts.windows(2).all(|w| w[0].end == w[1].start), "{cuts:?}");
        }
        let (_, cuts) = cuts(&sentence.repeat(2_000));
        assert!(cuts.iter().all(|c| c.start % 11 == 0), "not at a sentence: {cuts:?}");
    }
}
