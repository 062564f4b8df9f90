//! A progress bar on standard error, once the work turns out to be long.

use super::interrupt::Interrupt;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use quoth::read;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

/// Work that takes less shows nothing.
const DELAY: Duration = Duration::from_secs(1);

/// Work that takes more gets the hint.
const LONG: Duration = Duration::from_secs(10);

/// The bar, or none.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    started: Instant,
    bytes_read: Arc<AtomicU64>,
    /// All bytes there are to read, once they have been counted.
    bytes: Arc<OnceLock<u64>>,
    /// What to count when the bar appears.
    paths: Option<Vec<PathBuf>>,
    interrupt: Interrupt,
    /// Told once the work turns out to be very long.
    hint: Option<&'static str>,
}

impl Progress {
    /// Progress through the files behind `paths`, by the bytes read of them so far; none if `paths` is `None`.
    pub(crate) fn new(paths: Option<Vec<PathBuf>>, bytes_read: Arc<AtomicU64>, interrupt: Interrupt) -> Self {
        Self { bar: None, started: Instant::now(), bytes_read, bytes: Arc::default(), paths, interrupt, hint: None }
    }

    /// The same progress, with something to tell once if the work is very long.
    pub(crate) fn with_hint(self, hint: Option<&'static str>) -> Self {
        Self { hint, ..self }
    }

    /// Shows how far the work is.
    pub(crate) fn update(&mut self, articles: u64) {
        if self.started.elapsed() >= DELAY && self.paths.is_some() {
            self.appear();
        }
        let Some(bar) = &self.bar else { return };
        if self.started.elapsed() >= LONG
            && let Some(hint) = self.hint.take()
        {
            bar.println(format!("quoth: {hint}"));
        }
        if let (None, Some(&bytes)) = (bar.length(), self.bytes.get()) {
            bar.set_length(bytes);
            bar.set_style(style("{bar:30} {percent:>3} %  {msg}  {binary_bytes_per_sec}  {eta} left"));
        }
        bar.set_position(self.bytes_read.load(Ordering::Relaxed));
        bar.set_message(format!("{} articles", HumanCount(articles)));
    }

    /// Shows the bar, and has the bytes counted meanwhile: walking a large folder takes its time.
    fn appear(&mut self) {
        let Some(paths) = self.paths.take() else { return };
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.set_style(style("{spinner} {msg}  {binary_bytes}  {elapsed}"));
        // The speed is estimated from here on: what was read before would look like a leap.
        bar.set_position(self.bytes_read.load(Ordering::Relaxed));
        bar.reset_eta();
        self.bar = Some(bar.with_elapsed(self.started.elapsed()));
        let (bytes, interrupt) = (Arc::clone(&self.bytes), self.interrupt.clone());
        thread::spawn(move || {
            if let Some(total) = read::size_on_disk(paths, || interrupt.came()) {
                _ = bytes.set(total);
            }
        });
    }

    /// Does something that writes to standard error, out of the bar's way.
    pub(crate) fn aside(&self, message: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(message),
            None => message(),
        }
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates are ours").progress_chars("=> ")
}
