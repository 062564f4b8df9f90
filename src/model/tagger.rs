//! From a segmented article to tags.

use super::crf::{Chain, LANES, Row, Work};
use super::features::Extractor;
use super::format::Model;
use super::hints::Hint;
use super::tags::Tag;
use crate::segment::Segmented;

/// A model made ready for tagging. Build one and keep it; it is shared between threads.
pub struct Tagger<'m> {
    model: Model<'m>,
    chain: Chain,
    /// Added to the score of tags by tag: the knob between precision and recall.
    bias: Row,
}

/// The tags of an article.
#[derive(Clone, Debug, Default)]
pub struct Tagging {
    /// A tag for each token.
    pub tags: Vec<Tag>,
    /// For each token the probability of its tag.
    pub confidence: Vec<f32>,
}

impl<'m> Tagger<'m> {
    /// A tagger of `model`. `cue_bias` is added to the score of every cue tag: above 0 more attributions are found, and more wrong ones.
    pub fn new(model: Model<'m>, cue_bias: f32) -> Self {
        let chain = Chain::new(&model.transitions);
        let mut bias = [0.0; LANES];
        bias[Tag::BeginCue as usize] = cue_bias;
        Self { model, chain, bias }
    }

    /// The model it was built of.
    pub fn model(&self) -> &Model<'m> {
        &self.model
    }

    /// Tags an article. `hints` holds what the rules say of each token.
    pub fn tag(&self, segmented: &Segmented<'_>, hints: &[Hint]) -> Tagging {
        let extractor = Extractor::new(segmented, &self.model.dictionary, hints);
        let mut out = Tagging {
            tags: Vec::with_capacity(segmented.tokens.len()),
            confidence: Vec::with_capacity(segmented.tokens.len()),
        };
        let (mut contexts, mut emissions) = (Vec::new(), Vec::new());
        let (mut steps, mut work, mut marginals) = (Vec::new(), Work::default(), Vec::new());
        for stretch in extractor.stretches() {
            contexts.clear();
            emissions.clear();
            extractor.features(&stretch, |features, context| {
                let mut row = self.model.score(features);
                for (r, b) in row.iter_mut().zip(&self.bias) {
                    *r += b;
                }
                emissions.push(row);
                contexts.push(context);
            });
            let first = out.tags.len();
            self.chain.best(&emissions, &contexts, &mut steps, &mut out.tags);
            self.chain.marginals(&emissions, &contexts, &mut work, &mut marginals);
            out.confidence.extend(out.tags[first..].iter().zip(&marginals).map(|(&tag, m)| m[tag as usize]));
        }
        out
    }
}
