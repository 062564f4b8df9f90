//! What either model is told of a token besides its word: its letters, its quotation, what the rules say of it, and its place.

use super::observations::{Observations, Stretch};
use crate::segment::ParagraphRole;

/// Numbers below [`SIZES`], each the row of a table of learned vectors.
pub type Marks = [u8; 4];

/// How many rows each table has: shape, quotation, hint, place.
pub const SIZES: [usize; 4] = [21, 6, 64, 32];

/// Of the place: whether a sentence or a paragraph starts with the word.
const STARTS: u8 = 0b11;

/// The marks of the second piece of a word and those behind it: they start nothing.
pub fn of_later_piece([shape, quotation, hint, place]: Marks) -> Marks {
    [shape, quotation, hint, place & !STARTS]
}

/// The marks of each token of a stretch, in order.
pub fn marks<'o>(observations: &'o Observations<'_>, stretch: &Stretch) -> impl Iterator<Item = Marks> + 'o {
    let segmented = observations.segmented;
    let paragraph = &segmented.paragraphs[stretch.paragraph];
    let role = match paragraph.role {
        ParagraphRole::Body => stretch.paragraph.min(2) as u8,
        _ => 3,
    };
    stretch.tokens.indices().map(move |at| {
        let atom = &observations.atoms[at];
        let starts_paragraph = at == paragraph.tokens.start();
        let place = role << 2 | u8::from(atom.starts_sentence) << 1 | u8::from(starts_paragraph);
        [atom.shape, atom.quote, atom.hint.code(), place]
    })
}
