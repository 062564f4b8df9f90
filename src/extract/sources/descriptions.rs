//! What a mention of a source is made of: a name with its appositions, names joined by "and", or a description.

use super::super::SourceKind;
use super::super::words::Words;
use super::inventory::{EntityId, Inventory};
use super::names::{self, Name, NameKind};
use super::roles::canonical;
use crate::lexicon::{Gender, NounKind, WordClass, classes_of, noun_kind};
use crate::text::{TokenRange, in_lower_case, lower_case};
use smallvec::SmallVec;

/// Behind words of these classes nothing is the head of a phrase that began before them.
const GOVERNS: WordClass =
    WordClass::PREPOSITION.union(WordClass::RELATIVE).union(WordClass::SUBORDINATOR).union(WordClass::CONJUNCTION);

/// "Ruiz['s]"
fn is_possessive(words: &Words, k: usize) -> bool {
    matches!(words.text(k), "'s" | "’s" | "'" | "’")
}

/// A mention without punctuation at its ends and a closing "'s".
pub(super) fn trimmed(words: &Words, range: TokenRange) -> TokenRange {
    let (mut start, mut end) = (range.start(), range.end());
    while end > start + 1
        && (!words.is_word(end - 1) || matches!(words.text(end - 1), "'s" | "’s"))
        && words.text(end - 1) != ")"
    {
        end -= 1;
    }
    // "The experts I [interviewed]" cut short.
    while end > start + 1 && words.text(end - 1) == "I" {
        end -= 1;
    }
    // "As many experts [have pointed out]"
    while start + 1 < end && (!words.is_word(start) || matches!(words.text(start), "As" | "as")) {
        start += 1;
    }
    TokenRange::new(start, end)
}

/// A mention cut at its commas, brackets and dashes.
fn segments(words: &Words, mention: TokenRange) -> SmallVec<[TokenRange; 4]> {
    let mut out = SmallVec::new();
    let mut start = mention.start();
    for k in mention.indices().chain([mention.end()]) {
        let cut = k == mention.end()
            || matches!(words.text(k), "," | "(" | ")" | "—" | "–" | "--")
                && !(k + 1 < mention.end() && names::is_suffix(words.text(k + 1)));
        if cut {
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

/// The name that a mention is about: "longtime pollster [Pat Caddell]", "[NAME], a friend of Pat Caddell", but not "a friend of Pat Caddell".
pub(super) fn named(words: &Words, inventory: &Inventory, mention: TokenRange) -> Option<(Name, EntityId)> {
    // "Experts, [including NAME, of Rothwell]"
    let aside = |s: &TokenRange| matches!(words.text(s.start()), "including" | "like" | "especially");
    segments(words, mention).into_iter().take(4).take_while(|segment| !aside(segment)).find_map(|segment| {
        let inside = inventory.names_in(segment);
        inside.iter().copied().find(|(name, _)| heads(words, inventory, segment, name))
    })
}

/// Whether a name is the head of a segment.
fn heads(words: &Words, inventory: &Inventory, segment: TokenRange, name: &Name) -> bool {
    let (start, end) = (segment.start(), segment.end());
    // "Secretary of State": what belongs to the title governs nothing, nor does what belongs to a name: "Department of Health official Ruiz".
    // "Filmmaker and journalist Ruiz" is one.
    let person = |k: usize| names::is_person_noun(words, k);
    let joins_roles =
        |k: usize| words.text(k) == "and" && k > start && person(k - 1) && (k + 1..name.run.start()).any(person);
    let governs = |k: usize| {
        words.is(k, GOVERNS)
            && name.title.is_none_or(|t| k < t)
            && inventory.name_at(k).is_none_or(|(n, _)| n.run.start() == k)
            && !joins_roles(k)
    };
    let free = !(start..name.run.start()).any(governs);
    let mut close = end;
    while close > start && is_possessive(words, close - 1) {
        close -= 1;
    }
    close -= usize::from(close == name.run.end() + 1 && names::is_behind_name(words.text(close - 1)));
    let first = start + usize::from(words.is(start, WordClass::DETERMINER));
    // "Ecologist Ana Ruiz of Rothwell University"
    let called = || name.run.len() > 1 && name.start > start && person(name.start - 1) && !words.in_heading(start);
    let plain = name.start <= first || called();
    let described =
        name.run.end() < close && plain && words.is(name.run.end(), WordClass::PREPOSITION | WordClass::RELATIVE);
    free && (name.run.end() == close || described)
}

/// The members of "Obama and Clinton": every part is a name.
pub(super) fn compound(words: &Words, inventory: &Inventory, mention: TokenRange) -> Option<Vec<EntityId>> {
    let mut members = Vec::new();
    let mut start = mention.start();
    let mut joined = false;
    let mut close = mention.end();
    while close > start && is_possessive(words, close - 1) {
        close -= 1;
    }
    for k in (start..close).chain([close]) {
        let inner = k < close && inventory.name_at(k).is_some();
        if k < close && (inner || !matches!(words.text(k), "," | "and" | "&")) {
            continue;
        }
        joined |= k < close && words.text(k) == "and";
        let part = without_aside(words, inventory, TokenRange::new(start, k));
        // "Ruiz, [D-Ill.], and Baker"
        if !part.is_empty() && !names::is_party_and_place(words, part) {
            let (name, id) = inventory.names_in(part).last().copied().filter(|(n, _)| n.run.end() == part.end())?;
            let plain = (start..name.start)
                .all(|j| words.is(j, WordClass::DETERMINER | WordClass::TITLE) || words.text(j) == "both");
            let described = || members.is_empty() && describes_several(words, TokenRange::new(start, name.run.start()));
            if !(plain || described()) || members.len() == 16 {
                return None;
            }
            members.push(id);
        }
        start = k + 1;
        // "Ruiz and Baker, who study birds"
        let aside =
            |at: usize| words.is(at, WordClass::RELATIVE | WordClass::DETERMINER) && inventory.name_at(at).is_none();
        if joined && members.len() > 1 && start < close && words.text(k) == "," && aside(start) {
            break;
        }
    }
    (joined && members.len() > 1).then_some(members)
}

/// A name without its party or acronym in brackets behind it: "Ruiz (D-Ill.)", "the Federal Aviation Administration (FAA)".
fn without_aside(words: &Words, inventory: &Inventory, part: TokenRange) -> TokenRange {
    let Some(open) = part.indices().find(|&k| words.text(k) == "(") else { return part };
    if open == part.start() || words.text(part.end() - 1) != ")" || open + 2 >= part.end() {
        return part;
    }
    let inside = TokenRange::new(open + 1, part.end() - 1);
    let same = |(acronym, id): (Name, EntityId)| {
        acronym.run == inside && inventory.name_at(open - 1).is_some_and(|(_, other)| other == id)
    };
    let said_before = names::is_party_and_place(words, inside) || inventory.name_at(inside.start()).is_some_and(same);
    if said_before { TokenRange::new(part.start(), open) } else { part }
}

/// Whether words before the first of several names say what all of them are: "the former presidents [Obama and Clinton]".
fn describes_several(words: &Words, before: TokenRange) -> bool {
    before.indices().last().is_some_and(|k| names::is_plural_of_people(words, k))
        && !before.indices().any(|k| words.is(k, GOVERNS))
}

/// A source that is described, not named.
#[derive(Debug)]
pub(super) struct Described {
    /// The description without its article and without appositions.
    pub(super) shown: TokenRange,
    /// What it says somebody is, up to the head: "[senior adviser] to the campaign", "a number of [voters]".
    pub(super) phrase: TokenRange,
    /// Whose it is: "[her] campaign".
    pub(super) owner: Option<usize>,
    pub(super) kind: SourceKind,
    pub(super) gender: Option<Gender>,
    /// Whether it begins with "the".
    pub(super) definite: bool,
    /// The office or trade of one person.
    pub(super) role: Option<String>,
    /// The noun that is its head, if it is one for people, bodies or documents: not "three".
    pub(super) noun: Option<String>,
    /// The noun, if it is a body.
    pub(super) body: Option<String>,
    /// Whether its head is a noun that says what somebody is: not "three", not "a few".
    pub(super) tells_role: bool,
    /// Whether the noun looks like a plural.
    plural: bool,
}

impl Described {
    pub(super) fn new(words: &Words, mention: TokenRange) -> Self {
        let first = segments(words, mention)[0];
        let mut shown = first;
        let opening = words.text(first.start());
        let definite = opening.eq_ignore_ascii_case("the");
        let article = definite || ["a", "an"].iter().any(|a| opening.eq_ignore_ascii_case(a));
        let owned = words.is(first.start(), WordClass::POSSESSIVE) || opening.eq_ignore_ascii_case("whose");
        if first.len() > 1 && (article || owned) {
            shown = TokenRange::new(first.start() + 1, first.end());
        }
        // "A nurse [who was not authorized to speak]" is called a nurse.
        if let Some(clause) = shown.indices().skip(1).find(|&k| matches!(words.text(k), "who" | "whose")) {
            shown = TokenRange::new(shown.start(), clause);
        }
        // The head noun stands before the first preposition or clause.
        let ends = |from: usize| {
            let close = |&k: &usize| words.is(k, GOVERNS) && words.text(k) != "one" || words.text(k) == "I";
            (from + 1..shown.end()).find(close).unwrap_or(shown.end())
        };
        let mut from = shown.start();
        let mut end = ends(from);
        // "A number of [voters]", "one of the [doctors]": those are the source.
        let counted = end + 1 < shown.end() && words.text(end) == "of" && counts(words.text(end - 1));
        let single = counted && words.text(end - 1).eq_ignore_ascii_case("one");
        if counted {
            let article = words.is(end + 1, WordClass::DETERMINER | WordClass::POSSESSIVE);
            from = (end + 1 + usize::from(article)).min(shown.end() - 1);
            end = ends(from);
        }
        // "The museum's patrons" are no museum.
        let own = |&k: &usize| !is_possessive(words, k);
        let head_of = |end: usize| {
            let listed = (from..end).rev().take_while(own).find_map(|k| Some((k, head_kind(words.text(k))?)));
            listed.or_else(|| Some((end - 1, bare_kind(words.text(end - 1))?)))
        };
        let mut head = head_of(end);
        if end + 1 < shown.end() && words.text(end) == "and" {
            // "Ruiz and her husband", "mum and dad"
            let joined = end + 1;
            let several = words.is(joined, WordClass::POSSESSIVE)
                || !article && joined + 1 == shown.end() && words.noun_kind(joined) == Some(NounKind::Person);
            // "Federal and state [officials]"
            if head.is_none() {
                end = ends(end);
                head = head_of(end);
            }
            head = head.map(|(k, kind)| (k, if several { NounKind::Group } else { kind }));
        }
        let indefinite = |k: usize| {
            in_lower_case(words.text(k), |word| {
                matches!(
                    word,
                    "everyone" | "everybody" | "those" | "others" | "all" | "people" | "neither" | "either" | "none"
                )
            })
        };
        let numeral = words.is(shown.start(), WordClass::DETERMINER) || indefinite(shown.start());
        let kind = match head {
            Some((_, NounKind::Group)) if single => SourceKind::Person,
            Some((_, NounKind::Person)) => SourceKind::Person,
            Some((_, NounKind::Group)) => SourceKind::Group,
            Some((_, NounKind::Organization)) => SourceKind::Organization,
            Some((_, NounKind::Document)) => SourceKind::Document,
            None if shown.len() == 1
                && matches!(words.text(shown.start()).to_ascii_lowercase().as_str(), "someone" | "somebody") =>
            {
                SourceKind::Person
            }
            None if numeral => SourceKind::Group,
            None if counted => SourceKind::Group,
            None if guessed_plural(words.text(end - 1)) => SourceKind::Group,
            None => SourceKind::Unknown,
        };
        let noun = head.map(|(k, _)| lower_case(words.text(k)));
        let gender = noun.as_deref().and_then(names::gender_of_noun);
        let (role, body) = match kind {
            SourceKind::Person if !owned && !numeral && head.is_some_and(|(k, _)| k + 1 == end) => {
                (noun.as_deref().map(|n| canonical(n).to_owned()), None)
            }
            SourceKind::Organization if shown.len() <= 2 => (None, noun.clone()),
            _ => (None, None),
        };
        // "The study [was published in May]": more than its subject was taken for a source.
        if let Some((k, _)) = head
            && k + 1 < shown.end()
            && words.is(k + 1, WordClass::AUXILIARY)
        {
            shown = TokenRange::new(shown.start(), k + 1);
        }
        let last = words.text(end - 1);
        let plural = kind == SourceKind::Unknown
            && last.ends_with('s')
            && !last.ends_with("ss")
            && last.starts_with(char::is_lowercase);
        let close = head.map_or(end, |(k, _)| k + 1);
        let several = from + 1 < close && words.is(from, WordClass::DETERMINER);
        let phrase = TokenRange::new(from + usize::from(several), close);
        let owner = (owned && first.len() > 1).then_some(first.start());
        let called = head.map(|(k, _)| k).filter(|&k| !counts(words.text(k)) && !words.is(k, WordClass::DETERMINER));
        let tells_role = called.is_some_and(|k| !indefinite(k));
        // "A family legend" is no family; "a statement issued by the bank" is a statement.
        let closed = |k: usize| k + 1 == end || words.text(k + 1).ends_with("ed");
        let noun = noun.filter(|_| called.is_some_and(closed));
        Self { shown, phrase, owner, kind, gender, definite, role, noun, body, tells_role, plural }
    }

    /// Whether it is about several people or bodies.
    pub(super) fn is_several(&self) -> bool {
        self.kind == SourceKind::Group || self.plural
    }

    /// How it takes part in the search for antecedents.
    pub(super) fn name_kind(&self) -> NameKind {
        match self.kind {
            SourceKind::Person => NameKind::Person,
            SourceKind::Group => NameKind::Group,
            SourceKind::Organization | SourceKind::Document => NameKind::Organization,
            SourceKind::Unknown if self.plural => NameKind::Group,
            SourceKind::Unknown => NameKind::Place,
        }
    }

    /// Whether the role is one that a report uses for somebody it has just named.
    pub(super) fn tells_identity(&self) -> bool {
        matches!(
            self.role.as_deref(),
            Some(
                "candidate"
                    | "nominee"
                    | "businessman"
                    | "businesswoman"
                    | "billionaire"
                    | "mogul"
                    | "senator"
                    | "governor"
                    | "mayor"
                    | "congressman"
                    | "president"
                    | "lady"
                    | "democrat"
                    | "republican"
                    | "front-runner"
                    | "politician"
            )
        )
    }
}

/// The kind of a head noun, or of several of what it names: "physicians" as "physician". "Lady" is one only in "first lady".
fn head_kind(noun: &str) -> Option<NounKind> {
    if noun.eq_ignore_ascii_case("lady") {
        return Some(NounKind::Person);
    }
    noun_kind(noun).or_else(|| match names::kind_of_singular(noun)? {
        NounKind::Person => Some(NounKind::Group),
        kind => Some(kind),
    })
}

/// The kind of nouns that say little before another, "state media", and end no body's name: "the city", "40 percent".
fn bare_kind(noun: &str) -> Option<NounKind> {
    in_lower_case(noun, |noun| match noun {
        "city" | "county" | "town" | "village" | "state" | "province" | "country" | "nation" => {
            Some(NounKind::Organization)
        }
        "percent" | "pct" => Some(NounKind::Group),
        _ => None,
    })
}

/// Whether a description of a body or document has a name in it: "the Ruiz campaign", "the Mueller report", but neither "Both companies" nor
/// "the study published in Nature". `name` is the description without its article.
pub(super) fn has_name(name: &str, kind: SourceKind) -> bool {
    let ends = WordClass::PREPOSITION | WordClass::RELATIVE | WordClass::SUBORDINATOR;
    let common = |word: &str| {
        matches!(head_kind(word), Some(NounKind::Person | NounKind::Group | NounKind::Document))
            || classes_of(word).intersects(WordClass::DETERMINER)
            || matches!(word, "Neither" | "Either" | "Both" | "Each")
    };
    // What a document is about or where it appeared is no name of its own.
    let closes =
        |word: &str| kind == SourceKind::Document && (classes_of(word).intersects(ends) || word.ends_with("ed"));
    let mut own = name.split(' ').enumerate().take_while(|(_, word)| !closes(word));
    own.any(|(at, word)| word.starts_with(char::is_uppercase) && (at > 0 || !common(word)))
}

/// A plural of somebody who does something, whatever it is: "teamsters", "lobbyists".
fn guessed_plural(word: &str) -> bool {
    ["ers", "ists", "eurs"].iter().any(|ending| word.ends_with(ending))
}

/// What counts those behind "of": "a group of doctors" speak as doctors, not as a body.
fn counts(noun: &str) -> bool {
    in_lower_case(noun, |noun| {
        matches!(
            noun,
            "one"
                | "number"
                | "lot"
                | "percent"
                | "pct"
                | "group"
                | "handful"
                | "couple"
                | "majority"
                | "dozens"
                | "scores"
                | "hundreds"
                | "thousands"
                | "millions"
                | "series"
                | "plurality"
                | "pair"
                | "trio"
                | "some"
                | "many"
                | "most"
                | "several"
                | "both"
                | "all"
                | "few"
                | "two"
                | "three"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::segment;

    /// What is found of a mention at the start of a text.
    fn ask<T>(mention: &str, ask: impl FnOnce(&Words, &Inventory, TokenRange) -> T) -> T {
        let text = format!("{mention} told nobody when it was or why it was so late, and then left.");
        let segmented = segment(&text);
        let words = Words::new(&segmented);
        let end = (0..words.len()).find(|&k| words.text(k) == "told").unwrap();
        ask(&words, &Inventory::new(&words), TokenRange::new(0, end))
    }

    #[test]
    fn whom_a_mention_names() {
        for (mention, name) in [
            ("the filmmaker and journalist Ana Ruiz", "Ana Ruiz"),
            ("a Department of Health official, Ana Ruiz", "Ana Ruiz"),
            ("the Department of Health official Ana Ruiz", "Ana Ruiz"),
            ("the ambassador to Germany Ana Ruiz", "Ana Ruiz"),
            ("Tamsa and her brother Tom Baker", ""),
            ("a friend of Ana Ruiz", ""),
            ("Ecologist Ana Ruiz of Port Hale", "Ana Ruiz"),
            ("Critics, including Sen. Ana Ruiz, R-Port Hale", ""),
        ] {
            let found = ask(mention, |words, inventory, range| {
                named(words, inventory, range).map(|(name, _)| mention[words.span(name.run)].to_owned())
            });
            assert_eq!(found.unwrap_or_default(), name, "{mention}");
        }
    }

    #[test]
    fn names_joined_by_and_may_have_asides() {
        for (mention, members) in [
            ("Ana Ruiz, R-Ohio, and Tom Baker, D-Texas", 2),
            ("Sens. Ana Ruiz (R-Ohio), Tom Baker (D-Texas) and Eva Holm (D-Iowa)", 3),
            ("the Federal Aviation Administration (FAA) and the Rothwell Port Authority", 2),
            ("Ana Ruiz (left) and Tom Baker", 0),
        ] {
            let found = ask(mention, compound);
            assert_eq!(found.map_or(0, |members| members.len()), members, "{mention}");
        }
    }

    #[test]
    fn what_is_described() {
        for (description, kind) in [
            ("Federal and state officials", SourceKind::Group),
            ("Tamsa and her husband", SourceKind::Group),
            ("mum and dad", SourceKind::Group),
            ("a former maintainer and contributor", SourceKind::Person),
            ("the city", SourceKind::Organization),
            ("Twelve percent", SourceKind::Group),
            ("12 percent of those asked", SourceKind::Group),
            ("state media", SourceKind::Group),
            ("the state senator", SourceKind::Person),
        ] {
            let segmented = segment(description);
            let words = Words::new(&segmented);
            assert_eq!(Described::new(&words, TokenRange::new(0, words.len())).kind, kind, "{description}");
        }
    }

    #[test]
    fn bodies_and_documents_have_names_or_are_described() {
        let named = |name| has_name(name, SourceKind::Organization);
        assert!(named("Ruiz campaign") && named("campaign of Ana Ruiz"));
        assert!(!named("campaign") && !named("Neither company") && !named("Both organizations"));
        let named = |name| has_name(name, SourceKind::Document);
        assert!(named("Mueller report") && named("Clinton emails"));
        assert!(
            !named("Data from three boreholes")
                && !named("study published on Monday in the Journal of Polar Processes")
        );
    }
}
