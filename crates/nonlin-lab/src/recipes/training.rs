//! Recipes that train networks.

use nonlin_burn::ActivationConfig;

use super::choices::Choices;
use super::outcome::Measurement;
use super::plan::Data;
use super::{Recipe, ReproduceOptions};
use crate::error::Result;
use crate::learn::{EpochResult, Experiment, Training};
use crate::run::Control;

/// Trains every function with every seed in every variant. What was trained before, or
/// in part, is taken from the checkpoints.
pub(super) fn run(
    recipe: &Recipe,
    options: &ReproduceOptions,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Measurement>> {
    let at_scale = recipe.at(options.scale);
    let functions = recipe.functions()?;
    let mut data: Option<(String, Data)> = None;
    let mut measurements = Vec::new();
    for variant in recipe.variants() {
        let choices = variant.choices.clone().or(&at_scale);
        let name = choices.data.clone().unwrap_or_else(|| "optdigits".into());
        let loaded = match data.take() {
            Some((of, loaded)) if of == name => loaded,
            _ => Data::load(&name, options.data_dir.as_deref())?,
        };
        for seed in 0..choices.seeds.unwrap_or(3) {
            for function in &functions {
                let training = train(recipe, options, &choices, &loaded, function, seed)?;
                training.notices.iter().for_each(|notice| progress(notice));
                let measurement = measure(&variant.name, function, seed, &training);
                progress(&measurement.line(&recipe.metric));
                measurements.push(measurement);
            }
        }
        data = Some((name, loaded));
    }
    Ok(measurements)
}

fn train(
    recipe: &Recipe,
    options: &ReproduceOptions,
    choices: &Choices,
    data: &Data,
    function: &nonlin::Activation,
    seed: u64,
) -> Result<Training> {
    let (model, task) = choices.model(data)?;
    let experiment = Experiment {
        model,
        activation: ActivationConfig::from(function),
        task,
        training: choices.training(),
        seed,
    };
    // A folder a run, by all that the run depends on.
    let key = format!("{choices:?} {function} {seed} {}", data.checksum());
    let key = &crate::data::checksum(&[key.as_bytes()])[..16];
    let folder = options.out.join("checkpoints").join(&recipe.name).join(key);
    experiment.train(&options.device, Some(&folder), &mut |_| Control::Continue)
}

fn measure(
    variant: &str,
    function: &nonlin::Activation,
    seed: u64,
    training: &Training,
) -> Measurement {
    let mut measurement = Measurement::new(variant, &function.to_string(), seed);
    measurement.failure.clone_from(&training.failure);
    if let Some(last) = training.epochs.last().filter(|_| training.failure.is_none()) {
        let mut add = |metric: &str, value: Option<f64>| {
            measurement.add(metric, value);
        };
        add("test-accuracy", last.test.accuracy);
        add("test-loss", Some(last.test.loss));
        add("validation-accuracy", last.validation.and_then(|score| score.accuracy));
        add("validation-loss", last.validation.map(|score| score.loss));
        add("train-loss", Some(last.train_loss));
        let mean_over_epochs = mean(
            training.epochs.iter().filter_map(|epoch| epoch.validation.and_then(|s| s.accuracy)),
        );
        add("mean-validation-accuracy", mean_over_epochs);
        let layers = |of: fn(&crate::networks::LayerStatistics) -> f64| {
            let seen = last.diagnostics.as_ref()?;
            mean(seen.layers.iter().map(of))
        };
        add("dead-share", layers(|layer| layer.dead_share));
        add("saturated-share", layers(|layer| layer.saturated_share));
        add("effective-slope", layers(|layer| layer.effective_slope));
        add("first-gradient-ratio", training.epochs.first().and_then(ratio));
        add("seconds", Some(training.epochs.iter().map(|epoch| epoch.seconds).sum()));
    } else {
        // Who diverged has no accuracy, and guesses at best.
        measurement.add("diverged", Some(1.0));
    }
    measurement
}

/// The decimal logarithm of the gradient norm by the first weight matrix as a multiple
/// of that by the last one, in the first epoch.
fn ratio(epoch: &EpochResult) -> Option<f64> {
    let ratios = epoch.diagnostics.as_ref()?.gradient_ratios();
    // What underflows has vanished: the smallest number there is stands for it.
    Some(ratios.first()?.max(f64::from(f32::MIN_POSITIVE)).log10())
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
