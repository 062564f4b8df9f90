//! Speed of each stage and of the whole analysis, in bytes of text per second, beside the bare word bounds of `unicode-segmentation` over
//! the same text: the cheapest pass that finds words at all, measured in the same run, so that figures of different machines compare.
//!
//! The text is that of the sample articles in `corpus/`, so its share of quotation marks and of characters beyond ASCII is that of news.
//! `cargo bench --bench speed`; one stage only: `cargo bench --bench speed -- segment/tokens`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use quoth::Analyzer;
use quoth::segment::{layout, quotes, segment, tokens};
use std::hint::black_box;
use unicode_segmentation::UnicodeSegmentation;

/// What is measured when there are no sample articles, as in a published package.
const SAMPLE: &str = "Bridge to close for a year\n\nBy Ana Ruiz\n\nFLINT, Mich. (AP) — The council voted 7-2 on Jan. 20 to close the bridge, Mayor J. K. \
    Doe said.\n\n“We don’t have $1,200 to spare,” she told reporters. “Not in the U.S. The money’s gone.”\n\n\"Really?\" asked Sen. Li.\n\n";

/// About a megabyte of news, article by article.
fn news() -> Vec<String> {
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
    let mut articles: Vec<String> = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    if articles.is_empty() {
        articles.push(SAMPLE.to_owned());
    }
    let size: usize = articles.iter().map(String::len).sum();
    let count = articles.len() * (1_000_000 / size + 1);
    articles.into_iter().cycle().take(count).collect()
}

fn stages(criterion: &mut Criterion) {
    let text = news().concat();
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

fn analysis(criterion: &mut Criterion) {
    let articles = news();
    let size: usize = articles.iter().map(String::len).sum();
    let mut group = criterion.benchmark_group("analyze");
    group.throughput(Throughput::Bytes(size as u64)).sample_size(10);
    let bounds = |a: &String| a.split_word_bound_indices().count();
    group.bench_function("word bounds", |b| b.iter(|| black_box(&articles).iter().map(bounds).sum::<usize>()));
    for (name, analyzer) in [("rules", Analyzer::rules()), ("fast", Analyzer::new())] {
        let quotes = |a: &String| analyzer.analyze(a).quotes.len();
        let found = articles.iter().map(quotes).sum::<usize>();
        assert!(found > articles.len(), "{found} quotes in {} articles: nothing is measured", articles.len());
        group.bench_function(name, |b| b.iter(|| black_box(&articles).iter().map(quotes).sum::<usize>()));
    }
    group.finish();
    criterion.bench_function("start", |b| {
        b.iter(|| Analyzer::new().analyze(black_box("“Yes,” Ana Ruiz said.")).quotes.len())
    });
}

criterion_group!(benches, stages, analysis);
criterion_main!(benches);
