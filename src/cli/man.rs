//! `quoth man`: the manual page.

use super::args::Args;
use super::{Outcome, print};
use clap::CommandFactory;

pub(crate) fn run() -> anyhow::Result<Outcome> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Args::command()).render(&mut page)?;
    print(&page)
}
