//! Whom pronouns mean: personal ones whoever is most present, relative ones what stands before them, "I" the author.

use super::super::SourceKind;
use super::super::noun_phrase::subject_before;
use super::coref::Coreference;
use super::descriptions::Described;
use super::inventory::{EntityId, folded};
use super::names::NameKind;
use super::relative;
use crate::lexicon::{Gender, WordClass};
use crate::text::TokenRange;
use std::ops::Range;

/// A pronoun needs an antecedent at least this present: a subject of this sentence or the one before, or one often named.
const CLEAR: f32 = 20.0;
/// "It" needs more: it is as often a dummy.
const CLEAR_THING: f32 = 45.0;

/// A subject of more words is not looked for.
const LEADING: usize = 16;

/// Within so many words behind "it" stands what makes it a dummy.
const DUMMY: usize = 8;

impl Coreference<'_, '_, '_> {
    /// "he", "she"
    pub(super) fn person(&mut self, gender: Gender) -> Option<EntityId> {
        let entities = &self.inventory.entities;
        let fits = |id: EntityId| {
            if self.spoken_of.contains(&id) {
                return None;
            }
            let entity = &entities[id];
            let by_kind = match entity.kind {
                NameKind::Person => 1.0,
                NameKind::Unknown => 0.7,
                _ => return None,
            };
            match entity.gender {
                Some(g) if g != gender => None,
                Some(_) => Some(by_kind),
                None => Some(by_kind * 0.7),
            }
        };
        let (id, presence) = self.salience.best(fits)?;
        // Nobody else is in mind whom it could mean.
        let only = || {
            entities[id].gender == Some(gender)
                && !self.says_name_of(id)
                && self.salience.best(|other| fits(other).filter(|_| other != id)).is_none()
        };
        if presence < CLEAR && !only() {
            return None;
        }
        let entity = &mut self.inventory.entities[id];
        if presence >= 2.0 * CLEAR {
            entity.gender.get_or_insert(gender);
            entity.kind = NameKind::Person;
        }
        Some(id)
    }

    /// "it": a body, unless the word stands for what follows.
    pub(super) fn thing(&self, at: usize) -> Option<EntityId> {
        if self.is_dummy(at) {
            return None;
        }
        let entities = &self.inventory.entities;
        let (id, presence) = self.salience.best(|id| match entities[id].kind {
            NameKind::Organization => Some(1.0),
            _ => None,
        })?;
        (presence >= CLEAR_THING).then_some(id)
    }

    /// "It was not immediately clear [what]", "it is unlikely [that]"
    fn is_dummy(&self, at: usize) -> bool {
        let words = self.words;
        let mut rest = at + 1..words.sentence_range(at).end().min(at + DUMMY);
        if rest.is_empty() || !words.is(rest.start, WordClass::AUXILIARY) {
            return false;
        }
        let told = |k: usize| {
            matches!(
                words.text(k),
                "clear"
                    | "unclear"
                    | "known"
                    | "unknown"
                    | "certain"
                    | "uncertain"
                    | "evident"
                    | "obvious"
                    | "apparent"
                    | "likely"
                    | "unlikely"
                    | "possible"
                    | "impossible"
            )
        };
        let passed = |k: usize| {
            words.is(k, WordClass::AUXILIARY | WordClass::ADVERB) || matches!(words.text(k), "not" | "n't" | "n’t")
        };
        rest.find(|&k| !passed(k)).is_some_and(told)
    }

    /// "they": the latest source that is several, in this paragraph or the one before; else those with whom the sentence begins.
    pub(super) fn several(&mut self, at: usize) -> Option<EntityId> {
        let near = self.group.filter(|&(_, paragraph)| self.words.paragraph(at) <= paragraph + 1);
        near.map(|(id, _)| id).or_else(|| self.leading_group(at))
    }

    /// "[Two people familiar with the plan], who asked not to be named because they fear for their jobs"
    fn leading_group(&mut self, at: usize) -> Option<EntityId> {
        let words = self.words;
        let floor = words.sentence_range(at).start();
        let closes =
            |k: usize| words.text(k) == "," || words.is(k, WordClass::AUXILIARY | WordClass::CUE | WordClass::RELATIVE);
        let end = (floor..at.min(floor + LEADING)).find(|&k| closes(k))?;
        let opens = words
            .is(floor, WordClass::PREPOSITION | WordClass::SUBORDINATOR | WordClass::CONJUNCTION | WordClass::ADVERB);
        if end == floor || opens {
            return None;
        }
        let described = Described::new(words, TokenRange::new(floor, end));
        if described.kind != SourceKind::Group || described.noun.is_none() {
            return None;
        }
        let head = described.phrase.end();
        let known = words.is(head, WordClass::PREPOSITION)
            || matches!(words.text(head), "familiar" | "briefed" | "close" | "involved");
        self.source(TokenRange::new(floor, if known { end } else { head }))
    }

    /// "who", "which": what stands right before.
    pub(super) fn antecedent(&mut self, at: usize) -> Option<EntityId> {
        let words = self.words;
        let floor = words.sentence_range(at).start();
        let end = relative::before_aside(words, floor, at);
        if end == floor {
            return None;
        }
        let who = matches!(words.text(at), "who" | "whom" | "whose");
        let name = self.inventory.name_at(end - 1).filter(|(name, _)| name.run.end() == end);
        if let Some((_, id)) = name.filter(|&(_, id)| !who || !self.is_place(id)) {
            return Some(id);
        }
        let mut id = self.standing_before(at, floor..end, who)?;
        if who
            && self.is_place(id)
            && let Some(end) = relative::before_place(words, floor, name?.0.run)
        {
            // "[Republicans] in Ohio who"
            id = self.standing_before(at, floor..end, who).unwrap_or(id);
        }
        let entity = &mut self.inventory.entities[id];
        if who && entity.description == Some(SourceKind::Unknown) {
            // Only people are meant by "who".
            let several = entity.kind == NameKind::Group;
            entity.description = Some(if several { SourceKind::Group } else { SourceKind::Person });
            entity.kind = if several { NameKind::Group } else { NameKind::Person };
        }
        Some(id)
    }

    /// Whether somebody is a body or place with a name.
    fn is_place(&self, id: EntityId) -> bool {
        let entity = &self.inventory.entities[id];
        entity.description.is_none() && matches!(entity.kind, NameKind::Organization | NameKind::Place)
    }

    /// What the relative pronoun at token `at` stands for at the end of the words of its sentence `before` it; people, with `who`.
    fn standing_before(&mut self, at: usize, before: Range<usize>, who: bool) -> Option<EntityId> {
        let (words, floor) = (self.words, before.start);
        let mut phrase = subject_before(words, floor, before.end)?;
        // "A [ruling] party lawmaker, who": between article and noun it is no verb.
        if let Some(article) = phrase.start().checked_sub(2).filter(|&k| k >= floor)
            && words.is(article, WordClass::DETERMINER)
            && ["ing", "ed"].iter().any(|ending| words.text(article + 1).ends_with(ending))
        {
            phrase = TokenRange::new(article, phrase.end());
        }
        let no_noun = WordClass::SUBJECT | WordClass::RELATIVE | WordClass::AUXILIARY;
        if words.is(phrase.end() - 1, no_noun) || phrase.contains(at) {
            return None;
        }
        let whole = relative::whole(words, floor, relative::behind_verb(words, floor, phrase)?);
        let nearest = relative::nearest_people(words, whole, who).filter(|_| who || words.text(at) == "that");
        self.source(nearest.unwrap_or(whole))
    }

    /// "Most of whom" are most of those before; all of them are those.
    pub(super) fn antecedent_of_share(&mut self, range: TokenRange) -> Option<EntityId> {
        let words = self.words;
        let share = TokenRange::new(range.start(), range.end() - 1);
        // The antecedent stands before the whole phrase.
        let floor = words.sentence_range(range.start()).start();
        let end = relative::before_aside(words, floor, range.start());
        let phrase = subject_before(words, floor, end).filter(|_| end > floor)?;
        let whole = relative::whole(words, floor, phrase);
        let whole = relative::nearest_people(words, whole, false).unwrap_or(whole);
        let id = self.source(whole)?;
        let all = matches!(words.text(range.start()), "all" | "both");
        if all || self.inventory.entities[id].description.is_none() {
            return all.then_some(id);
        }
        let entity = &self.inventory.entities[id];
        let (kind, description) = (entity.kind, entity.description);
        let name = format!("{} {}", folded(words, share), entity.name);
        Some(self.described_as(name.into(), kind, description, range.start()))
    }

    /// "I" in the report's own words is its author; in a quotation it is whoever speaks there, told later.
    pub(super) fn first_person(&mut self, at: usize) -> Option<EntityId> {
        if self.words.region(at).is_some() {
            return None;
        }
        if !self.described.contains_key("author")
            && let Some(id) = self.signatory()
        {
            self.described.insert("author".to_owned(), id);
        }
        Some(self.described_as("author".into(), NameKind::Person, Some(SourceKind::Person), at))
    }

    /// Whom the last paragraph introduces as opinion pieces do their author: "NAME is a former mayor of Port Hale."
    fn signatory(&self) -> Option<EntityId> {
        let words = self.words;
        let last = words.len().checked_sub(1)?;
        let start = words.article.paragraphs[words.paragraph(last)].tokens.start();
        let (name, id) = self.inventory.name_at(start)?;
        let person = matches!(self.inventory.entities[id].kind, NameKind::Person | NameKind::Unknown);
        let introduced = name.run.len() > 1 && matches!(words.text(name.run.end().min(last)), "is" | "was");
        (person && introduced && words.sentence(start) == words.sentence(last)).then_some(id)
    }
}

/// "he", "her"
pub(super) fn gender_of_pronoun(word: &str) -> Option<Gender> {
    if word.len() > 3 {
        return None;
    }
    match word {
        "he" | "He" | "HE" | "him" | "his" | "His" => Some(Gender::Male),
        "she" | "She" | "SHE" | "her" | "Her" => Some(Gender::Female),
        _ => None,
    }
}
