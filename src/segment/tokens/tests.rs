//! Tokens shown with bars between them.

use super::*;
use crate::segment::segment;

/// The tokens of a text with bars between them.
fn shown(text: &str) -> String {
    let segmented = segment(text);
    segmented.tokens.iter().map(|t| &text[t.span]).collect::<Vec<_>>().join("|")
}

fn check(cases: &[(&str, &str)]) {
    for (text, tokens) in cases {
        assert_eq!(&shown(text), tokens, "{text}");
    }
}

#[test]
fn clitics_and_contractions() {
    check(&[
        ("I don't, he can't, she won't", "I|do|n't|,|he|ca|n't|,|she|wo|n't"),
        ("We’re sure Trump’s won; they’d’ve", "We|’re|sure|Trump|’s|won|;|they|’d|’ve"),
        ("DON'T cannot gonna dont", "DO|N'T|can|not|gon|na|do|nt"),
        ("the Joneses' cow, Jones' and James’s", "the|Joneses|'|cow|,|Jones|'|and|James|’s"),
        ("O'Rourke at 9 o'clock, L'Enfant", "O'Rourke|at|9|o'clock|,|L'Enfant"),
        ("in the '90s, ’Tis so, get 'em goin' now", "in|the|'90s|,|’Tis|so|,|get|'em|goin'|now"),
    ]);
}

#[test]
fn quotation_marks_are_tokens() {
    check(&[
        ("'We don't know,' he said.", "'|We|do|n't|know|,|'|he|said|."),
        ("“The ‘best’ one,” he said", "“|The|‘|best|’|one|,|”|he|said"),
        ("``So,'' he said", "``|So|,|''|he|said"),
        ("\"A,\" he said", "\"|A|,|\"|he|said"),
    ]);
}

#[test]
fn abbreviations_and_initials_keep_their_point() {
    check(&[
        ("Mr. Trump, the U.S. and Sen. J. K. Doe Jr.", "Mr.|Trump|,|the|U.S.|and|Sen.|J.|K.|Doe|Jr."),
        ("Acme Inc. in Jan. at 7 a.m. with a Ph.D.", "Acme|Inc.|in|Jan.|at|7|a.m.|with|a|Ph.D."),
        ("No. 5, but no.", "No.|5|,|but|no|."),
        ("Plan B. The end.", "Plan|B|.|The|end|."),
        ("Mr.Trump left.The end", "Mr.|Trump|left|.|The|end"),
    ]);
}

#[test]
fn hyphens_and_slashes_part_words_but_not_prefixes() {
    check(&[
        ("a well-known co-founder’s e-mail", "a|well|-|known|co-founder|’s|e-mail"),
        ("U.S.-led anti-Trump mid-2003 and/or AT&T", "U.S.|-|led|anti-Trump|mid-2003|and|/|or|AT&T"),
        ("16-year-old, 5-4, 2015-2016", "16|-|year|-|old|,|5|-|4|,|2015|-|2016"),
        ("he — or she -- or they—left", "he|—|or|she|--|or|they|—|left"),
    ]);
}

#[test]
fn numbers() {
    check(&[
        ("$1,200.50 or US$5bn, 50%, .5, 3.5m", "$|1,200.50|or|US|$|5|bn|,|50|%|,|.5|,|3.5|m"),
        ("6:30 and 7:30pm on 9/11, 11/28/2000", "6:30|and|7:30|pm|on|9/11|,|11/28/2000"),
        ("713-853-3989, 345-9945", "713-853-3989|,|345-9945"),
        ("the 20th, the 1970s, 1960's, 4A", "the|20th|,|the|1970s|,|1960's|,|4A"),
    ]);
}

#[test]
fn addresses_are_whole() {
    check(&[
        ("See http://a.org/x(1)?b=c. Or (www.b.com).", "See|http://a.org/x(1)?b=c|.|Or|(|www.b.com|)|."),
        ("a.b@c.org, @realX: #MAGA #1", "a.b@c.org|,|@realX|:|#MAGA|#|1"),
        ("breitbart.com/x and gov.uk.", "breitbart.com/x|and|gov.uk|."),
        ("Stardust@home", "Stardust|@|home"),
    ]);
    let kinds: Vec<TokenKind> = segment("@x said $5 to “a.org” ...").tokens.iter().map(|t| t.kind).collect();
    use TokenKind::{Address, Number, Punctuation, Quote, Symbol, Word};
    assert_eq!(kinds, [Address, Word, Symbol, Number, Word, Quote, Address, Quote, Punctuation]);
}

#[test]
fn invisible_characters_stay_inside_words_and_are_gaps_outside() {
    check(&[
        ("a co\u{AD}op\u{AD}, it\u{200B}self\u{200B} \u{FEFF}no\u{A0}more", "a|co\u{AD}op|,|it\u{200B}self|no|more"),
        ("Владимир Путин’s 中文 👩‍👩‍👧 20 °C", "Владимир|Путин|’s|中|文|👩‍👩‍👧|20|°|C"),
        ("What?! No... no…", "What|?!|No|...|no|…"),
    ]);
}
