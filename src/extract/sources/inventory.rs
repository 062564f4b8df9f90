//! Who is named in an article: its names, gathered under the fullest form of each.

use super::super::SourceKind;
use super::super::words::Words;
use super::bodies;
use super::forms::{self, PersonName, acronym, acronym_key};
use super::names::{self, Name, NameKind};
use super::roles;
use crate::lexicon::{Gender, ProperNoun, given_name, proper_noun};
use crate::text::{Token, TokenRange, lower_case};
use foldhash::{HashMap, HashMapExt};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::mem;

/// Index of an [`Entity`].
pub(super) type EntityId = usize;

/// Somebody or something with a name, or with a description as a source.
#[derive(Clone, Debug)]
pub(super) struct Entity<'t> {
    /// The fullest name; the article's own words, as a rule.
    pub(super) name: Cow<'t, str>,
    pub(super) kind: NameKind,
    pub(super) gender: Option<Gender>,
    /// How often it is named in full, or with a title that tells who is meant.
    pub(super) full: usize,
    /// The same, with surnames and acronyms alone.
    pub(super) all: usize,
    /// Token at which it is first named.
    pub(super) first: usize,
    /// Nouns for what it is, lower case: "senator".
    pub(super) roles: Vec<String>,
    pub(super) title: Option<Cow<'t, str>>,
    pub(super) affiliation: Option<Cow<'t, str>>,
    /// What a description is; `None` for a name.
    pub(super) description: Option<SourceKind>,
    /// Whom it consists of: "Obama and Clinton".
    pub(super) members: Vec<EntityId>,
}

/// All names of an article with whom they stand for.
pub(super) struct Inventory<'t> {
    pub(super) entities: Vec<Entity<'t>>,
    /// In text order.
    pub(super) names: Vec<(Name, EntityId)>,
    /// For each token, and for the end, how many names start before it: whoever asks for the names of some words asks often.
    before: Vec<u32>,
    full: HashMap<String, EntityId>,
    last: HashMap<String, Bearers>,
    first: HashMap<String, Bearers>,
    acronyms: HashMap<String, EntityId>,
}

/// Those who bear a name; one, as a rule.
type Bearers = SmallVec<[EntityId; 2]>;

/// More bearers of one surname than this are not told apart: the rest stand for themselves.
const MOST_BEARERS: usize = 32;

impl<'t> Inventory<'t> {
    pub(super) fn new(words: &Words<'_, 't>) -> Self {
        let names = names::scan(words);
        let mut inventory = Self {
            entities: Vec::with_capacity(names.len() / 2),
            names: Vec::with_capacity(names.len()),
            before: Vec::with_capacity(words.len() + 1),
            full: HashMap::with_capacity(names.len() / 2),
            last: HashMap::new(),
            first: HashMap::new(),
            acronyms: HashMap::new(),
        };
        let keys = Keys::new(words, &names);
        inventory.gather_full_names(words, &names, &keys);
        inventory.index_parts();
        for (name, key) in names.into_iter().zip(keys.iter()) {
            let id = inventory.resolve(words, &name, key);
            let entity = &mut inventory.entities[id];
            entity.all += 1;
            if name.title.is_some() && entity.kind == NameKind::Unknown {
                entity.kind = NameKind::Person;
            }
            if let Some(gender) = name.title.and_then(|k| names::gender_of_noun(words.text(k))) {
                entity.gender.get_or_insert(gender);
            }
            roles::note(words, &name, entity);
            if entity.kind == NameKind::Unknown && entity.roles.is_empty() && bodies::is_told(words, &name) {
                entity.kind = NameKind::Organization;
            }
            let reach = inventory.before.len().max(name.run.start() + 1);
            inventory.before.resize(reach, inventory.names.len() as u32);
            inventory.names.push((name, id));
        }
        inventory.before.resize(words.len() + 1, inventory.names.len() as u32);
        for entity in &mut inventory.entities {
            if entity.kind == NameKind::Unknown && !entity.roles.is_empty() {
                entity.kind = NameKind::Person;
            }
            if matches!(entity.kind, NameKind::Person | NameKind::Unknown) && entity.gender.is_none() {
                entity.gender = names::gender_of_given_name(&entity.name);
            }
        }
        inventory
    }

    /// Adds something with a description for a name.
    pub(super) fn add(&mut self, name: Cow<'t, str>, kind: NameKind, gender: Option<Gender>, first: usize) -> EntityId {
        self.entities.push(Entity {
            name,
            kind,
            gender,
            full: 0,
            all: 0,
            first,
            roles: Vec::new(),
            title: None,
            affiliation: None,
            description: None,
            members: Vec::new(),
        });
        self.entities.len() - 1
    }

    /// The name that starts or lies at token `k`.
    pub(super) fn name_at(&self, k: usize) -> Option<(Name, EntityId)> {
        let last = (self.before[k + 1] as usize).checked_sub(1)?;
        Some(self.names[last]).filter(|(name, _)| name.run.contains(k))
    }

    /// The names that lie in a range of tokens.
    pub(super) fn names_in(&self, range: TokenRange) -> &[(Name, EntityId)] {
        let names = &self.names[self.before[range.start()] as usize..self.before[range.end()] as usize];
        match names.split_last() {
            Some(((last, _), others)) if last.run.end() > range.end() => others,
            _ => names,
        }
    }

    /// One entity for each full name; variants of a person's and shorter forms of a body's under the fullest.
    fn gather_full_names(&mut self, words: &Words<'_, 't>, names: &[Name], keys: &Keys) {
        let mut variants: HashMap<String, Bearers> = HashMap::with_capacity(names.len() / 4);
        // "Holtz-Eakin" is one word.
        for (name, key) in names.iter().zip(keys.iter()).filter(|(_, key)| key.contains(' ')) {
            let known = self.full.get(key).copied();
            let id = known.unwrap_or_else(|| {
                let id = self.variant(words, name, &mut variants);
                self.full.insert(key.to_owned(), id);
                id
            });
            let entity = &mut self.entities[id];
            entity.full += 1;
            if entity.kind == NameKind::Unknown {
                entity.kind = name.kind;
            }
        }
        self.join_shorter_forms();
    }

    /// The entity that a new full name is a variant of, under the longer of its names; a new one if it is of none.
    fn variant(&mut self, words: &Words<'_, 't>, name: &Name, variants: &mut HashMap<String, Bearers>) -> EntityId {
        let shown = display(words, name);
        let Some(parts) = person_name(name, &shown) else {
            return self.add(shown, name.kind, None, name.run.start());
        };
        let variants = variants.entry(parts.key()).or_default();
        let fits = |&id: &EntityId| PersonName::parse(&self.entities[id].name).is_some_and(|other| parts.fits(&other));
        if let Some(id) = variants.iter().copied().take(MOST_BEARERS).find(fits) {
            if shown.len() > self.entities[id].name.len() {
                self.entities[id].name = shown;
            }
            return id;
        }
        let id = self.add(shown, name.kind, None, name.run.start());
        variants.push(id);
        id
    }

    /// "Suu Kyi" joins "Aung San Suu Kyi", "the Tax Policy Center" the "Urban-Brookings Tax Policy Center": the ends of one longer name only.
    fn join_shorter_forms(&mut self) {
        let mut longer: HashMap<EntityId, Option<EntityId>> = HashMap::new();
        for (key, &id) in &self.full {
            // Its ends of at least two words.
            let mut rest = key.as_str();
            while let Some((_, end)) = rest.split_once(' ').filter(|(_, end)| end.contains(' ')) {
                rest = end;
                let Some(&short) = self.full.get(end).filter(|&&s| s != id) else { continue };
                let starts_new = end.split(' ').next().is_some_and(|w| given_name(w).is_some());
                let kinds = self.entities[short].kind == self.entities[id].kind
                    || self.entities[short].kind == NameKind::Unknown
                    || self.entities[id].kind == NameKind::Unknown;
                if !starts_new && kinds {
                    longer.entry(short).and_modify(|l| *l = l.filter(|&l| l == id)).or_insert(Some(id));
                }
            }
        }
        for id in self.full.values_mut() {
            // A chain of two is the longest that matters.
            for _ in 0..2 {
                if let Some(Some(long)) = longer.get(id) {
                    *id = *long;
                }
            }
        }
    }

    fn index_parts(&mut self) {
        let mut ids: Vec<_> = self.full.values().copied().collect();
        ids.sort_unstable_by_key(|&id| (self.entities[id].first, id));
        ids.dedup();
        self.last.reserve(ids.len());
        self.first.reserve(ids.len());
        let mut words = Vec::new();
        for id in ids {
            let entity = &self.entities[id];
            words.clear();
            words.extend(entity.name.split(' '));
            let bare = words.iter().rposition(|w| !names::is_suffix(w)).unwrap_or(0);
            let surname = lower_case(words[bare]);
            // "Bin Laden", "de la Cruz"
            let particles = words[..bare].iter().rposition(|w| !names::is_particle(w)).map_or(0, |i| i + 1);
            if particles > 0 && particles < bare {
                let with = lower_case(&words[particles..=bare].join(" "));
                self.full.entry(with).or_insert(id);
            }
            match entity.kind {
                NameKind::Person | NameKind::Unknown => {
                    // "Kim" is "Kim Jong-un".
                    if forms::is_surname_first(&entity.name) {
                        push_bounded(self.last.entry(lower_case(words[0])).or_default(), id);
                    }
                    push_bounded(self.first.entry(lower_case(words[0])).or_default(), id);
                    for nickname in words.iter().filter_map(|w| w.strip_prefix(['"', '“'])) {
                        let nickname = nickname.trim_end_matches(['"', '”']).to_lowercase();
                        self.full.entry(format!("{nickname} {surname}")).or_insert(id);
                    }
                }
                _ => {
                    let acronym = acronym(&entity.name);
                    if acronym.len() > 1 {
                        self.acronyms.entry(acronym).or_insert(id);
                    }
                    // "Orvanta" is "Orvanta Motors".
                    if words.len() > 1 && proper_noun(words[words.len() - 1]) == Some(ProperNoun::OrganizationEnd) {
                        push_bounded(self.first.entry(lower_case(words[0])).or_default(), id);
                    }
                }
            }
            push_bounded(self.last.entry(surname).or_default(), id);
        }
    }

    /// Whom a name stands for; a new entity if nobody longer-named fits.
    fn resolve(&mut self, words: &Words<'_, 't>, name: &Name, key: &str) -> EntityId {
        let exact = self.full.get(key).copied();
        if let Some(id) = exact.filter(|&id| key.contains(' ') || self.entities[id].kind != NameKind::Person) {
            return id;
        }
        let found = self.find(words, key, name);
        let found = found.or(exact);
        let id = found.unwrap_or_else(|| self.add(display(words, name), name.kind, None, name.run.start()));
        if found.is_none() {
            self.full.insert(key.to_owned(), id);
        }
        if name.title.is_some_and(|k| names::gender_of_noun(words.text(k)).is_some()) {
            self.entities[id].full += 1;
        }
        id
    }

    /// The bearer of a name of one word, among those named in full anywhere in the article.
    pub(super) fn find(&self, words: &Words, key: &str, name: &Name) -> Option<EntityId> {
        let the = name.run.start() > 0 && words.text(name.run.start() - 1).eq_ignore_ascii_case("the");
        let body = the && name.title.is_none() && names::is_organization_noun(words, name.run.end() - 1);
        let fits = |id: EntityId, short: bool| {
            let entity = &self.entities[id];
            match entity.kind {
                NameKind::Person | NameKind::Unknown => {
                    !body && {
                        let gender = name.title.and_then(|k| names::gender_of_noun(words.text(k)));
                        gender.is_none() || self.gender(id).is_none_or(|g| Some(g) == gender)
                    }
                }
                NameKind::Organization => body || short,
                NameKind::Place | NameKind::Group => false,
            }
        };
        let bearers = self.last.get(key).map_or(&[][..], Bearers::as_slice);
        // Of several, the one that the article names most; the first of equals.
        let best = |ids: &[EntityId], short: bool| {
            ids.iter()
                .copied()
                .filter(|&id| fits(id, short))
                .max_by_key(|&id| (self.entities[id].full, usize::MAX - self.entities[id].first))
        };
        // "Rovers" is "Alderbrook Rovers".
        let ends = || name.run.len() == 1 && names::ends_organization(words, name.run.start());
        best(bearers, name.kind == NameKind::Unknown && ends())
            .or_else(|| self.acronyms.get(&*acronym_key(key)?).copied())
            .or_else(|| {
                let only = self.first.get(key).filter(|ids| ids.len() == 1 && name.title.is_none())?;
                best(only, matches!(name.kind, NameKind::Unknown | NameKind::Organization))
            })
    }

    fn gender(&self, id: EntityId) -> Option<Gender> {
        let entity = &self.entities[id];
        entity.gender.or_else(|| names::gender_of_given_name(&entity.name))
    }

    /// The entity of a name in a line of capitals, which only the rest of the article can tell.
    pub(super) fn find_in_headline(&self, words: &Words, range: TokenRange) -> Option<EntityId> {
        let end = range.end();
        let mut key = String::new();
        (range.start()..end).find_map(|start| {
            key.clear();
            write_key(words, TokenRange::new(start, end), &mut key);
            let name = Name { run: TokenRange::new(start, end), title: None, kind: NameKind::Unknown, start };
            self.full.get(&key).copied().or_else(|| (end - start == 1).then(|| self.find(words, &key, &name))?)
        })
    }
}

/// A name in parts, given as it is shown; `None` for what cannot be a person.
fn person_name(name: &Name, shown: &str) -> Option<PersonName> {
    matches!(name.kind, NameKind::Person | NameKind::Unknown).then(|| PersonName::parse(shown))?
}

fn push_bounded(ids: &mut Bearers, id: EntityId) {
    if ids.len() < MOST_BEARERS {
        ids.push(id);
    }
}

/// The names of an article as they are looked up, all in one text, because most are met again and again.
struct Keys {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Keys {
    fn new(words: &Words, names: &[Name]) -> Self {
        let mut keys = Self { text: String::with_capacity(16 * names.len()), ends: Vec::with_capacity(names.len()) };
        for name in names {
            write_key(words, name.run, &mut keys.text);
            keys.ends.push(keys.text.len());
        }
        keys
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| &self.text[mem::replace(&mut start, end)..end])
    }
}

/// Writes the words of a name in lower case with one space between, hyphens closed up, behind what is in `key`.
fn write_key(words: &Words, run: TokenRange, key: &mut String) {
    let name = folded(words, run);
    if name.is_ascii() {
        let start = key.len();
        key.push_str(&name);
        key[start..].make_ascii_lowercase();
    } else {
        key.push_str(&name.to_lowercase());
    }
}

/// A range's text with runs of white space as one space.
pub(super) fn folded<'t>(words: &Words<'_, 't>, range: TokenRange) -> Cow<'t, str> {
    if range.len() == 1 {
        // No white space stands in a token.
        return words.text(range.start()).into();
    }
    let text = &words.article.text[words.span(range)];
    // Hardly any name has anything to fold: white space stands between tokens only, and is one space as a rule.
    let one_space = |pair: &[Token]| {
        let gap = pair[0].span.end()..pair[1].span.start();
        gap.is_empty() || &words.article.text.as_bytes()[gap] == b" "
    };
    if words.article.tokens[range.indices()].windows(2).all(one_space) {
        return text.into();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

/// A name as it is shown: "The" stays where it is part of the name, "The Washington Post".
fn display<'t>(words: &Words<'_, 't>, name: &Name) -> Cow<'t, str> {
    let the = name.run.start() > 0
        && name.kind == NameKind::Organization
        && words.text(name.run.start() - 1) == "The"
        && words.is_capitalised_inside(name.run.start() - 1);
    folded(words, TokenRange::new(name.run.start() - usize::from(the), name.run.end()))
}
