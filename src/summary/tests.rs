use super::*;
use crate::extract::{Quote, QuoteType, Rule, Source};
use crate::text::Span;
use proptest::prelude::*;

/// An article with one indirect quote for each (name, words, cue). "Ruiz; senator" has a title, "Ruiz @ House" an affiliation; a name in
/// small letters is a description; one that ends in "Department" or has capitals only is an organization.
fn tally(quotes: &[(&str, usize, &str)]) -> Tally {
    let mut text = String::new();
    let mut analysis = Analysis::default();
    for &(told, words, cue) in quotes {
        let start = text.len();
        text.push_str(cue);
        let (name, affiliation) = told.split_once(" @ ").map_or((told, None), |(name, body)| (name, Some(body)));
        let (name, title) = name.split_once("; ").map_or((name, None), |(name, title)| (name, Some(title)));
        let body = name.ends_with("Department") || name.chars().all(char::is_uppercase);
        let known = analysis.sources.iter().position(|source| source.name == name);
        let speaker = known.unwrap_or(analysis.sources.len());
        if known.is_none() {
            analysis.sources.push(Source {
                name: name.to_owned(),
                kind: if body { SourceKind::Organization } else { SourceKind::Person },
                named: name.starts_with(char::is_uppercase),
                title: title.map(str::to_owned),
                affiliation: affiliation.map(str::to_owned),
                ..Source::default()
            });
        }
        analysis.sources[speaker].quotes.indirect += 1;
        analysis.sources[speaker].words += words;
        analysis.quotes.push(Quote {
            kind: QuoteType::Indirect,
            content: vec![Span::new(start, text.len())],
            cue: Some(Span::new(start, text.len())),
            source: None,
            speaker: Some(SourceId(speaker)),
            channel: None,
            sentence: 0,
            paragraph: 0,
            rule: Rule::QuoteThenCue,
            confidence: 1.0,
        });
    }
    Tally::of_article(&text, &analysis)
}

/// Articles with one quote of each of the sources named.
fn corpus(articles: &[&[&str]]) -> Summary {
    let article = |sources: &&[&str]| tally(&sources.iter().map(|&source| (source, 1, "said")).collect::<Vec<_>>());
    merged(&articles.iter().map(article).collect::<Vec<_>>()).summary()
}

fn merged<'a>(tallies: impl IntoIterator<Item = &'a Tally>) -> Tally {
    let mut all = Tally::default();
    tallies.into_iter().for_each(|tally| all.merge(tally));
    all
}

/// The names of the sources, in alphabetical order, each with the number of its articles.
fn names(summary: &Summary) -> Vec<(&str, usize)> {
    let mut names: Vec<_> = summary.sources.iter().map(|source| (source.name.as_str(), source.articles)).collect();
    names.sort_unstable();
    names
}

#[test]
fn the_same_name_is_one_source() {
    let summary =
        corpus(&[&["The Post Department"], &["Post Department"], &["POST DEPARTMENT"], &["Ana Ruiz"], &["Ana Ruiz"]]);
    assert_eq!(names(&summary), [("Ana Ruiz", 2), ("The Post Department", 3)]);
    assert_eq!(summary.sources[0].also, ["POST DEPARTMENT", "Post Department"]);
}

#[test]
fn variants_of_a_name_are_one_source() {
    assert_eq!(
        names(&corpus(&[&["Mike Pence"], &["Michael Pence"], &["Michael R. Pence"]])),
        [("Michael R. Pence", 3)]
    );
    assert_eq!(names(&corpus(&[&["Ana Ruiz"], &["Bo Ruiz"]])), [("Ana Ruiz", 1), ("Bo Ruiz", 1)]);
}

#[test]
fn a_variant_that_fits_two_people_stays_apart() {
    let names = |articles: &[&[&str]]| {
        names(&corpus(articles)).into_iter().map(|(n, a)| format!("{n} {a}")).collect::<Vec<_>>()
    };
    let burmans = [&["Leonard E. Burman; economist"][..], &["Leonard X. Burman; farmer"]];
    assert_eq!(
        names(&[burmans[0], burmans[1], &["Leonard Burman"]]),
        ["Leonard Burman 1", "Leonard E. Burman 1", "Leonard X. Burman 1"]
    );
    // The role tells.
    assert_eq!(
        names(&[burmans[0], burmans[1], &["Leonard Burman; senior economist"]]),
        ["Leonard E. Burman 2", "Leonard X. Burman 1"]
    );
}

#[test]
fn a_surname_alone_is_its_only_bearers() {
    assert_eq!(names(&corpus(&[&["Ana Ruiz"], &["Ruiz"]])), [("Ana Ruiz", 2)]);
    assert_eq!(names(&corpus(&[&["Ana Ruiz"], &["Bo Ruiz"], &["Ruiz"]])).len(), 3);
    assert_eq!(
        names(&corpus(&[&["Ana Ruiz; Sen."], &["Bo Ruiz"], &["Ruiz; senator"]])),
        [("Ana Ruiz", 2), ("Bo Ruiz", 1)]
    );
    // Roles that contradict keep even two alone with that surname apart.
    assert_eq!(names(&corpus(&[&["Ana Ruiz; nurse"], &["Ruiz; sheriff"]])).len(), 2);
}

#[test]
fn what_one_article_tells_apart_is_not_one_source() {
    assert_eq!(names(&corpus(&[&["Ana Ruiz", "Ruiz"], &["Ana Ruiz"]])), [("Ana Ruiz", 2), ("Ruiz", 1)]);
}

#[test]
fn an_acronym_is_the_only_body_that_has_it() {
    assert_eq!(names(&corpus(&[&["Rail Safety Department"], &["RSD"]])), [("Rail Safety Department", 2)]);
    assert_eq!(names(&corpus(&[&["Rail Safety Department"], &["River Space Department"], &["RSD"]])).len(), 3);
}

#[test]
fn descriptions_are_one_by_their_words_only() {
    assert_eq!(names(&corpus(&[&["aide"], &["aide"], &["senior aide"]])), [("aide", 2), ("senior aide", 1)]);
}

#[test]
fn sources_come_by_words_and_then_by_name() {
    let all =
        merged(&[tally(&[("Lee", 9, "said"), ("Bo", 4, "said")]), tally(&[("Ana", 4, "said"), ("Lee", 3, "says")])]);
    let summary = all.summary();
    let shown: Vec<_> = summary.sources.iter().map(|s| (&*s.name, s.articles, s.words, s.share)).collect();
    assert_eq!(shown, [("Lee", 2, 12, 0.6), ("Ana", 1, 4, 0.2), ("Bo", 1, 4, 0.2)]);
    assert_eq!(summary.words, 20);
}

#[test]
fn cues_are_counted_in_one_spelling() {
    let all = tally(&[("Lee", 1, "According\n  To"), ("Lee", 1, "said"), ("Lee", 1, "according to")]);
    let expected = [("according to".to_owned(), 2), ("said".to_owned(), 1)];
    assert_eq!(all.summary().cues, expected);
    assert_eq!(all.summary().sources[0].cues, expected);
}

#[test]
fn quotes_without_a_name_are_a_share_of_those_with_a_source() {
    let share = |quotes: &[_]| tally(quotes).summary().unnamed_share;
    assert_eq!(share(&[("Lee", 1, "said"), ("aide", 1, "said"), ("aide", 1, "said")]), 0.6667);
    assert_eq!(share(&[]), 0.0);
}

#[test]
fn who_is_quoted_together() {
    let summary = corpus(&[&["Ana Ruiz", "Bo Ek", "aide"], &["Bo Ek", "Ruiz"], &["Bo Ek", "Lee"]]);
    let pairs: Vec<_> = summary.quoted_together.iter().map(|pair| (pair.names.join(" and "), pair.articles)).collect();
    assert_eq!(pairs, [("Bo Ek and Ana Ruiz".to_owned(), 2), ("Bo Ek and Lee".to_owned(), 1)]);
    let bo = &summary.sources[0];
    assert_eq!((&*bo.name, &*bo.quoted_with[0].name, bo.quoted_with.len()), ("Bo Ek", "Ana Ruiz", 2));
}

const SOURCES: &[&str] = &[
    "Ana Ruiz",
    "ANA RUIZ",
    "Ana M. Ruiz; Sen.",
    "Ana X. Ruiz; nurse",
    "Bo Ruiz",
    "Ruiz",
    "Ruiz; senator",
    "Al Gore",
    "AL GORE",
    "the Al Gore Department",
    "Mike Pence @ House",
    "Michael Pence",
    "Rail Safety Department",
    "River Space Department",
    "RSD",
    "aide",
    "Aide",
];

proptest! {
    #[test]
    fn neither_order_nor_grouping_of_articles_matters(
        articles in prop::collection::vec(prop::collection::vec((0..SOURCES.len(), 0usize..4, prop_oneof![Just("said"), Just("told")]), 0..6), 0..12),
        order in any::<u64>(),
        cut in 0usize..12,
    ) {
        let tallies: Vec<Tally> = articles
            .iter()
            .map(|quotes| tally(&quotes.iter().map(|&(s, words, cue)| (SOURCES[s], words, cue)).collect::<Vec<_>>()))
            .collect();
        let expected = merged(&tallies).summary();
        let mut mixed: Vec<&Tally> = tallies.iter().collect();
        for i in (1..mixed.len()).rev() {
            mixed.swap(i, (order >> (i % 48)) as usize % (i + 1));
        }
        let (first, second) = mixed.split_at(cut.min(mixed.len()));
        let grouped = merged(&[merged(second.iter().copied()), merged(first.iter().copied())]);
        prop_assert_eq!(&grouped.summary(), &expected);
        prop_assert_eq!(expected.sources.iter().map(|source| source.words).sum::<usize>(), expected.words);
    }
}
