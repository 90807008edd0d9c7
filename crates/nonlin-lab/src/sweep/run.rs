//! One run.

use std::path::Path;

use super::results::{Results, RunResult, key};
use super::{Run, Sweep};
use crate::compare::single_thread;
use crate::error::{Error, Result};
use crate::learn::EpochResult;
use crate::networks::Role;
use crate::recipes::{Choices, Loaded};
use crate::run::Control;
use crate::store::Key;

/// What came of making a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Ran {
    /// It was trained, and its result kept.
    Now(Box<RunResult>),
    /// Its result was there already.
    Before(Box<RunResult>),
    /// Another process is making it.
    Elsewhere,
}

impl Run {
    /// What identifies the run.
    #[must_use]
    pub fn key(&self) -> Key {
        let function = self.function.to_string();
        key(env!("CARGO_PKG_VERSION"), &self.choices, &function, self.function.values(), self.seed)
    }
}

impl Sweep {
    /// Looks whether networks, data and settings fit, before anything is trained.
    ///
    /// # Errors
    ///
    /// If there is no such network or data set, or a file is missing or damaged.
    pub fn check(&self, data_dir: Option<&Path>) -> Result<()> {
        let mut loaded = None;
        for block in &self.blocks {
            let Choices { data, label, enlarge, .. } = &block.choices;
            let wanted = (data, label, enlarge);
            let data = match loaded.take() {
                Some((of, data)) if of == wanted => data,
                _ => Loaded::of(&block.choices, data_dir)?,
            };
            data.check(&block.choices)?;
            loaded = Some((wanted, data));
        }
        Ok(())
    }

    /// Makes one run, unless its result is there, and keeps its result. A run that was killed
    /// goes on at its last epoch, with the same bits.
    ///
    /// It takes one thread, so that its numbers do not depend on the machine's cores.
    /// `own_process` says that the process is there for this run alone, so that its memory
    /// is the run's. `notice` hears what a user should know.
    ///
    /// # Errors
    ///
    /// If there is no such run, data are missing, settings do not fit, or the result cannot be
    /// written. A training that diverges is a result.
    pub fn run_one(
        &self,
        index: usize,
        out: &Path,
        data_dir: Option<&Path>,
        own_process: bool,
        notice: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Ran> {
        let run = self.run(index)?;
        let (key, results) = (run.key(), Results::new(out));
        let Some(_claim) = results.claim(&key)? else { return Ok(Ran::Elsewhere) };
        match results.get(&key) {
            Ok(Some(result)) => return Ok(Ran::Before(Box::new(result))),
            Ok(None) => {}
            Err(error @ Error::Data { .. }) => notice(&format!("{error}; it is made again now")),
            Err(error) => return Err(error),
        }
        let checkpoints = out.join("checkpoints").join(key.to_string());
        let mut result = single_thread()?.install(|| run.train(data_dir, &checkpoints, notice))?;
        result.peak_memory = if own_process { peak_memory() } else { None };
        results.put(&result)?;
        // What is left of them takes room, no more.
        let _ = std::fs::remove_dir_all(&checkpoints);
        Ok(Ran::Now(Box::new(result)))
    }
}

impl Run {
    fn train(
        &self,
        data_dir: Option<&Path>,
        checkpoints: &Path,
        notice: &mut (dyn FnMut(&str) + Send),
    ) -> Result<RunResult> {
        let data = Loaded::of(&self.choices, data_dir)?;
        let go_on = &mut |_: &EpochResult| Control::Continue;
        let training = data.train(&self.choices, &self.function, self.seed, checkpoints, go_on)?;
        training.notices.iter().for_each(|line| notice(line));
        let trained = training.model.parameters();
        Ok(RunResult {
            version: env!("CARGO_PKG_VERSION").into(),
            choices: self.choices.clone(),
            function: self.function.to_string(),
            values: self.function.values().to_vec(),
            seed: self.seed,
            data_checksum: data.checksum().into(),
            resolution: data.resolution(&self.choices),
            trained: trained
                .iter()
                .filter(|parameter| Role::is_trained(parameter.role))
                .map(|parameter| parameter.count())
                .sum(),
            epochs: training.epochs,
            failure: training.failure,
            peak_memory: None,
        })
    }
}

/// The most memory that this process had, in bytes, where the system tells: Linux does.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(1024 * kilobytes)
}
