//! An article's tokens with all that the rules ask of them, looked up once.

use crate::lexicon::{Entry, GivenName, NounKind, ProperNoun, Starts, WordClass, WordTable, entries};
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

/// A token looked up.
struct Word<'t> {
    /// Rules ask for it again and again, and cutting it out asks for characters' bounds.
    text: &'t str,
    entry: Entry,
    initial: Initial,
}

/// Tokens with what the word lists say of them and the outermost quotation region each lies in.
pub(super) struct Words<'a, 't> {
    pub(super) article: &'a Segmented<'t>,
    words: Vec<Word<'t>>,
    /// The tokens with which something may start, and those that start with a capital letter: few of all.
    starting: Vec<u32>,
    capitalised: Vec<u32>,
    sentence: Vec<u32>,
    region: Vec<u32>,
    /// For each paragraph, whether most of its words begin with capitals.
    title_case: Vec<bool>,
    /// The same, and its verbs too.
    heading: Vec<bool>,
    /// For each region, its tokens with both marks. Empty for regions that are not outermost.
    ranges: Vec<TokenRange>,
}

impl<'a, 't> Words<'a, 't> {
    pub(super) fn new(article: &'a Segmented<'t>) -> Self {
        let tokens = &article.tokens;
        let lexicon = entries();
        let words: Vec<Word> = tokens.iter().map(|&token| look_up(lexicon, article.text, token)).collect();
        let starting = numbers(words.iter().map(|word| !word.entry.starts.is_empty()));
        let capitalised = numbers(words.iter().map(|word| word.initial == Initial::Capital));
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
        let title_case: Vec<bool> = article.paragraphs.iter().map(|p| is_title_case(article, &words, p)).collect();
        let verb = |word: &Word| {
            word.initial == Initial::Small && word.entry.classes.intersects(WordClass::SAY | WordClass::AUXILIARY)
        };
        let capital_verbs = |p: &Paragraph| !words[p.tokens.indices()].iter().any(verb);
        let heading = title_case.iter().zip(&article.paragraphs).map(|(&capitals, p)| capitals && capital_verbs(p));
        let heading = heading.collect();
        Self { article, words, starting, capitalised, sentence, region, title_case, heading, ranges }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The text of a token.
    pub(super) fn text(&self, i: usize) -> &'t str {
        self.words[i].text
    }

    /// The texts of all tokens.
    pub(super) fn texts(&self) -> impl Iterator<Item = &'t str> {
        self.words.iter().map(|word| word.text)
    }

    pub(super) fn is(&self, i: usize, class: WordClass) -> bool {
        self.words[i].entry.classes.intersects(class)
    }

    /// The classes of the words, in order; numbers and marks left out.
    pub(super) fn classes(&self) -> impl Iterator<Item = WordClass> {
        let words = self.article.tokens.iter().zip(&self.words).filter(|(token, _)| token.kind == TokenKind::Word);
        words.map(|(_, word)| word.entry.classes)
    }

    /// What sort of source a noun describes, as [`noun_kind`](crate::lexicon::noun_kind) says.
    pub(super) fn noun_kind(&self, i: usize) -> Option<NounKind> {
        self.words[i].entry.noun
    }

    /// Who bears a token as a given name.
    pub(super) fn given_name(&self, i: usize) -> Option<GivenName> {
        self.words[i].entry.given
    }

    /// What a token by itself stands for as a proper noun.
    pub(super) fn proper_noun(&self, i: usize) -> Option<ProperNoun> {
        self.words[i].entry.proper
    }

    /// Whether something may start with a token.
    pub(super) fn starts(&self, i: usize, what: Starts) -> bool {
        self.words[i].entry.starts.contains(what)
    }

    /// The tokens with which one of these may start.
    pub(super) fn starting(&self, what: Starts) -> impl Iterator<Item = usize> {
        self.starting.iter().map(|&i| i as usize).filter(move |&i| self.words[i].entry.starts.intersects(what))
    }

    /// Whether a token starts with a capital letter.
    pub(super) fn is_capitalised(&self, i: usize) -> bool {
        self.words[i].initial == Initial::Capital
    }

    /// The tokens that start with a capital letter.
    pub(super) fn capitalised(&self) -> impl Iterator<Item = usize> {
        self.capitalised.iter().map(|&i| i as usize)
    }

    /// Whether a token starts with a small letter.
    pub(super) fn is_small(&self, i: usize) -> bool {
        self.words[i].initial == Initial::Small
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
        self.article.tokens[i].is_word()
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

    /// Whether a token stands in a line of capitals, word by word, verbs and all: in "“No,” Mayor Ana Ruiz said" capitals are names.
    pub(super) fn in_heading(&self, i: usize) -> bool {
        self.heading[self.paragraph(i)]
    }

    /// Whether no space stands between token `i` and the next.
    pub(super) fn meets_next(&self, i: usize) -> bool {
        let tokens = &self.article.tokens;
        tokens[i].span.end() == tokens[i + 1].span.start()
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

/// The numbers of those that are true. Each is written, and kept if it is one: that takes no guess of the processor, as to decide would.
fn numbers(all: impl ExactSizeIterator<Item = bool>) -> Vec<u32> {
    let mut numbers = vec![0; all.len()];
    let mut kept = 0;
    for (number, is_one) in (0..).zip(all) {
        numbers[kept] = number;
        kept += usize::from(is_one);
    }
    numbers.truncate(kept);
    numbers
}

/// What the lists say of a token.
#[inline(always)]
fn look_up<'t>(lexicon: &WordTable<Entry>, text: &'t str, token: Token) -> Word<'t> {
    let word = &text[token.span];
    let initial = initial(word);
    // Marks are in no list.
    let mut entry = if token.is_word() { lexicon.get_folded_at(text, token.span) } else { Entry::default() };
    if token.kind != TokenKind::Word {
        // Only words have word classes.
        entry.classes = WordClass::empty();
    } else if (initial == Initial::Small) & is_adverb(word) & entry.classes.is_empty() {
        entry.classes = WordClass::ADVERB;
    }
    Word { text: word, entry, initial }
}

fn is_title_case(article: &Segmented, words: &[Word], paragraph: &Paragraph) -> bool {
    let range = paragraph.tokens.indices();
    let (mut all, mut capitals) = (0, 0);
    for (token, word) in article.tokens[range.clone()].iter().zip(&words[range]) {
        let counts = (token.kind == TokenKind::Word) & (token.span.len() > 3);
        all += usize::from(counts);
        capitals += usize::from(counts & (word.initial == Initial::Capital));
    }
    capitals * 3 > all * 2
}

#[inline]
fn initial(word: &str) -> Initial {
    match INITIALS[usize::from(word.as_bytes()[0])] {
        Some(initial) => initial,
        None => match word.chars().next() {
            Some(c) if c.is_uppercase() => Initial::Capital,
            Some(c) if c.is_lowercase() => Initial::Small,
            _ => Initial::Other,
        },
    }
}

/// How a token begins whose first byte is that; `None` beyond ASCII.
const INITIALS: [Option<Initial>; 256] = {
    let mut initials = [None; 256];
    let mut byte: u8 = 0;
    while byte.is_ascii() {
        initials[byte as usize] = Some(match byte {
            b'A'..=b'Z' => Initial::Capital,
            b'a'..=b'z' => Initial::Small,
            _ => Initial::Other,
        });
        byte += 1;
    }
    initials
};

/// Whether an unlisted word is an adverb, by its ending.
#[inline]
fn is_adverb(word: &str) -> bool {
    word.ends_with("ly") && word.len() > 4
}
