//! `--format brat`: a folder for annotators, and back.

use crate::fixture::{Fixture, REPORT, Run};
use quoth::eval::{Annotation, read_gold};
use quoth::{Analyzer, Span};
use serde_json::json;

/// A report whose statements run over lines and paragraphs, with characters of one to four bytes.
const WRAPPED: &str = "“We will rebuild the café\r\nby the sea 😀,” Mayor Ana Ruiz\r\nsaid on Monday. “All of it,\r\nin stone.”\r\n\r\n\
Officials said\r\nthat work starts in May.\r\n";

#[test]
fn what_is_written_is_read_back_as_it_was() {
    let fixture =
        Fixture::new().file("in/a.txt", TEXT).file("in/sub/ö b.txt", WRAPPED).file("in/none.txt", "It rained.");
    let run = fixture.quoth(&["in", "--format", "brat", "-o", "gold"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "", ""));
    assert_eq!(fixture.names("gold"), ["a.ann", "a.txt", "annotation.conf", "none.ann", "none.txt", "sub"]);
    assert_eq!(fixture.names("gold/sub"), ["ö_b.ann", "ö_b.txt"]);
    assert_eq!(fixture.read("gold/sub/ö_b.txt"), WRAPPED);
    let gold = read_gold(&fixture.path("gold")).unwrap();
    assert_eq!(gold.iter().map(|article| &*article.id).collect::<Vec<_>>(), ["a", "none", "sub/ö_b"]);
    let analyzer = Analyzer::fast();
    for article in &gold {
        let found: Vec<_> = analyzer.analyze(&article.text).quotes.iter().map(Annotation::from).collect();
        assert_eq!(
            article.attributions,
            found,
            "{}:\n{}",
            article.id,
            fixture.read(&format!("gold/{}.ann", article.id))
        );
    }
    assert!(
        gold.iter().flat_map(|article| &article.attributions).any(|one| one.content.len() > 1),
        "discontinuous content is among it"
    );
    assert!(!fixture.read("gold/sub/ö_b.ann").contains('\r'), "one mark, one line");
    // To whoever scores, the folder is perfect: its own analysis and the records of it.
    let scores = fixture.quoth(&["eval", "gold"]).records().remove(0);
    assert_eq!((&scores["articles"], &scores["all"]["exact"]["F1"]), (&json!(3), &json!(100.0)));
    let records = fixture.quoth(&["gold"]).stdout;
    assert_eq!(fixture.quoth_with(&["eval", "gold", "--pred", "-"], records).records()[0], scores);
}

#[test]
fn the_form_is_that_of_brat() {
    let fixture = Fixture::new().file("a.txt", "“We will rebuild,” Mayor Ana Ruiz said. “All of it.”\n");
    assert_eq!(fixture.quoth(&["a.txt", "-f", "brat", "-o", "gold"]).code, Some(0));
    let written = fixture.read("gold/a.ann");
    let lines: Vec<_> = written.lines().collect();
    let expected = [
        "T1\tContent 0 18;40 52\t“We will rebuild,” “All of it.”",
        "T2\tCue 34 38\tsaid",
        "T3\tSource 19 33\tMayor Ana Ruiz",
        "T4\tAttribution 34 38\tsaid",
        "E1\tAttribution:T4 Source:T3 Cue:T2 Content:T1",
    ];
    assert_eq!(lines[..5], expected);
    assert!(lines[5].starts_with("#1\tAnnotatorNotes E1\tdirect · Ana Ruiz · 0."), "{}", lines[5]);
}

/// An annotation as annotators leave it: in PolNeAR's order, with things that are not ours, and a span cut by brat.
const CORRECTED: &str = "\
T2\tContent 0 18;40 52\t“We will rebuild,” “All of it.”
T1\tSource 19 33\tMayor Ana Ruiz
T3\tCue 34 38\tsaid
T4\tAttribution 34 38\tsaid
E1\tAttribution:T4 Content:T2 Cue:T3 Source:T1
T5\tDiscuss 0 5\t“We w
A1\tUnsure E1
#1\tAnnotatorNotes E1\tis it?
R1\tSame Arg1:T1 Arg2:T3
*\tEquiv T1 T3
";
const TEXT: &str = "“We will rebuild,” Mayor Ana Ruiz said. “All of it.”";

#[test]
fn annotators_files_are_gold() {
    let fixture = Fixture::new().file("g/a.txt", TEXT).file("g/a.ann", CORRECTED).file("g/unannotated.txt", TEXT);
    let [article] = &read_gold(&fixture.path("g")).unwrap()[..] else { panic!("one article is annotated") };
    let at = |words: &str| TEXT.find(words).map(|at| Span::new(at, at + words.len())).unwrap();
    let expected = Annotation {
        source: vec![at("Mayor Ana Ruiz")],
        cue: vec![at("said")],
        content: vec![at("“We will rebuild,”"), at("“All of it.”")],
    };
    assert_eq!((&*article.id, &article.attributions[..]), ("a", &[expected][..]));
    assert_eq!(fixture.quoth(&["eval", "g/a.ann"]).records()[0]["all"]["exact"]["F1"], json!(100.0));
}

#[test]
fn a_note_of_a_whole_span_counts_until_somebody_changes_the_span() {
    let text = "Officials said\nthat work\nstarts.";
    let spans = |content: &str, whole: &str| {
        let ann = format!(
            "T1\tContent {content}\nT2\tAttribution 10 14\tsaid\nE1\tAttribution:T2 Content:T1\n#1\tWhole T1\t{whole}\n"
        );
        let fixture = Fixture::new().file("a.txt", text).file("a.ann", ann);
        let article = read_gold(&fixture.path("a.ann")).unwrap().remove(0);
        article.attributions[0].content.iter().map(|&span| &text[span]).collect::<Vec<_>>().join("|")
    };
    assert_eq!(spans("15 24;25 31\tthat work starts", "15 31"), "that work\nstarts");
    assert_eq!(spans("15 24\tthat work", "15 31"), "that work");
    assert_eq!(spans("15 24;25 31\tthat work starts", "15 99"), "that work|starts");
    assert_eq!(spans("15 24;25 31\tthat work starts", "rubbish"), "that work|starts");
}

#[test]
fn wrong_annotations_are_refused_with_their_place_and_the_remedy() {
    let mark = "T1\tContent 0 18\t“We will rebuild,”\nT2\tCue 34 38\tsaid\n";
    for (lines, words) in [
        (
            "T9\tSource 50 60\tit.”\nE1\tAttribution:T2 Source:T9 Content:T1",
            "g/a.ann:4: event E1 of article \"a\": source 50..60 ends behind the text, which has 52 code points",
        ),
        (
            "T9\tSource 4 8\twill\nE1\tAttribution:T2 Source:T9 Content:T1",
            "g/a.ann:4: event E1 of article \"a\": source 4..8 overlaps its content 0..18",
        ),
        ("T9\tSource 8 4\twill\nE1\tAttribution:T2 Source:T9 Content:T1", "source 8..4 is empty or backwards"),
        (
            "T9\tSource 19 33\tMayor Bo\nE1\tAttribution:T2 Source:T9 Content:T1",
            "g/a.ann:3: T9 has the words \"Mayor Bo\", and at its offsets the text has \"Mayor Ana Ruiz\"; the text was changed",
        ),
        ("E1\tAttribution:T2 Source:T7 Content:T1", "g/a.ann:3: event E1 names T7, which is not in the file"),
        (
            "E1\tAttribution:T2 Speaker:T2 Content:T1",
            "g/a.ann:3: event E1 has the unknown role \"Speaker\"; the roles are Source, Cue and Content",
        ),
        ("E1\tQuotation:T2 Content:T1", "g/a.ann:3: event E1 is of the unknown type \"Quotation\"; the types are"),
        ("E1\tAttribution:T2 Cue:T2", "g/a.ann:3: event E1 of article \"a\" has no content; mark some"),
        ("T9\tSource x 5\twill", "g/a.ann:3: not a line of brat; expected T1<tab>Source 0 3;7 9<tab>WORDS"),
        ("E1", "g/a.ann:3: not a line of brat; expected E1<tab>Attribution:T4"),
        ("hello", "g/a.ann:3: not a line of brat; expected a line that begins with T, E, #"),
        ("T1\tCue 0 5\t“We w", "g/a.ann:3: T1 is in the file already"),
    ] {
        let fixture = Fixture::new().file("g/a.txt", TEXT).file("g/a.ann", format!("{mark}{lines}\n"));
        // Training passes over slips: see `model.rs`.
        let slip = words.contains("overlaps") || words.contains("no content");
        for command in if slip { &["eval"][..] } else { &["eval", "train"] } {
            let run =
                fixture.quoth(&[&[command, "g"][..], if *command == "train" { &["-o", "m"] } else { &[] }].concat());
            assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
            assert!(run.stderr.contains(words), "of {lines}:\n{}instead of\n{words}", run.stderr);
            assert_eq!(fixture.names(""), ["g"], "no model of wrong gold");
        }
    }
    let fixture = Fixture::new().file("g/a.ann", CORRECTED);
    assert_eq!(
        fixture.quoth(&["eval", "g"]).stderr,
        "quoth: g/a.ann: the text it is about is missing; put g/a.txt beside it, or the text into a folder \"text\" beside the annotations' own\n"
    );
    let fixture = fixture.file("g/a.txt", b"caf\xE9");
    assert!(fixture.quoth(&["eval", "g"]).stderr.starts_with("quoth: g/a.txt:1: not UTF-8"));
}

/// Texts and annotations in folders of their own, the annotations called after their annotators too.
#[test]
fn texts_may_be_in_a_folder_of_their_own() {
    let fixture = Fixture::new()
        .file("part/text/mayor.txt", TEXT)
        .file("part/text/old_town.txt", TEXT)
        .file("part/text/unannotated.txt", TEXT)
        .file("part/attributions/mayor_4b22.ann", CORRECTED)
        .file("part/attributions/mayor_6b86.ann", "")
        .file("part/attributions/old_town.ann", CORRECTED);
    let ids = |path: &str| read_gold(&fixture.path(path)).unwrap().into_iter().map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(ids("part"), ["mayor", "mayor_6b86", "old_town"], "further readings are called after who made them");
    assert_eq!(ids(""), ["part/mayor", "part/mayor_6b86", "part/old_town"]);
    assert_eq!(ids("part/attributions"), ids("part"));
    assert_eq!(ids("part/attributions/mayor_6b86.ann"), ["mayor"]);

    // Records of the texts are predictions for them.
    let records = fixture.quoth(&["part/text"]).stdout;
    let run = fixture.quoth_with(&["eval", "part", "--pred", "-"], &records);
    let scores: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&scores["articles_without_prediction"], &scores["all"]["exact"]["matched"]), (&json!(1), &json!(2)));
    assert_eq!(fixture.quoth(&["train", "part", "--epochs", "1", "--quiet", "-o", "m"]).code, Some(0));

    // The working folder may be that of the annotations, and a text beside them comes first.
    let mut here = fixture.command(&["eval", "."]);
    let run = Run::from(here.current_dir(fixture.path("part/attributions")).output().unwrap());
    assert_eq!((run.records()[0]["articles"].clone(), run.stderr), (json!(3), String::new()));
    let fixture = fixture.file("part/attributions/old_town.txt", "Other words.");
    let run = fixture.quoth(&["eval", "part"]);
    assert!(run.stderr.starts_with("quoth: part/attributions/old_town.ann:5: event E1"), "{}", run.stderr);
}

#[test]
fn nobodys_work_is_written_over() {
    let fixture = Fixture::new().file("a.txt", REPORT).file("full/a.ann", "T1").file("file", "");
    let run = |args: &[&str]| {
        let run = fixture.quoth(args);
        (run.code, run.stderr)
    };
    let refused = |words: &str| (Some(2), format!("quoth: {words}\n"));
    assert_eq!(run(&["a.txt", "-f", "brat"]), refused("--format brat makes a folder of files; name it with -o FOLDER"));
    assert_eq!(
        run(&["a.txt", "-f", "brat", "-o", "full"]),
        refused("full: is not empty; name a new folder, or empty it")
    );
    assert_eq!(
        run(&["a.txt", "-f", "brat", "-o", "file"]),
        refused("file: is no folder, or cannot be read; name a new folder")
    );
    assert_eq!(run(&["a.txt", "-f", "brat", "-o", "no/x"]), refused("no/x: the folder no does not exist"));
    assert_eq!(
        run(&["tokens", "a.txt", "-f", "brat", "-o", "x"]),
        refused("a list of tokens is not written as brat; there are: table, json, jsonl, csv, tsv")
    );
    assert_eq!(run(&["nowhere", "-f", "brat", "-o", "x"]).0, Some(1));
    assert_eq!(fixture.names(""), ["a.txt", "file", "full"], "nothing appeared");
    std::fs::create_dir(fixture.path("empty")).unwrap();
    assert_eq!(run(&["a.txt", "-f", "brat", "-o", "empty"]), (Some(0), String::new()));
    assert_eq!(fixture.names("empty"), ["a.ann", "a.txt", "annotation.conf"]);
}

#[test]
fn articles_of_one_name_have_files_of_their_own() {
    let line = |id: &str| json!({"id": id, "text": REPORT}).to_string() + "\n";
    let lines: String = ["x", "X", "x", "../x", "x.txt/y"].map(line).concat();
    let fixture = Fixture::new().file("a.jsonl", lines);
    assert_eq!(fixture.quoth(&["a.jsonl", "-f", "brat", "-o", "g"]).code, Some(0));
    let names = ["X~2.ann", "X~2.txt", "__", "annotation.conf", "x.ann", "x.txt", "x.txt_", "x~3.ann", "x~3.txt"];
    assert_eq!(fixture.names("g").len(), names.len(), "{:?}", fixture.names("g"));
    assert_eq!(read_gold(&fixture.path("g")).unwrap().len(), 5);
}
