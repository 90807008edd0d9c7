//! The parameters of functions fitted to other functions.

use nonlin_fit::{Options, Target, fit_parameters};

use super::outcome::Measurement;
use super::{Recipe, Scale};
use crate::error::{Error, Result};

/// So many points a curve of a picture has.
const POINTS: usize = 241;

/// `rms-error` and `max-error` are those at the samples; each parameter is a number under its
/// own name. A function without parameters is measured as it is.
pub(super) fn run(recipe: &Recipe, scale: Scale) -> Result<Vec<Measurement>> {
    let at_scale = recipe.at(scale);
    let functions = recipe.functions(scale)?;
    let mut measurements = Vec::new();
    for variant in recipe.variants(scale) {
        let choices = variant.choices.clone().or(&at_scale);
        let target = choices
            .target
            .as_deref()
            .ok_or_else(|| Error::option("target", "a fit needs a function as its target"))?;
        let target: nonlin::Activation = target.parse()?;
        let [low, high] = choices.interval.unwrap_or([-6.0, 6.0]);
        let options = Options {
            interval: (low, high),
            starts: choices.steps.unwrap_or(16),
            samples: choices.elements.unwrap_or(2001),
            ..Options::default()
        };
        for function in &functions {
            let fit = fit_parameters(&Target::from(target.clone()), function, &options)?;
            let mut measurement = Measurement::new(&variant.name, &function.to_string(), 0);
            measurement.add("rms-error", Some(fit.rms_error));
            measurement.add("max-error", Some(fit.max_error));
            let parameters = function.function().parameters().iter();
            for (parameter, value) in parameters.zip(fit.activation.values()) {
                measurement.add(parameter.name, Some(*value));
            }
            measurement.curve = curve(low, high, |x| fit.activation.value(x) - target.value(x));
            measurements.push(measurement);
        }
    }
    Ok(measurements)
}

/// A function over an interval, as the pictures show it.
pub(super) fn curve(low: f64, high: f64, function: impl Fn(f64) -> f64) -> Vec<[f64; 2]> {
    let at = |i: usize| low + (high - low) * i as f64 / (POINTS - 1) as f64;
    (0..POINTS).map(|i| [at(i), function(at(i))]).filter(|[_, y]| y.is_finite()).collect()
}
