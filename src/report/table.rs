//! `table`: for a person at a terminal. Who is heard and how much comes first, then every quote.

use super::grid::{self, Align, Cell, Column, Grid, Size};
use super::sanitize::one_line;
use super::schema::{KindName, TypeCounts, TypeName, speaks, statement};
use super::{ArticleInput, Options};
use crate::extract::{Quote, QuoteType, Source, SourceId};
use crate::pipeline::Analysis;
use crate::segment::Segmented;
use crate::text::{OffsetMap, TokenKind};
use anstyle::{AnsiColor, Style};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// The width where no terminal tells one.
const DEFAULT_WIDTH: usize = 100;
/// Below this nothing is readable, so narrower terminals get lines that are too long for them.
const LEAST_WIDTH: usize = 24;
/// Lines longer than this are hard to follow back, so wider terminals keep a margin.
const MOST_WIDTH: usize = 140;
/// From this width on, the sources have all their columns.
const ALL_COLUMNS: usize = 66;
/// With less than this left for the words of a quote, they go under its facts instead of beside them.
const LEAST_QUOTE: usize = 40;
/// Lines shown of a quote.
const QUOTE_LINES: usize = 4;
/// Lines shown of a name, a headline, a warning.
const OTHER_LINES: usize = 3;
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
        page.sources(&analysis.sources);
        page.quotes(article.text, analysis);
    }
    page.out.into_bytes()
}

/// The sentences of an article, whole.
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
    let grid = Grid {
        rows: rows.collect(),
        columns: vec![number("#"), number("¶"), number("Offsets"), rest("Sentence", usize::MAX)],
    };
    page.grid(&grid);
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
    let columns = vec![number("#"), number("Sent."), number("Offsets"), narrow("Kind", 11), rest("Token", usize::MAX)];
    page.grid(&Grid { columns, rows });
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
    width: usize,
    look: Look,
}

impl Page {
    fn new(options: &Options) -> Self {
        Self {
            out: String::new(),
            width: options.width.unwrap_or(DEFAULT_WIDTH).clamp(LEAST_WIDTH, MOST_WIDTH),
            look: if options.color { Look::colored() } else { Look::default() },
        }
    }

    fn blank(&mut self) {
        self.out.push('\n');
    }

    /// Appends text over the whole width; returns the width of its widest line.
    fn paragraph(&mut self, text: &str, style: Style) -> usize {
        let lines = grid::wrap(text, self.width, OTHER_LINES);
        for line in &lines {
            grid::draw_piece(&mut self.out, line, style);
            self.blank();
        }
        lines.iter().map(|line| line.width()).max().unwrap_or(0)
    }

    fn grid(&mut self, grid: &Grid<'_>) {
        let widths = grid.widths(self.width);
        grid.draw(&mut self.out, &widths, self.look.dim);
    }

    /// What the article is called, underlined.
    fn title(&mut self, title: &str) {
        let width = self.paragraph(title, self.look.heading);
        grid::draw_piece(&mut self.out, &"═".repeat(width), self.look.dim);
        self.blank();
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
    fn sources(&mut self, sources: &[Source]) {
        if sources.is_empty() {
            return;
        }
        let mut order: Vec<&Source> = sources.iter().collect();
        order.sort_by_key(|source| Reverse(source.words));
        let all = self.width >= ALL_COLUMNS;
        let rows = order.into_iter().map(|source| {
            let mut row = vec![Cell { text: described(source, !all).into(), style: self.look.name }];
            if all {
                row.push(plain(kind_and_name(source)));
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
            let kind = narrow("Kind", 21);
            vec![rest(who, OTHER_LINES), kind, number("Direct"), number("Mixed"), number("Indirect"), number("Words")]
        } else {
            vec![rest(who, OTHER_LINES), number("Dir"), number("Mix"), number("Ind"), number("Words")]
        };
        let grid = Grid { rows: rows.collect(), columns };
        self.grid(&grid);
        self.blank();
    }

    /// Every quote: beside its facts where there is room, else under them.
    fn quotes(&mut self, text: &str, analysis: &Analysis) {
        let rows = analysis.quotes.iter().enumerate().map(|(index, quote)| {
            let who = who(text, quote, &analysis.sources);
            vec![
                self.dim((index + 1).to_string()),
                Cell { text: who.into(), style: self.look.name },
                plain(cue_and_channel(text, quote)),
                Cell { text: TypeName::from(quote.kind).to_string().into(), style: self.look.of(quote.kind) },
                plain(one_line(&statement(text, quote))),
            ]
        });
        let columns = vec![
            number("#"),
            narrow("Who", (self.width / 5).min(26)),
            narrow("Cue", (self.width / 6).min(22)),
            narrow("Type", 8),
            rest("Quote", QUOTE_LINES),
        ];
        let grid = Grid { rows: rows.collect(), columns };
        let widths = grid.widths(self.width);
        let wanted = grid.rows.iter().map(|row| row[4].text.width()).max().unwrap_or(0);
        if widths[4] >= wanted.min(LEAST_QUOTE) {
            grid.draw(&mut self.out, &widths, self.look.dim);
        } else {
            self.stacked(grid.rows);
        }
    }

    /// Quotes with their words under their facts, for narrow terminals.
    fn stacked(&mut self, rows: Vec<Vec<Cell<'_>>>) {
        let indent = rows.len().to_string().len();
        let width = self.width - indent - 2;
        for row in rows {
            let [number, who, cue, kind, words] = row.try_into().expect("a quote has five cells");
            let facts = [who.text, cue.text, kind.text];
            let facts: Vec<_> = facts.iter().map(Cow::as_ref).filter(|fact| !fact.is_empty()).collect();
            let mut margin = format!("{:>indent$}  ", number.text);
            let facts = grid::wrap(&facts.join(" · "), width, OTHER_LINES).into_iter().map(|line| (line, who.style));
            let words = grid::wrap(&words.text, width, QUOTE_LINES).into_iter().map(|line| (line, words.style));
            for (line, style) in facts.chain(words).filter(|(line, _)| !line.is_empty()) {
                grid::draw_piece(&mut self.out, &margin, number.style);
                grid::draw_piece(&mut self.out, &line, style);
                self.blank();
                margin = " ".repeat(indent + 2);
            }
        }
    }

    fn dim<'a>(&self, text: String) -> Cell<'a> {
        Cell { text: text.into(), style: self.look.dim }
    }

    /// A count; none at all stays in the background.
    fn count<'a>(&self, count: usize, style: Style) -> Cell<'a> {
        if count == 0 { self.dim("·".to_owned()) } else { Cell { text: count.to_string().into(), style } }
    }
}

fn plain<'a>(text: String) -> Cell<'a> {
    Cell { text: text.into(), style: Style::new() }
}

/// A column of figures.
fn number(title: &'static str) -> Column {
    Column { title, align: Align::Right, size: Size::AtMost(24), lines: 1 }
}

/// A column of limited width.
fn narrow(title: &'static str, width: usize) -> Column {
    Column { title, align: Align::Left, size: Size::AtMost(width), lines: OTHER_LINES }
}

/// The column that gets the width the others leave.
fn rest(title: &'static str, lines: usize) -> Column {
    Column { title, align: Align::Left, size: Size::Rest, lines }
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
    let quotes = TypeCounts::of(&analysis.quotes);
    let unnamed = analysis.sources.iter().filter(|source| !source.named).count();
    let nobody = analysis.quotes.iter().filter(|quote| quote.speaker.is_none()).count();
    let mut out = counted(quotes.total(), "quote");
    let types = [(quotes.direct, "direct"), (quotes.mixed, "mixed"), (quotes.indirect, "indirect")];
    let types: Vec<_> =
        types.into_iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
    out = out + " (" + &types.join(", ") + ")";
    if !analysis.sources.is_empty() {
        out = out + " from " + &counted(analysis.sources.len(), "source");
    }
    if unnamed > 0 {
        out += &format!(" ({unnamed} unnamed)");
    }
    if nobody > 0 {
        out += &format!(", {nobody} without a known source");
    }
    out
}

/// A source's name, with what else is known of it in brackets.
fn described(source: &Source, with_kind: bool) -> String {
    let mut details: Vec<String> =
        [&source.title, &source.affiliation].into_iter().flatten().map(|s| one_line(s)).collect();
    if with_kind {
        details.push(kind_and_name(source));
    }
    let name = one_line(&source.name);
    if details.is_empty() { name } else { format!("{name} ({})", details.join(", ")) }
}

/// What sort of source it is, and whether that is all the article tells.
fn kind_and_name(source: &Source) -> String {
    let kind = KindName::from(source.kind);
    if source.named { kind.to_string() } else { format!("{kind}, unnamed") }
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
