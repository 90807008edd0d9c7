//! Training of any network on any of the data sets, with checkpoints and diagnostics.
//!
//! | file | what |
//! |---|---|
//! | `config.rs` | what a training is asked for |
//! | `model.rs` | the networks under one roof |
//! | `task.rs` | what a network is to learn |
//! | `batch.rs`, `memory.rs` | samples and pieces of text on their device |
//! | `epoch.rs` | one pass over the training data |
//! | `schedule.rs`, `optimizer.rs` | the learning rate; Burn's optimisers |
//! | `tally.rs`, `score.rs` | cross-entropy; how well a network does |
//! | `diagnostics.rs` | what is seen in the network on the way |
//! | `noise.rs` | how a trained classifier bears noise |
//! | `checkpoint.rs` | the state after an epoch, as a file |
//!
//! Every epoch begins with the state that a checkpoint holds, and takes its random
//! numbers from the seed and its own number: a training that is killed and taken up
//! again goes through the same numbers as one that is not.

mod batch;
mod checkpoint;
mod config;
mod diagnostics;
mod epoch;
mod memory;
mod model;
mod noise;
mod optimizer;
mod schedule;
mod score;
mod tally;
mod task;
#[cfg(test)]
mod tests;

use std::path::Path;

use burn::tensor::Device;
use nonlin_burn::ActivationConfig;

use crate::error::{Error, Result};
use crate::run::Control;

pub use checkpoint::Checkpoints;
pub use config::TrainingConfig;
pub use diagnostics::Diagnostics;
pub use epoch::EpochResult;
pub use model::{Model, ModelConfig};
pub use schedule::Schedule;
pub use score::Score;
pub use task::Task;

use checkpoint::State;

/// A finished or stopped training.
#[derive(Clone, Debug)]
pub struct Training {
    /// One result an epoch, in order.
    pub epochs: Vec<EpochResult>,
    /// Why it ended early, as in "diverged in epoch 3: the loss is not finite".
    pub failure: Option<String>,
    /// What a user should know, as in "epoch-000004.checkpoint is damaged: ...".
    pub notices: Vec<String>,
    /// The network after the last epoch, without derivatives.
    pub model: Model,
}

/// What is trained: network, activation function, data and seed.
#[derive(Clone, Debug)]
pub struct Experiment<'a> {
    /// The network.
    pub model: ModelConfig,
    /// The activation function.
    pub activation: ActivationConfig,
    /// The data.
    pub task: Task<'a>,
    /// How it is trained.
    pub training: TrainingConfig,
    /// The seed of initial weights, order, augmentation and noise.
    pub seed: u64,
}

impl Experiment<'_> {
    /// Trains on a device. With a folder for checkpoints it goes on after the last epoch
    /// that is there, and writes one after each epoch.
    ///
    /// Calls `on_epoch` after each epoch that was trained.
    ///
    /// # Errors
    ///
    /// If the network, the settings and the data do not fit, or a checkpoint cannot be
    /// written. A loss that is not finite ends the training with [`Training::failure`] set.
    pub fn train(
        &self,
        device: &Device,
        checkpoints: Option<&Path>,
        on_epoch: &mut dyn FnMut(&EpochResult) -> Control,
    ) -> Result<Training> {
        self.training.validate()?;
        self.task.validate(&self.model, &self.training)?;
        let device = device.clone().autodiff();
        let checkpoints = checkpoints.map(|folder| Checkpoints::new(folder, self.fingerprint()));
        let mut notices = Vec::new();
        let mut state = match &checkpoints {
            Some(checkpoints) => checkpoints.latest(&mut notices)?,
            None => None,
        };
        let mut epochs =
            state.as_mut().map_or_else(Vec::new, |state| std::mem::take(&mut state.epochs));
        let mut failure = None;
        let mut stopped = false;
        while epochs.len() < self.training.epochs && !stopped {
            let number = epochs.len() + 1;
            let (model, optimizer) = self.restore(state.as_ref(), number, &device)?;
            let outcome = epoch::run(self, model, optimizer, &epochs, &device)?;
            let Some((result, model, optimizer)) = outcome else {
                failure = Some(format!("diverged in epoch {number}: the loss is not finite"));
                break;
            };
            stopped = on_epoch(&result) == Control::Stop;
            epochs.push(result);
            let next = State::of(&model, &optimizer)?;
            if let Some(checkpoints) = &checkpoints {
                checkpoints.write(number, &next, &epochs)?;
            }
            state = Some(next);
        }
        let (model, _) = self.restore(state.as_ref(), epochs.len() + 1, &device)?;
        let model = burn::module::Module::valid(&model);
        Ok(Training { epochs, failure, notices, model })
    }

    /// The network and the optimiser as an epoch begins with them.
    fn restore(
        &self,
        state: Option<&State>,
        epoch: usize,
        device: &Device,
    ) -> Result<(Model, burn::optim::ModuleOptimizer)> {
        // The first weights are drawn by the seed itself, noise by seed and epoch.
        let seed = if state.is_none() { self.seed } else { epoch::seed(self.seed, epoch) };
        let model = self.model.init(&self.activation, seed, device)?;
        match state {
            None => {
                let optimizer = self.training.optimizer_of(&model);
                Ok((model, optimizer))
            }
            Some(state) => state.restore(model, &self.training),
        }
    }

    /// What tells this training from others: a checkpoint of another one is not its own.
    fn fingerprint(&self) -> String {
        // A training may be prolonged, unless its learning rates depend on when it ends.
        let epochs = if self.training.schedule.cosine { self.training.epochs } else { 0 };
        let training = TrainingConfig { epochs, ..self.training.clone() };
        let parts = [
            format!("{:?}", self.model),
            format!("{:?}", self.activation),
            self.task.checksum().to_owned(),
            format!("{training:?}"),
            self.seed.to_string(),
        ];
        let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
        crate::data::checksum(&parts)
    }
}

/// A failure of the tensor library that settings and data cannot cause.
fn internal(what: &str, error: impl std::fmt::Display) -> Error {
    Error::option("network", format!("{what}: {error}"))
}
