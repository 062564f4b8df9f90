//! The batch engine: items from one thread, work on several, results in the order of the items.
//!
//! ```text
//! items ── gate ──> workers (one item each) ──> reorder by number ──> sink
//!            ^                                                          │
//!            └───────────── room for another one ───────────────────────┘
//! ```
//!
//! The gate bounds what is anywhere between the items and the sink, so a slow article at the head makes the reader wait instead of results
//! piling up. Parallel iterators were not enough: they either lose the order or keep every result until the end.

use super::gate::Gate;
use super::panics;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, unbounded};
use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// How often the sink's [`idle`](Sink::idle) is called while nothing happens.
const TICK: Duration = Duration::from_millis(50);

/// Results that follow each other faster than this are waited for together: being woken for each costs more than handing it over.
const NAP: Duration = Duration::from_millis(1);

/// What may be in flight at a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Threads that work.
    pub(crate) jobs: usize,
    /// Items between reading and writing.
    pub(crate) items: usize,
    /// Bytes of those items and their results; a single item may have more.
    pub(crate) bytes: usize,
}

/// Something with a size in memory.
pub(crate) trait Weigh {
    /// About how many bytes it keeps.
    fn weight(&self) -> usize;
}

/// Something to work on.
pub(crate) trait Item: Weigh {
    /// What it is called in messages.
    fn name(&self) -> String;
}

/// Where results go, on the calling thread and in the order of the items.
pub(crate) trait Sink<D> {
    /// Takes the next result; a break stops the batch.
    fn take(&mut self, result: anyhow::Result<D>) -> ControlFlow<()>;
    /// Called when no result is ready; a break stops the batch.
    fn idle(&mut self) -> ControlFlow<()>;
}

/// Works on all `items`, several at a time, and hands the results to `sink` in order; a break is the sink's. Fails if the system gives no
/// threads.
///
/// A panic in `work` is the error of its item; one in `items` is the last result. On a break the threads are left to themselves: they end
/// with the item they are at, or with the process. (They are not waited for, because one may hang in a read from a pipe.)
pub(crate) fn run<I, D>(
    items: impl Iterator<Item = anyhow::Result<I>> + Send + 'static,
    work: impl Fn(I) -> anyhow::Result<D> + Send + Sync + 'static,
    limits: Limits,
    sink: &mut impl Sink<D>,
) -> io::Result<ControlFlow<()>>
where
    I: Item + Send + 'static,
    D: Weigh + Send + 'static,
{
    let gate = Arc::new(Gate::new(limits.items, limits.bytes));
    // Unbounded channels: the gate bounds what is in them.
    let (tasks, queue) = unbounded();
    let (finished, results) = unbounded();
    let work = Arc::new(work);
    for _ in 0..limits.jobs {
        let (queue, finished, work, gate) = (queue.clone(), finished.clone(), Arc::clone(&work), Arc::clone(&gate));
        thread::Builder::new().spawn(move || serve(&queue, &finished, &*work, &gate))?;
    }
    let reader_gate = Arc::clone(&gate);
    thread::Builder::new().spawn(move || read(items, &tasks, &finished, &reader_gate))?;
    let flow = deliver(&results, &gate, sink);
    gate.close();
    Ok(flow)
}

/// An item on its way to a working thread.
struct Task<I> {
    number: u64,
    weight: usize,
    item: I,
}

/// A result on its way back.
struct Finished<D> {
    number: u64,
    weight: usize,
    result: anyhow::Result<D>,
}

/// The reading thread: numbers items and lets them in.
fn read<I: Item, D>(
    mut items: impl Iterator<Item = anyhow::Result<I>>,
    tasks: &Sender<Task<I>>,
    finished: &Sender<Finished<D>>,
    gate: &Gate,
) {
    for number in 0.. {
        let (item, ended) = match panics::caught(|| items.next()) {
            Ok(Some(item)) => (item, false),
            Ok(None) => return,
            Err(panic) => (Err(panic), true),
        };
        let weight = item.as_ref().map_or(0, Weigh::weight);
        let sent = gate.enter(weight)
            && match item {
                Ok(item) => tasks.send(Task { number, weight, item }).is_ok(),
                Err(error) => finished.send(Finished { number, weight, result: Err(error) }).is_ok(),
            };
        if ended || !sent {
            return;
        }
    }
}

/// A working thread.
fn serve<I: Item, D: Weigh>(
    queue: &Receiver<Task<I>>,
    finished: &Sender<Finished<D>>,
    work: &impl Fn(I) -> anyhow::Result<D>,
    gate: &Gate,
) {
    for Task { number, weight: before, item } in queue {
        let name = item.name();
        let result = panics::caught(|| work(item)).unwrap_or_else(|panic| Err(panic.context(name)));
        let weight = result.as_ref().map_or(0, Weigh::weight);
        gate.resize(before, weight);
        if finished.send(Finished { number, weight, result }).is_err() {
            return;
        }
    }
}

/// Puts results back into order and hands them over, until there are no more.
fn deliver<D>(results: &Receiver<Finished<D>>, gate: &Gate, sink: &mut impl Sink<D>) -> ControlFlow<()> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    let mut woken = None;
    loop {
        let finished = match results.try_recv() {
            Ok(finished) => finished,
            Err(TryRecvError::Disconnected) => return ControlFlow::Continue(()),
            Err(TryRecvError::Empty) => {
                sink.idle()?;
                match results.recv_timeout(TICK) {
                    Ok(finished) => {
                        if woken.is_some_and(|before: Instant| before.elapsed() < NAP) {
                            thread::sleep(NAP);
                        }
                        woken = Some(Instant::now());
                        finished
                    }
                    Err(RecvTimeoutError::Timeout) => continue,
                    Err(RecvTimeoutError::Disconnected) => return ControlFlow::Continue(()),
                }
            }
        };
        early.insert(finished.number, finished);
        while let Some(Finished { weight, result, .. }) = early.remove(&next) {
            next += 1;
            sink.take(result)?;
            gate.leave(weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    impl Weigh for usize {
        fn weight(&self) -> usize {
            *self
        }
    }

    impl Item for usize {
        fn name(&self) -> String {
            format!("item {self}")
        }
    }

    /// Keeps results as text; breaks after `most`.
    struct Kept {
        results: Vec<String>,
        most: usize,
    }

    impl Sink<usize> for Kept {
        fn take(&mut self, result: anyhow::Result<usize>) -> ControlFlow<()> {
            self.results.push(result.map_or_else(|error| format!("{error:#}"), |number| number.to_string()));
            if self.results.len() == self.most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }

        fn idle(&mut self) -> ControlFlow<()> {
            ControlFlow::Continue(())
        }
    }

    fn results(
        items: impl Iterator<Item = anyhow::Result<usize>> + Send + 'static,
        work: impl Fn(usize) -> anyhow::Result<usize> + Send + Sync + 'static,
        limits: Limits,
        most: usize,
    ) -> Vec<String> {
        let mut kept = Kept { results: Vec::new(), most };
        let flow = run(items, work, limits, &mut kept).unwrap();
        assert_eq!(flow.is_break(), kept.results.len() == most);
        kept.results
    }

    const FOUR: Limits = Limits { jobs: 4, items: 8, bytes: 1 << 20 };

    #[test]
    fn a_panic_is_the_error_of_its_item_and_the_rest_goes_on() {
        let work = |number| if number == 1 { panic!("number {number} is cursed") } else { Ok(number) };
        let found = results((0..4).map(Ok), work, FOUR, usize::MAX);
        assert_eq!((&*found[0], &*found[2], &*found[3]), ("0", "2", "3"));
        assert!(found[1].starts_with("item 1: internal error: number 1 is cursed (src/cli/batch.rs:"), "{}", found[1]);
    }

    #[test]
    fn a_panic_of_the_reader_ends_the_batch_with_an_error() {
        let items = (0..4).map(|number| if number == 2 { panic!("lost") } else { Ok(number) });
        let found = results(items, Ok, FOUR, usize::MAX);
        assert_eq!(found.len(), 3);
        assert!(found[2].starts_with("internal error: lost"), "{}", found[2]);
    }

    #[test]
    fn a_break_stops_an_endless_batch() {
        assert_eq!(results((0..).map(Ok), Ok, FOUR, 3), ["0", "1", "2"]);
    }

    #[test]
    fn no_more_than_allowed_is_in_flight() {
        let (begun, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        // Reading counts up, and the sink's order makes everything wait for the slow first item.
        let reading = Arc::clone(&begun);
        let items = (0..100).map(move |number| {
            reading.fetch_add(1, Ordering::SeqCst);
            Ok(number)
        });
        let (seen, highest) = (Arc::clone(&begun), Arc::clone(&most));
        let work = move |number| {
            if number == 0 {
                thread::sleep(Duration::from_millis(100));
                highest.store(seen.load(Ordering::SeqCst), Ordering::SeqCst);
            }
            Ok(number)
        };
        assert_eq!(results(items, work, FOUR, usize::MAX).len(), 100);
        // Eight in flight, and one in the reader's hand before the gate.
        assert!(most.load(Ordering::SeqCst) <= 9, "{most:?} items were read while the first was worked on");
    }

    proptest! {
        #[test]
        fn order_is_input_order(
            items in proptest::collection::vec(prop_oneof![Just(None), (0usize..3000).prop_map(Some)], 0..60),
            jobs in 1usize..6,
            room in 1usize..10,
            bytes in 0usize..5000,
        ) {
            let item = |item: &Option<usize>| item.ok_or_else(|| anyhow::anyhow!("unreadable"));
            let expected: Vec<String> = items.iter().map(|i| i.map_or("unreadable".into(), |n| n.to_string())).collect();
            let work = |number: usize| {
                thread::sleep(Duration::from_micros(number as u64 % 7 * 50));
                Ok(number)
            };
            let input: Vec<_> = items.iter().map(item).collect();
            let found = results(input.into_iter(), work, Limits { jobs, items: room, bytes }, usize::MAX);
            prop_assert_eq!(found, expected);
        }
    }
}
