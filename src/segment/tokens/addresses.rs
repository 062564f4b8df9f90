//! Web and e-mail addresses: where they end.

use super::{Scanner, is_core, is_gap};

impl Scanner<'_> {
    /// End of a web address without scheme (`www.un.org`, `breitbart.com/news`) whose first label is `start..end`.
    pub(super) fn domain(&mut self, start: usize, end: usize) -> Option<usize> {
        /// Labels looked at: more is no address, and a bound keeps the pass linear.
        const LABELS: usize = 8;
        let (mut stop, mut last) = (end, start);
        for _ in 0..LABELS {
            if self.byte(stop) != b'.' || !is_core(self.byte(stop + 1)) {
                break;
            }
            last = stop + 1;
            let label = self.bytes[last..].iter().take(64).take_while(|&&b| is_core(b) || b == b'-').count();
            stop = last + label;
        }
        let www = self.bytes[start..end].eq_ignore_ascii_case(b"www");
        let lower = self.bytes[last..stop].iter().all(u8::is_ascii_lowercase);
        if !(www || lower && stop > end && self.lists.domains.contains(&self.text[last..stop])) {
            return None;
        }
        if self.byte(stop) == b'/' { Some(self.url_end(stop)) } else { (stop > end).then_some(stop) }
    }

    /// Where an address that is running at `at` ends: before white space, quotation marks and brackets it did not open, and before
    /// punctuation that more likely belongs to the sentence.
    pub(super) fn url_end(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        let stop = rest.find(|c: char| is_gap(c) || matches!(c, '"' | '“' | '”' | '‘' | '’' | '<' | '>' | '…' | '—'));
        let mut url = &rest[..stop.unwrap_or(rest.len())];
        // Counted once and kept up to date below: counting again at every bracket would be quadratic.
        let mut surplus = url.matches(')').count() as isize - url.matches('(').count() as isize;
        loop {
            match url.as_bytes().last() {
                Some(b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b']' | b'*') => {}
                Some(b')') if surplus > 0 => surplus -= 1,
                _ => return at + url.len(),
            }
            url = &url[..url.len() - 1];
        }
    }

    /// Moves to the next `@` at or behind `at`.
    pub(super) fn seek_at_sign(&mut self, at: usize) {
        self.at_sign = memchr::memchr(b'@', &self.bytes[at..]).map_or(usize::MAX, |found| at + found);
    }

    /// End of an e-mail address that starts at `start`.
    #[inline]
    pub(super) fn email(&mut self, start: usize) -> Option<usize> {
        /// Longest local part, after RFC 5321.
        const LOCAL: usize = 64;
        if self.at_sign < start {
            self.seek_at_sign(start);
        }
        if self.at_sign - start > LOCAL { None } else { self.email_at_sign(start) }
    }

    /// The same for what has the next `@` near enough.
    fn email_at_sign(&self, start: usize) -> Option<usize> {
        let local = &self.bytes[start..self.at_sign];
        if !local.iter().all(|&b| is_core(b) || matches!(b, b'.' | b'+' | b'-' | b'%')) {
            return None;
        }
        let host = self.at_sign + 1;
        let len = self.bytes[host..].iter().take(255).take_while(|&&b| is_core(b) || matches!(b, b'.' | b'-')).count();
        let host = &self.text[host..host + len];
        let host = host.trim_end_matches(['.', '-']);
        host.contains('.').then_some(self.at_sign + 1 + host.len())
    }
}
