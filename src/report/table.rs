//! `table`: for a person at a terminal.

use super::{ArticleInput, Options};
use crate::pipeline::Analysis;
use crate::segment::Segmented;
use std::io::{self, Write};

pub(super) fn article(article: &ArticleInput<'_>, analysis: &Analysis, _options: &Options) -> Vec<u8> {
    format!("{}: {} quotes\n", article.id, analysis.quotes.len()).into_bytes()
}

pub(super) fn sentences(_article: &ArticleInput<'_>, segmented: &Segmented<'_>, _options: &Options) -> Vec<u8> {
    segmented.sentences.iter().flat_map(|s| format!("{}\n", &segmented.text[s.span]).into_bytes()).collect()
}

pub(super) fn tokens(_article: &ArticleInput<'_>, segmented: &Segmented<'_>, _options: &Options) -> Vec<u8> {
    segmented.tokens.iter().flat_map(|t| format!("{}\n", &segmented.text[t.span]).into_bytes()).collect()
}

pub(super) fn separate(out: &mut impl Write, written: usize) -> io::Result<()> {
    if written == 0 { Ok(()) } else { out.write_all(b"\n\n") }
}
