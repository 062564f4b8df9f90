//! Tokens that start with a digit.

use super::{Class, Scanner};
use crate::text::TokenKind;

impl Scanner<'_> {
    /// A token that starts with a digit: numbers, times, dates, ordinals, decades, sums.
    pub(super) fn number(&mut self, start: usize) -> usize {
        if let Some(end) = self.email(start) {
            return self.push(start, end, TokenKind::Address);
        }
        self.number_from(start, start)
    }

    /// A number that starts at `start` and whose first digit stands at `digits`.
    pub(super) fn number_from(&mut self, start: usize, digits: usize) -> usize {
        let (mut group, mut at) = (digits, digits);
        let mut hyphens = 0;
        loop {
            while self.class(at) == Class::Digit {
                at += 1;
            }
            let more = self.class(at + 1) == Class::Digit;
            let join = more
                && match self.byte(at) {
                    b'.' | b':' | b'/' => true,
                    b',' => self.digits(at + 1) == 3,
                    b'-' => hyphens > 0 || self.phone_like(group, at),
                    _ => false,
                };
            if !join {
                break;
            }
            hyphens += usize::from(self.byte(at) == b'-');
            at += 1;
            group = at;
        }
        if self.letter(at) {
            let end = self.core_end(at);
            match &self.bytes[at..end] {
                b"th" | b"st" | b"nd" | b"rd" | b"s" | b"TH" | b"ST" | b"ND" | b"RD" => {
                    return self.push(start, end, TokenKind::Number);
                }
                b"p" | b"a" | b"P" | b"A" if self.byte(end) == b'.' && self.letter(end + 1) => {
                    return self.push(start, at, TokenKind::Number); // 7p.m.
                }
                _ if self.lists.units.contains(&self.text[at..end]) => return self.push(start, at, TokenKind::Number),
                _ => return self.word_from(start, at), // 4A, 2Pac
            }
        }
        // 1960's
        let apostrophe = self.apostrophe_len(at);
        if apostrophe > 0
            && self.byte(at + apostrophe) == b's'
            && !self.letter(at + apostrophe + 1)
            && self.bytes[at - 1] == b'0'
            && !self.is_mark(at)
        {
            return self.push(start, at + apostrophe + 1, TokenKind::Number);
        }
        self.push(start, at, TokenKind::Number)
    }

    /// How many digits follow from `at`, at most 5 counted.
    fn digits(&self, at: usize) -> usize {
        self.bytes[at..].iter().take(5).take_while(|b| b.is_ascii_digit()).count()
    }

    /// Whether the hyphen at `at`, behind the digits `group..at`, is one of a telephone number or date rather than of a range or score.
    fn phone_like(&self, group: usize, at: usize) -> bool {
        let next = self.digits(at + 1);
        let again = self.byte(at + 1 + next) == b'-' && self.class(at + 2 + next) == Class::Digit;
        again || at - group == 3 && next == 4
    }
}
