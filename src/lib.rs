#![doc = include_str!("../README.md")]

#[doc = include_str!("ARCHITECTURE.md")]
pub mod architecture {}
pub mod check;
pub mod eval;
pub mod extract;
pub mod lexicon;
pub mod model;
pub mod pipeline;
#[cfg(feature = "cli")]
pub mod read;
pub mod report;
pub mod segment;
pub mod summary;
pub mod text;
#[cfg(feature = "train")]
pub mod train;

pub use extract::{Quote, QuoteCounts, QuoteType, Source, SourceId, SourceKind};
pub use pipeline::{Analysis, Analyzer};
pub use text::Span;
