//! The part of an output that is there before all of it is, kept so that an interrupted run can be resumed.
//!
//! The records of a run with `-o OUT.jsonl` go to `OUT.jsonl.quoth-part`, which is renamed to `OUT.jsonl` when it is whole and stays when
//! the run does not get that far, whatever stopped it. Every whole line of it is an article done. So resuming is: cut off what is behind
//! the last whole line, go through the inputs again, and leave out the articles that have a record. No position is noted anywhere that
//! could be wrong after a crash, and what could not be read the first time is tried again.
//!
//! Beside it lies `OUT.jsonl.quoth-lock`: locked while a run writes, because two would mix their lines, and telling the options of the run,
//! because records made with others must not follow.

use super::args::Model;
use super::settings::{Settings, UsageError};
use anyhow::{Context, bail};
use quoth::read::{self, Pending};
use quoth::report::Format;
use same_file::Handle;
use serde::Deserialize;
use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, BuildHasherDefault};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How much is read and written at a time, in bytes.
const BUFFER: usize = 64 << 10;

/// What is asked of a part.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Everything that makes records differ, as the command line has it.
    pub(crate) options: String,
    /// Whether to go on behind the records that are there.
    pub(crate) resume: bool,
}

impl Plan {
    /// The plan for a run of `model`; `None` if its output is none that can be resumed.
    pub(crate) fn new(settings: &Settings, model: &Model, resume: bool) -> Result<Option<Self>, UsageError> {
        let is_file = |file: &PathBuf| fs::metadata(file).map_or(true, |data| data.is_file());
        if settings.format != Format::Jsonl || !settings.output.as_ref().is_some_and(is_file) {
            let message = "--resume goes with -o FILE and JSON Lines: of other outputs nothing is kept to go on with";
            return if resume { Err(UsageError(message.into())) } else { Ok(None) };
        }
        let reading = &settings.reading;
        let options = format!(
            "quoth {} --model {} --min-confidence {} --offsets {:?} --input {:?} --text-field {} --id-field {}",
            env!("CARGO_PKG_VERSION"),
            model.model.display(),
            model.min_confidence,
            settings.rendering.unit,
            reading.format,
            reading.text_field,
            reading.id_field
        );
        Ok(Some(Self { options, resume }))
    }
}

/// The unfinished output of a run that writes it.
#[derive(Debug)]
pub(crate) struct Part {
    file: BufWriter<File>,
    path: PathBuf,
    /// What the part is to become.
    target: PathBuf,
    lock: Lock,
}

impl Part {
    /// Opens the part of `target`, and tells the articles that are in it: none unless the plan is to resume.
    pub(crate) fn open(target: PathBuf, plan: &Plan) -> anyhow::Result<(Self, Done)> {
        let path = beside(&target, ".quoth-part");
        let shown = path.display();
        let lock = Lock::take(beside(&target, ".quoth-lock"))?;
        let resume = plan.resume && path.exists();
        if resume {
            let before = lock.read().with_context(|| format!("{}: cannot be read", lock.path.display()))?;
            if before != plan.options {
                let message =
                    format!("{shown} was begun by {before}; use the same options, or start over without --resume");
                return Err(UsageError(message).into());
            }
        }
        lock.write(&plan.options).with_context(|| format!("{}: cannot be written", lock.path.display()))?;
        let opened = File::options().read(true).write(true).create(true).truncate(!resume).open(&path);
        let mut file = opened.with_context(|| format!("{shown}: cannot be written"))?;
        let (done, length) = Done::read(&file).with_context(|| format!("{shown}: cannot be read"))?;
        file.set_len(length)
            .and_then(|()| file.seek(SeekFrom::Start(length)))
            .with_context(|| format!("{shown}: cannot be written"))?;
        if let Ok(existing) = fs::metadata(&target)
            && !existing.permissions().readonly()
        {
            file.set_permissions(existing.permissions()).with_context(|| format!("{shown}: cannot be written"))?;
        }
        Ok((Self { file: BufWriter::with_capacity(BUFFER, file), path, target, lock }, done))
    }

    /// Makes it the output that it is a part of.
    pub(crate) fn commit(self) -> io::Result<()> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        fs::rename(&self.path, &self.target)?;
        fs::remove_file(&self.lock.path)
    }

    /// Removes it.
    pub(crate) fn discard(self) {
        // That it cannot be removed is no reason to fail: the next run writes over it.
        _ = fs::remove_file(&self.path);
        _ = fs::remove_file(&self.lock.path);
    }

    /// Leaves it for a run that resumes, and tells where; removes it if nothing is in it.
    pub(crate) fn keep(mut self) -> Option<PathBuf> {
        // What of the last record cannot be written is cut off by the run that resumes.
        _ = self.file.flush();
        if self.file.get_ref().metadata().is_ok_and(|data| data.len() > 0) {
            return Some(self.path);
        }
        self.discard();
        None
    }
}

impl Write for Part {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// `target` with more behind its name.
fn beside(target: &Path, suffix: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A file that only one run has at a time; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    fn take(path: PathBuf) -> anyhow::Result<Self> {
        let shown = path.display();
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let file = opened.with_context(|| format!("{shown}: cannot be written in this folder"))?;
        // Between opening and locking, a run that ended may have removed the file: then the lock is on nothing.
        let same = || io::Result::Ok(Handle::from_file(file.try_clone()?)? == Handle::from_path(&path)?);
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => bail!("{shown}: another run is writing this output; wait until it ends"),
            // Some network file systems have no locks.
            Err(TryLockError::Error(_)) => {}
            Ok(()) if same().unwrap_or(false) => {}
            Ok(()) => bail!("{shown}: another run was writing this output until now; try again"),
        }
        Ok(Self { file, path })
    }

    /// What the run before left in it.
    fn read(&self) -> io::Result<String> {
        let mut text = String::new();
        (&self.file).read_to_string(&mut text)?;
        Ok(text)
    }

    fn write(&self, text: &str) -> io::Result<()> {
        self.file.set_len(0)?;
        (&self.file).rewind()?;
        (&self.file).write_all(text.as_bytes())
    }
}

/// The articles that have a record, by hash of path and id; of equal ones their number.
///
/// Sixteen bytes or so an article. That two articles may share a hash does no harm while the inputs are the same: records are in the order
/// of the inputs, so the first takes its own record, and none is left for the second.
#[derive(Debug, Default)]
pub(crate) struct Done(HashMap<u64, u32>);

/// What tells the article of a record.
#[derive(Deserialize)]
struct Head {
    id: String,
    path: Option<String>,
}

impl Done {
    /// The articles with records in `part`, and the number of bytes up to the end of the last whole record.
    fn read(part: &File) -> io::Result<(Self, u64)> {
        let (mut done, mut length) = (Self::default(), 0);
        let mut lines = BufReader::with_capacity(BUFFER, part);
        let mut line = Vec::new();
        loop {
            line.clear();
            lines.read_until(b'\n', &mut line)?;
            match serde_json::from_slice::<Head>(&line) {
                Ok(head) if line.ends_with(b"\n") => {
                    *done.0.entry(key(head.path.as_deref(), &head.id)).or_default() += 1;
                    length += line.len() as u64;
                }
                _ => return Ok((done, length)),
            }
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.0.values().map(|&number| u64::from(number)).sum()
    }

    /// `pending` if it is still to be done, and nothing if it has a record, which then counts no more.
    pub(crate) fn remaining(
        &mut self,
        pending: Pending,
        options: &read::Options,
    ) -> Option<Result<Pending, read::Error>> {
        if self.0.is_empty() {
            return Some(Ok(pending));
        }
        let (pending, name) = match pending.identify(options) {
            Ok(identified) => identified,
            Err(error) => return Some(Err(error)),
        };
        match self.0.entry(key(name.path.as_deref(), &name.id)) {
            Entry::Vacant(_) => return Some(Ok(pending)),
            Entry::Occupied(one) if *one.get() == 1 => drop(one.remove()),
            Entry::Occupied(mut many) => *many.get_mut() -= 1,
        }
        pending.pass_over();
        None
    }
}

fn key(path: Option<&str>, id: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one((path, id))
}
