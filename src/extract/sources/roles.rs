//! Titles, roles and affiliations: what an article says somebody is, right before or behind the name.

use super::super::words::Words;
use super::inventory::{Entity, folded};
use super::names::{self, Name, NameKind};
use crate::lexicon::{NounKind, WordClass, noun_kind};
use crate::text::{TokenKind, TokenRange, in_lower_case};

/// Longest role considered, in tokens.
const LONGEST: usize = 24;

/// Records what the words around a name say of its bearer.
pub(super) fn note<'t>(words: &Words<'_, 't>, name: &Name, entity: &mut Entity<'t>) {
    if !matches!(entity.kind, NameKind::Person | NameKind::Unknown) {
        return;
    }
    if name.start < name.run.start() && !names::is_plural_of_people(words, name.run.start() - 1) {
        add(words, TokenRange::new(name.start, name.run.start()), None, entity);
    } else if let Some(title) = name.title {
        add(words, TokenRange::new(title, title + 1), None, entity);
    }
    if let Some(role) = before(words, name) {
        add(words, role, None, entity);
    }
    let mut next = name.run.end();
    let sentence = words.sentence_range(name.run.start()).end();
    if let Some((party, end)) = party(words, next, sentence) {
        entity.affiliation.get_or_insert(party.into());
        next = end;
    }
    if let Some((role, rest)) = behind(words, next, sentence).or_else(|| set_off_before(words, name, next, sentence)) {
        add(words, role, Some(rest), entity);
    }
}

/// Records what a description of somebody without a name tells of itself: "[spokeswoman] for the [State Department]".
pub(super) fn note_description<'t>(words: &Words<'_, 't>, role: TokenRange, end: usize, entity: &mut Entity<'t>) {
    add(words, role, Some(end), entity);
}

/// Whether a noun of that kind says what a person is; some are no head of a description by themselves, but are one beside a name.
fn is_person_noun(noun: &str, kind: Option<NounKind>) -> bool {
    kind == Some(NounKind::Person)
        || ["lady", "democrat", "republican", "head", "star", "independent"]
            .iter()
            .any(|n| noun.eq_ignore_ascii_case(n))
}

/// Whether token `k` is such a noun.
fn is_person_noun_at(words: &Words, k: usize) -> bool {
    is_person_noun(words.text(k), words.noun_kind(k))
}

/// "longtime [Virginia pollster] NAME": the noun phrase that ends right before a name, if its head is what a person is.
fn before(words: &Words, name: &Name) -> Option<TokenRange> {
    let first = words.sentence_range(name.start).start();
    let floor = first.max(name.start.saturating_sub(8));
    let head = name.start.checked_sub(1).filter(|&k| k >= floor)?;
    // A capital at the head of a sentence makes no name.
    let opens = || (first..head).all(|k| !words.is_word(k));
    let person = words.article.tokens[head].kind == TokenKind::Word && is_person_noun_at(words, head);
    if !person || words.is_capitalised(head) && !opens() {
        return None;
    }
    let stop = WordClass::DETERMINER
        | WordClass::PREPOSITION
        | WordClass::POSSESSIVE
        | WordClass::CONJUNCTION
        | WordClass::SUBORDINATOR
        | WordClass::SUBJECT
        | WordClass::RELATIVE
        | WordClass::AUXILIARY;
    // "State" is a verb only in lower case.
    let verb = |k: usize| words.is(k, WordClass::SAY) && !words.is_capitalised(k);
    let inside = |&k: &usize| (words.is_word(k) && !words.is(k, stop) && !verb(k)) || words.text(k) == "-";
    let start = (floor..=head).rev().take_while(inside).last()?;
    Some(TokenRange::new(start, head + 1))
}

/// "(D-Ohio)", "(R)", ", D-Ohio,": the party, and the token behind.
fn party(words: &Words, at: usize, end: usize) -> Option<(&'static str, usize)> {
    if at + 2 >= end || !matches!(words.text(at), "(" | ",") {
        return None;
    }
    let name = match words.text(at + 1).trim_end_matches('.') {
        "D" => "Democratic Party",
        "R" => "Republican Party",
        _ => return None,
    };
    let open = words.text(at) == "(";
    if !open && words.text(at + 2) != "-" {
        return None;
    }
    let close = (at + 2..end.min(at + 10)).find(|&k| words.text(k) == if open { ")" } else { "," });
    Some((name, close.map_or(at + 2, |k| k + usize::from(open))))
}

/// What is said of a name right behind it: "NAME, [a senior adviser] to", "NAME ([editor] of", "NAME, who was [ambassador] to", "NAME is [the mayor] of".
fn behind(words: &Words, next: usize, sentence: usize) -> Option<(TokenRange, usize)> {
    if next + 1 >= sentence {
        return None;
    }
    let copula = |k: usize| k + 1 < sentence && matches!(words.text(k), "is" | "was");
    let determined = |k: usize| k < sentence && words.is(k, WordClass::DETERMINER);
    match words.text(next) {
        "," | "(" | "—" | "–" | "--" => {
            let at = next + 1;
            if words.text(at) != "who" {
                return apposition(words, at, sentence);
            }
            let serves = at + 2 < sentence
                && words.text(at + 2) == "as"
                && matches!(words.text(at + 1), "served" | "serves" | "worked" | "works");
            match () {
                () if copula(at + 1) => noun_phrase(words, at + 2, sentence),
                () if serves => noun_phrase(words, at + 3, sentence),
                () => None,
            }
        }
        _ if copula(next) && determined(next + 1) => noun_phrase(words, next + 1, sentence),
        _ => None,
    }
}

/// "[A lawyer] for the news outlets, NAME,": an apposition before the name.
fn set_off_before(words: &Words, name: &Name, next: usize, sentence: usize) -> Option<(TokenRange, usize)> {
    let first = words.sentence_range(name.start).start();
    if name.start <= first + 1 || words.text(name.start - 1) != "," || next >= sentence || words.text(next) != "," {
        return None;
    }
    let start = first.max(name.start.saturating_sub(LONGEST));
    let clause = (start..name.start - 1)
        .rev()
        .find(|&k| matches!(words.text(k), "," | ";" | "\"" | "”" | "“"))
        .map_or(start, |k| k + 1);
    let determined = words.is(clause, WordClass::DETERMINER | WordClass::POSSESSIVE);
    if determined { apposition(words, clause, name.start) } else { None }
}

/// The noun phrase of an apposition that starts at `start`, up to its head, and where it ends: "[a senior adviser] to the campaign".
fn apposition(words: &Words, start: usize, end: usize) -> Option<(TokenRange, usize)> {
    // "NAME, now a consultant on Burma"
    let adverb = matches!(words.text(start), "now" | "then" | "currently" | "formerly" | "once" | "also");
    let (role, rest) = noun_phrase(words, start + usize::from(adverb), end)?;
    // "NAME, the senator said" is none.
    let closes = role.end() < end && !words.is(role.end(), WordClass::SAY | WordClass::AUXILIARY);
    closes.then_some((role, rest))
}

/// A noun phrase from `start` whose head is what a person is, without its article, up to that head; and where what belongs to it ends.
fn noun_phrase(words: &Words, start: usize, end: usize) -> Option<(TokenRange, usize)> {
    let limit = end.min(start + LONGEST);
    if start >= limit {
        return None;
    }
    let article = WordClass::DETERMINER | WordClass::POSSESSIVE;
    let first = start + usize::from(words.is(start, article));
    let stop =
        WordClass::PREPOSITION | WordClass::RELATIVE | WordClass::SUBORDINATOR | WordClass::AUXILIARY | WordClass::SAY;
    if first >= limit || first == start && words.is(start, stop | WordClass::SUBJECT | WordClass::CONJUNCTION) {
        return None;
    }
    // Behind an article even "outside" is an adjective.
    let from = first + usize::from(first > start);
    let close = (from..limit)
        .find(|&k| {
            words.is(k, stop | article)
                || matches!(words.text(k), "," | ")" | ";" | "." | "—" | "–" | "--" | ":" | "\"" | "“" | "”")
        })
        .unwrap_or(limit);
    let head = (first..close).rev().find(|&k| is_person_noun_at(words, k))?;
    // "chairman emeritus", "president-elect"
    let trailing = |k: usize| matches!(words.text(k), "emeritus" | "emerita" | "elect" | "designate" | "-");
    if !(head + 1..close).all(trailing) {
        return None;
    }
    let close = close + 2 * usize::from(office_continues(words, close, limit));
    let rest = (close..limit)
        .find(|&k| matches!(words.text(k), "," | ")" | ";" | "—" | "–" | "--") || words.is(k, WordClass::RELATIVE))
        .unwrap_or(limit);
    Some((TokenRange::new(first, close), rest))
}

/// "secretary [of state]", "chief [of staff]", "professor [of surgery]": "of" and one bare noun say which office it is.
fn office_continues(words: &Words, of: usize, limit: usize) -> bool {
    let bare = |k: usize| {
        words.text(k) == "State" || words.is_word(k) && !words.is(k, WordClass::all()) && !words.is_capitalised(k)
    };
    let ends = |k: usize| k >= limit || !words.is_word(k) || words.is(k, WordClass::all());
    of + 1 < limit && words.text(of) == "of" && bare(of + 1) && ends(of + 2)
}

/// Adds a role to an entity: the last noun is what it is, a body in front or behind what it belongs to.
fn add<'t>(words: &Words<'_, 't>, role: TokenRange, rest: Option<usize>, entity: &mut Entity<'t>) {
    for k in role.indices() {
        in_lower_case(words.text(k), |lower| {
            let noun = canonical(lower);
            let is_new = || entity.roles.len() < 16 && entity.roles.iter().all(|role| role != noun);
            // The token has been looked up already.
            let kind = if noun == lower { words.noun_kind(k) } else { noun_kind(noun) };
            if is_person_noun(noun, kind) && is_new() {
                entity.roles.push(noun.to_owned());
            }
        });
    }
    let head = role.indices().rev().find(|&k| is_person_noun_at(words, k)).unwrap_or(role.end() - 1);
    if let Some(gender) = names::gender_of_noun(words.text(head)) {
        entity.gender.get_or_insert(gender);
    }
    if matches!(words.text(role.end() - 1), "Mr." | "Mrs." | "Ms." | "Mr" | "Mrs" | "Ms") {
        return;
    }
    let behind = rest.and_then(|rest| body_behind(words, role.end(), rest));
    // "[State Department] spokeswoman": the body is no part of the title, unless it is a common noun: "Ruiz [campaign] manager".
    // An "Ivy League-trained surgeon" is of no league.
    let body = (role.start()..head).rev().find(|&k| is_body(words, k) && words.text(k + 1) != "-");
    let front = body.and_then(|k| {
        let name = (role.start()..=k).find(|&j| words.is_capitalised(j))?;
        if matches!(words.text(k + 1), "of" | "for") && words.is_capitalised(k) {
            // "[House of Commons] Speaker"
            let names = names::scan_range(words, TokenRange::new(name, head));
            if let Some(whole) = names.first().filter(|n| n.run.contains(k)) {
                return Some((TokenRange::new(name, whole.run.end()), whole.run.end()));
            }
        }
        Some((TokenRange::new(name, k + 1), k + usize::from(words.is_capitalised(k))))
    });
    let title = || match front {
        Some((name, own)) if behind.is_none() && own < role.end() => {
            let owner = own + 1 < role.end() && matches!(words.text(own), "'s" | "’s");
            let title = folded(words, TokenRange::new(own + usize::from(owner), role.end()));
            if name.start() > role.start() {
                let front = folded(words, TokenRange::new(role.start(), name.start()));
                format!("{front} {title}").into()
            } else {
                title
            }
        }
        _ => folded(words, role),
    };
    // "Dr." says less than what is said later.
    if entity.title.as_deref().is_none_or(|known| known == "Dr.") {
        // Each of "Sens. Ruiz and Baker" is one senator.
        entity.title = Some(match title() {
            several if matches!(&*several, "Sens." | "Reps." | "Govs.") => several.replace("s.", ".").into(),
            title => title,
        });
    }
    if let Some(body) = behind.or(front.map(|(name, _)| name)) {
        entity.affiliation.get_or_insert_with(|| folded(words, body));
    } else if let Some(party) = role.indices().find_map(|k| party_of(words.text(k))) {
        entity.affiliation.get_or_insert_with(|| party.into());
    }
}

/// "GOP nominee", "Democratic strategist"
fn party_of(adjective: &str) -> Option<&'static str> {
    match adjective {
        "Democratic" | "Democrat" => Some("Democratic Party"),
        "Republican" | "GOP" => Some("Republican Party"),
        _ => None,
    }
}

/// A noun that makes a name one of a body, or an acronym: "Department", "NAACP".
fn is_body(words: &Words, k: usize) -> bool {
    let word = words.text(k);
    let acronym = word.len() > 2 && word.chars().all(|c| c.is_ascii_uppercase()) && !matches!(word, "GOP" | "CEO");
    acronym || names::is_organization_noun(words, k)
}

/// "for the [State Department]", "of the [Institute for Policy Integrity]", "of [Port Hale]".
fn body_behind(words: &Words, from: usize, end: usize) -> Option<TokenRange> {
    if from + 1 >= end || !matches!(words.text(from), "of" | "for" | "at" | "with" | "to" | "in") {
        return None;
    }
    let start = from + 1 + usize::from(words.is(from + 1, WordClass::DETERMINER | WordClass::POSSESSIVE));
    let names = names::scan_range(words, TokenRange::new(start.min(end), end));
    let body = names.iter().find(|n| n.kind == NameKind::Organization);
    let place =
        || names.first().filter(|n| n.kind == NameKind::Place && n.start == from + 1 && words.text(from) == "of");
    body.or_else(place).map(|name| name.run)
}

/// One word for nouns that name the same office: "Sen." and "senator".
pub(crate) fn canonical(noun: &str) -> &str {
    let noun = noun.trim_end_matches('.');
    match noun {
        "justice" => "judge",
        "sen" => "senator",
        "gov" => "governor",
        "rep" | "representative" => "congressman",
        "dr" | "physician" => "doctor",
        "attorney" => "lawyer",
        "prof" => "professor",
        "spokesperson" | "spokeswoman" => "spokesman",
        "chairwoman" | "chair" => "chairman",
        "congresswoman" => "congressman",
        _ => noun,
    }
}
