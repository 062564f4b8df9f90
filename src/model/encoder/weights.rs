//! The encoder's weights in memory, read from a file.
//!
//! A file is in the safetensors form: names, types and shapes in a JSON header, numbers behind it. Its metadata tell what made it. Weights of
//! products and of pieces are 8-bit integers, with a scale for each column or row; the rest are floats.

use super::linear::Linear;
use super::vocabulary::{MOST, Vocabulary};
use super::windows::Room;
use crate::model::ModelError;
use crate::model::crf::{CONTEXTS, LANES, START, Transitions};
use crate::model::marks;
use crate::model::tags::Tag;
use rten_gemm::GemmExecutor;
use safetensors::{Dtype, SafeTensorError, SafeTensors};
use std::collections::HashMap;

/// What a file must say of itself, and the version behind it.
const FORMAT: &str = "quoth encoder ";
const VERSION: u32 = 1;

/// All weights.
pub(super) struct Weights<'m> {
    /// The word pieces.
    pub(super) vocabulary: Vocabulary<'m>,
    /// A row a piece.
    pub(super) pieces: Table<'m>,
    /// A row a place in the window.
    pub(super) positions: Vec<f32>,
    /// A table each of the [`marks`].
    pub(super) marks: [Vec<f32>; marks::SIZES.len()],
    /// Behind the sum of all that.
    pub(super) norm: Norm,
    /// From the pieces upwards.
    pub(super) layers: Vec<Layer>,
    /// Heads of attention in each layer.
    pub(super) heads: usize,
    /// From a state to the scores of tags, a column each.
    pub(super) head: Vec<f32>,
    /// Added to them.
    pub(super) head_bias: Vec<f32>,
    /// Scores of tag following tag.
    pub(super) transitions: Box<Transitions>,
    /// Room for pieces in a window, without those that open and close it.
    pub(super) room: Room,
}

/// Rows of 8-bit numbers with a scale each.
pub(super) struct Table<'m> {
    rows: &'m [u8],
    scales: Vec<f32>,
    width: usize,
}

impl Table<'_> {
    /// Adds row `number` to `out`.
    pub(super) fn add(&self, number: usize, out: &mut [f32]) {
        let scale = self.scales[number];
        for (out, &byte) in out.iter_mut().zip(&self.rows[number * self.width..]) {
            *out += f32::from(byte as i8) * scale;
        }
    }

    /// Length of a row.
    pub(super) fn width(&self) -> usize {
        self.width
    }
}

/// A norm's learned gain and bias.
pub(super) struct Norm {
    /// By which each column is multiplied.
    pub(super) gain: Vec<f32>,
    /// What is added to it then.
    pub(super) bias: Vec<f32>,
}

/// One layer of the encoder.
pub(super) struct Layer {
    /// To queries, keys and values.
    pub(super) projection: Linear,
    /// From what attention mixed back to a state.
    pub(super) output: Linear,
    /// Behind attention.
    pub(super) attention_norm: Norm,
    /// To the wide middle.
    pub(super) inner: Linear,
    /// And back.
    pub(super) outer: Linear,
    /// Behind it.
    pub(super) norm: Norm,
}

/// A file being read.
struct Reader<'m> {
    tensors: SafeTensors<'m>,
    packer: GemmExecutor<u8, i8, i32>,
}

impl<'m> Reader<'m> {
    fn bytes(&self, name: &str, dtype: Dtype, shape: &[usize]) -> Result<&'m [u8], ModelError> {
        let tensor = self.tensors.tensor(name).map_err(|_| ModelError::Content("a tensor is missing"))?;
        if tensor.dtype() != dtype || tensor.shape() != shape {
            return Err(ModelError::Content("a tensor has another type or shape"));
        }
        Ok(tensor.data())
    }

    fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let bytes = self.bytes(name, Dtype::F32, shape)?;
        let numbers: Vec<f32> =
            bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().expect("4 bytes"))).collect();
        if numbers.iter().any(|n| !n.is_finite()) {
            return Err(ModelError::Content("a weight is not a number"));
        }
        Ok(numbers)
    }

    fn linear(&self, name: &str, inputs: usize, outputs: usize) -> Result<Linear, ModelError> {
        let bytes = self.bytes(&format!("{name}.weight"), Dtype::I8, &[inputs, outputs])?;
        let weights: Vec<i8> = bytes.iter().map(|&b| b as i8).collect();
        let scales = self.floats(&format!("{name}.scale"), &[outputs])?;
        let bias = self.floats(&format!("{name}.bias"), &[outputs])?;
        Ok(Linear::new(&self.packer, &weights, scales, bias))
    }

    fn norm(&self, name: &str, width: usize) -> Result<Norm, ModelError> {
        Ok(Norm {
            gain: self.floats(&format!("{name}.gain"), &[width])?,
            bias: self.floats(&format!("{name}.bias"), &[width])?,
        })
    }
}

/// What the metadata of a file tell of its shape.
struct Shape {
    layers: usize,
    width: usize,
    inner: usize,
    heads: usize,
    room: Room,
}

impl Shape {
    fn new(metadata: &HashMap<String, String>) -> Result<Self, ModelError> {
        let version = metadata.get("format").and_then(|f| f.strip_prefix(FORMAT)).and_then(|v| v.parse().ok());
        match version {
            None => return Err(ModelError::NotAModel),
            Some(VERSION) => {}
            Some(found) => return Err(ModelError::Mismatch { what: "format version", found, needed: VERSION }),
        }
        let number = |name: &str| {
            let number = metadata.get(name).and_then(|n| n.parse::<usize>().ok());
            number.filter(|n| (1..=1 << 16).contains(n)).ok_or(ModelError::Content("its shape is not told"))
        };
        let room = Room { window: number("window")?, context: number("context")? };
        let shape = Self {
            layers: number("layers")?,
            width: number("width")?,
            inner: number("inner")?,
            heads: number("heads")?,
            room,
        };
        if !shape.width.is_multiple_of(shape.heads) || room.context + MOST >= room.window {
            return Err(ModelError::Content("its shape makes no sense"));
        }
        Ok(shape)
    }
}

/// Whether the bytes of a file look like those of an encoder: the length of a JSON header, and its opening brace.
pub(super) fn is_encoder(bytes: &[u8]) -> bool {
    bytes.len() > 8 && bytes[4..8] == [0; 4] && bytes[8] == b'{'
}

/// Refuses the bytes of a file that are not those that were written: the checksum (CRC-32) in its metadata is that of all its numbers.
pub(super) fn check(bytes: &[u8]) -> Result<(), ModelError> {
    let (header, metadata) = SafeTensors::read_metadata(bytes).map_err(refusal)?;
    let told = metadata.metadata().as_ref().and_then(|m| m.get("checksum"));
    // The length of the header stands before it, in eight bytes.
    let found = format!("{:08x}", crc32fast::hash(&bytes[8 + header..]));
    if told == Some(&found) { Ok(()) } else { Err(ModelError::Checksum) }
}

fn refusal(error: SafeTensorError) -> ModelError {
    match error {
        SafeTensorError::MetadataIncompleteBuffer | SafeTensorError::InvalidHeaderLength => {
            ModelError::Content("it is longer or shorter than it says")
        }
        _ => ModelError::NotAModel,
    }
}

impl<'m> Weights<'m> {
    /// Weights from the bytes of a file.
    ///
    /// # Errors
    /// If the bytes are not those of an encoder of this version, whole and undamaged.
    pub(super) fn from_bytes(bytes: &'m [u8]) -> Result<Self, ModelError> {
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(refusal)?;
        let empty = HashMap::new();
        let metadata = metadata.metadata().as_ref().unwrap_or(&empty);
        let Shape { layers, width, inner, heads, room } = Shape::new(metadata)?;
        let tensors = SafeTensors::deserialize(bytes).map_err(refusal)?;
        let reader = Reader { tensors, packer: GemmExecutor::new() };

        let list = reader.tensors.tensor("vocabulary").map_err(|_| ModelError::Content("its vocabulary is missing"))?;
        let list = std::str::from_utf8(list.data()).map_err(|_| ModelError::Content("its vocabulary is not text"))?;
        let vocabulary = Vocabulary::new(list).ok_or(ModelError::Content("a special piece is missing"))?;
        let pieces = Table {
            rows: reader.bytes("pieces.weight", Dtype::I8, &[vocabulary.size(), width])?,
            scales: reader.floats("pieces.scale", &[vocabulary.size()])?,
            width,
        };
        let layer = |number: usize| {
            let name = |part: &str| format!("layers.{number}.{part}");
            Ok(Layer {
                projection: reader.linear(&name("projection"), width, 3 * width)?,
                output: reader.linear(&name("output"), width, width)?,
                attention_norm: reader.norm(&name("attention_norm"), width)?,
                inner: reader.linear(&name("inner"), width, inner)?,
                outer: reader.linear(&name("outer"), inner, width)?,
                norm: reader.norm(&name("norm"), width)?,
            })
        };
        let mut marks: [Vec<f32>; marks::SIZES.len()] = Default::default();
        for (number, (table, size)) in marks.iter_mut().zip(marks::SIZES).enumerate() {
            *table = reader.floats(&format!("marks.{number}"), &[size, width])?;
        }
        let scores = reader.floats("transitions", &[CONTEXTS, Tag::COUNT + 1, Tag::COUNT])?;
        let mut transitions = Box::new([[[0.0; LANES]; LANES]; CONTEXTS]);
        for (number, row) in scores.chunks_exact(Tag::COUNT).enumerate() {
            let (context, before) = (number / (Tag::COUNT + 1), number % (Tag::COUNT + 1));
            let before = if before == Tag::COUNT { START } else { before };
            transitions[context][before][..Tag::COUNT].copy_from_slice(row);
        }
        Ok(Self {
            pieces,
            positions: reader.floats("positions", &[room.window + 2, width])?,
            marks,
            norm: reader.norm("norm", width)?,
            layers: (0..layers).map(layer).collect::<Result<_, ModelError>>()?,
            heads,
            head: reader.floats("head.weight", &[width, Tag::COUNT])?,
            head_bias: reader.floats("head.bias", &[Tag::COUNT])?,
            transitions,
            room,
            vocabulary,
        })
    }
}
