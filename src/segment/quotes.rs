//! Quotation marks, paired within paragraphs.
//!
//! News text mixes conventions: `“ ”`, `" "`, `‘ ’`, `' '`, `« »`, `„ “`, `‹ ›`, ``` `` '' ```, often several in one article, often
//! wrong ones, and the commonest mark of all, `'`, is usually an apostrophe. One pass finds the marks and judges by their neighbours
//! which side each faces; a second pass pairs them on a stack, paragraph by paragraph, so that a stray mark spoils at most its own
//! paragraph. Both passes are linear.
//!
//! What was tried and dropped: pairing straight marks by counting alone (an inch mark inverts the rest of the paragraph), and letting a
//! region run on into the next paragraph unless it reopens there (one lost mark then swallows an article).

use super::Paragraph;
use super::stops::Stops;
use crate::lexicon::elisions;
use crate::text::Span;
use smallvec::{SmallVec, smallvec};

/// A stretch of text between two quotation marks, within one paragraph.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// From the opening mark through the closing mark; through the paragraph's end, or to the next mark that shows it is over, if it is
    /// never closed.
    pub span: Span,
    /// The opening mark. Empty, at the paragraph's start, where a quotation goes on from the paragraph before without being reopened.
    pub open: Span,
    /// The closing mark; `None` if there is none.
    pub close: Option<Span>,
    /// 1 for an outermost region, 2 for one inside it, and so on (at most 255).
    pub depth: u8,
    /// Whether its marks are double ones (`“ ” " « » „` and doubled single ones), not single (`‘ ’ ' ‹ › ‚`).
    pub double: bool,
    /// Whether it goes on with a quotation that the paragraph before left open.
    pub continues: bool,
}

impl Region {
    /// What stands between the marks.
    pub fn inner(&self) -> Span {
        Span::new(self.open.end(), self.close.map_or(self.span.end(), Span::start))
    }
}

/// Families of marks that may close one another. Writers and converters mix the glyphs of a family, never the families.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Double,
    Single,
    Guillemet,
    SmallGuillemet,
}

/// Which way a mark can face, judged by its glyph and neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Facing {
    Open,
    Close,
    /// The neighbours do not tell: it closes if its like is open, else opens.
    Either,
    /// Closes a single region if one is open; else an apostrophe.
    Apostrophe,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    span: Span,
    family: Family,
    facing: Facing,
}

/// An open region on the stack: its index in the output, and the mark that opened it.
struct Pending {
    region: usize,
    family: Family,
    straight: bool,
}

/// The open regions; hardly ever more than one in another.
type Stack = SmallVec<[Pending; 4]>;

/// How far down the stack a closing mark looks for its partner: deeper nesting is noise, and a bound keeps the pass linear.
const REACH: usize = 6;

/// All regions of a text, sorted by start.
pub fn regions(text: &str, paragraphs: &[Paragraph]) -> Vec<Region> {
    let mut out = Vec::new();
    let mut marks = Vec::new();
    let mut left_open = None;
    // The first bytes of marks, and of other characters.
    let stops = Stops::new(text, [b'"', b'\'', 0xE2], [b'`', 0xC2, 0xC2]);
    for paragraph in paragraphs {
        marks.clear();
        find_marks(text, paragraph.span, &stops, &mut marks);
        left_open = pair(text, paragraph.span, &marks, left_open, &mut out);
    }
    out
}

/// The marks of one paragraph, without apostrophes and primes that certainly are none.
fn find_marks(text: &str, paragraph: Span, stops: &Stops, out: &mut Vec<Mark>) {
    let bytes = text.as_bytes();
    let mut at = paragraph.start();
    while at < paragraph.end() {
        let (len, glyph) = match bytes[at] {
            b'"' => (1, '"'),
            b'\'' if bytes[at + 1..paragraph.end()].first() == Some(&b'\'') => (2, '"'),
            b'\'' => (1, '\''),
            b'`' if bytes[at + 1..paragraph.end()].first() == Some(&b'`') => (2, '“'),
            b'`' => (1, '‘'),
            0xC2 if matches!(bytes[at + 1], 0xAB | 0xBB) => (2, if bytes[at + 1] == 0xAB { '«' } else { '»' }),
            0xE2 if bytes[at + 1] == 0x80 => match text[at..].chars().next() {
                Some(c @ ('“' | '”' | '‘' | '’' | '„' | '‟' | '‚' | '‛' | '‹' | '›')) => (3, c),
                _ => (1, ' '),
            },
            _ => (1, ' '),
        };
        if glyph != ' ' {
            let span = Span::new(at, at + len);
            if let Some((family, facing)) = judge(text, paragraph, span, glyph) {
                out.push(Mark { span, family, facing });
            }
        }
        at += len;
        at += stops.next(&bytes[at..paragraph.end()]);
    }
}

/// Family and facing of a mark, or `None` if it is an apostrophe or a prime.
fn judge(text: &str, paragraph: Span, mark: Span, glyph: char) -> Option<(Family, Facing)> {
    let before = text[paragraph.start()..mark.start()].chars().next_back();
    let after = text[mark.end()..paragraph.end()].chars().next();
    let by_neighbours = facing(before, after);
    match glyph {
        '"' if before.is_some_and(|c| c.is_ascii_digit()) && follows_feet(&text[paragraph.start()..mark.start()]) => {
            None
        }
        '"' => Some((Family::Double, by_neighbours)),
        '“' | '”' | '„' | '‟' => {
            // The glyph says which way it faces, unless its neighbours clearly say the opposite: German closes with “, some
            // converters get the side wrong.
            let says = if glyph == '”' { Facing::Close } else { Facing::Open };
            Some((Family::Double, if by_neighbours == Facing::Either { says } else { by_neighbours }))
        }
        '«' | '»' | '‹' | '›' => {
            let family = if matches!(glyph, '«' | '»') { Family::Guillemet } else { Family::SmallGuillemet };
            let says = if matches!(glyph, '«' | '‹') { Facing::Open } else { Facing::Close };
            // French sets a space inside both; then only the glyph tells.
            let facing = match (by_neighbours, is_gap(before) && is_gap(after)) {
                (Facing::Either, _) | (_, true) => says,
                (facing, false) => facing,
            };
            Some((family, facing))
        }
        '‘' | '’' | '\'' | '‚' | '‛' => {
            let facing = judge_single(text, paragraph, mark, glyph, by_neighbours)?;
            Some((Family::Single, facing))
        }
        _ => None,
    }
}

fn judge_single(text: &str, paragraph: Span, mark: Span, glyph: char, by_neighbours: Facing) -> Option<Facing> {
    let before = text[paragraph.start()..mark.start()].chars().next_back();
    let after = text[mark.end()..paragraph.end()].chars().next();
    let rest = &text[mark.end()..paragraph.end()];
    let word_before = before.is_some_and(char::is_alphanumeric);
    let word_after = after.is_some_and(char::is_alphanumeric);
    if word_before && word_after {
        return None; // "don't", "O’Brien"
    }
    if glyph == '‚' {
        return (by_neighbours == Facing::Open).then_some(Facing::Open);
    }
    if word_before {
        if before.is_some_and(|c| c.is_ascii_digit()) && glyph == '\'' {
            return Some(Facing::Apostrophe); // feet, or the end of "… in 1995'"
        }
        // The possessive of a plural ("Jones' cow") and a dropped letter ("goin' on") look like closing marks.
        let word = &text[paragraph.start()..mark.start()];
        let may_be_apostrophe = word.ends_with(['s', 'S', 'z', 'x']) || word.ends_with("in");
        let word_follows = rest.starts_with([' ', '\u{a0}']) && rest.trim_start().starts_with(char::is_alphanumeric);
        return Some(if may_be_apostrophe && word_follows {
            Facing::Apostrophe
        } else if glyph == '‘' {
            Facing::Either
        } else {
            Facing::Close
        });
    }
    if word_after && before.is_none_or(opens_after) {
        return if is_elision(rest) { None } else { Some(Facing::Open) };
    }
    match by_neighbours {
        // An opening single mark stands before a word, a number, or another opening mark.
        Facing::Open => after.is_some_and(|c| "“\"„$£€¥#@([.…".contains(c)).then_some(Facing::Open),
        Facing::Either if glyph == '‘' => None,
        _ if before.is_some_and(|c| !c.is_whitespace()) => Some(Facing::Close),
        _ => None,
    }
}

/// Whether a dropped beginning explains a `'` before `rest`: "'90s", "'Tis", "'em".
fn is_elision(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let tail = &rest[digits..];
        let tail = tail.strip_prefix('s').unwrap_or(tail);
        let goes_on = tail.starts_with(|c: char| c.is_alphanumeric() || c == '%')
            || tail.starts_with([',', '.', ':']) && tail[1..].starts_with(|c: char| c.is_ascii_digit());
        return digits == 2 && !goes_on;
    }
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    elisions().contains(&rest[..end])
}

/// Whether a number with a foot mark stands before the end of `text`: the `6'2` of `6'2"`.
fn follows_feet(text: &str) -> bool {
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '½');
    let Some(head) = head.trim_end_matches([' ', '-']).strip_suffix(['\'', '′', '’']) else { return false };
    head.ends_with(|c: char| c.is_ascii_digit())
}

/// Which way the neighbours say a mark faces.
fn facing(before: Option<char>, after: Option<char>) -> Facing {
    match (is_gap(before), is_gap(after)) {
        (true, true) => Facing::Either,
        (true, false) if after.is_some_and(|c| ".,;:!?)]".contains(c)) => Facing::Either,
        (true, false) => Facing::Open,
        (false, true) => Facing::Close,
        (false, false) => match (before.is_some_and(opens_after), after.is_some_and(closes_before)) {
            (true, false) => Facing::Open,
            (false, true) => Facing::Close,
            _ => Facing::Either,
        },
    }
}

fn is_gap(c: Option<char>) -> bool {
    c.is_none_or(|c| c.is_whitespace() || is_invisible(c))
}

fn opens_after(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || "([{—–―-/“‘\"'„«‹`…:;=>¿¡*|".contains(c)
}

fn closes_before(c: char) -> bool {
    c.is_whitespace() || is_invisible(c) || ".,;:!?)]}—–―-/”’\"'»›…*|<".contains(c)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Pairs the marks of one paragraph; returns the family of the outermost region that it leaves open.
fn pair(
    text: &str,
    paragraph: Span,
    marks: &[Mark],
    left_open: Option<Family>,
    out: &mut Vec<Region>,
) -> Option<Family> {
    // For each mark, how many more closing than opening marks of its family stand behind it: whether a second opening mark is
    // nested or shows that the first was never closed.
    let surplus = closing_surplus(marks);
    let last_single_close = marks.iter().rposition(|m| m.family == Family::Single && m.facing != Facing::Open);
    let first_region = out.len();
    let mut stack = Stack::new();
    // A quotation left open goes on here without a new opening mark, if the first mark here closes it.
    if let (Some(family), Some(first)) = (left_open, marks.iter().find(|m| left_open == Some(m.family)))
        && first.facing == Facing::Close
    {
        let start = paragraph.start();
        push(out, &mut stack, Span::new(start, start), family, true);
        out[first_region].continues = true;
    }
    for (i, mark) in marks.iter().enumerate() {
        let straight = text.as_bytes()[mark.span.start()] < 0x80;
        let partner =
            stack.iter().rev().take(REACH).position(|p| p.family == mark.family).map(|up| stack.len() - 1 - up);
        let opens = match mark.facing {
            Facing::Open => true,
            Facing::Close => false,
            Facing::Either => partner.is_none(),
            Facing::Apostrophe => {
                // It closes if no better closing mark follows for what is open.
                if partner.is_none() || surplus[i] > 0 {
                    continue;
                }
                false
            }
        };
        if opens {
            if mark.family == Family::Single && last_single_close < Some(i) && !opens_paragraph(paragraph, mark) {
                continue; // no partner behind it: an apostrophe after all
            }
            if let Some(p) = partner.filter(|_| surplus[i] <= 0) {
                // As many openings as closings are to come: the one open now was never closed.
                abandon(out, &mut stack, p, mark.span.start(), text);
            }
            push(out, &mut stack, mark.span, mark.family, straight);
            if i == 0 && left_open == Some(mark.family) && opens_paragraph(paragraph, mark) {
                out[first_region].continues = true;
            }
        } else if let Some(top) = partner {
            // A mark of the same make deeper down is the better partner: "… “No,” he …".
            let exact =
                (0..=top).rev().take(REACH).find(|&p| stack[p].family == mark.family && stack[p].straight == straight);
            let p = exact.unwrap_or(top);
            if p + 1 < stack.len() {
                abandon(out, &mut stack, p + 1, mark.span.start(), text);
            }
            let region = &mut out[stack[p].region];
            region.span = region.span.cover(mark.span);
            region.close = Some(mark.span);
            stack.truncate(p);
        }
    }
    let outermost =
        stack.first().filter(|p| p.family != Family::Single || out[p.region].open.start() == paragraph.start());
    let still_open = outermost.map(|p| p.family);
    abandon(out, &mut stack, 0, paragraph.end(), text);
    remove_stray_singles(out, first_region, paragraph);
    still_open
}

fn opens_paragraph(paragraph: Span, mark: &Mark) -> bool {
    mark.span.start() == paragraph.start()
}

fn push(out: &mut Vec<Region>, stack: &mut Stack, open: Span, family: Family, straight: bool) {
    let depth = u8::try_from(stack.len() + 1).unwrap_or(u8::MAX);
    let double = matches!(family, Family::Double | Family::Guillemet);
    stack.push(Pending { region: out.len(), family, straight });
    out.push(Region { span: open, open, close: None, depth, double, continues: false });
}

/// Ends the regions from `from` up the stack, unclosed, at byte `end`.
fn abandon(out: &mut [Region], stack: &mut Stack, from: usize, end: usize, text: &str) {
    for pending in stack.drain(from..) {
        let region = &mut out[pending.region];
        let end = region.open.end().max(end);
        let body = text[region.open.end()..end].trim_end();
        region.span = Span::new(region.span.start(), region.open.end() + body.len());
    }
}

/// For each mark, closing marks less opening marks of its family behind it; an opening mark counts itself.
fn closing_surplus(marks: &[Mark]) -> SmallVec<[i32; 16]> {
    let mut totals = [0i32; 4];
    let mut out = smallvec![0; marks.len()];
    for (i, mark) in marks.iter().enumerate().rev() {
        let total = &mut totals[mark.family as usize];
        match mark.facing {
            Facing::Open => {
                *total -= 1;
                out[i] = *total;
            }
            Facing::Close => {
                out[i] = *total;
                *total += 1;
            }
            Facing::Either | Facing::Apostrophe => out[i] = *total,
        }
        // A closing mark with nothing to close must not lend its surplus to openings far before it.
        *total = (*total).min(8);
    }
    out
}

/// Takes out single regions that were never closed, unless one opens the paragraph (a quotation in the British manner that runs on).
fn remove_stray_singles(out: &mut Vec<Region>, from: usize, paragraph: Span) {
    let stray = |r: &Region| !r.double && r.close.is_none() && r.open.start() != paragraph.start();
    if !out[from..].iter().any(stray) {
        return;
    }
    let mut ends: Vec<usize> = Vec::new(); // ends of kept regions that are still around, for depths anew
    let mut kept = from;
    for i in from..out.len() {
        if stray(&out[i]) {
            continue;
        }
        while ends.last().is_some_and(|&end| end <= out[i].span.start()) {
            ends.pop();
        }
        out[i].depth = u8::try_from(ends.len() + 1).unwrap_or(u8::MAX);
        ends.push(out[i].span.end());
        out.swap(kept, i);
        kept += 1;
    }
    out.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::layout;

    /// Marks regions in a text: outermost ones as `{…}`, deeper ones as `{2…}`, unclosed ones end with `~}`, continuing ones start
    /// with `{+`.
    fn show(text: &str) -> String {
        let (_, paragraphs) = layout::paragraphs(text);
        let mut inserts: Vec<(usize, i32, String)> = Vec::new();
        for r in regions(text, &paragraphs) {
            let number = if r.depth > 1 { r.depth.to_string() } else { String::new() };
            let plus = if r.continues { "+" } else { "" };
            inserts.push((r.span.start(), i32::from(r.depth), format!("{{{number}{plus}")));
            let tilde = if r.close.is_none() { "~" } else { "" };
            inserts.push((r.span.end(), -1000 - i32::from(r.depth), format!("{tilde}}}")));
        }
        inserts.sort_by_key(|(at, order, _)| (*at, *order));
        let (mut out, mut last) = (String::new(), 0);
        for (at, _, piece) in inserts {
            out.push_str(&text[last..at]);
            out.push_str(&piece);
            last = at;
        }
        out + &text[last..]
    }

    /// Each case is written with its regions marked; taking the marks out gives the text.
    #[track_caller]
    fn check(marked: &str) {
        let mut text = String::new();
        let mut rest = marked;
        while let Some(c) = rest.chars().next() {
            rest = &rest[c.len_utf8()..];
            match c {
                '{' => rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '+'),
                '}' => {}
                '~' if rest.starts_with('}') => {}
                _ => text.push(c),
            }
        }
        assert_eq!(show(&text), marked, "for: {text}");
    }

    #[test]
    fn plain_pairs_of_every_make() {
        check("{“Yes,”} he said. {“No,”} she said.");
        check("{\"Yes,\"} he said. {\"No,\"} she said.");
        check("{‘Yes,’} he said. {‘No,’} she said.");
        check("{'Yes,'} he said. {'No,'} she said.");
        check("{``Yes,''} he said. {``No,''} she said.");
        check("{''Yes,''} he said. {''No,''} she said.");
        check("{„Ja“}, sagte er. {‚Nein‘}, sagte sie.");
        check("{« Oui »}, dit-il. {«Non»}, dit-elle. {‹Si›}.");
        check("{»Ja«}, sagte er.");
    }

    #[test]
    fn nested() {
        check("{“He told me {2‘no way’} and left,”} she said.");
        check("{'He told me {2\"no way\"} and left,'} she said.");
        check("{\"He told me {2'no way'} and left,\"} she said.");
        check("{\"He told me {2\"no way\"} and left,\"} she said.");
        check("{\"They ask: {2“Do you agree?”} Most do,\"} he said.");
        check("{“{2‘Never,’} he told me,”} she said.");
        check("{“He said, {2‘Never.’}”}");
    }

    #[test]
    fn apostrophes_and_primes_are_no_marks() {
        check("It's the '90s, and 'Tis the season for Jones' cow and rock 'n' roll, y'all.");
        check("She stands 6'2\" and he 5' 11\" tall; {\"tall enough,\"} he said.");
        check("The players' union and the teachers' union don't agree.");
        check("{'The players' union won't sign,'} he said.");
        check("{‘The players’ union won’t sign,’} he said.");
        check("He is nicknamed {‘King James’} in Ohio and calls the vote {‘rigged’} again.");
        check("They were goin’ home, said O’Brien of the ’60s.");
        check("The 1990s' best, in '95 and '96.");
        check("A 24-inch (24\") screen.");
    }

    #[test]
    fn wrong_and_mixed_glyphs() {
        check("{“Yes,\"} he said. {\"No,”} she said.");
        check("{“Yes,“} he said. {”No,”} she said.");
        check("{\"Yes,\"} he said,{\"and no.\"}");
        check("{”Yes,”} he said.");
    }

    #[test]
    fn a_stray_mark_spoils_at_most_its_paragraph() {
        check("{“Yes, he said.~} {“No,”} she said.\n{“Fine,”} they said.");
        check("Yes,” he said. {“No,”} she said.\n{“Fine,”} they said.");
        check("{\"Yes, he said.~}\nHe left. {\"Fine,\"} they said.");
        check("It was 5\" long, and {\"short,\"} he said.\n{\"Fine,\"} they said.");
        check("The 'ndrangheta was named. {'Good,'} he said.");
    }

    #[test]
    fn over_several_paragraphs() {
        check("{“First.~}\n{+“Second.~}\n{+“Third,”} he said. {“Fourth.”}");
        check("{\"First.~}\n{+\"Second,\"} he said.");
        check("{'First.~}\n{+'Second,'} he said.");
        check("{“First.~}\n{+Second,”} he said.");
        check("{“First.”}\n{“Second,”} he said.");
    }

    #[test]
    fn depth_and_number_of_marks_are_no_trouble() {
        for mark in ["\"", "“", "”", "'", "‘", "’", "«", "»", "``", "„", " \"a", "\" ", "'a "] {
            let text = mark.repeat(20_000);
            let (_, paragraphs) = layout::paragraphs(&text);
            for r in regions(&text, &paragraphs) {
                assert!(r.span.end() <= text.len() && r.span.contains(r.open) && r.depth >= 1, "{r:?}");
            }
        }
    }
}
