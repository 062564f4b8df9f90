//! The model in memory and as a file.
//!
//! A file is little-endian: a header of `HEADER` bytes (magic, version, identity of the hash functions, numbers of templates, bucket bits
//! and tags, scale of the weights, lengths of dictionary and notes, checksum), the transition scores as `f32`, the weights as `i8` in rows
//! of [`LANES`], the dictionary, and the notes, which are JSON about how the model was trained. Weights and dictionary are used as they
//! stand, so loading costs one pass for the checksum and the embedded model not even that.

use super::crf::{CONTEXTS, LANES, Transitions};
use super::dictionary::Dictionary;
use super::features::TEMPLATES;
use super::hash;
use super::table::Weights;
use super::tags::Tag;
use std::borrow::Cow;

const MAGIC: &[u8; 8] = b"quothmdl";
const VERSION: u32 = 1;
/// Length of the header in bytes.
const HEADER: usize = 48;
const TRANSITIONS: usize = CONTEXTS * LANES * LANES;

/// Why a model file was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It does not begin as model files do.
    #[error("not a quoth model file; those are what `quoth train` wrote")]
    NotAModel,
    /// It was written by another version of the program.
    #[error(
        "the model does not fit this version of quoth: its {what} is {found}, this version needs {needed}; train it again"
    )]
    Mismatch {
        /// What differs.
        what: &'static str,
        /// What the file has.
        found: u32,
        /// What this version has.
        needed: u32,
    },
    /// Its length is not what its header says.
    #[error("the model file is damaged: {found} bytes long instead of {needed}; copy it again")]
    Length {
        /// Bytes there.
        found: usize,
        /// Bytes its header promises.
        needed: usize,
    },
    /// Its bytes are not those that were written.
    #[error("the model file is damaged: its checksum does not match; copy it again")]
    Checksum,
    /// A number in it is not a finite one, or its dictionary is malformed.
    #[error("the model file is damaged: {0}; copy it again, or train it again")]
    Content(&'static str),
}

/// A trained model.
#[derive(Clone)]
pub struct Model<'m> {
    /// What it knows about words.
    pub dictionary: Dictionary<'m>,
    /// Scores of tag following tag.
    pub transitions: Box<Transitions>,
    /// What one unit of a weight counts.
    pub scale: f32,
    /// JSON about its training.
    pub notes: Cow<'m, str>,
    /// Its weights.
    pub weights: Weights<'m>,
}

/// A file in memory, placed so that every set of its weights is one line of the processor's cache.
#[repr(C, align(64))]
struct Aligned<const N: usize> {
    shift: [u8; 64 - (HEADER + TRANSITIONS * 4) % 64],
    file: [u8; N],
}

/// The model that is built in.
static ENGLISH: &[u8] = {
    const FILE: &[u8] = include_bytes!("weights/en.model");
    static ALIGNED: Aligned<{ FILE.len() }> = Aligned { shift: [0; _], file: *include_bytes!("weights/en.model") };
    &ALIGNED.file
};

impl Model<'static> {
    /// The model that is built in.
    pub fn english() -> Self {
        Self::from_trusted_bytes(ENGLISH).expect("the model that is built in was trained by this version")
    }
}

impl<'m> Model<'m> {
    /// A model from the bytes of a file.
    ///
    /// # Errors
    /// If the bytes are not those of a model of this version, whole and undamaged.
    pub fn from_bytes(bytes: &'m [u8]) -> Result<Self, ModelError> {
        let header = bytes.get(..HEADER).ok_or(ModelError::NotAModel)?;
        if checksum(&bytes[HEADER..]) != u64::from_le_bytes(header[40..48].try_into().expect("8 bytes")) {
            // A file of another version or cut short is told apart from one with flipped bits by parsing first.
            Self::from_trusted_bytes(bytes)?;
            return Err(ModelError::Checksum);
        }
        Self::from_trusted_bytes(bytes)
    }

    /// The same without looking at the checksum: for the embedded model, which a test checks.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes).
    pub fn from_trusted_bytes(bytes: &'m [u8]) -> Result<Self, ModelError> {
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(ModelError::NotAModel);
        }
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("4 bytes"));
        for (at, what, needed) in [
            (8, "format version", VERSION),
            (12, "hash", hash::IDENTITY),
            (16, "number of features", TEMPLATES as u32),
            (20, "number of tags", Tag::COUNT as u32),
        ] {
            if number(at) != needed {
                return Err(ModelError::Mismatch { what, found: number(at), needed });
            }
        }
        let scale = f32::from_bits(number(24));
        let [weights, dictionary, notes] = [28, 32, 36].map(|at| number(at) as usize);
        let needed = HEADER + TRANSITIONS * 4 + weights + dictionary + notes;
        if bytes.len() != needed {
            return Err(ModelError::Length { found: bytes.len(), needed });
        }
        let (table, rest) = bytes[HEADER..].split_at(TRANSITIONS * 4);
        let (weights, rest) = rest.split_at(weights);
        let (words, notes) = rest.split_at(dictionary);
        let mut transitions = Box::new([[[0.0; LANES]; LANES]; CONTEXTS]);
        for (score, bytes) in transitions.iter_mut().flatten().flatten().zip(table.chunks_exact(4)) {
            *score = f32::from_le_bytes(bytes.try_into().expect("4 bytes"));
            if !score.is_finite() {
                return Err(ModelError::Content("a transition score is not a number"));
            }
        }
        if !scale.is_finite() {
            return Err(ModelError::Content("the scale of its weights is not a number"));
        }
        let dictionary = Dictionary::from_bytes(words).ok_or(ModelError::Content("its dictionary is malformed"))?;
        let weights = Weights::from_bytes(weights).ok_or(ModelError::Content("its weights are malformed"))?;
        let notes = std::str::from_utf8(notes).map_err(|_| ModelError::Content("its notes are not text"))?;
        Ok(Self { dictionary, transitions, scale, notes: notes.into(), weights })
    }

    /// The bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(TRANSITIONS * 4 + self.weights.bytes().len() + self.dictionary.bytes().len());
        body.extend(self.transitions.iter().flatten().flatten().flat_map(|s| s.to_le_bytes()));
        body.extend_from_slice(self.weights.bytes());
        body.extend_from_slice(self.dictionary.bytes());
        body.extend_from_slice(self.notes.as_bytes());
        let mut out = Vec::with_capacity(HEADER + body.len());
        out.extend_from_slice(MAGIC);
        let lengths = [self.weights.bytes().len(), self.dictionary.bytes().len(), self.notes.len()].map(|l| l as u32);
        let scale = self.scale.to_bits();
        for n in
            [VERSION, hash::IDENTITY, TEMPLATES as u32, Tag::COUNT as u32, scale, lengths[0], lengths[1], lengths[2]]
        {
            out.extend_from_slice(&n.to_le_bytes());
        }
        out.extend_from_slice(&checksum(&body).to_le_bytes());
        out.extend_from_slice(&body);
        out
    }

    /// The score of each tag for a token with these features.
    #[inline]
    pub fn score(&self, hashes: &[u32]) -> [f32; LANES] {
        let sum = self.weights.sum(hashes);
        let mut out = [0.0; LANES];
        for (out, sum) in out.iter_mut().zip(sum) {
            *out = f32::from(sum) * self.scale;
        }
        out
    }
}

/// A sum that changes when bytes do, eight at a time.
fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = bytes.len() as u64;
    let chunks = bytes.chunks_exact(8);
    let rest = hash::bytes(chunks.remainder().iter().copied());
    for chunk in chunks {
        sum = hash::join(sum, u64::from_le_bytes(chunk.try_into().expect("8 bytes")));
    }
    hash::join(sum, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_that_is_built_in_is_whole_and_small() {
        let model =
            Model::from_bytes(ENGLISH).expect("retrain src/model/weights/en.model; MODEL_CARD.md has the command");
        assert!(ENGLISH.len() <= 8_000_000, "{} bytes", ENGLISH.len());
        assert_eq!(model.to_bytes(), ENGLISH, "writing gives back what was read");
        assert!(model.notes.contains("articles"));
    }

    /// A file with `change` made to it, and what is said of it.
    fn refused(change: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut bytes = ENGLISH.to_vec();
        change(&mut bytes);
        Model::from_bytes(&bytes).err().expect("a changed file is refused").to_string()
    }

    #[test]
    fn a_file_that_does_not_fit_is_refused_with_the_reason() {
        assert!(refused(Vec::clear).starts_with("not a quoth model file"));
        assert!(refused(|b| b[0] = b'Q').starts_with("not a quoth model file"));
        assert!(refused(|b| b[8] += 1).contains("its format version is"));
        assert!(refused(|b| b[12] ^= 1).contains("its hash is"));
        assert!(refused(|b| b[16] ^= 1).contains("its number of features is"));
        assert!(refused(|b| b.truncate(b.len() / 2)).contains("bytes long instead of"));
        assert!(refused(|b| b.push(0)).contains("bytes long instead of"));
        let middle = ENGLISH.len() / 2;
        assert!(refused(|b| b[middle] ^= 0x10).contains("checksum"));
        assert!(refused(|b| b[HEADER..HEADER + 4].copy_from_slice(&f32::NAN.to_le_bytes())).contains("not a number"));
    }
}
