//! From the words that name a source to who it is: one [`Source`] per article, under the fullest name the article gives.
//!
//! [`names`] finds the names, [`inventory`] gathers those of one bearer ([`forms`] tells variants from other people), [`roles`] reads what the article says of them, [`descriptions`]
//! takes a mention apart, and [`coref`] decides, in one pass with a bounded memory ([`salience`]), whom each mention means. What cannot be
//! told stays unresolved.

mod coref;
mod descriptions;
pub(crate) mod forms;
mod inventory;
mod names;
pub(crate) mod roles;
mod salience;

use super::words::Words;
use super::{Quote, QuoteCounts, Source, SourceId, SourceKind};
use crate::text::{Span, TokenRange};
use coref::Coreference;
use inventory::{Entity, EntityId};
use names::NameKind;
use std::collections::HashMap;

/// How many quotes back the one is looked for in which "I" stands.
const NESTING: usize = 8;

/// Resolves the sources of `quotes`: fills in their speakers, and returns the article's sources in the order of their first quote.
pub(super) fn resolve(words: &Words, quotes: &mut [Quote], mentions: &[Option<TokenRange>]) -> Vec<Source> {
    let mut coreference = Coreference::new(words);
    let mut found = coreference.resolve(mentions);
    for i in 0..quotes.len() {
        if found[i].is_none() && mentions[i].is_some_and(|m| is_first_person(words, m)) {
            found[i] = speaker_around(quotes, &found, i);
        }
    }
    let mut sources: Vec<Source> = Vec::new();
    let mut ids: HashMap<EntityId, SourceId> = HashMap::new();
    for ((quote, mention), entity) in quotes.iter_mut().zip(mentions).zip(found) {
        let (Some(mention), Some(entity)) = (*mention, entity) else { continue };
        let id = *ids.entry(entity).or_insert_with(|| {
            sources.push(source(&coreference.inventory.entities, entity));
            SourceId(sources.len() - 1)
        });
        let source = &mut sources[id.0];
        source.mentions.push(words.span(mention));
        source.quotes.count(quote.kind);
        source.words += quote.content.iter().map(|&s| words.count_in(s)).sum::<usize>();
        quote.speaker = Some(id);
    }
    for source in &mut sources {
        source.mentions.sort_unstable();
        source.mentions.dedup();
    }
    sources
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
fn source(entities: &[Entity], id: EntityId) -> Source {
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
    let inner_capital = || entity.name.split(' ').any(|w| w.starts_with(char::is_uppercase));
    let owned = || entity.name.contains("'s ") || entity.name.contains("’s ");
    let named = match entity.description {
        None => entity.kind != NameKind::Group || !entity.members.is_empty(),
        Some(SourceKind::Organization) => inner_capital(),
        Some(SourceKind::Document) => inner_capital() && !owned(),
        Some(_) => false,
    };
    Source {
        name: entity.name.clone(),
        kind: entity.description.unwrap_or(by_name),
        named,
        title: entity.title.clone(),
        affiliation: entity.affiliation.clone(),
        mentions: Vec::new(),
        quotes: QuoteCounts::default(),
        words: 0,
    }
}
