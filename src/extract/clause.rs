//! Where a reported clause begins and ends within its sentence.

use super::cue::cue_at;
use super::words::Words;
use crate::lexicon::WordClass;

/// Where the clause begins that ends before token `end`: behind the last semicolon, or at the sentence's start.
pub(super) fn clause_start(words: &Words, sentence_start: usize, end: usize) -> usize {
    let mut start = (sentence_start..end).rev().find(|&k| words.text(k) == ";").map_or(sentence_start, |k| k + 1);
    while start < end && matches!(words.text(start), "(" | "—" | "–" | "―" | "-" | "•" | "*") {
        start += 1;
    }
    start
}

/// The end of the clause that begins at `start`: its sentence's, without the final full stop, or the end of a quotation that runs on.
pub(super) fn clause_end(words: &Words, statements: &[bool], start: usize, sentence_end: usize) -> usize {
    let mut end = sentence_end;
    // A further attribution in the sentence ends this one: "…, according to NAME", "… and added that".
    for k in start + 1..sentence_end {
        if words.region(k).is_some() {
            continue;
        }
        let text = words.text(k);
        let new_cue = matches!(text, "and" | "but")
            && k + 2 < sentence_end
            && cue_at(words, k + 1).is_some_and(|c| words.is(c.verb, WordClass::SAY))
            || text == "," && k + 1 < sentence_end && cue_at(words, k + 1).is_some_and(|c| c.participle)
            || text == "," && k + 2 < sentence_end && words.text(k + 1) == "according" && words.text(k + 2) == "to";
        if new_cue {
            end = k;
            break;
        }
    }
    if let Some(region) = words.region(end - 1).filter(|&r| statements[r]) {
        end = end.max(words.region_range(region).end());
    } else {
        while end > start
            && words.region(end - 1).is_none()
            && matches!(words.text(end - 1), "." | "," | ";" | ")" | "”" | "\"" | "!")
        {
            end -= 1;
        }
    }
    end.max(start)
}
