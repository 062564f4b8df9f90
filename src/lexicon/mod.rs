//! Word lists: text files under `en/`, compiled into the program, and their typed loaders.

mod classes;
mod entry;
mod names;
mod nouns;
mod segmentation;
mod table;
mod words;

pub use classes::{WordClass, classes_of};
pub use entry::{Entry, Starts, entries, entry};
pub use names::{Gender, GivenName, ProperNoun, formal_name, given_name, proper_noun};
pub use nouns::{NounKind, noun_kind};
pub use segmentation::{Abbreviation, CreditLines, SegmentationLists, segmentation};
pub use table::WordTable;
pub use words::{WordSet, elisions};
