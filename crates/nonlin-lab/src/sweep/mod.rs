//! Sweeps: functions × networks × data × settings × seeds, as independent runs.
//!
//! | file | what |
//! |---|---|
//! | `plan.rs` | what is asked for, from a file and the command line |
//! | `metric.rs` | what functions are judged by |
//! | `command.rs` | a run as a command that needs no plan |
//! | `run.rs` | one run |
//! | `results.rs` | results as files, and how two folders become one |
//! | `gathered.rs` | the results that a folder has |
//! | `pool.rs` | many runs on this machine |
//! | `summary.rs`, `judge.rs` | what the results say |
//! | `text.rs` | that as Markdown |
//!
//! Every run is a command by itself, and its result a file whose name is the SHA-256 of all
//! that it follows from. So runs may be made anywhere, in any order, and more than once;
//! what a cluster has made is merged with what is there.
//!
//! ```no_run
//! use nonlin_lab::sweep::{Sweep, SweepOptions, SweepPlan};
//!
//! let plan = SweepPlan {
//!     functions: vec!["relu".into(), "telu".into()],
//!     networks: vec!["mlp".into(), "lenet-5".into()],
//!     ..SweepPlan::default()
//! };
//! let sweep = Sweep::new(&plan)?;
//! let options = SweepOptions::default();
//! let outcome = sweep.run_all(&options, &mut |line| eprintln!("{line}"))?;
//! let summary = sweep.summary(&outcome.results);
//! println!("{}", summary.markdown());
//! # Ok::<(), nonlin_lab::Error>(())
//! ```

mod command;
mod gathered;
mod judge;
pub(crate) mod metric;
mod plan;
mod pool;
mod results;
mod run;
mod summary;
#[cfg(test)]
mod tests;
mod text;

use std::collections::HashSet;

use nonlin::Activation;

use crate::error::{Error, Result};
use crate::recipes::Choices;

pub use judge::{Against, Overall};
pub use metric::Metric;
pub use plan::{Seeds, SweepPlan};
pub use pool::{Failed, SweepOptions, SweepOutcome};
pub use results::{Merged, Results, RunResult};
pub use run::Ran;
pub use summary::{BlockSummary, Row, SweepSummary};

/// More runs than these are a mistake.
const MOST_RUNS: usize = 1_000_000;

/// One run of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The function.
    pub function: Activation,
    /// Where in [`Sweep::blocks`] its network, data and settings are.
    pub block: usize,
    /// All settings.
    pub choices: Choices,
    /// The seed.
    pub seed: u64,
}

/// Network, data and settings that all functions are compared in.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What differs from the other blocks, in words.
    pub name: String,
    /// All settings.
    pub choices: Choices,
}

/// A plan made into runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// The plan.
    pub plan: SweepPlan,
    /// The functions, each once.
    pub functions: Vec<Activation>,
    /// Which of them the others are tested against.
    pub baseline: usize,
    /// What they are compared in.
    pub blocks: Vec<Block>,
    /// The seeds.
    pub seeds: Vec<u64>,
    /// Every run, by its index: seed by seed, so that a sweep which is stopped has as many
    /// seeds as possible complete; then block by block, then in the order of the functions.
    pub runs: Vec<Run>,
}

impl Sweep {
    /// Makes the runs of a plan.
    ///
    /// # Errors
    ///
    /// If the plan names no functions, functions or settings that there are not, no seeds,
    /// or more than a million runs. Networks and data are looked for by
    /// [`Self::check`].
    pub fn new(plan: &SweepPlan) -> Result<Self> {
        let (functions, baseline) = plan.activations()?;
        let seeds = plan.seeds.list();
        if seeds.is_empty() {
            return Err(Error::option("seeds", "0 seeds make no run; give at least 1"));
        }
        let blocks: Vec<Block> =
            plan.blocks()?.into_iter().map(|(name, choices)| Block { name, choices }).collect();
        let mut names = HashSet::new();
        if let Some(twice) = blocks.iter().find(|block| !names.insert(&block.name)) {
            let problem = format!("\"{}\" is there twice; name each thing once", twice.name);
            return Err(Error::option("settings", problem));
        }
        for block in &blocks {
            block.choices.validate()?;
        }
        let count = seeds.len().saturating_mul(blocks.len()).saturating_mul(functions.len());
        if count > MOST_RUNS {
            let problem = format!("{count} runs are too many; a sweep has up to {MOST_RUNS}");
            return Err(Error::option("plan", problem));
        }
        let mut runs = Vec::with_capacity(count);
        for seed in &seeds {
            for (index, block) in blocks.iter().enumerate() {
                runs.extend(functions.iter().map(|function| Run {
                    function: function.clone(),
                    block: index,
                    choices: block.choices.clone(),
                    seed: *seed,
                }));
            }
        }
        Ok(Self { plan: plan.clone(), functions, baseline, blocks, seeds, runs })
    }

    /// The run with an index.
    ///
    /// # Errors
    ///
    /// If there is none; the error says which there are.
    pub fn run(&self, index: usize) -> Result<&Run> {
        self.runs.get(index).ok_or_else(|| {
            let last = self.runs.len() - 1;
            Error::option("index", format!("there is no run {index}; the runs are 0 to {last}"))
        })
    }

    /// A run in words: `telu, lenet-5, mnist, seed 3`.
    #[must_use]
    pub fn describe(&self, run: &Run) -> String {
        format!("{}, {}, seed {}", run.function, self.blocks[run.block].name, run.seed)
    }
}
