//! Where a source begins and ends: noun phrases by closed-class words and punctuation, without a parser.

use super::words::Words;
use crate::lexicon::WordClass;
use crate::text::TokenRange;

/// Longest source considered, in tokens: appositions and relative clauses included.
const LONGEST: usize = 40;

/// The subject that ends right before token `end`, not reaching back before token `floor`.
///
/// Commas before `end` are taken for the end of an apposition or relative clause: "Ana Ruiz, who chairs the panel, [said]".
pub(super) fn subject_before(words: &Words, floor: usize, end: usize) -> Option<TokenRange> {
    let floor = floor.max(end.saturating_sub(LONGEST));
    let last = end.checked_sub(1).filter(|&l| l >= floor)?;
    if words.is(last, WordClass::RELATIVE) {
        return Some(TokenRange::new(last, end));
    }
    if words.is(last, WordClass::SUBJECT) {
        return Some(TokenRange::new(last, end));
    }
    if words.is(last, WordClass::CONJUNCTION | WordClass::SUBORDINATOR) {
        return None; // "… and said": the subject stands further off
    }
    let closing = words.text(last);
    if matches!(closing, "," | ")" | "—" | "–" | "-" | "―" | "--") {
        let opening = (floor..last)
            .rev()
            .find(|&k| if closing == ")" { words.text(k) == "(" } else { words.text(k) == closing })?;
        if words.is(opening + 1, WordClass::CONJUNCTION | WordClass::PREPOSITION) && closing == "," {
            return None;
        }
        let head = subject_before(words, floor, opening)?;
        return Some(TokenRange::new(head.start(), if closing == "," { end - 1 } else { end }));
    }
    if !words.is_word(last) {
        return None;
    }
    let mut start = last;
    while start > floor && continues_left(words, start - 1, last) {
        start -= 1;
    }
    trim_left(words, start, end)
}

/// Whether token `k` may belong to the noun phrase to the right of it.
fn continues_left(words: &Words, k: usize, last: usize) -> bool {
    let text = words.text(k);
    if words.region(k) != words.region(last)
        || !(words.is_word(k) || matches!(text, "'" | "’" | "$" | "&" | "%" | "." | "-"))
    {
        return false;
    }
    if words.is(k, WordClass::CONJUNCTION) {
        // "Smith and Jones", not "he left and Jones".
        return text.eq_ignore_ascii_case("and")
            && k > 0
            && words.is_capitalised(k - 1)
            && words.is_capitalised(k + 1)
            && words.region(k - 1) == words.region(last);
    }
    if words.is(k, WordClass::AUXILIARY) && !text.ends_with('s') {
        return false;
    }
    if matches!(text, "is" | "was" | "has" | "does") {
        return false;
    }
    let blocks = WordClass::SUBORDINATOR | WordClass::RELATIVE | WordClass::SUBJECT | WordClass::CUE;
    !words.is(k, blocks)
        || words.is(k, WordClass::DETERMINER | WordClass::POSSESSIVE) && !text.eq_ignore_ascii_case("that")
}

/// Cuts leading adverbials: "On Monday the company" begins at "the".
fn trim_left(words: &Words, mut start: usize, end: usize) -> Option<TokenRange> {
    let adverbial = WordClass::ADVERB | WordClass::DAY | WordClass::TIME;
    loop {
        while start < end && words.is(start, adverbial) && !words.is(start, WordClass::DETERMINER) {
            start += 1;
        }
        if start >= end {
            return None;
        }
        if !words.is(start, WordClass::PREPOSITION) {
            break;
        }
        // A prepositional phrase opens the stretch: the subject is the noun phrase behind it, if another one begins.
        let next = (start + 2..end).find(|&k| {
            words.is(k, WordClass::DETERMINER | WordClass::POSSESSIVE)
                || words.is_capitalised(k) && !words.is_capitalised(k - 1)
                || words.is(k - 1, WordClass::DAY)
        })?;
        start = next;
    }
    Some(TokenRange::new(start, end))
}

/// The source that starts at token `start` and runs to the right, at most to token `ceiling`: behind "said" or "according to".
pub(super) fn source_from(words: &Words, start: usize, ceiling: usize) -> Option<TokenRange> {
    let ceiling = ceiling.min(start + LONGEST);
    if start >= ceiling || !words.is_word(start) && !matches!(words.text(start), "$" | "'" | "’") {
        return None;
    }
    if words.is(start, WordClass::SUBORDINATOR) && !words.is(start, WordClass::DETERMINER) {
        return None;
    }
    if words.is(start, WordClass::SUBJECT) {
        return Some(TokenRange::new(start, start + 1));
    }
    let mut end = start;
    // Where an apposition began, and whether it is a relative clause.
    let mut apposition = None;
    while end < ceiling {
        let text = words.text(end);
        if words.region(end).is_some() && words.region(end) != words.region(start) {
            break;
        }
        match text {
            "," => {
                // An apposition or relative clause goes on behind a comma; anything else ends the source.
                let next = end + 1;
                if apposition.is_some() {
                    break;
                }
                let goes_on = next < ceiling
                    && (words.is(next, WordClass::DETERMINER | WordClass::RELATIVE | WordClass::TITLE)
                        || words.article.tokens[next].kind == crate::text::TokenKind::Number
                        || words.is_word(next) && followed_by_preposition(words, next, ceiling));
                let reports =
                    next + 1 < ceiling && words.is(next, WordClass::RELATIVE) && words.is(next + 1, WordClass::CUE);
                if !goes_on || reports {
                    break;
                }
                apposition = Some((end, words.is(next, WordClass::RELATIVE)));
            }
            ";" | ":" | "—" | "–" | "―" | "--" | "?" | "!" => break,
            "." if end + 1 == words.sentence_range(start).end() => break,
            "(" => {
                let Some(close) = (end..ceiling).find(|&k| words.text(k) == ")") else { break };
                end = close;
            }
            _ if let Some((comma, is_relative)) = apposition => {
                let is_verb = words.is(end, WordClass::AUXILIARY | WordClass::SUBJECT);
                if is_verb && !is_relative {
                    end = comma; // what followed the comma was the main clause
                    break;
                }
            }
            _ if words.is(end, WordClass::CUE | WordClass::SUBJECT) && end > start => break,
            _ if words.is(end, WordClass::AUXILIARY) && !text.ends_with('s') => break,
            "in" | "on" | "during" | "after" | "before" | "when" | "while" | "as" | "to" | "at" | "about" | "by"
                if end > start && !names_place(words, end, ceiling) =>
            {
                break;
            }
            "and" | "but" if end > start && !(end + 1 < ceiling && words.is_capitalised(end + 1)) => break,
            _ if words.is(end, WordClass::DAY | WordClass::TIME) && end > start => break,
            _ => {}
        }
        end += 1;
    }
    while end > start && !words.is_word(end - 1) && words.text(end - 1) != ")" {
        end -= 1;
    }
    (end > start).then(|| TokenRange::new(start, end))
}

/// Whether "in" or "at" at token `k` opens a place that belongs to a name: "the university in Port Hale", not "in March".
fn names_place(words: &Words, k: usize, ceiling: usize) -> bool {
    matches!(words.text(k), "at" | "in")
        && k + 1 < ceiling
        && words.is_capitalised(k + 1)
        && !words.is(k + 1, WordClass::DAY | WordClass::MONTH)
}

/// "head of the caucus", "president of ...": an apposition without an article.
fn followed_by_preposition(words: &Words, start: usize, ceiling: usize) -> bool {
    (start + 1..ceiling.min(start + 5))
        .take_while(|&k| words.is_word(k))
        .any(|k| words.is(k, WordClass::PREPOSITION) && words.is_word(k - 1) && !words.text(start).ends_with("ing"))
}
