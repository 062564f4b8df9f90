//! `quoth completions SHELL`: a completion script.

use super::args::Args;
use super::{Outcome, print};
use clap::CommandFactory;
use clap_complete::Shell;

pub(crate) fn run(shell: Shell) -> anyhow::Result<Outcome> {
    // Into memory first: the generator panics when a pipe is closed.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "quoth", &mut script);
    print(&script)
}
