//! The embedded store of finished runs.
//!
//! One file, written by one transaction for each run as it finishes: a process
//! killed at any moment loses the run in progress and nothing else.

use std::cell::Cell;
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Once;

use nonlin::Activation;
use redb::{Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::data::hex;
use crate::error::{Error, Result};
use crate::files;
use crate::run::{RunRecord, Settings};

/// Key to the run as JSON.
const RUNS: TableDefinition<'_, &str, &str> = TableDefinition::new("runs");
/// What the file is.
const ABOUT: TableDefinition<'_, &str, &str> = TableDefinition::new("about");
/// Changes whenever a stored run of before would not be what it is now.
const FORMAT: &str = "nonlin runs 3";

/// What identifies a run: everything that its numbers follow from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Key {
    /// The key of a run on data with this checksum.
    pub fn new(
        settings: &Settings,
        activation: &Activation,
        seed: u64,
        data_checksum: &str,
    ) -> Self {
        /// Field by field into JSON, which is the same text on every machine.
        #[derive(Serialize)]
        struct Parts<'a> {
            format: &'static str,
            version: &'static str,
            settings: &'a Settings,
            function: &'static str,
            // Values, not the displayed text: that leaves defaults out, and a
            // default may change.
            parameters: &'a [f64],
            seed: u64,
            data: &'a str,
        }
        let parts = Parts {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION"),
            settings,
            function: activation.function().id(),
            parameters: activation.values(),
            seed,
            data: data_checksum,
        };
        Self::of(&parts)
    }

    /// The key of what follows from these parts.
    pub(crate) fn of(parts: &impl Serialize) -> Self {
        let text =
            serde_json::to_string(parts).expect("numbers and strings always have a JSON form");
        Self(hex(&Sha256::digest(text.as_bytes())))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A store that this process has open; no other process can open it meanwhile.
#[derive(Debug)]
pub struct Store {
    database: Database,
    path: PathBuf,
}

impl Store {
    /// Creates an empty store; there must be no file at `path`.
    ///
    /// It is made under another name and then renamed, so that a process killed
    /// in between leaves no half-made store behind.
    pub fn create(path: &Path) -> Result<Self> {
        let failed = |source| Error::File { path: path.into(), action: "create", source };
        let folder =
            path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        files::create_folder(folder)?;
        let file = tempfile::Builder::new()
            .prefix(".runs-")
            .suffix(".tmp")
            .tempfile_in(folder)
            .map_err(failed)?;
        let store = Self {
            database: Database::create(file.path()).map_err(|error| problem(path, error.into()))?,
            path: path.into(),
        };
        store.write(|transaction| {
            transaction.open_table(RUNS)?;
            transaction.open_table(ABOUT)?.insert("format", FORMAT)?;
            Ok(())
        })?;
        drop(store);
        file.persist_noclobber(path).map_err(|error| failed(error.error))?;
        Self::open(path)
    }

    /// Opens an existing store and checks it as a whole.
    pub fn open(path: &Path) -> Result<Self> {
        // Damage in the file's inner structure makes redb panic in places.
        let opened = quietly(|| Self::open_checked(path));
        opened.unwrap_or_else(|| Err(damaged(path, "its structure is broken")))
    }

    fn open_checked(path: &Path) -> Result<Self> {
        let mut database = Database::open(path).map_err(|error| problem(path, error.into()))?;
        match database.check_integrity() {
            Ok(_) => {}
            Err(error) => return Err(problem(path, error.into())),
        }
        let store = Self { database, path: path.into() };
        let format = store.read(|transaction| {
            let table = transaction.open_table(ABOUT)?;
            Ok(table.get("format")?.map(|format| format.value().to_owned()))
        });
        match format {
            Ok(Some(format)) if format == FORMAT => {}
            Ok(Some(format)) => {
                return Err(Error::Store {
                    path: path.into(),
                    problem: format!(
                        "it has the format \"{format}\", this program reads \"{FORMAT}\"; choose another folder with --out"
                    ),
                });
            }
            Ok(None) | Err(_) => {
                return Err(Error::Store {
                    path: path.into(),
                    problem: "it is a database of something else; move it away or choose another folder with --out".into(),
                });
            }
        }
        // Every run must be readable now, not after an hour of training.
        let runs = store.read(|transaction| {
            let table = transaction.open_table(RUNS)?;
            table
                .iter()?
                .map(|entry| entry.map(|(_, run)| run.value().to_owned()))
                .collect::<std::result::Result<Vec<_>, _>>()
                .map_err(Into::into)
        })?;
        for run in runs {
            parse(path, &run)?;
        }
        Ok(store)
    }

    /// The run under a key, if it is there.
    pub fn get(&self, key: &Key) -> Result<Option<RunRecord>> {
        let text = self.read(|transaction| {
            let table = transaction.open_table(RUNS)?;
            Ok(table.get(key.0.as_str())?.map(|run| run.value().to_owned()))
        })?;
        text.map(|text| parse(&self.path, &text)).transpose()
    }

    /// Keeps a run; it is on the disk when this returns.
    pub fn put(&self, key: &Key, record: &RunRecord) -> Result<()> {
        let text = serde_json::to_string(record).map_err(|error| Error::Store {
            path: self.path.clone(),
            problem: format!("a run has no JSON form: {error}"),
        })?;
        self.write(|transaction| {
            transaction.open_table(RUNS)?.insert(key.0.as_str(), text.as_str())?;
            Ok(())
        })
    }

    /// How many runs it holds.
    pub fn len(&self) -> Result<usize> {
        self.read(|transaction| Ok(transaction.open_table(RUNS)?.len()? as usize))
    }

    /// Whether it holds no run.
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    fn read<T>(
        &self,
        action: impl FnOnce(&redb::ReadTransaction) -> std::result::Result<T, redb::Error>,
    ) -> Result<T> {
        let outcome = self
            .database
            .begin_read()
            .map_err(redb::Error::from)
            .and_then(|transaction| action(&transaction));
        outcome.map_err(|error| problem(&self.path, error))
    }

    fn write(
        &self,
        action: impl FnOnce(&redb::WriteTransaction) -> std::result::Result<(), redb::Error>,
    ) -> Result<()> {
        let outcome =
            self.database.begin_write().map_err(redb::Error::from).and_then(|transaction| {
                action(&transaction)?;
                transaction.commit().map_err(redb::Error::from)
            });
        outcome.map_err(|error| problem(&self.path, error))
    }
}

/// Moves a store to the first free name with `.bak` and returns that name.
pub fn set_aside(path: &Path) -> Result<PathBuf> {
    let name = |number: usize| {
        let mut name = path.as_os_str().to_owned();
        name.push(if number == 1 { ".bak".to_owned() } else { format!(".bak{number}") });
        PathBuf::from(name)
    };
    let free = (1..).map(name).find(|name| !name.exists()).expect("some number is free");
    std::fs::rename(path, &free).map_err(|source| Error::File {
        path: path.into(),
        action: "move aside",
        source,
    })?;
    Ok(free)
}

fn parse(path: &Path, text: &str) -> Result<RunRecord> {
    serde_json::from_str(text)
        .map_err(|error| damaged(path, &format!("a run in it is not readable: {error}")))
}

fn damaged(path: &Path, what: &str) -> Error {
    Error::Store {
        path: path.into(),
        problem: format!(
            "the file is damaged or no store of runs ({what}); it is left as it is: move it away to start anew, \
             or choose another folder with --out"
        ),
    }
}

fn problem(path: &Path, error: redb::Error) -> Error {
    match error {
        redb::Error::DatabaseAlreadyOpen => Error::Store {
            path: path.into(),
            problem: "another process is using it; wait for it to end or choose another folder with --out".into(),
        },
        redb::Error::UpgradeRequired(_) => damaged(path, "it has an old file format"),
        redb::Error::Io(error) if error.kind() != std::io::ErrorKind::InvalidData => {
            Error::Store { path: path.into(), problem: format!("cannot be read or written: {error}") }
        }
        error => damaged(path, &error.to_string()),
    }
}

thread_local! {
    /// Whether this thread's panics go unmentioned.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs something that may panic on damaged input; none if it does. The panic
/// message, which would tell a user nothing, is not printed.
fn quietly<T>(action: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    QUIET.set(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(action)).ok();
    QUIET.set(false);
    outcome
}

#[cfg(test)]
mod tests;
