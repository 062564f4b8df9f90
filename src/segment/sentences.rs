//! Sentence boundaries: rules over tokens, paragraph by paragraph, in one pass.
//!
//! A sentence can end behind `.`, `!`, `?`, an ellipsis, or an abbreviation's point, together with the quotation marks and brackets that
//! close there. Whether it does is decided by what comes next: a small letter goes on; a capital opens a new one, unless the point belongs
//! to a title ("Mr."), an initial or an abbreviation that the next word does not clearly leave behind ("the U.S. Senate", but "the U.S. The
//! president"), or unless a question or exclamation in quotation marks is followed by its speaker and a verb of speech (`"Yes!" Trump said`).
//! Quotations are split like any other text, for those of news hold several sentences.

use super::{Paragraph, Region};
use crate::lexicon::{Abbreviation, SegmentationLists, segmentation};
use crate::text::{Span, Token, TokenKind, TokenRange};

/// A sentence, with its closing quotation marks and brackets.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// Where it stands, in bytes, without white space around it.
    pub span: Span,
    /// Number of its paragraph; the first is 0.
    pub paragraph: usize,
    /// Its tokens.
    pub tokens: TokenRange,
}

/// The sentences of a text; fills in the paragraphs' token and sentence ranges.
pub fn split(text: &str, paragraphs: &mut [Paragraph], regions: &[Region], tokens: &[Token]) -> Vec<Sentence> {
    let mut closing: Vec<usize> = regions.iter().filter_map(|r| r.close).map(Span::start).collect();
    closing.sort_unstable();
    let opening: Vec<usize> = regions.iter().filter(|r| !r.open.is_empty()).map(|r| r.open.start()).collect();
    let mut splitter = Splitter { text, tokens, end: 0, opening, closing, lists: segmentation() };
    let mut out: Vec<Sentence> = Vec::with_capacity(tokens.len() / 20 + paragraphs.len());
    let mut next = 0;
    for (number, paragraph) in paragraphs.iter_mut().enumerate() {
        let (first_token, first_sentence) = (next, out.len());
        while next < tokens.len() && tokens[next].span.end() <= paragraph.span.end() {
            next += 1;
        }
        splitter.end = next;
        let mut begin = first_token;
        let mut at = first_token;
        while at < next {
            at = match splitter.end_behind(begin, at) {
                Some(end) => {
                    out.push(sentence(tokens, number, begin, end));
                    begin = end;
                    end
                }
                None => at + 1,
            };
        }
        if begin < next {
            out.push(sentence(tokens, number, begin, next));
        }
        paragraph.tokens = TokenRange::new(first_token, next);
        paragraph.sentences = first_sentence..out.len();
    }
    out
}

/// The sentence of the tokens `begin..end`.
fn sentence(tokens: &[Token], paragraph: usize, begin: usize, end: usize) -> Sentence {
    Sentence { span: tokens[begin].span.cover(tokens[end - 1].span), paragraph, tokens: TokenRange::new(begin, end) }
}

/// What may end a sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Terminal {
    /// A full stop of its own.
    Stop,
    /// `!`, `?`, `?!`.
    Shout,
    /// `...`, `…`.
    Ellipsis,
    /// The point of an abbreviation.
    Abbreviated(Abbreviation),
    /// The point of an initial: `J.`.
    Initial,
}

/// How many words of a speaker's name and title are looked over for a verb of speech.
const NAME: usize = 9;

struct Splitter<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// Number of the token behind the paragraph's last.
    end: usize,
    /// Places of the marks that open and close regions, ascending.
    opening: Vec<usize>,
    closing: Vec<usize>,
    lists: &'static SegmentationLists,
}

impl<'t> Splitter<'t> {
    #[inline]
    fn word(&self, at: usize) -> &'t str {
        if at < self.end { &self.text[self.tokens[at].span] } else { "" }
    }

    /// Whether white space or an invisible character stands before token `at`.
    fn spaced(&self, at: usize) -> bool {
        at == 0 || self.tokens[at - 1].span.end() < self.tokens[at].span.start()
    }

    /// What token `at` is as the end of a sentence.
    #[inline]
    fn terminal(&self, at: usize) -> Option<Terminal> {
        let token = self.tokens[at];
        let bytes = self.text.as_bytes();
        match bytes[token.span.end() - 1] {
            b'.' => match token.kind {
                TokenKind::Punctuation if token.span.len() == 1 => Some(Terminal::Stop),
                TokenKind::Punctuation => Some(Terminal::Ellipsis),
                TokenKind::Word => {
                    let bare = &self.text[token.span.start()..token.span.end() - 1];
                    if bare.len() == 1 && bare.as_bytes()[0].is_ascii_uppercase() {
                        return Some(Terminal::Initial);
                    }
                    Some(Terminal::Abbreviated(self.lists.abbreviations.get(bare).unwrap_or(Abbreviation::Anywhere)))
                }
                _ => None,
            },
            b'!' | b'?' if token.kind == TokenKind::Punctuation => Some(Terminal::Shout),
            0xA6 if &self.text[token.span] == "…" => Some(Terminal::Ellipsis),
            _ => None,
        }
    }

    /// If the sentence that began with token `begin` ends behind token `at`: the number of the token that the next one begins with.
    #[inline]
    fn end_behind(&self, begin: usize, at: usize) -> Option<usize> {
        let mut terminal = self.terminal(at)?;
        let mut next = at + 1;
        let mut quoted = false;
        while next < self.end {
            if self.closes(next) {
                quoted |= self.tokens[next].kind == TokenKind::Quote;
            } else if !self.spaced(next) && self.tokens[next].kind == TokenKind::Punctuation {
                match self.terminal(next) {
                    Some(more) => terminal = more,
                    None => break,
                }
            } else if !self.note_reference(next) {
                break;
            } else {
                next += 2;
            }
            next += 1;
        }
        if next >= self.end {
            return None; // the paragraph ends
        }
        self.divides(terminal, begin, at, next, quoted).then_some(next)
    }

    /// Whether token `at`, behind the end of a sentence, is a mark or bracket that closes there.
    fn closes(&self, at: usize) -> bool {
        let token = self.tokens[at];
        match token.kind {
            TokenKind::Quote => {
                if self.closing.binary_search(&token.span.start()).is_ok() {
                    return true;
                }
                if self.opening.binary_search(&token.span.start()).is_ok() {
                    return false;
                }
                match self.word(at) {
                    "“" | "‘" | "«" | "‹" | "„" | "``" | "`" => false,
                    // A mark of no region: by what it stands against.
                    _ => !self.spaced(at),
                }
            }
            TokenKind::Punctuation => matches!(self.word(at), ")" | "]" | "}"),
            _ => false,
        }
    }

    /// Whether `[12]` stands from token `at`, right behind the sentence's end.
    fn note_reference(&self, at: usize) -> bool {
        self.word(at) == "["
            && at + 2 < self.end
            && self.word(at + 2) == "]"
            && self.tokens[at + 1].kind == TokenKind::Number
    }

    /// Whether a sentence ends before token `next`, given the `terminal` at token `at`.
    fn divides(&self, terminal: Terminal, begin: usize, at: usize, next: usize, quoted: bool) -> bool {
        // What opens the next sentence, behind its opening marks and brackets.
        let mut first = next;
        while first < self.end && first < next + 4 && !self.wordlike(first) {
            if self.tokens[first].kind == TokenKind::Punctuation
                && matches!(self.word(first), "," | ";" | ":" | "." | ")" | "/")
            {
                return false;
            }
            first += 1;
        }
        let Some(letter) = self.word(first).trim_start_matches(['\'', '’', '‘', '#', '@']).chars().next() else {
            return terminal != Terminal::Ellipsis && self.spaced(next);
        };
        let opens_quote = first > next && self.tokens[next].kind == TokenKind::Quote;
        if letter.is_lowercase() {
            return false;
        }
        if !self.spaced(next) && !letter.is_uppercase() {
            return false;
        }
        let word = self.word(first);
        let opener = letter.is_uppercase() && self.lists.openers.contains(word);
        match terminal {
            Terminal::Stop => !self.numbers_item(begin, at),
            Terminal::Shout => !quoted || opener || !self.speaker_follows(first),
            Terminal::Ellipsis => quoted || opener || opens_quote || word == "I",
            Terminal::Abbreviated(Abbreviation::Before | Abbreviation::BeforeNumber) => false,
            Terminal::Abbreviated(Abbreviation::Date | Abbreviation::Anywhere) | Terminal::Initial => {
                (opener || opens_quote || quoted) && !self.starts_name(first)
            }
            Terminal::Abbreviated(Abbreviation::Time) => letter.is_uppercase() && !self.names_time(word),
        }
    }

    /// Whether token `at` has a letter or digit.
    fn wordlike(&self, at: usize) -> bool {
        matches!(self.tokens[at].kind, TokenKind::Word | TokenKind::Number | TokenKind::Address)
    }

    /// Whether the point at `at` belongs to the number of a list's item: "1. Be responsible."
    fn numbers_item(&self, begin: usize, at: usize) -> bool {
        at == begin + 1 && self.tokens[begin].kind == TokenKind::Number && self.tokens[begin].span.len() <= 2
    }

    /// Whether an opener is rather the start of a name: "the U.S. Is", no; "the A. A. Milne", "Inc. The" no; single letters yes.
    fn starts_name(&self, first: usize) -> bool {
        let word = self.word(first);
        word.len() == 2 && word.ends_with('.')
    }

    /// Whether `word` goes on with a time: "6 p.m. ET", "10 a.m. Tuesday".
    fn names_time(&self, word: &str) -> bool {
        let zone = matches!(word.len(), 2..=4) && word.bytes().all(|b| b.is_ascii_uppercase()) && word.ends_with('T');
        zone || word == "GMT"
            || word == "Eastern"
            || word == "Pacific"
            || word == "Central"
            || word == "Mountain"
            || word.ends_with("day") && word.starts_with(['M', 'T', 'W', 'F', 'S'])
            || word.ends_with('.') && self.lists.abbreviations.get(&word[..word.len() - 1]) == Some(Abbreviation::Date)
    }

    /// Whether from token `first` a name and a verb of speech follow: `Trump said`, `Sen. Ted Cruz of Texas asked`.
    fn speaker_follows(&self, first: usize) -> bool {
        for at in first..self.end.min(first + NAME) {
            let word = self.word(at);
            if at > first && self.lists.speech_verbs.contains(word) {
                return word.starts_with(|c: char| c.is_lowercase());
            }
            let name = word.starts_with(|c: char| c.is_uppercase())
                || matches!(
                    word,
                    "of" | "de" | "la" | "van" | "von" | "bin" | "al" | "-" | "the" | "and" | "'s" | "’s"
                );
            if !name {
                return false;
            }
        }
        false
    }
}
