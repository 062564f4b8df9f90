//! From each mention of a source to whom it means, in one pass over the article with a bounded memory of who is talked about.
//! Whom pronouns mean is told in [`pronouns`](super::pronouns).

use super::super::SourceKind;
use super::super::words::Words;
use super::descriptions::{self, Described};
use super::forms;
use super::inventory::{EntityId, Inventory, folded};
use super::names::{self, Name, NameKind, is_label};
use super::pronouns::gender_of_pronoun;
use super::roles;
use super::salience::Salience;
use crate::lexicon::{Starts, WordClass};
use crate::text::{Span, TokenRange, in_lower_case, lower_case};
use foldhash::{HashMap, HashMapExt};
use std::borrow::Cow;
use std::cell::OnceCell;

/// Presence that a mention gives, by its place; the figures were tried on the development articles.
mod weight {
    pub(super) const SUBJECT: f32 = 100.0;
    pub(super) const LATER: f32 = 60.0;
    pub(super) const OBLIQUE: f32 = 40.0;
    pub(super) const MODIFIER: f32 = 15.0;
    pub(super) const QUOTED: f32 = 8.0;
    /// On top of that, for being a source.
    pub(super) const SOURCE: f32 = 30.0;
}

/// What tells a part of those that a noun can mean.
const PARTS: [&str; 8] = ["most", "few", "many", "no", "each", "every", "all", "neither"];

/// Who holds one of these holds no other.
const OFFICES: [&str; 5] = ["president", "senator", "governor", "mayor", "congressman"];

/// No more words of a description are compared with another.
const LONGEST: usize = 32;

/// Somebody described, where that was last done.
#[derive(Clone, Copy)]
struct Latest {
    id: EntityId,
    /// The fullest description.
    shown: TokenRange,
    paragraph: usize,
}

pub(super) struct Coreference<'w, 'a, 't> {
    pub(super) words: &'w Words<'a, 't>,
    pub(super) inventory: Inventory<'t>,
    pub(super) salience: Salience,
    pub(super) described: HashMap<String, EntityId>,
    /// The latest of those described by a noun, by that noun: whom "the source" means.
    by_noun: HashMap<String, Latest>,
    /// The latest source that is several, with its paragraph.
    pub(super) group: Option<(EntityId, usize)>,
    by_role: HashMap<String, Vec<EntityId>>,
    /// Who answers in the interview that the article is; asked for by label.
    answering: OnceCell<Option<EntityId>>,
    /// Who is named in what the pronoun at hand is said to have said.
    pub(super) spoken_of: Vec<EntityId>,
    /// That content.
    said: Vec<Span>,
}

impl<'w, 'a, 't> Coreference<'w, 'a, 't> {
    pub(super) fn new(words: &'w Words<'a, 't>) -> Self {
        let inventory = Inventory::new(words);
        let mut by_role: HashMap<String, Vec<EntityId>> = HashMap::new();
        for (id, entity) in inventory.entities.iter().enumerate() {
            for role in &entity.roles {
                by_role.entry(role.clone()).or_default().push(id);
            }
        }
        Self {
            words,
            inventory,
            salience: Salience::default(),
            described: HashMap::new(),
            by_noun: HashMap::new(),
            group: None,
            by_role,
            answering: OnceCell::new(),
            spoken_of: Vec::new(),
            said: Vec::new(),
        }
    }

    /// Whom each mention means; in the order of `mentions`. `content` is what each is the source of.
    pub(super) fn resolve(&mut self, mentions: &[Option<TokenRange>], content: &[&[Span]]) -> Vec<Option<EntityId>> {
        let mut out = vec![None; mentions.len()];
        let mut order: Vec<usize> =
            (0..mentions.len()).filter(|&m| mentions[m].is_some_and(|r| !r.is_empty())).collect();
        order.sort_by_key(|&m| mentions[m].map(|r| (r.start(), r.end())));
        let (mut next, mut name) = (0, 0);
        let mut before: Option<(TokenRange, Option<EntityId>)> = None;
        let (mut sentence, mut clock) = (0, 0);
        let words = self.words;
        let mut pronouns = words.starting(Starts::PRONOUN).peekable();
        let mut beside = None;
        let mention_at = |next: usize| order.get(next).and_then(|&m| mentions[m]).map_or(usize::MAX, |r| r.start());
        let name_at =
            |names: &[(Name, EntityId)], name: usize| names.get(name).map_or(usize::MAX, |(n, _)| n.run.start());
        let (mut next_mention, mut next_name) = (mention_at(0), name_at(&self.inventory.names, 0));
        // Who is talked about behind the last of them matters to none.
        while next < order.len() {
            let i = next_mention.min(next_name).min(pronouns.peek().copied().unwrap_or(usize::MAX));
            pronouns.next_if_eq(&i);
            while sentence < words.sentence(i) {
                sentence += 1;
                let first = words.article.sentences[sentence].tokens.start();
                // A quotation of many sentences is still about whoever was talked about before it.
                clock += usize::from(words.region(first).is_none_or(|r| words.region_range(r).start() == first));
                self.salience.advance(clock);
            }
            let mut is_source = false;
            while let Some(&m) = order.get(next).filter(|&&m| mentions[m].is_some_and(|r| r.start() == i)) {
                let Some(range) = mentions[m] else { break };
                // Quotes often share a source.
                let found = match before {
                    Some((same, found)) if same == range => found,
                    _ => {
                        self.spoken_of = self.named_in(content[m], i);
                        self.said.extend_from_slice(content[m]);
                        let found = self.source(range);
                        self.spoken_of.clear();
                        self.said.clear();
                        if let Some(entity) = found {
                            self.note_source(entity, range);
                        }
                        found
                    }
                };
                before = Some((range, found));
                out[m] = found;
                is_source = true;
                next += 1;
            }
            while let Some(&(found, entity)) = self.inventory.names.get(name).filter(|(n, _)| n.run.start() <= i) {
                name += 1;
                let weight = self.weight_of(&found);
                // "by Ana Ruiz and Peter Ek": the second has the place of the first.
                let joined = beside.is_some_and(|end| end + 1 == found.start && self.words.text(end) == "and");
                let weight = if joined { weight.min(weight::OBLIQUE) } else { weight };
                beside = (weight == weight::OBLIQUE).then_some(found.run.end());
                self.salience.mention(entity, weight);
                if weight == weight::SUBJECT {
                    self.note_pair((found, entity), name);
                }
            }
            if !is_source {
                self.note_pronoun(i);
            }
            (next_mention, next_name) = (mention_at(next), name_at(&self.inventory.names, name));
        }
        out
    }

    /// Whom the words before token `end` name in its sentence, outside quotation marks, as part of `content`: "Voters trust Ruiz, he said"
    /// is not said by Ruiz.
    fn named_in(&self, content: &[Span], end: usize) -> Vec<EntityId> {
        let words = self.words;
        let sentence = TokenRange::new(words.sentence_range(end).start(), end);
        let names = self.inventory.names_in(sentence).iter();
        let inside = |name: &Name| {
            let span = words.span(name.run);
            words.region(name.run.start()).is_none() && content.iter().any(|part| part.contains(span))
        };
        names.filter(|(name, _)| inside(name)).map(|&(_, entity)| entity).collect()
    }

    /// Whether what the pronoun at hand is said to have said names somebody.
    pub(super) fn says_name_of(&self, entity: EntityId) -> bool {
        self.said.iter().any(|&part| {
            let from =
                self.inventory.names.partition_point(|(name, _)| self.words.span(name.run).start() < part.start());
            let names = self.inventory.names[from..].iter();
            names.take_while(|(name, _)| part.contains(self.words.span(name.run))).any(|&(_, id)| id == entity)
        })
    }

    /// Two people who are the subject together are several, whom "they" can mean. `next` is the number of the name behind the first.
    fn note_pair(&mut self, (name, entity): (Name, EntityId), next: usize) {
        let words = self.words;
        let Some(&(other, another)) = self.inventory.names.get(next) else { return };
        let joined = other.start == name.run.end() + 1 && words.text(name.run.end()) == "and";
        let person = |id: EntityId| matches!(self.inventory.entities[id].kind, NameKind::Person | NameKind::Unknown);
        // "In Ohio, Ruiz and Ek came" is no list of three.
        let list = name.start > 1
            && words.text(name.start - 1) == ","
            && self
                .inventory
                .name_at(name.start - 2)
                .is_some_and(|(before, id)| person(id) && before.run.end() == name.start - 1);
        if joined && !list && entity != another && person(entity) && person(another) {
            let pair = self.compound(&[entity, another], name.start);
            self.group = Some((pair, words.paragraph(name.start)));
        }
    }

    fn note_source(&mut self, entity: EntityId, range: TokenRange) {
        let several = self.inventory.entities[entity].kind;
        let described = self.inventory.entities[entity].description;
        let body = several == NameKind::Organization && described.is_some_and(|kind| kind != SourceKind::Document);
        if several == NameKind::Group || body {
            self.group = Some((entity, self.words.paragraph(range.start())));
        }
        let quoted = self.words.region(range.start()).is_some();
        let weight = if quoted { weight::QUOTED } else { weight::SOURCE };
        // A pronoun or description is no name of its bearer, so nothing else makes it present.
        let named = self.inventory.names_in(range).iter().any(|&(_, id)| id == entity);
        let own = if named || quoted { 0.0 } else { weight::SUBJECT * 0.7 };
        self.salience.mention(entity, weight + own);
    }

    /// A pronoun that is no source keeps its bearer in mind.
    fn note_pronoun(&mut self, i: usize) {
        if self.words.region(i).is_some() {
            return;
        }
        let word = self.words.text(i);
        if matches!(word, "they" | "They" | "their" | "Their")
            && let Some(id) = self.several(i)
        {
            self.group = Some((id, self.words.paragraph(i)));
        }
        let Some(gender) = gender_of_pronoun(word) else { return };
        if let Some(entity) = self.person(gender) {
            let subject = matches!(self.words.text(i).len(), 2 | 3) && self.words.is(i, WordClass::SUBJECT);
            self.salience.mention(entity, if subject { weight::LATER } else { weight::MODIFIER });
        }
    }

    fn weight_of(&self, name: &Name) -> f32 {
        let words = self.words;
        let (start, end) = (name.start, name.run.end());
        if words.region(name.run.start()).is_some() {
            return weight::QUOTED;
        }
        let sentence = words.sentence_range(start);
        let next = (end < sentence.end()).then(|| words.text(end));
        // "Clinton aides", "Clinton communication director": up to two plain words and a noun for people.
        let plain = |k: usize| words.is_small(k) && !words.is(k, WordClass::all());
        let noun = (end..sentence.end().min(end + 3)).find(|&k| !plain(k) || words.noun_kind(k).is_some());
        let modifies = next == Some("-")
            || noun.is_some_and(|k| words.noun_kind(k).is_some() && words.is_small(k) && !words.is(k, WordClass::CUE));
        if modifies {
            return weight::MODIFIER;
        }
        let before = (start.saturating_sub(2)..start).rev().find(|&k| !words.is(k, WordClass::DETERMINER));
        let oblique = before.is_some_and(|k| {
            k >= sentence.start()
                && (words.is(k, WordClass::PREPOSITION) || matches!(words.text(k), "like" | "including"))
        }) || next.is_some_and(|w| matches!(w, "'s" | "’s" | "'" | "’"));
        if oblique {
            return weight::OBLIQUE;
        }
        // "Ruiz's", unlike "has" and "is", says nothing of verbs.
        let verb = |k: usize| {
            words.is(k, WordClass::AUXILIARY | WordClass::CUE)
                && !words.is_capitalised(k)
                && !matches!(words.text(k), "'s" | "’s")
        };
        let first = !(sentence.start()..start).rev().take(12).any(verb);
        if first { weight::SUBJECT } else { weight::LATER }
    }

    /// Whom a mention of a source means; `None` for a pronoun without a clear antecedent.
    pub(super) fn source(&mut self, range: TokenRange) -> Option<EntityId> {
        let words = self.words;
        let range = descriptions::trimmed(words, range);
        if range.len() == 1 {
            let word = words.text(range.start());
            if let Some(gender) = gender_of_pronoun(word) {
                return self.person(gender);
            }
            let found = in_lower_case(word, |word| match word {
                "it" | "its" => Some(self.thing(range.start())),
                "they" | "their" | "them" => Some(self.several(range.start())),
                "who" | "whom" | "which" | "that" | "whose" => Some(self.antecedent(range.start())),
                "i" | "my" | "me" | "we" | "our" | "us" => Some(self.first_person(range.start())),
                "you" | "your" | "what" | "there" => Some(None),
                _ => None,
            });
            if let Some(found) = found {
                return found;
            }
        }
        if let Some(label) = self.interview_label(range) {
            return Some(label);
        }
        if matches!(words.text(range.end() - 1), "whom" | "which") {
            // "most of whom"
            let of = range.len() > 2 && words.text(range.end() - 2) == "of";
            return if of { self.antecedent_of_share(range) } else { None };
        }
        if matches!(words.text(range.start()), "who" | "which") {
            return self.antecedent(range.start());
        }
        if let Some(members) = descriptions::compound(words, &self.inventory, range) {
            let several = self.compound(&members, range.start());
            // "Presidents Ruiz and Baker", then "the presidents".
            let mut before = range.indices().take_while(|&k| self.inventory.name_at(k).is_none());
            if let Some(noun) = before.find(|&k| names::is_plural_of_people(words, k)) {
                self.described.entry(lower_case(words.text(noun))).or_insert(several);
            }
            return Some(several);
        }
        if let Some((name, id)) = descriptions::named(words, &self.inventory, range) {
            let entity = &mut self.inventory.entities[id];
            if entity.kind == NameKind::Unknown && name.run.len() > 1 {
                entity.kind = NameKind::Person;
            }
            return Some(id);
        }
        if words.in_heading(range.start())
            && let Some(id) = self.inventory.find_in_headline(words, range)
        {
            return Some(id);
        }
        let described = Described::new(words, range);
        let before = self.described_before(&described);
        // Somebody described with that noun, more present than whoever bears a name.
        let rival = before.filter(|latest| self.is_near(latest, range.start()));
        let rival = rival.map_or(0.0, |latest| self.salience.presence(latest.id));
        if let Some(id) = self.role_bearer(&described, rival) {
            let entity = &mut self.inventory.entities[id];
            if described.tells_identity() {
                entity.title.get_or_insert_with(|| folded(words, described.phrase));
            }
            return Some(id);
        }
        self.body_meant(&described, rival).or_else(|| self.description(&described, before))
    }

    /// Whom "the source" means of those described before: the latest called a source, if all that is said now was said then.
    fn described_before(&self, described: &Described) -> Option<Latest> {
        let words = self.words;
        let latest = *self.by_noun.get(described.noun.as_deref()?)?;
        // "A ruling [party lawmaker], who": part of the same words.
        let part = described.shown.indices().all(|k| latest.shown.contains(k));
        if !described.definite && !part {
            return None;
        }
        // Of those of whom it is said how many they are of all, "the candidates" may be more.
        if PARTS.iter().any(|part| words.text(latest.shown.start()).eq_ignore_ascii_case(part)) {
            return None;
        }
        let same = |k: usize, other: usize| words.text(k).eq_ignore_ascii_case(words.text(other));
        let said = |k: usize| latest.shown.indices().take(LONGEST).any(|other| same(k, other));
        described.shown.indices().take(LONGEST).all(said).then_some(latest)
    }

    /// Whether somebody was last described in the paragraph of token `at` or the one before.
    fn is_near(&self, latest: &Latest, at: usize) -> bool {
        self.words.paragraph(at) <= latest.paragraph + 1
    }

    /// Keeps in mind whom a description is about. One that adds something takes the place of the barer one.
    fn note_described(&mut self, described: &Described, id: EntityId) {
        let shown = described.shown;
        // A headline has words of its own for what is told below.
        let Some(noun) = described.noun.as_ref().filter(|_| !self.words.in_heading(shown.start())) else { return };
        let latest = Latest { id, shown, paragraph: self.words.paragraph(shown.start()) };
        match self.by_noun.get_mut(noun) {
            Some(known) if known.id == id && known.shown.len() > shown.len() => known.paragraph = latest.paragraph,
            Some(known) => *known = latest,
            None => {
                self.by_noun.insert(noun.clone(), latest);
            }
        }
    }

    /// "Q:" and "A:" before what is asked and answered in an interview: two persons, whom the labels do not name.
    fn interview_label(&mut self, range: TokenRange) -> Option<EntityId> {
        let words = self.words;
        let label = words.text(range.start());
        if range.len() > 1 || !matches!(label, "Q" | "A") || !is_label(words, range) {
            return None;
        }
        if label == "A"
            && let Some(id) = *self.answering.get_or_init(|| self.interviewed())
        {
            return Some(id);
        }
        Some(self.described_as(label.into(), NameKind::Person, Some(SourceKind::Person), range.start()))
    }

    /// Who answers in an interview: the only person whom the report names in full before its first label.
    fn interviewed(&self) -> Option<EntityId> {
        let words = self.words;
        let label = |k: usize| matches!(words.text(k), "Q" | "A") && is_label(words, TokenRange::new(k, k + 1));
        let worded = words.article.paragraphs.iter().filter(|paragraph| !paragraph.tokens.is_empty());
        let mut starts = worded.map(|paragraph| paragraph.tokens.start());
        let before = TokenRange::new(0, starts.find(|&start| label(start))?);
        let is_person = |(name, id): &(Name, EntityId)| {
            let kind = self.inventory.entities[*id].kind;
            let full = name.run.len() > 1 && words.is_report(name.run.start());
            full && matches!(kind, NameKind::Person | NameKind::Unknown)
        };
        let mut people = self.inventory.names_in(before).iter().filter(|name| is_person(name)).map(|&(_, id)| id);
        let only = people.next()?;
        people.all(|id| id == only).then_some(only)
    }

    /// A description stands for itself: one source for all places where it is written alike, or where it can mean whoever was described `before`.
    fn description(&mut self, described: &Described, before: Option<Latest>) -> Option<EntityId> {
        let mut name = folded(self.words, described.shown);
        let mut key = lower_case(&name);
        if let Some(owner) = self.owner_named(described) {
            // "Her campaign" is "the Ruiz campaign", if the article calls it so anywhere before.
            let surname = forms::surname(&owner);
            let known = [format!("{surname} {name}"), format!("{owner} {name}")];
            if let Some(&id) = known.iter().find_map(|known| self.described.get(&known.to_lowercase())) {
                return Some(id);
            }
            key = format!("{owner}'s {name}").to_lowercase();
            name = format!("{surname}'s {name}").into();
        }
        let near = before.filter(|latest| {
            let several = described.is_several() || described.kind == SourceKind::Person;
            several && self.is_near(latest, described.shown.start())
        });
        let alike = || self.described.get(&key).copied();
        if let Some(id) = near.map(|l| l.id).or_else(alike).or(before.map(|l| l.id)) {
            self.note_described(described, id);
            return Some(id);
        }
        let id = self.inventory.add(name, described.name_kind(), described.gender, described.shown.start());
        let entity = &mut self.inventory.entities[id];
        entity.description = Some(described.kind);
        if described.tells_role && matches!(described.kind, SourceKind::Person | SourceKind::Group) {
            roles::note_description(self.words, described.phrase, described.shown.end(), entity);
        }
        self.described.insert(key, id);
        self.note_described(described, id);
        Some(id)
    }

    /// The source that is called `name` wherever the article does so; a new one, first met at token `at`, if nobody is yet.
    pub(super) fn described_as(
        &mut self,
        name: Cow<'t, str>,
        kind: NameKind,
        description: Option<SourceKind>,
        at: usize,
    ) -> EntityId {
        let key = lower_case(&name);
        if let Some(&id) = self.described.get(&key) {
            return id;
        }
        let id = self.inventory.add(name, kind, None, at);
        self.inventory.entities[id].description = description;
        self.described.insert(key, id);
        id
    }

    /// Whose "his lawyer" or "her campaign" is, by name.
    fn owner_named(&mut self, described: &Described) -> Option<Cow<'t, str>> {
        let gender = gender_of_pronoun(self.words.text(described.owner?))?;
        let owner = self.person(gender)?;
        let entity = &self.inventory.entities[owner];
        entity.description.is_none().then(|| entity.name.clone())
    }

    fn compound(&mut self, members: &[EntityId], first: usize) -> EntityId {
        let names: Vec<_> = members.iter().map(|&id| &*self.inventory.entities[id].name).collect();
        let name = match names.as_slice() {
            [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => names.join(" and "),
        };
        if let Some(&id) = self.described.get(&lower_case(&name)) {
            return id;
        }
        let id = self.described_as(name.into(), NameKind::Group, None, first);
        self.inventory.entities[id].members = members.to_vec();
        id
    }

    /// "the senator": the named person whom the article calls that, or the one talked about; nobody less present than the `rival`.
    fn role_bearer(&self, described: &Described, rival: f32) -> Option<EntityId> {
        let role = described.role.as_deref()?;
        let entities = &self.inventory.entities;
        let fits = |id: EntityId| {
            let entity = &entities[id];
            let gender = described.gender.is_none() || entity.gender.is_none() || described.gender == entity.gender;
            gender && entity.description.is_none() && matches!(entity.kind, NameKind::Person | NameKind::Unknown)
        };
        let bearers = self.by_role.get(role).map_or(&[][..], Vec::as_slice);
        let all = bearers.iter().copied().take(16).filter(|&id| fits(id));
        if described.definite {
            // "The Prime Minister" is no other minister.
            let called = folded(self.words, described.phrase);
            let as_titled = |id: EntityId| match &entities[id].title {
                Some(title) if title.eq_ignore_ascii_case(&called) => 3.0,
                _ => 1.0,
            };
            let present = self
                .salience
                .best(|id| (fits(id) && entities[id].roles.iter().any(|r| r == role)).then(|| as_titled(id)));
            if let Some((id, _)) = present.filter(|&(_, presence)| presence >= rival) {
                return Some(id);
            }
            if rival > 0.0 {
                return None;
            }
            // Somebody named only further on may be another.
            let any = described.tells_identity() && !OFFICES.contains(&role);
            let met = |&id: &EntityId| any || entities[id].first < described.shown.start();
            let bearer = only(all.clone().filter(met)).or_else(|| only(all));
            if bearer.is_some() {
                return bearer;
            }
            // "The New York businessman" right after somebody is named: the same, in other words.
            // Often it is the one whom the article is about.
            let prominent = |id: EntityId| 1.0 + 0.2 * entities[id].all.min(10) as f32;
            let holds_another = |id: EntityId| {
                OFFICES.contains(&role) && entities[id].roles.iter().any(|r| r != role && OFFICES.contains(&r.as_str()))
            };
            let (id, presence) = self.salience.best(|id| (fits(id) && !holds_another(id)).then(|| prominent(id)))?;
            return (described.tells_identity() && presence >= weight::OBLIQUE).then_some(id);
        }
        // "A New York judge" in the lead is named further on.
        let lead = self.words.paragraph(described.shown.start()) <= 2;
        only(all).filter(|&id| lead && entities[id].first > described.shown.start())
    }

    /// "the company", "the court": the named body talked about, if it is one and no less present than the `rival`.
    fn body_meant(&self, described: &Described, rival: f32) -> Option<EntityId> {
        let noun = described.body.as_deref().filter(|_| described.definite)?;
        let entities = &self.inventory.entities;
        let any = matches!(
            noun,
            "company" | "agency" | "group" | "organization" | "firm" | "newspaper" | "paper" | "network"
        );
        let (id, presence) = self.salience.best(|id| {
            let entity = &entities[id];
            let named = entity.kind == NameKind::Organization && entity.description.is_none();
            let same = named && entity.name.rsplit(' ').next().is_some_and(|last| last.eq_ignore_ascii_case(noun));
            if same { Some(4.0) } else { (named && any).then_some(1.0) }
        })?;
        (presence >= weight::OBLIQUE.max(rival)).then_some(id)
    }
}

/// The only one of them.
fn only(mut ids: impl Iterator<Item = EntityId>) -> Option<EntityId> {
    let first = ids.next();
    first.filter(|_| ids.next().is_none())
}
