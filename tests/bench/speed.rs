//! Speed of each stage and of the whole, in bytes of text and in articles a second, beside two passes of other crates over the same text.
//!
//! ```sh
//! cargo bench --bench speed                                   # over the sample articles
//! QUOTH_BENCH=articles.jsonl cargo bench --bench speed -- analysis
//! ```

mod stages;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use quoth::Analyzer;
use stages::{STAGES, Tools};
use std::hint::black_box;

fn speed(criterion: &mut Criterion) {
    let (tools, texts) = (Tools::new(), stages::texts());
    let articles = tools.prepare(&texts);
    let mut group = criterion.benchmark_group("articles");
    let bytes = texts.iter().map(String::len).sum::<usize>() as u64;
    group.throughput(Throughput::ElementsAndBytes { elements: articles.len() as u64, bytes }).sample_size(20);
    for (name, stage) in STAGES {
        let all = || {
            let done = black_box(&articles).iter().map(|article| stage(&tools, article)).sum::<usize>();
            assert!(done > 0, "{name}: nothing is measured");
            done
        };
        group.bench_function(*name, |b| b.iter(all));
    }
    group.finish();
    for (name, make) in [("start, fast", Analyzer::fast as fn() -> Analyzer), ("start, accurate", Analyzer::new)] {
        criterion.bench_function(name, |b| b.iter(|| make().analyze(black_box("“Yes,” Ana Ruiz said.")).quotes.len()));
    }
}

criterion_group!(benches, speed);
criterion_main!(benches);
