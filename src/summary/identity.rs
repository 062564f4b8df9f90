//! Which names, in several articles, are one source.
//!
//! - The same name, but for "the", capitals and blanks.
//! - Variants of a person's name, as within an article: a middle name or suffix left out, a short form of the first name. One that fits two
//!   people who differ stays apart, unless only one of them has its role: "Leonard Burman", with a "Leonard E." and a "Leonard X. Burman".
//! - A surname that an article gives alone, if one person of all articles bears it and their roles agree, or if only one has its role.
//! - An acronym, if one body of all articles has it.
//!
//! Two names that one article tells apart are never one. First names alone, and descriptions that differ in a word, are not put together.

use super::{Figures, Key, Tally};
use crate::extract::SourceKind;
use crate::extract::sources::forms::{PersonName, acronym, acronym_key};
use crate::extract::sources::roles::canonical;
use std::collections::{BTreeMap, BTreeSet};

/// More variants of one person's name than this are left apart, so that the work stays linear.
const MOST_VARIANTS: usize = 64;

/// The sources of a tally, by index, put together: each once, in an order that depends on the names only.
pub(super) fn groups(tally: &Tally) -> Vec<Vec<usize>> {
    let mut people = People::new(tally);
    people.join_variants();
    people.join_surnames();
    let mut groups = people.groups;
    join_acronyms(tally, &mut groups);
    groups.retain(|group| !group.is_empty());
    groups
}

/// Names that are the same. Of one word they must be of one kind too: "Washington" is a person, or a government.
fn same_name(tally: &Tally) -> Vec<Vec<usize>> {
    let mut by_name: BTreeMap<(String, Option<SourceKind>, bool), Vec<usize>> = BTreeMap::new();
    for (index, (Key { name, kind, named }, _)) in tally.sources.iter().enumerate() {
        let name = plain(name);
        let kind = (!named || !name.contains(' ')).then_some(*kind);
        by_name.entry((name, kind, *named)).or_default().push(index);
    }
    let mut groups: Vec<_> = by_name.into_values().collect();
    // Indexes tell in which order the articles came, which must not matter.
    groups.iter_mut().for_each(|group| group.sort_by_key(|&index| tally.sources.get_index(index).map(|(key, _)| key)));
    groups
}

/// A name without "the", in lower case, with straight apostrophes and single spaces.
fn plain(name: &str) -> String {
    let name = name.to_lowercase().replace('’', "'");
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    name.strip_prefix("the ").map(str::to_owned).unwrap_or(name)
}

/// Groups of names, and those among them that are people's.
struct People<'t> {
    tally: &'t Tally,
    groups: Vec<Vec<usize>>,
    /// Groups by [`PersonName::key`], of full names.
    full: BTreeMap<String, Vec<(usize, PersonName)>>,
    /// Keys of `full` by surname.
    bearers: BTreeMap<String, Vec<String>>,
    /// Groups that have a surname alone.
    surnames: Vec<(usize, PersonName)>,
}

impl<'t> People<'t> {
    fn new(tally: &'t Tally) -> Self {
        let groups = same_name(tally);
        let (mut full, mut bearers) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        let mut surnames = Vec::new();
        for (group, members) in groups.iter().enumerate() {
            let keys = members.iter().filter_map(|&index| tally.sources.get_index(index));
            // A name that only some articles take for a body's can still be a person's.
            let Some((key, _)) = keys.into_iter().find(|(key, _)| key.named && key.kind == SourceKind::Person) else {
                continue;
            };
            match PersonName::parse_any(&key.name) {
                Some(name) if name.is_full() => {
                    let variants = full.entry(name.key()).or_default();
                    if variants.is_empty() {
                        bearers.entry(name.surname().to_owned()).or_default().push(name.key());
                    }
                    variants.push((group, name));
                }
                Some(name) => surnames.push((group, name)),
                None => {}
            }
        }
        Self { tally, groups, full, bearers, surnames }
    }

    /// Puts variants of full names together.
    fn join_variants(&mut self) {
        let mut full = std::mem::take(&mut self.full);
        for variants in full.values_mut().filter(|variants| (2..=MOST_VARIANTS).contains(&variants.len())) {
            let fit = |a: usize, b: usize| {
                let ((one, first), (other, second)) = (&variants[a], &variants[b]);
                a == b || first.fits(second) && !self.apart(*one, *other)
            };
            let count = variants.len();
            let fitting: Vec<Vec<usize>> = (0..count).map(|a| (0..count).filter(|&b| fit(a, b)).collect()).collect();
            // Clear are those whose variants all fit each other.
            let clear: Vec<bool> =
                fitting.iter().map(|all| all.iter().all(|&a| all.iter().all(|&b| fit(a, b)))).collect();
            let mut class: Vec<usize> = (0..count).collect();
            for a in (0..count).filter(|&a| clear[a]) {
                class[a] = fitting[a].iter().copied().find(|&b| clear[b]).unwrap_or(a);
            }
            let classes: BTreeSet<usize> = (0..count).filter(|&a| clear[a]).map(|a| class[a]).collect();
            for a in (0..count).filter(|&a| !clear[a]) {
                let sharing =
                    classes.iter().copied().filter(|&c| fit(a, c) && self.share_role(variants[a].0, variants[c].0));
                class[a] = only(sharing).unwrap_or(a);
            }
            for a in 0..count {
                if class[a] != a {
                    let members = std::mem::take(&mut self.groups[variants[a].0]);
                    self.groups[variants[class[a]].0].extend(members);
                }
            }
            *variants = (0..count).filter(|&a| class[a] == a).map(|a| variants[a].clone()).collect();
        }
        self.full = full;
    }

    /// Puts surnames with the full name that is meant.
    fn join_surnames(&mut self) {
        for (group, name) in std::mem::take(&mut self.surnames) {
            let keys = self.bearers.get(name.surname()).map_or(&[][..], Vec::as_slice);
            let bearers: Vec<usize> = keys.iter().flat_map(|key| &self.full[key]).map(|&(bearer, _)| bearer).collect();
            let agrees = |&bearer: &usize| {
                let unknown = self.roles(group).is_empty() || self.roles(bearer).is_empty();
                !self.apart(group, bearer) && (unknown || self.share_role(group, bearer))
            };
            let sharing = || bearers.iter().copied().filter(|&b| !self.apart(group, b) && self.share_role(group, b));
            let meant = only(bearers.iter().copied()).filter(agrees).or_else(|| only(sharing()));
            if let Some(bearer) = meant {
                let members = std::mem::take(&mut self.groups[group]);
                self.groups[bearer].extend(members);
            }
        }
    }

    /// Whether some article quotes both.
    fn apart(&self, one: usize, another: usize) -> bool {
        let together = |a: usize, b: usize| self.tally.together.contains_key(&(a.min(b), a.max(b)));
        // Hardly any name has more than a few forms; of one that has, the first are enough.
        let forms = |group: usize| self.groups[group].iter().take(8);
        forms(one).any(|&a| forms(another).any(|&b| together(a, b)))
    }

    /// What a group is said to be: the nouns of its titles, and its affiliations.
    fn roles(&self, group: usize) -> BTreeSet<String> {
        let figures = self.groups[group].iter().map(|&index| &self.tally.sources[index]);
        figures.flat_map(roles_of).collect()
    }

    fn share_role(&self, one: usize, another: usize) -> bool {
        !self.roles(one).is_disjoint(&self.roles(another))
    }
}

fn roles_of(figures: &Figures) -> impl Iterator<Item = String> {
    let titles = figures.roles.keys().filter_map(|title| title.split(' ').next_back());
    let titles = titles.map(|noun| canonical(&noun.to_lowercase()).to_owned());
    titles.chain(figures.affiliations.keys().map(|body| plain(body)))
}

/// Puts acronyms with the one body that has them.
fn join_acronyms(tally: &Tally, groups: &mut [Vec<usize>]) {
    let mut bodies: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut short = Vec::new();
    for (group, members) in groups.iter().enumerate() {
        let keys = members.iter().filter_map(|&index| tally.sources.get_index(index));
        let Some((key, _)) = keys.into_iter().find(|(key, _)| key.named && key.kind == SourceKind::Organization) else {
            continue;
        };
        if key.name.contains(' ') {
            bodies.entry(acronym(&key.name)).or_default().push(group);
        } else if key.name.chars().all(|c| c.is_uppercase() || c == '.') {
            short.extend(acronym_key(&key.name.to_lowercase()).map(|acronym| (group, acronym.into_owned())));
        }
    }
    for (group, acronym) in short {
        let bodies = bodies.get(&acronym).map_or(&[][..], Vec::as_slice);
        if let Some(body) = only(bodies.iter().copied()) {
            let members = std::mem::take(&mut groups[group]);
            groups[body].extend(members);
        }
    }
}

/// The one item there is, if there is one only.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next();
    first.filter(|_| items.next().is_none())
}
