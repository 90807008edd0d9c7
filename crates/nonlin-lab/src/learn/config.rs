//! What a training is asked for.

use burn::module::ParamGroup;
use burn::optim::ModuleOptimizer;
use serde::{Deserialize, Serialize};

use super::model::Model;
use super::optimizer;
use super::schedule::Schedule;
use crate::data::Augmentation;
use crate::error::{Error, Result};
use crate::run::Optimizer;

/// How a network is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainingConfig {
    /// Passes over the training data.
    pub epochs: usize,
    /// Samples a step, or texts side by side.
    pub batch: usize,
    /// Words or characters of each text in a step.
    pub length: usize,
    /// The optimiser.
    pub optimizer: Optimizer,
    /// The learning rate that the schedule begins with.
    pub learning_rate: f64,
    /// How the learning rate changes.
    pub schedule: Schedule,
    /// Whether the optimiser starts every epoch without memory, as in the TeLU authors' scripts.
    pub renew_optimizer: bool,
    /// Weight decay. [`Optimizer::AdamW`] decouples it; the others add it to the gradient.
    pub weight_decay: f64,
    /// Whether it also acts on biases and normalisations, as it does in PyTorch's
    /// optimisers. Parameters of activation functions are left alone in any case.
    pub decay_biases: bool,
    /// The largest norm of all gradients together; larger ones are scaled down.
    pub clip: Option<f64>,
    /// Training samples that are held out to choose by, drawn by the seed.
    pub held_out: usize,
    /// What is done to training images.
    pub augmentation: Augmentation,
    /// Use no more than so many of the training samples (or batches of text) an epoch,
    /// and of those to test on; for quick trials.
    pub at_most: Option<usize>,
    /// Look into the network every so many steps; 0 never.
    pub diagnose_every: usize,
    /// Measure after each epoch how well the network does on what it is trained on.
    pub score_training: bool,
    /// In the last epoch look at the gradients of every step, and at the network on all test
    /// samples at once, instead of every so many steps.
    pub examine_last: bool,
}

impl Default for TrainingConfig {
    fn default() -> Self {
        Self {
            epochs: 10,
            batch: 128,
            length: 35,
            optimizer: Optimizer::Momentum,
            learning_rate: 0.01,
            schedule: Schedule::default(),
            renew_optimizer: false,
            weight_decay: 0.0,
            decay_biases: false,
            clip: None,
            held_out: 0,
            augmentation: Augmentation::default(),
            at_most: None,
            diagnose_every: 50,
            score_training: false,
            examine_last: false,
        }
    }
}

impl TrainingConfig {
    /// Refuses values that no training can be made with.
    ///
    /// # Errors
    ///
    /// Names the value and what would be right.
    pub fn validate(&self) -> Result<()> {
        let positive = |option, value: f64| {
            if value.is_finite() && value > 0.0 {
                return Ok(());
            }
            Err(Error::option(option, format!("{value} is not possible; give a positive number")))
        };
        let some = |option, value: usize| {
            if value > 0 {
                return Ok(());
            }
            Err(Error::option(option, "0 is not possible; give at least 1"))
        };
        some("epochs", self.epochs)?;
        some("batch", self.batch)?;
        some("length", self.length)?;
        some("at-most", self.at_most.unwrap_or(1))?;
        positive("lr", self.learning_rate)?;
        self.schedule.validate()?;
        positive("clip", self.clip.unwrap_or(1.0))?;
        if !(self.weight_decay.is_finite() && self.weight_decay >= 0.0) {
            let problem =
                format!("{} is not a weight decay; give 0 or a positive number", self.weight_decay);
            return Err(Error::option("weight-decay", problem));
        }
        Ok(())
    }

    /// The optimiser for the parameters of a model.
    pub(super) fn optimizer_of(&self, model: &Model) -> ModuleOptimizer {
        let list = model.parameters();
        let decays = |role: crate::networks::Role| {
            role.decays() || (self.decay_biases && role != crate::networks::Role::Activation)
        };
        let others = list.iter().filter(|p| !decays(p.role)).map(|p| p.id).collect();
        optimizer::build(self.optimizer, self.weight_decay, ParamGroup::from_ids(others))
    }
}
