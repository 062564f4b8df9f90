//! `quoth search PATTERN PATH...`: who said what about something.

use super::Outcome;
use super::args::{self, Output, ReadWrite};
use super::model;
use super::run;
use super::settings::{Settings, UsageError};
use quoth::QuoteType;
use quoth::report::search::{self, Search};
use quoth::report::{Rows, Writer};

pub(crate) fn run(args: args::Search) -> anyhow::Result<Outcome> {
    let args::Search { pattern, speaker, types, case_sensitive, input, output, batch, model } = args;
    let search = Search::new(&pattern, !case_sensitive)
        .map_err(|error| UsageError(format!("{pattern:?} is no regular expression: {error}")))?;
    let types = types.into_iter().map(QuoteType::from).collect();
    let search = search.by(speaker.as_deref().unwrap_or_default()).of_types(types);
    let args::SearchOutput { format, output_file, offsets, color } = output;
    let output = Output { format, output_file, sources: false, offsets, color };
    let settings =
        Settings::resolve(ReadWrite { input, output, batch }, "a search", |format| search::FORMATS.contains(&format))?;
    let (format, options) = (settings.format, settings.rendering);
    let analyzer = model::analyzer(&model)?;
    run::articles(
        settings,
        |out| Writer::lines(out, format).of(Rows::Quotes),
        move |article| search::render(format, &options, article, &analyzer.analyze(article.text), &search).into(),
    )
}

impl From<args::TypeName> for QuoteType {
    fn from(name: args::TypeName) -> Self {
        match name {
            args::TypeName::Direct => Self::Direct,
            args::TypeName::Mixed => Self::Mixed,
            args::TypeName::Indirect => Self::Indirect,
        }
    }
}
