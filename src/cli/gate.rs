//! A bound on what is in flight between reading and writing, in items and in bytes.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Lets items in while there is room, and makes the reader wait while there is not.
///
/// An item larger than all room enters when it would be alone, so nothing waits for ever. Who once had to wait goes on when half of the items
/// are out: woken for every single one, the reader would cost more than it reads.
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
    /// Bytes of the item that waits, if one does.
    waiting: Option<usize>,
}

impl Gate {
    pub(crate) fn new(most_items: usize, most_bytes: usize) -> Self {
        Self { state: Mutex::default(), changed: Condvar::new(), most_items, most_bytes }
    }

    /// Waits until an item of `bytes` may enter; false if the gate was closed.
    pub(crate) fn enter(&self, bytes: usize) -> bool {
        let mut state = self.lock();
        if !self.has_room(&state, self.most_items, bytes) {
            state.waiting = Some(bytes);
            let wait = |state: &mut State| !self.has_room(state, self.most_items.div_ceil(2), bytes);
            state = self.changed.wait_while(state, wait).unwrap_or_else(PoisonError::into_inner);
            state.waiting = None;
        }
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
        self.notify(&state);
    }

    /// Lets an item out.
    pub(crate) fn leave(&self, bytes: usize) {
        let mut state = self.lock();
        state.items -= 1;
        state.bytes = state.bytes.saturating_sub(bytes);
        self.notify(&state);
    }

    /// Lets nothing in any more.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Whether an item of `bytes` may join what is fewer than `items`; anything may join nothing, or what is closed.
    fn has_room(&self, state: &State, items: usize, bytes: usize) -> bool {
        let crowded = state.items >= items || state.bytes.saturating_add(bytes) > self.most_bytes;
        state.closed || state.items == 0 || !crowded
    }

    /// Wakes who waits, if there is room again.
    fn notify(&self, state: &State) {
        if state.waiting.is_some_and(|bytes| self.has_room(state, self.most_items.div_ceil(2), bytes)) {
            self.changed.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The counts are right even if a thread panicked: nothing between their changes can.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn who_waits_goes_on_when_half_are_out_and_too_large_an_item_enters_alone() {
        let gate = Gate::new(4, 100);
        assert!((0..4).all(|_| gate.enter(10)));
        let until_waiting = |bytes| {
            while gate.lock().waiting != Some(bytes) {
                thread::yield_now();
            }
        };
        thread::scope(|scope| {
            scope.spawn(|| assert!(gate.enter(20) && gate.enter(1000)));
            until_waiting(20);
            gate.leave(10);
            gate.leave(10);
            assert_eq!(gate.lock().waiting, Some(20), "two of four are in");
            gate.leave(10);
            until_waiting(1000);
            gate.leave(10);
            assert_eq!(gate.lock().waiting, Some(1000), "it would not be alone");
            gate.leave(20);
        });
        assert_eq!(gate.lock().items, 1);
        gate.close();
        assert!(!gate.enter(1));
    }
}
