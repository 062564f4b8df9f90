//! An encoder's file of any bytes is refused or works. Files are taken as they come, and made to measure: of the first bytes the shape, of the
//! others vocabulary and numbers, because few mutations leave a whole file whole.
#![no_main]

use libfuzzer_sys::fuzz_target;
use quoth::extract::extract;
use quoth::model::{Encoder, Model, Tagger};
use quoth::segment::segment;
use safetensors::{Dtype, tensor::TensorView};
use std::collections::HashMap;
use std::sync::LazyLock;

const TEXT: &str = "“We will rebuild the café,” Mayor Ana Ruiz said. She said that 2,000 people had left by Jan. 5, according to a report.";

static WORDS: LazyLock<Model<'static>> = LazyLock::new(Model::english);

fuzz_target!(|bytes: &[u8]| {
    // Refused or not, and with its checksum looked at.
    let _ = Encoder::from_bytes(bytes);
    tag_with(bytes);
    if let [layers, heads, width, inner, window, context, content @ ..] = bytes {
        let (heads, inner) = (usize::from(heads % 4) + 1, usize::from(*inner) + 1);
        let width = heads * (usize::from(width % 8) + 1);
        tag_with(&made(usize::from(layers % 3), heads, width, inner, [*window, *context].map(usize::from), content));
    }
});

/// The checksum is left out, as if it had been made to fit.
fn tag_with(file: &[u8]) {
    let Ok(encoder) = Encoder::from_trusted_bytes(file) else { return };
    let tagger = Tagger::new(WORDS.clone(), 0.3).with_encoder(encoder);
    let quotes = extract(&segment(TEXT), Some(&tagger), 0.0).quotes;
    assert!(quotes.iter().all(|quote| (0.0..=1.0).contains(&quote.confidence)), "{quotes:?}");
}

/// A file of that shape. `content` is its vocabulary up to a NUL, then the numbers, again and again.
fn made(layers: usize, heads: usize, width: usize, inner: usize, [window, context]: [usize; 2], content: &[u8]) -> Vec<u8> {
    let mut parts = content.splitn(2, |&byte| byte == 0);
    let own = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let vocabulary = format!("[UNK]\n[CLS]\n[SEP]\n{own}");
    let pieces = vocabulary.lines().count();
    let numbers = parts.next().filter(|numbers| !numbers.is_empty()).unwrap_or(&[1]);
    let floats = |shape: &[usize]| (Dtype::F32, shape.to_vec());
    let bytes = |shape: &[usize]| (Dtype::I8, shape.to_vec());
    let mut tensors = vec![
        ("pieces.weight".to_owned(), bytes(&[pieces, width])),
        ("pieces.scale".into(), floats(&[pieces])),
        ("positions".into(), floats(&[window + 2, width])),
        ("head.weight".into(), floats(&[width, 13])),
        ("head.bias".into(), floats(&[13])),
        ("transitions".into(), floats(&[8, 14, 13])),
    ];
    tensors.extend([21, 6, 64, 32].iter().enumerate().map(|(n, &size)| (format!("marks.{n}"), floats(&[size, width]))));
    let mut norms = vec!["norm".to_owned()];
    for layer in (0..layers).map(|layer| format!("layers.{layer}")) {
        norms.extend(["attention_norm", "norm"].map(|norm| format!("{layer}.{norm}")));
        for (name, rows, columns) in
            [("projection", width, 3 * width), ("output", width, width), ("inner", width, inner), ("outer", inner, width)]
        {
            tensors.push((format!("{layer}.{name}.weight"), bytes(&[rows, columns])));
            tensors.extend(["scale", "bias"].map(|part| (format!("{layer}.{name}.{part}"), floats(&[columns]))));
        }
    }
    tensors.extend(norms.iter().flat_map(|norm| ["gain", "bias"].map(|part| (format!("{norm}.{part}"), floats(&[width])))));
    let mut stream = numbers.iter().copied().cycle();
    let mut data: Vec<_> = tensors
        .into_iter()
        .map(|(name, (dtype, shape))| {
            let size = if dtype == Dtype::F32 { 4 } else { 1 };
            let count = size * shape.iter().product::<usize>();
            (name, dtype, shape, stream.by_ref().take(count).collect::<Vec<u8>>())
        })
        .collect();
    data.push(("vocabulary".into(), Dtype::U8, vec![vocabulary.len()], vocabulary.into_bytes()));
    let views = data.iter().map(|(name, dtype, shape, data)| {
        (name, TensorView::new(*dtype, shape.clone(), data).expect("the data fit the shape"))
    });
    let told = [("layers", layers), ("heads", heads), ("width", width), ("inner", inner), ("window", window), ("context", context)];
    let mut about: HashMap<_, _> = told.map(|(name, number)| (name.to_owned(), number.to_string())).into();
    about.insert("format".into(), "quoth encoder 1".into());
    safetensors::serialize(views, Some(about)).expect("names and shapes are in order")
}
