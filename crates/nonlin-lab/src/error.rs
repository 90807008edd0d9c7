//! The one error type of the crate.

use std::path::PathBuf;

/// What can go wrong in a comparison. Every message names what was wrong and
/// what would be right.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An option or setting has a value that makes no sense.
    #[error("{option}: {problem}")]
    Option {
        /// The option as the command line spells it, without dashes.
        option: &'static str,
        /// What is wrong with the value and what would be right.
        problem: String,
    },
    /// A data file is missing, damaged or not what it should be.
    #[error("{}: {problem}", path.display())]
    Data {
        /// The file.
        path: PathBuf,
        /// What is wrong with it and what was expected.
        problem: String,
    },
    /// The store of runs cannot be used.
    #[error("store of runs {}: {problem}", path.display())]
    Store {
        /// The file of the store.
        path: PathBuf,
        /// What is wrong with it and what can be done.
        problem: String,
    },
    /// A file could not be read or written.
    #[error("{}: cannot {action}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// "read", "write", "create", ...
        action: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
    /// The training itself failed; not a divergence, which is a recorded outcome.
    #[error("training {activation} with seed {seed}: {problem}")]
    Training {
        /// The activation function with its parameters.
        activation: String,
        /// The seed of the run.
        seed: u64,
        /// What went wrong.
        problem: String,
    },
    /// The user stopped the comparison; finished runs are in the store.
    #[error(
        "stopped after {done} of {total} runs; the same command with --resume goes on from there"
    )]
    Stopped {
        /// Runs in the store.
        done: usize,
        /// Runs of the plan.
        total: usize,
    },
    /// A fit that is not possible.
    #[error(transparent)]
    Fit(#[from] nonlin_fit::Error),
    /// An error of the library of functions.
    #[error(transparent)]
    Nonlin(#[from] nonlin::Error),
}

/// The result type of the crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An [`Error::Option`].
    pub(crate) fn option(option: &'static str, problem: impl Into<String>) -> Self {
        Self::Option { option, problem: problem.into() }
    }
}
