//! The names in an article, in text order: runs of capitalised words, cut where a title, a people or another name begins.

use super::super::words::Words;
use super::forms;
use crate::lexicon::{
    Gender, GivenName, NounKind, ProperNoun, Starts, WordClass, given_name, noun_kind, proper_noun, segmentation,
};
use crate::text::{TokenKind, TokenRange, in_lower_case};
use foldhash::{HashSet, HashSetExt};

/// What a name looks like by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameKind {
    /// A given name or a title says so.
    Person,
    /// A noun in it, its capitals or "the" say so.
    Organization,
    /// "Ohio"
    Place,
    /// "Republicans"
    Group,
    /// Two or more words that say nothing, or one.
    Unknown,
}

/// A name at one place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    /// Its words, without titles, with suffixes: "Joseph R. Biden Jr.".
    pub(super) run: TokenRange,
    /// The title right before: "Mr.", "Sen.".
    pub(super) title: Option<usize>,
    pub(super) kind: NameKind,
    /// Where the capitalised words before it begin, titles and peoples included: "Democratic Sen. Claire McCaskill".
    pub(super) start: usize,
}

/// Longest name, in tokens.
const LONGEST: usize = 16;

/// Words of these classes are no part of a name, though capitals open sentences with them.
const NO_NAME: WordClass = WordClass::FUNCTION.union(WordClass::NEGATION).union(WordClass::DAY).union(WordClass::MONTH);

/// How many tokens without a letter before a word are enough to take it for the first of its sentence.
const MARKS: usize = 16;

/// Finds names. Lines in capitals, whole or word by word, tell nothing about names and are left out.
pub(super) fn scan(words: &Words) -> Vec<Name> {
    let lower = lower_case_words(words);
    let mut names = Vec::with_capacity(words.len() / 16);
    let mut next = 0;
    for i in words.capitalised() {
        if i < next || words.in_heading(i) || !words.is_report(i) {
            continue;
        }
        next = run_end(words, &lower, i);
        if next > i {
            cut(words, i, next, &mut names);
        }
    }
    names
}

/// The names in a range that is taken as it stands: a source in a headline.
pub(super) fn scan_range(words: &Words, range: TokenRange) -> Vec<Name> {
    let mut names = Vec::new();
    let mut i = range.start();
    while i < range.end() {
        let end = run_end(words, &HashSet::new(), i).min(range.end());
        if end > i {
            cut(words, i, end, &mut names);
        }
        i = end.max(i + 1);
    }
    names
}

/// Words that the article writes in lower case somewhere: their capital at the start of a sentence means nothing. Left out are those that are
/// no part of a name anyway, half of all, and nearly all that no sentence starts with, which nobody asks for: by first, middle and last letter.
fn lower_case_words<'t>(words: &Words<'_, 't>) -> HashSet<&'t str> {
    // First and last letter as a number, and the one in the middle. Five bits of a letter are the same for small and capital ones.
    let letters = |word: &str| {
        let letter = |at: usize| usize::from(word.as_bytes()[at] & 31);
        (letter(0) << 5 | letter(word.len() - 1), letter(word.len() / 2))
    };
    // For each first and last letter the middle ones of words that may open a sentence, as bits.
    let mut asked = [0_u32; 1 << 10];
    let may_open = |i: usize| i == 0 || !words.is_word(i - 1) || words.sentence(i - 1) != words.sentence(i);
    for i in words.capitalised().filter(|&i| may_open(i) && is_name_word(words, i)) {
        if !words.text(i).is_ascii() {
            // A small letter beyond ASCII may have other bits.
            asked = [u32::MAX; 1 << 10];
            break;
        }
        let (ends, middle) = letters(words.text(i));
        asked[ends] |= 1 << middle;
    }
    let is_asked = |&(i, word): &(usize, &str)| {
        let (ends, middle) = letters(word);
        asked[ends] >> middle & 1 == 1 && words.is_small(i) && !words.is(i, NO_NAME)
    };
    words.texts().enumerate().filter(is_asked).map(|(_, word)| word).collect()
}

/// Whether a token may be part of a name. ("I" is a subject.)
fn is_name_word(words: &Words, k: usize) -> bool {
    words.is_capitalised(k) && words.article.tokens[k].kind == TokenKind::Word && !words.is(k, NO_NAME)
}

/// Whether the token before is a given name, so that "May" is a surname.
fn after_given_name(words: &Words, i: usize, k: usize) -> bool {
    k > i
        && words.is_capitalised(k)
        && words.is(k, WordClass::AUXILIARY | WordClass::MONTH)
        && words.given_name(k - 1).is_some()
}

pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "la"
            | "del"
            | "van"
            | "von"
            | "der"
            | "den"
            | "bin"
            | "ibn"
            | "al"
            | "el"
            | "da"
            | "di"
            | "du"
            | "le"
            | "ter"
            | "dos"
    )
}

pub(super) fn is_suffix(word: &str) -> bool {
    matches!(word, "Jr." | "Sr." | "Jr" | "Sr" | "II" | "III" | "IV")
}

/// Letters behind a name for an office, an honour or a degree, which are no part of it: "Ana Ruiz KC".
pub(super) fn is_behind_name(word: &str) -> bool {
    matches!(
        word,
        "KC" | "QC" | "SC" | "MP" | "MEP" | "MSP" | "OBE" | "CBE" | "MBE" | "PhD" | "Ph.D." | "MD" | "M.D." | "Esq."
    )
}

/// The kind of the singular of what looks like a plural, in whatever case it is written: "companies", "scholars".
pub(super) fn kind_of_singular(noun: &str) -> Option<NounKind> {
    let without = |ending: &str| {
        let stem = noun.len().checked_sub(ending.len())?;
        noun.as_bytes()[stem..].eq_ignore_ascii_case(ending.as_bytes()).then(|| &noun[..stem])
    };
    match without("ies") {
        Some(stem) => noun_kind(&format!("{stem}y")),
        None => without("s").filter(|stem| !stem.ends_with(['s', 'S'])).and_then(noun_kind),
    }
}

/// What several people are: "senators", "Presidents".
pub(super) fn is_plural_of_people(words: &Words, k: usize) -> bool {
    kind_of_singular(words.text(k)) == Some(NounKind::Person)
}

/// A noun that makes a name one of a body: "Committee", "Times".
pub(super) fn is_organization_noun(words: &Words, k: usize) -> bool {
    words.noun_kind(k) == Some(NounKind::Organization)
}

/// A given name that makes no body's: "Ana", not "House".
fn opens_name(words: &Words, k: usize) -> bool {
    words.given_name(k).is_some() && !is_organization_noun(words, k)
}

/// Whether a run is the label of a speaker: "RUIZ: ".
pub(super) fn is_label(words: &Words, run: TokenRange) -> bool {
    run.end() < words.len() && words.text(run.end()) == ":"
}

/// The end of the run of name words that starts at `i`; `i` if there is none.
fn run_end(words: &Words, lower: &HashSet<&str>, i: usize) -> usize {
    if !words.is_capitalised(i) {
        return i;
    }
    let end = words.sentence_range(i).end().min(i + LONGEST);
    let first = words.sentence_range(i).start();
    let opens = (first..i).rev().take(MARKS).all(|j| !words.is_word(j));
    if !is_name_word(words, i) {
        let will_smith = !opens && words.given_name(i).is_some() && i + 1 < end && is_name_word(words, i + 1);
        if !will_smith {
            return i;
        }
    }
    if opens && !words.is(i, WordClass::TITLE) {
        let continued = i + 1 < end && is_name_word(words, i + 1);
        // "Ana Ruiz", "Teachers United", "Solicitor General Ruiz"
        let named = || {
            words.given_name(i).is_some()
                || ends_organization(words, i + 1)
                || words.text(i + 1) == "General" && is_person_noun(words, i)
        };
        if !(continued && named()) && is_common(words, lower, i) {
            return i;
        }
    }
    let mut stop = i + 1;
    while stop < end {
        let next_capital = stop + 1 < end && is_name_word(words, stop + 1);
        let word = words.text(stop);
        stop += match word {
            _ if is_name_word(words, stop) || after_given_name(words, i, stop) => 1,
            "-" | "&" if next_capital && (word == "&" || words.meets_next(stop - 1) && words.meets_next(stop)) => 2,
            // "Kim Jong-un"
            "-" if stop - 1 > i && words.meets_next(stop - 1) && stop + 1 < end && ends_given_name(words, stop + 1) => {
                2
            }
            // "Republican-led": the last word belongs to an adjective.
            "-" if words.meets_next(stop - 1) && stop + 1 < end && words.meets_next(stop) => return (stop - 1).max(i),
            "," if stop + 1 < end && is_suffix(words.text(stop + 1)) && words.text(stop + 1).ends_with('.') => 2,
            "\"" | "“" | "'" | "‘" if next_capital && closes_nickname(words, stop, end) => 4,
            "plc" => 1,
            _ if is_particle(word) && (next_capital || stop + 1 < end && is_particle(words.text(stop + 1))) => 1,
            _ => match connector(words, i, stop, end) {
                0 => break,
                n => n,
            },
        };
    }
    stop.min(end)
}

/// Whether a token is the second syllable of a Korean or Chinese given name: "Jong-[un]", "Ing-[wen]", but not "Party-[run]".
fn ends_given_name(words: &Words, k: usize) -> bool {
    words.is_small(k) && words.meets_next(k - 1) && forms::is_given_syllable(words.text(k))
}

/// Whether a capital at the start of a sentence makes no name of a word.
fn is_common(words: &Words, lower: &HashSet<&str>, i: usize) -> bool {
    let word = words.text(i);
    words.is(i, WordClass::ADVERB | WordClass::TIME | WordClass::CUE)
        || segmentation().openers.contains(word)
        || matches!(words.noun_kind(i), Some(NounKind::Person | NounKind::Group | NounKind::Document))
        || kind_of_singular(word).is_some()
        || in_lower_case(word, |word| lower.contains(word))
}

/// `Marcia "Cia" Price`
fn closes_nickname(words: &Words, open: usize, end: usize) -> bool {
    open + 3 < end
        && matches!(words.text(open + 2), "\"" | "”" | "'" | "’")
        && words.article.tokens[open + 2].kind == TokenKind::Quote
        && is_name_word(words, open + 3)
}

/// How many tokens of "of", "for the", "and" at `stop` belong to the name that starts at `i`.
fn connector(words: &Words, i: usize, stop: usize, end: usize) -> usize {
    let word = words.text(stop);
    let article = usize::from(stop + 1 < end && matches!(words.text(stop + 1), "the" | "a"));
    let next = stop + 1 + article;
    if next >= end || !is_name_word(words, next) {
        return 0;
    }
    let head = is_organization_noun(words, stop - 1)
        || matches!(
            words.text(stop - 1),
            "Secretary" | "Bureau" | "Society" | "Library" | "Museum" | "Director" | "State" | "House"
        );
    // "Speaker of the House [Ana Ruiz]"
    let borne = || {
        is_title(words, stop - 1)
            && (next + 1..end.min(next + 5)).take_while(|&k| is_name_word(words, k)).any(|k| opens_name(words, k))
    };
    let linked = (i..stop).any(|k| matches!(words.text(k), "of" | "for" | "on"));
    match word {
        "of" | "for" | "on" if head => 1 + article,
        "of" if borne() => 1 + article,
        // "Department of Health and Human Services", "the Central and East European Coalition".
        "and" if linked && !words.is(next, WordClass::TITLE) && words.given_name(next).is_none() => 1 + article,
        "and" if article == 0 && i > 0 && words.text(i - 1).eq_ignore_ascii_case("the") && stop == i + 1 => {
            let tail = (next..end.min(next + 4)).take_while(|&k| is_name_word(words, k)).last();
            usize::from(tail.is_some_and(|k| is_organization_noun(words, k)) && words.given_name(i).is_none())
        }
        _ => 0,
    }
}

/// Cuts a run into its names: after titles and peoples, and where a person's name follows a body's.
fn cut(words: &Words, start: usize, end: usize, names: &mut Vec<Name>) {
    if is_party_and_place(words, TokenRange::new(start, end)) {
        return;
    }
    // "Airline Orvanta" at the start of a sentence
    if end > start + 1 && start == words.sentence_range(start).start() && is_trade(words.text(start)) {
        return cut(words, start + 1, end, names);
    }
    // "ABC News Matt Lauer"
    for k in start + 1..end.saturating_sub(2) {
        if is_organization_noun(words, k) && words.given_name(k + 1).is_some() && !is_organization_noun(words, end - 1)
        {
            cut(words, start, k + 1, names);
            cut(words, k + 1, end, names);
            return;
        }
    }
    if follows_place(words, start, end) {
        cut(words, start, start + 1, names);
        cut(words, start + 1, end, names);
        let holder = start.checked_sub(2).filter(|&k| is_office(words, k));
        if let Some((office, bearer)) = holder.zip(names.last_mut()) {
            (bearer.title, bearer.kind) = (Some(office), NameKind::Person);
        }
        return;
    }
    let office = office_with_bearer(words, start, end);
    let linked =
        |k: usize| matches!(words.text(k), "of" | "for" | "on" | "&") && !words.text(k - 1).starts_with("Secretary");
    // "House of Commons Speaker [Ana Ruiz]"
    let bearer = (start..end - 1).rev().find(|&k| is_office(words, k) && opens_name(words, k + 1));
    let bearer = bearer.filter(|&k| !is_organization_noun(words, end - 1) && !(k + 1..end).any(linked));
    let body =
        office.is_none() && bearer.is_none() && (is_organization_noun(words, end - 1) || (start..end).any(linked));
    let title = (start..end).rev().find(|&k| is_title(words, k));
    // A role without a name, "White House Press Secretary"; a body before it is still one.
    let seat = (start..end - 1).rev().find(|&j| is_organization_noun(words, j) || words.text(j) == "House");
    let is_role = |k: usize| title == Some(k) || seat.is_some() && is_person_noun(words, k);
    if !body && is_role(end - 1) {
        if let Some(j) = seat {
            cut(words, start, j + 1, names);
        }
        return;
    }
    let (mut from, mut honorific) = (start, None);
    if let Some(k) = title.filter(|_| !body) {
        from = k + 1;
        honorific = Some(k);
        if let Some(bearer) = office {
            from = bearer;
        } else if words.text(k) == "of" || words.text(from) == "of" {
            // "Secretary of State Clinton"
            from += 2;
        }
        // "Virginia AFL-CIO President": what stands before the title is a name of its own.
        let before = (start..k).rev().find(|&j| !is_office(words, j)).map_or(start, |j| j + 1);
        if before > start {
            push(words, start, TokenRange::new(start, before), None, names);
        }
    }
    // "Presidents Ana Ruiz and Tom Baker"
    let plural = |k: usize| opens_name(words, k + 1) && is_plural_of_people(words, k);
    let said_of = |k: usize| is_people(words, k) || is_person_noun(words, k) || plural(k);
    let place = |from: usize| listed(words, TokenRange::new(from, end)) == Some(ProperNoun::Place);
    while !body && from + 1 < end && said_of(from) && !place(from) {
        from += 1;
    }
    // "Senate Majority Leader [Ana Ruiz]"
    if title.is_none()
        && let Some(office) = bearer
    {
        from = from.max(office + 1);
    }
    let end = end - usize::from(end > from + 2 && is_behind_name(words.text(end - 1)));
    if from < end {
        push(words, start, TokenRange::new(from, end), honorific, names);
    }
}

/// "Ruiz, [R-Rothwell]": no name, but a party and a place.
pub(super) fn is_party_and_place(words: &Words, run: TokenRange) -> bool {
    run.len() > 1 && matches!(words.text(run.start()), "R" | "D" | "I") && words.text(run.start() + 1) == "-"
}

/// What a company is by what it does, as reports say before its name.
pub(super) fn is_trade(noun: &str) -> bool {
    in_lower_case(noun, |noun| {
        matches!(
            noun,
            "airline"
                | "automaker"
                | "brokerage"
                | "carmaker"
                | "chipmaker"
                | "conglomerate"
                | "drugmaker"
                | "insurer"
                | "lender"
                | "manufacturer"
                | "planemaker"
                | "retailer"
                | "start-up"
                | "startup"
        )
    })
}

/// Whether a run is a place that belongs to an office, and whoever holds it: "the ambassador to [Germany Ana Ruiz]".
fn follows_place(words: &Words, start: usize, end: usize) -> bool {
    start > 0
        && end > start + 2
        && words.is(start - 1, WordClass::PREPOSITION)
        && words.proper_noun(start) == Some(ProperNoun::Place)
        && words.given_name(start).is_none()
        && opens_name(words, start + 1)
}

/// Where the name begins behind an office that has "of" in it: "Speaker of the House [Ana Ruiz]".
fn office_with_bearer(words: &Words, start: usize, end: usize) -> Option<usize> {
    let title = (start..end).rev().find(|&k| is_title(words, k))?;
    if title + 1 >= end || words.text(title + 1) != "of" {
        return None;
    }
    let bearer = (title + 3..end.saturating_sub(1)).find(|&k| opens_name(words, k))?;
    let plain = |k: usize| is_name_word(words, k) && !is_organization_noun(words, k);
    (bearer..end).all(plain).then_some(bearer)
}

fn is_title(words: &Words, k: usize) -> bool {
    words.is(k, WordClass::TITLE)
        && !matches!(words.text(k), "St." | "King" | "General" | "Prince" | "Bishop" | "Judge")
        || matches!(
            words.text(k),
            "Judge"
                | "General"
                | "Candidate"
                | "Del."
                | "Delegate"
                | "Speaker"
                | "First"
                | "Lady"
                | "Sens."
                | "Reps."
                | "Govs."
                | "Sen"
                | "Rep"
                | "Gov"
        )
}

fn is_people(words: &Words, k: usize) -> bool {
    words.proper_noun(k) == Some(ProperNoun::People)
}

/// A noun that says what a person is: "minister".
pub(super) fn is_person_noun(words: &Words, k: usize) -> bool {
    words.noun_kind(k) == Some(NounKind::Person)
}

/// What a person holds or is called by: "Sen.", "minister".
fn is_office(words: &Words, k: usize) -> bool {
    is_title(words, k) || is_person_noun(words, k)
}

/// "Energy", "Inc."
pub(super) fn ends_organization(words: &Words, k: usize) -> bool {
    words.proper_noun(k) == Some(ProperNoun::OrganizationEnd)
}

fn push(words: &Words, start: usize, run: TokenRange, title: Option<usize>, names: &mut Vec<Name>) {
    let kind = kind(words, run, title);
    names.push(Name { run, title, kind, start });
}

/// What a run of up to three words stands for as a proper noun, if the lists have it.
fn listed(words: &Words, run: TokenRange) -> Option<ProperNoun> {
    match run.len() {
        1 => words.proper_noun(run.start()),
        2 | 3 if words.starts(run.start(), Starts::PROPER_NOUN) => {
            proper_noun(&run.indices().map(|k| words.text(k)).collect::<Vec<_>>().join("-"))
        }
        _ => None,
    }
}

fn kind(words: &Words, run: TokenRange, title: Option<usize>) -> NameKind {
    if title.is_some() {
        return NameKind::Person;
    }
    let first = words.text(run.start());
    let last = run.end() - 1;
    match listed(words, run) {
        Some(ProperNoun::Place) => return NameKind::Place,
        Some(ProperNoun::People) => return NameKind::Group,
        Some(ProperNoun::Organization) => return NameKind::Organization,
        Some(ProperNoun::OrganizationEnd) | None => {}
    }
    let body = is_organization_noun(words, last)
        || run.len() > 1 && ends_organization(words, last)
        || run.indices().any(|k| matches!(words.text(k), "of" | "for" | "on" | "&" | "University" | "College"));
    if body {
        return NameKind::Organization;
    }
    let plural = || run.len() == 1 && (first.ends_with("ists") || first.ends_with("ians"));
    if is_people(words, last) && run.len() > 1 || plural() {
        return NameKind::Group;
    }
    let ends_person = is_suffix(words.text(last)) || run.len() > 2 && ends_given_name(words, last);
    if run.len() >= 2 && words.given_name(run.start()).is_some() || ends_person {
        return NameKind::Person;
    }
    let the = run.start() > 0 && words.text(run.start() - 1).eq_ignore_ascii_case("the");
    // "RUIZ: " is a speaker, "The FBI" a body.
    let capitals = !is_label(words, run)
        && run.len() == 1
        && first.len() > 1
        && first.chars().all(|c| c.is_uppercase() || c == '.');
    let adjective = run.end() < words.len() && words.is_small(run.end());
    match () {
        () if capitals => NameKind::Organization,
        () if the && (!adjective || words.is(run.end(), WordClass::all())) => NameKind::Organization,
        () => NameKind::Unknown,
    }
}

/// The gender that a title tells: "Mrs.", "Congresswoman".
pub(super) fn gender_of_noun(noun: &str) -> Option<Gender> {
    in_lower_case(noun, |noun| match noun.trim_end_matches('.') {
        "mr" | "sir" | "lord" | "king" | "prince" | "man" | "father" | "husband" | "son" | "brother" | "boy"
        | "actor" => Some(Gender::Male),
        "mrs" | "ms" | "miss" | "lady" | "dame" | "queen" | "princess" | "woman" | "mother" | "wife" | "daughter"
        | "sister" | "girl" | "actress" => Some(Gender::Female),
        n if n.ends_with("woman") => Some(Gender::Female),
        n if n.ends_with("man") && noun_kind(n) == Some(NounKind::Person) => Some(Gender::Male),
        _ => None,
    })
}

/// The gender that the given name in a person's name tells.
pub(super) fn gender_of_given_name(name: &str) -> Option<Gender> {
    match given_name(name.split(' ').next()?) {
        Some(GivenName::Of(gender)) => Some(gender),
        _ => None,
    }
}
