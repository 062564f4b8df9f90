//! The learned tagger: it gives every word its role in an attribution.
//!
//! Words are scored by one of two models, a small recurrent network ([`network`]) or a small transformer ([`encoder`]); one chain ([`crf`]) finds
//! the best tags for the scores of either.

mod atoms;
pub mod crf;
pub mod dictionary;
pub mod encoder;
pub mod format;
pub mod hash;
mod hints;
pub mod marks;
pub mod network;
pub mod observations;
pub mod tagger;
pub mod tags;

pub use encoder::Encoder;
pub use format::{Model, ModelError};
pub use hints::{Hint, HintKind};
pub use tagger::{Tagger, Tagging, Tier};
pub use tags::Tag;
