//! What holds for any text at all. The property tests ask for it on generated texts, the fuzz targets on mutated ones.

use quoth::report::{self, ArticleInput, Format, Options};
use quoth::segment::{Segmented, tokens};
use quoth::text::OffsetUnit;
use quoth::{Analyzer, Span};
use serde_json::Value;

/// Panics unless `segmented` is whole and in order.
#[track_caller]
pub(crate) fn segmentation(segmented: &Segmented<'_>) {
    let text = segmented.text;
    let gap = |from: usize, to: usize| text[from..to].chars().all(tokens::is_gap);

    let mut at = 0;
    for token in &segmented.tokens {
        assert!(!token.span.is_empty() && token.span.start() >= at, "tokens overlap or are empty at {:?}", token.span);
        assert!(gap(at, token.span.start()), "lost: {:?}", &text[at..token.span.start()]);
        at = token.span.end();
    }
    assert!(gap(at, text.len()), "lost: {:?}", &text[at..]);

    let (mut sentence, mut token) = (0, 0);
    for (number, paragraph) in segmented.paragraphs.iter().enumerate() {
        assert_eq!(paragraph.tokens.start(), token);
        assert_eq!(paragraph.sentences.start, sentence);
        for s in &segmented.sentences[paragraph.sentences.clone()] {
            assert_eq!(s.paragraph, number);
            assert!(paragraph.span.contains(s.span));
            assert_eq!(s.tokens.start(), token, "every token is in one sentence");
            assert!(!s.tokens.is_empty());
            token = s.tokens.end();
            assert_eq!(s.span, segmented.tokens[s.tokens.start()].span.cover(segmented.tokens[token - 1].span));
        }
        assert_eq!(paragraph.tokens.end(), token);
        sentence = paragraph.sentences.end;
    }
    assert_eq!(token, segmented.tokens.len());
    assert_eq!(sentence, segmented.sentences.len());

    for region in &segmented.regions {
        assert!(segmented.paragraphs.iter().any(|p| p.span.contains(region.span)), "{region:?} is in no paragraph");
        assert!(region.span.contains(region.inner()), "{region:?}");
        assert!(!text[region.span].is_empty() && region.depth > 0, "{region:?}");
    }

    let layout = &segmented.layout;
    for span in layout.authors.iter().chain([&layout.title, &layout.byline, &layout.dateline].into_iter().flatten()) {
        assert!(!text[*span].is_empty());
    }
}

/// Panics unless what `analyzer` finds in `text` is sound, and comes out right in every format and unit.
#[track_caller]
pub(crate) fn analysis(text: &str, analyzer: &Analyzer) {
    let found = analyzer.analyze(text);
    let ordered = |spans: &[Span]| spans.windows(2).all(|pair| pair[0].end() <= pair[1].start());
    for quote in &found.quotes {
        assert!(!quote.content.is_empty() && ordered(&quote.content), "{quote:?}");
        for &span in quote.content.iter().chain(&quote.cue).chain(&quote.source).chain(&quote.channel) {
            assert!(!text[span].trim().is_empty(), "{quote:?}");
        }
        assert!(quote.sentence < found.sentences && quote.paragraph < found.paragraphs, "{quote:?}");
        assert!((0.0..=1.0).contains(&quote.confidence), "{quote:?}");
        assert!(quote.speaker.is_none_or(|id| id.0 < found.sources.len()), "{quote:?}");
    }
    assert!(found.quotes.is_sorted_by_key(|quote| quote.content[0].start()));
    for (number, source) in found.sources.iter().enumerate() {
        let own = found.quotes.iter().filter(|quote| quote.speaker.is_some_and(|id| id.0 == number)).count();
        assert_eq!(source.quotes.direct + source.quotes.mixed + source.quotes.indirect, own, "{source:?}");
        let member = found.sources.iter().any(|other| other.members.iter().any(|id| id.0 == number));
        assert!(own > 0 || member || !source.no_comment.is_empty(), "{source:?} has no reason to be there");
        assert!(!source.name.is_empty(), "{source:?}");
        // Two quotes may cut their source in two ways, where one sentence runs into the next.
        let of_quote = |mention: &Span| found.quotes.iter().any(|quote| quote.source == Some(*mention));
        let apart = |pair: &[Span]| ordered(pair) || pair[0] < pair[1] && pair.iter().all(of_quote);
        assert!(source.mentions.windows(2).all(apart), "{source:?}");
    }

    let article = ArticleInput { id: "a", path: None, meta: &Default::default(), text, warnings: &[] };
    for unit in [OffsetUnit::Bytes, OffsetUnit::Chars, OffsetUnit::Utf16] {
        let options = Options { unit, width: Some(60), ..Options::default() };
        for &format in Format::ALL {
            let rendered = report::render(format, &options, &article, &found, analyzer.model());
            if let Some(document) = rendered.document() {
                document.annotations.lines().for_each(|line| annotation(&document.text, line));
                continue;
            }
            let mut writer = report::Writer::new(Vec::new(), format);
            writer.write(&rendered).expect("memory takes everything");
            let bytes = writer.finish().expect("memory takes everything");
            match format {
                Format::Jsonl => passages(text, unit, &serde_json::from_slice(&bytes).expect("a record is JSON")),
                Format::Json => drop(serde_json::from_slice::<Value>(&bytes).expect("a document is JSON")),
                _ => {}
            }
        }
    }
}

/// Panics unless the words of a line of brat annotations are those at its offsets in code points.
fn annotation(text: &str, line: &str) {
    // The words may have tabs of their own.
    let fields: Vec<_> = line.splitn(3, '\t').collect();
    let [id, place, words] = fields[..] else { return assert!(line.starts_with('E'), "{line}") };
    if !id.starts_with('T') {
        return;
    }
    let spans = place.split_once(' ').expect("a label and offsets").1;
    let part = |span: &str| -> String {
        let (start, end) = span.split_once(' ').expect("start and end");
        let [start, end] = [start, end].map(|offset| offset.parse::<usize>().expect("a number"));
        text.chars().skip(start).take(end - start).collect()
    };
    assert_eq!(spans.split(';').map(part).collect::<Vec<_>>().join(" "), words, "{line}");
}

/// Panics unless the text at the offsets is the text of the record, wherever it has both.
fn passages(text: &str, unit: OffsetUnit, record: &Value) {
    let at = |offset: &Value| -> usize {
        let offset = offset.as_u64().expect("an offset is a number") as usize;
        match unit {
            OffsetUnit::Bytes => offset,
            OffsetUnit::Chars => text.chars().take(offset).map(char::len_utf8).sum(),
            OffsetUnit::Utf16 => {
                let ends =
                    text.chars().scan(0, |sum, c| Some((std::mem::replace(sum, *sum + c.len_utf16()), c.len_utf8())));
                ends.take_while(|&(units, _)| units < offset).map(|(_, bytes)| bytes).sum()
            }
        }
    };
    match record {
        Value::Object(fields) => {
            if let (Some(Value::String(words)), Some(start), Some(end)) =
                (fields.get("text"), fields.get("start"), fields.get("end"))
            {
                assert_eq!(&text[at(start)..at(end)], words, "{record}");
            }
            fields.values().for_each(|value| passages(text, unit, value));
        }
        Value::Array(values) => values.iter().for_each(|value| passages(text, unit, value)),
        _ => {}
    }
}
