//! Training of one network.
//!
//! | file | what |
//! |---|---|
//! | `network.rs` | the multilayer perceptron, in training and in evaluation |
//! | `random.rs` | initial weights and the order of batches, from the seed |
//! | `optimizer.rs` | Burn's optimisers, with weight decay on weight matrices alone |
//! | `probe.rs` | diagnostics of the trained network |
//!
//! A run is a function of its settings, data, activation and seed: random numbers
//! come from a generator of its own, and the caller keeps it on one thread, where
//! no sum depends on what else the machine does.

mod network;
mod optimizer;
mod probe;
mod random;
#[cfg(test)]
mod tests;

use std::time::Instant;

use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData, activation::log_softmax};
use nonlin::Activation;

use crate::data::{Dataset, Split};
use crate::error::Result;
use crate::run::{Control, EpochRecord, Probes, RunRecord, Settings};

use network::{Frozen, Network};
pub(crate) use optimizer::build_with;
pub use random::Random;

/// Samples in one piece of an evaluation.
const EVALUATION_BATCH: usize = 4096;

/// Trains one multilayer perceptron.
///
/// Calls `on_epoch` after each epoch with its number (the first is 1). A loss
/// that is not finite ends the run with [`RunRecord::failure`] set; it is not an error.
///
/// # Errors
///
/// If the settings are not possible, or the activation cannot be made into a module.
pub fn train(
    settings: &Settings,
    data: &Dataset,
    activation: &Activation,
    seed: u64,
    on_epoch: &mut dyn FnMut(usize, &EpochRecord) -> Control,
) -> Result<RunRecord> {
    settings.validate()?;
    let device = Device::flex().autodiff();
    let mut random = Random::new(seed);
    let mut network = Network::new(settings, data, activation, &mut random, &device)?;
    let mut optimizer = optimizer::build(settings);
    let mut record = RunRecord {
        activation: activation.to_string(),
        seed,
        epochs: Vec::with_capacity(settings.epochs),
        probes: Probes::default(),
        step_seconds_median: 0.0,
        finished: false,
        failure: None,
    };
    let mut order: Vec<usize> = (0..data.train.len()).collect();
    let mut seconds = Vec::new();
    let mut norms = Vec::new();

    for epoch in 1..=settings.epochs {
        random.shuffle(&mut order);
        let last = epoch == settings.epochs;
        norms.clear();
        for batch in order.chunks(settings.batch) {
            let (x, target) = gather(data, &data.train, batch, &device);
            let start = Instant::now();
            let loss = cross_entropy(network.forward(x), target, batch.len());
            let gradients = loss.backward();
            if last {
                norms.push(network.gradient_norms(&gradients));
            }
            let gradients = GradientsParams::from_grads(gradients, &network);
            network = optimizer.step(settings.learning_rate, network, gradients);
            seconds.push(start.elapsed().as_secs_f64());
        }
        let state = network.frozen().and_then(|frozen| {
            let (train, test) =
                (evaluate(&frozen, data, &data.train), evaluate(&frozen, data, &data.test));
            let epoch = EpochRecord {
                train_loss: train.loss(),
                test_loss: test.loss(),
                test_accuracy: test.accuracy(),
                train_accuracy: train.accuracy(),
            };
            (epoch.train_loss.is_finite() && epoch.test_loss.is_finite()).then_some((frozen, epoch))
        });
        let Some((frozen, state)) = state else {
            record.failure = Some(format!("diverged in epoch {epoch}: the loss is not finite"));
            break;
        };
        let control = on_epoch(epoch, &state);
        record.epochs.push(state);
        if last {
            record.probes = probe::probe(&frozen, data, &norms);
            record.finished = true;
        } else if control == Control::Stop {
            break;
        }
    }
    record.step_seconds_median = median(&mut seconds);
    Ok(record)
}

/// The inputs of some samples, and their labels as one-hot rows.
fn gather(
    data: &Dataset,
    split: &Split,
    samples: &[usize],
    device: &Device,
) -> (Tensor<2>, Tensor<2>) {
    let mut inputs = Vec::with_capacity(samples.len() * data.features);
    let mut targets = vec![0.0f32; samples.len() * data.classes];
    for (row, &sample) in samples.iter().enumerate() {
        inputs.extend_from_slice(&split.inputs[sample * data.features..][..data.features]);
        targets[row * data.classes + usize::from(split.labels[sample])] = 1.0;
    }
    let inputs = TensorData::new(inputs, [samples.len(), data.features]);
    let targets = TensorData::new(targets, [samples.len(), data.classes]);
    (Tensor::from_data(inputs, device), Tensor::from_data(targets, device))
}

/// The mean cross-entropy of a batch.
pub(crate) fn cross_entropy(logits: Tensor<2>, target: Tensor<2>, samples: usize) -> Tensor<1> {
    (log_softmax(logits, 1) * target).sum() * (-1.0 / samples as f64)
}

/// Cross-entropy and right answers, summed.
#[derive(Default)]
pub(crate) struct Tally {
    loss: f64,
    correct: usize,
    samples: usize,
}

impl Tally {
    /// Adds the logits of some samples, row by row.
    pub(crate) fn add(
        &mut self,
        logits: &[f32],
        labels: impl Iterator<Item = usize>,
        classes: usize,
    ) {
        for (row, label) in logits.chunks_exact(classes).zip(labels) {
            let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum: f64 = row.iter().map(|&v| f64::from(v - largest).exp()).sum();
            self.loss += sum.ln() - f64::from(row[label] - largest);
            // The first of equal logits is the answer.
            let answer = row.iter().position(|&v| v == largest);
            self.correct += usize::from(answer == Some(label));
            self.samples += 1;
        }
    }

    /// The mean cross-entropy.
    pub(crate) fn loss(&self) -> f64 {
        self.loss / self.samples.max(1) as f64
    }

    /// The share of right answers.
    pub(crate) fn accuracy(&self) -> f64 {
        self.correct as f64 / self.samples.max(1) as f64
    }
}

fn evaluate(network: &Frozen, data: &Dataset, split: &Split) -> Tally {
    let mut tally = Tally::default();
    for (part, labels) in split
        .inputs
        .chunks(EVALUATION_BATCH * data.features)
        .zip(split.labels.chunks(EVALUATION_BATCH))
    {
        let logits = network.logits(part, labels.len());
        tally.add(&logits, labels.iter().map(|label| usize::from(*label)), data.classes);
    }
    tally
}

/// The median; 0 of nothing.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        n if n % 2 == 1 => values[n / 2],
        n => f64::midpoint(values[n / 2 - 1], values[n / 2]),
    }
}
