//! Titles, roles and affiliations: what an article says somebody is, right before or behind the name.

use super::super::words::Words;
use super::inventory::{Entity, folded};
use super::names::{self, Name, NameKind};
use crate::lexicon::{NounKind, WordClass, noun_kind};
use crate::text::{TokenKind, TokenRange};

/// Longest role considered, in tokens.
const LONGEST: usize = 24;

/// Records what the words around a name say of its bearer.
pub(super) fn note(words: &Words, name: &Name, entity: &mut Entity) {
    if !matches!(entity.kind, NameKind::Person | NameKind::Unknown) {
        return;
    }
    if let Some(title) = name.title {
        add(words, TokenRange::new(name.start.min(title), title + 1), None, entity);
    } else if name.start < name.run.start() {
        add(words, TokenRange::new(name.start, name.run.start()), None, entity);
    }
    if let Some(role) = before(words, name) {
        add(words, role, None, entity);
    }
    let mut next = name.run.end();
    let sentence = words.sentence_range(name.run.start()).end();
    if let Some((party, end)) = party(words, next, sentence) {
        entity.affiliation.get_or_insert(party.to_owned());
        next = end;
    }
    if next < sentence && matches!(words.text(next), "," | "(") {
        if let Some((role, rest)) = apposition(words, next + 1, sentence) {
            add(words, role, Some(rest), entity);
        }
    } else if next > 0
        && words.text(name.start.saturating_sub(1)) == ","
        && name.start > words.sentence_range(name.start).start() + 1
    {
        // "A lawyer for the news outlets, David Schulz,"
        let start = words.sentence_range(name.start).start().max(name.start.saturating_sub(LONGEST));
        let clause = (start..name.start - 1)
            .rev()
            .find(|&k| matches!(words.text(k), "," | ";" | "\"" | "”" | "“"))
            .map_or(start, |k| k + 1);
        let determined = words.is(clause, WordClass::DETERMINER | WordClass::POSSESSIVE) && next < sentence;
        if determined
            && words.text(next) == ","
            && let Some((role, rest)) = apposition(words, clause, name.start - 1)
        {
            add(words, role, Some(rest), entity);
        }
    }
}

/// "longtime [Virginia pollster] NAME": the noun phrase that ends right before a name, if its head is what a person is.
fn before(words: &Words, name: &Name) -> Option<TokenRange> {
    let floor = words.sentence_range(name.start).start().max(name.start.saturating_sub(8));
    let head = name.start.checked_sub(1).filter(|&k| k >= floor)?;
    let person = words.article.tokens[head].kind == TokenKind::Word
        && (noun_kind(words.text(head)) == Some(NounKind::Person) || words.text(head) == "lady");
    if !person || words.is_capitalised(head) {
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

/// The noun phrase of an apposition that starts at `start`, up to its head, and where it ends: "[a senior adviser] to the campaign".
fn apposition(words: &Words, start: usize, end: usize) -> Option<(TokenRange, usize)> {
    let limit = end.min(start + LONGEST);
    if start >= limit {
        return None;
    }
    let first = start + usize::from(words.is(start, WordClass::DETERMINER));
    let stop =
        WordClass::PREPOSITION | WordClass::RELATIVE | WordClass::SUBORDINATOR | WordClass::AUXILIARY | WordClass::SAY;
    let close = (first..limit)
        .find(|&k| {
            words.is(k, stop) && words.text(k) != "as"
                || matches!(words.text(k), "," | ")" | ";" | "." | "—" | "--" | ":")
        })
        .unwrap_or(limit);
    let head = (first..close).rev().find(|&k| noun_kind(words.text(k)) == Some(NounKind::Person))?;
    // "NAME, who ..." or "NAME, the senator said" are no appositions; "NAME, president of" is one.
    let closed = close < limit && !words.is(close, WordClass::SAY | WordClass::AUXILIARY);
    if !closed
        || words.is(start, stop | WordClass::SUBJECT | WordClass::POSSESSIVE | WordClass::CONJUNCTION)
        || head + 1 < close
    {
        return None;
    }
    let rest = (close..limit)
        .find(|&k| matches!(words.text(k), "," | ")" | ";" | "—" | "--") || words.is(k, WordClass::RELATIVE))
        .unwrap_or(limit);
    Some((TokenRange::new(first, head + 1), rest))
}

/// Adds a role to an entity: the last noun is what it is, a body in front or behind what it belongs to.
fn add(words: &Words, role: TokenRange, rest: Option<usize>, entity: &mut Entity) {
    for k in role.indices() {
        let noun = canonical(&words.text(k).to_lowercase());
        if (noun_kind(&noun) == Some(NounKind::Person) || noun == "lady")
            && !entity.roles.contains(&noun)
            && entity.roles.len() < 16
        {
            entity.roles.push(noun);
        }
    }
    let last = words.text(role.end() - 1);
    if names::gender_of_noun(last).is_some() && entity.gender.is_none() {
        entity.gender = names::gender_of_noun(last);
    }
    if matches!(last, "Mr." | "Mrs." | "Ms." | "Mr" | "Mrs" | "Ms") {
        return;
    }
    // "State Department spokeswoman": the body is no part of the title.
    let body = (role.start()..role.end() - 1).rev().find(|&k| names::is_organization_noun(words, k));
    let own = body.map_or(role.start(), |k| k + 1);
    entity.title.get_or_insert_with(|| folded(words, TokenRange::new(own, role.end())));
    let affiliation = match (body, rest) {
        (Some(k), _) => Some(TokenRange::new(role.start(), k + 1)),
        (None, Some(rest)) => body_behind(words, role.end(), rest),
        (None, None) => None,
    };
    if let Some(body) = affiliation {
        entity.affiliation.get_or_insert_with(|| folded(words, body));
    }
}

/// "for the [State Department]", "of the [Institute for Policy Integrity]".
fn body_behind(words: &Words, from: usize, end: usize) -> Option<TokenRange> {
    if from + 1 >= end || !matches!(words.text(from), "of" | "for" | "at" | "with" | "to" | "in") {
        return None;
    }
    let start = from + 1 + usize::from(words.is(from + 1, WordClass::DETERMINER | WordClass::POSSESSIVE));
    let names = names::scan_range(words, TokenRange::new(start.min(end), end));
    let name = names.iter().find(|n| n.kind == NameKind::Organization)?;
    Some(name.run)
}

/// One word for nouns that name the same office: "Sen." and "senator".
pub(crate) fn canonical(noun: &str) -> String {
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
    .to_owned()
}
