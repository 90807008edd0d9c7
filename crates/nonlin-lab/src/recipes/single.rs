//! A training by itself: for sweeps, which do one at a time.

use std::path::Path;

use burn::tensor::Device;
use nonlin_burn::ActivationConfig;

use super::Choices;
use super::plan::Data;
use crate::device::device;
use crate::error::Result;
use crate::learn::{EpochResult, Experiment, Task, Training};
use crate::run::Control;

/// Data that several trainings are made with.
pub(crate) struct Loaded(Data);

impl Loaded {
    /// The data of some choices.
    pub(crate) fn of(choices: &Choices, data_dir: Option<&Path>) -> Result<Self> {
        Data::of(choices, data_dir).map(Self)
    }

    pub(crate) fn checksum(&self) -> &str {
        self.0.checksum()
    }

    /// The smallest step of an accuracy.
    pub(crate) fn resolution(&self, choices: &Choices) -> f64 {
        let most = choices.at_most.unwrap_or(usize::MAX);
        let tests = match &self.0 {
            Data::Images(set) => set.test().len().min(most),
            Data::Rows(set) => set.test.len().min(most),
            Data::Text(text) => text.test.tokens.len(),
        };
        1.0 / tests.max(1) as f64
    }

    /// Refuses choices that do not fit the data.
    pub(crate) fn check(&self, choices: &Choices) -> Result<()> {
        choices.model(&self.0).map(|_: (_, Task<'_>)| ())
    }

    /// Trains with a function and a seed, and takes up what the checkpoints hold.
    pub(crate) fn train(
        &self,
        choices: &Choices,
        function: &nonlin::Activation,
        seed: u64,
        checkpoints: &Path,
        on_epoch: &mut dyn FnMut(&EpochResult) -> Control,
    ) -> Result<Training> {
        let (model, task) = choices.model(&self.0)?;
        let activation = ActivationConfig::from(function);
        let training = choices.training();
        let experiment = Experiment { model, activation, task, training, seed };
        experiment.train(&choices.device()?, Some(checkpoints), on_epoch)
    }
}

impl Choices {
    /// Refuses values that no training can be made with.
    pub(crate) fn validate(&self) -> Result<()> {
        self.device()?;
        self.training().validate()
    }

    /// Where it is trained.
    fn device(&self) -> Result<Device> {
        self.device.as_deref().map_or_else(|| Ok(Device::flex()), device)
    }
}
