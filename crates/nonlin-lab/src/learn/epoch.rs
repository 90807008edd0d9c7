//! One pass over the training data.

use std::time::Instant;

use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::batch::Part;
use super::diagnostics::{Diagnostics, Watch};
use super::memory::{Memory, one_hot};
use super::model::Model;
use super::optimizer::clipped;
use super::schedule::Rates;
use super::score::{self, EVALUATION_BATCH, Score};
use super::tally::cross_entropy;
use super::task::Task;
use super::{Experiment, TrainingConfig};
use crate::error::Result;
use crate::random::Random;
use crate::statistics::median;

/// What came of an epoch.
///
/// All but [`seconds`](Self::seconds) and [`step_seconds`](Self::step_seconds) is a function of
/// experiment and seed: the same bits each time on one machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EpochResult {
    /// Its number; the first is 1.
    pub epoch: usize,
    /// The mean loss of its steps, each before the weights changed.
    pub train_loss: f64,
    /// How well the network does on what is held out, or on the validation text.
    pub validation: Option<Score>,
    /// How well it does on the test data.
    pub test: Score,
    /// How well it does after the epoch on what it is trained on, where
    /// [`TrainingConfig::score_training`] asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub training: Option<Score>,
    /// What was seen in the network, if anything was looked at.
    pub diagnostics: Option<Diagnostics>,
    /// Wall time of the steps, without evaluation.
    pub seconds: f64,
    /// Median wall time of a step: forward, backward and update.
    #[serde(default)]
    pub step_seconds: f64,
}

impl EpochResult {
    /// The result without what a clock has measured.
    #[must_use]
    pub fn timeless(&self) -> Self {
        Self { seconds: 0.0, step_seconds: 0.0, ..self.clone() }
    }
}

/// The seed of the random numbers of an epoch; those of epoch 0 are for the held-out samples.
pub(super) fn seed(seed: u64, epoch: usize) -> u64 {
    // The finaliser of SplitMix64: neighbours get seeds that have nothing in common.
    let mut z = seed.wrapping_add((epoch as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Training samples, then held-out ones.
fn split(count: usize, training: &TrainingConfig, run: u64) -> (Vec<usize>, Vec<usize>) {
    let mut order: Vec<usize> = (0..count).collect();
    if training.held_out > 0 || training.at_most.is_some() {
        Random::new(seed(run, 0)).shuffle(&mut order);
    }
    let held_out = order.split_off(count - training.held_out.min(count));
    order.truncate(training.at_most.unwrap_or(count));
    (order, held_out)
}

/// Trains the epoch after those before; none if the loss is not finite.
pub(super) fn run(
    experiment: &Experiment<'_>,
    model: Model,
    optimizer: ModuleOptimizer,
    before: &[EpochResult],
    device: &Device,
) -> Result<Option<(EpochResult, Model, ModuleOptimizer)>> {
    let training = &experiment.training;
    let epoch = before.len() + 1;
    let mut random = Random::new(seed(experiment.seed, epoch));
    let examined = training.examine_last && epoch == training.epochs;
    let watch = match examined {
        true => Watch::of_gradients(&model.parameters()),
        false => Watch::new(training.diagnose_every, &model.parameters()),
    };
    let mut pass = Pass {
        optimizer,
        rates: training.rates_after(before, experiment.task.steps(training)?),
        clip: training.clip,
        watch,
        loss: 0.0,
        seconds: Vec::new(),
    };
    let start = Instant::now();
    let mut model = Some(model);
    match &experiment.task {
        Task::Predict(text) => {
            let pieces = text.train.streams(training.batch, training.length)?;
            let mut memory = None;
            for (words, next, length) in pieces.take(training.at_most.unwrap_or(usize::MAX)) {
                model = pass.step(model, |model| {
                    let before = memory
                        .take()
                        .unwrap_or_else(|| Memory::start(model, training.batch, device));
                    let (logits, after) = before.logits(model, &words, length, device);
                    memory = Some(after);
                    let target = one_hot(&next, text.vocabulary.len(), device);
                    cross_entropy(logits, target, next.len())
                });
            }
        }
        task => {
            let (mut order, _) = split(task.samples(Part::Train), training, experiment.seed);
            random.shuffle(&mut order);
            let augmentation = Some(&training.augmentation);
            for indices in order.chunks(training.batch) {
                let Some(present) = &model else { break };
                let batch =
                    task.batch(Part::Train, indices, augmentation, &mut random, present, device);
                model = batch.and_then(|batch| pass.step(model, |model| batch.loss(model, device)));
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let Some(model) = model else { return Ok(None) };
    let scores = evaluate(experiment, &model.valid(), examined, device)?;
    let finite = |score: &Score| score.loss.is_finite();
    if !scores.iter().flatten().all(finite) {
        return Ok(None);
    }
    let [validation, training, Some(test)] = scores else { return Ok(None) };
    let result = EpochResult {
        epoch,
        train_loss: pass.loss / pass.seconds.len().max(1) as f64,
        validation,
        test,
        training,
        diagnostics: pass.watch.finish(&model),
        seconds,
        step_seconds: median(pass.seconds.into_iter()).unwrap_or(0.0),
    };
    Ok(Some((result, model, pass.optimizer)))
}

/// On what is held out, on what is trained on, and on the test data. If the network is examined,
/// the taps see all test samples at once.
fn evaluate(
    experiment: &Experiment<'_>,
    model: &Model,
    examined: bool,
    device: &Device,
) -> Result<[Option<Score>; 3]> {
    let training = &experiment.training;
    let device = &device.clone().without_autodiff();
    let watched = |test: &dyn Fn() -> Result<Score>| {
        if examined {
            model.taps().open();
        }
        let score = test();
        model.taps().close();
        score
    };
    match &experiment.task {
        Task::Predict(text) => {
            let score = |split| score::score_text(text, split, training, model, device);
            let trained = training.score_training.then(|| score(&text.train)).transpose()?;
            Ok([Some(score(&text.validation)?), trained, Some(watched(&|| score(&text.test))?)])
        }
        task => {
            let (trained, held_out) = split(task.samples(Part::Train), training, experiment.seed);
            let noise = seed(experiment.seed, 0);
            let score = |part, indices: &[usize], at_a_time| {
                score::score_samples(task, (part, indices), at_a_time, model, noise, device)
            };
            let train = |indices: &[usize]| score(Part::Train, indices, EVALUATION_BATCH);
            let tests = task.samples(Part::Test);
            let all: Vec<usize> = (0..training.at_most.unwrap_or(tests).min(tests)).collect();
            let at_a_time = if examined { tests } else { EVALUATION_BATCH };
            Ok([
                (!held_out.is_empty()).then(|| train(&held_out)),
                training.score_training.then(|| train(&trained)),
                Some(watched(&|| Ok(score(Part::Test, &all, at_a_time)))?),
            ])
        }
    }
}

/// The steps of an epoch.
struct Pass {
    optimizer: ModuleOptimizer,
    rates: Rates,
    clip: Option<f64>,
    watch: Watch,
    loss: f64,
    /// Of each step.
    seconds: Vec<f64>,
}

impl Pass {
    /// A step; no model comes back, and none is taken, once the loss is not finite.
    fn step(
        &mut self,
        model: Option<Model>,
        loss: impl FnOnce(&Model) -> Tensor<1>,
    ) -> Option<Model> {
        let model = model?;
        let start = Instant::now();
        let step = self.seconds.len();
        let look = self.watch.wants(step);
        if look && self.watch.taps() {
            model.taps().open();
        }
        let loss = loss(&model);
        model.taps().close();
        let value = score::scalar(loss.clone());
        if !value.is_finite() {
            return None;
        }
        let mut gradients = GradientsParams::from_grads(loss.backward(), &model);
        if look {
            self.watch.add(&model, &gradients);
        }
        if let Some(clip) = self.clip {
            gradients = clipped(&model, gradients, clip);
        }
        self.loss += value;
        let model = self.optimizer.step(self.rates.of(step), model, gradients);
        self.seconds.push(start.elapsed().as_secs_f64());
        Some(model)
    }
}
