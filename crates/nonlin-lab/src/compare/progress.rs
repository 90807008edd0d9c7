//! What a caller hears while a comparison runs.

use nonlin::Activation;

use crate::run::{EpochRecord, RunRecord};

/// One run of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The activation function.
    pub activation: Activation,
    /// The seed.
    pub seed: u64,
}

/// What a comparison is going to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Every run: seed by seed, within a seed the functions in the order given.
    /// An aborted comparison so has as many seeds as possible complete.
    pub runs: Vec<Run>,
    /// Runs that the store already holds.
    pub reused: usize,
    /// Epochs of each run.
    pub epochs: usize,
    /// Runs trained at the same time.
    pub threads: usize,
}

/// Hears of a comparison's progress. Every method is called from the thread
/// that called [`compare`](super::compare()).
pub trait Progress {
    /// Something the user should know, in one sentence without a full stop.
    fn notice(&mut self, _message: &str) {}

    /// The plan is made; training begins.
    fn planned(&mut self, _plan: &Plan) {}

    /// A run has finished an epoch (the first is 1).
    fn epoch(&mut self, _run: &Run, _epoch: usize, _record: &EpochRecord) {}

    /// A run has finished, or failed, and is in the store.
    fn finished(&mut self, _run: &Run, _record: &RunRecord) {}

    /// Asked after each of the above: whether the comparison shall stop.
    /// Finished runs stay in the store; [`Error::Stopped`](crate::Error::Stopped) comes back.
    fn stop(&mut self) -> bool {
        false
    }
}

/// Hears nothing and says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Progress for Quiet {}
