//! The `quoth` command: parse, run, exit code.

mod cli;

use std::process::ExitCode;

/// An article is thousands of small vectors: with the system's allocator they take a twentieth of the time more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
