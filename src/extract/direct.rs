//! Quotations and the frames around them: `"…," NAME said`, `NAME said: "…"`, `"…" — NAME`, and runs of quotations with one frame.

use super::attribution::{Attribution, Rule};
use super::clause::clause_end;
use super::cue::{Cue, cue_at, takes_addressee};
use super::noun_phrase::{source_from, subject_before};
use super::words::Words;
use crate::lexicon::WordClass;
use crate::text::TokenRange;

/// Longest stretch between a quotation and its cue, in tokens.
const REACH: usize = 45;

/// A cue and source that belong to a quotation, and how far the words around them go.
struct Frame {
    cue: TokenRange,
    source: Option<TokenRange>,
    /// First token of the frame.
    start: usize,
    /// Just after the last.
    end: usize,
    rule: Rule,
}

/// The attributions of all quotations that are statements.
pub(super) fn attributions(words: &Words, statements: &[bool]) -> Vec<Attribution> {
    let mut out: Vec<Attribution> = Vec::new();
    // Regions that were left open at their paragraph's end and wait for the frame that closes the quotation.
    let mut waiting: Vec<TokenRange> = Vec::new();
    // Where the last attribution's quotation or frame ended: what follows directly belongs to it.
    let mut last_end = 0;
    for (number, _) in statements.iter().enumerate().filter(|(_, s)| **s) {
        let region = words.region_at(number);
        let range = words.region_range(number);
        if range.is_empty() {
            continue;
        }
        if !region.continues {
            // A quotation left open that does not go on: its parts stay with whoever spoke last.
            append(&mut out, &mut waiting);
        }
        let right = right_frame(words, statements, number);
        let mut left = if region.continues { None } else { left_frame(words, number, last_end) };
        if let Some(frame) = left.as_mut().filter(|f| f.source.is_none())
            && let Some(earlier) = out.last().filter(|a| shares_sentence(words, a, frame.start))
        {
            // "…," he said, adding, "…"
            frame.source = earlier.source;
        }
        // A frame behind that no comma joins to the quotation gives way to one before it.
        let frame = match (right, left) {
            (Some(r), Some(l)) => Some(if is_joined(words, number) { r } else { l }),
            (r, l) => r.or(l),
        };
        // A signature closes what it signs.
        let signed = out.last().is_some_and(|a| a.rule == Rule::Signature);
        let goes_on = region.continues || !signed && follows_directly(words, last_end, range.start());
        match frame {
            Some(frame) => {
                let start = content_start(words, &frame, range, last_end);
                let end = content_end(words, &frame, number, statements);
                let mut content = std::mem::take(&mut waiting);
                content.extend(interrupted(words, &frame, range, last_end));
                content.push(TokenRange::new(start, end));
                last_end = frame.end.max(end);
                out.push(Attribution::new(frame.rule, content, Some(frame.cue), frame.source));
            }
            None if region.close.is_none() && !goes_on => waiting.push(range),
            None if region.continues && !waiting.is_empty() => waiting.push(range),
            None if goes_on && !out.is_empty() => {
                waiting.push(range);
                append(&mut out, &mut waiting);
                last_end = range.end();
            }
            None => {}
        }
    }
    append(&mut out, &mut waiting);
    out
}

/// Whether an attribution's cue stands in the sentence of token `k`.
fn shares_sentence(words: &Words, attribution: &Attribution, k: usize) -> bool {
    attribution.cue.is_some_and(|c| words.sentence(c.start()) == words.sentence(k))
}

/// Adds waiting parts to the last attribution, if that stands before them and nothing of it behind.
fn append(out: &mut [Attribution], waiting: &mut Vec<TokenRange>) {
    if let Some(last) = out.last_mut() {
        for part in waiting.drain(..) {
            if last.content.last().is_some_and(|l| l.end() <= part.start()) {
                last.content.push(part);
            }
        }
    }
    waiting.clear();
}

/// Whether a quotation that starts at `start` goes on where the last attribution ended at `last_end`: only the rest of the frame's
/// sentence, or a paragraph's end, lies between.
fn follows_directly(words: &Words, last_end: usize, start: usize) -> bool {
    if last_end == 0 || start < last_end {
        return false;
    }
    let (from, to) = (words.paragraph(last_end - 1), words.paragraph(start));
    if from == to {
        let between = start - last_end;
        if between <= 1 {
            return true;
        }
        // The frame's sentence may run on a little: "… she said on Monday. “And …".
        let same_sentence_rest = words.sentence_range(last_end - 1).end();
        return same_sentence_rest == start && between <= 30
            || same_sentence_rest > start
                && between <= 2
                && matches!(words.text(start - 1), "," | "and" | "—" | "–" | ".");
    }
    // The next paragraph, and it opens with the quotation.
    let paragraph = &words.article.paragraphs[to];
    let ends_paragraph = words.sentence_range(last_end - 1).end() == words.article.paragraphs[from].tokens.end();
    to == from + 1 && ends_paragraph && paragraph.tokens.start() == start
}

/// The frame behind a quotation.
fn right_frame(words: &Words, statements: &[bool], number: usize) -> Option<Frame> {
    let region = words.region_at(number);
    let range = words.region_range(number);
    region.close?;
    let paragraph_end = words.article.paragraphs[words.paragraph(range.start())].tokens.end();
    let mut first = range.end();
    if first >= paragraph_end {
        return signature(words, first, words.article.paragraphs.get(words.paragraph(range.start()) + 1)?.tokens.end());
    }
    let joined = is_joined(words, number);
    let dash = is_dash(words.text(first));
    if words.text(first) == "," || dash {
        first += 1;
    }
    let next = (first..paragraph_end.min(first + REACH)).find(|&k| words.region(k).is_some_and(|r| statements[r]));
    if first >= paragraph_end {
        return None;
    }
    let ceiling = words.sentence_range(first).end().min(first + REACH);
    if dash && let Some(frame) = signature(words, first - 1, paragraph_end) {
        return Some(frame);
    }
    if joined && words.text(first) == "as" && first + 1 < ceiling {
        first += 1; // "…," as the mayor put it
    }
    if joined
        && words.text(first).eq_ignore_ascii_case("according")
        && first + 1 < ceiling
        && words.text(first + 1) == "to"
    {
        let source = source_from(words, first + 2, ceiling)?;
        let cue = TokenRange::new(first, first + 2);
        return Some(Frame { cue, source: Some(source), start: first, end: source.end(), rule: Rule::QuoteThenCue });
    }
    // "said NAME"
    if let Some(cue) = cue_at(words, first).filter(|c| c.range.start() == first && !c.participle)
        && let Some(source) = source_from(words, cue.verb + 1, ceiling)
        && joined
    {
        let verb = TokenRange::new(first, cue.verb + 1);
        return Some(Frame {
            cue: verb,
            source: Some(source),
            start: first,
            end: source.end(),
            rule: Rule::QuoteThenCue,
        });
    }
    // "NAME said"
    let limit = ceiling.min(next.unwrap_or(ceiling));
    let cue = (first + 1..limit).find_map(|k| main_cue(words, first, k))?;
    let strict = !joined;
    let subject = TokenRange::new(first, cue.range.start());
    if !is_subject(words, subject, strict) {
        return None;
    }
    let subject = trim_commas(words, subject)?;
    Some(Frame { cue: cue.range, source: Some(subject), start: first, end: cue.range.end(), rule: Rule::QuoteThenCue })
}

/// Longest signature, in tokens.
const SIGNATURE: usize = 14;

/// A dash and a name that close a paragraph: "— Ana Ruiz, mayor". The dash is token `dash`, the paragraph ends at `end`.
fn signature(words: &Words, dash: usize, end: usize) -> Option<Frame> {
    let first = dash + 1;
    let fits = first < end && end - first <= SIGNATURE && is_dash(words.text(dash));
    let names = fits
        && (words.is_capitalised(first)
            || first + 1 < end && words.text(first) == "the" && words.is_capitalised(first + 1));
    if !names || (first..end).any(|k| words.is(k, WordClass::CUE) && !words.is_capitalised(k)) {
        return None;
    }
    let source = source_from(words, first, end)?;
    Some(Frame { cue: TokenRange::new(dash, first), source: Some(source), start: dash, end, rule: Rule::Signature })
}

/// Whether a quotation ends as one does before its frame: with a comma, a dash, a question or exclamation mark.
fn is_joined(words: &Words, number: usize) -> bool {
    let after = words.region_range(number).end();
    let inner = words.article.text[words.region_at(number).inner()].trim_end();
    // A nested quotation may close with it: "… 'after the trial,'" he said.
    inner.trim_end_matches(['\'', '’', '"', '”', '»']).ends_with([',', '?', '!', '-', '—', '–', '…'])
        || after < words.len() && (words.text(after) == "," || is_dash(words.text(after)))
}

fn is_dash(text: &str) -> bool {
    matches!(text, "—" | "–" | "―" | "--" | "-" | "~")
}

/// The cue at `k`, if its subject can begin at `first`: not the verb of a relative clause, not a participle.
fn main_cue(words: &Words, first: usize, k: usize) -> Option<Cue> {
    let cue = cue_at(words, k)?;
    let relative = cue.range.start() > first && words.is(cue.range.start() - 1, WordClass::RELATIVE);
    (!cue.participle && !relative && cue.range.start() > first).then_some(cue)
}

/// Whether a stretch between a quotation and a cue can be the cue's subject.
fn is_subject(words: &Words, range: TokenRange, strict: bool) -> bool {
    let first = range.start();
    if strict && range.len() > 5 {
        return false;
    }
    if words.is(first, WordClass::CONJUNCTION | WordClass::PREPOSITION)
        || words.is(first, WordClass::SUBORDINATOR) && !words.is(first, WordClass::DETERMINER)
        || !words.is_word(first) && words.text(first) != "$"
        || words.is(first, WordClass::RELATIVE)
    {
        return false;
    }
    // Outside of what commas and brackets set off, no second verb.
    let mut aside = false;
    for k in range.indices() {
        match words.text(k) {
            "," | "—" | "–" | "―" | "--" => aside = !aside,
            "(" => aside = true,
            ")" => aside = false,
            ";" | ":" | "?" | "!" => return false,
            _ if aside => {}
            _ if words.is(k, WordClass::SUBJECT) && range.len() > 1 && k > first => return false,
            text if words.is(k, WordClass::AUXILIARY) && !text.starts_with(['\'', '’']) && k > first => return false,
            _ => {}
        }
    }
    true
}

fn trim_commas(words: &Words, range: TokenRange) -> Option<TokenRange> {
    let mut end = range.end();
    while end > range.start() && matches!(words.text(end - 1), "," | "—" | "–" | "―" | "--") {
        end -= 1;
    }
    (end > range.start()).then(|| TokenRange::new(range.start(), end))
}

/// The frame before a quotation; `floor` is where earlier attributions end.
fn left_frame(words: &Words, number: usize, floor: usize) -> Option<Frame> {
    let range = words.region_range(number);
    let before = range.start().checked_sub(1)?;
    let mark = words.text(before);
    let same_paragraph = words.paragraph(before) == words.paragraph(range.start());
    if !same_paragraph && mark != ":" || words.region(before).is_some() {
        return None;
    }
    let sentence = words.sentence_range(before);
    let first = sentence.start().max(floor);
    // Behind a colon the whole sentence may introduce the quotation; else the cue stands close by.
    let reach = match mark {
        ":" => 40,
        "," => 14,
        _ => 4,
    };
    let from = first.max(before.saturating_sub(reach));
    let Some(cue) = (from..=before).rev().filter(|&k| words.region(k).is_none()).find_map(|k| cue_at(words, k)) else {
        return if mark == ":" { colon_frame(words, first, before, same_paragraph) } else { None };
    };
    let gap = TokenRange::new(cue.verb + 1, if matches!(mark, ":" | ",") { before } else { before + 1 });
    if !introduces(words, &cue, gap, mark) {
        return None;
    }
    let source = if cue.participle {
        participle_subject(words, first, cue.range.start())
    } else if cue.range.start() == sentence.start() && mark == ":" {
        source_from(words, cue.range.end(), before) // "Added Ruiz: …"
    } else {
        left_subject(words, first, cue.range.start())
    };
    let start = source.map_or(cue.range.start(), |s| s.start());
    let rule = if same_paragraph { Rule::CueThenQuote } else { Rule::Block };
    Some(Frame { cue: cue.range, source, start, end: range.start(), rule })
}

/// A colon introduces the quotation, but no known cue stands before it: "The plant describes itself in the following way:".
fn colon_frame(words: &Words, first: usize, colon: usize, same_paragraph: bool) -> Option<Frame> {
    let source = leading_subject(words, first, colon)?;
    let cue = TokenRange::new(if colon - source.end() > 10 { colon } else { source.end() }, colon + 1);
    let rule = if same_paragraph { Rule::CueThenQuote } else { Rule::Block };
    Some(Frame { cue, source: Some(source), start: source.start(), end: colon + 1, rule })
}

/// Whether the words between a cue and the mark before a quotation leave the quotation to the cue.
fn introduces(words: &Words, cue: &Cue, gap: TokenRange, mark: &str) -> bool {
    let mut rest = gap.indices();
    match mark {
        ":" => true,
        "," => {
            let addressee = takes_addressee(words.text(cue.verb));
            rest.all(|k| {
                !words.is(k, WordClass::AUXILIARY | WordClass::RELATIVE | WordClass::SUBORDINATOR)
                    || words.is(k, WordClass::DETERMINER)
                    || addressee && k == cue.verb + 1
            }) && (addressee || gap.is_empty() || gap.len() <= 10 && words.is(gap.start(), OPENS_ADVERBIAL))
        }
        _ => {
            gap.is_empty() || rest.all(|k| matches!(words.text(k), "that" | "in" | "part" | "as")) || {
                takes_addressee(words.text(cue.verb)) && gap.len() <= 2
            }
        }
    }
}

/// What may stand between a cue and the comma before the quotation: "said on Monday,", "said to the crowd,", "said later,".
const OPENS_ADVERBIAL: WordClass = WordClass::PREPOSITION
    .union(WordClass::ADVERB)
    .union(WordClass::DAY)
    .union(WordClass::TIME)
    .union(WordClass::SUBORDINATOR);

/// The subject of the clause that a participle ("…, saying") hangs on: the nearest subject of a finite verb before it, else the noun
/// phrase that opens the sentence.
pub(super) fn participle_subject(words: &Words, first: usize, end: usize) -> Option<TokenRange> {
    let finite =
        (first + 1..end).rev().find(|&k| words.region(k).is_none() && cue_at(words, k).is_some_and(|c| !c.participle));
    finite
        .and_then(|k| subject_before(words, first, cue_at(words, k)?.range.start()))
        .or_else(|| leading_subject(words, first, end))
}

/// The subject of a finite verb at `end`: right before it, else the noun phrase that opens the sentence.
pub(super) fn left_subject(words: &Words, first: usize, end: usize) -> Option<TokenRange> {
    subject_before(words, first, end).or_else(|| leading_subject(words, first, end))
}

/// The noun phrase that opens a stretch of text, as far as can be told without knowing its verb.
fn leading_subject(words: &Words, first: usize, end: usize) -> Option<TokenRange> {
    let mut start = first;
    if start < end
        && words.is(start, WordClass::PREPOSITION | WordClass::SUBORDINATOR | WordClass::DAY | WordClass::TIME)
        && !words.is(start, WordClass::DETERMINER)
    {
        // "In a statement, NAME ..."
        start = (start..end).find(|&k| words.text(k) == ",")? + 1;
    }
    while start < end && words.is(start, WordClass::CONJUNCTION | WordClass::ADVERB) {
        start += 1;
    }
    if start >= end || !words.is_word(start) {
        return None;
    }
    if words.is(start, WordClass::SUBJECT) {
        return Some(TokenRange::new(start, start + 1));
    }
    let mut stop = start + 1;
    while stop < end && words.is_word(stop) {
        let text = words.text(stop);
        let verb_like = words.is(stop, WordClass::AUXILIARY | WordClass::CUE | WordClass::ADVERB | WordClass::RELATIVE)
            || text.ends_with("ed") && !words.is_capitalised(stop)
            || matches!(text, "went" | "took" | "gave" | "made" | "put" | "sent" | "spoke" | "shot" | "then");
        if verb_like && !text.ends_with("'s") {
            break;
        }
        let noun_phrase = words.is_capitalised(stop)
            || matches!(text, "of" | "for" | "'s" | "’s" | "and")
            || !words.is_capitalised(stop - 1)
            || words.is(stop - 1, WordClass::DETERMINER | WordClass::POSSESSIVE)
            || stop == start + 1 && words.is(start, WordClass::DETERMINER);
        if !noun_phrase {
            break;
        }
        stop += 1;
    }
    Some(TokenRange::new(start, stop))
}

/// Where the content of a framed quotation begins: at its opening mark, or with the words of the same sentence before it that the frame
/// covers too ("The bill “is dead,” he said").
fn content_start(words: &Words, frame: &Frame, range: TokenRange, last_end: usize) -> usize {
    if frame.start < range.start() {
        // The cue stands before: "that" belongs to the content.
        let mut start = range.start();
        while start > frame.cue.end() && matches!(words.text(start - 1), "that" | "whether") {
            start -= 1;
        }
        return start;
    }
    if frame.rule == Rule::Signature {
        // A name below a paragraph signs all of it, wherever marks within are thought to close.
        let paragraph = words.article.paragraphs[words.paragraph(range.start())].tokens.start();
        let whole = last_end <= paragraph && words.region(paragraph).is_some();
        return if whole { paragraph } else { range.start() };
    }
    let sentence = words.sentence_range(range.start());
    let mut start = sentence.start().max(last_end);
    while start < range.start() && !words.is_word(start) && words.region(start).is_none() {
        start += 1;
    }
    let opens = start >= range.start()
        || matches!(words.text(range.start() - 1), "," | ":" | "—" | "–" | "―" | ";" | "." | "--");
    if opens { range.start() } else { start }
}

/// Where the content of a framed quotation ends: at its closing mark, or with the clause that goes on behind it ("said the “record low”
/// was a surprise").
fn content_end(words: &Words, frame: &Frame, number: usize, statements: &[bool]) -> usize {
    let range = words.region_range(number);
    let end = range.end();
    let inner = words.article.text[words.region_at(number).inner()].trim_end();
    let goes_on = frame.start < range.start()
        && !inner.ends_with(['.', '?', '!', ',', '—', '…'])
        && words.region_at(number).close.is_some()
        && end < words.sentence_range(end - 1).end()
        && words.is_word(end)
        && !words.is(end, WordClass::CUE)
        && !(words.is(end, WordClass::CONJUNCTION) && words.text(end) != "and");
    if goes_on { clause_end(words, statements, end, words.sentence_range(end - 1).end()) } else { end }
}

/// The beginning of a quoted sentence that the frame interrupts: "[The mayor], an aide said, “is confident”".
fn interrupted(words: &Words, frame: &Frame, range: TokenRange, last_end: usize) -> Option<TokenRange> {
    let sentence = words.sentence_range(range.start());
    let comma = frame.start.checked_sub(1)?;
    let start = sentence.start().max(last_end);
    let opens_adverbial = OPENS_ADVERBIAL | WordClass::CONJUNCTION;
    let interrupts = frame.start < range.start()
        && words.text(range.start() - 1) == ","
        && words.text(comma) == ","
        && comma > start
        && words.is_word(start)
        && (!words.is(start, opens_adverbial) || words.is(start, WordClass::DETERMINER))
        && (start..comma)
            .all(|k| words.region(k).is_none() && !words.is(k, WordClass::CUE) && !words.text(k).ends_with("ing"))
        && !words.text(start).ends_with("ed");
    interrupts.then(|| TokenRange::new(start, comma))
}
