//! `quoth tokens PATH...`: the tokens of articles, with their offsets.

use super::Outcome;
use super::args::ReadWrite;
use super::run;
use super::settings::Settings;
use quoth::report::{self, Format, Rows, Writer};
use quoth::segment;

pub(crate) fn run(args: ReadWrite) -> anyhow::Result<Outcome> {
    let settings = Settings::resolve(args, "a list of tokens", Format::lists)?;
    let (format, options) = (settings.format, settings.rendering);
    run::articles(
        settings,
        |out| Writer::new(out, format).of(Rows::Tokens).without_summary(),
        move |article| report::render_tokens(format, &options, article, &segment::segment(article.text)).into(),
    )
}
