//! Recipes that train networks.

use std::path::Path;
use std::time::Duration;

use nonlin_burn::ActivationConfig;

use super::choices::Choices;
use super::outcome::Measurement;
use super::plan::Data;
use super::{Recipe, ReproduceOptions};
use crate::error::Result;
use crate::files::Claim;
use crate::learn::{EpochResult, Experiment, Task, Training};
use crate::networks::LayerStatistics;
use crate::run::Control;

/// How often it is looked whether another process has ended.
const WAIT: Duration = Duration::from_millis(500);

/// Trains every function with every seed in every variant. What was trained before, or
/// in part, is taken from the checkpoints.
pub(super) fn run(
    recipe: &Recipe,
    options: &ReproduceOptions,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Measurement>> {
    let at_scale = recipe.at(options.scale);
    let functions = recipe.functions(options.scale)?;
    let mut data: Option<(Choices, Data)> = None;
    let mut measurements = Vec::new();
    for variant in recipe.variants(options.scale) {
        let choices = variant.choices.clone().or(&at_scale);
        // All that the data depend on.
        let Choices { data: name, label, enlarge, .. } = choices.clone();
        let wanted = Choices { data: name, label, enlarge, ..Choices::default() };
        let loaded = match data.take() {
            Some((of, loaded)) if of == wanted => loaded,
            _ => Data::of(&wanted, options.data_dir.as_deref())?,
        };
        for seed in 0..choices.seeds.unwrap_or(3) {
            for function in &functions {
                let run = Run { recipe, options, choices: &choices, function, seed };
                let measurement = run.measure(&variant.name, &loaded, progress)?;
                progress(&measurement.line(&recipe.metric));
                measurements.push(measurement);
            }
        }
        data = Some((wanted, loaded));
    }
    Ok(measurements)
}

/// One training.
struct Run<'a> {
    recipe: &'a Recipe,
    options: &'a ReproduceOptions,
    choices: &'a Choices,
    function: &'a nonlin::Activation,
    seed: u64,
}

impl Run<'_> {
    fn measure(
        &self,
        variant: &str,
        data: &Data,
        progress: &mut dyn FnMut(&str),
    ) -> Result<Measurement> {
        let (model, task) = self.choices.model(data)?;
        let mut measurement = Measurement::new(variant, &self.function.to_string(), self.seed);
        let experiment = Experiment {
            model,
            activation: ActivationConfig::from(self.function),
            task,
            training: self.choices.training(),
            seed: self.seed,
        };
        // A folder a run, by all that the run depends on: not by how many others there are.
        let choices = Choices { seeds: None, ..self.choices.clone() };
        let own = format!("{choices:?} {} {} {}", self.function, self.seed, data.checksum());
        let own = &crate::data::checksum(&[own.as_bytes()])[..16];
        let folder = self.options.out.join("checkpoints").join(&self.recipe.name).join(own);
        let _claim = claim(&folder, &measurement, progress)?;
        let device = &self.options.device;
        let training = experiment.train(device, Some(&folder), &mut |_| Control::Continue)?;
        training.notices.iter().for_each(|notice| progress(notice));
        measurement.failure.clone_from(&training.failure);
        // Who diverged has no accuracy, and guesses at best.
        measurement.add("diverged", Some(f64::from(u8::from(training.failure.is_some()))));
        if training.failure.is_none() {
            numbers(&mut measurement, &training.epochs);
            let mean = self.noisy(&mut measurement, &experiment, &training);
            measurement.add("noisy-accuracy", mean);
        }
        if measurement.curve.is_empty() {
            measurement.curve = curve(&self.recipe.metric, &training.epochs);
        }
        Ok(measurement)
    }

    /// The accuracy under noise, whose mean over its deviations is given back.
    fn noisy(
        &self,
        measurement: &mut Measurement,
        experiment: &Experiment<'_>,
        training: &Training,
    ) -> Option<f64> {
        let deviations = self.choices.noise.as_ref()?;
        let task: &Task<'_> = &experiment.task;
        let accuracy = |deviation: f64| {
            let (model, device) = (&training.model, &self.options.device);
            task.noisy_accuracy(model, &experiment.training, deviation, self.seed, device)
        };
        for deviation in deviations {
            measurement.curve.push([*deviation, accuracy(*deviation)?]);
        }
        mean(measurement.curve.iter().map(|[_, accuracy]| *accuracy))
    }
}

/// The right to train what has that folder. While another process has it, it is waited for: its
/// checkpoints are then there.
fn claim(
    folder: &Path,
    measurement: &Measurement,
    progress: &mut dyn FnMut(&str),
) -> Result<Claim> {
    let mut said = false;
    loop {
        if let Some(claim) = Claim::of(&folder.with_extension("lock"))? {
            return Ok(claim);
        }
        if !std::mem::replace(&mut said, true) {
            progress(&format!("{} is trained by another process; waiting", measurement.name()));
        }
        std::thread::sleep(WAIT);
    }
}

fn numbers(measurement: &mut Measurement, epochs: &[EpochResult]) {
    let (Some(first), Some(last)) = (epochs.first(), epochs.last()) else { return };
    let mut add = |metric: &str, value: Option<f64>| measurement.add(metric, value);
    add("test-accuracy", last.test.accuracy);
    add("test-loss", Some(last.test.loss));
    add("test-perplexity", Some(last.test.loss.exp()));
    add("validation-accuracy", last.validation.and_then(|score| score.accuracy));
    add("validation-loss", last.validation.map(|score| score.loss));
    add("train-loss", Some(last.train_loss));
    let validated = epochs.iter().filter_map(|epoch| epoch.validation?.accuracy);
    add("mean-validation-accuracy", mean(validated));
    add("dead-share", layers(last, |layer| layer.dead_share));
    add("saturated-share", layers(last, |layer| layer.saturated_share));
    add("effective-slope", layers(last, |layer| layer.effective_slope));
    add("first-gradient-ratio", ratios(first).first().copied());
    add("seconds", Some(epochs.iter().map(|epoch| epoch.seconds).sum()));
}

/// The mean over the layers of what was seen in the last steps that were looked at.
fn layers(epoch: &EpochResult, of: fn(&LayerStatistics) -> f64) -> Option<f64> {
    mean(epoch.diagnostics.as_ref()?.layers.iter().map(of))
}

/// The decimal logarithms of the gradient norms by the weight matrices as multiples of that by
/// the last one.
fn ratios(epoch: &EpochResult) -> Vec<f64> {
    let ratios = epoch.diagnostics.as_ref().map(|seen| seen.gradient_ratios());
    // What underflows has vanished: the smallest number there is stands for it.
    let log = |ratio: &f64| ratio.max(f64::from(f32::MIN_POSITIVE)).log10();
    ratios.unwrap_or_default().iter().map(log).collect()
}

/// What a metric is made of, epoch by epoch or layer by layer.
fn curve(metric: &str, epochs: &[EpochResult]) -> Vec<[f64; 2]> {
    if metric == "first-gradient-ratio" {
        let ratios = epochs.first().map(ratios).unwrap_or_default();
        return ratios.iter().enumerate().map(|(i, ratio)| [i as f64 + 1.0, *ratio]).collect();
    }
    let value = |epoch: &EpochResult| match metric {
        "test-accuracy" => epoch.test.accuracy,
        "test-perplexity" => Some(epoch.test.loss.exp()),
        "validation-accuracy" | "mean-validation-accuracy" => epoch.validation?.accuracy,
        "validation-loss" => Some(epoch.validation?.loss),
        "train-loss" => Some(epoch.train_loss),
        "dead-share" => layers(epoch, |layer| layer.dead_share),
        "saturated-share" => layers(epoch, |layer| layer.saturated_share),
        "effective-slope" => layers(epoch, |layer| layer.effective_slope),
        _ => Some(epoch.test.loss),
    };
    let points = epochs.iter().filter_map(|epoch| Some([epoch.epoch as f64, value(epoch)?]));
    points.filter(|[_, value]| value.is_finite()).collect()
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
