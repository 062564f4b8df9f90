//! The analyzer: the only place where the stages meet.

use crate::extract::{self, Extracted, Quote, Source};
use crate::model::{Encoder, Model, Tagger};
use crate::segment::{self, Layout};

/// How much the score of a cue is raised: above 0 more attributions are found, and more wrong ones. Chosen on folds of the training half
/// (`model/EXPERIMENTS.md`).
const FAST_CUE_BIAS: f32 = 0.5;
/// The same for the encoder.
const ACCURATE_CUE_BIAS: f32 = 0.3;

/// Analyzes articles. Immutable and cheap to share between threads; build one and keep it.
pub struct Analyzer {
    /// The learned tagger; without one the rules work alone.
    tagger: Option<Tagger<'static>>,
    name: String,
    min_confidence: f32,
}

/// What was found in one article. Every [`Span`](crate::Span) in it is in bytes of the text that was analyzed.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Headline, byline, dateline, as far as the text has them.
    pub layout: Layout,
    /// Number of paragraphs.
    pub paragraphs: usize,
    /// Number of sentences.
    pub sentences: usize,
    /// Number of words: tokens with at least one letter or digit.
    pub words: usize,
    /// The quotes, in the order of their first content span.
    pub quotes: Vec<Quote>,
    /// The sources, in the order of their first quote; a [`SourceId`](crate::SourceId) is an index into it.
    pub sources: Vec<Source>,
    /// What was odd about the text, in words for a person.
    pub warnings: Vec<String>,
}

impl Analyzer {
    /// The most accurate analyzer there is: the encoder that is built in, `accurate`. 3,000 to 12,000 words a second on a core, by its
    /// instructions for products of bytes; making it ready takes some milliseconds and megabytes, so make one and share it.
    pub fn new() -> Self {
        Self::with_encoder("accurate", Encoder::english())
    }

    /// An analyzer with the small network that is built in, `fast`: nearly as good, more than a hundred times as fast.
    pub fn fast() -> Self {
        Self::with_model("fast", Model::english())
    }

    /// An analyzer with another model of that kind, called `name` in what it makes.
    pub fn with_model(name: impl Into<String>, model: Model<'static>) -> Self {
        Self::with_tagger(name, Tagger::new(model, FAST_CUE_BIAS))
    }

    /// An analyzer with another encoder, called `name` in what it makes.
    pub fn with_encoder(name: impl Into<String>, encoder: Encoder<'static>) -> Self {
        Self::with_tagger(name, Tagger::new(Model::english(), ACCURATE_CUE_BIAS).with_encoder(encoder))
    }

    fn with_tagger(name: impl Into<String>, tagger: Tagger<'static>) -> Self {
        Self { tagger: Some(tagger), name: name.into(), min_confidence: 0.0 }
    }

    /// An analyzer with rules and word lists alone: quotations and their frames, "according to", plain reported clauses. It finds half of
    /// what the model finds, ten times as fast.
    pub fn rules() -> Self {
        Self { tagger: None, name: "rules".into(), min_confidence: 0.0 }
    }

    /// The same analyzer, but leaving out quotes whose [confidence](Quote::confidence) is below `least`, and sources that have no other.
    /// 0, the default, leaves out none. The higher, the more of what remains is right and the more is missed.
    #[must_use]
    pub fn min_confidence(mut self, least: f32) -> Self {
        self.min_confidence = least;
        self
    }

    /// The name of what makes the attributions, as the article record states it.
    pub fn model(&self) -> &str {
        &self.name
    }

    /// Analyzes one article. It never fails: odd prose yields an analysis with warnings.
    pub fn analyze(&self, text: &str) -> Analysis {
        let segmented = segment::segment(text);
        let Extracted { quotes, sources, warning } =
            extract::extract(&segmented, self.tagger.as_ref(), self.min_confidence);
        Analysis {
            layout: segmented.layout.clone(),
            paragraphs: segmented.paragraphs.len(),
            sentences: segmented.sentences.len(),
            words: segmented.words(),
            quotes,
            sources,
            warnings: warning.into_iter().collect(),
        }
    }
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::new()
    }
}
