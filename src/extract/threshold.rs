//! Leaving out quotes that are too unsure, and the sources that have no other.

use super::words::Words;
use super::{Quote, QuoteType, Source, SourceId};
use std::collections::HashSet;
use std::mem;

/// Leaves out the quotes whose confidence is below `least`. Counts and mentions of sources follow, and so does their order, which is that
/// of their first quote. It runs behind the resolution of sources: a doubtful quote still tells who "he" is in the next.
pub(super) fn leave_out(words: &Words, least: f32, quotes: &mut Vec<Quote>, sources: &mut Vec<Source>) {
    let (kept, left): (Vec<_>, Vec<_>) = mem::take(quotes).into_iter().partition(|q| q.confidence >= least);
    *quotes = kept;
    if left.is_empty() {
        return;
    }
    let still_named: HashSet<_> = quotes.iter().filter_map(|q| q.source).collect();
    let mut unnamed: HashSet<_> = left.iter().filter_map(|q| q.source).collect();
    unnamed.retain(|mention| !still_named.contains(mention));
    for quote in &left {
        let Some(id) = quote.speaker else { continue };
        let source = &mut sources[id.0];
        match quote.kind {
            QuoteType::Direct => source.quotes.direct -= 1,
            QuoteType::Mixed => source.quotes.mixed -= 1,
            QuoteType::Indirect => source.quotes.indirect -= 1,
        }
        source.words -= quote.content.iter().map(|&s| words.count_in(s)).sum::<usize>();
    }
    let mut before: Vec<Option<Source>> = mem::take(sources).into_iter().map(Some).collect();
    let mut now: Vec<Option<SourceId>> = vec![None; before.len()];
    for speaker in quotes.iter_mut().filter_map(|q| q.speaker.as_mut()) {
        let old = speaker.0;
        if let Some(mut source) = before[old].take() {
            source.mentions.retain(|mention| !unnamed.contains(mention));
            now[old] = Some(SourceId(sources.len()));
            sources.push(source);
        }
        *speaker = now[old].expect("a source that was moved has a new number");
    }
}
