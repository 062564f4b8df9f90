//! The one span type: a half-open range of bytes.

use std::fmt;
use std::ops::Index;

/// Panics over bounds that are those of no range. Apart, so that whoever makes ranges need not keep their bounds in memory for the message.
#[cold]
pub(super) fn no_range(what: &str, start: usize, end: usize) -> ! {
    panic!("not a {what}: {start}..{end}");
}

/// A half-open range of **bytes** in an article's text, on character boundaries of that text.
///
/// Offsets are 32 bits wide: an article is at most 4 GiB, and spans are kept by the hundred thousand.
/// `&text[span]` is the text of a span.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span from byte `start` up to, not including, byte `end`.
    ///
    /// # Panics
    /// If `start > end`, or if `end` does not fit 32 bits: both are mistakes of the caller, never of a user's text.
    #[inline]
    pub fn new(start: usize, end: usize) -> Self {
        if start > end || end > u32::MAX as usize {
            no_range("span", start, end);
        }
        Self { start: start as u32, end: end as u32 }
    }

    /// Byte offset of the first byte.
    #[inline]
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// Byte offset just after the last byte.
    #[inline]
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    #[inline]
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds no bytes.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether every byte of `other` lies in this span.
    #[inline]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[inline]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that contains both.
    #[inline]
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl Index<Span> for str {
    type Output = str;

    #[inline]
    fn index(&self, span: Span) -> &str {
        &self[span.start()..span.end()]
    }
}

impl Index<Span> for String {
    type Output = str;

    #[inline]
    fn index(&self, span: Span) -> &str {
        &self.as_str()[span]
    }
}
