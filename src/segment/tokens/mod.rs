//! Tokens in the manner of the Penn Treebank as UD English EWT and GUM have it today: clitics are cut off (`do|n't`, `Trump|'s`,
//! `can|not`), abbreviations and initials keep their point, words are cut at hyphens and slashes except behind a prefix (`co-founder`,
//! but `well|-|known`), `$` and `%` stand alone, numbers, dates, times, web addresses, handles and hashtags are whole.
//!
//! One pass over the bytes of each paragraph. What a letter or digit opens is first measured by `core_end`: the word bounds of UAX #29,
//! by a table of bytes where the text is ASCII or Latin, by the `unicode-segmentation` crate where it is anything else. The rules here then
//! decide about the points, apostrophes, hyphens and slashes inside and behind it. Nothing is allocated per token.
//!
//! Lossless: what lies between two tokens is white space or an invisible character ([`is_gap`]). A soft hyphen or zero-width character
//! within a word stays in it.
//!
//! Tried and dropped: joining every `letters.letters` (typing errors such as `end.The` are commoner in news than file names), and cutting
//! hyphens never, as the older Penn manner has it (`anti-Trump` and `Trump-backed` then hide the name).

mod addresses;
mod core;
mod numbers;
#[cfg(test)]
mod tests;

use super::{Paragraph, Region};
use crate::lexicon::{Abbreviation, SegmentationLists, elisions, segmentation};
use crate::text::{Span, Token, TokenKind, is_letter};
use core::{core_len, is_core};
use unicode_segmentation::UnicodeSegmentation;

/// The tokens of a text's paragraphs. A mark that opens or closes a region is a token of its own.
pub fn tokenize(text: &str, paragraphs: &[Paragraph], regions: &[Region]) -> Vec<Token> {
    let mut marks: Vec<Span> =
        regions.iter().flat_map(|r| [Some(r.open), r.close]).flatten().filter(|m| !m.is_empty()).collect();
    marks.sort_unstable();
    let mut scanner = Scanner {
        text: "",
        bytes: &[],
        lists: segmentation(),
        marks: &marks,
        slow_limit: 0,
        at_sign: 0,
        out: Vec::with_capacity(text.len() / 4),
    };
    for paragraph in paragraphs {
        scanner.text = &text[..paragraph.span.end()];
        scanner.bytes = scanner.text.as_bytes();
        scanner.paragraph(paragraph.span.start());
    }
    scanner.out
}

/// Whether a character may stand between tokens: white space, or an invisible formatting character.
pub fn is_gap(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Soft hyphen, zero-width spaces and joiners, directional marks, byte-order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// What a byte opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Letter,
    Digit,
    /// Punctuation that forms a token with its repetitions: `--`, `...`, `***`.
    Run,
    /// `!` and `?`, which mix in one token: `?!`.
    Shout,
    /// Punctuation that stands alone.
    Single,
    Symbol,
    Quote,
    /// The first byte of a character beyond ASCII (or a continuation byte).
    High,
}

/// The class of every byte.
const CLASSES: [Class; 256] = {
    let mut table = [Class::Symbol; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' | 0x09..=0x0D => Class::Space,
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'.' | b'-' | b'*' | b'_' => Class::Run,
            b'!' | b'?' => Class::Shout,
            b',' | b';' | b':' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'/' | b'\\' => Class::Single,
            b'"' | b'\'' | b'`' => Class::Quote,
            0x80.. => Class::High,
            _ => Class::Symbol,
        };
        byte += 1;
    }
    table
};

/// The pass over one text.
struct Scanner<'t> {
    /// The text up to the paragraph's end.
    text: &'t str,
    bytes: &'t [u8],
    lists: &'static SegmentationLists,
    /// Region marks not yet passed.
    marks: &'t [Span],
    /// Up to here no punctuation follows: how far a call into `unicode-segmentation` may look.
    slow_limit: usize,
    /// The next `@` at or behind the place it was last asked for; the largest number if the paragraph has none.
    at_sign: usize,
    out: Vec<Token>,
}

impl Scanner<'_> {
    fn paragraph(&mut self, start: usize) {
        self.slow_limit = 0;
        self.seek_at_sign(start);
        let mut at = start;
        while let Some(&byte) = self.bytes.get(at) {
            while self.marks.first().is_some_and(|mark| mark.start() < at) {
                self.marks = &self.marks[1..];
            }
            let class = CLASSES[byte as usize];
            // Most tokens are words, which is easier to guess than which of all classes it is.
            let next = if class == Class::Letter { self.word(at) } else { self.token_of(class, at) };
            debug_assert!(next > at, "no progress at byte {at}");
            // Most tokens have a space behind them.
            at = next + usize::from(self.byte(next) == b' ');
        }
    }

    /// The token, or the gap, that starts at `at` with a byte of that class; gives back its end.
    #[inline]
    fn token_of(&mut self, class: Class, at: usize) -> usize {
        match class {
            Class::Space => at + 1,
            Class::Letter => self.word(at),
            Class::Digit => self.number(at),
            Class::Run => self.run(at),
            Class::Shout => {
                let len = self.bytes[at..].iter().take_while(|&&b| matches!(b, b'!' | b'?')).count();
                self.push(at, at + len, TokenKind::Punctuation)
            }
            Class::Single => match self.smiley_len(at) {
                0 => self.push(at, at + 1, TokenKind::Punctuation),
                len => self.push(at, at + len, TokenKind::Symbol),
            },
            Class::Symbol => self.symbol(at),
            Class::Quote => self.quote(at),
            Class::High => self.high(at),
        }
    }

    /// Adds a token; gives back its end.
    #[inline]
    fn push(&mut self, start: usize, end: usize, kind: TokenKind) -> usize {
        self.out.push(Token { span: Span::new(start, end), kind });
        end
    }

    /// The byte at `at`, or 0 behind the paragraph's end.
    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    #[inline]
    fn class(&self, at: usize) -> Class {
        self.bytes.get(at).map_or(Class::Space, |&byte| CLASSES[byte as usize])
    }

    /// The character at `at`, if the paragraph goes on there.
    fn char(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// Whether a letter, of whatever script, stands at `at`.
    #[inline]
    fn letter(&self, at: usize) -> bool {
        match self.class(at) {
            Class::Letter => true,
            Class::High => self.char(at).is_some_and(is_letter),
            _ => false,
        }
    }

    /// Whether a region's mark stands at `at`.
    #[inline]
    fn is_mark(&self, at: usize) -> bool {
        match self.marks.first() {
            None => false,
            Some(mark) if mark.start() > at => false,
            Some(mark) if mark.start() == at => true,
            _ => self.marks.iter().map(|m| m.start()).find(|&start| start >= at) == Some(at),
        }
    }

    /// End of the word core that starts at `at`: letters, digits and `_` up to the next word bound of UAX #29, without ASCII punctuation.
    #[inline]
    fn core_end(&mut self, at: usize) -> usize {
        let end = at + core_len(&self.bytes[at..]);
        if self.byte(end) >= 0xC2 { self.long_core_end(at, end) } else { end }
    }

    /// `core_end`(Self::core_end) where at `end`, behind ASCII, other characters follow.
    #[inline(never)]
    fn long_core_end(&mut self, at: usize, mut end: usize) -> usize {
        // Latin letters with diacritics need no tables: À to ɏ are letters but for × and ÷.
        while let Some(&byte) = self.bytes.get(end) {
            if is_core(byte) {
                end += 1;
            } else if matches!(byte, 0xC3..=0xC8) && !(byte == 0xC3 && matches!(self.bytes[end + 1], 0x97 | 0xB7)) {
                end += 2;
            } else {
                break;
            }
        }
        let Some(c) = self.char(end).filter(|c| !c.is_ascii() && !is_plain_punctuation(*c) && !c.is_whitespace())
        else {
            return end;
        };
        // A zero-width space is no part of a word to UAX #29; in news it is left over from layout.
        if c == '\u{200B}' {
            let behind = end + c.len_utf8();
            return if self.letter(behind) { self.core_end(behind) } else { end };
        }
        let bound = self.slow_bound(at);
        self.trimmed(at, bound.max(end))
    }

    /// The first word bound behind `at` by `unicode-segmentation`, looking no further than the next punctuation or ASCII space.
    fn slow_bound(&mut self, at: usize) -> usize {
        if self.slow_limit <= at {
            let rest = &self.text[at..];
            let stops = |c: char| if c.is_ascii() { !is_core(c as u8) } else { is_plain_punctuation(c) };
            self.slow_limit = at + rest.find(stops).unwrap_or(rest.len());
        }
        let piece = self.text[at..self.slow_limit.max(at)].split_word_bounds().next();
        at + piece.map_or_else(|| self.char(at).map_or(1, char::len_utf8), str::len)
    }

    /// `end` moved before the invisible characters that close `at..end`.
    fn trimmed(&self, at: usize, end: usize) -> usize {
        at + self.text[at..end].trim_end_matches(is_gap).len()
    }

    /// A token that starts with a letter.
    #[inline]
    fn word(&mut self, start: usize) -> usize {
        let end = self.core_end(start);
        // Most words have a space behind them, which is all there is to know of them.
        if self.byte(end) == b' ' { self.fused(start, end, TokenKind::Word) } else { self.word_from(start, start) }
    }

    /// A word token that starts at `start` and whose next core begins at `core`; what lies between is part of it.
    fn word_from(&mut self, mut start: usize, core: usize) -> usize {
        if let Some(end) = self.email(start) {
            return self.push(start, end, TokenKind::Address);
        }
        let mut core = core;
        let mut kind = TokenKind::Word;
        loop {
            let end = self.core_end(core);
            match self.byte(end) {
                b' ' => {}
                b'.' => {
                    if let Some((stop, kind)) = self.point(start, core, end) {
                        return self.push(start, stop, kind);
                    }
                    // `end.The`: two words; `Node.js`: one.
                    if start == core && end - core > 1 && self.byte(end + 1).is_ascii_lowercase() {
                        core = end + 1;
                        kind = TokenKind::Address;
                        continue;
                    }
                }
                b'\'' | 0xE2 if self.apostrophe_len(end) > 0 && !self.is_mark(end) => {
                    let behind = end + self.apostrophe_len(end);
                    if self.letter(behind) {
                        let suffix_end = self.core_end(behind);
                        let suffix = &self.bytes[behind..suffix_end];
                        if is_clitic(suffix) {
                            self.fused(start, end, kind);
                            start = end;
                            core = behind;
                            continue;
                        }
                        if matches!(suffix, b"t" | b"T")
                            && end - start > 1
                            && matches!(self.bytes[end - 1], b'n' | b'N')
                        {
                            self.push(start, end - 1, kind);
                            start = end - 1;
                            core = behind;
                            continue;
                        }
                        // O'Rourke, o'clock, L'Enfant
                        core = behind;
                        continue;
                    }
                    // goin', but not the possessive of Berlin'
                    if end - start > 3 && self.bytes[..end].ends_with(b"in") && self.class(behind) == Class::Space {
                        return self.push(start, behind, kind);
                    }
                }
                b'-' if (self.class(end + 1) == Class::Digit || self.letter(end + 1))
                    && self.lists.prefixes.contains(&self.text[start..end]) =>
                {
                    core = end + 1;
                    continue;
                }
                // AT&T, P&L
                b'&' if self.bytes[end - 1].is_ascii_uppercase() && self.byte(end + 1).is_ascii_uppercase() => {
                    core = end + 1;
                    continue;
                }
                b':' if self.bytes[end..].starts_with(b"://") || &self.bytes[start..end] == b"mailto" => {
                    let stop = self.url_end(end + 1);
                    if stop > end + 3 {
                        return self.push(start, stop, TokenKind::Address);
                    }
                }
                _ => {}
            }
            return self.fused(start, end, kind);
        }
    }

    /// Adds the word at `start..end`, in two if it is a contraction written without apostrophe.
    #[inline]
    fn fused(&mut self, start: usize, end: usize, kind: TokenKind) -> usize {
        match self.lists.contractions.get_at(self.text, Span::new(start, end)) {
            None => self.push(start, end, kind),
            Some(cut) => self.cut_in_two(start, start + usize::from(cut), end, kind),
        }
    }

    /// Adds the two words that are cut at `cut`.
    #[cold]
    fn cut_in_two(&mut self, start: usize, cut: usize, end: usize, kind: TokenKind) -> usize {
        self.push(start, cut, kind);
        self.push(cut, end, kind)
    }

    /// Length of the apostrophe at `at`, 0 if there is none.
    #[inline]
    fn apostrophe_len(&self, at: usize) -> usize {
        match self.byte(at) {
            b'\'' => 1,
            0xE2 if self.bytes[at..].starts_with("’".as_bytes()) => 3,
            _ => 0,
        }
    }

    /// What a point at `end`, behind the core `core..end` of the word that starts at `start`, makes of the word: its end and kind if the
    /// point belongs to it.
    fn point(&mut self, start: usize, core: usize, end: usize) -> Option<(usize, TokenKind)> {
        let behind = end + 1;
        if self.byte(behind) == b'.' {
            return None; // an ellipsis
        }
        if (start == core && self.letter(behind) || self.class(behind) == Class::Digit)
            && let Some(stop) = self.domain(start, end)
        {
            return Some((stop, TokenKind::Address));
        }
        // U.S., a.m., J.K.
        if end - core == 1 && self.letter(behind) && start == core {
            let mut stop = behind;
            while self.letter(stop) && self.byte(stop + 1) == b'.' && self.byte(stop + 2) != b'.' {
                stop += 2;
            }
            if self.class(stop) == Class::Letter && self.class(stop + 1) != Class::Letter {
                return Some((stop + 1, TokenKind::Word)); // U.S without its last point
            }
            if stop > behind {
                return Some((stop, TokenKind::Word));
            }
        }
        // Ph.D., M.Sc.
        if self.class(behind) == Class::Letter {
            let next = self.core_end(behind);
            if self.byte(next) == b'.' && self.lists.abbreviations.contains(&self.text[start..next]) {
                return Some((next + 1, TokenKind::Word));
            }
        }
        if end - start == 1 {
            return self.initial(start, behind).then_some((behind, TokenKind::Word));
        }
        let class = self.lists.abbreviations.get(&self.text[start..end])?;
        let joined = match class {
            Abbreviation::BeforeNumber => {
                let next = self.after_space(behind);
                self.class(next) == Class::Digit || self.byte(next) == b'#'
            }
            Abbreviation::Date => self.bytes[start].is_ascii_uppercase(),
            _ => true,
        };
        joined.then_some((behind, TokenKind::Word))
    }

    /// Whether the letter at `start`, with a point before `behind`, is somebody's initial: a capital, with a name behind it, and before it a
    /// name, another initial, or nothing of the sentence.
    fn initial(&self, start: usize, behind: usize) -> bool {
        if !self.bytes[start].is_ascii_uppercase() {
            let next = self.after_space(behind);
            let class = self.lists.abbreviations.get(&self.text[start..behind - 1]);
            return match class {
                Some(Abbreviation::BeforeNumber) => self.class(next) == Class::Digit,
                Some(_) => true,
                None => false,
            };
        }
        let next = self.after_space(behind);
        let name_follows = self.char(next).is_some_and(char::is_uppercase) && {
            let end = next + self.bytes[next..].iter().take_while(|&&b| is_core(b)).count();
            !self.lists.openers.contains(&self.text[next..end]) || end == next + 1 && self.byte(end) == b'.'
        };
        if !(name_follows || self.byte(behind) == b',' || self.class(next) == Class::Digit) {
            return false;
        }
        let Some(before) = self.out.last() else { return true };
        let word = &self.text[before.span];
        if self.bytes[start] == b'I' && (!word.starts_with(char::is_uppercase) || word.len() > 2) {
            // "you and I. Trump": the pronoun, unless it stands among initials or behind a first name.
            return word.starts_with(char::is_uppercase);
        }
        before.kind != TokenKind::Word || word.starts_with(char::is_uppercase) || word.len() <= 3 || name_follows
    }

    /// The place behind the spaces at `at`.
    fn after_space(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + (rest.len() - rest.trim_start_matches(is_gap).len())
    }

    /// Length of the smiley at `at`, such as `:)` and `;-)`, between gaps; 0 if there is none.
    #[inline]
    fn smiley_len(&self, at: usize) -> usize {
        if !matches!(self.bytes[at], b':' | b';') {
            return 0;
        }
        let mouth = at + 1 + usize::from(self.byte(at + 1) == b'-');
        let smiley =
            matches!(self.byte(mouth), b'(' | b')') && self.class(mouth + 1) == Class::Space && self.opens_chunk(at);
        if smiley { mouth + 1 - at } else { 0 }
    }

    /// Punctuation that repeats: dashes, points, asterisks, underscores.
    fn run(&mut self, start: usize) -> usize {
        let byte = self.bytes[start];
        let len = self.bytes[start..].iter().take_while(|&&b| b == byte).count();
        if byte == b'.' && len == 1 && self.class(start + 1) == Class::Digit && self.opens_chunk(start) {
            return self.number_from(start, start + 1);
        }
        if byte == b'_' && is_core(self.byte(start + len)) {
            return self.word_from(start, start + len);
        }
        self.push(start, start + len, TokenKind::Punctuation)
    }

    /// Whether nothing but a gap or an opening bracket stands before `at`.
    fn opens_chunk(&self, at: usize) -> bool {
        self.text[..at].chars().next_back().is_none_or(|c| is_gap(c) || matches!(c, '(' | '[' | '$'))
    }

    /// A handle, a hashtag, or a symbol (with its repetitions).
    fn symbol(&mut self, start: usize) -> usize {
        let byte = self.bytes[start];
        let opens = start == 0 || !is_core(self.bytes[start - 1]);
        if opens && (byte == b'@' && is_core(self.byte(start + 1)) || byte == b'#' && self.letter(start + 1)) {
            let end = self.core_end(start + 1);
            return self.push(start, end, TokenKind::Address);
        }
        let len = match byte {
            b'=' | b'~' | b'+' | b'#' | b'<' | b'>' | b'|' => {
                self.bytes[start..].iter().take_while(|&&b| b == byte).count()
            }
            _ => 1,
        };
        self.push(start, start + len, TokenKind::Symbol)
    }

    /// A quotation mark or apostrophe at `start`, ASCII or not.
    fn quote(&mut self, start: usize) -> usize {
        if let Some(mark) = self.marks.first().filter(|mark| mark.start() == start && mark.end() <= self.bytes.len()) {
            return self.push(start, mark.end(), TokenKind::Quote);
        }
        let byte = self.bytes[start];
        if matches!(byte, b'\'' | b'`') && self.byte(start + 1) == byte {
            return self.push(start, start + 2, TokenKind::Quote);
        }
        let len = self.char(start).map_or(1, char::len_utf8);
        if matches!(byte, b'\'' | 0xE2) && self.opens_chunk(start) {
            let behind = start + len;
            let apostrophe = self.apostrophe_len(start) > 0 || self.bytes[start..].starts_with("‘".as_bytes());
            if apostrophe && self.class(behind) == Class::Digit {
                return self.number_from(start, behind); // '90s
            }
            if apostrophe && self.letter(behind) {
                let end = self.core_end(behind);
                if elisions().contains(&self.text[behind..end]) {
                    return self.push(start, end, TokenKind::Word); // 'Tis
                }
            }
        }
        self.push(start, start + len, TokenKind::Quote)
    }

    /// A token, or a gap, that starts with a character beyond ASCII.
    fn high(&mut self, start: usize) -> usize {
        let Some(c) = self.char(start) else { return self.bytes.len() };
        let end = start + c.len_utf8();
        match c {
            '“' | '”' | '‘' | '’' | '«' | '»' | '„' | '‚' | '‹' | '›' | '‟' | '‛' | '′' | '″' => {
                self.quote(start)
            }
            '—' | '–' => {
                let rest = &self.text[start..];
                let len = rest.len() - rest.trim_start_matches(c).len();
                self.push(start, start + len, TokenKind::Punctuation)
            }
            _ if is_gap(c) => end,
            _ if is_plain_punctuation(c) => self.push(start, end, TokenKind::Punctuation),
            _ if is_letter(c) => self.word(start),
            _ => {
                let bound = self.slow_bound(start);
                let end = self.trimmed(start, bound).max(end);
                let kind = if c.is_numeric() { TokenKind::Number } else { TokenKind::Symbol };
                self.push(start, end, kind)
            }
        }
    }
}

/// Punctuation beyond ASCII that is never part of a word.
fn is_plain_punctuation(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{205E}' | '«' | '»' | '¡' | '¿' | '·' | '§' | '¶' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
        && !is_invisible(c)
        && c != '\u{203F}'
}

/// Whether a word part behind an apostrophe is a clitic.
#[inline]
fn is_clitic(suffix: &[u8]) -> bool {
    match suffix {
        [one] => matches!(one | 0x20, b's' | b'd' | b'm'),
        [a, b] => matches!([a | 0x20, b | 0x20], [b'l', b'l'] | [b'r', b'e'] | [b'v', b'e']),
        _ => false,
    }
}
