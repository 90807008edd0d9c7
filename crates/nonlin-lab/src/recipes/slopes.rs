//! Values and slopes at some arguments, exactly.

use super::fit::curve;
use super::outcome::Measurement;
use super::{Recipe, Scale};
use crate::error::{Error, Result};

/// `value` is f(x), `slope` is |f′(x)|, `quotient` is that of the first function's. The
/// pictures show the metric of the recipe over the interval.
pub(super) fn run(recipe: &Recipe, scale: Scale) -> Result<Vec<Measurement>> {
    let choices = recipe.at(scale);
    let arguments = choices.arguments.unwrap_or_default();
    let functions = recipe.functions(scale)?;
    let Some(first) = functions.first() else { return Ok(Vec::new()) };
    let interval = choices.interval.unwrap_or([-10.0, 10.0]);
    if let Some(bad) = arguments.iter().chain(&interval).find(|x| !x.is_finite()) {
        return Err(Error::option("arguments", format!("{bad} is not a finite number")));
    }
    let slope = |function: &nonlin::Activation, x: f64| -> f64 {
        let derivatives = function.derivatives(x, 1).unwrap_or_default();
        derivatives.get(1).map_or(f64::NAN, |slope| slope.abs())
    };
    let mut measurements = Vec::new();
    for (index, x) in arguments.iter().enumerate() {
        for function in &functions {
            let variant = format!("x = {x}");
            let mut measurement = Measurement::new(&variant, &function.to_string(), 0);
            measurement.add("value", Some(function.value(*x)));
            measurement.add("slope", Some(slope(function, *x)));
            measurement.add("quotient", Some(slope(function, *x) / slope(first, *x)));
            if index == 0 {
                let [low, high] = interval;
                measurement.curve = match recipe.metric.as_str() {
                    "value" => curve(low, high, |x| function.value(x)),
                    _ => curve(low, high, |x| slope(function, x)),
                };
            }
            measurements.push(measurement);
        }
    }
    Ok(measurements)
}
