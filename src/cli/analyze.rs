//! `quoth PATH...`: who said what, and where the report got it from.

use super::Outcome;
use super::args::Analyze;
use super::model;
use super::run::{self, Summary};
use super::settings::Settings;
use quoth::report;

pub(crate) fn run(args: Analyze) -> anyhow::Result<Outcome> {
    let settings = Settings::resolve(args.files)?;
    let (format, options) = (settings.format, settings.rendering);
    let analyzer = model::analyzer(&args.model)?;
    run::articles(settings, Summary::With, move |article| {
        report::render(format, &options, article, &analyzer.analyze(article.text), analyzer.model())
    })
}
