//! `quoth search`: the statements that speak of something, as lines of a concordance, as records or as rows.

use super::schema::{Passage, Places, QuoteRecord};
use super::{ArticleInput, Format, Options, Rendered, csv, jsonl, one_line};
use crate::extract::{Quote, QuoteType, SourceId};
use crate::pipeline::Analysis;
use crate::text::Span;
use anstyle::Style;
use regex::{Regex, RegexBuilder};
use serde::Serialize;
use std::fmt::Write;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The width of a line where no terminal tells one.
const DEFAULT_WIDTH: usize = 120;
/// Narrower terminals get lines that are too long for them.
const LEAST_WIDTH: usize = 60;

/// The formats that a search can have.
pub const FORMATS: &[Format] = &[Format::Table, Format::Jsonl, Format::Csv, Format::Tsv];

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Search {
    pattern: Regex,
    /// Words of the speaker's name, in lower case.
    speaker: Vec<String>,
    /// Types of quotes; all if there are none.
    types: Vec<QuoteType>,
}

impl Search {
    /// A search for a regular expression in the statements, in which white space counts as single spaces. Fails if it is none.
    pub fn new(pattern: &str, ignore_case: bool) -> Result<Self, regex::Error> {
        let pattern = RegexBuilder::new(pattern).case_insensitive(ignore_case).build()?;
        Ok(Self { pattern, speaker: Vec::new(), types: Vec::new() })
    }

    /// Only what somebody said in whose name are all words of `name`, in whatever case; where it is unclear who is meant, the words that
    /// stand there count.
    #[must_use]
    pub fn by(self, name: &str) -> Self {
        Self { speaker: words(name), ..self }
    }

    /// Only quotes of these types; with none, of all.
    #[must_use]
    pub fn of_types(self, types: Vec<QuoteType>) -> Self {
        Self { types, ..self }
    }

    /// The matches in one quote, as spans of the text; `None` if it is none of those looked for. An expression that matches anything
    /// matches at the beginning.
    fn matches(&self, text: &str, analysis: &Analysis, quote: &Quote) -> Option<Vec<Span>> {
        let wanted = self.types.is_empty() || self.types.contains(&quote.kind);
        if !wanted || !self.speaker.is_empty() && !self.is_by(text, analysis, quote) {
            return None;
        }
        let (mut found, mut empty) = (Vec::new(), false);
        for &part in &quote.content {
            let (folded, offsets) = folded(text, part);
            for place in self.pattern.find_iter(&folded) {
                empty |= place.is_empty();
                // The end is that of the last character, so that blanks behind it stay out.
                if let Some(last) = folded[place.range()].chars().next_back() {
                    let end = offsets[place.end() - last.len_utf8()] + last.len_utf8();
                    found.push(Span::new(offsets[place.start()], end));
                }
            }
        }
        if found.is_empty() && empty {
            found.push(Span::new(quote.content[0].start(), quote.content[0].start()));
        }
        (!found.is_empty()).then_some(found)
    }

    fn is_by(&self, text: &str, analysis: &Analysis, quote: &Quote) -> bool {
        let name = match (quote.speaker, quote.source) {
            (Some(SourceId(index)), _) => analysis.sources[index].name.as_str(),
            (None, Some(source)) => &text[source],
            (None, None) => return false,
        };
        let name = words(name);
        self.speaker.iter().all(|word| name.contains(word))
    }
}

/// The words of a name in lower case.
fn words(name: &str) -> Vec<String> {
    name.unicode_words().map(|word| word.trim_end_matches("'s").trim_end_matches("’s").to_lowercase()).collect()
}

/// A part of the text with white space as single spaces, and for each of its bytes where that is in the text.
fn folded(text: &str, part: Span) -> (String, Vec<usize>) {
    let (mut out, mut offsets) = (String::with_capacity(part.len()), Vec::with_capacity(part.len()));
    for (at, c) in text[part].char_indices() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && out.ends_with(' ') {
            continue;
        }
        out.push(c);
        offsets.extend((0..c.len_utf8()).map(|byte| part.start() + at + byte));
    }
    (out, offsets)
}

/// A quote that matched.
#[derive(Debug, Serialize)]
struct Hit<'a> {
    article: &'a str,
    path: Option<&'a str>,
    #[serde(flatten)]
    quote: QuoteRecord<'a>,
    matches: Vec<Passage<'a>>,
}

/// Renders what matches in one article, in [one of these formats](FORMATS).
pub fn render(
    format: Format,
    options: &Options,
    article: &ArticleInput<'_>,
    analysis: &Analysis,
    search: &Search,
) -> Rendered {
    let hits = || {
        let quotes = analysis.quotes.iter().enumerate();
        quotes.filter_map(|(index, quote)| Some((index, search.matches(article.text, analysis, quote)?)))
    };
    match format {
        Format::Csv | Format::Tsv => {
            let wanted: Vec<usize> = hits().map(|(index, _)| index).collect();
            csv::quotes(article, analysis, options.unit, |index| wanted.binary_search(&index).is_ok()).into()
        }
        Format::Table => {
            let mut lines = String::new();
            for (index, matches) in hits() {
                matches.iter().for_each(|&found| concordance(&mut lines, options, article, analysis, index, found));
            }
            lines.into_bytes().into()
        }
        _ => {
            let places = Places::new(article.text, options.unit);
            let mut lines = Vec::new();
            for (index, matches) in hits() {
                let quote = places.quote(index, &analysis.quotes[index], &analysis.sources);
                let matches = matches.into_iter().map(|found| places.passage(found)).collect();
                lines.extend(jsonl::line(&Hit { article: article.id, path: article.path, quote, matches }));
            }
            lines.into()
        }
    }
}

/// A line with article and paragraph, speaker, and a match between what stands before and behind it in the statement.
fn concordance(
    out: &mut String,
    options: &Options,
    article: &ArticleInput<'_>,
    analysis: &Analysis,
    quote: usize,
    found: Span,
) {
    let width = options.width.unwrap_or(DEFAULT_WIDTH).max(LEAST_WIDTH);
    let quote = &analysis.quotes[quote];
    let place = format!("{} ¶{}", one_line(article.path.unwrap_or(article.id)), quote.paragraph + 1);
    let speaker = match (quote.speaker, quote.source) {
        (Some(SourceId(index)), _) => one_line(&analysis.sources[index].name),
        (None, Some(source)) => format!("{} (?)", one_line(&article.text[source])),
        (None, None) => "—".to_owned(),
    };
    let (place_width, speaker_width) = (width / 5, width / 6);
    // Blanks between the columns take four.
    let context = width - place_width - speaker_width - 4;
    let matched = end_cut(&one_line(&article.text[found]), context / 3);
    let left_width = (context - matched.width()) / 2;
    let (before, after) = around(article.text, quote, found);
    let after = end_cut(&after, context - left_width - matched.width());
    let before = start_cut(&before, left_width);
    let style = if options.color { Style::new().bold() } else { Style::new() };
    let mut line = filled(&start_cut(&place, place_width), place_width) + "  ";
    line += &(filled(&end_cut(&speaker, speaker_width), speaker_width) + "  ");
    line += &" ".repeat(left_width - before.width());
    write!(line, "{before}{style}{matched}{style:#}{after}").expect("writing to a string does not fail");
    out.push_str(line.trim_end());
    out.push('\n');
}

/// What stands before and behind a match in the statement, on one line; parts of the statement have " … " between them.
fn around(text: &str, quote: &Quote, found: Span) -> (String, String) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for &part in &quote.content {
        let (start, end) = (part.start(), part.end());
        if end <= found.start() && !part.contains(found) {
            before.push(one_line(&text[part]));
        } else if start >= found.end() && !part.contains(found) {
            after.push(one_line(&text[part]));
        } else {
            before.push(one_line(&text[Span::new(start, found.start())]));
            after.push(one_line(&text[Span::new(found.end(), end)]));
        }
    }
    // A match has a blank before or behind it if the text has.
    let blank = |at: Option<char>| if at.is_some_and(char::is_whitespace) { " " } else { "" };
    let left = blank(text[..found.start()].chars().next_back());
    let right = blank(text[found.end()..].chars().next());
    let (before, after) = (before.join(" … "), after.join(" … "));
    (before.trim_end().to_owned() + left, right.to_owned() + after.trim_start())
}

/// A text with blanks behind it up to a width.
fn filled(text: &str, width: usize) -> String {
    text.to_owned() + &" ".repeat(width - text.width().min(width))
}

/// The end of a text that fits a width, behind `…` if something is left out.
fn start_cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let kept = fitting(text.graphemes(true).rev(), width);
    format!("{}{}", if width == 0 { "" } else { "…" }, &text[text.len() - kept..])
}

/// The beginning of a text that fits a width, before `…` if something is left out.
fn end_cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let kept = fitting(text.graphemes(true), width);
    format!("{}{}", &text[..kept], if width == 0 { "" } else { "…" })
}

/// How many bytes of the pieces fit beside an `…`.
fn fitting<'t>(pieces: impl Iterator<Item = &'t str>, width: usize) -> usize {
    let (mut bytes, mut used) = (0, 1);
    for piece in pieces {
        used += piece.width();
        if used > width {
            break;
        }
        bytes += piece.len();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Analyzer;
    use serde_json::{Map, Value};

    const TEXT: &str = "“The  new   school stays,” Mayor Ana Ruiz said. “A school is  a school.”\n\nBo Ek said that the school would close.\n";

    fn found(format: Format, options: &Options, search: &Search) -> String {
        let meta = Map::new();
        let article =
            ArticleInput { id: "school", path: Some("news/school.txt"), meta: &meta, text: TEXT, warnings: &[] };
        let mut writer = crate::report::Writer::lines(Vec::new(), format);
        let analysis = Analyzer::rules().analyze(TEXT);
        writer.write(&render(format, options, &article, &analysis, search)).unwrap();
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    fn lines(search: &Search) -> Vec<Value> {
        let lines = found(Format::Jsonl, &Options::default(), search);
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn search(pattern: &str) -> Search {
        Search::new(pattern, true).unwrap()
    }

    #[test]
    fn a_concordance_has_its_matches_one_below_the_other() {
        let lines = found(Format::Table, &Options::default(), &search("school"));
        insta::assert_snapshot!(lines.replace(' ', "·"), @r#"
        news/school.txt·¶1········Ana·Ruiz······································“The·new·school·stays,”·…·“A·school·is·a·school…
        news/school.txt·¶1········Ana·Ruiz··················“The·new·school·stays,”·…·“A·school·is·a·school.”
        news/school.txt·¶1········Ana·Ruiz··············…school·stays,”·…·“A·school·is·a·school.”
        news/school.txt·¶2········Bo·Ek·········································that·the·school·would·close
        "#);
        // From the left edge to the match, whatever stands before it.
        for width in [60, 90] {
            let lines = found(Format::Table, &Options { width: Some(width), ..Options::default() }, &search("stays"));
            assert!(lines.lines().all(|line| line.width() <= width), "{lines}");
            let context = width - width / 5 - width / 6 - 4;
            let at = lines[..lines.find("stays").unwrap()].width();
            assert_eq!(at, width / 5 + width / 6 + 4 + (context - "stays".len()) / 2, "{lines}");
        }
    }

    #[test]
    fn a_record_is_the_quote_with_article_path_and_matches() {
        let records = lines(&search("NEW school"));
        let [record] = &records[..] else { panic!("{records:?}") };
        assert_eq!((&record["article"], &record["path"]), (&"school".into(), &"news/school.txt".into()));
        assert_eq!((&record["speaker"], &record["type"]), (&"Ana Ruiz".into(), &"direct".into()));
        assert_eq!(record["matches"], serde_json::json!([{"text": "new   school", "start": 6, "end": 18}]));
    }

    #[test]
    fn case_speaker_and_type_narrow_a_search() {
        let count = |search: &Search| lines(search).len();
        assert_eq!(count(&search("school")), 2);
        assert_eq!(count(&Search::new("School", false).unwrap()), 0);
        assert_eq!(count(&search("school").by("ruiz")), 1);
        assert_eq!(count(&search("school").by("Ek, Bo")), 1);
        assert_eq!(count(&search("school").by("Bo Ruiz")), 0);
        assert_eq!(count(&search("school").of_types(vec![QuoteType::Indirect])), 1);
        assert_eq!(count(&search("")), 2, "what matches anything matches every quote");
        assert!(Search::new("(", true).is_err());
    }

    #[test]
    fn what_does_not_fit_is_cut() {
        assert_eq!((start_cut("naïveté", 4), end_cut("naïveté", 4)), ("…eté".to_owned(), "naï…".to_owned()));
        assert_eq!(
            (start_cut("北岸", 3), end_cut("北岸", 4), end_cut("北岸", 0)),
            ("…岸".to_owned(), "北岸".to_owned(), String::new())
        );
    }
}
