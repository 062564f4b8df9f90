//! `quoth PATH...`: who said what, and where the report got it from.

use super::Outcome;
use super::args::ReadWrite;
use super::run::{self, Summary};
use super::settings::Settings;
use quoth::{Analyzer, report};

pub(crate) fn run(args: ReadWrite) -> anyhow::Result<Outcome> {
    let settings = Settings::resolve(args)?;
    let (format, options) = (settings.format, settings.rendering);
    let analyzer = Analyzer::new();
    run::articles(settings, Summary::With, move |article| {
        report::render(format, &options, article, &analyzer.analyze(article.text), analyzer.model())
    })
}
