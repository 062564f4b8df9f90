//! What the training of the encoder reads: annotated articles as words with their marks and tags.
//!
//! Fine-tuning itself is done outside the program (`training/encoder`), but all that is about text is done here, by the code that is used
//! when the encoder works.

use super::gold;
use crate::eval::Article;
use crate::model::marks::{Marks, marks};
use crate::model::observations::Observations;
use crate::model::tags::encode;
use crate::model::{Model, Tag};
use crate::segment;
use serde::Serialize;

/// An article for the training of the encoder. All lists but `id` have an entry a word.
#[derive(Serialize)]
pub struct EncoderInput {
    /// Its name.
    pub id: String,
    /// Its words and punctuation marks.
    pub words: Vec<String>,
    /// Whether a chain starts with the word.
    pub starts: Vec<bool>,
    /// Which transition table counts at it.
    pub contexts: Vec<u8>,
    /// What the encoder is told of it.
    pub marks: Vec<Marks>,
    /// The number of its tag.
    pub tags: Vec<u8>,
}

impl EncoderInput {
    /// From an annotated article.
    pub fn new(article: &Article, model: &Model<'_>) -> Self {
        let segmented = segment::segment(&article.text);
        let hints = crate::extract::hints(&segmented);
        let observations = Observations::new(&segmented, &model.dictionary, &hints);
        let paragraphs: Vec<_> = segmented.paragraphs.iter().map(|p| p.tokens).collect();
        let tags = encode(&gold::parts(article, &segmented), &paragraphs);
        let mut out = Self {
            id: article.id.clone(),
            words: (0..segmented.tokens.len()).map(|at| segmented.word(at).to_string()).collect(),
            starts: vec![false; segmented.tokens.len()],
            contexts: Vec::new(),
            marks: Vec::new(),
            tags: tags.into_iter().map(|tag: Tag| tag as u8).collect(),
        };
        for stretch in observations.stretches() {
            out.starts[stretch.tokens.start()] = true;
            observations.contexts(&stretch, &mut out.contexts);
            out.marks.extend(marks(&observations, &stretch));
        }
        out
    }
}
