//! What stands before a relative pronoun: "who", "most of whom".

use super::super::noun_phrase::subject_before;
use super::super::words::Words;
use super::descriptions::Described;
use crate::lexicon::WordClass;
use crate::text::TokenRange;

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

/// The people that a relative pronoun behind a phrase stands for: the last noun phrase in it, if its head is for people, with what counts them
/// before "of". "A list of endorsements from [95 retired generals] who"
pub(super) fn nearest_people(words: &Words, phrase: TokenRange) -> Option<TokenRange> {
    let cut = phrase.indices().rev().find(|&k| words.is(k, WordClass::PREPOSITION))?;
    if cut + 1 >= phrase.end() || words.text(cut) == "of" {
        return None;
    }
    let near = TokenRange::new(cut + 1, phrase.end());
    let plural = Described::new(words, near).is_several();
    plural.then_some(near)
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
