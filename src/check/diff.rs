//! The difference of two quotations, word by word.

/// What happened to some words on the way from one text to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// They are in both.
    Kept,
    /// Only the first has them.
    Removed,
    /// Only the second has them.
    Added,
}

/// Words of one fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What happened to them.
    pub change: Change,
    /// The words, with single spaces.
    pub words: String,
}

/// The most words that are compared; a table of their pairs is kept.
pub(super) const MOST: usize = 400;

/// The shortest way from one text to the other, and how many words are kept. At most [`MOST`] words of each are looked at.
pub(super) fn edits(from: &[String], to: &[String]) -> (Vec<Edit>, usize) {
    let (from, to) = (&from[..from.len().min(MOST)], &to[..to.len().min(MOST)]);
    // How many words can be kept of what is left, from any pair of places on.
    let mut kept = vec![vec![0_u16; to.len() + 1]; from.len() + 1];
    for i in (0..from.len()).rev() {
        for j in (0..to.len()).rev() {
            kept[i][j] = if from[i] == to[j] { kept[i + 1][j + 1] + 1 } else { kept[i + 1][j].max(kept[i][j + 1]) };
        }
    }
    let mut edits: Vec<Edit> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < from.len() || j < to.len() {
        let (change, word) = if i < from.len() && j < to.len() && from[i] == to[j] {
            (i, j) = (i + 1, j + 1);
            (Change::Kept, &from[i - 1])
        } else if j == to.len() || (i < from.len() && kept[i + 1][j] >= kept[i][j + 1]) {
            i += 1;
            (Change::Removed, &from[i - 1])
        } else {
            j += 1;
            (Change::Added, &to[j - 1])
        };
        match edits.last_mut().filter(|last| last.change == change) {
            Some(last) => {
                last.words.push(' ');
                last.words.push_str(word);
            }
            None => edits.push(Edit { change, words: word.clone() }),
        }
    }
    (edits, usize::from(kept[0][0]))
}
