//! `--model` and `quoth train`: which model made a record, models of one's own, files that are none.

use crate::fixture::{Fixture, REPORT};
use serde_json::Value;

/// The sample reports with their annotation, as one file of JSON Lines.
fn gold() -> String {
    let mut paths: Vec<_> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().ends_with(".gold.json"))
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap().trim_end().to_owned() + "\n").collect()
}

#[test]
fn a_record_says_which_model_made_it() {
    let fixture = Fixture::new().file("a.txt", REPORT);
    let model = |args: &[&str]| {
        let output = fixture.command(args).env_remove("QUOTH_MODEL").output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["model"].clone()
    };
    assert_eq!(model(&["a.txt"]), "accurate");
    for name in ["accurate", "fast", "rules"] {
        assert_eq!(model(&["a.txt", "--model", name]), name);
    }
    assert_eq!(fixture.quoth(&["a.txt"]).records()[0]["model"], "fast", "as QUOTH_MODEL says");
}

#[test]
fn the_accurate_model_finds_the_same_on_any_number_of_threads() {
    let fixture = Fixture::new().reports("in", 9).file("in/long.txt", REPORT.repeat(9)).file("in/none.txt", "");
    let run = |jobs| fixture.quoth(&["in", "--model", "accurate", "--jobs", jobs]).stdout;
    let one = run("1");
    assert_eq!(one.lines().count(), 11);
    assert!(one == run("2") && one == run("7"));
}

#[test]
fn a_model_is_trained_and_used_and_the_same_seed_gives_the_same_file() {
    let fixture = Fixture::new().file("gold.jsonl", gold()).file("a.txt", REPORT);
    let train = |file: &str| fixture.quoth(&["train", "gold.jsonl", "--epochs", "2", "--seed", "7", "-o", file]);
    let run = train("own.model");
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), ""));
    assert!(run.stderr.contains("epoch 2 of 2"), "{}", run.stderr);
    assert_eq!(train("twin.model").code, Some(0));
    let bytes = |file: &str| std::fs::read(fixture.path(file)).unwrap();
    assert!(bytes("own.model") == bytes("twin.model"));

    let run = fixture.quoth(&["a.txt", "--model", "own.model"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert_eq!(run.records()[0]["model"], "own");
}

#[test]
fn files_that_are_no_model_are_refused_by_name() {
    let encoder = include_bytes!("../../src/model/weights/en.encoder");
    let model = include_bytes!("../../src/model/weights/en.model");
    let fixture = Fixture::new()
        .file("a.txt", REPORT)
        .file("cut.encoder", &encoder[..encoder.len() / 2])
        .file("cut.model", &model[..model.len() / 2])
        .file("empty.model", "");
    for (file, problem) in [
        ("cut.encoder", "the model file is damaged: it is longer or shorter than it says"),
        ("cut.model", &format!("{} bytes long instead of {}; copy it again", model.len() / 2, model.len())),
        ("empty.model", "not a quoth model file"),
        ("a.txt", "not a quoth model file"),
        ("none", "no such model; there are accurate, fast, rules, and files that `quoth train` wrote"),
    ] {
        let run = fixture.quoth(&["a.txt", "--model", file]);
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{file}");
        assert!(run.stderr.starts_with(&format!("quoth: {file}: ")) && run.stderr.contains(problem), "{}", run.stderr);
    }
}

#[test]
fn what_the_training_of_the_encoder_reads_has_an_entry_for_each_word() {
    let fixture = Fixture::new().file("gold.jsonl", gold());
    assert_eq!(fixture.quoth(&["train", "gold.jsonl", "--encoder-input", "-o", "words.jsonl"]).code, Some(0));
    let lines = fixture.read("words.jsonl");
    assert_eq!(lines.lines().count(), 31);
    for line in lines.lines() {
        let article: Value = serde_json::from_str(line).unwrap();
        let words = article["words"].as_array().unwrap().len();
        for list in ["starts", "contexts", "marks", "tags"] {
            assert_eq!(article[list].as_array().unwrap().len(), words, "{list}");
        }
        assert!(article["tags"].as_array().unwrap().iter().any(|tag| *tag == 3), "some word begins a cue");
    }
}
