//! `quoth PATH...`: who said what, and where the report got it from.

use super::Outcome;
use super::args::Analyze;
use super::part::Plan;
use super::run::{self, Made};
use super::settings::Settings;
use super::{model, panics};
use quoth::report::{self, Rows, Writer};
use quoth::{Analysis, Analyzer};

pub(crate) fn run(args: Analyze) -> anyhow::Result<Outcome> {
    let mut settings = Settings::resolve(args.files, "an analysis", |_| true)?;
    settings.part = Plan::new(&settings, &args.model, args.resume)?;
    settings.hint = model::hint(&args.model);
    let (format, options) = (settings.format, settings.rendering);
    let analyzer = model::analyzer(&args.model)?;
    let rows = if options.sources { Rows::Sources } else { Rows::Quotes };
    run::articles(
        settings,
        |out| Writer::new(out, format).of(rows),
        move |article| {
            let (analysis, error) = match panics::caught(|| analyze(&analyzer, article)) {
                Ok(analysis) => (analysis, None),
                // The record says so, and the article is not missing from the output.
                Err(panic) => (Analysis { warnings: vec![panic.to_string()], ..Analysis::default() }, Some(panic)),
            };
            Made { rendered: report::render(format, &options, article, &analysis, analyzer.model()), error }
        },
    )
}

fn analyze(analyzer: &Analyzer, article: &report::ArticleInput<'_>) -> Analysis {
    // A mistake of ours on purpose, so that a test can see what comes of it.
    #[cfg(debug_assertions)]
    assert!(std::env::var("QUOTH_PANIC").as_deref() != Ok(article.id), "asked for");
    analyzer.analyze(article.text)
}
