//! Word lists: text files under `en/`, compiled into the program, and their typed loaders.

mod classes;
mod words;

pub use classes::{WordClass, classes_of};
pub use words::{WordSet, elisions};
