//! A bound on what is in flight between reading and writing, in items and in bytes.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Lets items in while there is room, and makes the reader wait while there is not.
///
/// An item larger than all room enters when it would be alone, so nothing waits for ever.
#[derive(Debug)]
pub(crate) struct Gate {
    state: Mutex<State>,
    changed: Condvar,
    most_items: usize,
    most_bytes: usize,
}

#[derive(Debug, Default)]
struct State {
    items: usize,
    bytes: usize,
    closed: bool,
}

impl Gate {
    pub(crate) fn new(most_items: usize, most_bytes: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), most_items, most_bytes }
    }

    /// Waits until an item of `bytes` may enter; false if the gate was closed.
    pub(crate) fn enter(&self, bytes: usize) -> bool {
        let full = |state: &mut State| {
            let crowded = state.items >= self.most_items || state.bytes.saturating_add(bytes) > self.most_bytes;
            !state.closed && state.items > 0 && crowded
        };
        let mut state = self.changed.wait_while(self.lock(), full).unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            return false;
        }
        state.items += 1;
        state.bytes = state.bytes.saturating_add(bytes);
        true
    }

    /// Counts an item that is in as `after` bytes instead of `before`. Never waits.
    pub(crate) fn resize(&self, before: usize, after: usize) {
        let mut state = self.lock();
        state.bytes = state.bytes.saturating_sub(before).saturating_add(after);
        self.changed.notify_one();
    }

    /// Lets an item out.
    pub(crate) fn leave(&self, bytes: usize) {
        let mut state = self.lock();
        state.items -= 1;
        state.bytes = state.bytes.saturating_sub(bytes);
        self.changed.notify_one();
    }

    /// Lets nothing in any more.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The counts are right even if a thread panicked: nothing between their changes can.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
