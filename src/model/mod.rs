//! The learned tagger: a linear-chain model over hashed features that gives every word its role in an attribution.

mod atoms;
pub mod crf;
pub mod dictionary;
pub mod features;
pub mod format;
pub mod hash;
mod hints;
mod places;
pub mod table;
pub mod tagger;
pub mod tags;

pub use format::{Model, ModelError};
pub use hints::{Hint, HintKind};
pub use tagger::{Tagger, Tagging};
pub use tags::Tag;
