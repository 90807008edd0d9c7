//! The state after an epoch, as a file.
//!
//! A checkpoint is a line that says what it is, the SHA-256 of all that follows, then
//! three pieces, each with its length in front: the results so far as JSON, the network
//! and the optimiser as Burn stores them.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use burn::module::Module;
use burn::optim::ModuleOptimizer;
use burn::store::ModuleRecord;
use burn::tensor::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::config::TrainingConfig;
use super::epoch::EpochResult;
use super::internal;
use super::model::Model;
use crate::error::{Error, Result};
use crate::files;

const MAGIC: &[u8] = b"nonlin checkpoint 1\n";
/// How many of the last checkpoints are kept.
const KEPT: usize = 2;
const ENDING: &str = "checkpoint";

/// What an epoch begins with.
pub(super) struct State {
    pub(super) epochs: Vec<EpochResult>,
    model: Vec<u8>,
    optimizer: Vec<u8>,
}

impl State {
    /// The state after an epoch; the results are not in it.
    pub(super) fn of(model: &Model, optimizer: &ModuleOptimizer) -> Result<Self> {
        // Only a validation copy has the running statistics of the last step.
        let record = model.valid().into_record().into_bytes();
        let record = record.map_err(|error| internal("the network cannot be stored", error))?;
        let optimizer = optimizer.into_bytes();
        let optimizer =
            optimizer.map_err(|error| internal("the optimiser cannot be stored", error))?;
        Ok(Self { epochs: Vec::new(), model: record.to_vec(), optimizer: optimizer.to_vec() })
    }

    /// The network and its optimiser with this state.
    pub(super) fn restore(
        &self,
        model: Model,
        training: &TrainingConfig,
    ) -> Result<(Model, ModuleOptimizer)> {
        let record = ModuleRecord::from_bytes(Bytes::from_bytes_vec(self.model.clone()));
        let model = record.and_then(|record| model.try_load_record(record));
        let model =
            model.map_err(|error| internal("the network cannot be taken up again", error))?;
        // Identities of parameters come with the record, so the groups come after it.
        let fresh = training.optimizer_of(&model);
        if training.renew_optimizer {
            return Ok((model, fresh));
        }
        let optimizer = fresh
            .from_bytes(Bytes::from_bytes_vec(self.optimizer.clone()))
            .map_err(|error| internal("the optimiser cannot be taken up again", error))?;
        Ok((model, optimizer))
    }
}

/// The JSON piece.
#[derive(Serialize, Deserialize)]
struct Head {
    fingerprint: String,
    epochs: Vec<EpochResult>,
}

/// A folder of checkpoints of one training.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    folder: PathBuf,
    fingerprint: String,
}

impl Checkpoints {
    pub(super) fn new(folder: &Path, fingerprint: String) -> Self {
        Self { folder: folder.into(), fingerprint }
    }

    /// Where the checkpoint of an epoch is.
    #[must_use]
    pub fn path(&self, epoch: usize) -> PathBuf {
        self.folder.join(format!("epoch-{epoch:06}.{ENDING}"))
    }

    /// The newest checkpoint that is whole. One that is damaged is left as it is, named
    /// in `notices`, and the one before is taken.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read, or a whole checkpoint is of another training.
    pub(super) fn latest(&self, notices: &mut Vec<String>) -> Result<Option<State>> {
        for path in self.paths()? {
            match self.read(&path) {
                Ok(state) => return Ok(Some(state)),
                // Another process has removed it meanwhile.
                Err(Error::File { source, .. }) if source.kind() == ErrorKind::NotFound => {}
                Err(Error::Data { path, problem }) => {
                    notices.push(format!(
                        "{}: {problem}; the checkpoint before it is taken, or the beginning",
                        path.display()
                    ));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// All checkpoints, the newest first.
    fn paths(&self) -> Result<Vec<PathBuf>> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        let failed =
            |source| Error::File { path: self.folder.clone(), action: "read the folder", source };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|ending| ending == ENDING) {
                paths.push(path);
            }
        }
        paths.sort();
        paths.reverse();
        Ok(paths)
    }

    fn read(&self, path: &Path) -> Result<State> {
        let damaged = |problem: &str| Error::Data { path: path.into(), problem: problem.into() };
        let bytes = std::fs::read(path).map_err(|source| Error::File {
            path: path.into(),
            action: "read",
            source,
        })?;
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("it is no checkpoint"))?;
        let (sum, content) =
            rest.split_at_checked(32).ok_or_else(|| damaged("it is damaged: it is cut off"))?;
        if Sha256::digest(content).as_slice() != sum {
            return Err(damaged("it is damaged: its content does not match its checksum"));
        }
        let [head, model, optimizer] =
            pieces(content).ok_or_else(|| damaged("it is damaged: its pieces do not fit"))?;
        let head: Head = serde_json::from_slice(head).map_err(|error| {
            damaged(&format!("it is of another version of the program: {error}"))
        })?;
        if head.fingerprint != self.fingerprint {
            return Err(Error::option(
                "checkpoints",
                format!(
                    "{} is of a training with other settings, data or seed; choose another folder",
                    path.display()
                ),
            ));
        }
        Ok(State { epochs: head.epochs, model: model.to_vec(), optimizer: optimizer.to_vec() })
    }

    /// Writes the checkpoint of an epoch, whole or not at all, and removes those before
    /// the last two.
    pub(super) fn write(&self, epoch: usize, state: &State, epochs: &[EpochResult]) -> Result<()> {
        let head = Head { fingerprint: self.fingerprint.clone(), epochs: epochs.to_vec() };
        let head = serde_json::to_vec(&head)
            .map_err(|error| internal("results have no JSON form", error))?;
        let mut content = Vec::new();
        for piece in [&head, &state.model, &state.optimizer] {
            content.extend((piece.len() as u64).to_le_bytes());
            content.extend(piece);
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(Sha256::digest(&content));
        bytes.extend(content);
        // What a crash of the machine leaves incomplete is found out by its checksum; waiting for
        // the disk would take longer than a short epoch.
        files::replace(&self.path(epoch), bytes, false)?;
        for old in self.paths()?.into_iter().skip_while(|path| *path > self.path(epoch)).skip(KEPT)
        {
            match std::fs::remove_file(&old) {
                // Another process was faster.
                Err(source) if source.kind() != ErrorKind::NotFound => {
                    return Err(Error::File { path: old, action: "remove", source });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn pieces(mut content: &[u8]) -> Option<[&[u8]; 3]> {
    let mut pieces = [&[] as &[u8]; 3];
    for piece in &mut pieces {
        let (length, rest) = content.split_first_chunk::<8>()?;
        (*piece, content) = rest.split_at_checked(u64::from_le_bytes(*length).try_into().ok()?)?;
    }
    content.is_empty().then_some(pieces)
}
