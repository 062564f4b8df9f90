//! Rules and the learned tagger, reconciled. This is the one place where the two meet.
//!
//! The tagger sees what the rules found as features ([`hints`]), so it follows them where they tend to be right. What is certain
//! knowledge, a quotation with the frame behind it, a signature, a turn of a transcript, overrides it. (Letting the rules for a frame
//! before the quotation override as well costs 0.3 points of all attributions on the development articles; letting them only replace the
//! tagger's sources costs more.)

use super::attribution::{Attribution, Rule, settle};
use super::link::link;
use super::words::Words;
use crate::model::tags::{Role, Side};
use crate::model::{Hint, HintKind, Tag, Tagger};

/// The attributions of an article: those of `rules` (settled) that are certain, and for the rest those of the tagger.
pub(super) fn attributions(words: &Words, rules: Vec<Attribution>, tagger: &Tagger<'_>) -> Vec<Attribution> {
    let tagging = tagger.tag(words.article, &hints(words, &rules));
    let mut found = rules;
    found.retain(|a| matches!(a.rule, Rule::QuoteThenCue | Rule::Signature | Rule::Transcript | Rule::Block));
    let linked = link(words.article, &tagging);
    // The tagger knows better how far a source goes ("NAME, a former prosecutor from Ohio,"): the rules need only its core.
    let mut sources: Vec<_> = linked.iter().filter_map(|l| l.source).collect();
    sources.sort_unstable_by_key(|s| s.start());
    for source in found.iter_mut().filter_map(|a| a.source.as_mut()) {
        let before = sources.partition_point(|s| s.start() <= source.start());
        let wider = before.checked_sub(1).map(|at| sources[at]).filter(|s| s.end() >= source.end());
        *source = wider.unwrap_or(*source);
    }
    found.extend(linked.into_iter().map(|linked| Attribution {
        content: linked.content,
        cue: linked.cue,
        source: linked.source,
        rule: Rule::Learned,
        confidence: linked.confidence,
    }));
    settle(found, words.len())
}

/// What the rules say of each token.
pub(super) fn hints(words: &Words, rules: &[Attribution]) -> Vec<Hint> {
    let mut out = vec![Hint::NONE; words.len()];
    for attribution in rules {
        let anchor = attribution.cue.map_or(usize::MAX, |c| c.start());
        let kind = match attribution.rule {
            Rule::QuoteThenCue | Rule::CueThenQuote => HintKind::Quotation,
            Rule::Block | Rule::Signature | Rule::Transcript => HintKind::Layout,
            _ => HintKind::Clause,
        };
        let parts = [
            (Role::Content, attribution.content.as_slice()),
            (Role::Source, attribution.source.as_slice()),
            (Role::Cue, attribution.cue.as_slice()),
        ];
        for (role, ranges) in parts {
            for range in ranges {
                let side = if range.start() < anchor { Side::Left } else { Side::Right };
                let (begin, inside) = Tag::of(role, side);
                out[range.indices()].fill(Hint::new(inside, kind));
                out[range.start()] = Hint::new(begin, kind);
            }
        }
    }
    out
}
