//! Quoted statements told from scare quotes, titles and single quoted words.

use super::words::Words;
use crate::lexicon::WordClass;

/// For each region of the article, whether it is an outermost quoted statement. The others (`the "circa-1942" look`) are words like
/// any other: they neither hide cues nor make quotes of their own.
pub(super) fn statements(words: &Words) -> Vec<bool> {
    words
        .article
        .regions
        .iter()
        .enumerate()
        .map(|(number, region)| region.depth == 1 && is_statement(words, number))
        .collect()
}

/// Longest expression, in words, that is taken for a scare quote when nothing around it says otherwise.
const SHORT: usize = 4;

/// Longest frame behind a short quotation, up to its cue, in tokens.
const FRAME: usize = 20;

fn is_statement(words: &Words, number: usize) -> bool {
    let region = words.region_at(number);
    let range = words.region_range(number);
    let count = range.indices().filter(|&k| words.is_word(k)).count();
    if count == 0 {
        return false;
    }
    if count > SHORT || region.continues {
        return true;
    }
    let paragraph = words.article.paragraphs[words.paragraph(range.start())].tokens;
    let before = range.start().checked_sub(1).filter(|&k| k >= paragraph.start());
    let after = Some(range.end()).filter(|&k| k < paragraph.end());
    let inner = words.article.text[region.inner()].trim_end();
    // A quotation ends a clause of its own before the frame: "No," he said. Titles and scare quotes may stand before a comma too,
    // but then no frame follows.
    let joined = inner.ends_with([',', '?', '!', '—']) || after.is_some_and(|k| words.text(k) == ",");
    let frame_follows = after.is_some_and(|k| {
        let first = k + usize::from(words.text(k) == ",");
        (first..paragraph.end().min(first + FRAME))
            .take_while(|&j| !matches!(words.text(j), "." | ";"))
            .any(|j| words.region(j).is_none() && words.is(j, WordClass::CUE))
    });
    if joined && frame_follows {
        return true;
    }
    let introduced = before.is_some_and(|k| match words.text(k) {
        ":" => true,
        "," => k > paragraph.start() && words.is(k - 1, WordClass::CUE),
        _ => words.is(k, WordClass::CUE),
    });
    let alone = before.is_none_or(|k| matches!(words.text(k), "." | "?" | "!" | ":")) && after.is_none();
    introduced || alone && inner.ends_with(['.', '?', '!', ','])
}
