//! From tags to attributions: every source and every piece of content finds its cue on the side its tag tells.
//!
//! Where the nearest cue is not the right one, two rules know better: [`resumed`] for quotations that go on behind their frame, [`shared`]
//! for cues that have no source of their own.

mod resumed;
mod shared;

use super::words::Words;
use crate::lexicon::WordClass;
use crate::model::tags::{Role, Side};
use crate::model::{Tag, Tagging};
use crate::segment::{ParagraphRole, Segmented};
use crate::text::TokenRange;
use smallvec::{SmallVec, smallvec};

/// An attribution as the learned tagger finds it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Linked {
    /// The parts of its content, in text order; at least one.
    pub(super) content: Vec<TokenRange>,
    /// Its cue.
    pub(super) cue: Option<TokenRange>,
    /// Its source.
    pub(super) source: Option<TokenRange>,
    /// Estimated probability that content and source are right, calibrated on held-out training articles.
    pub(super) confidence: f32,
}

#[derive(Clone, Copy, Debug)]
struct Stretch {
    role: Role,
    side: Side,
    range: TokenRange,
    paragraph: usize,
    sentence: usize,
}

fn stretches(segmented: &Segmented<'_>, tags: &[Tag]) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for (number, sentence) in segmented.sentences.iter().enumerate() {
        let (first, tags) = (sentence.tokens.start(), &tags[sentence.tokens.indices()]);
        let mut next = 0;
        // Most words are of no part, and most of the others go on with the part of the word before.
        while let Some((start, (role, side))) = (next..tags.len()).find_map(|at| Some((at, tags[at].stretch()?))) {
            let (_, inside) = Tag::of(role, side);
            next = start + 1 + tags[start + 1..].iter().take_while(|&&tag| tag == inside).count();
            let range = TokenRange::new(first + start, first + next);
            match out.last_mut() {
                Some(last) if tags[start].is_inside() && last.range.end() == range.start() => {
                    last.range = TokenRange::new(last.range.start(), range.end());
                }
                _ => out.push(Stretch { role, side, range, paragraph: sentence.paragraph, sentence: number }),
            }
        }
    }
    out
}

/// A cue with what belongs to it.
struct Group {
    cue: Stretch,
    sources: SmallVec<[Stretch; 1]>,
    content: SmallVec<[Stretch; 2]>,
}

impl Group {
    /// Its content on that side of the cue, in text order.
    fn content_on(&self, side: Side) -> impl DoubleEndedIterator<Item = &Stretch> {
        self.content.iter().filter(move |c| c.side == side)
    }
}

/// The probability of being right that belongs to a product of mean surenesses of tags.
///
/// A logistic curve (Platt 1999), fitted on two eighths of the training articles with models of the fast tier that had not seen them
/// (`quoth eval GOLD --calibration` tells it). A map in steps, which could follow any shape (isotonic regression), does no better
/// (`model/EXPERIMENTS.md`).
fn calibrated(raw: f32) -> f32 {
    let raw = raw.clamp(0.001, 0.999);
    let odds = (raw / (1.0 - raw)).powf(0.75) * 0.06f32.exp();
    odds / (1.0 + odds)
}

/// The attributions that the tags of an article tell.
pub(super) fn link(words: &Words, tagging: &Tagging) -> Vec<Linked> {
    let stretches = stretches(words.article, &tagging.tags);
    let mut groups: Vec<Group> = Vec::new();
    groups.extend(stretches.iter().filter(|s| s.role == Role::Cue).map(|&cue| Group {
        cue,
        sources: SmallVec::new(),
        content: SmallVec::new(),
    }));
    let mut loose = Vec::new();
    for &s in stretches.iter().filter(|s| s.role != Role::Cue) {
        let next = groups.partition_point(|g| g.cue.range.start() < s.range.start());
        let owner = match s.side {
            Side::Left => (next < groups.len() && groups[next].cue.paragraph == s.paragraph).then_some(next),
            Side::Right => {
                let nearest = next.checked_sub(1).filter(|&g| reaches(words, groups[g].cue.paragraph, s.paragraph));
                nearest.map(|g| resumed::owner(words, &groups[..=g], &s).unwrap_or(g))
            }
        };
        let owner = owner.or_else(|| next.checked_sub(1).filter(|&g| goes_on(words, &groups[g], &s)));
        match owner {
            Some(g) if s.role == Role::Source => groups[g].sources.push(s),
            Some(g) => groups[g].content.push(s),
            None => loose.push(s),
        }
    }
    let sources: Vec<Stretch> = stretches.iter().filter(|s| s.role == Role::Source).copied().collect();
    for group in &mut groups {
        let cue = group.cue.range;
        let gap = |s: &Stretch| {
            if s.range.start() < cue.start() { cue.start() - s.range.end() } else { s.range.start() - cue.end() }
        };
        if let Some(nearest) = group.sources.iter().min_by_key(|s| gap(s)).copied() {
            group.sources = smallvec![nearest];
        } else {
            group.sources = shared::source(words, group, &sources).into_iter().collect();
        }
        group.sources.retain(|source| !names_nobody(words, source.range));
    }
    let mean = |parts: &[TokenRange]| {
        let values = parts.iter().flat_map(|p| &tagging.confidence[p.indices()]);
        let (n, sum) = values.fold((0, 0.0), |(n, sum), v| (n + 1, sum + v));
        if n == 0 { 0.0 } else { sum / n as f32 }
    };
    let mut out: Vec<Linked> = Vec::new();
    for group in groups.iter().filter(|g| !g.content.is_empty()) {
        let content: Vec<TokenRange> = group.content.iter().map(|c| c.range).collect();
        let confidence = calibrated(mean(&content) * mean(&[group.cue.range]));
        let source = group.sources.first().map(|s| s.range);
        out.push(Linked { content, cue: Some(group.cue.range), source, confidence });
    }
    for s in loose.iter().filter(|s| s.role == Role::Content) {
        let near = loose.iter().find(|o| o.role == Role::Source && o.paragraph == s.paragraph);
        let content = vec![s.range];
        let confidence = calibrated(mean(&content));
        out.push(Linked { content, cue: None, source: near.map(|s| s.range), confidence });
    }
    out.sort_by_key(|l| l.content[0].start());
    out
}

/// Whether what the tagger takes for a source is one word that nobody is called by: "[the] alleged plan", "[withering] criticism". A noun that
/// the lists do not know stands by itself as a plural only, "environmentalists", or in a headline, "Trial shows".
fn names_nobody(words: &Words, source: TokenRange) -> bool {
    const PRONOUN: WordClass = WordClass::SUBJECT.union(WordClass::POSSESSIVE).union(WordClass::RELATIVE);
    const OTHERS: [&str; 13] =
        ["him", "them", "me", "us", "whom", "whose", "what", "each", "either", "neither", "media", "press", "public"];
    let (at, word) = (source.start(), words.text(source.start()));
    let listed = words.is(at, PRONOUN | WordClass::DETERMINER | WordClass::TITLE) || words.noun_kind(at).is_some();
    let indefinite = || ["one", "body", "thing", "else"].iter().any(|end| word.ends_with(end));
    let plural = word.ends_with('s') && !word.ends_with("ss");
    let unknown = !listed && !plural && !OTHERS.contains(&word) && !indefinite();
    let headline = words.article.paragraphs[words.paragraph(at)].role == ParagraphRole::Headline;
    let article = matches!(word, "the" | "a" | "an");
    source.len() == 1 && words.is_small(at) && (article || unknown && !headline)
}

/// Whether content goes on, in a paragraph without its cue, with the quotation that a group has in the paragraph before.
fn goes_on(words: &Words, group: &Group, content: &Stretch) -> bool {
    content.role == Role::Content
        && group.content.last().is_some_and(|last| last.paragraph + 1 == content.paragraph)
        && words.region(content.range.start()).is_some_and(|region| words.region_at(region).continues)
}

/// Whether a cue in paragraph `from` can have content in paragraph `to` behind it: that of a headline has none in the report itself, unless
/// a colon says so.
fn reaches(words: &Words, from: usize, to: usize) -> bool {
    let paragraphs = &words.article.paragraphs;
    let headline = |number: usize| paragraphs[number].role == ParagraphRole::Headline;
    let leads_on = || words.text(paragraphs[from].tokens.end() - 1) == ":";
    from == to || from + 1 == to && (!headline(from) || headline(to) || leads_on())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::segment;

    #[test]
    fn calibration_rises_and_stays_a_probability() {
        let mapped: Vec<f32> = (0..=1000).map(|n| calibrated(n as f32 / 1000.0)).collect();
        assert!(mapped.iter().all(|p| (0.0..=1.0).contains(p)), "{mapped:?}");
        assert!(mapped.is_sorted() && mapped[0] < 0.05 && mapped[1000] > 0.95, "{mapped:?}");
    }

    /// Links a text in which `<role words>` marks stretches: `cue`, `sl`, `sr`, `cl`, `cr` (source or content, left or right of its cue).
    fn check(marked: &str, expected: &[&str]) {
        let (mut text, mut marks, mut open) = (String::new(), Vec::new(), None);
        let mut rest = marked;
        while let Some(at) = rest.find(['<', '>']) {
            text += &rest[..at];
            if rest[at..].starts_with('<') {
                let (role, behind) = rest[at + 1..].split_once(' ').unwrap();
                open = Some((role, text.len()));
                rest = behind;
            } else {
                let (role, start) = open.take().unwrap();
                marks.push((role, start, text.len()));
                rest = &rest[at + 1..];
            }
        }
        text += rest;
        let segmented = segment(&text);
        let mut tags = vec![Tag::Outside; segmented.tokens.len()];
        for (role, start, end) in marks {
            let (begin, inside) = match role {
                "cue" => Tag::of(Role::Cue, Side::Right),
                "sl" => Tag::of(Role::Source, Side::Left),
                "sr" => Tag::of(Role::Source, Side::Right),
                "cl" => Tag::of(Role::Content, Side::Left),
                "cr" => Tag::of(Role::Content, Side::Right),
                other => panic!("no role is called {other}"),
            };
            for (tag, token) in tags.iter_mut().zip(&segmented.tokens) {
                if token.span.start() >= start && token.span.end() <= end {
                    *tag = if token.span.start() == start { begin } else { inside };
                }
            }
        }
        let confidence = vec![0.5; tags.len()];
        let show = |range: &TokenRange| {
            let tokens = &segmented.tokens[range.indices()];
            text[tokens[0].span.start()..tokens[tokens.len() - 1].span.end()].to_string()
        };
        let shown: Vec<String> = link(&Words::new(&segmented), &Tagging { tags, confidence })
            .iter()
            .map(|l| {
                let content: Vec<String> = l.content.iter().map(show).collect();
                let of = |part: &Option<TokenRange>| part.as_ref().map_or("-".into(), show);
                format!("{} / {} / {}", of(&l.source), of(&l.cue), content.join(" + "))
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn parts_on_both_sides_belong_to_one_cue() {
        check("<cl “We won,”> <sl Ruiz> <cue said>. <cr “It is over.”>", &["Ruiz / said / “We won,” + “It is over.”"]);
    }

    #[test]
    fn a_source_is_shared_by_the_cues_of_its_sentence() {
        check(
            "<sl Ruiz> <cue said> <cr it was late> and <cue added> <cr that she was tired>.",
            &["Ruiz / said / it was late", "Ruiz / added / that she was tired"],
        );
    }

    #[test]
    fn of_several_sources_the_nearest_counts() {
        check("<sl Ruiz> met <sl Lee>, who <cue said> <cr it was late>.", &["Lee / said / it was late"]);
    }

    #[test]
    fn a_quotation_goes_on_behind_what_its_speaker_did_meanwhile() {
        check(
            "<cl “We won,”> <sl Ruiz> <cue said>, <cue referring to> <cr the vote>. <cr “It is over.”>",
            &["Ruiz / said / “We won,” + “It is over.”", "Ruiz / referring to / the vote"],
        );
        check(
            "<cl “We won,”> <sl Ruiz> <cue said>, <cue pointing at> <cr the board>, <cr “and it is over.”>",
            &["Ruiz / said / “We won,” + “and it is over.”", "Ruiz / pointing at / the board"],
        );
    }

    #[test]
    fn a_quotation_belongs_to_the_cue_that_leads_to_it() {
        check(
            "<cl “We won,”> <sl Ruiz> <cue said>, <cue adding>: <cr “It is over.”>",
            &["Ruiz / said / “We won,”", "Ruiz / adding / “It is over.”"],
        );
        check(
            "<cl “We won,”> <sl Ruiz> <cue said>, <cue adding> <cr that all were tired>. <cr “It is over.”>",
            &["Ruiz / said / “We won,”", "Ruiz / adding / that all were tired + “It is over.”"],
        );
        check(
            "<cl “We won,”> <sl Ruiz> <cue said>. <sl Lee> <cue denied> <cr it>. <cr “They lost.”>",
            &["Ruiz / said / “We won,”", "Lee / denied / it + “They lost.”"],
        );
    }

    #[test]
    fn a_relative_clause_keeps_its_pronoun_to_itself() {
        check(
            "<sl Ruiz>, <sl who> <cue opposes> <cr the plan>, <cue called> <cr it late>.",
            &["who / opposes / the plan", "Ruiz / called / it late"],
        );
        check(
            "<sl Ruiz>, <sl who> <cue opposes> <cr the plan> and <cue called> <cr it late>, <cue left> <cr it to others>.",
            &["who / opposes / the plan", "who / called / it late", "Ruiz / left / it to others"],
        );
    }

    #[test]
    fn what_has_its_subject_as_content_has_no_source_of_others() {
        check(
            "While <sl Ruiz> <cue praised> <cr it>, <cl the plan> <cue was booed>.",
            &["Ruiz / praised / it", "- / was booed / the plan"],
        );
    }

    #[test]
    fn a_source_behind_belongs_to_participles_and_to_the_cue_next_to_it() {
        check(
            "<cue Denying> <cr all blame>, <sl Ruiz> <cue said> <cr it was late>.",
            &["Ruiz / Denying / all blame", "Ruiz / said / it was late"],
        );
        check(
            "<cl “We won,”> <cue said> <sl Ruiz>, <cue citing> <cr a count>.",
            &["Ruiz / said / “We won,”", "Ruiz / citing / a count"],
        );
        check(
            "In <cue anger over> <cr the plan>, crowds met; <sl Ruiz> <cue said> <cr it was late>.",
            &["- / anger over / the plan", "Ruiz / said / it was late"],
        );
    }

    #[test]
    fn content_goes_on_in_the_next_paragraph_but_not_in_the_one_behind() {
        check("<sl Ruiz> <cue said>:\n\n<cr We won.>\n\n<cr We lost.>", &["Ruiz / said / We won.", "- / - / We lost."]);
    }

    #[test]
    fn a_quotation_that_stays_open_goes_on_over_paragraphs() {
        check(
            "<cl “We won,”> <sl Ruiz> <cue said>. <cr “We lost.>\n\n<cr “We won again.>\n\n<cl “And it is over.”>",
            &["Ruiz / said / “We won,” + “We lost. + “We won again. + “And it is over.”"],
        );
    }

    #[test]
    fn the_cue_of_a_headline_has_no_content_in_the_report() {
        check(
            "<sl Ruiz> <cue mocks> <cr the plan>\n\n<cr “It is over.”>\n\nThe council met on Monday.",
            &["Ruiz / mocks / the plan", "- / - / “It is over.”"],
        );
    }

    #[test]
    fn a_cue_without_content_makes_no_attribution() {
        check("<sl Ruiz> <cue spoke>.", &[]);
    }

    #[test]
    fn one_word_that_names_nobody_is_no_source() {
        let text = "Ferry trial shows gains\n\n\
             the a withering needless alleged he them whose experts police media someone environmentalists Ruiz";
        let segmented = segment(text);
        let words = Words::new(&segmented);
        let nobody: Vec<&str> = (0..words.len())
            .filter(|&at| names_nobody(&words, TokenRange::new(at, at + 1)))
            .map(|at| words.text(at))
            .collect();
        assert_eq!(nobody, ["the", "a", "withering", "needless", "alleged"]);
        assert!(!names_nobody(&words, TokenRange::new(0, 2)));
    }
}
