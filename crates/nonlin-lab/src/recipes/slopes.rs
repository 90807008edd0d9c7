//! Slopes at some arguments, exactly.

use super::outcome::Measurement;
use super::{Recipe, Scale};
use crate::error::{Error, Result};

/// `slope` is |f′(x)|; `quotient` is that of the first function's.
pub(super) fn run(recipe: &Recipe) -> Result<Vec<Measurement>> {
    let choices = recipe.at(Scale::Paper);
    let arguments = choices.arguments.unwrap_or_default();
    let functions = recipe.functions()?;
    if let Some(bad) = arguments.iter().find(|x| !x.is_finite()) {
        return Err(Error::option("arguments", format!("{bad} is not a finite number")));
    }
    let mut measurements = Vec::new();
    for x in arguments {
        let slope = |function: &nonlin::Activation| -> Result<f64> {
            Ok(function.derivatives(x, 1)?.get(1).map_or(f64::NAN, |slope| slope.abs()))
        };
        let first = functions.first().map(slope).transpose()?;
        for function in &functions {
            let slope = slope(function)?;
            let variant = format!("x = {x}");
            let mut measurement = Measurement::new(&variant, &function.to_string(), 0);
            measurement.add("slope", Some(slope));
            measurement.add("quotient", first.map(|first| slope / first));
            measurements.push(measurement);
        }
    }
    Ok(measurements)
}
