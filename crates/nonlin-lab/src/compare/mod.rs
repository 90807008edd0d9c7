//! Compares activation functions: plans the runs, trains them, keeps them in
//! the store and sums them up.

mod command;
mod driver;
mod json;
mod perceptron;
mod progress;
mod summary;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod verdict;

use std::num::NonZero;
use std::path::{Path, PathBuf};

use nonlin::Activation;

use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::run::{Control, EpochRecord, RunRecord, Settings};

pub(crate) use command::quoted;
pub(crate) use driver::single_thread;
pub use json::JSON_SCHEMA;
pub use perceptron::Perceptron;
pub use progress::{Plan, Progress, Quiet, Run};
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
/// | `--epochs`, `--data`, `--label`, `--device`, `--layers`, `--lr`, `--batch`, `--optimizer`, `--init` | the fields of [`settings`](Self::settings) |
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
    /// Runs trained at the same time, each on one thread; by default one for each core, and one
    /// in all on another device than the CPU. The results do not depend on it.
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

    /// The checkpoints of runs that are not finished: `checkpoints` in the output folder.
    pub fn checkpoints_path(&self) -> PathBuf {
        self.out.join("checkpoints")
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

/// One run to be trained.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// What every run has in common.
    pub settings: &'a Settings,
    /// The data.
    pub data: &'a Dataset,
    /// The activation function.
    pub activation: &'a Activation,
    /// The seed.
    pub seed: u64,
    /// The folder of the run's checkpoints.
    pub checkpoints: &'a Path,
}

/// What a run says while it is trained.
#[derive(Clone, Copy, Debug)]
pub enum Said<'a> {
    /// An epoch is over; the first is 1.
    Epoch(usize, &'a EpochRecord),
    /// Something the user should know, in one sentence without a full stop.
    Notice(&'a str),
}

/// What trains one network. The driver knows training through this only, so
/// that its own logic can be tested without any.
pub trait Trainer: Sync {
    /// Trains one network, on from the checkpoints if there are any, and calls `say` after each
    /// epoch. A loss that is not finite ends the run with [`RunRecord::failure`] set; it is not
    /// an error.
    ///
    /// # Errors
    ///
    /// If the settings are not possible, the activation cannot be made into a module, or a
    /// checkpoint cannot be written.
    fn train(&self, job: &Job<'_>, say: &mut dyn FnMut(Said<'_>) -> Control) -> Result<RunRecord>;
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
    let Settings { data, label, .. } = &options.settings;
    let data = Dataset::open(data, label.as_deref(), options.data_dir.as_deref())?;
    let (records, reused) = driver::run(options, &data, trainer, progress)?;
    Ok(Comparison::new(options, &data, records, reused))
}
