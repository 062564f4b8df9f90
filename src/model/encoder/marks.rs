//! What the encoder is told of a word besides its pieces: things that word pieces in lower case hide, and what is known for certain.

use crate::model::features::{Extractor, Stretch};
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

/// The marks of each word of a stretch, in order.
pub fn marks(extractor: &Extractor<'_>, stretch: &Stretch) -> Vec<Marks> {
    let segmented = extractor.segmented;
    let paragraph = &segmented.paragraphs[stretch.paragraph];
    let role = match paragraph.role {
        ParagraphRole::Body => stretch.paragraph.min(2) as u8,
        _ => 3,
    };
    let sentences = segmented.sentences[stretch.sentences.clone()].iter().map(|s| s.tokens.start());
    // The first may have begun in the stretch before.
    let mut starts = sentences.filter(|&start| start >= stretch.tokens.start()).peekable();
    stretch
        .tokens
        .indices()
        .map(|at| {
            let atom = &extractor.atoms[at];
            let starts_sentence = starts.next_if_eq(&at).is_some();
            let starts_paragraph = at == paragraph.tokens.start();
            let place = role << 2 | u8::from(starts_sentence) << 1 | u8::from(starts_paragraph);
            [atom.shape, atom.quote, atom.hint.code() as u8, place]
        })
        .collect()
}
