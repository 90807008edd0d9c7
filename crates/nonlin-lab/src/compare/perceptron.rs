//! The real training: a multilayer perceptron on Burn.

use nonlin_burn::ActivationConfig;

use super::{Job, Said, Trainer};
use crate::device::device;
use crate::error::Result;
use crate::learn::{
    Diagnostics, EpochResult, Experiment, ModelConfig, Score, Task, TrainingConfig,
};
use crate::networks::{LayerStatistics, MlpConfig};
use crate::run::{Control, EpochRecord, Probes, RunRecord};
use crate::statistics::median;

/// The real training: a multilayer perceptron on Burn.
#[derive(Clone, Copy, Debug)]
pub struct Perceptron;

impl Trainer for Perceptron {
    fn train(&self, job: &Job<'_>, say: &mut dyn FnMut(Said<'_>) -> Control) -> Result<RunRecord> {
        let Job { settings, data, activation, seed, checkpoints } = *job;
        settings.validate()?;
        let mut network = MlpConfig::new(data.features, &settings.layers, data.classes);
        network.initial.weights = settings.init;
        let experiment = Experiment {
            model: ModelConfig::Mlp(network),
            activation: ActivationConfig::from(activation),
            task: Task::ClassifyRows(data),
            training: TrainingConfig {
                epochs: settings.epochs,
                batch: settings.batch,
                optimizer: settings.optimizer,
                learning_rate: settings.learning_rate,
                weight_decay: settings.weight_decay,
                diagnose_every: 0,
                score_training: true,
                examine_last: true,
                ..TrainingConfig::default()
            },
            seed,
        };
        let on_epoch = &mut |epoch: &EpochResult| say(Said::Epoch(epoch.epoch, &record(epoch)));
        let training = experiment.train(&device(&settings.device)?, Some(checkpoints), on_epoch)?;
        for notice in &training.notices {
            say(Said::Notice(notice));
        }
        let finished = training.failure.is_none() && training.epochs.len() == settings.epochs;
        let seen = training.epochs.last().and_then(|epoch| epoch.diagnostics.as_ref());
        let steps = training.epochs.iter().map(|epoch| epoch.step_seconds);
        Ok(RunRecord {
            activation: activation.to_string(),
            seed,
            epochs: training.epochs.iter().map(record).collect(),
            probes: seen
                .filter(|_| finished)
                .map_or_else(Probes::default, |seen| probes(seen, activation)),
            step_seconds_median: median(steps).unwrap_or(0.0),
            finished,
            failure: training.failure,
        })
    }
}

fn record(epoch: &EpochResult) -> EpochRecord {
    let accuracy = |score: &Score| score.accuracy.unwrap_or(f64::NAN);
    let trained = epoch.training.unwrap_or(epoch.test);
    EpochRecord {
        train_loss: trained.loss,
        test_loss: epoch.test.loss,
        test_accuracy: accuracy(&epoch.test),
        train_accuracy: accuracy(&trained),
    }
}

/// What was seen in the last epoch, over all layers where a share is of units.
fn probes(seen: &Diagnostics, activation: &nonlin::Activation) -> Probes {
    let layers = &seen.layers;
    let units: f64 = layers.iter().map(|layer| layer.units as f64).sum();
    // Each unit sees every sample, so that units are the weights of both shares.
    let share = |of: fn(&LayerStatistics) -> f64| {
        let sum: f64 = layers.iter().map(|layer| of(layer) * layer.units as f64).sum();
        sum / units.max(1.0)
    };
    let each = |of: fn(&LayerStatistics) -> f64| layers.iter().map(of).collect();
    let width = activation.function().parameters().len().max(1);
    let learned = |(_, values): &(String, Vec<f64>)| {
        let set = values.chunks_exact(width).next()?;
        activation.function().project(set).ok()
    };
    Probes {
        dead_share: share(|layer| layer.dead_share),
        saturated_share: share(|layer| layer.saturated_share),
        gradient_norm_by_layer: seen.gradient_norms.iter().map(|(_, norm)| *norm).collect(),
        mean_activation_by_layer: each(|layer| layer.mean_after),
        std_activation_by_layer: each(|layer| layer.variance_after.sqrt()),
        activation_histograms: layers
            .iter()
            .filter_map(|layer| layer.histogram_after.clone())
            .collect(),
        learned_parameters: seen.activation_parameters.iter().filter_map(learned).collect(),
    }
}

#[cfg(test)]
#[path = "perceptron_tests.rs"]
mod tests;
