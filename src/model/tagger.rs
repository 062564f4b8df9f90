//! From a segmented article to tags.

use super::crf::{Chain, Work};
use super::encoder::Encoder;
use super::format::Model;
use super::hints::Hint;
use super::observations::Observations;
use super::tags::Tag;
use crate::segment::Segmented;

/// Which kind of model tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// The network.
    Fast,
    /// The encoder.
    Accurate,
}

/// A model made ready for tagging. Build one and keep it; it is shared between threads.
pub struct Tagger<'m> {
    model: Model<'m>,
    /// What scores tags instead of the model, which then only tells what it knows of words.
    encoder: Option<Encoder<'m>>,
    chain: Chain,
    /// Added to the score of a cue's first word: the knob between precision and recall.
    cue_bias: f32,
}

/// The tags of an article.
#[derive(Clone, Debug, Default)]
pub struct Tagging {
    /// A tag for each token.
    pub tags: Vec<Tag>,
    /// For each token how sure its tag is, from 0 to 1; 1 where it is part of no attribution.
    pub confidence: Vec<f32>,
}

impl<'m> Tagger<'m> {
    /// A tagger of `model`. `cue_bias` is added to the score of every cue's first word: above 0 more attributions are found, and more wrong ones.
    pub fn new(model: Model<'m>, cue_bias: f32) -> Self {
        let chain = Chain::new(&model.transitions, cue_bias);
        Self { model, encoder: None, chain, cue_bias }
    }

    /// The same tagger, but with the scores of an encoder.
    #[must_use]
    pub fn with_encoder(self, encoder: Encoder<'m>) -> Self {
        Self { chain: Chain::new(encoder.transitions(), self.cue_bias), encoder: Some(encoder), ..self }
    }

    /// Which kind of model tags.
    pub fn tier(&self) -> Tier {
        if self.encoder.is_some() { Tier::Accurate } else { Tier::Fast }
    }

    /// Tags an article. `hints` holds what the rules say of each token.
    pub fn tag(&self, segmented: &Segmented<'_>, hints: &[Hint]) -> Tagging {
        let observations = Observations::new(segmented, &self.model.dictionary, hints);
        let stretches = observations.stretches();
        let scores = match &self.encoder {
            Some(encoder) => encoder.scores(&observations, &stretches),
            None => self.model.network.scores(&observations, &stretches),
        };
        let count = segmented.tokens.len();
        let mut out = Tagging { tags: vec![Tag::Outside; count], confidence: vec![1.0; count] };
        let longest = stretches.iter().map(|stretch| stretch.tokens.len()).max().unwrap_or(0);
        let (mut contexts, mut work) = (Vec::with_capacity(longest), Work::new(longest));
        for stretch in stretches {
            contexts.clear();
            observations.contexts(&stretch, &mut contexts);
            let range = stretch.tokens.indices();
            let (tags, confidence) = (&mut out.tags[range.clone()], &mut out.confidence[range.clone()]);
            self.chain.read(&scores[range], &contexts, &mut work, tags, confidence);
        }
        out
    }
}
