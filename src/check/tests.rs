use super::*;
use crate::pipeline::Analyzer;

/// What is found in some articles, as `rule: message`, and the difference where there is one.
fn found(articles: &[&str]) -> Vec<String> {
    let analyzer = Analyzer::fast();
    let mut across = Across::default();
    let mut all = Vec::new();
    for (number, text) in articles.iter().enumerate() {
        let (mut findings, quotations) = article(&format!("a{number}"), None, text, &analyzer.analyze(text));
        findings.extend(across.add(quotations));
        all.extend(findings.iter().map(|finding| {
            let edits: String = finding
                .edits
                .iter()
                .map(|Edit { change, words }| match change {
                    Change::Kept => format!(" {words}"),
                    Change::Removed => format!(" [-{words}-]"),
                    Change::Added => format!(" {{+{words}+}}"),
                })
                .collect();
            format!("{}: {}{}{edits}", finding.rule.name(), finding.message, if edits.is_empty() { "" } else { " |" })
        }));
    }
    all
}

const BALANCED: &str = "“We will rebuild the old bridge before the winter comes,” Mayor Ana Ruiz said.\n\n\
                        “It cannot be done in six months,” said Bo Lindqvist, an engineer.\n";

#[test]
fn a_sound_article_has_nothing_to_look_at() {
    assert_eq!(found(&[BALANCED]), [""; 0]);
}

#[test]
fn one_source_and_no_names() {
    let one = "“We will rebuild,” Ana Ruiz said. “It takes time,” Ruiz said.\n\nRuiz said that work starts in May.\n";
    assert_eq!(found(&[one]), ["single-source: all 3 quotes are Ana Ruiz's"]);
    let unnamed = "Officials said that the bridge would stay closed.\n";
    assert!(found(&[unnamed])[0].starts_with("unnamed-only: no source has a name: "), "{:?}", found(&[unnamed]));
}

#[test]
fn a_person_without_a_full_name() {
    let text = "“It cannot be done in time,” Lindqvist said.\n\n“We will see about that,” Mayor Ana Ruiz said.\n";
    assert_eq!(found(&[text]), ["no-full-name: Lindqvist has no full name in this article"]);
    assert!(is_proper("They asked Bea.", "Bea") && !is_proper("Deputies came. Deputies said so.", "Deputies"));
    assert!(!is_proper("Asked, Q: why?", "Q"));
}

#[test]
fn altered_words_and_other_speakers_in_another_article() {
    let altered =
        "“We will never rebuild the old bridge before winter comes,” Ruiz said.\n\n“No,” said Bo Lindqvist.\n";
    let expected = "altered-quote: “We will never rebuild the old bridge before winter comes,” has other words in a0 | \
                    we will {+never+} rebuild the old bridge before [-the-] winter comes";
    let findings = found(&[BALANCED, altered]);
    assert!(findings.iter().any(|finding| finding == expected), "{findings:#?}");
    let shorter = "“rebuild the old bridge before the winter comes,” said Karin Holm.\n\n“No,” said Bo Lindqvist.\n";
    let findings = found(&[BALANCED, shorter]);
    assert!(!findings.iter().any(|finding| finding.starts_with("altered")), "a part is no alteration: {findings:#?}");
    assert!(
        findings.iter().any(|finding| finding.contains("is Karin Holm's here and Ana Ruiz's in a0")),
        "{findings:#?}"
    );
}

#[test]
fn the_same_words_from_two_mouths() {
    let text = "“We will rebuild it all,” Ana Ruiz said.\n\n“We will rebuild it all,” said Bo Lindqvist.\n";
    let findings = found(&[text]);
    assert!(
        findings.iter().any(|finding| finding.starts_with("two-speakers: Ana Ruiz and Bo Lindqvist")),
        "{findings:#?}"
    );
}

#[test]
fn every_rule_has_a_name_and_an_explanation() {
    for rule in Rule::ALL {
        assert_eq!(Rule::from_name(rule.name()), Some(rule));
        assert!(rule.explanation().contains("\n\n"), "{}", rule.name());
    }
}
