//! The words that stand in quotation marks, and who is shown saying them.

use crate::extract::{QuoteType, SourceId};
use crate::pipeline::Analysis;

/// The most characters of a quotation in a message.
const SHOWN: usize = 80;

/// Quoted words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Passage {
    /// Which quote of the article it is in.
    pub(super) quote: usize,
    /// Whether it is the first one of that quote.
    pub(super) first: bool,
    pub(super) speaker: Option<String>,
    /// The words as they stand, without quotation marks.
    text: String,
    /// The same in small letters without punctuation.
    pub(super) words: Vec<String>,
}

impl Passage {
    /// The words as a message shows them.
    pub(super) fn shown(&self) -> String {
        match self.text.char_indices().nth(SHOWN) {
            None => format!("“{}”", self.text),
            Some((at, _)) => format!("“{}…”", self.text[..at].trim_end()),
        }
    }
}

/// The quotations of an article, in its order.
pub(super) fn passages(text: &str, analysis: &Analysis) -> Vec<Passage> {
    let mut passages = Vec::new();
    for (index, quote) in analysis.quotes.iter().enumerate() {
        let speaker = quote.speaker.map(|SourceId(speaker)| analysis.sources[speaker].name.clone());
        let mut first = true;
        for &span in &quote.content {
            let quoted = match quote.kind {
                QuoteType::Direct => vec![text[span].trim_matches(is_mark)],
                QuoteType::Mixed => inside_marks(&text[span]),
                QuoteType::Indirect => Vec::new(),
            };
            for words in quoted {
                let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
                let speaker = speaker.clone();
                passages.push(Passage { quote: index, first, speaker, words: folded(&text), text });
                first = false;
            }
        }
    }
    passages.retain(|passage| !passage.words.is_empty());
    passages
}

/// What stands between double quotation marks.
fn inside_marks(text: &str) -> Vec<&str> {
    let mut parts = text.split(['“', '”', '"']);
    let mut inside = Vec::new();
    parts.next();
    while let Some(part) = parts.next() {
        inside.push(part);
        parts.next();
    }
    inside
}

fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '“' | '”' | '"' | '„' | '«' | '»' | '‘' | '’' | '\'' | '`')
}

/// Words in small letters, without punctuation around and with one kind of apostrophe in them.
fn folded(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '—' | '–'));
    let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace('’', "'"));
    words.filter(|word| !word.is_empty()).collect()
}

/// Whether two names may be one person's or body's: the words of one are among those of the other.
pub(super) fn one_speaker(one: &str, other: &str) -> bool {
    let (one, other) = (folded(one), folded(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.iter().all(|word| long.contains(word))
}
