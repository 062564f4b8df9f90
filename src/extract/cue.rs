//! Cues: the verb group that ties a statement to its source, and the words that belong to it.

use super::words::Words;
use crate::lexicon::{NounKind, WordClass};
use crate::text::TokenRange;

/// A possible cue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cue {
    /// The verb itself.
    pub(super) verb: usize,
    /// The verb group: auxiliaries, negation and adverbs before it, "in a statement" behind it.
    pub(super) range: TokenRange,
    /// "saying": it hangs on another clause's subject.
    pub(super) participle: bool,
    /// "was told": its subject is not its source.
    pub(super) passive: bool,
}

/// Verbs before "to" that make an infinitive a cue: "declined to say", "went on to add".
const LEADS_TO_INFINITIVE: [&str; 14] = [
    "declined",
    "declines",
    "refused",
    "refuses",
    "wants",
    "wanted",
    "continued",
    "continues",
    "began",
    "tried",
    "failed",
    "sought",
    "on",
    "used",
];

/// The cue at token `i`, if its word can be one where it stands.
pub(super) fn cue_at(words: &Words, i: usize) -> Option<Cue> {
    let particle = words.is(i, WordClass::PHRASAL).then(|| particle_behind(words, i)).flatten();
    if !words.is(i, WordClass::CUE) && particle.is_none() {
        return None;
    }
    if words.is_capitalised_inside(i) && !words.in_title_case(i) {
        return None; // "the United States", "the Post"
    }
    let first = words.sentence_range(i).start();
    let group = WordClass::AUXILIARY | WordClass::NEGATION | WordClass::ADVERB;
    let mut start = i;
    while start > first && words.is(start - 1, group) && words.region(start - 1) == words.region(i) {
        start -= 1;
    }
    if matches!(words.text(start), "'s" | "’s") && (start == first || !words.is(start - 1, WordClass::SUBJECT)) {
        return None; // a possessive: "the team's report", "let's hope"
    }
    let participle = words.text(i).ends_with("ing") && start == i;
    if start > first && words.text(start - 1).eq_ignore_ascii_case("to") {
        let verb = start.checked_sub(2).filter(|&v| v >= first)?;
        if !LEADS_TO_INFINITIVE.contains(&words.text(verb)) {
            return None;
        }
        start = if words.text(verb) == "on" && verb > first { verb - 1 } else { verb };
        while start > first && words.is(start - 1, group) {
            start -= 1;
        }
    } else if start > first && governs_noun(words, start - 1) {
        // "the claim", "his remark", "of note": nouns spelled like cues. "those said" does not occur.
        return None;
    }
    if words.is(i, WordClass::NOUN_LIKE) && start == i && !agrees(words, i) {
        return None;
    }
    let mut end = particle.unwrap_or(i) + 1;
    if let Some(channel) = channel_at(words, end) {
        end = channel.end();
    }
    let passive = !words.text(i).ends_with("ing") && (start..i).any(|k| is_form_of_be(words.text(k)));
    Some(Cue { verb: i, range: TokenRange::new(start, end), participle, passive })
}

/// Whether a noun-like verb form agrees in number with the word before it, as a verb would with its subject: "officials claim", "Ruiz
/// claims", but "the reality TV show".
fn agrees(words: &Words, i: usize) -> bool {
    let Some(before) = i.checked_sub(1).filter(|&k| words.sentence(k) == words.sentence(i)) else { return true };
    let subject = words.text(before);
    if !words.is_word(before) || words.is(before, WordClass::RELATIVE) {
        return true;
    }
    let singular_verb = words.text(i).ends_with('s');
    if words.is(before, WordClass::SUBJECT) {
        return singular_verb == matches!(subject.to_lowercase().as_str(), "he" | "she" | "it");
    }
    let plural = subject.ends_with('s') && !subject.ends_with("ss") && !words.is_capitalised(before)
        || matches!(
            subject,
            "people" | "police" | "men" | "women" | "many" | "some" | "others" | "most" | "few" | "both"
        );
    let capitalised_plural = words.is_capitalised(before) && subject.ends_with("ns");
    if singular_verb { !plural } else { plural || capitalised_plural }
}

/// Whether the word at `k` needs a noun behind it, not a verb. ("Some", "one", "many" can be subjects themselves.)
fn governs_noun(words: &Words, k: usize) -> bool {
    words.is(k, WordClass::POSSESSIVE | WordClass::PREPOSITION)
        || matches!(words.text(k), "the" | "a" | "an" | "this" | "that" | "every" | "no" | "The" | "A" | "An")
}

fn is_form_of_be(word: &str) -> bool {
    matches!(word, "is" | "are" | "was" | "were" | "be" | "been" | "being" | "am" | "'re" | "’re" | "'m" | "’m")
}

/// The particle that makes a phrasal cue of the verb at `i`: "fired [back]".
fn particle_behind(words: &Words, i: usize) -> Option<usize> {
    let next = i + 1;
    let there =
        next < words.sentence_range(i).end() && matches!(words.text(next), "back" | "in" | "it" | "on" | "out" | "up");
    there.then_some(next)
}

/// Nouns that say where something was said: "in a statement".
const CHANNEL_NOUNS: [&str; 24] = [
    "statement",
    "interview",
    "tweet",
    "release",
    "letter",
    "email",
    "e-mail",
    "speech",
    "memo",
    "report",
    "conference",
    "briefing",
    "testimony",
    "post",
    "message",
    "news",
    "press",
    "video",
    "call",
    "column",
    "op-ed",
    "affidavit",
    "filing",
    "note",
];

/// The phrase at token `i` that names the channel: "in a written statement", "at a news conference".
pub(super) fn channel_at(words: &Words, i: usize) -> Option<TokenRange> {
    let sentence_end = words.sentence_range(i.min(words.len().checked_sub(1)?)).end();
    let at = |k: usize| (k < sentence_end).then(|| words.text(k));
    if !matches!(at(i)?, "in" | "during" | "at" | "on") {
        return None;
    }
    let mut k = i + 1;
    if at(i)? == "on" && at(k).is_some_and(is_medium) {
        return Some(TokenRange::new(i, k + 1 + usize::from(at(k + 1) == Some("News"))));
    }
    if !matches!(at(k)?, "a" | "an" | "the" | "his" | "her" | "their" | "its") {
        return None;
    }
    k += 1;
    for _ in 0..3 {
        let word = at(k)?;
        if CHANNEL_NOUNS.contains(&word) {
            while at(k + 1).is_some_and(|w| CHANNEL_NOUNS.contains(&w)) {
                k += 1;
            }
            return Some(TokenRange::new(i, k + 1));
        }
        if !word.starts_with(char::is_alphabetic) {
            return None;
        }
        k += 1;
    }
    None
}

/// A network or channel by its name: "CNN", "Twitter".
fn is_medium(word: &str) -> bool {
    let initials = (3..=5).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase());
    initials || matches!(word, "Twitter" | "Facebook" | "Instagram" | "YouTube" | "Fox" | "television" | "TV")
}

/// The channel named in a cue, right behind it, or right before it.
pub(super) fn channel_near(words: &Words, cue: TokenRange) -> Option<TokenRange> {
    let end = words.sentence_range(cue.start()).end();
    let named = (cue.start() + 1..=cue.end()).filter(|&k| k < end).find_map(|k| channel_at(words, k));
    named.or_else(|| outlet_told(words, cue, end)).or_else(|| issued(words, cue))
}

/// "told CNN", "told The Washington Post": an outlet behind the verb, not a person.
fn outlet_told(words: &Words, cue: TokenRange, end: usize) -> Option<TokenRange> {
    let verb = cue.end() - 1;
    if !matches!(words.text(verb), "told" | "tells" | "tell" | "telling") {
        return None;
    }
    let start = cue.end() + usize::from(cue.end() < end && matches!(words.text(cue.end()), "the" | "The"));
    let close = (start..end).find(|&k| !words.is_word(k) || !words.is_capitalised(k)).unwrap_or(end);
    let outlet = |k: usize| {
        is_medium(words.text(k)) || words.text(k) == "News" || words.noun_kind(k) == Some(NounKind::Organization)
    };
    (start < close && (start..close).any(outlet)).then(|| TokenRange::new(verb, close))
}

/// "[issued a statement] saying"
fn issued(words: &Words, cue: TokenRange) -> Option<TokenRange> {
    let floor = words.sentence_range(cue.start()).start();
    let noun = cue.start().checked_sub(1).filter(|&k| k >= floor && CHANNEL_NOUNS.contains(&words.text(k)))?;
    let verb = (floor..noun).rev().take(4).find(|&k| !words.is_word(k) || is_issuing(words.text(k)))?;
    is_issuing(words.text(verb)).then(|| TokenRange::new(verb, noun + 1))
}

fn is_issuing(verb: &str) -> bool {
    matches!(verb, "issued" | "released" | "posted" | "sent" | "wrote" | "published")
}

/// Whether the verb at `i` takes the person spoken to as its object: "told reporters that".
pub(super) fn takes_addressee(word: &str) -> bool {
    let stems = ["tell", "told", "inform", "remind", "assur", "convinc", "warn", "advis", "urg", "ask"];
    stems.iter().any(|s| word.starts_with(s))
}
