//! Reported speech without quotation marks: "NAME said that …", "…, NAME said", "according to NAME".

use super::attribution::{Attribution, Rule};
use super::clause::{clause_end, clause_start};
use super::cue::{Cue, cue_at, takes_addressee};
use super::noun_phrase::{source_from, subject_before};
use super::words::Words;
use crate::lexicon::{Starts, WordClass};
use crate::text::TokenRange;

/// The reported clauses of an article.
pub(super) fn attributions(words: &Words, statements: &[bool]) -> Vec<Attribution> {
    let mut out = Vec::new();
    for i in words.starting(Starts::ACCORDING | Starts::CUE) {
        if words.region(i).is_some_and(|r| statements[r]) || !words.is_report(i) {
            continue;
        }
        if words.starts(i, Starts::ACCORDING) {
            out.extend(according_to(words, statements, i));
        } else if let Some(cue) = cue_at(words, i) {
            out.extend(trailing(words, &cue).or_else(|| leading(words, statements, &cue)));
        }
    }
    out
}

fn according_to(words: &Words, statements: &[bool], i: usize) -> Option<Attribution> {
    let sentence = words.sentence_range(i);
    if i + 2 >= sentence.end() || words.text(i + 1) != "to" {
        return None;
    }
    let mut source = source_from(words, i + 2, sentence.end())?;
    let content = if i <= sentence.start() + 1 {
        // It opens the sentence, perhaps behind a bracket or "And". What looks like an apposition is the clause itself if no comma
        // closes it: "According to the ministry, the talks went well."
        let comma_from = |k: usize| (k..sentence.end()).find(|&k| words.text(k) == ",");
        let mut comma = comma_from(source.end());
        if comma.is_none() || comma > Some(source.end()) {
            comma = comma_from(source.start());
            source = TokenRange::new(source.start(), comma?.min(source.end()));
        }
        let start = comma? + 1;
        TokenRange::new(start, clause_end(words, statements, start, sentence.end()))
    } else {
        let comma = usize::from(matches!(words.text(i - 1), "," | "—" | "–" | "("));
        let start = clause_start(words, sentence.start(), i - comma);
        TokenRange::new(start, i - comma)
    };
    (content.len() > 1)
        .then(|| Attribution::new(Rule::AccordingTo, vec![content], Some(TokenRange::new(i, i + 2)), Some(source)))
}

/// "…, NAME said." at the end of a sentence.
fn trailing(words: &Words, cue: &Cue) -> Option<Attribution> {
    if cue.participle {
        return None;
    }
    let sentence = words.sentence_range(cue.verb);
    let after = skip_adverbial(words, cue.range.end(), sentence.end());
    if after < sentence.end() && !matches!(words.text(after), "." | ";") {
        return None;
    }
    let source = subject_before(words, sentence.start(), cue.range.start())?;
    let comma = source.start().checked_sub(1).filter(|&k| k > sentence.start() + 2 && words.text(k) == ",")?;
    let start = clause_start(words, sentence.start(), comma);
    (comma > start + 2).then(|| {
        Attribution::new(Rule::TrailingCue, vec![TokenRange::new(start, comma)], Some(cue.range), Some(source))
    })
}

/// "NAME said (that) …".
fn leading(words: &Words, statements: &[bool], cue: &Cue) -> Option<Attribution> {
    if !words.is(cue.verb, WordClass::SAY) || cue.passive {
        return None;
    }
    let sentence = words.sentence_range(cue.verb);
    let source = if cue.participle {
        // The subject of the clause before: unknown here more often than not; the nearest one is taken.
        (sentence.start()..cue.range.start()).rev().find_map(|k| {
            let earlier = cue_at(words, k).filter(|c| !c.participle && words.region(k).is_none())?;
            subject_before(words, sentence.start(), earlier.range.start())
        })
    } else {
        Some(subject_before(words, sentence.start(), cue.range.start())?)
    };
    let limit = sentence.end().min(cue.range.end() + 14);
    let that = (cue.range.end()..limit)
        .take_while(|&k| {
            !matches!(words.text(k), ";" | ":") && words.region(k).is_none() && !words.is(k, WordClass::AUXILIARY)
        })
        .find(|&k| matches!(words.text(k), "that" | "whether"));
    let start = match that {
        Some(k) => k,
        None if takes_addressee(words.text(cue.verb)) => behind_addressee(words, cue.range.end(), sentence.end()),
        None => skip_adverbial(words, cue.range.end(), sentence.end()),
    };
    if start >= sentence.end() || !words.is_word(start) && words.region(start).is_none() {
        return None;
    }
    let content = TokenRange::new(start, clause_end(words, statements, start, sentence.end()));
    (content.len() > 2).then(|| Attribution::new(Rule::ReportedClause, vec![content], Some(cue.range), source))
}

/// Skips days, times and short adverbials behind a cue: "said on Monday", "said late last week".
fn skip_adverbial(words: &Words, mut k: usize, end: usize) -> usize {
    let time = WordClass::DAY | WordClass::TIME | WordClass::MONTH;
    loop {
        if k < end && words.is(k, time) {
            k += 1;
        } else if k + 1 < end && words.is(k, WordClass::PREPOSITION) && words.is(k + 1, time) {
            k += 2;
        } else {
            return k;
        }
    }
}

/// The first token behind the person spoken to: "told [reporters] he …".
fn behind_addressee(words: &Words, start: usize, end: usize) -> usize {
    if start >= end {
        return end;
    }
    if matches!(words.text(start), "me" | "us" | "him" | "them" | "her" | "you") {
        return start + 1;
    }
    let next_clause = |&k: &usize| {
        words.is(k, WordClass::SUBJECT | WordClass::DETERMINER | WordClass::POSSESSIVE)
            || words.is_capitalised(k) != words.is_capitalised(k - 1) && words.is_word(k)
    };
    (start + 1..end).find(next_clause).unwrap_or(end)
}
