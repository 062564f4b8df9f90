//! Attributions: quoted and reported statements with their cues and sources.

mod attribution;
mod blocks;
mod clause;
mod cue;
mod direct;
mod indirect;
mod language;
mod link;
mod noun_phrase;
mod predicates;
mod reconcile;
mod relayed;
pub(crate) mod sources;
mod statements;
mod threshold;
mod words;

pub use attribution::{Attribution, Rule};

use crate::model::{Hint, Tagger};
use crate::segment::Segmented;
use crate::text::{Span, TokenKind, TokenRange};
use std::ops::AddAssign;

/// How much of a quote's content stands inside quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuoteType {
    /// All of it.
    Direct,
    /// Part of it.
    Mixed,
    /// None of it.
    Indirect,
}

/// How many quotes there are of each type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QuoteCounts {
    /// All of the content inside quotation marks.
    pub direct: usize,
    /// Part of it.
    pub mixed: usize,
    /// None of it.
    pub indirect: usize,
}

impl QuoteCounts {
    /// The quotes of an article by type.
    pub fn of(quotes: &[Quote]) -> Self {
        let mut counts = Self::default();
        quotes.iter().for_each(|quote| counts.count(quote.kind));
        counts
    }

    /// Counts one more quote.
    pub fn count(&mut self, kind: QuoteType) {
        match kind {
            QuoteType::Direct => self.direct += 1,
            QuoteType::Mixed => self.mixed += 1,
            QuoteType::Indirect => self.indirect += 1,
        }
    }

    /// Number of quotes of whatever type.
    pub fn total(self) -> usize {
        self.direct + self.mixed + self.indirect
    }
}

impl AddAssign for QuoteCounts {
    fn add_assign(&mut self, other: Self) {
        self.direct += other.direct;
        self.mixed += other.mixed;
        self.indirect += other.indirect;
    }
}

/// Index of a source in its article's list of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub usize);

/// What sort of thing a source is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    /// One human being.
    Person,
    /// Several, or a category of them: "officials", "voters".
    Group,
    /// A company, an agency, a newspaper, a government.
    Organization,
    /// A report, a poll, a letter.
    Document,
    /// The text does not tell.
    #[default]
    Unknown,
}

/// An attribution: content, and the cue and source it is tied to.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// How much of the content is inside quotation marks.
    pub kind: QuoteType,
    /// The parts of the content, in text order, without overlap; at least one.
    pub content: Vec<Span>,
    /// The words that tie content and source: "said", "according to", a colon.
    pub cue: Option<Span>,
    /// The words that name the source here.
    pub source: Option<Span>,
    /// Who that is, among the article's sources.
    pub speaker: Option<SourceId>,
    /// Where it was said, when the text tells: "in a statement".
    pub channel: Option<Span>,
    /// Number of the sentence in which the content starts; the first is 0.
    pub sentence: usize,
    /// Number of the paragraph in which the content starts; the first is 0.
    pub paragraph: usize,
    /// The rule that found it.
    pub rule: Rule,
    /// Estimated probability that the quote is right, from 0 to 1.
    pub confidence: f32,
}

/// Somebody or something that quotes are attributed to, once per article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// The fullest name or description the article gives.
    pub name: String,
    /// What sort of thing it is.
    pub kind: SourceKind,
    /// Whether the article names it.
    pub named: bool,
    /// Title or role: "Sen.", "spokeswoman".
    pub title: Option<String>,
    /// The body it belongs to.
    pub affiliation: Option<String>,
    /// Who speaks here together: "Obama and Clinton". Empty for a single source.
    pub members: Vec<SourceId>,
    /// The words that keep it anonymous: "on condition of anonymity".
    pub anonymity: Option<Span>,
    /// Why it is, in the words of the article: "because she was not authorized to speak".
    pub anonymity_reason: Option<Span>,
    /// Where it is said that it did not answer: "declined to comment".
    pub no_comment: Vec<Span>,
    /// Where it is mentioned as a source, in text order: with a quote, among those who speak together, or as one that did not answer.
    pub mentions: Vec<Span>,
    /// Its quotes by type; those it shares with others are counted for them together.
    pub quotes: QuoteCounts,
    /// Words in the content of its quotes.
    pub words: usize,
}

impl Source {
    /// Whether quotes are attributed to it itself.
    pub fn is_quoted(&self) -> bool {
        self.quotes.total() > 0
    }
}

/// What [`extract`] finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extracted {
    /// The quotes, in the order of their first content span.
    pub quotes: Vec<Quote>,
    /// The sources, in the order of their first quote.
    pub sources: Vec<Source>,
    /// What to say if the article does not look like English.
    pub warning: Option<String>,
}

/// The quotes and sources of an article: by the rules alone, or by rules and tagger together. Quotes less sure than `least_confidence` are
/// left out.
pub fn extract(article: &Segmented<'_>, tagger: Option<&Tagger<'_>>, least_confidence: f32) -> Extracted {
    let words = words::Words::new(article);
    let statements = statements::statements(&words);
    let mut found = rules(&words, &statements);
    if let Some(tagger) = tagger {
        found = reconcile::attributions(&words, found, tagger);
    }
    predicates::append(&words, &statements, &mut found);
    relayed::correct(&words, &mut found);
    leave_dateline(&words, &mut found);
    let mentions: Vec<_> = found.iter().map(|a| a.source).collect();
    let mut quotes: Vec<_> = found.into_iter().map(|a| quote(&words, &statements, a)).collect();
    let mut sources = sources::resolve(&words, &mut quotes, &mentions);
    threshold::leave_out(&words, least_confidence, &mut quotes, &mut sources);
    Extracted { quotes, sources, warning: language::warning(&words) }
}

/// Lets neither source nor content begin in the dateline: "[LONDON, Nov. 3 - ]The company said". At the end, for all models: what the rules find
/// by themselves is evidence that the network was trained with.
fn leave_dateline(words: &words::Words, found: &mut [Attribution]) {
    let Some(dateline) = words.article.layout.dateline else { return };
    let behind = words.article.tokens.partition_point(|token| token.span.start() < dateline.end());
    let dash = |k: usize| words.article.tokens[k].kind == TokenKind::Punctuation;
    let Some(first) = (behind..words.len()).find(|&k| !dash(k)) else { return };
    for range in found.iter_mut().flat_map(|a| a.source.iter_mut().chain(&mut a.content)) {
        if range.start() < first && range.end() > first {
            *range = TokenRange::new(first, range.end());
        }
    }
}

/// What the rules say of each token of an article: evidence for the tagger, in training as in use.
pub fn hints(article: &Segmented<'_>) -> Vec<Hint> {
    let words = words::Words::new(article);
    let found = rules(&words, &statements::statements(&words));
    reconcile::hints(&words, &found)
}

/// The attributions that the rules find, settled.
fn rules(words: &words::Words, statements: &[bool]) -> Vec<Attribution> {
    let mut found = blocks::attributions(words);
    found.extend(direct::attributions(words, statements));
    found.extend(indirect::attributions(words, statements));
    attribution::settle(found, words.len())
}

/// An attribution as it is given out.
fn quote(words: &words::Words, statements: &[bool], found: Attribution) -> Quote {
    let first = found.content[0].start();
    Quote {
        kind: quote_type(words, statements, &found),
        channel: found.cue.and_then(|c| cue::channel_near(words, c)).map(|r| words.span(r)),
        cue: found.cue.map(|r| words.span(r)),
        source: found.source.map(|r| words.span(r)),
        speaker: None,
        sentence: words.sentence(first),
        paragraph: words.paragraph(first),
        rule: found.rule,
        confidence: found.confidence,
        // Last, because it takes over the memory of the ranges.
        content: found.content.into_iter().map(|r| words.span(r)).collect(),
    }
}

/// Direct if all words of the content stand inside quotation marks, mixed if some do. A scare quote makes no content mixed.
fn quote_type(words: &words::Words, statements: &[bool], found: &Attribution) -> QuoteType {
    let (mut inside, mut outside, mut scare) = (0, 0, 0);
    for i in found.content.iter().flat_map(|r| r.indices()).filter(|&i| words.is_word(i)) {
        match words.region(i) {
            None => outside += 1,
            Some(r) if statements[r] => inside += 1,
            Some(_) => scare += 1,
        }
    }
    match (inside + scare, outside) {
        (_, 0) => QuoteType::Direct,
        _ if inside > 0 => QuoteType::Mixed,
        _ => QuoteType::Indirect,
    }
}
