//! Plain lists: one word or phrase a line.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A set of lower-case words, looked up without regard to case.
#[derive(Debug)]
pub struct WordSet {
    words: HashSet<&'static str>,
    longest: usize,
}

impl WordSet {
    /// Reads a list: one entry a line, `#` starts a comment line, blank lines are skipped.
    ///
    /// # Panics
    /// If an entry is not in lower case, stands twice, or has white space around it: a mistake in the list, shown with its line.
    pub fn parse(name: &str, list: &'static str) -> Self {
        let mut words = HashSet::new();
        for (number, line) in list.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = line.trim() != line || line.chars().any(char::is_uppercase);
            assert!(!bad && words.insert(line), "{name}, line {}: bad or repeated entry {line:?}", number + 1);
        }
        let longest = words.iter().map(|w| w.len()).max().unwrap_or(0);
        Self { words, longest }
    }

    /// Whether the list has `word`, in whatever case it is written.
    pub fn contains(&self, word: &str) -> bool {
        // Lower-casing never more than triples a word's length, so longer words need no look-up.
        if word.len() > 3 * self.longest {
            return false;
        }
        if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
            return self.words.contains(word);
        }
        self.words.contains(word.to_lowercase().as_str())
    }
}

/// Words that begin with an apostrophe in place of dropped letters, without that apostrophe: "tis", "em".
pub fn elisions() -> &'static WordSet {
    static SET: LazyLock<WordSet> = LazyLock::new(|| WordSet::parse("elisions.txt", include_str!("en/elisions.txt")));
    &SET
}
