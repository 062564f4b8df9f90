//! The word lists of segmentation: abbreviations, joined prefixes, fused contractions, sentence openers, verbs of speech, credit lines.

use super::table::WordTable;
use regex::Regex;
use std::sync::LazyLock;

/// How an abbreviation's point relates to the end of a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Abbreviation {
    /// A title or the like before a name, `Mr.`, `Sen.`, `St.`: never ends a sentence.
    Before,
    /// An abbreviation only before a number, `No.`, `Fig.`; otherwise a word with a full stop.
    BeforeNumber,
    /// A month or weekday, `Jan.`, `Tues.`: ends a sentence only before a clear opener.
    Date,
    /// `a.m.`, `p.m.`: ends a sentence before a capital, time zones and dates apart.
    Time,
    /// `etc.`: ends a sentence before any capital.
    End,
    /// Anything that can be the last word of a sentence, `Inc.`, `Calif.`, `etc.`, `Jr.`: ends it only before a clear opener.
    #[default]
    Anywhere,
}

/// What a credit line is recognised by.
#[derive(Debug)]
pub struct CreditLines {
    /// Lower-cased words that a credit line starts with, by the last five bits of their first byte.
    starts: [Vec<&'static str>; 32],
    /// Finds lower-cased words that make a short paragraph at either end of an article a credit line.
    pub contains: Regex,
}

/// The word lists of segmentation, parsed once.
#[derive(Debug)]
pub struct SegmentationLists {
    /// Abbreviations without their final point: `mr`, `ph.d`.
    pub abbreviations: WordTable<Abbreviation>,
    /// Prefixes that stay joined to what follows their hyphen: `non`, `anti`, `co`.
    pub prefixes: WordTable<()>,
    /// Contractions written without an apostrophe, with the byte at which they are cut: `cannot` at 3.
    pub contractions: WordTable<u8>,
    /// Measures written without a space behind a number: `30pm`, `5km`, `10bn`.
    pub units: WordTable<()>,
    /// Last labels of web addresses written without `http://`.
    pub domains: WordTable<()>,
    /// Words that, capitalised after an abbreviation, clearly start a new sentence: `The`, `He`, `However`.
    pub openers: WordTable<()>,
    /// Verbs that follow a quotation and its speaker: `said`, `asked`.
    pub speech_verbs: WordTable<()>,
    /// Credit lines.
    pub credits: CreditLines,
}

/// The lists that are compiled in.
pub fn segmentation() -> &'static SegmentationLists {
    static LISTS: LazyLock<SegmentationLists> = LazyLock::new(SegmentationLists::load);
    &LISTS
}

impl SegmentationLists {
    fn load() -> Self {
        let contractions = include_str!("en/contractions.txt");
        Self {
            abbreviations: WordTable::new(sections("abbreviations.txt", include_str!("en/abbreviations.txt")).map(
                |(section, word)| {
                    let class = match section {
                        "before" => Abbreviation::Before,
                        "before-number" => Abbreviation::BeforeNumber,
                        "date" => Abbreviation::Date,
                        "time" => Abbreviation::Time,
                        "end" => Abbreviation::End,
                        "anywhere" => Abbreviation::Anywhere,
                        _ => panic!("abbreviations.txt: no such section: [{section}]"),
                    };
                    let bare = word.strip_suffix('.').unwrap_or_else(|| panic!("abbreviations.txt: no point: {word}"));
                    (bare, class)
                },
            )),
            prefixes: words(include_str!("en/prefixes.txt")),
            // The cut is where the bar stands; the table's words must be contiguous, so the list gives them twice: `cannot can|not`.
            contractions: WordTable::new(lines(contractions).map(|line| {
                let (word, parts) =
                    line.split_once(' ').unwrap_or_else(|| panic!("contractions.txt: one word: {line}"));
                let cut = parts.find('|').filter(|_| parts.replace('|', "") == word);
                (word, cut.unwrap_or_else(|| panic!("contractions.txt: the parts are not the word: {line}")) as u8)
            })),
            units: words(include_str!("en/units.txt")),
            domains: words(include_str!("en/domains.txt")),
            openers: words(include_str!("en/sentence_openers.txt")),
            speech_verbs: words(include_str!("en/speech_verbs.txt")),
            credits: CreditLines::load(),
        }
    }
}

impl CreditLines {
    fn load() -> Self {
        let (mut starts, mut contains) = (std::array::from_fn(|_| Vec::new()), Vec::new());
        for line in lines(include_str!("en/credit_lines.txt")) {
            match line.split_once(": ") {
                Some(("starts", words)) => starts[usize::from(words.as_bytes()[0] & 31)].push(words),
                Some(("contains", words)) => contains.push(regex::escape(words)),
                _ => panic!("credit_lines.txt: neither `starts: ` nor `contains: `: {line}"),
            }
        }
        // Alternatives without anything else are looked for all at once.
        let contains = Regex::new(&contains.join("|")).expect("escaped words are an expression");
        Self { starts, contains }
    }

    /// Lower-cased words that a credit line starts with: those that may have the same first letter as `text`.
    pub fn starts_like(&self, text: &str) -> &[&'static str] {
        text.as_bytes().first().map_or(&[], |byte| &self.starts[usize::from(byte & 31)])
    }
}

/// The lines of a list that are neither empty nor comments.
fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A list of words between white space, as a set.
fn words(list: &'static str) -> WordTable<()> {
    WordTable::new(lines(list).flat_map(str::split_whitespace).map(|word| (word, ())))
}

/// The words of a list in sections: a line `[name]` opens a section.
fn sections(file: &'static str, list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut section = None;
    lines(list).flat_map(move |line| {
        let heading = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if heading.is_some() {
            section = heading;
        }
        let name = section.unwrap_or_else(|| panic!("{file}: a word before the first section: {line}"));
        let words = if heading.is_some() { "" } else { line };
        words.split_whitespace().map(move |word| (name, word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_loads_and_holds_what_it_is_for() {
        let lists = segmentation();
        assert_eq!(lists.abbreviations.get("Mr"), Some(Abbreviation::Before));
        assert_eq!(lists.abbreviations.get("no"), Some(Abbreviation::BeforeNumber));
        assert_eq!(lists.abbreviations.get("Ph.D"), Some(Abbreviation::Anywhere));
        assert_eq!(lists.contractions.get("Cannot"), Some(3));
        assert!(lists.prefixes.contains("Non") && !lists.prefixes.contains("self"));
        assert!(lists.units.contains("pm") && lists.domains.contains("com"));
        assert!(lists.openers.contains("The") && !lists.openers.contains("Trump"));
        assert!(lists.speech_verbs.contains("said"));
        assert!(lists.credits.starts_like("By").len() < lists.credits.starts_like("Photo").len());
        assert!(lists.credits.contains.is_match("all rights reserved"));
    }

    #[test]
    fn credit_words_are_lower_case() {
        let credits = &segmentation().credits;
        for words in credits.starts.iter().flatten().chain(&[credits.contains.as_str()]) {
            assert_eq!(*words, words.to_lowercase(), "credit_lines.txt is compared in lower case");
        }
    }
}
