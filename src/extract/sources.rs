//! From the words that name a source to who it is: one [`Source`] per article, under the fullest name the article gives.
//!
//! A first, careful version: names are runs of capitalised words; a surname, with or without "Mr.", stands for the nearest earlier (else
//! first later) full name that ends with it; "he" and "she" stand for the person quoted last; everything else is a description and kept
//! as written. What cannot be told stays unresolved.

use super::words::Words;
use super::{Quote, QuoteCounts, QuoteType, Source, SourceId, SourceKind};
use crate::lexicon::{NounKind, WordClass, noun_kind};
use crate::text::{TokenKind, TokenRange};
use std::collections::HashMap;

/// Resolves the sources of `quotes`: fills in their speakers, and returns the article's sources in the order of their first quote.
pub(super) fn resolve(words: &Words, quotes: &mut [Quote], mentions: &[Option<TokenRange>]) -> Vec<Source> {
    let names = full_names(words);
    let mut sources: Vec<Source> = Vec::new();
    let mut by_name: HashMap<String, SourceId> = HashMap::new();
    let mut last_person = None;
    for (quote, mention) in quotes.iter_mut().zip(mentions) {
        let Some(mention) = *mention else { continue };
        let id = if is_third_person(words, mention) {
            last_person
        } else {
            describe(words, &names, mention).map(|found| {
                *by_name.entry(found.name.to_lowercase()).or_insert_with(|| {
                    sources.push(found);
                    SourceId(sources.len() - 1)
                })
            })
        };
        let Some(id) = id else { continue };
        let source = &mut sources[id.0];
        if source.kind == SourceKind::Person {
            last_person = Some(id);
        }
        source.mentions.push(words.span(mention));
        match quote.kind {
            QuoteType::Direct => source.quotes.direct += 1,
            QuoteType::Mixed => source.quotes.mixed += 1,
            QuoteType::Indirect => source.quotes.indirect += 1,
        }
        source.words += quote.content.iter().map(|&s| words.count_in(s)).sum::<usize>();
        quote.speaker = Some(id);
    }
    for source in &mut sources {
        source.mentions.sort_unstable();
        source.mentions.dedup();
    }
    sources
}

/// "he" or "she": whoever was quoted last. ("They", "it", "who" and the first person need more than that and stay unresolved.)
fn is_third_person(words: &Words, mention: TokenRange) -> bool {
    mention.len() == 1 && matches!(words.text(mention.start()).to_lowercase().as_str(), "he" | "she" | "his" | "her")
}

/// Full names by their last word: for "Clinton", every run such as "Hillary Clinton", by place.
type FullNames<'t> = HashMap<&'t str, Vec<TokenRange>>;

fn full_names<'t>(words: &Words<'_, 't>) -> FullNames<'t> {
    let mut out: FullNames<'t> = HashMap::new();
    let mut i = 0;
    while i < words.len() {
        let run = name_run(words, i, words.sentence_range(i).end());
        if run.len() >= 2 {
            out.entry(words.text(run.end() - 1)).or_default().push(run);
        }
        i = run.end().max(i + 1);
    }
    out
}

/// The run of name words that starts at token `i`: capitalised words that are neither titles nor function words, with initials and
/// particles inside ("Ursula von der Leyen", "G.K. Butterfield").
fn name_run(words: &Words, i: usize, end: usize) -> TokenRange {
    let is_name = |k: usize| {
        words.article.tokens[k].kind == TokenKind::Word
            && words.is_capitalised(k)
            && !words.is(
                k,
                WordClass::TITLE | WordClass::DETERMINER | WordClass::SUBJECT | WordClass::DAY | WordClass::MONTH,
            )
            && !(words.is(k, WordClass::all()) && starts_sentence(words, k))
    };
    let mut stop = i;
    while stop < end {
        let particle = stop > i
            && matches!(
                words.text(stop),
                "de" | "la" | "del" | "van" | "von" | "der" | "den" | "bin" | "al" | "el" | "da" | "di"
            );
        if is_name(stop) || particle && stop + 1 < end && words.text(stop + 1).starts_with(char::is_alphabetic) {
            stop += 1;
        } else {
            break;
        }
    }
    TokenRange::new(i, stop)
}

fn starts_sentence(words: &Words, k: usize) -> bool {
    let first = words.sentence_range(k).start();
    (first..k).all(|j| !words.is_word(j))
}

/// Name and kind of a mention that is not a pronoun; `None` if it is one that cannot be resolved.
fn describe(words: &Words, names: &FullNames, mention: TokenRange) -> Option<Source> {
    let pronoun = WordClass::SUBJECT | WordClass::RELATIVE;
    if mention.len() == 1 && words.is(mention.start(), pronoun | WordClass::POSSESSIVE) {
        return None;
    }
    // The head of "NAME, a spokesman for …" stands before the comma; "a spokesman, NAME," names behind it.
    let segments = segments(words, mention);
    let named = segments.iter().find_map(|&s| name_at_end(words, s).map(|run| (s, run)));
    let title_of = |run: TokenRange| {
        (run.start() > mention.start() && words.is(run.start() - 1, WordClass::TITLE))
            .then(|| words.text(run.start() - 1).to_owned())
    };
    let mut source = Source {
        name: String::new(),
        kind: SourceKind::Unknown,
        named: true,
        title: None,
        affiliation: None,
        mentions: Vec::new(),
        quotes: QuoteCounts::default(),
        words: 0,
    };
    if let Some((_, run)) = named {
        source.title = title_of(run);
        let full = fullest(words, names, run);
        source.kind = kind_of_name(words, run, full, source.title.is_some());
        let article = full.start() > 0
            && words.text(full.start() - 1) == "The"
            && !starts_sentence(words, full.start() - 1)
            && source.kind != SourceKind::Person;
        source.name = folded(words, TokenRange::new(full.start() - usize::from(article), full.end()));
        return Some(source);
    }
    let mut head = segments[0];
    while head.len() > 1 && words.is(head.start(), WordClass::DETERMINER) && !words.is_capitalised_inside(head.start())
    {
        head = TokenRange::new(head.start() + 1, head.end());
    }
    source.name = folded(words, head);
    source.kind = kind_of_description(words, head);
    source.named = head.indices().any(|k| words.is_capitalised_inside(k)) && source.kind != SourceKind::Person;
    Some(source)
}

/// A mention cut at its commas and brackets.
fn segments(words: &Words, mention: TokenRange) -> Vec<TokenRange> {
    let mut out = Vec::new();
    let mut start = mention.start();
    for k in mention.indices().chain([mention.end()]) {
        if k == mention.end() || matches!(words.text(k), "," | "(" | ")" | "—" | "–" | "--") {
            if k > start {
                out.push(TokenRange::new(start, k));
            }
            start = k + 1;
        }
    }
    if out.is_empty() {
        out.push(mention);
    }
    out
}

/// The name that closes a segment, if the segment is about it: "longtime pollster [Pat Caddell]", but not "a friend of Pat Caddell".
fn name_at_end(words: &Words, segment: TokenRange) -> Option<TokenRange> {
    let mut end = segment.end();
    while end > segment.start() && matches!(words.text(end - 1), "'s" | "’s" | "'" | "’") {
        end -= 1;
    }
    let start = (segment.start()..end).rev().take_while(|&k| name_run(words, k, end).end() == end).last()?;
    let governed = (segment.start()..start)
        .any(|k| words.is(k, WordClass::PREPOSITION | WordClass::RELATIVE) || words.text(k) == "and");
    (start < end && !governed).then(|| TokenRange::new(start, end))
}

/// The fullest form of a name in the article: for a single word, the nearest earlier longer name that ends with it, else the first.
fn fullest(words: &Words, names: &FullNames, run: TokenRange) -> TokenRange {
    if run.len() > 1 {
        return run;
    }
    let Some(candidates) = names.get(words.text(run.start())) else { return run };
    candidates.iter().rev().find(|c| c.end() <= run.start()).or(candidates.first()).copied().unwrap_or(run)
}

fn kind_of_name(words: &Words, run: TokenRange, full: TokenRange, titled: bool) -> SourceKind {
    if titled {
        return SourceKind::Person;
    }
    let by_noun = full.indices().rev().find_map(|k| noun_kind(words.text(k)));
    match by_noun {
        Some(NounKind::Organization) => SourceKind::Organization,
        Some(NounKind::Group) if full.len() == 1 => SourceKind::Group,
        Some(NounKind::Document) => SourceKind::Document,
        // "the Kremlin", "CNN": an article or capitals throughout point to a body, two or three words to a person.
        _ if run.start() > 0 && words.text(run.start() - 1).eq_ignore_ascii_case("the") => SourceKind::Organization,
        _ if full.len() == 1 && words.text(full.start()).len() <= 5 && is_upper(words.text(full.start())) => {
            SourceKind::Organization
        }
        _ if full.len() <= 4 => SourceKind::Person,
        _ => SourceKind::Unknown,
    }
}

fn is_upper(word: &str) -> bool {
    word.chars().all(char::is_uppercase)
}

fn kind_of_description(words: &Words, head: TokenRange) -> SourceKind {
    // The head noun stands before the first preposition.
    let end = head
        .indices()
        .skip(1)
        .find(|&k| words.is(k, WordClass::PREPOSITION | WordClass::RELATIVE))
        .unwrap_or(head.end());
    let kind = (head.start()..end).rev().find_map(|k| noun_kind(words.text(k)));
    match kind {
        Some(NounKind::Person) => SourceKind::Person,
        Some(NounKind::Group) => SourceKind::Group,
        Some(NounKind::Organization) => SourceKind::Organization,
        Some(NounKind::Document) => SourceKind::Document,
        None => SourceKind::Unknown,
    }
}

/// A range's text with runs of white space as one space.
fn folded(words: &Words, range: TokenRange) -> String {
    let text = &words.article.text[words.span(range)];
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
