//! `html`: one self-contained page for people, of one article or of many; nothing is loaded from anywhere.
//!
//! Articles stream into the page as they come. A single one stands in it as it is and needs no script to be read. Of several, each is kept
//! as inert text (a `script` element of a type no browser runs) that becomes part of the page when it is opened, so that a page of thousands
//! of articles opens quickly; an index with bars and filters, made by `page.js` from a line of data an article, stands at the front.
//!
//! Everything that comes from articles is escaped: by the template engine in markup, and in data by writing `<` as an escape of JSON. A
//! content security policy lets no script run but ours, by its hash.

mod marks;

use super::ArticleInput;
use super::schema::{self, Counts, Id, KindName, QuoteRecord, SourceRecord, TypeCounts, TypeName};
use crate::extract::{QuoteCounts, SourceId};
use crate::pipeline::Analysis;
use crate::segment::layout::{self, ParagraphRole};
use crate::summary::Summary;
use crate::text::OffsetUnit;
use marks::{Marks, Piece};
use minijinja::value::Serde;
use minijinja::{Environment, Value};
use serde::Serialize;
use std::io::{self, Write};
use std::sync::LazyLock;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// SHA-256 of [`SCRIPT`] in base 64, for the content security policy; a test holds the two together.
const SCRIPT_HASH: &str = "zC//vilf8S35cXeMwADM6O5jx2VIDhOcHqkScu6jeOE=";

/// The most bars of a chart.
const BARS: usize = 12;

/// The most characters of a statement shown in the sourcing sheet; the article itself stands beside it.
const EXCERPT: usize = 140;

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = Environment::new();
    for (name, source) in [
        ("begin.html", include_str!("begin.html")),
        ("article.html", include_str!("article.html")),
        ("index.html", include_str!("index.html")),
        ("end.html", include_str!("end.html")),
    ] {
        templates.add_template(name, source).expect("our own template");
    }
    templates
});

fn filled(name: &str, values: &impl Serialize) -> String {
    let template = TEMPLATES.get_template(name).expect("our own template");
    template.render(Value::from(Serde(values))).expect("our own template and values")
}

/// An article of the page.
#[derive(Clone, Debug)]
pub(super) struct Article {
    /// For the title bar of the browser.
    title: String,
    /// Its markup.
    html: String,
    /// What the index has to know of it, as JSON that is harmless in HTML.
    data: String,
}

impl Article {
    /// About how many bytes of memory it takes.
    pub(super) fn size(&self) -> usize {
        self.title.len() + self.html.len() + self.data.len()
    }
}

/// What `article.html` shows.
#[derive(Serialize)]
struct ArticleView<'a> {
    id: &'a str,
    path: Option<&'a str>,
    title: Option<&'a str>,
    counts: Counts,
    /// Whether one of the paragraphs is the headline.
    headline: bool,
    paragraphs: Vec<Paragraph<'a>>,
    sources: Vec<SourceRow<'a>>,
    shares: Shares,
    /// Quotes without a source.
    unattributed: Vec<QuoteRow<'a>>,
    warnings: Vec<&'a str>,
}

#[derive(Serialize)]
struct Paragraph<'a> {
    /// "headline", "byline", "credit" or "body".
    role: &'static str,
    pieces: Vec<Piece<'a>>,
}

/// A source in the sheet.
#[derive(Serialize)]
struct SourceRow<'a> {
    id: Id,
    name: &'a str,
    kind: KindName,
    named: bool,
    /// Title and affiliation.
    about: String,
    words: usize,
    /// Length of its bar, in percent of the longest.
    bar: f64,
    quotes: Vec<QuoteRow<'a>>,
}

/// A quote in the sheet.
#[derive(Serialize)]
struct QuoteRow<'a> {
    id: Id,
    kind: TypeName,
    who: &'a str,
    about: String,
    cue: Option<&'a str>,
    channel: Option<&'a str>,
    excerpt: String,
    percent: u32,
}

/// What the index has to know of an article.
#[derive(Serialize)]
struct Data<'a> {
    id: &'a str,
    path: Option<&'a str>,
    title: Option<&'a str>,
    words: usize,
    sources: Vec<(&'a str, bool)>,
    /// Type (0, 1, 2), number of the source, statement.
    quotes: Vec<(u8, Option<usize>, &'a str)>,
}

/// An article, ready for the page.
pub(super) fn article(article: &ArticleInput<'_>, analysis: &Analysis) -> Article {
    let record = schema::article(article, analysis, "", OffsetUnit::Bytes);
    let mut marks = Marks::new(article.text, &analysis.quotes);
    let (_, paragraphs) = layout::paragraphs(article.text);
    let paragraphs: Vec<_> = paragraphs
        .iter()
        .map(|paragraph| Paragraph {
            role: match paragraph.role {
                ParagraphRole::Headline => "headline",
                ParagraphRole::Byline => "byline",
                ParagraphRole::Credit => "credit",
                ParagraphRole::Body => "body",
            },
            pieces: marks.pieces(paragraph.span),
        })
        .collect();
    let speaker = |index: usize| analysis.quotes[index].speaker.map(|SourceId(source)| source);
    let rows_of = |wanted: Option<usize>| -> Vec<QuoteRow<'_>> {
        let quotes = record.quotes.iter().enumerate().filter(|&(index, _)| speaker(index) == wanted);
        quotes.map(|(_, quote)| row(quote, wanted.map(|source| &record.sources[source]))).collect()
    };
    let most = record.sources.iter().map(|source| source.words).max().unwrap_or(0);
    let mut sources: Vec<_> = record
        .sources
        .iter()
        .enumerate()
        .map(|(index, source)| SourceRow {
            id: source.id,
            name: source.name,
            kind: source.kind,
            named: source.named,
            about: about(source),
            words: source.words,
            bar: percent(source.words, most),
            quotes: rows_of(Some(index)),
        })
        .collect();
    sources.sort_by_key(|source| std::cmp::Reverse(source.words));
    let view = ArticleView {
        id: article.id,
        path: article.path,
        title: record.title,
        counts: record.counts,
        headline: paragraphs.iter().any(|paragraph| paragraph.role == "headline"),
        paragraphs,
        sources,
        shares: Shares::of(analysis.quotes.len(), analysis.sources.iter().map(|source| (source.named, source.quotes))),
        unattributed: rows_of(None),
        warnings: record.warnings.clone(),
    };
    let html = filled("article.html", &view);
    let data = Data {
        id: article.id,
        path: article.path,
        title: record.title,
        words: record.counts.words,
        sources: record.sources.iter().map(|source| (source.name, source.named)).collect(),
        quotes: record
            .quotes
            .iter()
            .enumerate()
            .map(|(index, quote)| (quote.kind as u8, speaker(index), &*quote.text))
            .collect(),
    };
    let data = serde_json::to_string(&data).expect("strings and numbers").replace('<', "\\u003c");
    Article { title: record.title.unwrap_or(article.id).to_owned(), html, data }
}

fn row<'a>(quote: &QuoteRecord<'a>, source: Option<&SourceRecord<'a>>) -> QuoteRow<'a> {
    QuoteRow {
        id: quote.id,
        kind: quote.kind,
        who: source.map_or("", |source| source.name),
        about: source.map(about).unwrap_or_default(),
        cue: quote.cue.map(|cue| cue.text),
        channel: quote.channel,
        excerpt: excerpt(&quote.text),
        percent: (quote.confidence * 100.0).round() as u32,
    }
}

/// Title and affiliation, as far as the article gives them and they say more than the name.
fn about(source: &SourceRecord<'_>) -> String {
    let details = [source.title, source.affiliation].into_iter().flatten();
    details.filter(|detail| schema::says_more(detail, source.name)).collect::<Vec<_>>().join(", ")
}

/// The beginning of a statement, ending with a word.
fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        None => text.to_owned(),
        Some((at, _)) => {
            let kept = text[..at].rfind(char::is_whitespace).filter(|&space| space > 0).unwrap_or(at);
            format!("{} …", text[..kept].trim_end())
        }
    }
}

/// `part` of `whole` in percent, to two decimals; nothing of nothing is 0.
fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1e4).round() / 100.0 }
}

/// How many quotes rest on sources with a name, on sources without, on nobody.
#[derive(Serialize)]
struct Shares {
    named: usize,
    unnamed: usize,
    nobody: usize,
    /// The first two in percent of all quotes; the rest is nobody's.
    named_percent: f64,
    unnamed_percent: f64,
}

impl Shares {
    fn of(total: usize, sources: impl Iterator<Item = (bool, QuoteCounts)>) -> Self {
        let (mut named, mut unnamed) = (0, 0);
        for (has_name, quotes) in sources {
            *if has_name { &mut named } else { &mut unnamed } += quotes.total();
        }
        Self {
            named,
            unnamed,
            nobody: total.saturating_sub(named + unnamed),
            named_percent: percent(named, total),
            unnamed_percent: percent(unnamed, total),
        }
    }
}

/// The page in the making: knows what has been written of it.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// The first article, as long as it is the only one.
    held: Option<Article>,
    articles: usize,
}

impl Page {
    /// Writes an article, or keeps it until it is known whether another one comes.
    pub(super) fn add(&mut self, out: &mut impl Write, article: &Article) -> io::Result<()> {
        self.articles += 1;
        if self.articles == 1 {
            self.held = Some(article.clone());
            return Ok(());
        }
        if let Some(first) = self.held.take() {
            out.write_all(begin("quoth").as_bytes())?;
            inert(out, 1, &first)?;
        }
        inert(out, self.articles, article)
    }

    /// Writes what is left.
    pub(super) fn end(&mut self, out: &mut impl Write, summary: &Summary) -> io::Result<()> {
        let (single, front) = match self.held.take() {
            Some(only) => {
                out.write_all(begin(&only.title).as_bytes())?;
                (true, only.html)
            }
            None => {
                if self.articles == 0 {
                    out.write_all(begin("quoth").as_bytes())?;
                }
                (false, index(summary))
            }
        };
        #[derive(Serialize)]
        struct End<'a> {
            front: String,
            single: bool,
            script: &'a str,
        }
        out.write_all(filled("end.html", &End { front, single, script: SCRIPT }).as_bytes())
    }
}

fn begin(title: &str) -> String {
    #[derive(Serialize)]
    struct Begin<'a> {
        title: &'a str,
        style: &'a str,
        hash: &'a str,
    }
    filled("begin.html", &Begin { title, style: STYLE, hash: SCRIPT_HASH })
}

/// An article that waits to be opened. Its markup has no `<` but of our own tags, so nothing in it ends the element.
fn inert(out: &mut impl Write, number: usize, article: &Article) -> io::Result<()> {
    writeln!(out, "<script type=\"application/json\" class=\"data\">{}</script>", article.data)?;
    writeln!(out, "<script type=\"text/plain\" id=\"text{number}\">{}</script>", article.html)
}

/// What `index.html` shows.
#[derive(Serialize)]
struct IndexView<'a> {
    articles: usize,
    /// How many quotes there are.
    total: usize,
    /// How many sources.
    sources: usize,
    /// How many words the quotes have.
    words: usize,
    bars: Vec<Bar<'a>>,
    shares: Shares,
    types: TypeCounts,
    /// Direct and mixed quotes in percent of all; the rest is indirect.
    direct_percent: f64,
    mixed_percent: f64,
}

/// A source in the share of voice.
#[derive(Serialize)]
struct Bar<'a> {
    name: &'a str,
    named: bool,
    articles: usize,
    quotes: usize,
    /// Its words in percent of all words, to one decimal.
    share: String,
    /// Length of its bar, in percent of the longest.
    bar: f64,
}

/// The front of a page of many articles.
fn index(summary: &Summary) -> String {
    let most = summary.sources.first().map_or(0, |source| source.words);
    let bars = summary.sources.iter().take(BARS).map(|source| Bar {
        name: &source.name,
        named: source.named,
        articles: source.articles,
        quotes: source.quotes.total(),
        share: format!("{:.1}", source.share * 100.0),
        bar: percent(source.words, most),
    });
    let types = summary.quotes;
    let view = IndexView {
        articles: summary.articles,
        total: types.total(),
        sources: summary.sources.len(),
        words: summary.words,
        bars: bars.collect(),
        shares: Shares::of(types.total(), summary.sources.iter().map(|source| (source.named, source.quotes))),
        types: types.into(),
        direct_percent: percent(types.direct, types.total()),
        mixed_percent: percent(types.mixed, types.total()),
    };
    filled("index.html", &view)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    /// Base 64 of 32 bytes.
    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let bits = chunk.iter().fold(0_u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
            for place in 0..4 {
                let letter = char::from(LETTERS[(bits >> (18 - 6 * place)) as usize & 63]);
                out.push(if place <= chunk.len() { letter } else { '=' });
            }
        }
        out
    }

    #[test]
    fn the_policy_lets_our_script_run() {
        let hash = base64(&Sha256::digest(SCRIPT));
        assert_eq!(SCRIPT_HASH, hash, "page.js was changed: put its new hash into SCRIPT_HASH");
        assert!(begin("x").contains(&format!("script-src 'sha256-{hash}';")), "and in the page as it is");
    }

    #[test]
    fn excerpts_end_with_a_word() {
        assert_eq!(excerpt("short"), "short");
        let long = "word ".repeat(40);
        assert_eq!(excerpt(&long), format!("{} …", "word ".repeat(28).trim_end()));
        assert_eq!(excerpt(&"é".repeat(200)), format!("{} …", "é".repeat(EXCERPT)));
    }
}
