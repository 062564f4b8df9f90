//! Commands, help, and wrong usage.

use crate::fixture::{Fixture, REPORT};
use serde_json::{Value, json};

#[test]
fn sentences_and_tokens() {
    let fixture = Fixture::new().file("a.txt", "It rained. Señor Ruiz left.");
    assert_eq!(
        fixture.quoth(&["sentences", "a.txt"]).stdout,
        "{\"id\":\"a\",\"sentences\":[{\"text\":\"It rained.\",\"start\":0,\"end\":10,\"paragraph\":1},\
         {\"text\":\"Señor Ruiz left.\",\"start\":11,\"end\":27,\"paragraph\":1}]}\n"
    );
    let tokens = fixture.quoth(&["tokens", "a.txt"]).records()[0]["tokens"].clone();
    assert_eq!(tokens[4], json!({"text": "Ruiz", "start": 17, "end": 21, "sentence": 2}));
    let table = fixture.quoth(&["sentences", "a.txt", "--format", "table"]).stdout;
    assert!(table.contains("Señor Ruiz left."), "{table}");
}

#[test]
fn a_file_called_like_a_command_is_reached_by_its_path() {
    let fixture = Fixture::new().file("tokens", REPORT).file("a.txt", REPORT);
    assert_eq!(fixture.quoth(&["./tokens"]).ids(), ["tokens"]);
    assert_eq!(fixture.quoth(&["a.txt", "tokens"]).ids(), ["a", "tokens"]);
    assert_eq!(fixture.quoth(&["--", "tokens"]).ids(), ["tokens"]);
}

#[test]
fn the_schema_names_every_field_of_a_record() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    let schema: Value = serde_json::from_str(&fixture.quoth(&["schema"]).stdout).unwrap();
    for field in fixture.quoth(&["a.txt"]).records()[0].as_object().unwrap().keys() {
        assert!(schema["properties"].get(field).is_some(), "{field} is not in the schema");
    }
}

#[test]
fn completions_and_the_manual_page() {
    let fixture = Fixture::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = fixture.quoth(&["completions", shell]);
        assert_eq!(run.code, Some(0));
        assert!(run.stdout.contains("text-field"), "{shell}");
    }
    let page = fixture.quoth(&["man"]).stdout;
    for part in [".TH quoth 1", ".SH OPTIONS", "text\\-field", "Examples:"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn help_has_examples_and_lists_the_formats() {
    let help = Fixture::new().quoth(&["--help"]);
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    for part in
        ["Usage: quoth", "sentences", "completions", "--offsets", "Examples:", "Exit code", "table, json, jsonl"]
    {
        assert!(help.stdout.contains(part), "no {part:?} in:\n{}", help.stdout);
    }
}

#[test]
fn wrong_usage_is_exit_code_two() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    for args in [
        &["a.txt", "--format", "xlsx"][..],
        &["a.txt", "--bogus"],
        &["a.txt", "--jobs", "0"],
        &["a.txt", "--offsets", "words"],
        &["a.txt", "--max-size", "4G"],
        &["-", "-"],
        &["completions", "tcsh"],
    ] {
        let run = fixture.quoth(args);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(!run.stderr.is_empty());
    }
    assert!(fixture.quoth(&["a.txt", "--format", "xlsx"]).stderr.contains("[possible values: table, json, jsonl"));
}
