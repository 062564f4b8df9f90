//! Speed of segmentation, in bytes of text per second, beside the bare word bounds of `unicode-segmentation` over the same text.
//!
//! It exists to keep the whole analysis within a small multiple of the cheapest pass that finds words at all.
//! The text is made of the sample articles in `corpus/`, so its share of quotation marks and of characters beyond ASCII is that of news.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use quoth::segment::{layout, quotes, segment, tokens};
use std::hint::black_box;
use unicode_segmentation::UnicodeSegmentation;

/// What is measured when there are no sample articles, as in a published package.
const SAMPLE: &str = "Bridge to close for a year\n\nBy Ana Ruiz\n\nFLINT, Mich. (AP) — The council voted 7-2 on Jan. 20 to close the bridge, Mayor J. K. \
    Doe said.\n\n“We don’t have $1,200 to spare,” she told reporters. “Not in the U.S. The money’s gone.”\n\n\"Really?\" asked Sen. Li.\n\n";

/// About a megabyte of news.
fn news() -> String {
    let mut paths: Vec<_> = std::fs::read_dir("corpus")
        .map(|entries| {
            entries
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|e| e == "txt"))
                .collect()
        })
        .unwrap_or_default();
    paths.sort();
    let mut text: String = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    if text.is_empty() {
        text = SAMPLE.to_owned();
    }
    text.repeat(1_000_000 / text.len() + 1)
}

fn speed(criterion: &mut Criterion) {
    let text = news();
    let words = segment(&text).words();
    assert!(words > text.len() / 10, "{words} words in {} bytes: nothing is measured", text.len());
    let mut group = criterion.benchmark_group("segment");
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);
    group.bench_function("word bounds", |b| b.iter(|| black_box(&text).split_word_bound_indices().count()));
    group.bench_function("layout", |b| b.iter(|| layout::paragraphs(black_box(&text))));
    let (_, paragraphs) = layout::paragraphs(&text);
    group.bench_function("quotes", |b| b.iter(|| quotes::regions(black_box(&text), &paragraphs)));
    let regions = quotes::regions(&text, &paragraphs);
    group.bench_function("tokens", |b| b.iter(|| tokens::tokenize(black_box(&text), &paragraphs, &regions)));
    group.bench_function("whole", |b| b.iter(|| segment(black_box(&text))));
    group.finish();
}

criterion_group!(benches, speed);
criterion_main!(benches);
