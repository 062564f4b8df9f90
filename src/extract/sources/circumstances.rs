//! What a report says of how it came by its sources: who is not named, and why; and who was asked and did not answer.

use super::super::noun_phrase::subject_before;
use super::super::words::Words;
use crate::lexicon::{Starts, WordClass};
use crate::text::TokenRange;

/// How far behind the beginning of a phrase its other words are looked for, in tokens.
const REACH: usize = 12;
/// Longest stated reason, in tokens.
const LONGEST_REASON: usize = 40;

/// That somebody is not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Anonymity {
    /// "on condition of anonymity"
    pub(super) phrase: TokenRange,
    /// "because she was not authorized to speak publicly", if the report says why.
    pub(super) reason: Option<TokenRange>,
}

/// That somebody was asked and did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoComment {
    /// Whose silence it is: "A spokesman for the bank".
    pub(super) who: TokenRange,
    /// "did not respond to a request for comment"
    pub(super) phrase: TokenRange,
}

/// Every place where somebody is given anonymity, in text order.
pub(super) fn anonymities(words: &Words) -> Vec<Anonymity> {
    let mut found: Vec<Anonymity> = Vec::new();
    for at in words.starting(Starts::ANONYMITY).filter(|&at| words.region(at).is_none()) {
        let Some((phrase, reason)) = anonymity_at(words, at) else { continue };
        match found.last_mut() {
            // "on condition of anonymity because he was not authorized to speak": the second is the reason of the first.
            Some(last) if words.sentence(last.phrase.start()) == words.sentence(at) => {
                last.reason = last.reason.or(reason);
            }
            _ => found.push(Anonymity { phrase, reason }),
        }
    }
    found
}

/// The phrase that starts at a token, and the reason behind it or in it. Words that it may start with are in `rule_starts.txt`.
fn anonymity_at(words: &Words, at: usize) -> Option<(TokenRange, Option<TokenRange>)> {
    let end = words.sentence_range(at).end();
    let is = |k: usize, all: &[&str]| k < end && all.contains(&words.text(k));
    match words.text(at) {
        // "on condition of anonymity", "under the condition of anonymity"
        "on" | "under" => {
            let noun = at + 1 + usize::from(is(at + 1, &["the", "a"]));
            let kind = is(noun, &["condition", "conditions"]) && is(noun + 1, &["of"]) && is(noun + 2, &["anonymity"]);
            kind.then(|| with_reason(words, TokenRange::new(at, noun + 3)))
        }
        // "requested anonymity", "was granted anonymity"
        "requested" | "requesting" | "granted" | "demanded" | "sought" => {
            is(at + 1, &["anonymity"]).then(|| with_reason(words, TokenRange::new(at, at + 2)))
        }
        "asked" | "asking" if is(at + 1, &["for"]) && is(at + 2, &["anonymity"]) => {
            Some(with_reason(words, TokenRange::new(at, at + 3)))
        }
        "spoke" | "speaking" | "talked" if is(at + 1, &["anonymously"]) => {
            Some(with_reason(words, TokenRange::new(at, at + 2)))
        }
        // "asked not to be named", "declined to be identified", "did not want to be quoted by name"
        "asked" | "asking" | "declined" | "declining" | "refused" | "wanted" | "want" | "wished" | "insisted" => {
            let be = (at + 1..end.min(at + 6)).find(|&k| words.text(k) == "be")?;
            let refused = matches!(words.text(at), "declined" | "declining" | "refused") || not_near(words, at, be);
            let named = is(be + 1, &["named", "identified"]) || is(be + 1, &["quoted"]) && is(be + 2, &["by"]);
            let close = be + if is(be + 1, &["quoted"]) { 4 } else { 2 };
            (refused && named && close <= end).then(|| with_reason(words, TokenRange::new(at, close)))
        }
        // "who was not authorized to speak publicly": phrase and reason in one
        "authorized" | "authorised" | "permitted" | "allowed"
            if not_near(words, at.saturating_sub(3).max(words.sentence_range(at).start()), at)
                && is(at + 1, &["to"])
                && is(at + 2, &["speak", "comment", "discuss", "talk", "be"]) =>
        {
            let start = (words.sentence_range(at).start()..at)
                .rev()
                .take(4)
                .find(|&k| words.is(k, WordClass::RELATIVE | WordClass::SUBJECT))
                .unwrap_or(at);
            let close = reason_end(words, at);
            let whole = TokenRange::new(start, close.max(at + 1));
            Some((whole, Some(whole)))
        }
        _ => None,
    }
}

fn not_near(words: &Words, start: usize, end: usize) -> bool {
    let before = start.saturating_sub(2).max(words.sentence_range(start).start());
    (before..end).any(|k| matches!(words.text(k), "not" | "n't" | "n’t" | "never"))
}

/// The reason that follows a phrase: "because ...", "to discuss ...", "citing ...".
fn with_reason(words: &Words, phrase: TokenRange) -> (TokenRange, Option<TokenRange>) {
    let at = phrase.end();
    let end = words.sentence_range(phrase.start()).end();
    let at = at + usize::from(at < end && words.text(at) == ",");
    let opens = at < end
        && matches!(
            words.text(at),
            "because" | "since" | "as" | "citing" | "given" | "to" | "so" | "for" | "out" | "in" | "due" | "fearing"
        );
    // "in" and "out" open a reason only in "in order to", "out of fear".
    let fixed = match words.text(at.min(words.len() - 1)) {
        "in" => at + 1 < end && words.text(at + 1) == "order",
        "out" => at + 1 < end && words.text(at + 1) == "of",
        "for" => at + 1 < end && words.text(at + 1) == "fear",
        _ => true,
    };
    let close = reason_end(words, at);
    (phrase, (opens && fixed && close > at + 1).then(|| TokenRange::new(at, close)))
}

/// Where a reason ends: at the next comma, bracket or dash, at the report's verb, or with the sentence.
fn reason_end(words: &Words, at: usize) -> usize {
    let end = words.sentence_range(at.min(words.len() - 1)).end().min(at + LONGEST_REASON);
    let stop = |k: usize| {
        matches!(words.text(k), "," | ";" | ":" | ")" | "—" | "–" | "--")
            || matches!(words.text(k), "said" | "told" | "says") && words.region(k).is_none()
    };
    let mut close = (at..end).find(|&k| stop(k)).unwrap_or(end);
    while close > at && !words.is_word(close - 1) {
        close -= 1;
    }
    close
}

/// Every place where somebody did not answer, in text order. `mentions` are those of sources: one stands for the subject that is left out in
/// "NAME said it was late but declined to comment".
pub(super) fn no_comments(words: &Words, mentions: &[Option<TokenRange>]) -> Vec<NoComment> {
    let mut mentions: Vec<TokenRange> =
        mentions.iter().flatten().copied().filter(|mention| !mention.is_empty()).collect();
    mentions.sort_unstable_by_key(|mention| (mention.start(), mention.end()));
    let mut found = Vec::new();
    for at in words.starting(Starts::NO_COMMENT).filter(|&at| words.region(at).is_none()) {
        let Some(phrase) = no_comment_at(words, at) else { continue };
        let floor = words.sentence_range(at).start();
        let conjoined = at > floor && words.is(at - 1, WordClass::CONJUNCTION);
        let before = || mentions[..mentions.partition_point(|mention| mention.start() < at)].last().copied();
        let who = if conjoined {
            before().filter(|mention| mention.start() >= floor)
        } else {
            subject_before(words, floor, phrase.start())
        };
        found.extend(who.map(|who| NoComment { who, phrase }));
    }
    found
}

/// The phrase whose verb group starts at a token. Words that it may start with are in `rule_starts.txt`.
fn no_comment_at(words: &Words, at: usize) -> Option<TokenRange> {
    let end = words.sentence_range(at).end();
    // Most of them are far from rare, but hardly ever stand before one of these.
    if at + 1 >= end || !words.is(at + 1, WordClass::NEGATION) && !matches!(words.text(at + 1), "to" | "no") {
        return None;
    }
    let limit = end.min(at + REACH);
    let is = |k: usize, all: &[&str]| k < limit && all.contains(&words.text(k));
    // Over "immediately", "also", "again".
    let skip = |mut k: usize| {
        while k < limit && words.is(k, WordClass::ADVERB) && !is(k, &["not", "n't", "n’t"]) {
            k += 1;
        }
        k
    };
    let noun = |from: usize, all: &[&str]| (from..limit).find(|&k| all.contains(&words.text(k)));
    let close = match words.text(at) {
        "declined" | "refused" | "declines" | "refuses" => {
            let verb = at + 2;
            let silent = is(verb, &["comment", "respond", "elaborate"])
                || is(verb, &["be"]) && is(verb + 1, &["interviewed"])
                || is(verb, &["answer"]) && noun(verb, &["questions", "question"]).is_some();
            let last = match words.text(verb.min(end - 1)) {
                "be" => verb + 1,
                "answer" => noun(verb, &["questions", "question"])?,
                _ => comment_end(words, verb, limit),
            };
            (is(at + 1, &["to"]) && silent).then_some(last)?
        }
        "did" | "do" | "does" | "would" | "had" | "has" | "have" => {
            let not = at + 1;
            if is(not, &["no"]) {
                let last = noun(not, &["comment"]).filter(|&k| k <= not + 3)?;
                return Some(TokenRange::new(at, last + 1));
            }
            if !is(not, &["not", "n't", "n’t"]) {
                return None;
            }
            let verb = skip(not + 1);
            match words.text(verb.min(end - 1)) {
                "comment" | "commented" => comment_end(words, verb, limit),
                "respond" | "reply" | "answer" | "responded" | "replied" | "answered" => {
                    let asked = [
                        "request",
                        "requests",
                        "message",
                        "messages",
                        "call",
                        "calls",
                        "email",
                        "emails",
                        "e-mail",
                        "inquiry",
                        "inquiries",
                        "questions",
                        "comment",
                        "query",
                        "queries",
                    ];
                    match noun(verb + 1, &asked) {
                        Some(k) => comment_end(words, k, limit),
                        None if verb + 1 == end || is(verb + 1, &[".", ","]) => verb,
                        None => return None,
                    }
                }
                "return" | "returned" => {
                    let asked =
                        ["call", "calls", "message", "messages", "email", "emails", "e-mail", "request", "requests"];
                    comment_end(words, noun(verb + 1, &asked)?, limit)
                }
                _ => return None,
            }
        }
        "could" | "was" | "were" => {
            let not = at + 1;
            let verb = skip(not + 1) + usize::from(words.text(at) == "could");
            let silent = is(verb, &["reached"]) && words.text(at) == "could" || is(verb, &["available"]);
            let comment = noun(verb, &["comment"]).filter(|&k| k <= verb + 2);
            (is(not, &["not", "n't", "n’t"]) && silent).then_some(comment?)?
        }
        _ => return None,
    };
    (close < end).then(|| TokenRange::new(at, close + 1))
}

/// The last token of "request [for comment]", "comment [on the matter]": what is asked about is no part of it.
fn comment_end(words: &Words, at: usize, limit: usize) -> usize {
    let follows = |k: usize, word: &str| k < limit && words.text(k) == word;
    let asked = follows(at + 1, "for") || follows(at + 1, "seeking");
    let comment = (at + 2..limit.min(at + 5)).find(|&k| words.text(k) == "comment");
    comment.filter(|_| asked).unwrap_or(at)
}
