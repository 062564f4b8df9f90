//! From text to paragraphs, quotation regions, tokens and sentences. Lossless: everything is a span of the text as it came.
//!
//! The stages run in this order, each on the ones before it: [`layout`] finds paragraphs and the furniture of a report (headline, byline,
//! dateline, credits); [`quotes`] pairs quotation marks within paragraphs; [`tokens`] cuts words, and knows from `quotes` which `'` is a
//! quotation mark; [`sentences`] ends sentences, and knows from `quotes` what a closing mark belongs to.

pub mod layout;
pub mod quotes;
pub mod sentences;
mod stops;
pub mod tokens;

pub use layout::{Layout, Paragraph, ParagraphRole};
pub use quotes::Region;
pub use sentences::Sentence;

use crate::text::Token;

/// A segmented article.
#[derive(Clone, Debug)]
pub struct Segmented<'t> {
    /// The text all spans refer to.
    pub text: &'t str,
    /// Headline, byline, dateline.
    pub layout: Layout,
    /// The paragraphs in order. They do not overlap; between them are only white space and invisible characters.
    pub paragraphs: Vec<Paragraph>,
    /// Quotation regions, by falling extent where two start at one place, else by start.
    pub regions: Vec<Region>,
    /// The tokens in order. They do not overlap; between them are only white space and invisible characters.
    pub tokens: Vec<Token>,
    /// The sentences in order. None crosses a paragraph's end, and every token is in exactly one.
    pub sentences: Vec<Sentence>,
}

impl Segmented<'_> {
    /// Number of tokens with at least one letter or digit.
    pub fn words(&self) -> usize {
        self.tokens.iter().filter(|token| token.is_word()).count()
    }

    /// The text of token number `index`.
    #[inline]
    pub fn word(&self, index: usize) -> &str {
        &self.text[self.tokens[index].span]
    }
}

/// Segments an article.
pub fn segment(text: &str) -> Segmented<'_> {
    let (layout, mut paragraphs) = layout::paragraphs(text);
    let regions = quotes::regions(text, &paragraphs);
    let tokens = tokens::tokenize(text, &paragraphs, &regions);
    let sentences = sentences::split(text, &mut paragraphs, &regions, &tokens);
    Segmented { text, layout, paragraphs, regions, tokens, sentences }
}
