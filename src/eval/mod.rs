//! How good attributions are: precision, recall and F1 against annotated articles.
//!
//! `quoth eval GOLD` analyzes the texts of the gold and scores what it finds; `quoth eval GOLD --pred FILE` scores a file that was made
//! before, by quoth (`--format jsonl`) or by anything that writes the form of the gold. A library user does the same with
//! [`read_gold`], [`Predictions`] and a [`Tally`]:
//!
//! ```
//! use quoth::eval::{Annotation, Article, Tally};
//! let text = "“We will rebuild,” Mayor Ana Ruiz said.";
//! let span = |words: &str| {
//!     let start = text.find(words).unwrap();
//!     vec![quoth::Span::new(start, start + words.len())]
//! };
//! let gold = Article {
//!     id: "a1".into(),
//!     text: text.into(),
//!     attributions: vec![Annotation {
//!         source: span("Mayor Ana Ruiz"),
//!         cue: span("said"),
//!         content: span("“We will rebuild,”"),
//!     }],
//! };
//! let analysis = quoth::Analyzer::new().analyze(text);
//! let found: Vec<_> = analysis.quotes.iter().map(Annotation::from).collect();
//! let mut tally = Tally::default();
//! tally.add(&gold, Some(&found));
//! assert_eq!(tally.scores().direct.e2e.f1, 100.0);
//! ```
//!
//! # Gold
//! JSON Lines, one article a line, or a folder with files `NAME.gold.json` of one such line each:
//!
//! ```json
//! {"id": "a1", "text": "…", "attributions": [{"source": [[19, 33]], "cue": [[34, 38]], "content": [[0, 18]]}]}
//! ```
//!
//! Offsets are half-open and count Unicode code points. `source` and `cue` may be empty lists; `content` has one or more parts. The spans
//! of one attribution do not overlap; several attributions may share a source.
//!
//! Or what annotators leave in brat: a folder of `NAME.ann` beside `NAME.txt`, as `quoth --format brat` writes them, or with the texts in a
//! folder of their own, as PolNeAR has them ([`read_gold`]).
//!
//! # Figures
//! Words are runs of letters, digits and underscores; a word has a role if it shares a character with a span of that role.
//!
//! - **token**: the words of each role, over the whole article.
//! - **content**: gold and predicted attributions are paired one to one, greedily by falling intersection over union of their content
//!   words (of equals, a pair that shares a source first, then the first in the gold); from one half on, a pair is a match.
//! - **exact**: matches whose content words are the same.
//! - **e2e** (end to end): matches that share a word of the source, or neither of which has one. The headline figure.
//! - **direct**: the same among attributions with nine tenths of their content words inside double quotation marks; **other**: among the
//!   rest; **all**: without that distinction.
//!
//! # Confidence
//! [`Reliability`] holds the confidence of quotes against how many of them are right (end to end): `quoth eval GOLD --calibration` shows it,
//! with the expected calibration error.
//!
//! # Speakers
//! [`SpeakerScores`] holds the names of speakers against those that somebody settled for the attributions of the gold ([`Speakers`]), with
//! their kinds, named or not, and roles: `quoth eval GOLD --speakers FILE`.
//!
//! # Errors
//! [`findings`] says what went wrong in an article, attribution by attribution, and [`CueScores`] counts it by kind of cue; `quoth eval GOLD
//! --errors` shows both.
//!
//! # The scoreboard
//! `tests/scoreboard.txt` holds the scores of the present extractor on `corpus/`, and on development data that the project does not ship.
//! Whoever changes the extractor sees the difference there:
//!
//! ```text
//! cargo test --test scoreboard                                        # compare
//! QUOTH_ACCEPT_SCORES=1 cargo test --test scoreboard                  # accept the change
//! QUOTH_DEV_DATA=dev.jsonl cargo test --test scoreboard               # the development data too
//! QUOTH_DEV_DATA=dev.jsonl QUOTH_DEV_SPEAKERS=speakers.jsonl cargo test --test scoreboard   # and who speaks there
//! ```

mod brat;
mod cues;
mod error;
mod errors;
mod gold;
mod lines;
mod matching;
mod prediction;
mod reliability;
mod score;
mod speakers;
mod words;

pub use cues::{CueKind, CueScores};
pub use error::{Error, Problem};
pub use errors::{Cause, Finding, findings};
pub use gold::{Article, read_gold, read_training_gold};
pub use matching::Pair;
pub use prediction::Predictions;
pub use reliability::{Correction, Reliability};
pub use score::{Figures, KindScores, Scores, Tally, TokenScores};
pub use speakers::{NameScores, Share, SpeakerScores, Speakers};

use crate::extract::Quote;
use crate::text::Span;

/// An attribution as it is annotated and scored: where its words stand, in bytes of its article's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotation {
    /// The words that name whom it is attributed to; empty if nobody is named.
    pub source: Vec<Span>,
    /// The words that tie source and content; may be empty.
    pub cue: Vec<Span>,
    /// What is attributed, in one or more parts.
    pub content: Vec<Span>,
}

impl From<&Quote> for Annotation {
    fn from(quote: &Quote) -> Self {
        Self { source: Vec::from_iter(quote.source), cue: Vec::from_iter(quote.cue), content: quote.content.clone() }
    }
}
