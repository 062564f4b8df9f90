//! Panics as errors: a mistake of ours in one article must not cost the others.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether this thread is inside [`caught`].
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// What the last panic inside [`caught`] said, and where.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What `work` returns, or its panic as an error. Such a panic writes nothing to standard error; others do as always.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> anyhow::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                return usual(info);
            }
            let said = info.payload_as_str().unwrap_or("no message");
            let place =
                info.location().map(|place| format!(" ({}:{})", place.file(), place.line())).unwrap_or_default();
            LAST.set(Some(format!("{said}{place}")));
        }));
    });
    let outer = GUARDED.replace(true);
    // The closures here share nothing mutable that a panic could leave half changed.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.map_err(|_| {
        let what = LAST.take().unwrap_or_default();
        anyhow::anyhow!(
            "internal error: {what}; this is a mistake in quoth, please report it with the text that shows it"
        )
    })
}
