//! Who speaks, held against gold: the names, kinds and roles that an analysis gives to the sources of attributions.

use super::lines::{self, Characters};
use super::words::Words;
use super::{Article, Error, Pair, Problem};
use crate::extract::{Source, SourceId, SourceKind};
use crate::pipeline::Analysis;
use crate::text::Span;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// A line of gold, for messages.
const EXAMPLE: &str = r#"{"id": "a1", "content": [[0, 18]], "source": [[19, 33]], "name": "Ana Ruiz", "kind": "person", "named": true, "pronoun": false, "role": "mayor"}"#;

/// A line as it is written; offsets count code points.
#[derive(Deserialize)]
struct Line {
    id: String,
    content: Vec<[usize; 2]>,
    #[serde(default)]
    source: Vec<[usize; 2]>,
    name: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    accept: Vec<String>,
    #[serde(default)]
    kind: String,
    named: bool,
    pronoun: bool,
    #[serde(default)]
    role: String,
}

/// Who the source of one attribution is.
#[derive(Clone, Debug)]
struct Speaker {
    content: Vec<Span>,
    source: Vec<Span>,
    /// Forms of the name that are right, folded.
    accepted: Vec<String>,
    /// Names that must all be there, if it is several.
    members: Vec<String>,
    kind: SourceKind,
    named: bool,
    pronoun: bool,
    role: String,
}

/// Who the sources of some gold's attributions are, by article.
#[derive(Clone, Debug, Default)]
pub struct Speakers(HashMap<String, Vec<Speaker>>);

impl Speakers {
    /// Reads JSON Lines, one attribution of the gold a line: `id` of the article, `content` and `source` as the gold has them, `name` and
    /// what else is right (`accept`; of several people all `names`), `kind`, `named`, `pronoun`, `role`. Lines without a name are passed
    /// over: nobody can tell who that is.
    ///
    /// # Errors
    /// If a line is not of that form, or its offsets are not in the text of its article.
    pub fn read(path: &Path, gold: &[Article]) -> Result<Self, Error> {
        let file = path.display().to_string();
        let opened = File::open(path).map_err(|reason| Error::Io { file: file.clone(), reason })?;
        let articles: HashMap<&str, &Article> = gold.iter().map(|article| (article.id.as_str(), article)).collect();
        let mut speakers: HashMap<String, Vec<Speaker>> = HashMap::new();
        lines::for_each(BufReader::new(opened), &file, |place, line| {
            let line: Line = place.parse(line, EXAMPLE)?;
            let Some(article) = articles.get(line.id.as_str()).filter(|_| !line.name.is_empty()) else { return Ok(()) };
            let characters = Characters::new(&line.id, &article.text);
            let span = |[start, end]: [usize; 2]| {
                let length = article.text.chars().count();
                let (which, id, role) = ("the speaker".to_owned(), line.id.clone(), "content");
                let problem = || Problem::OutOfRange { which, id, role, start, end, length };
                characters.span_of([start, end]).ok_or_else(|| place.error(problem()))
            };
            let members =
                if line.names.len() > 1 { line.names.iter().map(|name| folded(name)).collect() } else { Vec::new() };
            speakers.entry(line.id.clone()).or_default().push(Speaker {
                content: line.content.iter().map(|&range| span(range)).collect::<Result<_, _>>()?,
                source: line.source.iter().map(|&range| span(range)).collect::<Result<_, _>>()?,
                accepted: line.accept.iter().chain([&line.name]).map(|name| folded(name)).collect(),
                members,
                kind: match line.kind.as_str() {
                    "person" => SourceKind::Person,
                    "group" => SourceKind::Group,
                    "organization" => SourceKind::Organization,
                    "document" => SourceKind::Document,
                    _ => SourceKind::Unknown,
                },
                named: line.named,
                pronoun: line.pronoun,
                role: line.role,
            });
            Ok(())
        })?;
        Ok(Self(speakers))
    }
}

/// A name as it is compared: in lower case, without "the", with straight apostrophes and single spaces.
fn folded(name: &str) -> String {
    let name = name.replace('’', "'").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    name.strip_prefix("the ").map(str::to_owned).unwrap_or(name)
}

/// Why a speaker is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Confusion {
    NoSource,
    OtherWords,
    Unresolved,
    Pronoun,
    Description,
    Name,
    Wording,
}

impl Confusion {
    fn heading(self) -> &'static str {
        match self {
            Self::NoSource => "no source found",
            Self::OtherWords => "other words taken for the source",
            Self::Unresolved => "left unresolved",
            Self::Pronoun => "a pronoun taken for somebody else",
            Self::Description => "a description not tied to a name",
            Self::Name => "taken for somebody else",
            Self::Wording => "a source without a name called otherwise",
        }
    }
}

/// How many are right of those that count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    /// How many are right.
    pub right: usize,
    /// How many there are.
    pub of: usize,
}

impl Share {
    fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    /// In percent, to one decimal; nothing of nothing is 0.
    pub fn percent(self) -> f64 {
        percent(self.right, self.of)
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { (1000.0 * part as f64 / whole as f64).round() / 10.0 }
}

/// How many speakers have their right name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct NameScores {
    /// Share of the gold with the right name, in percent.
    pub right_of_gold: f64,
    /// Share of the matched with the right name, in percent.
    pub right_of_matched: f64,
    /// How many have the right name.
    pub right: usize,
    /// How many attributions of the gold were found by their content.
    pub matched: usize,
    /// How many there are in the gold.
    pub gold: usize,
}

impl NameScores {
    fn count(&mut self, matched: bool, right: bool) {
        self.gold += 1;
        self.matched += usize::from(matched);
        self.right += usize::from(right);
        self.right_of_gold = percent(self.right, self.gold);
        self.right_of_matched = percent(self.right, self.matched);
    }
}

/// How good speakers are. Counts add up over articles; displayed as a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SpeakerScores {
    /// All attributions whose source the gold knows.
    pub all: NameScores,
    /// Those whose source the article names.
    pub named: NameScores,
    /// Those whose source is a pronoun where they stand.
    pub pronoun: NameScores,
    /// Of the matched that have a speaker, those whose kind is right.
    pub kind: Share,
    /// Of the same, those that are rightly taken for named or not.
    pub named_flag: Share,
    /// Of those with the right name and a role in the gold, how many have a title whose last word is in that role.
    pub role: Share,
    /// How many of the matched are wrong, by cause.
    pub confusion: BTreeMap<&'static str, usize>,
}

impl SpeakerScores {
    /// Adds an article. `pairs` are the matches of its attributions with the quotes of `analysis`.
    pub fn add(&mut self, article: &Article, speakers: &Speakers, pairs: &[Pair], analysis: &Analysis) {
        let Some(speakers) = speakers.0.get(&article.id) else { return };
        let words = Words::new(&article.text);
        let mut by_content: HashMap<Vec<usize>, usize> = HashMap::new();
        for (index, attribution) in article.attributions.iter().enumerate() {
            by_content.entry(words.touched(&attribution.content)).or_insert(index);
        }
        for speaker in speakers {
            let gold = by_content.get(&words.touched(&speaker.content));
            let pair = gold.and_then(|&gold| pairs.iter().find(|pair| pair.gold == gold));
            let quote = pair.map(|pair| &analysis.quotes[pair.predicted]);
            let source = quote.and_then(|quote| quote.speaker).map(|SourceId(index)| &analysis.sources[index]);
            let right = source.is_some_and(|source| speaker.is_called(&source.name));
            self.all.count(quote.is_some(), right);
            if speaker.named {
                self.named.count(quote.is_some(), right);
            }
            if speaker.pronoun {
                self.pronoun.count(quote.is_some(), right);
            }
            if let Some(source) = source {
                self.kind.count(source.kind == speaker.kind);
                self.named_flag.count(source.named == speaker.named);
                if right && !speaker.role.is_empty() {
                    self.role.count(speaker.has_role(source));
                }
            }
            if let Some(quote) = quote.filter(|_| !right) {
                let cause = speaker.confusion(quote.source, source, &words);
                *self.confusion.entry(cause.heading()).or_default() += 1;
            }
        }
    }
}

impl Speaker {
    fn is_called(&self, name: &str) -> bool {
        let name = folded(name);
        let all = !self.members.is_empty() && self.members.iter().all(|member| name.contains(member));
        all || self.accepted.contains(&name)
    }

    fn has_role(&self, source: &Source) -> bool {
        let words = |role: &str| -> Vec<String> {
            role.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(|word| full_title(word).to_owned()).collect()
        };
        let role = words(&self.role);
        let title = source.title.as_deref().map(|title| words(title.trim_end_matches('.')));
        title.and_then(|title| title.last().cloned()).is_some_and(|noun| role.contains(&noun))
    }

    fn confusion(&self, found: Option<Span>, source: Option<&Source>, words: &Words) -> Confusion {
        let Some(found) = found else { return Confusion::NoSource };
        let own = words.touched(&self.source);
        let shared = words.touched(&[found]).iter().any(|word| own.contains(word));
        match source {
            _ if !shared => Confusion::OtherWords,
            None => Confusion::Unresolved,
            Some(_) if self.pronoun => Confusion::Pronoun,
            Some(source) if self.named && !source.named => Confusion::Description,
            Some(_) if self.named => Confusion::Name,
            Some(_) => Confusion::Wording,
        }
    }
}

/// "sen" as "senator": abbreviations of titles in full.
fn full_title(word: &str) -> &str {
    match word {
        "sen" => "senator",
        "gov" => "governor",
        "rep" => "representative",
        "dr" => "doctor",
        "prof" => "professor",
        word => word,
    }
}

impl fmt::Display for SpeakerScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:12}{:>9}{:>11}{:>7}{:>9}{:>6}", "speaker", "of gold", "of matched", "right", "matched", "gold")?;
        for (name, scores) in [("all", &self.all), ("named", &self.named), ("pronoun", &self.pronoun)] {
            let NameScores { right_of_gold, right_of_matched, right, matched, gold } = scores;
            writeln!(f, "{name:12}{right_of_gold:9.1}{right_of_matched:11.1}{right:7}{matched:9}{gold:6}")?;
        }
        for (name, share) in [("kind", self.kind), ("named or not", self.named_flag), ("role", self.role)] {
            writeln!(f, "{name:12}{:20.1}{:7}{:9}", share.percent(), share.right, share.of)?;
        }
        writeln!(f)?;
        for (cause, count) in &self.confusion {
            writeln!(f, "{count:4} {cause}")?;
        }
        Ok(())
    }
}
