//! Results as files, each named by what it follows from.
//!
//! A file a run, not one store for all: hundreds of processes on many machines write them
//! without waiting for one another, and merging is copying. A file is a line with what it is
//! and the SHA-256 of the rest, then the result as JSON.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::data::hex;
use crate::error::{Error, Result};
use crate::files::{Claim, write_whole};
use crate::learn::EpochResult;
use crate::recipes::Choices;
use crate::store::Key;

const MAGIC: &str = "nonlin result 1";
const ENDING: &str = "result";

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunResult {
    /// The version of the program.
    pub version: String,
    /// All settings.
    pub choices: Choices,
    /// The function with its parameters, as [`nonlin::Activation`] displays it.
    pub function: String,
    /// The values of all its parameters, also of those that the text leaves out.
    pub values: Vec<f64>,
    /// The seed.
    pub seed: u64,
    /// The checksum of the data.
    pub data_checksum: String,
    /// The smallest step of an accuracy: 1 over the number of test samples.
    pub resolution: f64,
    /// How many numbers the network trains.
    pub trained: usize,
    /// One result an epoch.
    pub epochs: Vec<EpochResult>,
    /// Why it ended early, as in "diverged in epoch 3: the loss is not finite".
    pub failure: Option<String>,
    /// The most memory that the process had, in bytes, where the system tells and the run had
    /// a process of its own. Measured, as are the seconds of the epochs.
    pub peak_memory: Option<u64>,
}

impl RunResult {
    /// What identifies the run: everything that its numbers follow from but the data, which
    /// [`Self::data_checksum`] tells.
    #[must_use]
    pub fn key(&self) -> Key {
        key(&self.version, &self.choices, &self.function, &self.values, self.seed)
    }

    /// The result without what a clock or the system has measured.
    #[must_use]
    pub fn timeless(&self) -> Self {
        let epochs = self.epochs.iter().map(EpochResult::timeless).collect();
        Self { epochs, peak_memory: None, ..self.clone() }
    }
}

/// The key of a run.
pub(super) fn key(
    version: &str,
    choices: &Choices,
    function: &str,
    values: &[f64],
    seed: u64,
) -> Key {
    Key::of(&(MAGIC, version, choices, function, values, seed))
}

/// A folder of results.
#[derive(Clone, Debug)]
pub struct Results(PathBuf);

/// What came of merging a folder into another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// Results that were not there before.
    pub new: usize,
    /// Results that were there before.
    pub known: usize,
    /// Files that are damaged or no results, with what is wrong; they were left out.
    pub refused: Vec<String>,
    /// Runs whose numbers differ between the two folders, as they may between machines.
    pub differing: Vec<String>,
}

impl Results {
    /// The results in the folder of a sweep.
    #[must_use]
    pub fn new(out: &Path) -> Self {
        Self(out.join("runs"))
    }

    /// Where the result of a run is.
    #[must_use]
    pub fn path(&self, key: &Key) -> PathBuf {
        self.0.join(format!("{key}.{ENDING}"))
    }

    /// The result of a run, if it is there.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is damaged, or is that of another run.
    pub fn get(&self, key: &Key) -> Result<Option<RunResult>> {
        let path = self.path(key);
        if !path.exists() {
            return Ok(None);
        }
        let (result, _) = read(&path)?;
        Ok(Some(result))
    }

    /// Keeps a result, whole or not at all; it is on the disk when this returns.
    ///
    /// # Errors
    ///
    /// If it cannot be written; what was there before is left as it was.
    pub fn put(&self, result: &RunResult) -> Result<()> {
        let json = serde_json::to_string(result)
            .map_err(|error| Error::option("out", format!("a result has no JSON form: {error}")))?;
        let sum = hex(&Sha256::digest(json.as_bytes()));
        write_whole(&self.path(&result.key()), format!("{MAGIC} {sum}\n{json}\n"))
    }

    /// All results by the names of their files; damaged ones by what is wrong with them.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub fn all(&self) -> Result<BTreeMap<PathBuf, Result<RunResult>>> {
        let failed =
            |source| Error::File { path: self.0.clone(), action: "read the folder", source };
        let mut all = BTreeMap::new();
        for entry in std::fs::read_dir(&self.0).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|ending| ending == ENDING) {
                let result = read(&path).map(|(result, _)| result);
                all.insert(path, result);
            }
        }
        Ok(all)
    }

    /// Takes over what another folder of a sweep has. The outcome is the same in any order,
    /// and a second time changes nothing: of two results of one run, that of the smaller
    /// checksum stays.
    ///
    /// # Errors
    ///
    /// If a folder cannot be read or a file not be written. A damaged file is no error of the
    /// merge: it is left out and named in [`Merged::refused`].
    pub fn merge(&self, other: &Path) -> Result<Merged> {
        let theirs = Self::new(other);
        if !theirs.0.is_dir() {
            return Err(Error::Data {
                path: other.into(),
                problem: "it is no folder of a sweep: it has no subfolder runs".into(),
            });
        }
        let mut merged = Merged::default();
        for (path, outcome) in theirs.all()? {
            let result = match outcome {
                Ok(result) => result,
                Err(error) => {
                    merged.refused.push(error.to_string());
                    continue;
                }
            };
            let own = self.path(&result.key());
            // A damaged one of ours gives way.
            match own.exists().then(|| read(&own)).and_then(Result::ok) {
                None => {
                    self.put(&result)?;
                    merged.new += 1;
                }
                Some((present, sum)) => {
                    merged.known += 1;
                    if present.timeless() != result.timeless() {
                        merged.differing.push(path.display().to_string());
                    }
                    if read(&path)?.1 < sum {
                        self.put(&result)?;
                    }
                }
            }
        }
        Ok(merged)
    }

    /// The right to make a run, as long as it is held; none while another process has it.
    ///
    /// # Errors
    ///
    /// If the file of the lock cannot be made.
    pub(super) fn claim(&self, key: &Key) -> Result<Option<Claim>> {
        Claim::of(&self.0.join(format!("{key}.lock")))
    }
}

/// A result and its checksum.
fn read(path: &Path) -> Result<(RunResult, String)> {
    let damaged = |problem: &str| Error::Data {
        path: path.into(),
        problem: format!("{problem}; remove the file, and the run is made again"),
    };
    let text = std::fs::read(path).map_err(|source| Error::File {
        path: path.into(),
        action: "read",
        source,
    })?;
    let text = String::from_utf8(text).map_err(|_| damaged("the result is damaged: no text"))?;
    let rest = text.strip_prefix(MAGIC).and_then(|rest| rest.strip_prefix(' '));
    let rest = rest.ok_or_else(|| damaged("it is no result that this program can read"))?;
    let content =
        rest.split_once('\n').and_then(|(sum, json)| Some((sum, json.strip_suffix('\n')?)));
    let (sum, json) = content.ok_or_else(|| damaged("the result is damaged: it is cut off"))?;
    if hex(&Sha256::digest(json.as_bytes())) != sum {
        return Err(damaged("the result is damaged: its content does not match its checksum"));
    }
    let result: RunResult = serde_json::from_str(json)
        .map_err(|error| damaged(&format!("it is of another version of the program: {error}")))?;
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned());
    if name != Some(result.key().to_string()) {
        return Err(damaged("the file has the name of another run than it holds"));
    }
    Ok((result, sum.to_owned()))
}
