//! `quoth summary PATH...`: who is quoted in a corpus, and how much.

use super::Outcome;
use super::args::{self, Output, ReadWrite, Unit};
use super::model;
use super::run;
use super::settings::Settings;
use quoth::report::{self, Format, Writer};

pub(crate) fn run(args: args::Summary) -> anyhow::Result<Outcome> {
    let args::Summary { input, output, top, batch, model } = args;
    let args::SummaryOutput { format, output_file, color } = output;
    let output = Output { format, output_file, sources: false, offsets: Unit::Chars, color };
    let settings = Settings::resolve(ReadWrite { input, output, batch }, "a summary", Format::lists)?;
    let (format, options) = (settings.format, settings.rendering);
    let analyzer = model::analyzer(&model)?;
    run::articles(
        settings,
        |out| Writer::summary(out, format, options, top),
        move |article| report::render_figures(article, &analyzer.analyze(article.text)).into(),
    )
}
