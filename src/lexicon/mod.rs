//! Word lists: text files under `en/`, compiled into the program, and their typed loaders.

mod words;

pub use words::{WordSet, elisions};
