//! Compares activation functions: plans the runs, trains them, keeps them in
//! the store and sums them up.

mod command;
mod driver;
mod json;
mod progress;
mod summary;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod verdict;

use std::num::NonZero;
use std::path::PathBuf;

use nonlin::Activation;

use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::run::{Control, EpochRecord, RunRecord, Settings};

pub(crate) use command::quoted;
pub(crate) use driver::single_thread;
pub use json::JSON_SCHEMA;
pub use progress::{Plan, Progress, Quiet, Run};
pub(crate) use summary::median;
pub use summary::{Comparison, DataSummary, EpochBand, FunctionSummary};
pub use verdict::Verdict;

/// The functions compared where none are named.
pub const DEFAULT_ACTIVATIONS: &str =
    "relu,leaky_relu,elu,gelu,silu,mish,telu,zorro_symmetric,zorro_sloped,tanh";

/// Everything `nonlin compare` can be asked for.
///
/// | option | field |
/// |---|---|
/// | `--acts` | [`activations`](Self::activations), through [`nonlin::parse_list`] |
/// | `--baseline` | [`baseline`](Self::baseline) |
/// | `--seeds` | [`seeds`](Self::seeds) |
/// | `--epochs`, `--data`, `--layers`, `--lr`, `--batch`, `--optimizer`, `--init` | the fields of [`settings`](Self::settings) |
/// | `--data-dir` | [`data_dir`](Self::data_dir) |
/// | `--threads` | [`threads`](Self::threads) |
/// | `--out` | [`out`](Self::out) |
/// | `--resume` | [`resume`](Self::resume) |
///
/// Without `--lr` the caller takes [`Optimizer::default_learning_rate`](crate::Optimizer::default_learning_rate).
#[derive(Clone, Debug)]
pub struct CompareOptions {
    /// The functions to compare, each once.
    pub activations: Vec<Activation>,
    /// What the others are tested against. It is added to the functions if it is not among them.
    pub baseline: Activation,
    /// Number of seeds; the seeds are 0, 1, 2, ...
    pub seeds: u64,
    /// What every run has in common.
    pub settings: Settings,
    /// Where the files of a data set that is not embedded lie.
    pub data_dir: Option<PathBuf>,
    /// Runs trained at the same time, each on one thread; by default one for each core.
    /// The results do not depend on it.
    pub threads: Option<NonZero<usize>>,
    /// The folder for the store of runs and the report; created if it is missing.
    pub out: PathBuf,
    /// Go on with the runs that the store already holds.
    pub resume: bool,
}

impl Default for CompareOptions {
    fn default() -> Self {
        Self {
            activations: nonlin::parse_list(DEFAULT_ACTIVATIONS)
                .expect("the default functions are in the catalogue; a test holds it"),
            baseline: Activation::new("relu").expect("relu is in the catalogue; a test holds it"),
            seeds: 5,
            settings: Settings::default(),
            data_dir: None,
            threads: None,
            out: PathBuf::from("nonlin-compare"),
            resume: false,
        }
    }
}

impl CompareOptions {
    /// The store of runs: `runs.redb` in the output folder.
    pub fn store_path(&self) -> PathBuf {
        self.out.join("runs.redb")
    }

    /// The report: `report.html` in the output folder.
    pub fn report_path(&self) -> PathBuf {
        self.out.join("report.html")
    }

    /// The functions to train: the given ones, and the baseline if it is not among them.
    pub fn planned_activations(&self) -> Vec<Activation> {
        let mut planned = self.activations.clone();
        if !planned.contains(&self.baseline) {
            planned.insert(0, self.baseline.clone());
        }
        planned
    }

    /// Refuses options that no comparison can be made with.
    pub fn validate(&self) -> Result<()> {
        if self.activations.is_empty() {
            return Err(Error::option("acts", "name at least one function, as in relu,gelu"));
        }
        for (index, activation) in self.activations.iter().enumerate() {
            if self.activations[..index].contains(activation) {
                return Err(Error::option(
                    "acts",
                    format!("{activation} is named twice; name each function once"),
                ));
            }
        }
        if !(1..=10_000).contains(&self.seeds) {
            return Err(Error::option(
                "seeds",
                format!("{} seeds are not possible; give 1 to 10000", self.seeds),
            ));
        }
        self.settings.validate()
    }
}

/// What trains one network. The driver knows training through this only, so
/// that its own logic can be tested without any.
pub trait Trainer: Sync {
    /// Trains one network; see [`crate::train::train`] for the contract.
    fn train(
        &self,
        settings: &Settings,
        data: &Dataset,
        activation: &Activation,
        seed: u64,
        on_epoch: &mut dyn FnMut(usize, &EpochRecord) -> Control,
    ) -> Result<RunRecord>;
}

/// The real training: a multilayer perceptron on Burn.
#[derive(Clone, Copy, Debug)]
pub struct Perceptron;

impl Trainer for Perceptron {
    fn train(
        &self,
        settings: &Settings,
        data: &Dataset,
        activation: &Activation,
        seed: u64,
        on_epoch: &mut dyn FnMut(usize, &EpochRecord) -> Control,
    ) -> Result<RunRecord> {
        crate::train::train(settings, data, activation, seed, on_epoch)
    }
}

/// Runs a whole comparison: loads the data, opens the store, trains what is not
/// in it, sums up. It writes the store, not the report.
pub fn compare(options: &CompareOptions, progress: &mut dyn Progress) -> Result<Comparison> {
    compare_with(options, &Perceptron, progress)
}

/// [`compare`] with another trainer.
pub fn compare_with(
    options: &CompareOptions,
    trainer: &dyn Trainer,
    progress: &mut dyn Progress,
) -> Result<Comparison> {
    options.validate()?;
    let data = Dataset::load(options.settings.data, options.data_dir.as_deref())?;
    let (records, reused) = driver::run(options, &data, trainer, progress)?;
    Ok(Comparison::new(options, &data, records, reused))
}
