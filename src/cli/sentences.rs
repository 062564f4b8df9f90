//! `quoth sentences PATH...`: the sentences of articles, with their offsets.

use super::Outcome;
use super::args::ReadWrite;
use super::run::{self, Summary};
use super::settings::Settings;
use quoth::{report, segment};

pub(crate) fn run(args: ReadWrite) -> anyhow::Result<Outcome> {
    let settings = Settings::resolve(args)?;
    let (format, options) = (settings.format, settings.rendering);
    run::articles(settings, Summary::Without, move |article| {
        report::render_sentences(format, &options, article, &segment::segment(article.text)).into()
    })
}
