//! `quoth sentences PATH...`: the sentences of articles, with their offsets.

use super::Outcome;
use super::args::ReadWrite;
use super::run;
use super::settings::Settings;
use quoth::report::{self, Format, Rows, Writer};
use quoth::segment;

pub(crate) fn run(args: ReadWrite) -> anyhow::Result<Outcome> {
    let settings = Settings::resolve(args, "a list of sentences", Format::lists)?;
    let (format, options) = (settings.format, settings.rendering);
    run::articles(
        settings,
        |out| Writer::new(out, format).of(Rows::Sentences).without_summary(),
        move |article| report::render_sentences(format, &options, article, &segment::segment(article.text)).into(),
    )
}
