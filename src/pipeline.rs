//! The analyzer: the only place where the stages meet.

use crate::extract::{self, Quote, Source};
use crate::segment::{self, Layout};

/// Analyzes articles. Immutable and cheap to share between threads; build one and keep it.
#[derive(Debug, Default)]
pub struct Analyzer {}

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
    /// An analyzer with the word lists that are built in.
    pub fn new() -> Self {
        Self {}
    }

    /// The name of what makes the attributions, as the article record states it.
    pub fn model(&self) -> &str {
        "rules"
    }

    /// Analyzes one article. It never fails: odd prose yields an analysis with warnings.
    pub fn analyze(&self, text: &str) -> Analysis {
        let segmented = segment::segment(text);
        let (quotes, sources) = extract::extract(&segmented, None);
        Analysis {
            layout: segmented.layout.clone(),
            paragraphs: segmented.paragraphs.len(),
            sentences: segmented.sentences.len(),
            words: segmented.words(),
            quotes,
            sources,
            warnings: Vec::new(),
        }
    }
}
