//! `quoth eval`: where gold and predictions come from, and what is said of wrong ones. That its figures are right is shown in
//! `tests/eval.rs`.

use crate::fixture::Fixture;
use serde_json::{Value, json};

const TEXT: &str = "“It snöwed,” Ana Ruiz said.";

/// A line of gold with the attributions that one test needs.
fn line(id: &str, text: &str, attributions: Value) -> String {
    json!({"id": id, "text": text, "attributions": attributions}).to_string() + "\n"
}

fn said() -> Value {
    json!([{"source": [[13, 21]], "cue": [[22, 26]], "content": [[0, 12]]}])
}

fn gold() -> String {
    line("a", TEXT, said())
}

/// What is said of a file of gold.
fn complaint(gold: impl AsRef<[u8]>) -> String {
    let run = Fixture::new().file("gold.jsonl", gold).quoth(&["eval", "gold.jsonl"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    run.stderr
}

/// What is said of a file of predictions for [`gold`].
fn complaint_of(predictions: impl AsRef<[u8]>) -> String {
    let fixture = Fixture::new().file("gold.jsonl", gold()).file("pred.jsonl", predictions);
    let run = fixture.quoth(&["eval", "gold.jsonl", "--pred", "pred.jsonl"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    run.stderr
}

#[test]
fn the_analyzer_is_scored_unless_there_is_a_prediction() {
    let fixture = Fixture::new().file("gold.jsonl", gold()).file("none.jsonl", line("a", TEXT, json!([])));
    let scores = |args: &[&str]| fixture.quoth(&[&["eval", "gold.jsonl"], args].concat()).records()[0].clone();
    assert_eq!(
        scores(&[])["direct"]["exact"],
        json!({"P": 100.0, "R": 100.0, "F1": 100.0, "matched": 1, "predicted": 1, "gold": 1})
    );
    assert_eq!(scores(&["--pred", "none.jsonl"])["all"]["e2e"]["F1"], 0.0);
    let table = fixture.quoth(&["eval", "gold.jsonl", "--format", "table"]).stdout;
    assert!(table.starts_with("1 article\n") && table.contains("e2e"), "{table}");
}

#[test]
fn confidence_is_held_against_what_is_right() {
    let fixture = Fixture::new().file("gold.jsonl", gold());
    let run = |args: &[&str]| fixture.quoth(&[&["eval", "gold.jsonl"], args].concat());
    let scores = run(&["--calibration"]).records().remove(0);
    let [step] = &scores["calibration"].as_array().unwrap()[..] else { panic!("one quote, one step: {scores}") };
    assert_eq!((&step["quotes"], &step["right"]), (&json!(1), &json!(1.0)));
    let error = scores["expected_calibration_error"].as_f64().unwrap();
    assert!((error - (1.0 - step["confidence"].as_f64().unwrap())).abs() < 1e-9, "{scores}");
    assert!(run(&[]).records()[0].get("calibration").is_none());
    let table = run(&["--calibration", "--format", "table"]).stdout;
    assert!(table.contains("\nconfidence ") && table.contains("\nexpected calibration error 0."), "{table}");
    assert_eq!(run(&["--calibration", "--pred", "gold.jsonl"]).code, Some(2), "a file tells no confidence");
    assert_eq!(run(&["--min-confidence", "1"]).records()[0]["all"]["e2e"]["predicted"], 0);
}

#[test]
fn errors_are_listed_by_cause() {
    let text = "Ana said it snowed. Bo fears the long cold night. It was said that ice is\nthin. Cem\u{1b}[31m left.";
    let at = |words: &str| {
        let start = text.find(words).unwrap(); // an ASCII text: bytes are code points
        json!([[start, start + words.len()]])
    };
    let one = |source: &str, content: &str| {
        let source = if source.is_empty() { json!([]) } else { at(source) };
        json!({"source": source, "cue": [], "content": at(content)})
    };
    let gold = json!([one("Ana", "it snowed"), one("Bo", "the long cold night"), one("", "that ice is\nthin")]);
    let predicted =
        json!([one("", "it snowed"), one("Bo", "night"), one("Bo", "ice is\nthin"), one("", "Cem\u{1b}[31m")]);
    let fixture =
        Fixture::new().file("gold.jsonl", line("a", text, gold)).file("pred.jsonl", line("a", text, predicted));
    let run = fixture.quoth(&["eval", "gold.jsonl", "--pred", "pred.jsonl", "--errors"]);
    let (tables, list) = run.stdout.split_once("[source] [cue] content\n\n").unwrap();
    let by_cue = tables.lines().find(|line| line.starts_with("no cue")).unwrap();
    assert_eq!(Vec::from_iter(by_cue.split_whitespace().skip(2)), ["3", "0", "0", "1", "2", "4", "1", "1"]);
    insta::assert_snapshot!(list, @r"
    Missed: something else was found there (1)
      a
        - [Bo] [] the long cold night
        + [Bo] [] night

    Right content, but no source (1)
      a
        - [Ana] [] it snowed
        + [] [] it snowed

    Right content, but with a source where there is none (1)
      a
        - [] [] that ice is thin
        + [Bo] [] ice is thin

    False alarm: nothing is marked there (1)
      a
        + [] [] Cem␛[31m

    False alarm: something else is marked there (1)
      a
        - [Bo] [] the long cold night
        + [Bo] [] night
    ");
    assert_eq!(fixture.quoth(&["eval", "gold.jsonl", "--errors", "--format", "json"]).code, Some(2));
}

#[test]
fn records_in_a_pipe_are_scored_like_the_analyzer() {
    let fixture = Fixture::new().file("gold/a.gold.json", gold()).file("gold/a.txt", TEXT).file("gold/notes.md", "");
    let records = fixture.quoth(&["gold"]).stdout;
    let run = fixture.quoth_with(&["eval", "gold", "--pred", "-"], records);
    assert_eq!(run, fixture.quoth(&["eval", "gold"]));
    assert_eq!(run.code, Some(0));
}

#[test]
fn a_folder_is_read_in_the_order_of_names_and_its_articles_counted_once() {
    let fixture = Fixture::new().file("gold/b.gold.json", line("b", TEXT, said())).file("gold/a.jsonl", gold());
    assert_eq!(fixture.quoth(&["eval", "gold"]).records()[0]["articles"], 2);
    let fixture = fixture.file("gold/c.gold.json", gold());
    let said = fixture.quoth(&["eval", "gold"]).stderr;
    assert!(said.contains("gold/c.gold.json:1: article \"a\" stands in gold/a.jsonl:1 already"), "{said}");
}

#[test]
fn articles_that_the_gold_does_not_have_are_left_out_aloud() {
    let fixture = Fixture::new().file("gold.jsonl", gold()).file("pred.jsonl", line("z", "Other.", json!([])));
    let run = fixture.quoth(&["eval", "gold.jsonl", "--pred", "pred.jsonl"]);
    assert_eq!(run.code, Some(0));
    assert!(run.stderr.contains("pred.jsonl: 1 article is not in the gold and was left out"), "{}", run.stderr);
    assert_eq!(run.lines()[0]["articles_without_prediction"], 1);
}

#[test]
fn wrong_gold_is_refused_with_its_place_and_the_remedy() {
    let one = |attribution: Value| gold() + &line("b", TEXT, json!([said()[0], attribution]));
    for (gold, words) in [
        (
            one(json!({"source": [], "cue": [], "content": [[20, 28]]})),
            "gold.jsonl:2: attribution 2 of article \"b\": content 20..28 ends behind the text, which has 27 code points; offsets count code points",
        ),
        (
            one(json!({"source": [[5, 14]], "cue": [], "content": [[0, 6]]})),
            "gold.jsonl:2: attribution 2 of article \"b\": source 5..14 overlaps its content 0..6",
        ),
        (one(json!({"source": [[0, 3]], "cue": [], "content": [[0, 3]]})), "source 0..3 overlaps its content 0..3"),
        (one(json!({"source": [[3, 3]], "cue": [], "content": [[0, 3]]})), "source 3..3 is empty or backwards"),
        (one(json!({"source": [], "cue": [], "content": []})), "attribution 2 of article \"b\" has no content"),
        (
            one(json!({"source": [], "cues": [], "content": [[0, 3]]})),
            "unknown field `cues`, expected one of `source`, `cue`, `content`",
        ),
        (
            one(json!({"source": [], "content": [[0, 3]]})),
            "missing field `cue`; each line must be one object like {\"id\"",
        ),
        (one(json!({"source": [], "cue": [], "content": [[-1, 3]]})), "invalid value: integer `-1`"),
        (one(json!({"source": [], "cue": [], "content": [["0", 3]]})), "invalid type: string \"0\""),
        (one(json!({"source": [], "cue": [], "content": [[0, 3, 4]]})), "gold.jsonl:2: column "),
        ("{\"id\": \"a\",\n".into(), "gold.jsonl:1: column "),
        ("{\"id\": \"a\", \"attributions\": []}".into(), "gold.jsonl:1: column 31: missing field `text`"),
        ("\n \n".into(), "gold.jsonl: no articles in this file"),
    ] {
        let said = complaint(&gold);
        assert!(said.contains(words), "of {gold}:\n{said}instead of\n{words}");
    }
    assert!(complaint(b"{\"id\": \"caf\xE9\"}").contains("gold.jsonl:1: not UTF-8; convert the file"));
}

#[test]
fn predictions_on_another_text_are_refused() {
    let record = |quote: Value| json!({"schema": "quoth/1", "id": "a", "quotes": [quote]}).to_string();
    let quote = |text: &str, start: usize| json!({"text": text, "spans": [{"start": start, "end": start + 6}], "cue": null, "source": null});
    for (predictions, words) in [
        (
            line("a", "“It rained,” Ana Ruiz said.", json!([])),
            "pred.jsonl:1: article \"a\" has another text here than in the gold (from character 4 on it is \"rained,” Ana Ruiz said.\", and the gold has \"snöwed,” Ana Ruiz said.\")",
        ),
        (
            record(quote("snöwed", 6)),
            "pred.jsonl:1: article \"a\" has another text here than in the gold (the text of quote 1 is \"snöwed\", and at its offsets the gold has \"öwed,”\"); analyze the gold's own text, and keep offsets in code points",
        ),
        (record(quote("snöwed", 22)), "quote 1 of article \"a\": content 22..28 ends behind the text"),
        (
            json!({"schema": "quoth/9", "id": "a", "quotes": []}).to_string(),
            "this record has the schema \"quoth/9\", and only \"quoth/1\" is understood",
        ),
        ("{\"id\": \"a\"}".into(), "pred.jsonl:1: article \"a\" has neither \"quotes\" nor \"attributions\""),
        (gold() + &gold(), "pred.jsonl:2: article \"a\" stands in line 1 already"),
        (String::new(), "pred.jsonl: no articles in this file"),
    ] {
        let said = complaint_of(&predictions);
        assert!(said.contains(words), "of {predictions}:\n{said}instead of\n{words}");
    }
}

#[test]
fn missing_files_and_folders_without_gold() {
    let fixture = Fixture::new().file("gold.jsonl", gold()).file("empty/a.txt", TEXT);
    let failure = |args: &[&str]| {
        let run = fixture.quoth(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
        run.stderr
    };
    assert!(failure(&["eval", "nowhere"]).starts_with("quoth: nowhere: cannot be read: "));
    assert!(failure(&["eval", "gold.jsonl", "--pred", "nowhere"]).starts_with("quoth: nowhere: cannot be read: "));
    assert!(failure(&["eval", "empty"]).starts_with("quoth: empty: no gold in this folder (gold is NAME.gold.json"));
    assert_eq!(fixture.quoth(&["eval"]).code, Some(2));
    assert_eq!(fixture.quoth(&["eval", "gold.jsonl", "--format", "xml"]).code, Some(2));
}

#[test]
fn speakers_are_scored_by_name_kind_and_role() {
    let text = "“It snöwed,” Mayor Ana Ruiz said.\n\n“It rained,” she said.\n\n“It froze,” Bo Ek said.";
    let quote = |content: &str| {
        let start = text[..text.find(content).unwrap()].chars().count();
        json!([[start, start + content.chars().count()]])
    };
    let attributions = ["“It snöwed,”", "“It rained,”", "“It froze,”"]
        .map(|content| json!({"source": [], "cue": [], "content": quote(content)}));
    let speaker = |content: &str, source: &str, name: &str, pronoun: bool| {
        let common =
            json!({"id": "a", "content": quote(content), "source": quote(source), "name": name, "pronoun": pronoun});
        let mut line = common.as_object().unwrap().clone();
        line.extend(
            json!({"kind": "person", "named": true, "role": "mayor of Port Hale"}).as_object().unwrap().clone(),
        );
        Value::from(line).to_string() + "\n"
    };
    let speakers = [
        speaker("“It snöwed,”", "Mayor Ana Ruiz", "Ana Ruiz", false),
        speaker("“It rained,”", "she", "The  Ana  RUIZ", true),
        speaker("“It froze,”", "Bo Ek", "Cy Lund", false),
    ];
    let fixture =
        Fixture::new().file("gold.jsonl", line("a", text, json!(attributions))).file("who.jsonl", speakers.concat());
    let run = |args: &[&str]| fixture.quoth(&[&["eval", "gold.jsonl", "--speakers", "who.jsonl"], args].concat());
    let scores = &run(&[]).records()[0]["speaker"];
    let names = |right: usize, all: usize, percent: f64| json!({"right_of_gold": percent, "right_of_matched": percent, "right": right, "matched": all, "gold": all});
    assert_eq!(scores["all"], names(2, 3, 66.7));
    assert_eq!(scores["pronoun"], names(1, 1, 100.0));
    assert_eq!((&scores["kind"], &scores["role"]), (&json!({"right": 3, "of": 3}), &json!({"right": 2, "of": 2})));
    assert_eq!(scores["confusion"], json!({"taken for somebody else": 1}));
    let table = run(&["--format", "table"]).stdout;
    assert!(table.contains("pronoun") && table.contains("   1 taken for somebody else"), "{table}");
    let wrong = fixture.file(
        "who.jsonl",
        "{\"id\": \"a\", \"content\": [[0, 999]], \"name\": \"x\", \"named\": true, \"pronoun\": false}\n",
    );
    let run = wrong.quoth(&["eval", "gold.jsonl", "--speakers", "who.jsonl"]);
    assert!(run.code == Some(1) && run.stderr.starts_with("quoth: who.jsonl:1: "), "{}", run.stderr);
}
