//! Statements that somebody else passes on: "Ruiz was quoted by the Herald as saying that …" is what Ruiz says. Whoever tags word by word sees the
//! Herald behind "by", which is what a source looks like behind a passive.

use super::attribution::Attribution;
use super::noun_phrase::subject_before;
use super::words::Words;
use crate::lexicon::WordClass;
use crate::text::TokenRange;
use std::mem;

/// How far behind "quoted" the words "as saying" may stand, in tokens: whoever quotes stands between.
const REACH: usize = 16;

/// A relayed statement's frame: "[Ruiz] [was quoted by the Herald as saying]", "[Ruiz] [was quoted as saying by the Herald]".
struct Frame {
    subject: TokenRange,
    /// With whoever relays it.
    cue: TokenRange,
}

/// Gives relayed statements to those who made them.
pub(super) fn correct(words: &Words, found: &mut Vec<Attribution>) {
    let is_relayed = |a: &Attribution| a.cue.is_some_and(|cue| frame(words, cue).is_some());
    if !found.iter().any(is_relayed) {
        return;
    }
    let mut all = mem::take(found).into_iter().peekable();
    while let Some(mut attribution) = all.next() {
        if let Some(frame) = attribution.cue.and_then(|cue| frame(words, cue)) {
            let whole = frame.cue;
            let within = |cue: TokenRange| whole.start() <= cue.start() && cue.end() <= whole.end();
            // The parts of the frame may have been taken for two attributions.
            let second = all.next_if(|a| a.cue.is_some_and(within));
            let parts = attribution.content.iter().chain(second.iter().flat_map(|a| &a.content));
            let mut content: Vec<TokenRange> = parts.flat_map(|&part| outside(words, part, &frame)).collect();
            if content.is_empty() {
                content.extend(stated(words, &frame));
            }
            if !content.is_empty() {
                content.sort_unstable_by_key(|part| part.start());
                attribution = Attribution { content, cue: Some(whole), source: Some(frame.subject), ..attribution };
            }
        }
        found.push(attribution);
    }
    found.sort_by_key(|a| a.content[0].start());
}

/// The frame that a cue is part of, if it is one.
fn frame(words: &Words, cue: TokenRange) -> Option<Frame> {
    let sentence = words.sentence_range(cue.start());
    let quoted = cue.indices().take(REACH).find(|&k| matches!(words.text(k), "quoted" | "cited"))?;
    let verb = |k: &usize| words.is(*k, WordClass::AUXILIARY | WordClass::ADVERB);
    let start = (sentence.start()..quoted).rev().take_while(verb).last()?;
    // "The Herald quoted Ruiz as saying" is what the Herald says.
    let passive = |k: usize| matches!(words.text(k), "was" | "were" | "been" | "is" | "are" | "being");
    if !(start..quoted).any(passive) {
        return None;
    }
    let mut rest = quoted + 1..sentence.end().min(quoted + REACH);
    let saying = rest.find(|&k| words.text(k) == "saying" && words.text(k - 1) == "as")?;
    let mut end = saying + 1;
    if end < sentence.end() && words.text(end) == "by" {
        end = (end..sentence.end()).find(|&k| !words.is_word(k)).unwrap_or(sentence.end());
    }
    let subject = subject_before(words, sentence.start(), start)?;
    Some(Frame { subject, cue: TokenRange::new(start, end) })
}

/// What of a part of the content stands outside the frame, in its paragraph.
fn outside(words: &Words, part: TokenRange, frame: &Frame) -> impl Iterator<Item = TokenRange> {
    let (start, end) = (frame.subject.start(), frame.cue.end());
    let near = words.paragraph(part.start()) == words.paragraph(start);
    let before = TokenRange::new(part.start(), part.end().min(start).max(part.start()));
    let behind = TokenRange::new(part.start().max(end).min(part.end()), part.end());
    [before, behind].into_iter().filter(move |rest| near && rest.indices().any(|k| words.is_word(k))).map(move |rest| {
        TokenRange::new(rest.indices().find(|&k| words.text(k) != ":").unwrap_or(rest.start()), rest.end())
    })
}

/// What is said, where nothing outside the frame was taken for it: the quotation before it, or the rest of the sentence.
fn stated(words: &Words, frame: &Frame) -> Option<TokenRange> {
    let quotation = frame.subject.start().checked_sub(1).and_then(|k| words.region(k));
    if let Some(region) = quotation {
        return Some(words.region_range(region));
    }
    let end = words.sentence_range(frame.cue.start()).end();
    let rest = TokenRange::new(frame.cue.end(), end - usize::from(words.text(end - 1) == "."));
    rest.indices().any(|k| words.is_word(k)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::attribution::Rule;
    use crate::segment::segment;

    /// `text` has brackets around what was taken for content, cue and source, in that order of marks: `[…]`, `{…}`, `<…>`.
    fn corrected(marked: &str) -> String {
        let (mut text, mut spans) = (String::new(), [const { Vec::new() }; 3]);
        for c in marked.chars() {
            match ("[{<".find(c), "]}>".find(c)) {
                (Some(kind), _) => spans[kind].push((text.len(), 0)),
                (_, Some(kind)) => spans[kind].last_mut().expect("what closes was opened").1 = text.len(),
                _ => text.push(c),
            }
        }
        let segmented = segment(&text);
        let words = Words::new(&segmented);
        let range = |&(start, end): &(usize, usize)| {
            let at = |offset: usize| segmented.tokens.partition_point(|token| token.span.start() < offset);
            TokenRange::new(at(start), at(end))
        };
        let [content, cues, sources] = spans;
        let mut found: Vec<_> = content
            .iter()
            .enumerate()
            .map(|(n, part)| {
                let [cue, source] = [&cues, &sources].map(|all| all.get(n).map(range));
                Attribution::new(Rule::Learned, vec![range(part)], cue, source)
            })
            .collect();
        correct(&words, &mut found);
        let shown = |range: TokenRange| &text[words.span(range)];
        let told = found.iter().map(|a| {
            let content: Vec<_> = a.content.iter().map(|&part| shown(part)).collect();
            format!("{} | {} | {}", a.source.map_or("-", shown), a.cue.map_or("-", shown), content.join(" + "))
        });
        told.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn who_is_quoted_by_somebody_says_it() {
        for (marked, told) in [
            (
                "[Ruiz] {was quoted} by <the Herald> as saying that talks would resume.",
                "Ruiz | was quoted by the Herald as saying | that talks would resume",
            ),
            (
                "[Ruiz] {was quoted} by <the Herald> as {saying} [that talks would resume].",
                "Ruiz | was quoted by the Herald as saying | that talks would resume",
            ),
            ("[Ruiz {was cited} by Orvanta as saying: “No.”]", "Ruiz | was cited by Orvanta as saying | “No.”"),
            (
                "“We will not yield,” [Ruiz] {was quoted as saying} by <state television>.",
                "Ruiz | was quoted as saying by state television | “We will not yield,”",
            ),
            (
                "<The Herald> {quoted} [Ruiz as saying that talks would resume].",
                "The Herald | quoted | Ruiz as saying that talks would resume",
            ),
            ("[The dam], {was cited} by <engineers> as unsafe.", "engineers | was cited | The dam"),
        ] {
            assert_eq!(corrected(marked), told, "{marked}");
        }
    }
}
