//! `quoth summary` and `quoth search`: across articles.

use crate::fixture::Fixture;
use serde_json::{Value, json};

const SCHOOL: &str =
    "“The school stays open,” Mayor Ana Ruiz said.\n\nRuiz said that the roof was safe. Officials said it was old.\n";
const FERRY: &str = "The ferry is late, Sen. Bo Ek said on Monday.\n\n“The school needs it,” said Ana Ruiz.\n";

fn corpus() -> Fixture {
    Fixture::new().file("in/ferry.txt", FERRY).file("in/school.txt", SCHOOL)
}

fn summary(fixture: &Fixture, args: &[&str]) -> Value {
    fixture.quoth(&[&["summary"], args].concat()).records().remove(0)
}

#[test]
fn a_summary_has_every_source_once() {
    let found = summary(&corpus(), &["in"]);
    assert_eq!((&found["schema"], &found["articles"]), (&json!("quoth/1"), &json!(2)));
    let sources = found["sources"].as_array().unwrap();
    let names: Vec<_> = sources.iter().map(|s| (s["name"].as_str().unwrap(), s["articles"].as_u64())).collect();
    assert_eq!(names, [("Ana Ruiz", Some(2)), ("Bo Ek", Some(1)), ("Officials", Some(1))]);
    let ruiz = &sources[0];
    assert_eq!(ruiz["quotes"], json!({"direct": 2, "mixed": 0, "indirect": 1}));
    assert_eq!((&ruiz["cues"], &ruiz["title"]), (&json!({"said": 3}), &json!("Mayor")));
    assert_eq!(ruiz["quoted_with"], json!([{"name": "Bo Ek", "articles": 1}]));
    assert_eq!((&sources[2]["named"], &found["unnamed_share"]), (&json!(false), &json!(0.2)));
    let words: u64 = sources.iter().map(|source| source["words"].as_u64().unwrap()).sum();
    assert_eq!(found["words"].as_u64(), Some(words));
}

#[test]
fn a_summary_does_not_depend_on_order_or_threads() {
    let fixture = corpus();
    let run = |args: &[&str]| fixture.quoth(&[&["summary"], args].concat()).stdout;
    let expected = run(&["in"]);
    assert_eq!(run(&["in/school.txt", "in/ferry.txt"]), expected);
    assert_eq!(run(&["in", "-j1"]), expected);
    assert_eq!(run(&["in", "-f", "json"]), expected);
    let document: Value = serde_json::from_str(&fixture.quoth(&["in", "--format", "json"]).stdout).unwrap();
    assert_eq!(document["summary"], serde_json::from_str::<Value>(&expected).unwrap());
}

#[test]
fn a_summary_as_a_table_and_as_rows() {
    let fixture = corpus();
    insta::assert_snapshot!(fixture.quoth(&["summary", "in", "--format", "table"]).stdout);
    let top = fixture.quoth(&["summary", "in", "--format", "table", "--top", "1"]).stdout;
    assert!(top.contains("and 2 more"), "{top}");
    assert_eq!(fixture.quoth(&["summary", "in", "-o", "sources.csv"]).code, Some(0));
    let rows = fixture.read("sources.csv");
    let mut rows = csv::Reader::from_reader(rows.as_bytes());
    let heads = rows.headers().unwrap().clone();
    let first = rows.records().next().unwrap().unwrap();
    let cell = |name: &str| &first[heads.iter().position(|head| head == name).unwrap()];
    assert_eq!(
        ["name", "also", "articles", "cues", "quoted_with"].map(cell),
        ["Ana Ruiz", "", "2", "said 3", "Bo Ek 1"]
    );
    assert_eq!(rows.records().count(), 2);
}

#[test]
fn a_summary_of_nothing_and_of_what_cannot_be_read() {
    let fixture = Fixture::new().file("rain.txt", "It rained.\n");
    let nothing = summary(&fixture, &["rain.txt"]);
    assert_eq!((&nothing["articles"], &nothing["sources"]), (&json!(1), &json!([])));
    assert!(fixture.quoth(&["summary", "rain.txt", "-f", "table"]).stdout.contains("no quotes found"));
    let run = fixture.quoth(&["summary", "rain.txt", "none.txt"]);
    assert_eq!((run.code, run.lines()[0]["articles"].as_u64()), (Some(1), Some(1)));
    assert!(run.stderr.contains("none.txt"), "{}", run.stderr);
}

#[test]
fn a_search_finds_statements_by_words_speaker_and_type() {
    let fixture = corpus();
    let found = |args: &[&str]| -> Vec<String> {
        let lines = fixture.quoth(&[&["search"], args].concat()).lines();
        lines
            .iter()
            .map(|line| format!("{} {}", line["article"].as_str().unwrap(), line["speaker"].as_str().unwrap()))
            .collect()
    };
    assert_eq!(found(&["SCHOOL", "in"]), ["ferry Ana Ruiz", "school Ana Ruiz"]);
    assert_eq!(found(&["school", "in", "--case-sensitive", "--speaker", "Ek"]), [""; 0]);
    assert_eq!(found(&["", "in", "--speaker", "ruiz", "--type", "indirect,mixed"]), ["school Ana Ruiz"]);
    assert_eq!(found(&["roof|late", "in"]), ["ferry Bo Ek", "school Ana Ruiz"]);
    let line = &fixture.quoth(&["search", "stays", "in"]).lines()[0];
    assert_eq!((&line["path"], &line["id"]), (&json!("in/school.txt"), &json!("q1")));
    assert_eq!(line["matches"], json!([{"text": "stays", "start": 12, "end": 17}]));
}

#[test]
fn a_search_as_a_concordance_and_as_rows() {
    let fixture = corpus();
    insta::assert_snapshot!(fixture.quoth(&["search", "school", "in", "--format", "table"]).stdout);
    let rows = fixture.quoth(&["search", "school", "in", "--format", "csv"]).stdout;
    assert_eq!((rows.matches("article_id").count(), rows.lines().count()), (1, 3));
}

#[test]
fn a_search_or_summary_that_cannot_be_is_wrong_usage() {
    let fixture = corpus();
    let run = fixture.quoth(&["search", "(", "in"]);
    assert!(run.code == Some(2) && run.stderr.starts_with("quoth: \"(\" is no regular expression"), "{}", run.stderr);
    let run = fixture.quoth(&["search", "school", "in", "--format", "json"]);
    let message = "quoth: a search is not written as json; there are: table, jsonl, csv, tsv\n";
    assert_eq!((run.code, run.stderr.as_str()), (Some(2), message));
    assert_eq!(fixture.quoth(&["search", "school", "in", "--type", "spoken"]).code, Some(2));
    let rows = "table, json, jsonl, csv, tsv";
    for (option, name, message) in [
        ("-o", "x.xlsx", format!("x.xlsx: the extension tells no format; name one with --format ({rows})")),
        ("-o", "x.html", format!("a summary is not written as html; there are: {rows}")),
        ("-f", "brat", format!("a summary is not written as brat; there are: {rows}")),
    ] {
        let run = fixture.quoth(&["summary", "in", option, name]);
        assert_eq!((run.code, run.stderr), (Some(2), format!("quoth: {message}\n")));
    }
}
