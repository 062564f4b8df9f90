//! What the words around a name tell of it when the name itself tells nothing: whether it is a body rather than a person.

use super::super::words::Words;
use super::names::{self, Name};
use crate::lexicon::WordClass;

/// Longest description behind a name, in tokens: "Orvanta, [a maker of pumps from Port Hale],".
const LONGEST: usize = 12;

/// Whether the words around a name say that its bearer is a body.
pub(super) fn is_told(words: &Words, name: &Name) -> bool {
    described_before(words, name)
        || set_off(words, name)
        || described_behind(words, name)
        || speaks_of_itself(words, name)
}

/// "the airline Orvanta", "Airline Orvanta", "utility company Orvanta"
fn described_before(words: &Words, name: &Name) -> bool {
    let (first, Some(noun)) = (words.sentence_range(name.start).start(), name.start.checked_sub(1)) else {
        return false;
    };
    if noun == first {
        return names::is_trade(words.text(noun));
    }
    noun > first
        && words.is_small(noun)
        && names::is_organization_noun(words, noun)
        && ((first..noun).rev().take(3).any(|k| words.is(k, WordClass::DETERMINER)) || is_told_of_trade(words, noun))
}

/// "The drug's maker, Orvanta, said", but not "The head of the company, Ruiz, said": the description opens the sentence or its part.
fn set_off(words: &Words, name: &Name) -> bool {
    let (start, end) = (name.start, name.run.end());
    let first = words.sentence_range(start).start();
    if start < first + 3 || end >= words.len() || words.text(start - 1) != "," || words.text(end) != "," {
        return false;
    }
    let noun = start - 2;
    let body = matches!(words.text(noun), "maker" | "operator") || names::is_organization_noun(words, noun);
    let article = (first..noun).rev().take(4).find(|&k| words.is(k, WordClass::DETERMINER));
    let opens = |k: usize| k == first || !words.is_word(k - 1);
    let plain = |k: usize| words.is_word(k) && !words.is(k, WordClass::PREPOSITION | WordClass::CUE);
    body && words.is_small(noun) && article.is_some_and(|k| opens(k) && (k + 1..noun).all(plain))
}

/// "[utility] company Orvanta", but not "in superior court Ruiz"
fn is_told_of_trade(words: &Words, noun: usize) -> bool {
    let before = noun - 1;
    let company = matches!(words.text(noun), "company" | "firm" | "bank" | "group" | "agency")
        || names::is_trade(words.text(noun));
    company && words.is_word(before) && !words.is(before, WordClass::all())
}

/// "Orvanta, an airline from Port Hale,", "Orvanta, which flies to Port Hale,"
fn described_behind(words: &Words, name: &Name) -> bool {
    let (comma, end) = (name.run.end(), words.sentence_range(name.run.start()).end());
    if comma + 2 >= end || !matches!(words.text(comma), "," | "(" | "—" | "–" | "--") {
        return false;
    }
    let at = comma + 1;
    if words.text(at) == "which" {
        // "a book by Li and Ruiz, which": the nearest name is not always the one that is meant.
        let governs = WordClass::PREPOSITION | WordClass::CONJUNCTION;
        return !name.start.checked_sub(1).is_some_and(|k| words.is(k, governs));
    }
    if !words.is(at, WordClass::DETERMINER | WordClass::POSSESSIVE) {
        return false;
    }
    let ends = WordClass::PREPOSITION | WordClass::RELATIVE | WordClass::AUXILIARY | WordClass::CUE;
    let limit = end.min(at + LONGEST);
    let close = (at + 1..limit).find(|&k| words.is(k, ends) || !words.is_word(k) && words.text(k) != "-");
    // "Ruiz, the company said, …" is none.
    close.is_some_and(|close| {
        names::is_organization_noun(words, close - 1) && !words.is(close, WordClass::AUXILIARY | WordClass::CUE)
    })
}

/// "Orvanta said on Monday that its flights were safe", "Orvanta said it would fly".
fn speaks_of_itself(words: &Words, name: &Name) -> bool {
    let (cue, end) = (name.run.end(), words.sentence_range(name.run.start()).end());
    if cue + 3 >= end || !words.is(cue, WordClass::SAY) || !words.is_small(cue) {
        return false;
    }
    let between = |&k: &usize| {
        words.is(k, WordClass::DAY | WordClass::TIME | WordClass::MONTH)
            || matches!(words.text(k), "that" | "on" | "late")
    };
    let pronoun = (cue + 1..end.min(cue + 6)).find(|k| !between(k)).filter(|&k| k + 2 < end);
    pronoun.is_some_and(|k| match words.text(k) {
        "its" => true,
        "it" => acts(words.text(k + 1), words.text(k + 2)),
        _ => false,
    })
}

/// Whether what "it" does is done by somebody: "it would close two plants", not "it would be wrong", "it was late".
fn acts(verb: &str, next: &str) -> bool {
    const DUMMY: [&str; 14] = [
        "be", "been", "take", "taken", "become", "make", "made", "seem", "not", "help", "get", "cost", "never", "also",
    ];
    match verb {
        "would" | "will" | "could" | "had" | "has" => !DUMMY.contains(&next),
        "plans" | "planned" | "expects" | "expected" | "intends" | "intended" | "aims" | "aimed" | "hopes"
        | "hoped" | "wants" | "wanted" | "believes" | "believed" | "received" | "did" | "does" => true,
        _ => false,
    }
}
