//! Statements set off without quotation marks: the paragraph behind "… a statement saying:", transcripts, headlines of the form
//! "NAME: …".

use super::attribution::{Attribution, Rule};
use super::cue::cue_at;
use super::direct::{left_subject, participle_subject};
use super::words::Words;
use crate::lexicon::WordClass;
use crate::segment::{Paragraph, ParagraphRole};
use crate::text::TokenRange;
use foldhash::{HashSet, HashSetExt};

/// Longest name before the colon of a transcript, in tokens.
const LONGEST_NAME: usize = 9;

/// Words before the colon of a headline that name no source, as written there.
const LABELS: [&str; 16] = [
    "LIVE",
    "Live",
    "TRANSCRIPT",
    "Transcript",
    "UPDATE",
    "Update",
    "EXCLUSIVE",
    "Exclusive",
    "BREAKING",
    "Breaking",
    "OPINION",
    "Opinion",
    "ANALYSIS",
    "Analysis",
    "WATCH",
    "Watch",
];

/// The block quotations, transcript turns and headline attributions of an article.
pub(super) fn attributions(words: &Words) -> Vec<Attribution> {
    let paragraphs = &words.article.paragraphs;
    let is_transcript = is_transcript(words);
    let mut out = Vec::new();
    for (number, paragraph) in paragraphs.iter().enumerate() {
        if paragraph.tokens.is_empty() {
            continue;
        }
        if is_transcript && paragraph.role == ParagraphRole::Body
            || number == 0 && paragraph.role != ParagraphRole::Credit
        {
            out.extend(turn(words, paragraph));
        }
        if let Some(next) = paragraphs.get(number + 1).filter(|p| p.role == ParagraphRole::Body) {
            out.extend(block(words, paragraph, next));
        }
    }
    out
}

/// Whether an article has turns of speakers. One paragraph "Background: …" makes no transcript, nor do tallies and lists of who is to do what:
/// there must be three turns, and speakers who speak again or are written in capitals.
fn is_transcript(words: &Words) -> bool {
    let mut speakers = HashSet::new();
    let (mut turns, mut marked) = (0, 0);
    for paragraph in words.article.paragraphs.iter().filter(|p| p.role != ParagraphRole::Credit) {
        let Some((name, _)) = speaker_colon(words, paragraph) else { continue };
        let speaker = words.text(name.end() - 1);
        turns += 1;
        let capitals = !speaker.chars().any(char::is_lowercase);
        marked += usize::from(!speakers.insert(speaker) || capitals);
    }
    turns >= 3 && 3 * marked >= turns
}

/// The name that opens a paragraph before a colon, and that colon.
fn speaker_colon(words: &Words, paragraph: &Paragraph) -> Option<(TokenRange, usize)> {
    // A quoted transcript opens each turn with a mark: `"RUIZ: …`.
    let opening = words.region(paragraph.tokens.start()).map(|r| words.region_at(r).open);
    let marked = opening.is_some_and(|o| !o.is_empty() && o.start() == paragraph.span.start());
    let start = paragraph.tokens.start() + usize::from(marked);
    let limit = paragraph.tokens.end().min(start + LONGEST_NAME + 1);
    let colon = (start + 1..limit).find(|&k| words.text(k) == ":")?;
    let is_label = LABELS.contains(&words.text(start)) && colon == start + 1;
    let is_name = |k: usize| {
        (marked || words.region(k).is_none())
            && (words.is_capitalised(k)
                || matches!(words.text(k), "of" | "the" | "," | "." | "(" | ")" | "-" | "'s" | "’s" | "and" | "de"))
    };
    // "Ruiz: 1,204" is a count.
    let says = |k: usize| words.is_word(k) && words.text(k).contains(char::is_alphabetic);
    (!is_label && (start..colon).all(is_name) && (colon + 1..paragraph.tokens.end()).any(says))
        .then(|| (TokenRange::new(start, colon), colon))
}

/// "NAME: what was said".
fn turn(words: &Words, paragraph: &Paragraph) -> Option<Attribution> {
    let (name, colon) = speaker_colon(words, paragraph)?;
    let mut end = paragraph.tokens.end();
    if words.region(colon + 1) == words.region(name.start()) {
        while end > colon + 2 && words.text(end - 1) == "." {
            end -= 1;
        }
    }
    Some(Attribution::new(
        Rule::Transcript,
        vec![TokenRange::new(colon + 1, end)],
        Some(TokenRange::new(colon, colon + 1)),
        Some(name),
    ))
}

/// "Officials issued a statement saying:" and the unquoted paragraph behind it. (A quoted one is found by its marks.)
fn block(words: &Words, paragraph: &Paragraph, next: &Paragraph) -> Option<Attribution> {
    let colon = paragraph.tokens.end().checked_sub(1).filter(|&k| words.text(k) == ":")?;
    if next.tokens.is_empty() || words.region(next.tokens.start()).is_some() {
        return None;
    }
    let sentence = words.sentence_range(colon);
    let cue = sentence
        .indices()
        .rev()
        .take(12)
        .find_map(|k| cue_at(words, k).filter(|c| words.is(c.verb, WordClass::CUE)))?;
    let source = if cue.participle {
        participle_subject(words, sentence.start(), cue.range.start())
    } else {
        left_subject(words, sentence.start(), cue.range.start())
    }
    .map(|source| with_noun(words, source, cue.range.start()))?;
    let mut end = next.tokens.end();
    while end > next.tokens.start() + 1 && words.text(end - 1) == "." {
        end -= 1;
    }
    Some(Attribution::new(Rule::Block, vec![TokenRange::new(next.tokens.start(), end)], Some(cue.range), Some(source)))
}

/// A source that is an article alone, because its noun could be a cue, with that noun: "an [email] she sent reads".
fn with_noun(words: &Words, source: TokenRange, cue: usize) -> TokenRange {
    let bare = source.len() == 1 && words.is(source.start(), WordClass::DETERMINER);
    let noun = bare && source.end() < cue && words.is_word(source.end());
    TokenRange::new(source.start(), source.end() + usize::from(noun))
}
