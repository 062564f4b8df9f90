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

/// What `quoth train` says of gold and options that it cannot use; there is no model then.
#[track_caller]
fn refusal(gold: &str, more: &[&str], code: i32) -> String {
    let fixture = Fixture::new().file("gold.jsonl", gold).file("folder/x", "");
    let run = fixture.quoth(&[&["train", "gold.jsonl", "-o", "own.model"], more].concat());
    assert_eq!((run.code, run.stdout.as_str()), (Some(code), ""), "{}", run.stderr);
    assert_eq!(fixture.names(""), ["folder", "gold.jsonl"]);
    run.stderr
}

#[test]
fn what_cannot_be_learned_from_is_refused_with_its_place_and_the_remedy() {
    let line =
        |attributions: &str| format!("{{\"id\":\"a\",\"text\":\"It snowed.\",\"attributions\":{attributions}}}\n");
    let sound = line("[]");
    for (second, words) in [
        (
            line("[{\"source\":[],\"cue\":[],\"content\":[[0,99]]}]"),
            "gold.jsonl:2: attribution 1 of article \"a\": content 0..99 ends behind the text, which has 10 code points",
        ),
        (
            line("[{\"source\":[],\"sauce\":[],\"content\":[[0,2]]}]"),
            "gold.jsonl:2: column 66: unknown field `sauce`, expected one of `source`, `cue`, `content`",
        ),
        (sound.replace('}', ",\"weight\":-1}"), "gold.jsonl:2: article \"a\" has the weight -1; a weight is a number"),
        ("{\"id\":\"a\",\"te".into(), "gold.jsonl:2: column 13: EOF while parsing a string; each line must be one"),
        (String::new(), "gold.jsonl: no attributions in it, so there is nothing to learn"),
    ] {
        let said = refusal(&(sound.clone() + &second), &[], 1);
        assert!(said.contains(words), "of {second}:\n{said}instead of\n{words}");
    }
    let gold = gold();
    let nowhere = "quoth: the folder of words cannot be read: nowhere: no folder segmentation or lexica in it\n";
    assert_eq!(refusal(&gold, &["--words", "nowhere"], 1), nowhere);
    assert!(refusal(&gold, &["--words", "folder"], 1).contains("folder: no folder segmentation or lexica in it"));
    assert!(refusal(&gold, &["--epochs", "0"], 2).contains("0 is not in 1.."));
    let fixture = Fixture::new().file("gold.jsonl", gold).file("folder/x", "");
    for (output, words) in [
        ("folder", "quoth: folder: is a folder; name a file in it for the output\n"),
        ("no/own.model", "quoth: no/own.model: the folder no does not exist\n"),
    ] {
        let run = fixture.quoth(&["train", "gold.jsonl", "-o", output]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(2), words));
    }
}

/// What one slip of an annotator is should not stop a night's training.
#[test]
fn slips_are_named_and_passed_over_in_training() {
    let slips = "{\"id\":\"a\",\"text\":\"Ana said it snowed.\",\"weight\":0.5,\"attributions\":[\
        {\"source\":[[0,5]],\"cue\":[[4,8]],\"content\":[[9,18]]},{\"source\":[[0,3]],\"cue\":[[4,8]],\"content\":[]}]}\n";
    // The same article twice: two people read it.
    let fixture = Fixture::new().file("gold.jsonl", gold() + slips + slips);
    let run = fixture.quoth(&["train", "gold.jsonl", "--epochs", "1", "-o", "own.model"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let said: Vec<_> = run.stderr.lines().filter(|line| line.contains("slip")).collect();
    let (overlap, empty) =
        ("attribution 1 of article \"a\": cue 4..8 overlaps", "attribution 2 of article \"a\" has no content");
    for (line, words) in said.iter().zip([overlap, empty, overlap, empty]) {
        assert!(
            line.starts_with("quoth: a slip that training passes over: gold.jsonl:3") && line.contains(words),
            "{line}"
        );
    }
    assert_eq!(said.len(), 4);
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
