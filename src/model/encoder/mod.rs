//! The accurate tier: a small pretrained transformer, fine-tuned to score the tags of each word.
//!
//! An article's words are spelt in word pieces ([`vocabulary`]), cut into windows ([`windows`]), told what lower-case pieces hide
//! ([`marks`]) and run through the layers (`forward.rs`); the state of each word's first piece gives its scores. What becomes of the scores is
//! the business of the same chain that decodes those of the fast tier.

mod alone;
mod forward;
mod linear;
pub mod vocabulary;
mod weights;
pub mod windows;

use super::ModelError;
use super::crf::{self, LANES, Steps, Transitions};
use super::marks::{self, Marks};
use super::observations::{Observations, Stretch};
use super::tags::Tag;
use forward::Machine;
use weights::Weights;
use windows::Window;

/// An encoder made ready for use.
pub struct Encoder<'m> {
    weights: Weights<'m>,
}

/// The words of an article as the encoder reads them.
struct Spelt {
    pieces: Vec<vocabulary::Piece>,
    /// For each word where its pieces start, and at last where all end.
    offsets: Vec<usize>,
    marks: Vec<Marks>,
}

impl Encoder<'static> {
    /// The encoder that is built in.
    pub fn english() -> Self {
        Self::from_trusted_bytes(include_bytes!("../weights/en.encoder"))
            .expect("the encoder that is built in was made for this version")
    }
}

impl<'m> Encoder<'m> {
    /// Whether the bytes of a file look like those of an encoder.
    pub fn is_one(bytes: &[u8]) -> bool {
        weights::is_encoder(bytes)
    }

    /// An encoder from the bytes of a file.
    ///
    /// # Errors
    /// If the bytes are not those of an encoder of this version, whole and undamaged.
    pub fn from_bytes(bytes: &'m [u8]) -> Result<Self, ModelError> {
        weights::check(bytes)?;
        Self::from_trusted_bytes(bytes)
    }

    /// The same without looking at the checksum: for the embedded encoder, which a test checks.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_trusted_bytes(bytes: &'m [u8]) -> Result<Self, ModelError> {
        Ok(Self { weights: Weights::from_bytes(bytes)? })
    }

    /// Scores of tag following tag, to go with the scores of the words.
    pub fn transitions(&self) -> &Transitions {
        &self.weights.transitions
    }

    /// The score of each tag for each word of the article.
    pub fn scores(&self, observations: &Observations<'_>, stretches: &[Stretch]) -> Vec<Steps> {
        let spelt = self.spell(observations, stretches);
        let starts = |token: usize| stretches.binary_search_by_key(&token, |s| s.tokens.start()).is_ok();
        let windows = windows::windows(&observations.segmented.sentences, &spelt.offsets, starts, self.weights.room);
        let mut scores = Vec::with_capacity(spelt.marks.len());
        alone::stay();
        let mut machine = Machine::new();
        let mut states = Vec::new();
        for window in &windows {
            self.read(&spelt, window, &mut machine, &mut states);
            self.score(&spelt, window, &states, &mut scores);
        }
        scores
    }

    fn spell(&self, observations: &Observations<'_>, stretches: &[Stretch]) -> Spelt {
        let segmented = observations.segmented;
        let words = segmented.tokens.len();
        let mut spelt = Spelt {
            pieces: Vec::with_capacity(words * 5 / 4),
            offsets: Vec::with_capacity(words + 1),
            marks: Vec::with_capacity(words),
        };
        for stretch in stretches {
            spelt.marks.extend(marks::marks(observations, stretch));
            for word in stretch.tokens.indices() {
                spelt.offsets.push(spelt.pieces.len());
                self.weights.vocabulary.spell(segmented.word(word), &mut spelt.pieces);
            }
        }
        spelt.offsets.push(spelt.pieces.len());
        spelt
    }

    /// The states of a window's pieces: one row each, with those that open and close the window.
    fn read(&self, spelt: &Spelt, window: &Window, machine: &mut Machine, states: &mut Vec<f32>) {
        let weights = &self.weights;
        let special = weights.vocabulary.special();
        let width = weights.pieces.width();
        let words = window.context.start()..window.own.end();
        let pieces = spelt.offsets[words.start]..spelt.offsets[words.end];
        states.clear();
        states.reserve((pieces.len() + 2) * width);
        let mut push = |piece: vocabulary::Piece, marks: Marks| {
            let at = states.len();
            states.extend_from_slice(&weights.positions[at..at + width]);
            let row = &mut states[at..];
            weights.pieces.add(piece as usize, row);
            for (table, mark) in weights.marks.iter().zip(marks) {
                let vector = &table[usize::from(mark) * width..][..width];
                row.iter_mut().zip(vector).for_each(|(r, v)| *r += v);
            }
        };
        push(special.open, Marks::default());
        for word in words {
            for (number, piece) in (spelt.offsets[word]..spelt.offsets[word + 1]).enumerate() {
                let marks = spelt.marks[word];
                push(spelt.pieces[piece], if number == 0 { marks } else { marks::of_later_piece(marks) });
            }
        }
        push(special.close, Marks::default());
        forward::normalize(states, &weights.norm);
        for layer in &weights.layers {
            machine.run(layer, weights.heads, states);
        }
    }

    /// Appends the scores of a window's own words.
    fn score(&self, spelt: &Spelt, window: &Window, states: &[f32], scores: &mut Vec<Steps>) {
        let width = self.weights.pieces.width();
        let first = spelt.offsets[window.context.start()];
        for word in window.own.indices() {
            let state = &states[(1 + spelt.offsets[word] - first) * width..][..width];
            let mut row = [0.0; LANES];
            row[..Tag::COUNT].copy_from_slice(&self.weights.head_bias);
            for (x, column) in state.iter().zip(self.weights.head.chunks_exact(Tag::COUNT)) {
                row.iter_mut().zip(column).for_each(|(r, w)| *r += x * w);
            }
            scores.push(row.map(crf::step));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::segment::segment;

    const BUILT_IN: &[u8] = include_bytes!("../weights/en.encoder");

    #[test]
    fn the_encoder_that_is_built_in_is_whole() {
        assert!(Encoder::is_one(BUILT_IN) && Encoder::from_bytes(BUILT_IN).is_ok());
    }

    #[test]
    fn damaged_files_are_refused() {
        let refuse = |bytes: &[u8]| Encoder::from_bytes(bytes).err().expect("a damaged file is refused");
        assert_eq!(
            refuse(&BUILT_IN[..BUILT_IN.len() - 1]),
            ModelError::Content("it is longer or shorter than it says")
        );
        assert_eq!(refuse(b"quoth"), ModelError::NotAModel);
        let mut flipped = BUILT_IN.to_vec();
        *flipped.last_mut().unwrap() ^= 1;
        assert_eq!(refuse(&flipped), ModelError::Checksum);
    }

    #[test]
    fn scores_depend_on_the_text_alone_and_there_is_a_row_a_word() {
        let encoder = Encoder::english();
        let dictionary = Model::english().dictionary;
        let paragraph = "The bridge will close in May, the mayor’s office said. “It is older than any of us,” Ruiz told reporters.\n\n";
        let scores = |text: &str| {
            let segmented = segment(text);
            let observations = Observations::new(&segmented, &dictionary, &[]);
            encoder.scores(&observations, &observations.stretches())
        };
        let text = paragraph.repeat(30);
        let (one, other) = (scores(&text), std::thread::scope(|scope| scope.spawn(|| scores(&text)).join().unwrap()));
        assert_eq!(one.len(), segment(&text).tokens.len());
        assert!(one.iter().all(|row| row[..Tag::COUNT].iter().any(|&score| score != 0)));
        assert!(one == other);
    }

    #[test]
    fn an_empty_text_has_no_scores() {
        let (encoder, dictionary, segmented) = (Encoder::english(), Model::english().dictionary, segment(""));
        let observations = Observations::new(&segmented, &dictionary, &[]);
        assert!(encoder.scores(&observations, &observations.stretches()).is_empty());
    }
}
