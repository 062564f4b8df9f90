//! What the model looks at: for every token a fixed number of hashed features. Training and tagging both call [`Extractor::paragraph`];
//! there is no second definition.
//!
//! Features are of two sorts. *Local* ones are the words, parts of speech, clusters and shapes around the token. *Structural* ones place
//! the token in its sentence: which likely cue stands before and behind it, how far, with how many commas between; whether it is in a
//! quotation and how that quotation is introduced and closed; whether its sentence opens or ends with an attribution frame.

use super::dictionary::{Dictionary, Entry, PENN, class};
use super::hash::{self, join};
use super::hints::Hint;
use crate::segment::Segmented;
use crate::text::TokenKind;

/// How many features a token has.
pub const TEMPLATES: usize = 151;

/// Strength of a [`Entry::cue`] from which a word counts as a likely cue, and as a possible one.
const LIKELY: u8 = 10;
const POSSIBLE: u8 = 7;

/// Boundary tokens put before and behind a paragraph, so that neighbours always exist.
const PAD: usize = 4;

/// What is known of a token by itself.
#[derive(Clone, Copy, Debug, Default)]
struct Atom {
    word: u64,
    entry: Entry,
    suffix: [u32; 2],
    shape: u8,
    quote: u8,
    /// What the rules say of it.
    hint: Hint,
    /// Number of the double quotation region it is in, from 1; 0 outside.
    region: u32,
    comma: bool,
    verb: bool,
    noun: bool,
    adverb: bool,
    auxiliary: bool,
}

impl Atom {
    fn pos(&self) -> u64 {
        u64::from(self.entry.pos)
    }
    fn cluster(&self, n: usize) -> u64 {
        u64::from(self.entry.clusters[n])
    }
    fn likely(&self) -> bool {
        self.entry.cue >= LIKELY
    }
    fn possible(&self) -> bool {
        self.entry.cue >= POSSIBLE
    }
}

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

/// A likely cue seen from a token.
#[derive(Clone, Copy, Debug, Default)]
struct Landmark {
    word: u64,
    distance: u64,
    commas: u64,
    marks: u64,
    same_sentence: bool,
    strength: u64,
}

impl Landmark {
    fn place(&self) -> u64 {
        self.distance | self.commas << 4 | self.marks << 8 | u64::from(self.same_sentence) << 12
    }
    fn near_word(&self) -> u64 {
        if self.same_sentence { self.word } else { 1 }
    }
}

/// The features of a paragraph.
#[derive(Default)]
pub struct Features {
    /// [`TEMPLATES`] hashes for each token.
    pub hashes: Vec<u32>,
    /// For each token which transition table counts, below [`CONTEXTS`](super::crf::CONTEXTS).
    pub contexts: Vec<u8>,
}

/// Extracts the features of one article.
pub struct Extractor<'a> {
    segmented: &'a Segmented<'a>,
    atoms: Vec<Atom>,
    frames: Vec<Frame>,
    keys: Keys,
}

struct Keys {
    that: u64,
    to: u64,
}

fn bucket_distance(d: usize) -> u64 {
    match d {
        0..=5 => d as u64,
        6..=7 => 6,
        8..=10 => 7,
        11..=15 => 8,
        16..=24 => 9,
        _ => 10,
    }
}

fn shape(word: &str, kind: TokenKind) -> u8 {
    match kind {
        TokenKind::Number => 7,
        TokenKind::Address => 8,
        TokenKind::Quote => 9,
        TokenKind::Symbol => 10,
        TokenKind::Punctuation => match word {
            "," => 11,
            "." => 12,
            ":" => 13,
            ";" => 14,
            "?" | "!" => 15,
            "(" | "[" => 16,
            ")" | "]" => 17,
            _ if word.starts_with(['-', '–', '—', '―']) => 18,
            _ => 19,
        },
        TokenKind::Word => {
            let mut letters = word.chars();
            let upper = letters.next().is_some_and(char::is_uppercase);
            let (mut any_upper, mut any_lower) = (false, false);
            for c in letters {
                any_upper |= c.is_uppercase();
                any_lower |= c.is_lowercase();
            }
            match (upper, any_upper, any_lower) {
                (false, false, _) => 1,
                (true, false, false) => 2,
                (true, false, true) => 3,
                (true, true, false) => 4,
                (true, true, true) => 5,
                (false, true, _) => 6,
            }
        }
    }
}

fn suffix(word: &str, letters: usize) -> u32 {
    let start = word.char_indices().rev().nth(letters - 1).map_or(0, |(at, _)| at);
    hash::bytes(word[start..].bytes().map(|b| b.to_ascii_lowercase())) as u32
}

fn atom(word: &str, kind: TokenKind, dictionary: &Dictionary<'_>) -> Atom {
    let key = hash::word(word);
    let mut entry = dictionary.look_up(word, key);
    let shape = shape(word, kind);
    if kind == TokenKind::Number {
        entry.pos = CD;
    }
    let tag = PENN[entry.pos as usize];
    Atom {
        word: key,
        entry,
        suffix: [suffix(word, 3), suffix(word, 2)],
        shape,
        quote: 0,
        hint: Hint::NONE,
        region: 0,
        comma: shape == 11,
        verb: tag.starts_with("VB") || tag == "MD",
        adverb: tag.starts_with("RB"),
        auxiliary: tag == "MD" || AUXILIARIES.contains(&word),
        noun: tag.starts_with("NN") || tag.starts_with("PRP") || tag == "WP",
    }
}

const CD: u8 = 29;

/// Words that stand before a verb and make its tense, voice or mood; modals are known by their part of speech.
const AUXILIARIES: [&str; 18] = [
    "be", "been", "being", "is", "are", "was", "were", "am", "has", "have", "had", "having", "do", "does", "did", "'s",
    "’s", "to",
];

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

    /// The features of paragraph number `paragraph`, in place of what `out` held.
    pub fn paragraph(&self, paragraph: usize, out: &mut Features) {
        let range = self.segmented.paragraphs[paragraph].tokens;
        let n = range.len();
        out.hashes.clear();
        out.contexts.clear();
        if n == 0 {
            return;
        }
        let boundary = Atom { word: 7, shape: 20, ..Atom::default() };
        let mut a = vec![boundary; PAD];
        a.extend_from_slice(&self.atoms[range.indices()]);
        a.extend([boundary; PAD]);
        let places = self.places(paragraph);
        let setting = self.setting(paragraph);
        out.hashes.reserve(n * TEMPLATES);
        for i in 0..n {
            out.contexts.push(context(&a[i + PAD - 1], &a[i + PAD], places[i].from_start == 0));
            let start = out.hashes.len();
            let mut emit = Emit { out: &mut out.hashes, template: 0 };
            local(&a[i..i + 2 * PAD + 1], &mut emit);
            self.structural(&a[i..i + 2 * PAD + 1], &places[i], setting, &mut emit);
            debug_assert_eq!(out.hashes.len() - start, TEMPLATES);
        }
    }

    /// What surrounds a paragraph, as one number.
    fn setting(&self, paragraph: usize) -> Setting {
        let paragraphs = &self.segmented.paragraphs;
        let own = &self.atoms[paragraphs[paragraph].tokens.indices()];
        let starts_quoted = own[0].quote == 1;
        let wholly_quoted = starts_quoted && own.iter().all(|a| a.region == own[0].region) && own.len() > 2;
        let has_cue = own.iter().any(|a| a.likely() && a.quote != 2);
        let before = paragraph.checked_sub(1).map(|p| &self.atoms[paragraphs[p].tokens.indices()]);
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

    /// The place of each token of a paragraph among cues, commas and marks.
    fn places(&self, paragraph: usize) -> Vec<Place> {
        let whole = &self.segmented.paragraphs[paragraph];
        let base = whole.tokens.start();
        let n = whole.tokens.len();
        let a = &self.atoms[whole.tokens.indices()];
        let mut places = vec![Place::default(); n];
        let mut commas = vec![0u32; n + 1];
        let mut marks = vec![0u32; n + 1];
        let mut sentence_of = vec![0usize; n];
        for i in 0..n {
            commas[i + 1] = commas[i] + u32::from(a[i].comma);
            marks[i + 1] = marks[i] + u32::from(matches!(a[i].quote, 1 | 3));
        }
        let count = whole.sentences.len();
        for (number, s) in self.segmented.sentences[whole.sentences.clone()].iter().enumerate() {
            let (from, to) = (s.tokens.start() - base, s.tokens.end() - base);
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
        let landmark = |from: usize, to: usize, at: usize| {
            let (low, high) = (from.min(to), from.max(to));
            Landmark {
                word: a[at].word,
                distance: bucket_distance(high - low),
                commas: u64::from((commas[high] - commas[low]).min(3)),
                marks: u64::from((marks[high] - marks[low]).min(3)),
                same_sentence: sentence_of[from] == sentence_of[to],
                strength: u64::from(a[at].entry.cue),
            }
        };
        let (mut likely, mut possible) = (None, None);
        for i in 0..n {
            places[i].likely_before = likely.map(|c| landmark(i, c, c));
            places[i].possible_before = possible.map(|c| landmark(i, c, c));
            if a[i].likely() {
                likely = Some(i);
            }
            if a[i].possible() {
                possible = Some(i);
            }
        }
        let (mut likely, mut possible) = (None, None);
        for i in (0..n).rev() {
            places[i].likely_behind = likely.map(|c| landmark(i, c, c));
            places[i].possible_behind = possible.map(|c| landmark(i, c, c));
            if a[i].likely() {
                likely = Some(i);
            }
            if a[i].possible() {
                possible = Some(i);
            }
        }
        places
    }

    fn structural(&self, a: &[Atom], p: &Place, setting: Setting, emit: &mut Emit<'_>) {
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

/// Where a token stands in its sentence.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    likely_before: Option<Landmark>,
    likely_behind: Option<Landmark>,
    possible_before: Option<Landmark>,
    possible_behind: Option<Landmark>,
    sentence: u64,
    from_start: u64,
    to_end: u64,
    since_that: u64,
    since_to: u64,
    since_comma: u64,
    until_comma: u64,
    until_that: u64,
    until_to: u64,
    /// The last auxiliary before: its word and how far it is.
    auxiliary: (u64, u64),
    /// The next word behind that is no adverb.
    onward: u64,
    verb_before: (u64, u64),
    verb_behind: (u64, u64),
    noun_before: (u64, u64, u64),
    noun_behind: (u64, u64),
    opens_with: u64,
    trail: u64,
    trail_cue: u64,
    lead: u64,
    lead_cue: u64,
    first_cue: (u64, u64),
    last_cue: (u64, u64),
}

fn noun_class(a: &Atom) -> u64 {
    u64::from(a.entry.classes & (class::PERSON | class::GROUP | class::MESSAGE)) << 8
        | u64::from(a.entry.source) << 4
        | u64::from(a.shape == 1) << 1
        | u64::from(PENN[a.entry.pos as usize].starts_with("PRP"))
}

fn ordering(i: usize, c: usize) -> u64 {
    match i.cmp(&c) {
        std::cmp::Ordering::Less => 1,
        std::cmp::Ordering::Equal => 2,
        std::cmp::Ordering::Greater => 3,
    }
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

struct Emit<'o> {
    out: &'o mut Vec<u32>,
    template: u32,
}

impl Emit<'_> {
    #[inline(always)]
    fn add(&mut self, value: u64) {
        self.out.push(hash::feature(self.template, value));
        self.template += 1;
    }
}

/// Features of the words around; `a[PAD]` is the token.
#[inline]
fn local(a: &[Atom], emit: &mut Emit<'_>) {
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
