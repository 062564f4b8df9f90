//! An article's tokens with all that the rules ask of them, looked up once.

use crate::lexicon::{WordClass, classes_of};
use crate::segment::{Paragraph, ParagraphRole, Region, Segmented};
use crate::text::{Span, TokenKind, TokenRange};

/// No region: see [`Words::region`].
const NONE: u32 = u32::MAX;

/// Tokens with their word classes and the outermost quotation region each lies in.
pub(super) struct Words<'a, 't> {
    pub(super) article: &'a Segmented<'t>,
    classes: Vec<WordClass>,
    sentence: Vec<u32>,
    region: Vec<u32>,
    /// For each paragraph, whether most of its words begin with capitals.
    title_case: Vec<bool>,
    /// For each region, its tokens with both marks. Empty for regions that are not outermost.
    ranges: Vec<TokenRange>,
}

impl<'a, 't> Words<'a, 't> {
    pub(super) fn new(article: &'a Segmented<'t>) -> Self {
        let tokens = &article.tokens;
        let classes = tokens.iter().map(|t| class_of(article.text, t.span, t.kind)).collect();
        let mut sentence = vec![0; tokens.len()];
        for (number, s) in article.sentences.iter().enumerate() {
            sentence[s.tokens.indices()].fill(number as u32);
        }
        let mut region = vec![NONE; tokens.len()];
        let mut ranges = vec![TokenRange::new(0, 0); article.regions.len()];
        let mut next = 0;
        for (number, r) in article.regions.iter().enumerate().filter(|(_, r)| r.depth == 1) {
            while next < tokens.len() && tokens[next].span.end() <= r.span.start() {
                next += 1;
            }
            let start = next;
            while next < tokens.len() && tokens[next].span.start() < r.span.end() {
                region[next] = number as u32;
                next += 1;
            }
            ranges[number] = TokenRange::new(start, next);
        }
        let title_case = article.paragraphs.iter().map(|p| is_title_case(article, p)).collect();
        Self { article, classes, sentence, region, title_case, ranges }
    }

    pub(super) fn len(&self) -> usize {
        self.classes.len()
    }

    /// The text of a token.
    pub(super) fn text(&self, i: usize) -> &'t str {
        &self.article.text[self.article.tokens[i].span]
    }

    pub(super) fn is(&self, i: usize, class: WordClass) -> bool {
        self.classes[i].intersects(class)
    }

    /// Whether a token is a word that starts with a capital letter.
    pub(super) fn is_capitalised(&self, i: usize) -> bool {
        self.text(i).starts_with(char::is_uppercase)
    }

    /// The same, but not at the start of a sentence, where every word has a capital.
    pub(super) fn is_capitalised_inside(&self, i: usize) -> bool {
        self.is_capitalised(i) && i != self.sentence_range(i).start()
    }

    /// Whether a token stands in a paragraph whose words mostly begin with capitals, as headlines do.
    pub(super) fn in_title_case(&self, i: usize) -> bool {
        let paragraph = self.paragraph(i);
        self.title_case[paragraph]
    }

    /// How many words lie in a span.
    pub(super) fn count_in(&self, span: Span) -> usize {
        let tokens = &self.article.tokens;
        let first = tokens.partition_point(|t| t.span.end() <= span.start());
        (first..tokens.len()).take_while(|&i| tokens[i].span.start() < span.end()).filter(|&i| self.is_word(i)).count()
    }

    pub(super) fn is_word(&self, i: usize) -> bool {
        matches!(self.article.tokens[i].kind, TokenKind::Word | TokenKind::Number | TokenKind::Address)
    }

    /// Number of the sentence a token is in.
    pub(super) fn sentence(&self, i: usize) -> usize {
        self.sentence[i] as usize
    }

    /// The tokens of the sentence that token `i` is in.
    pub(super) fn sentence_range(&self, i: usize) -> TokenRange {
        self.article.sentences[self.sentence(i)].tokens
    }

    /// Number of the paragraph a token is in.
    pub(super) fn paragraph(&self, i: usize) -> usize {
        self.article.sentences[self.sentence(i)].paragraph
    }

    /// The outermost region a token lies in, its marks included.
    pub(super) fn region(&self, i: usize) -> Option<usize> {
        (self.region[i] != NONE).then_some(self.region[i] as usize)
    }

    /// A region by its number.
    pub(super) fn region_at(&self, number: usize) -> &Region {
        &self.article.regions[number]
    }

    /// The tokens of an outermost region, with its marks.
    pub(super) fn region_range(&self, number: usize) -> TokenRange {
        self.ranges[number]
    }

    /// Whether a token belongs to the report itself, not to a byline or credit line.
    pub(super) fn is_report(&self, i: usize) -> bool {
        let role = self.article.paragraphs[self.paragraph(i)].role;
        matches!(role, ParagraphRole::Body | ParagraphRole::Headline)
    }

    /// The bytes that a range of tokens covers.
    pub(super) fn span(&self, range: TokenRange) -> Span {
        self.article.tokens[range.start()].span.cover(self.article.tokens[range.end() - 1].span)
    }
}

fn is_title_case(article: &Segmented, paragraph: &Paragraph) -> bool {
    let words =
        || article.tokens[paragraph.tokens.indices()].iter().filter(|t| t.kind == TokenKind::Word && t.span.len() > 3);
    let capitals = words().filter(|t| article.text[t.span].starts_with(char::is_uppercase)).count();
    capitals * 3 > words().count() * 2
}

fn class_of(text: &str, span: Span, kind: TokenKind) -> WordClass {
    if kind != TokenKind::Word {
        return WordClass::empty();
    }
    let word = &text[span];
    let class = classes_of(word);
    if class.is_empty() && word.len() > 4 && word.ends_with("ly") && word.starts_with(char::is_lowercase) {
        return WordClass::ADVERB;
    }
    class
}
