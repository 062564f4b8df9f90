//! Cutting an article into windows, as the encoder sees only so many pieces at a time.
//!
//! A window holds whole sentences where they fit and ends with a paragraph where that costs little. Before its own sentences stand some of
//! those before them, so that none is read without what it follows.

use crate::segment::Sentence;
use crate::text::TokenRange;

/// What the encoder reads at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Tokens that are read only because of what follows.
    pub context: TokenRange,
    /// Tokens that are read for their own sake.
    pub own: TokenRange,
}

/// Room for pieces.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// In a window.
    pub window: usize,
    /// Of them at most for context.
    pub context: usize,
}

/// Windows over all tokens. The pieces of token `n` are those from number `offsets[n]` up to `offsets[n + 1]`; `starts_stretch` tells whether a
/// stretch starts with it.
pub fn windows(
    sentences: &[Sentence],
    offsets: &[usize],
    starts_stretch: impl Fn(usize) -> bool,
    room: Room,
) -> Vec<Window> {
    let size = |from: usize, to: usize| offsets[to] - offsets[from];
    // Units: sentences, and the parts of those that no window has room for.
    let mut units: Vec<TokenRange> = Vec::with_capacity(sentences.len());
    for sentence in sentences.iter().filter(|s| !s.tokens.is_empty()) {
        let (mut start, end) = (sentence.tokens.start(), sentence.tokens.end());
        while size(start, end) > room.window - room.context {
            let limit = offsets[start] + room.window - room.context;
            let cut = (offsets.partition_point(|&o| o <= limit) - 1).clamp(start + 1, end);
            units.push(TokenRange::new(start, cut));
            start = cut;
        }
        if start < end {
            units.push(TokenRange::new(start, end));
        }
    }
    let mut out = Vec::new();
    let mut first = 0;
    while first < units.len() {
        let own = units[first].start();
        let mut context = context(&units[..first], own, offsets, room.context);
        let mut end = first;
        let mut paragraph_end = None;
        while end < units.len() && size(context, units[end].end()) <= room.window {
            end += 1;
            if end < units.len() && starts_stretch(units[end].start()) {
                paragraph_end = Some(end);
            }
        }
        if end == first {
            // Not even one unit fits beside the context.
            end = first + 1;
            context = own;
        }
        if end < units.len()
            && let Some(paragraph_end) = paragraph_end
            && 5 * size(context, units[paragraph_end - 1].end()) >= 3 * room.window
        {
            end = paragraph_end;
        }
        out.push(Window { context: TokenRange::new(context, own), own: TokenRange::new(own, units[end - 1].end()) });
        first = end;
    }
    out
}

/// Where the context of the token `own` starts: with the first unit that fits, or in the midst of one if none does.
fn context(units: &[TokenRange], own: usize, offsets: &[usize], room: usize) -> usize {
    let fits = |token: usize| offsets[own] - offsets[token] <= room;
    let mut start = own;
    for unit in units.iter().rev() {
        if !fits(unit.start()) {
            break;
        }
        start = unit.start();
    }
    if start == own {
        while start > 0 && fits(start - 1) {
            start -= 1;
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;
    use proptest::prelude::*;

    const ROOM: Room = Room { window: 30, context: 8 };

    /// Sentences and pieces: for each sentence its words' sizes, and whether a paragraph starts with it.
    fn cut(sentences: &[(Vec<usize>, bool)]) -> (Vec<Window>, Vec<usize>) {
        let (mut offsets, mut list, mut starts) = (vec![0], Vec::new(), Vec::new());
        for (sizes, opens) in sentences {
            let first = offsets.len() - 1;
            if *opens || starts.is_empty() {
                starts.push(first);
            }
            for size in sizes {
                offsets.push(offsets[offsets.len() - 1] + size);
            }
            let tokens = TokenRange::new(first, offsets.len() - 1);
            list.push(Sentence { span: Span::new(0, 0), paragraph: 0, tokens });
        }
        (windows(&list, &offsets, |token| starts.contains(&token), ROOM), offsets)
    }

    #[test]
    fn a_window_ends_with_a_paragraph_and_reads_the_sentences_before() {
        let sentence = |words: usize, opens| (vec![1; words], opens);
        let (windows, _) =
            cut(&[sentence(10, true), sentence(5, false), sentence(5, false), sentence(6, true), sentence(7, false)]);
        let shown: Vec<_> = windows.iter().map(|w| (w.context.start(), w.own.start(), w.own.end())).collect();
        assert_eq!(
            shown,
            [(0, 0, 20), (15, 20, 33)],
            "though the fourth sentence would have fitted into the first window"
        );
    }

    proptest! {
        #[test]
        fn every_word_is_read_once_for_its_own_sake_and_no_window_is_too_large(
            sentences in prop::collection::vec((prop::collection::vec(1usize..=8, 1..40), any::<bool>()), 0..12)
        ) {
            let (windows, offsets) = cut(&sentences);
            let mut next = 0;
            for window in &windows {
                prop_assert_eq!(window.own.start(), next);
                prop_assert!(!window.own.is_empty() && window.context.end() == next);
                prop_assert!(offsets[window.own.end()] - offsets[window.context.start()] <= ROOM.window);
                prop_assert!(offsets[next] - offsets[window.context.start()] <= ROOM.context);
                next = window.own.end();
            }
            prop_assert_eq!(next, offsets.len() - 1);
        }
    }
}
