//! Keeping matrix products on one thread.
//!
//! The library of products hands parts of each to all processors by itself. Articles are what runs in parallel here, so that would only make
//! threads wait for each other, and `--jobs 1` would not be one. Inside a pool of one thread it does the whole product there.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::cell::OnceCell;

thread_local! {
    /// A pool of one thread for each thread that asks; none if the system would not give one.
    static POOL: OnceCell<Option<ThreadPool>> = const { OnceCell::new() };
}

/// Runs `work` with all its products on one thread. A panic in it goes on in the caller.
pub(super) fn run<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    POOL.with(|pool| match pool.get_or_init(|| ThreadPoolBuilder::new().num_threads(1).build().ok()) {
        Some(pool) => pool.install(work),
        None => work(),
    })
}
