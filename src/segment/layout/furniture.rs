//! What the paragraphs at the edges of a report are for.
//!
//! Each recogniser is narrow: a paragraph that is not clearly furniture is body, because a statement lost with a headline costs more than
//! a headline read as prose.

use super::{Layout, Paragraph, ParagraphRole};
use crate::lexicon::segmentation;
use crate::text::Span;

/// Paragraphs from the top among which byline and dateline are looked for.
const TOP: usize = 8;
/// Paragraphs from the bottom that are looked over for words of a credit line.
const BOTTOM: usize = 6;
/// Longest headline, in bytes.
const HEADLINE: usize = 220;
/// Most words of a headline.
const WORDS: usize = 30;
/// Longest byline, in bytes.
const BYLINE: usize = 160;
/// Longest credit line, in bytes.
const CREDIT: usize = 400;
/// Longest dateline, in bytes.
const DATELINE: usize = 90;

/// Most words of a dateline's city: "RIO DE JANEIRO", "WEST PALM BEACH".
const CITY: usize = 3;

/// Finds the furniture and sets the paragraphs' roles.
pub(super) fn recognise(text: &str, paragraphs: &mut [Paragraph]) -> Layout {
    let mut layout = Layout::default();
    let count = paragraphs.len();
    let mut lower = String::with_capacity(CREDIT);
    for (number, paragraph) in paragraphs.iter_mut().enumerate().filter(|(_, p)| p.span.len() <= CREDIT) {
        let edge = number < TOP || number + BOTTOM >= count;
        let paragraph_text = &text[paragraph.span];
        if opens_as_credit(paragraph_text) || edge && holds_credit(paragraph_text, &mut lower) {
            paragraph.role = ParagraphRole::Credit;
        }
    }
    for (number, paragraph) in paragraphs.iter_mut().enumerate().take(TOP) {
        if paragraph.role != ParagraphRole::Body {
            continue;
        }
        let span = paragraph.span;
        // An article that is one line has neither headline nor byline.
        if layout.byline.is_none() && count > 1 {
            layout.authors = authors(text, span);
            if let (Some(first), Some(last)) = (layout.authors.first(), layout.authors.last()) {
                layout.byline = Some(first.cover(*last));
                paragraph.role = ParagraphRole::Byline;
                continue;
            }
        }
        if layout.dateline.is_none() {
            layout.dateline = dateline(text, span);
        }
        if number == 0 && layout.dateline.is_none() && count > 1 && is_headline(&text[span]) {
            layout.title = Some(span);
            paragraph.role = ParagraphRole::Headline;
        }
        if layout.dateline.is_some() {
            break;
        }
    }
    layout
}

/// Whether the first paragraph can be a headline: short, and one statement at most rather than prose of several sentences.
fn is_headline(paragraph: &str) -> bool {
    if paragraph.len() > HEADLINE {
        return false;
    }
    let bytes = paragraph.as_bytes();
    let stops = memchr::memchr_iter(b'.', bytes).filter(|at| bytes.get(at + 1) == Some(&b' ')).count();
    // A statement with its speaker is a lead, not a headline, when it stops like a sentence.
    let lead = || paragraph.ends_with(" said.") || paragraph.ends_with(" says.") || paragraph.contains(",” said ");
    stops <= 1 && paragraph.split_whitespace().nth(WORDS).is_none() && !lead()
}

/// Whether a paragraph begins like one that credits reporters, editors, agencies or owners.
fn opens_as_credit(paragraph: &str) -> bool {
    let bare = paragraph.trim_start_matches(['(', '[', '*', '_', '-', '—', ' ']);
    segmentation().credits.starts_like(bare).iter().any(|words| starts_with(bare, words))
}

/// Whether words of such a paragraph stand anywhere in it. `lower` is room for it in lower case.
fn holds_credit(paragraph: &str, lower: &mut String) -> bool {
    lower.clear();
    lower.push_str(paragraph);
    lower.make_ascii_lowercase();
    segmentation().credits.contains.is_match(lower)
}

/// Whether `text` starts with `words`, which are in lower case, whatever its case.
fn starts_with(text: &str, words: &str) -> bool {
    let (text, words) = (text.as_bytes(), words.as_bytes());
    // Most differ in the first letter already.
    text.first().map(u8::to_ascii_lowercase) == words.first().copied()
        && text.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words))
}

/// The authors' names if the paragraph is a byline; else nothing.
fn authors(text: &str, paragraph: Span) -> Vec<Span> {
    let line = &text[paragraph];
    if line.len() > BYLINE || line.contains('\n') {
        return Vec::new();
    }
    let opening =
        ["written by ", "story by ", "posted by ", "by: ", "by "].into_iter().find(|words| starts_with(line, words));
    let names = match opening {
        Some(words) => &line[words.len()..],
        // "Jane Doe reports"
        None => match line.trim_end_matches(['.', ':']).strip_suffix(" reports") {
            Some(names) if names.split(' ').count() <= 4 => names,
            _ => return Vec::new(),
        },
    };
    let base = paragraph.end() - line.len() + (names.as_ptr() as usize - line.as_ptr() as usize);
    let mut out = Vec::new();
    let mut at = 0;
    'parts: for part in parts(names) {
        let start = at + (names[at..].find(part).unwrap_or(0));
        at = start + part.len();
        match name_kind(part) {
            NameKind::Person => out.push(Span::new(base + start, base + start + part.len())),
            // Everything behind the first affiliation or date belongs to it.
            NameKind::Other if !out.is_empty() => break 'parts,
            _ => return Vec::new(),
        }
    }
    out
}

/// The parts of a byline between commas, `and`, `&`, bars and dashes, trimmed, in order.
fn parts(names: &str) -> impl Iterator<Item = &str> {
    names
        .split([',', '|', '•', '·', ';', '/', '('])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" AND "))
        .flat_map(|part| part.split(" & "))
        .flat_map(|part| part.split(" with "))
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(['—', '–']))
        .flat_map(|part| part.split(" for "))
        .flat_map(|part| part.split(" of the "))
        .flat_map(|part| part.split(" in "))
        .map(|part| part.trim().trim_end_matches(['.', ':', ')']))
        .filter(|part| !part.is_empty())
}

enum NameKind {
    Person,
    /// An agency, a job or a date, as they stand behind the names.
    Other,
    /// Prose.
    Neither,
}

/// What a part of a byline names.
fn name_kind(part: &str) -> NameKind {
    /// Words of agencies, jobs and dates in bylines.
    const OTHER: [&str; 26] = [
        "press",
        "news",
        "times",
        "post",
        "staff",
        "writer",
        "writers",
        "reporter",
        "correspondent",
        "editor",
        "editors",
        "reuters",
        "cnn",
        "bbc",
        "ap",
        "afp",
        "npr",
        "upi",
        "service",
        "journal",
        "updated",
        "published",
        "special",
        "bureau",
        "columnist",
        "pm",
    ];
    /// What "By" also stands before, at the start of a sentence.
    const TIMES: [&str; 13] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "then",
        "now",
        "contrast",
        "comparison",
        "the",
        "all",
    ];
    let mut words = part.split_whitespace();
    let first = words.next().unwrap_or_default();
    let lower = part.to_lowercase();
    if lower.split_whitespace().any(|word| OTHER.contains(&word)) {
        return NameKind::Other;
    }
    if TIMES.contains(&lower.split_whitespace().next().unwrap_or_default())
        || part.contains(|c: char| c.is_ascii_digit())
    {
        return if part.contains(|c: char| c.is_ascii_digit()) { NameKind::Other } else { NameKind::Neither };
    }
    let count = part.split_whitespace().count();
    let capitalised = part.split_whitespace().all(|word| {
        word.starts_with(|c: char| c.is_uppercase())
            || matches!(word, "de" | "la" | "van" | "von" | "der" | "bin" | "al" | "di" | "da" | "del" | "el")
    });
    if capitalised && (2..=5).contains(&count) && first.len() > 1 {
        NameKind::Person
    } else if capitalised && count == 1 {
        NameKind::Other
    } else {
        NameKind::Neither
    }
}

/// Where the first dash of `head` stands that may end a dateline, and its length; the shorter of two.
fn first_dash(head: &str) -> Option<(usize, usize)> {
    const DASHES: [&str; 7] = [" — ", " – ", " -- ", " - ", "—", "--", " —"];
    let bytes = head.as_bytes();
    let length_at = |start: usize| {
        let dashes = DASHES.iter().map(|dash| dash.as_bytes());
        dashes.filter(|dash| bytes[start..].starts_with(dash)).map(<[u8]>::len).min()
    };
    // All but the space before them begins with one of two bytes.
    memchr::memchr2_iter(b'-', 0xE2, bytes)
        .find_map(|at| (at.saturating_sub(1)..=at).find_map(|start| Some((start, length_at(start)?))))
}

/// The dateline that opens a paragraph, without the dash behind it.
///
/// Either a place in capitals, with what may follow it (state, date, agency in brackets) and a dash; or a place in mixed case and an agency
/// in brackets, with or without a dash; or a place or agency in brackets and a dash.
fn dateline(text: &str, paragraph: Span) -> Option<Span> {
    /// Words in capitals before a dash that name no place.
    const NO_PLACE: [&str; 20] = [
        "EXCLUSIVE",
        "BREAKING",
        "UPDATE",
        "UPDATED",
        "VIDEO",
        "WATCH",
        "LISTEN",
        "PHOTOS",
        "REPORT",
        "POLL",
        "ANALYSIS",
        "OPINION",
        "CORRECTION",
        "CORRECTED",
        "EDITORIAL",
        "NOTE",
        "LIVE",
        "READ",
        "ABSTRACT",
        "REFILE",
    ];
    let body = &text[paragraph];
    let mut limit = body.len().min(DATELINE);
    while !body.is_char_boundary(limit) {
        limit -= 1;
    }
    let head = &body[..limit];
    if head.starts_with('(') {
        let close = head.find(')')? + 1;
        let inner = &head[1..close - 1];
        let name = (2..=24).contains(&inner.len()) && inner.split(' ').all(|word| word.starts_with(char::is_uppercase));
        let (at, len) = first_dash(&head[close..])?;
        let fits = name && at == 0 && is_prose(&body[close + len..]);
        return fits.then(|| Span::new(paragraph.start(), paragraph.start() + close));
    }
    let first = head.split([' ', ',', '(', '\u{A0}']).next()?;
    if NO_PLACE.contains(&first.trim_end_matches([':', '.'])) || !first.starts_with(|c: char| c.is_uppercase()) {
        return None;
    }
    let agency = head.find('(').and_then(|open| {
        let close = open + head[open..].find(')')?;
        let inner = &head[open + 1..close];
        let name = (2..=24).contains(&inner.len()) && inner.starts_with(|c: char| c.is_uppercase()) && open > 0;
        name.then_some((open, close + 1))
    });
    let dash = first_dash(head);
    let (end, behind, place) = match (agency, dash) {
        (Some((open, close)), Some((at, len))) if close <= at && head[close..at].trim().is_empty() => {
            (close, at + len, &head[..open])
        }
        (Some((open, close)), _) => (close, close, &head[..open]),
        (None, Some((at, len))) => (at, at + len, &head[..at]),
        (None, None) => return None,
    };
    let capitals = first.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !first.contains(char::is_lowercase);
    let words = place.split_whitespace().count();
    // Behind the place in capitals come a state, a country, a date: names and numbers, no prose.
    let plain = place.split_whitespace().all(|word| {
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || matches!(word, "de" | "of" | "the" | "and" | "del" | "la")
    }) && !place.contains([':', '“', '"', '?', '!', ';']);
    let city = place.split(',').next().unwrap_or_default().split_whitespace().count();
    let fits = plain
        && city <= CITY
        && is_prose(&body[behind..])
        && if capitals { words <= 8 } else { agency.is_some() && end > place.len() && words <= 5 };
    fits.then(|| Span::new(paragraph.start(), paragraph.start() + head[..end].trim_end().len()))
}

/// Whether what stands behind a dateline is a report. With nothing behind it, or a small letter, it is a headline or a phrase.
fn is_prose(rest: &str) -> bool {
    let rest = rest.trim_start().trim_start_matches(['“', '"', '‘', '\'', '(']);
    rest.len() >= 40 && rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::segment::layout::paragraphs;

    /// What the text of an article's furniture is, in words.
    fn shown(text: &str) -> String {
        let (layout, paragraphs) = paragraphs(text);
        let authors: Vec<&str> = layout.authors.iter().map(|&span| &text[span]).collect();
        let roles: Vec<String> = paragraphs.iter().map(|p| format!("{:?}", p.role)).collect();
        format!(
            "title {:?} byline {:?} authors {} dateline {:?}: {}",
            layout.title.map_or("", |span| &text[span]),
            layout.byline.map_or("", |span| &text[span]),
            authors.join("+"),
            layout.dateline.map_or("", |span| &text[span]),
            roles.join(" ")
        )
    }

    const LEAD: &str = "The council voted on Tuesday to close the bridge for a year, the mayor said.";

    #[test]
    fn furniture_of_a_wire_report() {
        let text = format!(
            "Bridge to close for a year\nBy ANA RUIZ and TOM DE LUCA, Associated Press\nFLINT, Mich., Oct. 4 (UPI) — {LEAD}\n\n\
             (Reporting by A. Ruiz; editing by Tom Luca)\nAssociated Press writer Li Wei contributed to this report.\n© 2016 The Daily"
        );
        assert_eq!(
            shown(&text),
            "title \"Bridge to close for a year\" byline \"ANA RUIZ and TOM DE LUCA\" authors ANA RUIZ+TOM DE LUCA \
             dateline \"FLINT, Mich., Oct. 4 (UPI)\": Headline Byline Body Credit Credit Credit"
        );
    }

    #[test]
    fn datelines() {
        for (opening, dateline) in [
            ("WASHINGTON (AP) — ", "WASHINGTON (AP)"),
            ("WASHINGTON — ", "WASHINGTON"),
            ("PARIS — ", "PARIS"),
            ("LONDON, March 3 (Reuters) - ", "LONDON, March 3 (Reuters)"),
            ("WEST DES MOINES, Iowa -- ", "WEST DES MOINES, Iowa"),
            ("Kabul, Afghanistan (CNN) — ", "Kabul, Afghanistan (CNN)"),
            ("Washington (CNN)", "Washington (CNN)"),
            ("(Rothwell) — ", "(Rothwell)"),
            ("(CNN) -- ", "(CNN)"),
            ("(Our own report) — ", ""),
            ("EXCLUSIVE — ", ""),
            ("The mayor (Ruiz) - and I mean it - ", ""),
            ("TRUMP: I mean it — ", ""),
            ("NATO allies are split — ", ""),
            ("IOWA POLLS NOT ALWAYS WRONG — ", ""),
        ] {
            let text = &*format!("{opening}{LEAD}");
            let (layout, _) = paragraphs(text);
            assert_eq!(layout.dateline.map_or("", |span| &text[span]), dateline, "{text}");
            assert_eq!(layout.title, None, "{text}");
        }
    }

    #[test]
    fn bylines() {
        for (line, authors) in [
            ("By Jane Doe", "Jane Doe"),
            ("BY JANE DOE AND JOHN ROE", "JANE DOE+JOHN ROE"),
            ("By Jane Doe, John Roe and Ludwig van Beek, Associated Press", "Jane Doe+John Roe+Ludwig van Beek"),
            ("By Jane Doe | Staff Writer", "Jane Doe"),
            ("By Jane Doe, CNN", "Jane Doe"),
            ("Jane Doe reports", "Jane Doe"),
            ("By Monday, the storm had passed over the town.", ""),
            ("By Friday", ""),
            ("By the time he left, nobody was there.", ""),
            ("The Daily News reports", ""),
        ] {
            let text = &*format!("Bridge to close\n\n{line}\n\n{LEAD}");
            let (layout, _) = paragraphs(text);
            let found: Vec<&str> = layout.authors.iter().map(|&span| &text[span]).collect();
            assert_eq!(found.join("+"), authors, "{line}");
            assert_eq!(layout.byline.is_some(), !authors.is_empty(), "{line}");
        }
    }

    #[test]
    fn prose_is_no_headline() {
        for first in [LEAD, "“We will rebuild,” Mayor Ana Ruiz said.", &LEAD.repeat(4)] {
            let (layout, _) = paragraphs(&format!("{first}\n\n{LEAD}"));
            assert_eq!(layout.title, None, "{first}");
        }
    }
}
