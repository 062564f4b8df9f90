//! What stands before a relative pronoun: "who", "most of whom".

use super::super::noun_phrase::subject_before;
use super::super::words::Words;
use super::descriptions::Described;
use crate::lexicon::WordClass;
use crate::text::{TokenKind, TokenRange};

/// Longest aside between dashes that is passed over, in tokens.
const LONGEST_ASIDE: usize = 24;

/// The end of what stands before a relative pronoun, without the comma or dash between, and without an aside set off by dashes:
/// "95 officers -- most of them retired -- who".
pub(super) fn before_aside(words: &Words, floor: usize, at: usize) -> usize {
    let dash = |k: usize| matches!(words.text(k), "--" | "—" | "–");
    let Some(mark) = at.checked_sub(1).filter(|&k| k >= floor && (words.text(k) == "," || dash(k))) else {
        return at;
    };
    let opening = (floor..mark).rev().take(LONGEST_ASIDE).find(|&k| dash(k)).filter(|_| dash(mark));
    opening.unwrap_or(mark)
}

/// Where the words end that stand before the preposition of a place or body, if there are any: "[Republicans] in Ohio".
pub(super) fn before_place(words: &Words, floor: usize, name: TokenRange) -> Option<usize> {
    let before = name.start().checked_sub(1)?;
    let preposition = before.saturating_sub(usize::from(words.is(before, WordClass::DETERMINER)));
    (preposition > floor && words.is(preposition, WordClass::PREPOSITION)).then_some(preposition)
}

/// The people that a relative pronoun behind a phrase stands for: the last noun phrase in it, if its head is for people, with what counts them
/// before "of". "A list of endorsements from [95 retired generals] who"; with `who`, "the advice of [their own officers] who".
pub(super) fn nearest_people(words: &Words, phrase: TokenRange, who: bool) -> Option<TokenRange> {
    let counts = |noun: usize| {
        let quantity =
            ["number", "majority", "minority", "lot", "couple", "handful", "pair", "dozen", "half", "percent"];
        let word = words.text(noun);
        let is_quantity = word.ends_with('s') || quantity.contains(&word) || words.is(noun, WordClass::DETERMINER);
        is_quantity || words.noun_kind(noun).is_some()
    };
    let cuts = |k: usize| {
        words.is(k, WordClass::PREPOSITION) && (words.text(k) != "of" || who && k > phrase.start() && !counts(k - 1))
    };
    let cut = phrase.indices().rev().find(|&k| cuts(k)).filter(|&cut| cut + 1 < phrase.end())?;
    let near = TokenRange::new(cut + 1, phrase.end());
    let plural = Described::new(words, near).is_several();
    plural.then_some(near)
}

/// A phrase without the verbs that it may begin with or have in it, and what stands before them: "[He] released [a letter from his doctor] that",
/// "[who had] helped shape [the law] which". `None` if nothing is left.
pub(super) fn behind_verb(words: &Words, floor: usize, phrase: TokenRange) -> Option<TokenRange> {
    const OPENS: WordClass = WordClass::DETERMINER.union(WordClass::POSSESSIVE);
    /// How far behind a verb its object may open: "immersed himself in [the literature]".
    const REACH: usize = 3;
    let Some(verb) = phrase.indices().rev().find(|&k| is_verb(words, floor, phrase, k)) else { return Some(phrase) };
    let behind = verb + 1..phrase.end();
    let opens = behind.clone().take(REACH).find(|&k| words.is(k, OPENS));
    let start = opens.or_else(|| behind.clone().find(|&k| !words.is(k, WordClass::PREPOSITION | WordClass::ADVERB)))?;
    // "two days last week"
    let is_time = |k: usize| words.is(k, WordClass::DAY | WordClass::TIME);
    let end = behind.rev().find(|&k| !is_time(k))? + 1;
    (start < end).then(|| TokenRange::new(start, end))
}

/// Whether token `k` of a phrase is a verb, as far as can be told by its ending and its neighbours.
fn is_verb(words: &Words, floor: usize, phrase: TokenRange, k: usize) -> bool {
    let word = words.text(k);
    let next = k + 1;
    if !words.is_small(k) || next == phrase.end() || words.is(k, WordClass::FUNCTION) {
        return false;
    }
    let finite = word.len() > 4 && word.ends_with("ed");
    let before_preposition = words.is(next, WordClass::PREPOSITION);
    if k == phrase.start() {
        let subject = WordClass::SUBJECT | WordClass::RELATIVE | WordClass::AUXILIARY;
        let be = ["is", "are", "was", "were", "be", "been", "being", "'re", "’re"];
        // "[They had] released": behind a form of "be" stands a noun as often, "[they are] black voters".
        let behind_subject = k > floor && words.is(k - 1, subject) && !be.contains(&words.text(k - 1));
        let participle = finite || word.len() > 5 && word.ends_with("ing");
        let opens = words.is(next, WordClass::DETERMINER | WordClass::POSSESSIVE);
        return behind_subject || participle && (opens || before_preposition);
    }
    if matches!(words.text(k - 1), "not" | "to") {
        return true;
    }
    let attributive = !words.is_word(k - 1) || words.is(k - 1, WordClass::FUNCTION | WordClass::ADVERB);
    // "died [22 years ago]", "Democratic elected [officials]"
    let counted = words.article.tokens[next].kind == TokenKind::Number || words.noun_kind(next).is_some();
    finite && !attributive && !counted && !before_preposition
}

/// What "who" stands for behind a phrase: "one of [three members] who", "[doctors and nurses] who".
pub(super) fn whole(words: &Words, floor: usize, phrase: TokenRange) -> TokenRange {
    let (start, end) = (phrase.start(), phrase.end());
    if phrase.len() > 2 && words.text(start).eq_ignore_ascii_case("one") && words.text(start + 1) == "of" {
        return TokenRange::new(start + 2, end);
    }
    let plural = |k: usize| {
        let word = words.text(k);
        word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !words.is_capitalised(k)
    };
    if start >= floor + 2
        && words.text(start - 1) == "and"
        && plural(start)
        && plural(start - 2)
        && let Some(left) = subject_before(words, floor, start - 1)
    {
        return TokenRange::new(left.start(), end);
    }
    phrase
}
