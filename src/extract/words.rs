//! An article's tokens with all that the rules ask of them, looked up once.

use crate::lexicon::{Entry, GivenName, NounKind, ProperNoun, Starts, WordClass, entry_at};
use crate::segment::{Paragraph, ParagraphRole, Region, Segmented};
use crate::text::{Span, Token, TokenKind, TokenRange};

/// No region: see [`Words::region`].
const NONE: u32 = u32::MAX;

/// How a token begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Initial {
    Capital,
    Small,
    Other,
}

/// Tokens with what the word lists say of them and the outermost quotation region each lies in.
pub(super) struct Words<'a, 't> {
    pub(super) article: &'a Segmented<'t>,
    entries: Vec<Entry>,
    initials: Vec<Initial>,
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
        let initials: Vec<_> = tokens.iter().map(|t| initial(&article.text[t.span])).collect();
        let entries = tokens.iter().zip(&initials).map(|(t, &i)| entry_of(article.text, t, i)).collect();
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
        let title_case = article.paragraphs.iter().map(|p| is_title_case(article, &initials, p)).collect();
        Self { article, entries, initials, sentence, region, title_case, ranges }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The text of a token.
    pub(super) fn text(&self, i: usize) -> &'t str {
        &self.article.text[self.article.tokens[i].span]
    }

    pub(super) fn is(&self, i: usize, class: WordClass) -> bool {
        self.entries[i].classes.intersects(class)
    }

    /// What sort of source a noun describes, as [`noun_kind`](crate::lexicon::noun_kind) says.
    pub(super) fn noun_kind(&self, i: usize) -> Option<NounKind> {
        self.entries[i].noun
    }

    /// Who bears a token as a given name.
    pub(super) fn given_name(&self, i: usize) -> Option<GivenName> {
        self.entries[i].given
    }

    /// What a token by itself stands for as a proper noun.
    pub(super) fn proper_noun(&self, i: usize) -> Option<ProperNoun> {
        self.entries[i].proper
    }

    /// Whether something may start with a token.
    pub(super) fn starts(&self, i: usize, what: Starts) -> bool {
        self.entries[i].starts.contains(what)
    }

    /// Whether a token starts with a capital letter.
    pub(super) fn is_capitalised(&self, i: usize) -> bool {
        self.initials[i] == Initial::Capital
    }

    /// Whether a token starts with a small letter.
    pub(super) fn is_small(&self, i: usize) -> bool {
        self.initials[i] == Initial::Small
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

fn is_title_case(article: &Segmented, initials: &[Initial], paragraph: &Paragraph) -> bool {
    let range = paragraph.tokens.indices();
    let (mut words, mut capitals) = (0, 0);
    for (token, &initial) in article.tokens[range.clone()].iter().zip(&initials[range]) {
        let counts = token.kind == TokenKind::Word && token.span.len() > 3;
        words += usize::from(counts);
        capitals += usize::from(counts && initial == Initial::Capital);
    }
    capitals * 3 > words * 2
}

fn initial(token: &str) -> Initial {
    match token.chars().next() {
        Some(c) if c.is_uppercase() => Initial::Capital,
        Some(c) if c.is_lowercase() => Initial::Small,
        _ => Initial::Other,
    }
}

/// What the lists say of a token. Only words have word classes, and marks are in no list.
fn entry_of(text: &str, token: &Token, initial: Initial) -> Entry {
    match token.kind {
        TokenKind::Word => {
            let mut entry = entry_at(text, token.span);
            let word = &text[token.span];
            let adverb =
                entry.classes.is_empty() && word.len() > 4 && word.ends_with("ly") && initial == Initial::Small;
            entry.classes |= if adverb { WordClass::ADVERB } else { WordClass::empty() };
            entry
        }
        TokenKind::Number | TokenKind::Address => Entry { classes: WordClass::empty(), ..entry_at(text, token.span) },
        TokenKind::Quote | TokenKind::Punctuation | TokenKind::Symbol => Entry::default(),
    }
}
