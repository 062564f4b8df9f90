//! What the benches run: the stages of an analysis, each over one article with the stages before it done, and two passes to compare with.

use quoth::model::{Hint, Model, Tagger};
use quoth::report::{self, ArticleInput, Format, Options};
use quoth::segment::{Segmented, layout, quotes, segment, tokens};
use quoth::{Analysis, Analyzer, extract};
use std::cell::LazyCell;
use unicode_segmentation::UnicodeSegmentation;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An article with what the later stages need of the earlier ones.
pub(crate) struct Article<'t> {
    text: &'t str,
    segmented: Segmented<'t>,
    hints: Vec<Hint>,
    analysis: Analysis,
}

/// Runs a stage over one article and tells how many things it made, so that nothing can be left out as unused.
pub(crate) type Stage = fn(&Tools, &Article<'_>) -> usize;

/// What stages share between articles.
pub(crate) struct Tools {
    rules: Analyzer,
    fast: Analyzer,
    accurate: LazyCell<Analyzer>,
    tagger: Tagger<'static>,
}

/// The stages by name. The first two are no stages of ours: the cheapest pass that finds words at all, and the cheapest that finds
/// quotation marks. Measured in the same run, they make figures of different machines compare.
pub(crate) const STAGES: &[(&str, Stage)] = &[
    ("word bounds", |_, a| a.text.split_word_bound_indices().count()),
    ("memchr for marks", |_, a| memchr::memchr2_iter(b'"', 0xE2, a.text.as_bytes()).count()),
    ("layout", |_, a| layout::paragraphs(a.text).1.len()),
    ("quotation marks", |_, a| quotes::regions(a.text, &a.segmented.paragraphs).len()),
    ("tokens", |_, a| tokens::tokenize(a.text, &a.segmented.paragraphs, &a.segmented.regions).len()),
    ("segmentation", |_, a| segment(a.text).sentences.len()),
    ("rules", |_, a| extract::hints(&a.segmented).len()),
    ("tagging", |tools, a| tools.tagger.tag(&a.segmented, &a.hints).tags.len()),
    ("analysis by rules", |tools, a| tools.rules.analyze(a.text).words),
    ("analysis", |tools, a| tools.fast.analyze(a.text).words),
    ("accurate analysis", |tools, a| tools.accurate.analyze(a.text).words),
    ("record", |_, a| record(a.text, &a.analysis)),
    ("analysis and record", |tools, a| record(a.text, &tools.fast.analyze(a.text))),
];

fn record(text: &str, analysis: &Analysis) -> usize {
    let article = ArticleInput { id: "id", path: None, meta: &Default::default(), text, warnings: &[] };
    report::render(Format::Jsonl, &Options::default(), &article, analysis, "fast").size()
}

impl Tools {
    pub(crate) fn new() -> Self {
        Self {
            rules: Analyzer::rules(),
            fast: Analyzer::fast(),
            accurate: LazyCell::new(Analyzer::new),
            tagger: Tagger::new(Model::english(), 1.0),
        }
    }

    pub(crate) fn prepare<'t>(&self, texts: &'t [String]) -> Vec<Article<'t>> {
        let prepare = |text: &'t String| {
            let segmented = segment(text);
            Article { text, hints: extract::hints(&segmented), segmented, analysis: self.fast.analyze(text) }
        };
        texts.iter().map(prepare).collect()
    }
}

/// The texts to run over: those of the JSON Lines file that `QUOTH_BENCH` names (field "text"), or the sample articles.
pub(crate) fn texts() -> Vec<String> {
    let texts: Vec<String> = if let Some(file) = std::env::var_os("QUOTH_BENCH") {
        let lines = std::fs::read_to_string(file).expect("QUOTH_BENCH names a file of JSON Lines");
        let text =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str().map(str::to_owned);
        lines.lines().filter_map(text).collect()
    } else {
        let mut paths: Vec<_> =
            std::fs::read_dir("corpus").into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        let articles = paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
        articles.map(|path| std::fs::read_to_string(path).expect("a sample article")).collect()
    };
    assert!(!texts.is_empty(), "nothing to measure: run in the folder of the package, or set QUOTH_BENCH to a file");
    texts
}
