//! What the network is told of a token: the rows of its tables of learned vectors that are added up for it.

use super::super::dictionary::PENN;
use super::super::hash;
use super::super::marks::{self, marks};
use super::super::observations::{FRAMES, Observations, Stretch};

/// How many rows endings of words share.
const ENDINGS: usize = 4096;
/// The tables, one behind the other: the first row of each, and how many rows they have together. The vectors of single words follow.
const ENDING: usize = 0;
const PART_OF_SPEECH: usize = ENDING + ENDINGS;
const CLASSES: usize = PART_OF_SPEECH + PENN.len();
const LOOK: usize = CLASSES + 256;
const HINT: usize = LOOK + marks::SIZES[0] * marks::SIZES[1];
const FRAME: usize = HINT + marks::SIZES[2];
const PLACE: usize = FRAME + FRAMES;
/// The row of the first word that has a vector of its own.
pub(crate) const WORDS: usize = PLACE + marks::SIZES[3];

/// The rows of a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows {
    /// That of its word, or of its ending if the word has no vector of its own.
    pub(crate) word: u32,
    /// Whether its word has a vector of its own. What the word is like is counted in there.
    pub(crate) known: bool,
    /// What its word is like: part of speech and classes of meaning.
    pub(crate) kind: [u32; 2],
    /// What else is seen of it: letters and quotation, hint, frame of the quotation, place.
    pub(crate) seen: [u32; 4],
}

/// The rows for what a word is like, as the dictionary has it.
pub(crate) fn kind(entry: &super::super::dictionary::Entry) -> [u32; 2] {
    [PART_OF_SPEECH + usize::from(entry.pos), CLASSES + usize::from(entry.classes)].map(|r| r as u32)
}

/// The row of a word's last three letters.
pub(crate) fn ending(word: &str) -> u32 {
    let start = word.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
    let letters = hash::bytes(word[start..].bytes().map(|b| b.to_ascii_lowercase()));
    (ENDING + (letters >> 32) as usize % ENDINGS) as u32
}

/// Appends the rows of each token of a stretch to `out`. There are `rows` of them in the tables: a model file with fewer vectors than its
/// dictionary names has none for those words.
pub(crate) fn append(observations: &Observations<'_>, stretch: &Stretch, rows: usize, out: &mut Vec<Rows>) {
    let first = stretch.tokens.start();
    out.extend(marks(observations, stretch).enumerate().map(|(at, [shape, quote, hint, place])| {
        let at = first + at;
        let entry = &observations.atoms[at].entry;
        let look = LOOK + usize::from(shape) * marks::SIZES[1] + usize::from(quote);
        let frame = FRAME + usize::from(observations.frame_of(at));
        let seen = [look, HINT + usize::from(hint), frame, PLACE + usize::from(place)].map(|r| r as u32);
        let own = entry.vector.checked_sub(1).map(|number| WORDS + usize::from(number)).filter(|&row| row < rows);
        let word = own.map_or_else(|| ending(observations.segmented.word(at)), |row| row as u32);
        Rows { word, known: own.is_some(), kind: kind(entry), seen }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::segment::segment;

    #[test]
    fn tables_do_not_overlap_and_rows_stay_in_theirs() {
        let text = "RUIZ: “It’s ‘fine’ — no?” said the 42-year-old’s sœur; ça va.\n\n".repeat(3);
        let segmented = segment(&text);
        let dictionary = Model::english().dictionary;
        let observations = Observations::new(&segmented, &dictionary, &[]);
        let mut rows = Vec::new();
        observations.stretches().iter().for_each(|stretch| append(&observations, stretch, usize::MAX, &mut rows));
        assert_eq!(rows.len(), segmented.tokens.len());
        let firsts = [PART_OF_SPEECH, CLASSES, LOOK, HINT, FRAME, PLACE, WORDS];
        for (at, r) in rows.iter().enumerate() {
            let ending = ending(segmented.word(at)) as usize;
            assert!((ENDING..PART_OF_SPEECH).contains(&ending));
            for (number, &row) in r.kind.iter().chain(&r.seen).enumerate() {
                let table = firsts[number]..firsts[number + 1];
                assert!(table.contains(&(row as usize)), "{number}: {row} is not in {table:?}");
            }
        }
    }
}
