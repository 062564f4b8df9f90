//! What is written of an article, for a hand-made analysis: the formatter is tested apart from what finds quotes.
#![cfg(feature = "cli")]

use insta::assert_snapshot;
use proptest::prelude::*;
use quoth::extract::Rule;
use quoth::pipeline::Analysis;
use quoth::report::{self, ArticleInput, Format, Options, Writer, schema};
use quoth::segment::Layout;
use quoth::text::OffsetUnit;
use quoth::{Quote, QuoteCounts, QuoteType, Source, SourceId, SourceKind, Span};
use serde_json::{Map, Value, json};
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// A report with characters of one to four bytes, so that bytes, code points and UTF-16 units all differ.
const FERRY: &str = "\
Ferry to Sankt Ölvir stays 🎉

By Zoë Lindqvist

SANKT ÖLVIR (NNA) — “We will not be cut off from the mainland,” Mayor Ásta Brønsted said on Tuesday. “Not this winter, \
and not the next.”

The ferry company said in a statement that fares would rise by 4.50 € from May, which it called “the smallest step we can \
afford”.

According to a study by the 北岸 Institute, every third trip is made by commuters. Two officials warned that the money \
would last until June, and no longer, unless the ministry in the capital kept the promise that it had given the island \
two years ago, when the last of the old boats was sold to a buyer from abroad who has since turned it into a restaurant, \
and the new boat was three months late, as everybody on the quay will tell whoever asks and quite a few who do not. \
It had been thought that nobody would notice.
";

/// The only place where `needle` stands in [`FERRY`]; or, where a part of it is in brackets, where that part does.
fn at(needle: &str) -> Span {
    let bare = needle.replace(['[', ']'], "");
    let mut places = FERRY.match_indices(&bare);
    let (start, _) = places.next().unwrap_or_else(|| panic!("{bare:?} is not in the text"));
    assert!(places.next().is_none(), "{bare:?} is in the text more than once");
    match (needle.find('['), needle.find(']')) {
        (Some(open), Some(close)) => Span::new(start + open, start + close - 1),
        _ => Span::new(start, start + bare.len()),
    }
}

fn source(name: &str, kind: SourceKind, mention: &str, quotes: [usize; 3], words: usize) -> Source {
    let [direct, mixed, indirect] = quotes;
    Source {
        name: name.to_owned(),
        kind,
        named: true,
        mentions: vec![at(mention)],
        quotes: QuoteCounts { direct, mixed, indirect },
        words,
        ..Source::default()
    }
}

fn ferry() -> Analysis {
    let quote =
        |kind, content: &[&str], cue, source: Option<&str>, speaker: Option<usize>, place: (usize, usize)| Quote {
            kind,
            content: content.iter().map(|part| at(part)).collect(),
            cue: Some(at(cue)),
            source: source.map(at),
            speaker: speaker.map(SourceId),
            channel: None,
            sentence: place.0,
            paragraph: place.1,
            rule: Rule::QuoteThenCue,
            confidence: 0.876,
        };
    Analysis {
        layout: Layout {
            title: Some(at("Ferry to Sankt Ölvir stays 🎉")),
            byline: Some(at("Zoë Lindqvist")),
            dateline: Some(at("SANKT ÖLVIR (NNA)")),
            ..Layout::default()
        },
        paragraphs: 5,
        sentences: 8,
        words: 150,
        quotes: vec![
            quote(
                QuoteType::Direct,
                &["“We will not be cut off from the mainland,”", "“Not this winter, and not the next.”"],
                "[said] on Tuesday",
                Some("Mayor Ásta Brønsted"),
                Some(0),
                (2, 2),
            ),
            Quote {
                channel: Some(at("in a statement")),
                ..quote(
                    QuoteType::Mixed,
                    &["that fares would rise by 4.50 € from May, which it called “the smallest step we can afford”"],
                    "[said] in a",
                    Some("The ferry company"),
                    Some(1),
                    (4, 3),
                )
            },
            quote(
                QuoteType::Indirect,
                &["every third trip is made by commuters"],
                "According to",
                Some("a study by the 北岸 Institute"),
                Some(2),
                (5, 4),
            ),
            Quote {
                content: vec![at("that the money").cover(at("quite a few who do not"))],
                ..quote(QuoteType::Indirect, &["that nobody"], "warned", Some("Two officials"), Some(3), (6, 4))
            },
            quote(QuoteType::Indirect, &["that nobody would notice"], "had been thought", None, None, (7, 4)),
        ],
        sources: vec![
            Source {
                title: Some("mayor".to_owned()),
                affiliation: Some("Sankt Ölvir".to_owned()),
                ..source("Ásta Brønsted", SourceKind::Person, "Mayor Ásta Brønsted", [1, 0, 0], 16)
            },
            Source {
                named: false,
                ..source("ferry company", SourceKind::Organization, "The ferry company", [0, 1, 0], 17)
            },
            source("北岸 Institute study", SourceKind::Document, "a study by the 北岸 Institute", [0, 0, 1], 7),
            Source {
                named: false,
                anonymity: Some(at("It had been thought")),
                anonymity_reason: Some(at("until June")),
                no_comment: vec![at("and no longer")],
                ..source("two officials", SourceKind::Group, "Two officials", [0, 0, 1], 74)
            },
        ],
        warnings: vec!["decoded as Windows-1252".to_owned()],
    }
}

fn article<'a>(text: &'a str, meta: &'a Map<String, Value>) -> ArticleInput<'a> {
    ArticleInput { id: "ferry", path: Some("island/ferry.txt"), meta, text, warnings: &[] }
}

fn written(format: Format, options: &Options, text: &str, analysis: &Analysis) -> String {
    let meta = Map::new();
    let rendered = report::render(format, options, &article(text, &meta), analysis, "rules");
    let mut writer = Writer::new(Vec::new(), format);
    writer.write(&rendered).expect("writing to memory does not fail");
    String::from_utf8(writer.finish().expect("writing to memory does not fail")).expect("output is UTF-8")
}

fn table(width: usize, analysis: &Analysis) -> String {
    written(Format::Table, &Options { width: Some(width), ..Options::default() }, FERRY, analysis)
}

#[test]
fn table_of_a_report() {
    assert_snapshot!(table(100, &ferry()));
}

#[test]
fn table_on_a_narrow_terminal() {
    assert_snapshot!(table(48, &ferry()));
}

#[test]
fn table_in_color() {
    let options = Options { width: Some(100), color: true, ..Options::default() };
    let colored = written(Format::Table, &options, FERRY, &ferry());
    assert_snapshot!(colored.replace('\x1b', "␛"));
    let plain = anstream::adapter::strip_str(&colored).to_string();
    assert_eq!(plain, table(100, &ferry()), "colour must change nothing but colour");
}

#[test]
fn tables_in_sequence_and_without_quotes() {
    let (meta, options) = (Map::new(), Options { width: Some(60), ..Options::default() });
    let mut writer = Writer::new(Vec::new(), Format::Table);
    let no_text = ArticleInput { id: "void", path: None, meta: &meta, text: "", warnings: &["empty file".to_owned()] };
    let no_quotes = ArticleInput { id: "rain", path: None, meta: &meta, text: "It rained.", warnings: &[] };
    let rained = Analysis { paragraphs: 1, sentences: 1, words: 2, ..Analysis::default() };
    for (input, analysis) in [(no_text, Analysis::default()), (no_quotes, rained)] {
        writer.write(&report::render(Format::Table, &options, &input, &analysis, "rules")).expect("in memory");
    }
    assert_snapshot!(String::from_utf8(writer.finish().expect("in memory")).expect("UTF-8"));
}

#[test]
fn a_hostile_article_cannot_speak_to_the_terminal() {
    let text = "\x1b]0;owned\x07 \u{202E}eno\u{202C}\n“\x1b[31mred\u{9b}2J” said\x08 Eve.";
    let span = |needle: &str| {
        let start = text.find(needle).expect("in the text");
        Span::new(start, start + needle.len())
    };
    let mut analysis = ferry();
    analysis.layout = Layout { title: Some(Span::new(0, text.find('\n').expect("in the text"))), ..Layout::default() };
    analysis.quotes.truncate(1);
    analysis.quotes[0].content = vec![span("“\x1b[31mred\u{9b}2J”")];
    analysis.quotes[0].cue = Some(span("said\x08"));
    analysis.quotes[0].source = None;
    analysis.sources.truncate(1);
    analysis.sources[0].name = "Eve\x1b[8m\u{2066}".to_owned();
    analysis.sources[0].mentions.clear();
    analysis.warnings = vec!["bad name \x1b[2J".to_owned()];
    let table = written(Format::Table, &Options::default(), text, &analysis);
    assert_snapshot!(table);
    assert!(!table.contains(|c: char| c != '\n' && c.is_control()), "{table:?}");
}

#[test]
fn record_of_a_report() {
    let line = written(Format::Jsonl, &Options::default(), FERRY, &ferry());
    assert_eq!(line.matches('\n').count(), 1, "one line");
    let record: Value = serde_json::from_str(&line).expect("JSON");
    assert_snapshot!(serde_json::to_string_pretty(&record).expect("JSON"));
}

#[test]
fn rows_of_a_report() {
    assert_snapshot!(written(Format::Csv, &Options::default(), FERRY, &ferry()).replace('\r', ""));
    assert_snapshot!(
        written(Format::Csv, &Options { sources: true, ..Options::default() }, FERRY, &ferry()).replace('\r', "")
    );
}

#[test]
fn offsets_count_what_was_asked_for() {
    // Before the cue stand Ö, ë, Ö, Á, ø (2 bytes each), —, “, ” (3) and 🎉 (4 bytes, 2 UTF-16 units).
    for (unit, start) in [(OffsetUnit::Bytes, 146), (OffsetUnit::Chars, 132), (OffsetUnit::Utf16, 133)] {
        let line = written(Format::Jsonl, &Options { unit, ..Options::default() }, FERRY, &ferry());
        let record: Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(record["quotes"][0]["cue"], json!({"text": "said", "start": start, "end": start + 4}), "{unit:?}");
    }
}

#[test]
fn document_of_several_reports() {
    let (meta, options) = (Map::new(), Options::default());
    let mut writer = Writer::new(Vec::new(), Format::Json);
    let mut other = ferry();
    other.quotes.truncate(2);
    other.sources.truncate(2);
    other.sources[1].name = "harbour master".to_owned();
    for analysis in [ferry(), other] {
        let rendered = report::render(Format::Json, &options, &article(FERRY, &meta), &analysis, "rules");
        writer.write(&rendered).expect("in memory");
    }
    let document: Value = serde_json::from_slice(&writer.finish().expect("in memory")).expect("JSON");
    assert_eq!(document.as_object().expect("an object").keys().collect::<Vec<_>>(), ["schema", "articles", "summary"]);
    assert_eq!(document["articles"].as_array().map(Vec::len), Some(2));
    assert_snapshot!(serde_json::to_string_pretty(&document["summary"]).expect("JSON"));
}

#[test]
fn document_of_nothing() {
    let bytes = Writer::new(Vec::new(), Format::Json).finish().expect("in memory");
    let document: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(document["articles"], json!([]));
    assert_eq!(document["summary"]["unnamed_share"], json!(0.0));
    let bytes = Writer::new(Vec::new(), Format::Json).without_summary().finish().expect("in memory");
    assert_eq!(serde_json::from_slice::<Value>(&bytes).expect("JSON"), json!({"schema": "quoth/1", "articles": []}));
}

#[test]
fn sentences_and_tokens() {
    let text = "“Ja,” said Å.\n\nHe left 😀 then.\n";
    let segmented = quoth::segment::segment(text);
    let meta = Map::new();
    let options = Options { width: Some(60), ..Options::default() };
    for (unit, first_of_second) in [(OffsetUnit::Bytes, 20), (OffsetUnit::Chars, 15)] {
        let options = Options { unit, ..options };
        let mut writer = Writer::new(Vec::new(), Format::Jsonl).without_summary();
        writer
            .write(&report::render_sentences(Format::Jsonl, &options, &article(text, &meta), &segmented))
            .expect("in memory");
        writer
            .write(&report::render_tokens(Format::Jsonl, &options, &article(text, &meta), &segmented))
            .expect("in memory");
        let lines = String::from_utf8(writer.finish().expect("in memory")).expect("UTF-8");
        let records: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(records[0]["id"], "ferry");
        let last = records[0]["sentences"].as_array().and_then(|all| all.last()).expect("two sentences");
        let end = first_of_second
            + text["“Ja,” said Å.\n\n".len()..].trim_end().chars().count()
            + if unit == OffsetUnit::Bytes { 3 } else { 0 };
        let expected = json!({"text": "He left 😀 then.", "start": first_of_second, "end": end, "paragraph": 2});
        assert_eq!(*last, expected, "{unit:?}");
        let token = &records[1]["tokens"].as_array().expect("tokens").iter().find(|token| token["text"] == "He");
        let sentences = records[0]["sentences"].as_array().map(Vec::len);
        let expected =
            json!({"text": "He", "start": first_of_second, "end": first_of_second + 2, "sentence": sentences});
        assert_eq!(token.cloned(), Some(expected), "{unit:?}");
    }
    let tables = [
        report::render_sentences(Format::Table, &options, &article(text, &meta), &segmented),
        report::render_tokens(Format::Table, &options, &article(text, &meta), &segmented),
    ];
    let mut writer = Writer::new(Vec::new(), Format::Table);
    tables.iter().for_each(|table| writer.write(table).expect("in memory"));
    let shown = String::from_utf8(writer.finish().expect("in memory")).expect("UTF-8");
    for wanted in ["Sentence", "He left 😀 then.", "15–30", "Token", "15–17", "punctuation"] {
        assert!(shown.contains(wanted), "{wanted:?} is not in\n{shown}");
    }
}

/// What a browser would show, without the style and the script of the page.
#[test]
fn page_of_a_report() {
    let page = written(Format::Html, &Options::default(), FERRY, &ferry());
    let front = page.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a main part");
    assert_snapshot!(front);
    let empty = Writer::new(Vec::new(), Format::Html).finish().expect("in memory");
    assert!(String::from_utf8(empty).expect("UTF-8").contains("0 articles · 0 quotes"));
}

#[test]
fn formats_have_names_and_extensions() {
    for &format in Format::ALL {
        assert_eq!(Format::from_name(format.name()), Some(format));
    }
    assert_eq!(Format::from_extension(Path::new("a/b.JSONL")), Some(Format::Jsonl));
    assert_eq!(Format::from_extension(Path::new("b.ndjson")), Some(Format::Jsonl));
    assert_eq!(Format::from_extension(Path::new("b.json")), Some(Format::Json));
    assert_eq!(Format::from_extension(Path::new("b.CSV")), Some(Format::Csv));
    assert_eq!(Format::from_extension(Path::new("b.tsv")), Some(Format::Tsv));
    assert_eq!(Format::from_extension(Path::new("b.htm")), Some(Format::Html));
    assert_eq!(Format::from_extension(Path::new("b.exe")), None);
    assert_eq!(Format::from_extension(Path::new("json")), None);
}

/// Holds a value against the part of JSON Schema that the article record's schema uses; complains with the value's place.
fn check(schema: &Value, root: &Value, value: &Value, place: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = root.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} leads nowhere"));
        return check(target, root, value, place);
    }
    if let Some(options) = schema["anyOf"].as_array() {
        let null = options.iter().any(|option| option["type"] == "null");
        let other = options.iter().find(|option| option["type"] != "null").expect("an alternative to null");
        if !(null && value.is_null()) {
            check(other, root, value, place);
        }
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        other => panic!("{place}: no type in the schema, but {other}"),
    };
    assert!(allowed.contains(&kind), "{place}: {value} is not of type {allowed:?}");
    assert!(schema.get("const").is_none_or(|one| one == value), "{place}: {value} is not the one allowed value");
    let choice = schema["enum"].as_array();
    assert!(choice.is_none_or(|all| all.contains(value)), "{place}: {value} is none of {choice:?}");
    if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
        values.iter().enumerate().for_each(|(i, value)| check(items, root, value, &format!("{place}[{i}]")));
    }
    if let (Some(properties), Some(fields)) = (schema["properties"].as_object(), value.as_object()) {
        assert_eq!(
            properties.keys().collect::<Vec<_>>(),
            fields.keys().collect::<Vec<_>>(),
            "{place}: the schema's fields are the record's, in its order"
        );
        assert_eq!(
            schema["required"].as_array().map(Vec::len),
            Some(fields.len()),
            "{place}: every field is always there"
        );
        for (name, field) in fields {
            assert!(properties[name]["description"].is_string(), "{place}.{name} is not described");
            check(&properties[name], root, field, &format!("{place}.{name}"));
        }
    }
}

#[test]
fn schema_describes_the_record() {
    let schema = schema::json_schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let record: Value =
        serde_json::from_str(&written(Format::Jsonl, &Options::default(), FERRY, &ferry())).expect("JSON");
    check(&schema, &schema, &record, "record");
    assert_snapshot!(serde_json::to_string_pretty(&schema).expect("JSON"));
}

/// Any text, with quotes and sources at any place in it.
fn anything() -> impl Strategy<Value = (String, Analysis)> {
    let text = prop_oneof![any::<String>(), "([a-z]{1,14}|[北岸é😀“”\u{202E}\x1b\n,.]| ){0,200}"];
    (text, prop::collection::vec(any::<[u16; 8]>(), 0..6), prop::collection::vec("[\\PC\x1b ]{0,40}", 1..4)).prop_map(
        |(text, seeds, names)| {
            let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let span = |a: u16, b: u16| {
                let (a, b) = (edges[a as usize % edges.len()], edges[b as usize % edges.len()]);
                Span::new(a.min(b), a.max(b))
            };
            let quotes = seeds.iter().map(|&[a, b, c, d, e, f, g, h]| Quote {
                kind: [QuoteType::Direct, QuoteType::Mixed, QuoteType::Indirect][a as usize % 3],
                content: if b % 2 == 0 { vec![span(a, b)] } else { vec![span(a, b), span(c, d)] },
                cue: (c % 3 > 0).then(|| span(e, f)),
                source: (d % 3 > 0).then(|| span(g, h)),
                speaker: (e % 3 > 0).then(|| SourceId(h as usize % names.len())),
                channel: (f % 3 == 0).then(|| span(b, h)),
                sentence: g as usize,
                paragraph: h as usize,
                rule: Rule::QuoteThenCue,
                confidence: f32::from(c) / f32::from(u16::MAX),
            });
            let quotes: Vec<Quote> = quotes.collect();
            let sources = names.iter().enumerate().map(|(i, name)| Source {
                name: name.clone(),
                kind: [SourceKind::Person, SourceKind::Document, SourceKind::Unknown][i % 3],
                named: i % 2 == 0,
                title: (i == 1).then(|| name.clone()),
                affiliation: (i == 2).then(|| name.clone()),
                mentions: quotes.iter().filter_map(|quote| quote.source).collect(),
                quotes: QuoteCounts { direct: i, mixed: 0, indirect: 1000 },
                words: name.len() * 1_000_000,
                ..Source::default()
            });
            let sources = sources.collect();
            let layout = Layout { title: quotes.first().map(|quote| quote.content[0]), ..Layout::default() };
            let analysis = Analysis { layout, words: 1, quotes, sources, warnings: names, ..Analysis::default() };
            (text, analysis)
        },
    )
}

/// The text between two offsets, by counting.
fn slice(text: &str, unit: OffsetUnit, range: &Value) -> Option<String> {
    let offset = |key: &str| usize::try_from(range[key].as_u64()?).ok();
    let (start, end) = (offset("start")?, offset("end")?);
    match unit {
        OffsetUnit::Bytes => text.get(start..end).map(str::to_owned),
        OffsetUnit::Chars => text.chars().collect::<Vec<_>>().get(start..end).map(|part| part.iter().collect()),
        OffsetUnit::Utf16 => String::from_utf16(text.encode_utf16().collect::<Vec<_>>().get(start..end)?).ok(),
    }
}

proptest! {
    #[test]
    fn the_text_at_the_offsets_is_the_text_in_the_record((text, analysis) in anything()) {
        for unit in [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16] {
            let line = written(Format::Jsonl, &Options { unit, ..Options::default() }, &text, &analysis);
            let record: Value = serde_json::from_str(&line).expect("JSON");
            let mut passages: Vec<&Value> = Vec::new();
            for quote in record["quotes"].as_array().expect("quotes") {
                passages.extend([&quote["cue"], &quote["source"]].into_iter().filter(|passage| !passage.is_null()));
                let parts: Option<Vec<_>> =
                    quote["spans"].as_array().expect("spans").iter().map(|range| slice(&text, unit, range)).collect();
                prop_assert_eq!(parts.expect("spans in bounds").join(" "), quote["text"].as_str().expect("text"));
            }
            for source in record["sources"].as_array().expect("sources") {
                passages.extend(source["mentions"].as_array().expect("mentions"));
            }
            for passage in passages {
                let found = slice(&text, unit, passage);
                prop_assert_eq!(found.as_deref(), passage["text"].as_str());
            }
        }
    }

    #[test]
    fn no_line_of_the_table_is_wider_than_the_terminal((text, analysis) in anything(), width in 40_usize..=300) {
        let options = Options { width: Some(width), ..Options::default() };
        let table = written(Format::Table, &options, &text, &analysis);
        for line in table.lines() {
            prop_assert!(line.width() <= width, "{line:?} takes {} columns of {width}", line.width());
            prop_assert_eq!(line.trim_end(), line, "blanks at the end");
            prop_assert!(!line.contains(|c: char| c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c)), "{line:?}");
        }
    }

    #[test]
    fn rows_read_back_are_the_quotes_of_the_record((text, analysis) in anything(), tabs in any::<bool>()) {
        let (format, delimiter) = if tabs { (Format::Tsv, b'\t') } else { (Format::Csv, b',') };
        let record: Value =
            serde_json::from_str(&written(Format::Jsonl, &Options::default(), &text, &analysis)).expect("JSON");
        let rows = written(format, &Options::default(), &text, &analysis);
        let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(rows.as_bytes());
        let heads = rows.headers().expect("UTF-8").clone();
        let rows: Vec<_> = rows.records().collect::<Result<_, _>>().expect("rows of equal length");
        let quotes = record["quotes"].as_array().expect("quotes");
        prop_assert_eq!(rows.len(), quotes.len());
        for (row, quote) in rows.iter().zip(quotes) {
            let cell = |name: &str| row.get(heads.iter().position(|head| head == name).expect(name)).expect(name);
            let words = quote["text"].as_str().expect("text");
            prop_assert_eq!(cell("text").strip_prefix('\'').filter(|_| !words.starts_with('\'')).unwrap_or(cell("text")), words);
            prop_assert!(!cell("text").starts_with(['=', '+', '-', '@', '\t', '\r']), "{:?}", cell("text"));
            prop_assert_eq!(cell("start"), quote["spans"][0]["start"].to_string());
            prop_assert_eq!(cell("confidence").parse::<f64>().ok(), quote["confidence"].as_f64());
        }
    }

    #[test]
    fn a_page_has_no_markup_but_our_own((text, analysis) in anything(), several in any::<bool>()) {
        let (meta, options) = (Map::new(), Options::default());
        let page = |text: &str, analysis: &Analysis| {
            let mut writer = Writer::new(Vec::new(), Format::Html);
            for _ in 0..1 + usize::from(several) {
                let rendered = report::render(Format::Html, &options, &article(text, &meta), analysis, "rules");
                writer.write(&rendered).expect("in memory");
            }
            String::from_utf8(writer.finish().expect("in memory")).expect("UTF-8")
        };
        let hostile = text.replace('“', "<script>").replace('”', "</script><!--");
        let mut unmarked = analysis;
        (unmarked.quotes, unmarked.layout) = (Vec::new(), Layout::default());
        for source in &mut unmarked.sources {
            source.mentions.clear();
        }
        let calm = Analysis { sources: Vec::new(), warnings: Vec::new(), ..unmarked.clone() };
        unmarked.warnings.push("</script><script>".to_owned());
        let scripts = |page: &str| (page.matches("<script").count(), page.matches("</script").count());
        prop_assert_eq!(scripts(&page(&hostile, &unmarked)), scripts(&page("calm", &calm)));
        prop_assert!(!page(&hostile, &unmarked).contains("<!--"));
    }

    #[test]
    fn the_document_is_json_whatever_it_holds((text, analysis) in anything()) {
        let document: Value =
            serde_json::from_str(&written(Format::Json, &Options::default(), &text, &analysis)).expect("JSON");
        prop_assert_eq!(&document["summary"]["articles"], &json!(1));
        prop_assert_eq!(&document["articles"][0]["counts"]["quotes"], &document["summary"]["quotes"]);
    }
}
