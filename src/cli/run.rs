//! Going through articles: what `quoth`, `quoth sentences` and `quoth tokens` have in common.

use super::Outcome;
use super::batch::{self, Item, Limits, Sink, Weigh};
use super::destination::{self, Destination};
use super::interrupt::Interrupt;
use super::messages::Messages;
use super::output::Output;
use super::progress::Progress;
use super::settings::Settings;
use anyhow::Context;
use quoth::read::{Article, Articles, Pending};
use quoth::report::{ArticleInput, Rendered, Writer};
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Articles in flight for each thread: enough to keep all busy while one has a long article.
pub(crate) const ITEMS_PER_JOB: usize = 64;

/// Bytes in flight, of articles and their records.
pub(crate) const BYTES: usize = 64 << 20;

/// What was made of an article.
pub(crate) struct Made {
    pub(crate) rendered: Rendered,
    /// What went wrong on the way, though there is a record.
    pub(crate) error: Option<anyhow::Error>,
}

impl From<Rendered> for Made {
    fn from(rendered: Rendered) -> Self {
        Self { rendered, error: None }
    }
}

/// Reads every article, has it rendered, and writes the results in input order, with the writer that `writer` makes of the output.
pub(crate) fn articles(
    settings: Settings,
    writer: impl FnOnce(Output) -> Writer<Output>,
    make: impl Fn(&ArticleInput<'_>) -> Made + Send + Sync + 'static,
) -> anyhow::Result<Outcome> {
    let interrupt = Interrupt::listen()?;
    let messages = Messages { quiet: settings.quiet };
    let (destination, mut done) = Destination::open(&settings, writer)?;
    let before = done.count();
    if before > 0 {
        messages.note(&format!("going on where the last run stopped; articles done: {before}"));
    }
    let articles = Articles::new(settings.paths.clone(), settings.own_output(), settings.reading.clone());
    let progress = Progress::new(settings.progress.then_some(settings.paths), articles.bytes_read(), interrupt.clone());
    let progress = progress.with_hint(settings.hint);
    let mut delivery = Delivery {
        destination,
        messages,
        progress,
        interrupt,
        fail_fast: settings.fail_fast,
        before,
        written: 0,
        failed: 0,
        flawed: false,
        end: End::Reached,
    };
    let reading = settings.reading.clone();
    let work = move |pending: Pending| {
        let place = pending.place();
        let article = pending.load(&reading)?;
        let made = make(&input(&article));
        Ok(Made { error: made.error.map(|error| error.context(place)), ..made })
    };
    let limits = Limits { jobs: settings.jobs, items: settings.jobs * ITEMS_PER_JOB, bytes: BYTES };
    let pending = articles.filter_map(move |item| match item {
        Ok(pending) => done.remaining(pending, &settings.reading),
        error => Some(error),
    });
    let pending = pending.map(|item| item.map_err(anyhow::Error::from));
    _ = batch::run(pending, work, limits, &mut delivery).context("the system gives no more threads; lower --jobs")?;
    delivery.finish().or_else(|error| {
        let file = settings.output.as_ref().map_or("standard output".into(), |file| file.display().to_string());
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Ok(Outcome::Success);
        }
        Err(error).with_context(|| format!("{file}: cannot be written"))
    })
}

fn input(article: &Article) -> ArticleInput<'_> {
    ArticleInput {
        id: &article.id,
        path: article.path.as_deref(),
        meta: &article.meta,
        text: &article.text,
        warnings: &article.warnings,
    }
}

impl Weigh for Pending {
    fn weight(&self) -> usize {
        Pending::weight(self)
    }
}

impl Item for Pending {
    fn name(&self) -> String {
        self.place().to_string()
    }
}

impl Weigh for Made {
    fn weight(&self) -> usize {
        self.rendered.size()
    }
}

/// Where the results of a run arrive.
struct Delivery {
    destination: Destination,
    messages: Messages,
    progress: Progress,
    interrupt: Interrupt,
    fail_fast: bool,
    /// Articles that the run which this one resumes wrote.
    before: u64,
    written: u64,
    failed: u64,
    /// Whether something went wrong in an article that was written.
    flawed: bool,
    end: End,
}

/// How the results ended.
enum End {
    /// There were no more.
    Reached,
    /// The first failure was to be the last.
    FailedFast,
    /// The user stopped the run.
    Interrupted,
    /// Writing failed.
    Write(io::Error),
}

impl Delivery {
    fn stop(&mut self, end: End) -> ControlFlow<()> {
        self.end = end;
        ControlFlow::Break(())
    }

    /// Ends the output according to how the results ended.
    fn finish(self) -> io::Result<Outcome> {
        self.progress.clear();
        let messages = self.messages;
        let kept = |part: Option<PathBuf>| {
            if let Some(part) = part {
                let part = part.display();
                messages
                    .note(&format!("what was done is kept in {part}; the same command with --resume goes on with it"));
            }
        };
        match self.end {
            End::Write(error) => {
                kept(self.destination.abandon());
                return Err(error);
            }
            End::Interrupted => {
                kept(self.destination.abandon());
                return Ok(Outcome::Interrupted);
            }
            End::FailedFast | End::Reached => {}
        }
        let omitted = self.destination.omitted_fields();
        if !omitted.is_empty() {
            messages.note(&format!(
                "no columns for the fields {}, which no article had up to the first row; --format jsonl keeps them",
                omitted.join(", ")
            ));
        }
        let failed = self.failed > 0;
        kept(self.destination.finish(match self.end {
            End::FailedFast => destination::End::Wait,
            // Of a folder of which nothing could be read, no empty file remains.
            _ if failed && self.before + self.written == 0 => destination::End::Vanish,
            _ => destination::End::Appear,
        })?);
        if failed && self.written + self.failed > 1 {
            messages.note(&format!("{} of {} could not be read", self.failed, self.written + self.failed));
        }
        Ok(if failed || self.flawed { Outcome::Failure } else { Outcome::Success })
    }
}

impl Sink<Made> for Delivery {
    fn take(&mut self, result: anyhow::Result<Made>) -> ControlFlow<()> {
        if self.interrupt.came() {
            return self.stop(End::Interrupted);
        }
        let error = match result {
            Ok(made) => {
                if let Err(error) = self.destination.write(&made.rendered) {
                    return self.stop(End::Write(error));
                }
                self.written += 1;
                self.flawed |= made.error.is_some();
                made.error
            }
            Err(error) => {
                self.failed += 1;
                Some(error)
            }
        };
        if let Some(error) = error {
            self.progress.aside(|| self.messages.error(&format!("{error:#}")));
            if self.fail_fast {
                return self.stop(End::FailedFast);
            }
        }
        self.progress.update(self.written);
        ControlFlow::Continue(())
    }

    fn idle(&mut self) -> ControlFlow<()> {
        if self.interrupt.came() {
            return self.stop(End::Interrupted);
        }
        // A reader at the other end of a pipe should not wait for a buffer to fill.
        if let Err(error) = self.destination.flush() {
            return self.stop(End::Write(error));
        }
        self.progress.update(self.written);
        ControlFlow::Continue(())
    }
}
