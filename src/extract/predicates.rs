//! Quoted predicates: `Both leaders "expressed support for …".` right behind a sentence that has a source. The quotation is that
//! source's, though no cue says so again.

use super::attribution::{Attribution, Rule};
use super::words::Words;
use crate::lexicon::WordClass;
use crate::text::TokenRange;

/// Longest subject before a quoted predicate, in tokens.
const LONGEST_SUBJECT: usize = 6;

/// Adds the quoted predicates to the attributions of an article, and keeps these in text order.
pub(super) fn append(words: &Words, statements: &[bool], attributions: &mut Vec<Attribution>) {
    let found: Vec<_> = statements
        .iter()
        .enumerate()
        .filter(|(_, is_statement)| **is_statement)
        .filter_map(|(number, _)| predicate(words, number, attributions))
        .collect();
    if !found.is_empty() {
        attributions.retain(|a| {
            let next = found.partition_point(|f| f.content[0].end() <= a.content[0].start());
            !(is_inside(a, found.get(next).map_or(TokenRange::new(0, 0), |f| f.content[0])))
        });
        attributions.extend(found);
        attributions.sort_by_key(|a| a.content[0].start());
    }
}

/// Whether the tagger took the quotation alone for content, and its subject for the source: a quoted predicate says no such thing.
fn is_inside(attribution: &Attribution, predicate: TokenRange) -> bool {
    let first = attribution.content[0];
    attribution.rule == Rule::Learned && predicate.start() < first.start() && first.start() < predicate.end()
}

fn predicate(words: &Words, number: usize, attributions: &[Attribution]) -> Option<Attribution> {
    let range = words.region_range(number);
    let first = (range.start() < range.end()).then(|| words.sentence_range(range.start()).start())?;
    let verb = (range.start()..range.end()).find(|&k| words.is_word(k))?;
    let is_verb = !words.is_capitalised(verb)
        && (words.text(verb).ends_with("ed") || words.is(verb, WordClass::AUXILIARY | WordClass::CUE));
    let subject = TokenRange::new(first, range.start());
    let is_subject = (1..=LONGEST_SUBJECT).contains(&subject.len())
        && subject.indices().all(|k| words.is_word(k) && !words.is(k, WordClass::CUE | WordClass::PREPOSITION));
    let before = first.checked_sub(1).filter(|&k| words.paragraph(k) == words.paragraph(first))?;
    if !is_verb || !is_subject {
        return None;
    }
    let holds = |a: &Attribution, k: usize| a.content.iter().any(|r| r.contains(k));
    let latest = attributions.partition_point(|a| a.content[0].start() <= range.start());
    // Only what starts a little before can reach this far: looking further back would cost more than it finds.
    let near = &attributions[latest.saturating_sub(4)..latest];
    let sentence = TokenRange::new(first, range.end());
    if near.iter().any(|a| holds(a, range.start()) && !is_inside(a, sentence)) {
        return None;
    }
    let previous = words.sentence_range(before);
    let earlier =
        near.iter().rev().find(|a| a.content.iter().any(|r| r.end() > previous.start() && r.end() <= first))?;
    let source = earlier.source?;
    Some(Attribution::new(Rule::QuotedPredicate, vec![sentence], None, Some(source)))
}
