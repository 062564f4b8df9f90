//! From the words that name a source to who it is: one [`Source`] per article, under the fullest name the article gives.
//!
//! [`names`] finds the names, [`inventory`] gathers those of one bearer ([`forms`] tells variants from other people), [`roles`] reads what the
//! article says of them and [`bodies`] which of them are no persons, [`descriptions`] takes a mention apart, and [`coref`] decides, in one pass
//! with a bounded memory ([`salience`]), whom each mention means; [`pronouns`] those of one word.
//! [`circumstances`] reads who is kept anonymous and who did not answer. What cannot be told stays unresolved.

mod bodies;
mod circumstances;
mod coref;
mod descriptions;
pub(crate) mod forms;
mod inventory;
mod names;
mod pronouns;
mod relative;
pub(crate) mod roles;
mod salience;

use super::words::Words;
use super::{Quote, Source, SourceId, SourceKind};
use crate::text::{Span, TokenRange};
use coref::Coreference;
use foldhash::HashSet;
use inventory::{Entity, EntityId};
use names::NameKind;
use std::borrow::Cow;
use std::cell::LazyCell;
use std::mem;

/// How many quotes back the one is looked for in which "I" stands.
const NESTING: usize = 8;

/// Resolves the sources of `quotes`: fills in their speakers, and returns the article's sources in the order of their first quote; behind
/// them those that have none of their own, because they only speak together with others or did not answer.
pub(super) fn resolve(words: &Words, quotes: &mut [Quote], mentions: &[Option<TokenRange>]) -> Vec<Source> {
    let silences = circumstances::no_comments(words, mentions);
    // Whoever did not answer is somebody the report turned to, as a source is.
    let all: Vec<_> = mentions.iter().copied().chain(silences.iter().map(|silence| Some(silence.who))).collect();
    if all.iter().all(Option::is_none) {
        return Vec::new();
    }
    let mut coreference = Coreference::new(words);
    let content: Vec<&[Span]> =
        quotes.iter().map(|quote| quote.content.as_slice()).chain(silences.iter().map(|_| &[][..])).collect();
    let mut found = coreference.resolve(&all, &content);
    let silent = found.split_off(mentions.len());
    for i in 0..quotes.len() {
        if found[i].is_none() && mentions[i].is_some_and(|m| is_first_person(words, m)) {
            found[i] = speaker_around(quotes, &found, i);
        }
    }
    let mut inventory = coreference.inventory;
    let mut roll = Roll::new(mem::take(&mut inventory.entities));
    for ((quote, mention), entity) in quotes.iter_mut().zip(mentions).zip(&found) {
        let (Some(mention), Some(entity)) = (*mention, *entity) else { continue };
        let id = roll.source(entity);
        let source = &mut roll.sources[id.0];
        source.mentions.push(words.span(mention));
        source.quotes.count(quote.kind);
        source.words += quote.content.iter().map(|&s| words.count_in(s)).sum::<usize>();
        quote.speaker = Some(id);
    }
    for (mention, entity) in all.iter().zip(found.iter().chain(&silent)) {
        let (Some(mention), Some(entity)) = (*mention, *entity) else { continue };
        if roll.entities[entity].members.is_empty() {
            continue;
        }
        let members = roll.entities[entity].members.clone();
        let ids: Vec<_> = members.iter().map(|&member| roll.source(member)).collect();
        for (name, member) in inventory.names_in(mention) {
            if let Some(at) = members.iter().position(|m| m == member) {
                roll.sources[ids[at].0].mentions.push(words.span(name.run));
            }
        }
        for (&member, id) in members.iter().zip(&ids) {
            // "They", and nowhere as a source by name: then where the article names it first.
            let first = inventory.name_at(roll.entities[member].first).map_or(mention, |(name, _)| name.run);
            let source = &mut roll.sources[id.0];
            if source.mentions.is_empty() {
                source.mentions.push(words.span(first));
            }
        }
        let together = roll.source(entity);
        roll.sources[together.0].members = ids;
    }
    for (silence, &entity) in silences.iter().zip(&silent) {
        let Some(entity) = entity else { continue };
        let id = roll.source(entity);
        roll.sources[id.0].no_comment.push(words.span(silence.phrase));
        roll.sources[id.0].mentions.push(words.span(silence.who));
    }
    let mut sources = roll.sources;
    note_anonymity(words, &mut sources);
    let spoken: LazyCell<HashSet<Span>, _> = LazyCell::new(|| quotes.iter().filter_map(|quote| quote.source).collect());
    for source in &mut sources {
        source.mentions.sort_unstable();
        // Who did not answer may be cut a little otherwise than as the source of a quote, and is mentioned once; the quote's cut stays.
        source.mentions.dedup_by(|next, kept| {
            if next == kept {
                return true;
            }
            if !next.overlaps(*kept) || spoken.contains(next) && spoken.contains(kept) {
                return false;
            }
            if spoken.contains(next) {
                *kept = *next;
            }
            true
        });
    }
    sources
}

/// The sources of an article in the making.
struct Roll<'t> {
    /// Those that are sources have given their names to these.
    entities: Vec<Entity<'t>>,
    sources: Vec<Source>,
    /// Which source each entity is, if it is one.
    ids: Vec<Option<SourceId>>,
}

impl<'t> Roll<'t> {
    fn new(entities: Vec<Entity<'t>>) -> Self {
        Self { ids: vec![None; entities.len()], entities, sources: Vec::new() }
    }

    /// The source that an entity is, new if need be.
    fn source(&mut self, entity: EntityId) -> SourceId {
        *self.ids[entity].get_or_insert_with(|| {
            self.sources.push(source(&mut self.entities, entity));
            SourceId(self.sources.len() - 1)
        })
    }
}

/// Gives each promise of anonymity to the unnamed source that it is about: the one in whose mention it stands or that is mentioned last
/// before it, in its sentence or the one before, else the first behind it in its sentence.
fn note_anonymity(words: &Words, sources: &mut [Source]) {
    let promises = circumstances::anonymities(words);
    if promises.is_empty() {
        return;
    }
    let unnamed = sources.iter().enumerate().filter(|(_, source)| !source.named && source.kind != SourceKind::Document);
    let mut mentions: Vec<(Span, usize)> =
        unnamed.flat_map(|(index, source)| source.mentions.iter().map(move |&mention| (mention, index))).collect();
    mentions.sort_unstable();
    for promise in promises {
        let sentence = words.sentence(promise.phrase.start());
        let text_of = |sentence: usize| words.span(words.article.sentences[sentence].tokens);
        let (floor, ceiling) = (text_of(sentence.saturating_sub(1)).start(), text_of(sentence).end());
        let phrase = words.span(promise.phrase);
        let behind = mentions.partition_point(|(mention, _)| mention.start() <= phrase.start());
        let before = mentions[..behind].last().filter(|(mention, _)| mention.start() >= floor);
        let meant = before.or_else(|| mentions.get(behind).filter(|(mention, _)| mention.start() < ceiling));
        if let Some(&(_, index)) = meant {
            let source = &mut sources[index];
            source.anonymity.get_or_insert(phrase);
            source.anonymity_reason = source.anonymity_reason.or(promise.reason.map(|reason| words.span(reason)));
        }
    }
}

fn is_first_person(words: &Words, mention: TokenRange) -> bool {
    mention.len() == 1 && matches!(words.text(mention.start()), "I" | "we" | "We" | "my" | "our" | "My" | "Our")
}

/// The speaker of the quote in whose content the source of quote `i` stands.
fn speaker_around(quotes: &[Quote], found: &[Option<EntityId>], i: usize) -> Option<EntityId> {
    let inside = quotes[i].source?;
    let holds = |content: &[Span]| content.iter().any(|c| c.contains(inside));
    let near = i.saturating_sub(NESTING)..quotes.len().min(i + NESTING);
    near.filter(|&j| j != i && holds(&quotes[j].content)).find_map(|j| found[j])
}

/// An entity as a source without quotes yet.
fn source(entities: &mut [Entity], id: EntityId) -> Source {
    let entity = &entities[id];
    let by_name = match entity.kind {
        NameKind::Person | NameKind::Unknown => SourceKind::Person,
        NameKind::Organization | NameKind::Place => SourceKind::Organization,
        // Several named people together are no group of unnamed ones.
        NameKind::Group if entity.members.is_empty() => SourceKind::Group,
        NameKind::Group if entity.members.iter().any(|&m| entities[m].kind == NameKind::Organization) => {
            SourceKind::Organization
        }
        NameKind::Group => SourceKind::Person,
    };
    let owned = || entity.name.contains("'s ") || entity.name.contains("’s ");
    let named = match entity.description {
        None => entity.kind != NameKind::Group || !entity.members.is_empty(),
        Some(SourceKind::Document) if owned() => false,
        Some(kind @ (SourceKind::Organization | SourceKind::Document)) => descriptions::has_name(&entity.name, kind),
        Some(_) => false,
    };
    let kind = entity.description.unwrap_or(by_name);
    let entity = &mut entities[id];
    Source {
        name: mem::take(&mut entity.name).into_owned(),
        kind,
        named,
        title: entity.title.take().map(Cow::into_owned),
        affiliation: entity.affiliation.take().map(Cow::into_owned),
        ..Source::default()
    }
}
