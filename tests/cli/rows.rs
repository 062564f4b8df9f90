//! csv and tsv, as a data frame reads them.

use crate::fixture::{Fixture, REPORT};
use std::collections::BTreeMap;

/// The rows of a table, each by the names of its columns.
fn rows(table: &str, delimiter: u8) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(table.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().expect("rows as long as the header")
}

#[test]
fn a_row_has_what_the_record_has() {
    let fixture = Fixture::new().file("in/a.txt", REPORT).file("in/empty.txt", "It rained.\n").file("in/z.txt", REPORT);
    let run = fixture.quoth(&["in", "-f", "csv"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert_eq!(run.stdout.matches("article_id").count(), 1, "one header");
    let rows = rows(&run.stdout, b',');
    let records = fixture.quoth(&["in"]).records();
    let quotes: Vec<_> = records
        .iter()
        .flat_map(|record| record["quotes"].as_array().unwrap().iter().map(move |quote| (record, quote)))
        .collect();
    assert_eq!((rows.len(), rows.iter().any(|row| row["article_id"] == "empty")), (quotes.len(), false));
    assert!(rows.len() >= 2);
    for (row, (record, quote)) in rows.iter().zip(quotes) {
        for (column, value) in [
            ("article_id", &record["id"]),
            ("path", &record["path"]),
            ("quote_id", &quote["id"]),
            ("type", &quote["type"]),
            ("speaker", &quote["speaker"]),
            ("cue", &quote["cue"]["text"]),
            ("text", &quote["text"]),
        ] {
            assert_eq!(row[column], value.as_str().unwrap_or_default(), "{column}");
        }
        let offset = |name: &str| row[name].parse::<usize>().unwrap();
        let text: String = REPORT.chars().skip(offset("start")).take(offset("end") - offset("start")).collect();
        assert_eq!(text, row["text"]);
        assert_eq!(row["sentence"], quote["sentence"].to_string());
    }
}

#[test]
fn the_extension_is_enough_and_tabs_are_as_good_as_commas() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    for name in ["x.csv", "x.tsv"] {
        assert_eq!(fixture.quoth(&["a.txt", "-o", name]).code, Some(0));
    }
    assert_eq!(rows(&fixture.read("x.csv"), b','), rows(&fixture.read("x.tsv"), b'\t'));
}

#[test]
fn formulas_and_fields_that_come_with_articles() {
    let said = "\\u201cWe will rebuild the café,\\u201d Mayor Ana Ruiz said.";
    let lines = format!(
        r#"{{"text":"It rained.","id":"0","rain":true}}
{{"text":"{said}","id":"=1+1","url":"@x","score":-2.5,"tags":["a","b"],"text_en":null}}
{{"text":"It rained.","id":"2","unseen":1}}
{{"text":"{said}","id":"3","url":"y, z","late":1,"later":2}}
"#
    );
    let fixture = Fixture::new().file("a.jsonl", lines);
    let run = fixture.quoth(&["a.jsonl", "-f", "csv"]);
    let note = "quoth: no columns for the fields \"late\", \"later\", which no article had up to the first row; \
                --format jsonl keeps them\n";
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), note));
    let header = run.stdout.lines().next().unwrap();
    assert!(header.ends_with(",confidence,meta_rain,meta_url,meta_score,meta_tags,meta_text_en"), "{header}");
    let rows = rows(&run.stdout, b',');
    let cells = |row: usize| {
        ["article_id", "meta_rain", "meta_url", "meta_score", "meta_tags", "meta_text_en"].map(|n| &*rows[row][n])
    };
    assert_eq!(cells(0), ["'=1+1", "", "'@x", "-2.5", r#"["a","b"]"#, ""]);
    assert_eq!(cells(rows.len() - 1), ["3", "", "y, z", "", "", ""]);
    assert_eq!(fixture.quoth(&["a.jsonl", "-f", "csv", "--quiet"]).stderr, "");
}

#[test]
fn sources_sentences_and_tokens_have_rows_too() {
    let fixture = Fixture::new().file("a.txt", REPORT).file("empty.txt", "It rained.\n");
    let sources = rows(&fixture.quoth(&["a.txt", "-f", "csv", "--sources"]).stdout, b',');
    let record = &fixture.quoth(&["a.txt"]).records()[0];
    let names: Vec<_> = record["sources"].as_array().unwrap().iter().map(|source| source["name"].as_str()).collect();
    assert_eq!(sources.iter().map(|row| Some(&*row["name"])).collect::<Vec<_>>(), names);
    for (command, column) in [("sentences", "sentence"), ("tokens", "token")] {
        let listed = rows(&fixture.quoth(&[command, "a.txt", "-f", "csv"]).stdout, b',');
        let count = fixture.quoth(&[command, "a.txt"]).records()[0][command].as_array().unwrap().len();
        assert_eq!((listed.len(), listed.last().unwrap()[column].parse()), (count, Ok(count)));
    }
    let nothing = fixture.quoth(&["empty.txt", "-f", "csv"]).stdout;
    assert!(nothing.starts_with("article_id,") && nothing.lines().count() == 1, "{nothing}");
    for args in [&["-f", "csv"][..], &["-f", "csv", "--sources"], &["sentences", "-f", "tsv"], &["tokens", "-f", "csv"]]
    {
        let run = fixture.quoth(&[args, &["--input", "jsonl"]].concat());
        assert!(
            run.stdout.starts_with("article_id") && run.stdout.lines().count() == 1,
            "of no article: {}",
            run.stdout
        );
    }
    let run = fixture.quoth(&["a.txt", "--sources"]);
    let message = "quoth: --sources goes with --format csv or tsv; jsonl has the sources anyway\n";
    assert_eq!((run.code, run.stderr.as_str()), (Some(2), message));
}
