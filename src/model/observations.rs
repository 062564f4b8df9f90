//! What the models look at in an article: what is known of each token by itself, how the quotation around it is framed, and in which
//! stretches the article is tagged. Training and tagging both go by it; there is no second definition.

use super::atoms::{Atom, COMMA, atoms};
use super::dictionary::{Dictionary, PENN};
use super::hash;
use super::hints::Hint;
use crate::segment::Segmented;
use crate::text::TokenRange;
use std::hint::select_unpredictable;

/// How the quotation around a token is framed.
#[derive(Clone, Copy, Debug, Default)]
struct Frame {
    /// Before the opening mark: 0 paragraph start, 1 comma, 2 colon, 3 likely cue, 4 sentence end, 5 "that", 6 another word, 7 other marks.
    before: u8,
    /// Last token inside: 0 none, 1 comma, 2 full stop, 3 question or exclamation mark, 4 another, 5 never closed.
    closing: u8,
    /// Behind the closing mark: 0 paragraph end, 1 likely cue, 2 pronoun, 3 name, 4 comma or full stop, 5 another word, 6 another sentence.
    behind: u8,
}

impl Frame {
    /// The frame as a number from 1, below [`FRAMES`].
    fn code(&self) -> u16 {
        1 + u16::from(self.before) + 8 * u16::from(self.closing) + 8 * 6 * u16::from(self.behind)
    }
}

/// How many numbers there are for frames; 0 is for tokens outside of quotations.
pub(super) const FRAMES: usize = 1 + 8 * 6 * 7;

/// The most tokens that are tagged at a time. No paragraph of a report is as long; of a text without line breaks it bounds the memory.
const LONGEST: usize = 4096;

/// What is tagged at a time: a paragraph, or a part of a very long one that ends with a sentence where it can.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Its tokens; at least one.
    pub tokens: TokenRange,
    /// Number of its paragraph.
    pub(in crate::model) paragraph: usize,
}

/// What is seen of the tokens of one article.
pub struct Observations<'a> {
    pub(in crate::model) segmented: &'a Segmented<'a>,
    pub(in crate::model) atoms: Vec<Atom>,
    frames: Vec<Frame>,
    /// The word "that".
    that: u64,
}

impl<'a> Observations<'a> {
    /// Looks every token up. `hints` holds what the rules say of each token.
    pub fn new(segmented: &'a Segmented<'a>, dictionary: &Dictionary<'_>, hints: &[Hint]) -> Self {
        let mut atoms = atoms(segmented, dictionary);
        for (atom, &hint) in atoms.iter_mut().zip(hints) {
            atom.hint = hint;
        }
        for sentence in &segmented.sentences {
            atoms[sentence.tokens.start()].starts_sentence = true;
        }
        let mut observations = Self { segmented, atoms, frames: Vec::new(), that: hash::word("that") };
        observations.quotations();
        observations
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
                _ if b.word == self.that => 5,
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
        Frame { before, closing, behind }
    }

    /// The number of the frame of the quotation that a token is in.
    pub(super) fn frame_of(&self, token: usize) -> u16 {
        let region = self.atoms[token].region;
        region.checked_sub(1).map_or(0, |number| self.frames[number as usize].code())
    }

    /// The stretches of the article in order: each paragraph that has tokens, and the parts of very long ones.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut out = Vec::with_capacity(self.segmented.paragraphs.len());
        for (number, paragraph) in self.segmented.paragraphs.iter().enumerate() {
            let sentences = &self.segmented.sentences[paragraph.sentences.clone()];
            let mut start = paragraph.tokens.start();
            while start < paragraph.tokens.end() {
                let end = paragraph.tokens.end().min(start + LONGEST);
                // Cut before the sentence that does not fit; in the middle of one only if it alone is too long.
                let last = sentences[..sentences.partition_point(|s| s.tokens.start() < end)].last();
                let cut = last.filter(|last| last.tokens.end() > end && last.tokens.start() > start);
                let end = cut.map_or(end, |last| last.tokens.start());
                out.push(Stretch { tokens: TokenRange::new(start, end), paragraph: number });
                start = end;
            }
        }
        out
    }

    /// Which transition table counts at each token of a stretch, below [`CONTEXTS`](super::crf::CONTEXTS), appended to `out`.
    pub fn contexts(&self, stretch: &Stretch, out: &mut Vec<u8>) {
        let atoms = &self.atoms[stretch.tokens.indices()];
        // What is behind the stretch before counts as a new sentence, whether it is one or not.
        let first = atoms.first().map(|first| context(&Atom::default(), first, true));
        let others = atoms.windows(2).map(|pair| context(&pair[0], &pair[1], pair[1].starts_sentence));
        out.extend(first.into_iter().chain(others));
    }
}

/// Which transition table counts between two tokens: of all that is so, the last counts.
fn context(b: &Atom, x: &Atom, sentence_start: bool) -> u8 {
    let all = [b.likely(), x.likely(), b.shape == COMMA, sentence_start, b.quote == 1, b.quote == 3, x.quote == 1];
    // The processor would guess wrong too often what is so.
    all.into_iter().zip((1..=7).rev()).fold(0, |context, (so, number)| select_unpredictable(so, number, context))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::segment;
    use std::ops::Range;

    fn cuts(text: &str) -> (usize, Vec<Range<usize>>) {
        let segmented = segment(text);
        let dictionary = crate::model::Model::english().dictionary;
        let observations = Observations::new(&segmented, &dictionary, &[]);
        (segmented.tokens.len(), observations.stretches().iter().map(|s| s.tokens.indices()).collect())
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
