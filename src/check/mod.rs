//! What an editor should look at: how an article is sourced, and whether its quotations agree with each other and with other articles'.
//!
//! [`article`] looks at one article, [`Across`] compares those of a folder. Every finding names its [`Rule`], which explains itself.

mod across;
mod diff;
mod passages;

pub use across::{Across, Quotations};
pub use diff::{Change, Edit};

use crate::extract::{SourceId, SourceKind};
use crate::pipeline::Analysis;
use passages::{Passage, passages};
use std::collections::HashMap;

/// From so many quotes on, a single source is worth a word.
const FEW: usize = 3;

/// The fewest words of a quotation that two people do not say by chance.
const SAME_WORDS: usize = 4;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// All quotes of an article are one source's.
    SingleSource,
    /// No source of an article has a name.
    UnnamedOnly,
    /// A quotation that nobody is shown saying.
    NoSpeaker,
    /// A person who is quoted and never called by the full name.
    NoFullName,
    /// The same words from two speakers in one article.
    TwoSpeakers,
    /// A quotation that has other words in another article.
    AlteredQuote,
    /// A quotation that is another speaker's in another article.
    OtherSpeaker,
}

impl Rule {
    /// Every rule, in the order in which they are listed.
    pub const ALL: [Rule; 7] = [
        Rule::SingleSource,
        Rule::UnnamedOnly,
        Rule::NoSpeaker,
        Rule::NoFullName,
        Rule::TwoSpeakers,
        Rule::AlteredQuote,
        Rule::OtherSpeaker,
    ];

    /// What users call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SingleSource => "single-source",
            Self::UnnamedOnly => "unnamed-only",
            Self::NoSpeaker => "no-speaker",
            Self::NoFullName => "no-full-name",
            Self::TwoSpeakers => "two-speakers",
            Self::AlteredQuote => "altered-quote",
            Self::OtherSpeaker => "other-speaker",
        }
    }

    /// The rule with that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// What it looks for, why that matters, and where it is wrong, for a person.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::SingleSource => {
                "Three or more quotes, and every one is the same source's.\n\n\
                 A story that only one person or body tells has heard one side. That may be right for an interview or a speech; in a dispute \
                 somebody was not asked.\n\n\
                 Quotes without a source do not count. Wrong where one source goes by two names that were not put together, or the other way \
                 round."
            }
            Self::UnnamedOnly => {
                "The article has sources, and none of them has a name.\n\n\
                 Readers cannot judge who \"officials\" are. A desk may want a second, named source, or the reason why the name is left out.\n\n\
                 A body counts as named if it is called by a name of its own."
            }
            Self::NoSpeaker => {
                "Words in quotation marks that nobody is shown saying.\n\n\
                 Either the attribution is missing, or it stands so far away that a reader will not find it.\n\n\
                 Wrong where the analysis did not see who is meant; the quotation is then attributed in the article, and a look settles it. \
                 Reported speech without quotation marks is not looked at."
            }
            Self::NoFullName => {
                "A person is quoted under a single name, and the article never gives the full one.\n\n\
                 Usually the paragraph that introduced the person was cut.\n\n\
                 Wrong for people who go by one name."
            }
            Self::TwoSpeakers => {
                "The same four or more words in quotation marks are attributed to two speakers in one article.\n\n\
                 One of the attributions is wrong, or one speaker quotes the other and the article does not say so."
            }
            Self::AlteredQuote => {
                "A quotation of six or more words stands in another article with some words changed, added or left out. The difference is shown \
                 as [-here-]{+there+}.\n\n\
                 A quotation is what somebody said: it has one wording. Look up which it is.\n\n\
                 A shorter part of the same words is no alteration, nor are capitals and punctuation. Sentences that people say again and \
                 again may be found although they were said twice."
            }
            Self::OtherSpeaker => {
                "A quotation of six or more words is attributed to another speaker in another article.\n\n\
                 One of the two is wrong, unless it was said by both.\n\n\
                 Speakers are one if one's name is a part of the other's (\"Ruiz\", \"Ana Ruiz\"). Wrong where an article calls a person by \
                 a role only (\"the mayor\")."
            }
        }
    }
}

/// A place in an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The article's id.
    pub article: String,
    /// The file it came from.
    pub path: Option<String>,
    /// Number of the quote, the first is 0; `None` if it is about the whole article.
    pub quote: Option<usize>,
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: Rule,
    /// Where.
    pub place: Place,
    /// What, in words for a person.
    pub message: String,
    /// Where the other quotation is, for rules that compare.
    pub other: Option<Place>,
    /// From the other quotation to this one, where they differ.
    pub edits: Vec<Edit>,
}

/// Looks at one article, called `id` and come from `path`: what is found in it, and its quotations for [`Across`].
pub fn article(id: &str, path: Option<&str>, text: &str, analysis: &Analysis) -> (Vec<Finding>, Quotations) {
    let place = |quote| Place { article: id.to_owned(), path: path.map(str::to_owned), quote };
    let mut findings = Vec::new();
    let mut add = |rule, quote, message| {
        findings.push(Finding { rule, place: place(quote), message, other: None, edits: Vec::new() });
    };
    let attributed = analysis.quotes.iter().filter(|quote| quote.speaker.is_some()).count();
    if let [source] = &analysis.sources[..]
        && attributed >= FEW
    {
        add(Rule::SingleSource, None, format!("all {attributed} quotes are {}'s", source.name));
    }
    if !analysis.sources.is_empty() && analysis.sources.iter().all(|source| !source.named) {
        let names: Vec<_> = analysis.sources.iter().map(|source| source.name.as_str()).collect();
        add(Rule::UnnamedOnly, None, format!("no source has a name: {}", names.join(", ")));
    }
    for source in analysis.sources.iter().filter(|source| source.named && source.kind == SourceKind::Person) {
        if !source.name.trim().contains(char::is_whitespace) && is_proper(text, &source.name) {
            let first = analysis.quotes.iter().position(|quote| {
                quote.speaker.is_some_and(|SourceId(speaker)| std::ptr::eq(&analysis.sources[speaker], source))
            });
            add(Rule::NoFullName, first, format!("{} has no full name in this article", source.name));
        }
    }
    let passages = passages(text, analysis);
    for passage in &passages {
        if passage.speaker.is_none() && passage.first {
            add(Rule::NoSpeaker, Some(passage.quote), format!("nobody is shown saying {}", passage.shown()));
        }
    }
    let mut said: HashMap<&[String], &Passage> = HashMap::new();
    for passage in passages.iter().filter(|passage| passage.speaker.is_some() && passage.words.len() >= SAME_WORDS) {
        let before = *said.entry(&passage.words).or_insert(passage);
        if let (Some(one), Some(other)) = (&before.speaker, &passage.speaker)
            && !passages::one_speaker(one, other)
        {
            let message = format!("{one} and {other} are both shown saying {}", passage.shown());
            add(Rule::TwoSpeakers, Some(passage.quote), message);
        }
    }
    findings.sort_by_key(|finding| (finding.rule, finding.place.quote));
    (findings, Quotations::new(place(None), passages))
}

/// Whether a word has its capital for its own sake: it is longer than the `Q` of an interview, and stands somewhere not at the head of a
/// sentence, where "Deputies" has one too.
fn is_proper(text: &str, word: &str) -> bool {
    let inside = |(at, _): (usize, &str)| {
        let before = text[..at].trim_end();
        before.len() < at && before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '”' | '"'))
    };
    word.chars().count() > 2 && text.match_indices(word).take(100).any(inside)
}

#[cfg(test)]
mod tests;
