//! Leaving out quotes that are too unsure, and the sources that have no other.

use super::words::Words;
use super::{Quote, QuoteType, Source, SourceId};
use foldhash::HashSet;
use std::mem;

/// Leaves out the quotes whose confidence is below `least`. Counts and mentions of sources follow, and so does their order, which is that
/// of their first quote. It runs behind the resolution of sources: a doubtful quote still tells who "he" is in the next.
pub(super) fn leave_out(words: &Words, least: f32, quotes: &mut Vec<Quote>, sources: &mut Vec<Source>) {
    let is_kept = |quote: &Quote| quote.confidence >= least;
    if quotes.iter().all(is_kept) {
        return;
    }
    let (kept, left): (Vec<_>, Vec<_>) = mem::take(quotes).into_iter().partition(is_kept);
    *quotes = kept;
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
    let mut now: Vec<Option<SourceId>> = vec![None; sources.len()];
    let mut order = Vec::with_capacity(sources.len());
    let mut keep = |id: SourceId| {
        now[id.0].get_or_insert_with(|| {
            order.push(id);
            SourceId(order.len() - 1)
        });
    };
    quotes.iter().filter_map(|quote| quote.speaker).for_each(&mut keep);
    // Those who did not answer, and all who speak or are silent together with others.
    (0..sources.len()).filter(|&index| !sources[index].no_comment.is_empty()).map(SourceId).for_each(&mut keep);
    let members = |id: SourceId| sources[id.0].members.iter().copied();
    quotes.iter().filter_map(|quote| quote.speaker).flat_map(members).for_each(&mut keep);
    sources
        .iter()
        .filter(|source| !source.no_comment.is_empty())
        .flat_map(|s| s.members.iter().copied())
        .for_each(keep);
    let moved = |id: SourceId| now[id.0].expect("a source that is kept has a new number");
    let mut before: Vec<Source> = mem::take(sources);
    for id in &order {
        let mut source = mem::take(&mut before[id.0]);
        // One of the mentions of somebody who did not answer tells just that, and a member of others that speak is named somewhere.
        if source.no_comment.is_empty() && source.mentions.iter().any(|mention| !unnamed.contains(mention)) {
            source.mentions.retain(|mention| !unnamed.contains(mention));
        }
        source.members.iter_mut().for_each(|member| *member = moved(*member));
        sources.push(source);
    }
    quotes.iter_mut().filter_map(|quote| quote.speaker.as_mut()).for_each(|speaker| *speaker = moved(*speaker));
}
