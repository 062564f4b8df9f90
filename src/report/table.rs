//! `table`: for a person at a terminal. Who is heard and how much comes first, then every quote.

use super::grid::{Cell, Column, Grid, Size};
use super::sanitize::one_line;
use super::schema::{KindName, TypeName, says_more, speaks, statement};
use super::{ArticleInput, Options};
use crate::extract::{Quote, QuoteCounts, QuoteType, Source, SourceId, SourceKind};
use crate::pipeline::Analysis;
use crate::segment::Segmented;
use crate::summary::{SourceSummary, Summary};
use crate::text::{OffsetMap, TokenKind};
use anstyle::{AnsiColor, Style};
use comfy_table::CellAlignment;
use std::cmp::Reverse;
use std::io::{self, Write};

/// The width where no terminal tells one.
const DEFAULT_WIDTH: u16 = 100;
/// Below this nothing is readable, so narrower terminals get lines that are too long for them.
const LEAST_WIDTH: u16 = 24;
/// Lines longer than this are hard to follow back, so wider terminals keep a margin.
const MOST_WIDTH: u16 = 140;
/// From this width on, the sources have all their columns.
const ALL_COLUMNS: u16 = 66;
/// From this width on, the words of a quote go beside its facts instead of under them.
const SIDE_BY_SIDE: u16 = 88;
/// Lines shown of a quote.
const QUOTE_LINES: usize = 4;
/// Lines shown of a name, a headline, a warning.
const OTHER_LINES: usize = 3;
/// Lines shown of a sentence or token: far more than any needs that is one.
const LIST_LINES: usize = 40;
/// Sources shown of a corpus, unless told otherwise, and cues.
const SUMMARY_ROWS: usize = 25;
const SUMMARY_CUES: usize = 10;
/// Shown for a quote that nobody is named for.
const NOBODY: &str = "—";

/// One article.
pub(super) fn article(article: &ArticleInput<'_>, analysis: &Analysis, options: &Options) -> Vec<u8> {
    let mut page = Page::new(options);
    page.heading(article, analysis);
    for warning in article.warnings.iter().chain(&analysis.warnings) {
        page.paragraph(&format!("! {}", one_line(warning)), page.look.warning);
    }
    if !analysis.quotes.is_empty() {
        page.blank();
        page.sources(article.text, &analysis.sources);
        page.quotes(article.text, analysis);
    }
    page.out.into_bytes()
}

/// The sources of a corpus, the cues, and who is quoted together.
pub(super) fn summary(summary: &Summary, most: Option<usize>, options: &Options) -> Vec<u8> {
    let mut page = Page::new(options);
    page.title(&counted(summary.articles, "article"));
    page.paragraph(&corpus_figures(summary), Style::new());
    let shown = most.unwrap_or(SUMMARY_ROWS);
    page.corpus_sources(&summary.sources[..shown.min(summary.sources.len())]);
    if summary.sources.len() > shown {
        let more = format!("and {} more: --top N, or another --format, has them", summary.sources.len() - shown);
        page.paragraph(&more, page.look.dim);
    }
    let count = |(what, count): (String, usize)| vec![plain(one_line(&what)), plain(count.to_string())];
    let cues: Vec<_> = summary.cues.iter().take(SUMMARY_CUES).cloned().map(count).collect();
    if !cues.is_empty() {
        page.blank();
        page.grid(&[rest("Cue"), number("Quotes")], cues, OTHER_LINES);
    }
    // Of pairs that only one article has, there is nothing to tell.
    let pairs = summary.quoted_together.iter().filter(|pair| pair.articles > 1);
    let pairs: Vec<_> = pairs.map(|pair| count((pair.names.join(" · "), pair.articles))).collect();
    if !pairs.is_empty() {
        page.blank();
        page.grid(&[rest("Quoted together"), number("Articles")], pairs, OTHER_LINES);
    }
    page.out.into_bytes()
}

/// The sentences of an article.
pub(super) fn sentences(article: &ArticleInput<'_>, segmented: &Segmented<'_>, options: &Options) -> Vec<u8> {
    let mut page = Page::new(options);
    let map = OffsetMap::new(segmented.text, options.unit);
    page.list_heading(article, segmented.sentences.len(), "sentence");
    let rows = segmented.sentences.iter().enumerate().map(|(index, sentence)| {
        vec![
            page.dim((index + 1).to_string()),
            page.dim((sentence.paragraph + 1).to_string()),
            page.dim(format!("{}–{}", map.get(sentence.span.start()), map.get(sentence.span.end()))),
            plain(one_line(&segmented.text[sentence.span])),
        ]
    });
    let rows = rows.collect();
    page.grid(&[number("#"), number("¶"), number("Offsets"), rest("Sentence")], rows, LIST_LINES);
    page.out.into_bytes()
}

/// The tokens of an article.
pub(super) fn tokens(article: &ArticleInput<'_>, segmented: &Segmented<'_>, options: &Options) -> Vec<u8> {
    let mut page = Page::new(options);
    let map = OffsetMap::new(segmented.text, options.unit);
    page.list_heading(article, segmented.tokens.len(), "token");
    let mut rows = Vec::with_capacity(segmented.tokens.len());
    for (index, sentence) in segmented.sentences.iter().enumerate() {
        for token in &segmented.tokens[sentence.tokens.indices()] {
            rows.push(vec![
                page.dim((rows.len() + 1).to_string()),
                page.dim((index + 1).to_string()),
                page.dim(format!("{}–{}", map.get(token.span.start()), map.get(token.span.end()))),
                page.dim(token_kind(token.kind).to_owned()),
                plain(one_line(&segmented.text[token.span])),
            ]);
        }
    }
    let columns = [number("#"), number("Sent."), number("Offsets"), short("Kind"), rest("Token")];
    page.grid(&columns, rows, LIST_LINES);
    page.out.into_bytes()
}

/// What stands before article number `written`.
pub(super) fn separate(out: &mut impl Write, written: usize) -> io::Result<()> {
    if written == 0 { Ok(()) } else { out.write_all(b"\n\n") }
}

/// The styles in use; all of them plain where no colour is wanted.
#[derive(Default)]
struct Look {
    heading: Style,
    name: Style,
    dim: Style,
    warning: Style,
    direct: Style,
    mixed: Style,
    indirect: Style,
}

impl Look {
    fn colored() -> Self {
        Self {
            heading: Style::new().bold(),
            name: Style::new().bold(),
            dim: Style::new().dimmed(),
            warning: AnsiColor::Yellow.on_default().bold(),
            direct: AnsiColor::Green.on_default(),
            mixed: AnsiColor::Cyan.on_default(),
            indirect: AnsiColor::Magenta.on_default(),
        }
    }

    fn of(&self, kind: QuoteType) -> Style {
        match kind {
            QuoteType::Direct => self.direct,
            QuoteType::Mixed => self.mixed,
            QuoteType::Indirect => self.indirect,
        }
    }
}

/// The lines of an article in the making.
struct Page {
    out: String,
    width: u16,
    look: Look,
}

impl Page {
    fn new(options: &Options) -> Self {
        Self {
            out: String::new(),
            width: options
                .width
                .map_or(DEFAULT_WIDTH, |width| u16::try_from(width).unwrap_or(MOST_WIDTH))
                .clamp(LEAST_WIDTH, MOST_WIDTH),
            look: if options.color { Look::colored() } else { Look::default() },
        }
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }

    /// Appends text over the whole width.
    fn paragraph(&mut self, text: &str, style: Style) {
        let rows = vec![vec![Cell { text: text.to_owned(), style }]];
        let grid = Grid { columns: vec![rest("").1], headings: Vec::new(), rows, lines: OTHER_LINES };
        grid.draw(&mut self.out, self.width, ('─', self.look.dim));
    }

    /// Appends rows under headings.
    fn grid(&mut self, columns: &[(&str, Column)], rows: Vec<Vec<Cell>>, lines: usize) {
        let headings = columns.iter().map(|(title, _)| self.dim((*title).to_owned())).collect();
        let columns = columns.iter().map(|&(_, column)| column).collect();
        Grid { columns, headings, rows, lines }.draw(&mut self.out, self.width, ('─', self.look.dim));
    }

    /// What the article is called, underlined.
    fn title(&mut self, title: &str) {
        let headings = vec![Cell { text: title.to_owned(), style: self.look.heading }];
        let grid = Grid { columns: vec![rest("").1], headings, rows: Vec::new(), lines: OTHER_LINES };
        grid.draw(&mut self.out, self.width, ('═', self.look.dim));
    }

    fn list_heading(&mut self, article: &ArticleInput<'_>, count: usize, unit: &str) {
        self.title(&one_line(article.path.unwrap_or(article.id)));
        self.paragraph(&counted(count, unit), self.look.dim);
        if count > 0 {
            self.blank();
        }
    }

    /// What the article is, and what is in it, in figures.
    fn heading(&mut self, article: &ArticleInput<'_>, analysis: &Analysis) {
        let name = one_line(article.path.unwrap_or(article.id));
        if analysis.words == 0 {
            self.paragraph(&format!("{name}: no text"), self.look.heading);
            return;
        }
        let layout = &analysis.layout;
        let mut origin = Vec::new();
        match layout.title {
            Some(title) => {
                self.title(&one_line(&article.text[title]));
                origin.push(name);
            }
            None => self.title(&name),
        }
        origin.extend(layout.byline.map(|byline| format!("by {}", one_line(&article.text[byline]))));
        origin.extend(layout.dateline.map(|dateline| one_line(&article.text[dateline])));
        origin.push(format!("{} in {}", counted(analysis.words, "word"), counted(analysis.paragraphs, "paragraph")));
        self.paragraph(&origin.join(" · "), self.look.dim);
        self.paragraph(&figures(analysis), Style::new());
    }

    /// Who is heard, and how much: those with most words first.
    fn sources(&mut self, text: &str, sources: &[Source]) {
        if sources.is_empty() {
            return;
        }
        let shown = |source: &&Source| source.is_quoted() || !source.no_comment.is_empty();
        let mut order: Vec<&Source> = sources.iter().filter(shown).collect();
        order.sort_by_key(|source| Reverse(source.words));
        let all = self.width >= ALL_COLUMNS;
        let rows = order.into_iter().map(|source| {
            let kind = kind_and_name(source.kind, source.named);
            let silence = source.no_comment.first().map(|&phrase| text[phrase].to_owned());
            let details = [&source.title, &source.affiliation, &silence];
            let name = described(&source.name, &details, (!all).then_some(&kind));
            let mut row = vec![Cell { text: name, style: self.look.name }];
            if all {
                row.push(plain(kind));
            }
            row.extend([
                self.count(source.quotes.direct, self.look.direct),
                self.count(source.quotes.mixed, self.look.mixed),
                self.count(source.quotes.indirect, self.look.indirect),
                self.count(source.words, Style::new()),
            ]);
            row
        });
        let who = if sources.iter().all(|source| speaks(source.kind)) { "Speaker" } else { "Source" };
        let columns = if all {
            vec![rest(who), short("Kind"), number("Direct"), number("Mixed"), number("Indirect"), number("Words")]
        } else {
            vec![rest(who), number("Dir"), number("Mix"), number("Ind"), number("Words")]
        };
        let rows = rows.collect();
        self.grid(&columns, rows, OTHER_LINES);
        self.blank();
    }

    /// Who is heard across articles.
    fn corpus_sources(&mut self, sources: &[SourceSummary]) {
        if sources.is_empty() {
            return;
        }
        self.blank();
        let all = self.width >= ALL_COLUMNS;
        let rows = sources.iter().map(|source| {
            let kind = kind_and_name(source.kind, source.named);
            let title = [&source.title, &source.affiliation];
            let name = described(&source.name, &title, (!all).then_some(&kind));
            let mut row = vec![Cell { text: name, style: self.look.name }];
            if all {
                row.push(plain(kind));
            }
            row.extend([
                self.count(source.articles, Style::new()),
                self.count(source.quotes.direct, self.look.direct),
                self.count(source.quotes.mixed, self.look.mixed),
                self.count(source.quotes.indirect, self.look.indirect),
                self.count(source.words, Style::new()),
                plain(percent(source.share)),
            ]);
            row
        });
        let columns = if all {
            vec![
                rest("Source"),
                short("Kind"),
                number("Articles"),
                number("Direct"),
                number("Mixed"),
                number("Indirect"),
                number("Words"),
                number("Share"),
            ]
        } else {
            let figures = ["Art", "Dir", "Mix", "Ind", "Words", "Share"].map(number);
            [rest("Source")].into_iter().chain(figures).collect()
        };
        let rows = rows.collect();
        self.grid(&columns, rows, OTHER_LINES);
    }

    /// Every quote: beside its facts where there is room, else under them.
    fn quotes(&mut self, text: &str, analysis: &Analysis) {
        let rows = analysis.quotes.iter().enumerate().map(|(index, quote)| {
            let who = who(text, quote, &analysis.sources);
            [
                self.dim((index + 1).to_string()),
                Cell { text: who, style: self.look.name },
                plain(cue_and_channel(text, quote)),
                Cell { text: TypeName::from(quote.kind).to_string(), style: self.look.of(quote.kind) },
                plain(one_line(&statement(text, quote))),
            ]
        });
        let rows: Vec<_> = rows.collect();
        if self.width < SIDE_BY_SIDE {
            return self.stacked(rows);
        }
        let who = narrow("Who", (self.width / 5).min(26));
        let cue = narrow("Cue", (self.width / 6).min(22));
        let columns = [number("#"), who, cue, short("Type"), rest("Quote")];
        self.grid(&columns, rows.into_iter().map(Vec::from).collect(), QUOTE_LINES);
    }

    /// Quotes with their words under their facts, for narrow terminals.
    fn stacked(&mut self, rows: Vec<[Cell; 5]>) {
        let rows = rows.into_iter().flat_map(|[number, who, cue, kind, words]| {
            let facts = [who.text, cue.text, kind.text].into_iter().filter(|fact| !fact.is_empty());
            let facts = Cell { text: facts.collect::<Vec<_>>().join(" · "), style: who.style };
            [vec![number, facts], vec![plain(String::new()), words]]
        });
        let columns = vec![number("").1, rest("").1];
        let grid = Grid { columns, headings: Vec::new(), rows: rows.collect(), lines: QUOTE_LINES };
        grid.draw(&mut self.out, self.width, ('─', self.look.dim));
    }

    fn dim(&self, text: String) -> Cell {
        Cell { text, style: self.look.dim }
    }

    /// A count; none at all stays in the background.
    fn count(&self, count: usize, style: Style) -> Cell {
        if count == 0 { self.dim("·".to_owned()) } else { Cell { text: count.to_string(), style } }
    }
}

fn plain(text: String) -> Cell {
    Cell { text, style: Style::new() }
}

/// A column of figures, under its title.
fn number(title: &str) -> (&str, Column) {
    (title, Column { align: CellAlignment::Right, size: Size::Content })
}

/// A column of words from a small list.
fn short(title: &str) -> (&str, Column) {
    (title, Column { align: CellAlignment::Left, size: Size::Content })
}

/// A column of limited width.
fn narrow(title: &str, most: u16) -> (&str, Column) {
    (title, Column { align: CellAlignment::Left, size: Size::AtMost(most) })
}

/// The column that gets the width the others leave.
fn rest(title: &str) -> (&str, Column) {
    (title, Column { align: CellAlignment::Left, size: Size::Rest })
}

/// "1 word", "2 words".
fn counted(count: usize, unit: &str) -> String {
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// The article in one line of figures.
fn figures(analysis: &Analysis) -> String {
    if analysis.quotes.is_empty() {
        return "no quotes found".to_owned();
    }
    let quoted = || analysis.sources.iter().filter(|source| source.is_quoted());
    let unnamed = quoted().filter(|source| !source.named).count();
    let nobody = analysis.quotes.iter().filter(|quote| quote.speaker.is_none()).count();
    let mut out = by_type(QuoteCounts::of(&analysis.quotes));
    if quoted().next().is_some() {
        out = out + " from " + &counted(quoted().count(), "source");
    }
    if unnamed > 0 {
        out += &format!(" ({unnamed} unnamed)");
    }
    if nobody > 0 {
        out += &format!(", {nobody} without a known source");
    }
    out
}

/// "3 quotes (1 direct, 2 indirect)"
fn by_type(quotes: QuoteCounts) -> String {
    let types = [(quotes.direct, "direct"), (quotes.mixed, "mixed"), (quotes.indirect, "indirect")];
    let types: Vec<_> =
        types.into_iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
    counted(quotes.total(), "quote") + " (" + &types.join(", ") + ")"
}

/// A corpus in one line of figures.
fn corpus_figures(summary: &Summary) -> String {
    if summary.quotes.total() == 0 {
        return "no quotes found".to_owned();
    }
    let unnamed = percent(summary.unnamed_share);
    let parts = [
        format!("{} from {}", by_type(summary.quotes), counted(summary.sources.len(), "source")),
        format!("{} quoted", counted(summary.words, "word")),
        format!("{unnamed} of the quotes from sources without a name"),
    ];
    parts.join(" · ")
}

/// "12.3 %"
fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A source's name, with what else is known of it in brackets.
fn described(name: &str, details: &[&Option<String>], kind: Option<&String>) -> String {
    let details =
        details.iter().filter_map(|detail| detail.as_ref()).filter(|detail| says_more(detail, name)).chain(kind);
    let details: Vec<String> = details.map(|detail| one_line(detail)).collect();
    let name = one_line(name);
    if details.is_empty() { name } else { format!("{name} ({})", details.join(", ")) }
}

/// What sort of source it is, and whether that is all the article tells.
fn kind_and_name(kind: SourceKind, named: bool) -> String {
    let kind = KindName::from(kind);
    if named { kind.to_string() } else { format!("{kind}, unnamed") }
}

/// The speaker's name; the words used where it is unclear who is meant; a dash where there are none.
fn who(text: &str, quote: &Quote, sources: &[Source]) -> String {
    match (quote.speaker, quote.source) {
        (Some(SourceId(index)), _) => one_line(&sources[index].name),
        (None, Some(words)) => format!("{} (?)", one_line(&text[words])),
        (None, None) => NOBODY.to_owned(),
    }
}

/// The cue, and behind it the channel, unless the cue holds it already.
fn cue_and_channel(text: &str, quote: &Quote) -> String {
    let channel = quote.channel.filter(|&channel| quote.cue.is_none_or(|cue| !cue.overlaps(channel)));
    let parts: Vec<_> = [quote.cue, channel].into_iter().flatten().map(|span| one_line(&text[span])).collect();
    parts.join(", ")
}

fn token_kind(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Word => "word",
        TokenKind::Number => "number",
        TokenKind::Address => "address",
        TokenKind::Quote => "quote",
        TokenKind::Punctuation => "punctuation",
        TokenKind::Symbol => "symbol",
    }
}
