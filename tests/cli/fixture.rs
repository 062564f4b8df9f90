//! A folder of its own for each test, and runs of the binary in it.

use assert_cmd::cargo::CommandCargoExt;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A report with one quote of each sort of mark, and characters of one to four bytes.
pub(crate) const REPORT: &str =
    "“We will rebuild the café,” Mayor Ana Ruiz said. 😀\n\nShe said that work starts in May.\n";

/// A temporary folder, removed at the end.
pub(crate) struct Fixture(TempDir);

impl Fixture {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Adds a file, and the folders above it.
    pub(crate) fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Adds `number` short reports, `NAME/0000.txt` and so on.
    pub(crate) fn reports(self, folder: &str, number: usize) -> Self {
        (0..number)
            .fold(self, |fixture, n| fixture.file(&format!("{folder}/{n:04}.txt"), format!("Report {n}. {REPORT}")))
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names in a folder, sorted, hidden ones too.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        names(&self.path(folder))
    }

    /// `quoth ARGS` in this folder, not yet started; no setting of the tester's reaches it.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::cargo_bin("quoth").unwrap();
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        // The fast model is as good for all that is not about models, and the tests are many.
        command.env("QUOTH_MODEL", "fast");
        for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "RUST_BACKTRACE"] {
            command.env_remove(variable);
        }
        command
    }

    /// Runs `quoth ARGS` with nothing on standard input.
    pub(crate) fn quoth(&self, args: &[&str]) -> Run {
        self.quoth_with(args, b"")
    }

    /// Runs `quoth ARGS` with `input` on standard input.
    pub(crate) fn quoth_with(&self, args: &[&str], input: impl AsRef<[u8]>) -> Run {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_vec();
        // A run that ends before it has read everything closes the pipe: no matter here.
        let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        output.into()
    }
}

/// The names in a folder, sorted, hidden ones too.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = entries.collect();
    names.sort();
    names
}

/// What a run left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Run {
    /// The records of a run that went well and had nothing to say on standard error.
    #[track_caller]
    pub(crate) fn records(&self) -> Vec<Value> {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""));
        self.lines()
    }

    /// The records of any run.
    #[track_caller]
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }

    /// The ids of the records of any run.
    #[track_caller]
    pub(crate) fn ids(&self) -> Vec<String> {
        self.lines().iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect()
    }
}

pub(crate) fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstd(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    zstd::encode_all(bytes.as_ref(), 1).unwrap()
}
