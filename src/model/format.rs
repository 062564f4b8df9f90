//! The model in memory and as a file.
//!
//! A file is little-endian: a header of `HEADER` bytes (magic, version, identity of the hash functions, width of the network, number of tags,
//! lengths of network, dictionary and notes, checksum), the transition scores as `f32`, the network, the dictionary, and the notes, which are
//! JSON about how the model was trained. Tables and dictionary are used as they stand, so loading costs one pass for the checksum and the
//! embedded model not even that.

use super::crf::{CONTEXTS, LANES, Transitions};
use super::dictionary::Dictionary;
use super::hash;
use super::network::{self, Network};
use super::tags::Tag;
use std::borrow::Cow;

const MAGIC: &[u8; 8] = b"quothmdl";
const VERSION: u32 = 3;
/// Length of the header in bytes.
const HEADER: usize = 44;
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
    /// JSON about its training.
    pub notes: Cow<'m, str>,
    /// What scores the tags of each token.
    pub network: Network<'m>,
}

/// A file in memory, placed so that every row of its tables is whole lines of the processor's cache.
#[repr(C, align(64))]
struct Aligned<const N: usize> {
    shift: [u8; 64 - (HEADER + TRANSITIONS * 4 + network::SMALL) % 64],
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
        if checksum(&bytes[HEADER..]) != u64::from_le_bytes(header[36..44].try_into().expect("8 bytes")) {
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
            (16, "width of the network", network::WIDTH as u32),
            (20, "number of tags", Tag::COUNT as u32),
        ] {
            if number(at) != needed {
                return Err(ModelError::Mismatch { what, found: number(at), needed });
            }
        }
        let [network, dictionary, notes] = [24, 28, 32].map(|at| number(at) as usize);
        let needed = HEADER + TRANSITIONS * 4 + network + dictionary + notes;
        if bytes.len() != needed {
            return Err(ModelError::Length { found: bytes.len(), needed });
        }
        let (table, rest) = bytes[HEADER..].split_at(TRANSITIONS * 4);
        let (network, rest) = rest.split_at(network);
        let (words, notes) = rest.split_at(dictionary);
        let mut transitions = Box::new([[[0.0; LANES]; LANES]; CONTEXTS]);
        for (score, bytes) in transitions.iter_mut().flatten().flatten().zip(table.chunks_exact(4)) {
            *score = f32::from_le_bytes(bytes.try_into().expect("4 bytes"));
            if !score.is_finite() {
                return Err(ModelError::Content("a transition score is not a number"));
            }
        }
        let dictionary = Dictionary::from_bytes(words).ok_or(ModelError::Content("its dictionary is malformed"))?;
        let network = Network::from_bytes(network)?;
        let notes = std::str::from_utf8(notes).map_err(|_| ModelError::Content("its notes are not text"))?;
        Ok(Self { dictionary, transitions, notes: notes.into(), network })
    }

    /// The bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(TRANSITIONS * 4 + self.network.bytes().len() + self.dictionary.bytes().len());
        body.extend(self.transitions.iter().flatten().flatten().flat_map(|s| s.to_le_bytes()));
        body.extend_from_slice(self.network.bytes());
        body.extend_from_slice(self.dictionary.bytes());
        body.extend_from_slice(self.notes.as_bytes());
        let mut out = Vec::with_capacity(HEADER + body.len());
        out.extend_from_slice(MAGIC);
        let lengths = [self.network.bytes().len(), self.dictionary.bytes().len(), self.notes.len()].map(|l| l as u32);
        let width = network::WIDTH as u32;
        for n in [VERSION, hash::IDENTITY, width, Tag::COUNT as u32, lengths[0], lengths[1], lengths[2]] {
            out.extend_from_slice(&n.to_le_bytes());
        }
        out.extend_from_slice(&checksum(&body).to_le_bytes());
        out.extend_from_slice(&body);
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
        assert!(refused(|b| b[16] ^= 1).contains("its width of the network is"));
        assert!(refused(|b| b.truncate(b.len() / 2)).contains("bytes long instead of"));
        assert!(refused(|b| b.push(0)).contains("bytes long instead of"));
        let middle = ENGLISH.len() / 2;
        assert!(refused(|b| b[middle] ^= 0x10).contains("checksum"));
        assert!(refused(|b| b[HEADER..HEADER + 4].copy_from_slice(&f32::NAN.to_le_bytes())).contains("not a number"));
    }
}
