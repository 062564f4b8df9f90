//! `quoth check` and `quoth explain`, in a desk's pipeline.

use crate::fixture::Fixture;
use serde_json::json;

const FIRST: &str = "“We will rebuild the old bridge before the winter comes,” Mayor Ana Ruiz said.\n\n\
                     “It cannot be done in six months,” said Bo Lindqvist, an engineer.\n";
const SECOND: &str =
    "“We will never rebuild the old bridge before winter comes,” Ruiz said.\n\n“No,” said Bo Lindqvist.\n";

fn fixture() -> Fixture {
    Fixture::new().file("in/first.txt", FIRST).file("in/second.txt", SECOND)
}

#[test]
fn findings_name_their_rule_and_show_the_difference() {
    let found = fixture().quoth(&["check", "in"]).records();
    let altered = found.iter().find(|finding| finding["rule"] == "altered-quote").expect("the words were altered");
    assert_eq!((&altered["article"], &altered["quote"]), (&json!("second"), &json!("q1")));
    assert_eq!(altered["other"], json!({"article": "first", "path": "in/first.txt", "quote": "q1"}));
    let change = |change: &str, words: &str| json!({"change": change, "words": words});
    assert!(altered["difference"].as_array().unwrap().contains(&change("added", "never")), "{altered}");
    assert!(altered["difference"].as_array().unwrap().contains(&change("removed", "the")), "{altered}");
    let table = fixture().quoth(&["check", "in", "--format", "table"]).stdout;
    assert!(table.contains("we will {+never+} rebuild the old bridge before [-the-] winter comes"), "{table}");
    assert_eq!(fixture().quoth(&["check", "in", "-j1"]).records(), found, "whatever the number of threads");
}

#[test]
fn a_desk_can_make_a_finding_fail() {
    let run = |rules: &[&str]| fixture().quoth(&[&["check", "in"], rules].concat());
    assert_eq!(run(&[]).code, Some(0));
    assert_eq!(run(&["--fail-on", "unnamed-only"]).code, Some(0), "no finding of this rule");
    assert_eq!(run(&["--fail-on", "unnamed-only", "--fail-on", "altered-quote"]).code, Some(1));
    let wrong = run(&["--fail-on", "spelling"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("no-full-name"), "the rules are listed: {}", wrong.stderr);
    let missing = fixture().quoth(&["check", "in", "nowhere"]);
    assert_eq!(missing.code, Some(1));
    assert!(missing.stderr.contains("nowhere") && missing.stdout.contains("altered-quote"), "the rest is there");
    let sound = fixture().quoth(&["check", "in/first.txt", "--format", "table"]);
    assert_eq!((sound.code, sound.stdout.as_str()), (Some(0), "0 findings in 1 article\n"));
}

#[test]
fn rules_explain_themselves() {
    let all = fixture().quoth(&["explain"]).stdout;
    assert_eq!(all.lines().count(), 7);
    let one = fixture().quoth(&["explain", "no-speaker"]).stdout;
    assert!(one.starts_with("no-speaker\n\nWords in quotation marks that nobody is shown saying."), "{one}");
    assert_eq!(fixture().quoth(&["explain", "spelling"]).code, Some(2));
}
