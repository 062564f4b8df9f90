//! Keeping matrix products on the thread that asks for them.
//!
//! The library of products hands parts of each to all processors by itself. Articles are what runs in parallel here, so that would only make
//! threads wait for each other, and `--jobs 1` would not be one. A thread that is a pool of its own does whole products itself.

use rayon::{ThreadPool, ThreadPoolBuilder};

thread_local! {
    /// The pool that a thread is the only member of; none if it is a member of some pool already, which then shares in its products.
    static POOL: Option<ThreadPool> = ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok();
}

/// From here on this thread does its products alone.
pub(super) fn stay() {
    POOL.with(|_| ());
}
