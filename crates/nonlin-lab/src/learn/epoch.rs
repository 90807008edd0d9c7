//! One pass over the training data.

use std::time::Instant;

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::diagnostics::{Diagnostics, Watch, norms};
use super::model::Model;
use super::task::{self, Memory, Task};
use super::{Experiment, TrainingConfig};
use crate::error::Result;
use crate::train::{Random, cross_entropy};

/// What came of an epoch.
///
/// All but [`seconds`](Self::seconds) is a function of experiment and seed: the same
/// bits each time on one machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochResult {
    /// Its number; the first is 1.
    pub epoch: usize,
    /// The mean loss of its steps, each before the weights changed.
    pub train_loss: f64,
    /// How well the network does on what is held out, or on the validation text.
    pub validation: Option<Score>,
    /// How well it does on the test data.
    pub test: Score,
    /// What was seen in the network, if anything was looked at.
    pub diagnostics: Option<Diagnostics>,
    /// Wall time of the steps, without evaluation.
    pub seconds: f64,
}

/// How well a network does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The mean loss in nats: a sample, or a word.
    pub loss: f64,
    /// The share that is right, where there is such a thing.
    pub accuracy: Option<f64>,
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
    let watch = Watch::new(training.diagnose_every, &model.parameters());
    let mut pass = Pass {
        optimizer,
        rate: training.learning_rate_after(before),
        clip: training.clip,
        watch,
        loss: 0.0,
        steps: 0,
    };
    let start = Instant::now();
    let mut model = Some(model);
    match &experiment.task {
        Task::Classify(set) | Task::Reconstruct(set) => {
            let (mut order, _) = split(set.train().len(), training, experiment.seed);
            random.shuffle(&mut order);
            for indices in order.chunks(training.batch) {
                model = pass.step(model, |model| {
                    if let Task::Classify(_) = experiment.task {
                        let augmentation = Some((&training.augmentation, &mut random));
                        let numbers = set.batch(set.train(), indices, augmentation);
                        let (x, target) =
                            task::labelled(set, set.train(), indices, numbers, model, device);
                        task::classification_loss(model, x, target)
                    } else {
                        task::reconstruction_loss(
                            set,
                            set.train(),
                            indices,
                            model,
                            &mut random,
                            device,
                        )
                    }
                });
            }
        }
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
                    let target = task::one_hot(&next, text.vocabulary.len(), device);
                    cross_entropy(logits, target, next.len())
                });
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let Some(model) = model else { return Ok(None) };
    let (validation, test) = evaluate(experiment, &model.valid(), device)?;
    let finite = |score: &Score| score.loss.is_finite();
    if !(validation.as_ref().is_none_or(finite) && finite(&test)) {
        return Ok(None);
    }
    let result = EpochResult {
        epoch,
        train_loss: pass.loss / pass.steps.max(1) as f64,
        validation,
        test,
        diagnostics: pass.watch.finish(&model),
        seconds,
    };
    Ok(Some((result, model, pass.optimizer)))
}

fn evaluate(
    experiment: &Experiment<'_>,
    model: &Model,
    device: &Device,
) -> Result<(Option<Score>, Score)> {
    let training = &experiment.training;
    let device = &device.clone().without_autodiff();
    match &experiment.task {
        Task::Classify(set) | Task::Reconstruct(set) => {
            let (_, held_out) = split(set.train().len(), training, experiment.seed);
            let noise = seed(experiment.seed, 0);
            let score = |part, indices: &[usize]| {
                task::score_images(&experiment.task, part, indices, model, noise, device)
            };
            let most = training.at_most.unwrap_or(usize::MAX).min(set.test().len());
            let all: Vec<usize> = (0..most).collect();
            let validation = (!held_out.is_empty()).then(|| score(set.train(), &held_out));
            Ok((validation, score(set.test(), &all)))
        }
        Task::Predict(text) => {
            let score = |split| task::score_text(text, split, training, model, device);
            Ok((Some(score(&text.validation)?), score(&text.test)?))
        }
    }
}

/// The steps of an epoch.
struct Pass {
    optimizer: ModuleOptimizer,
    rate: f64,
    clip: Option<f64>,
    watch: Watch,
    loss: f64,
    steps: usize,
}

impl Pass {
    /// A step; no model comes back, and none is taken, once the loss is not finite.
    fn step(
        &mut self,
        model: Option<Model>,
        loss: impl FnOnce(&Model) -> Tensor<1>,
    ) -> Option<Model> {
        let model = model?;
        let look = self.watch.wants(self.steps);
        if look {
            model.taps().open();
        }
        let loss = loss(&model);
        model.taps().close();
        let value = task::scalar(loss.clone());
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
        self.steps += 1;
        Some(self.optimizer.step(self.rate, model, gradients))
    }
}

/// Gradients whose norm, taken together, is at most `clip`.
fn clipped(model: &Model, gradients: GradientsParams, clip: f64) -> GradientsParams {
    let norm = norms(model, &gradients).iter().map(|(_, square)| square).sum::<f64>().sqrt();
    if norm <= clip || !norm.is_finite() {
        return gradients;
    }
    struct Scale(GradientsParams, f64);
    impl ModuleVisitor for Scale {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if let Some(gradient) = self.0.remove::<D>(param.id) {
                self.0.register(param.id, gradient.mul_scalar(self.1));
            }
        }
    }
    let mut scale = Scale(gradients, clip / norm);
    model.visit(&mut scale);
    scale.0
}
