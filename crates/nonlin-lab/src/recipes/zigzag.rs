//! A linear unit whose inputs are activations.
//!
//! The gradient by the weights of such a unit is the error times its inputs. Where all
//! inputs are positive, all weights go up together or down together; to a target whose
//! weights differ in sign they get by going to and fro (LeCun, Bottou, Orr, Müller 1998,
//! "Efficient BackProp", section 4.3).

use super::outcome::Measurement;
use super::{Recipe, Scale};
use crate::error::Result;
use crate::random::Random;

/// `same-sign` is the share of steps in which all weights with a gradient move the same
/// way; `detour` the length of the way as a multiple of the distance between its ends;
/// `distance` what is left to the target, as a share of what there was.
pub(super) fn run(recipe: &Recipe, scale: Scale) -> Result<Vec<Measurement>> {
    let choices = recipe.at(scale);
    let inputs = choices.inputs.unwrap_or(8).max(2);
    let steps = choices.steps.unwrap_or(500).max(1);
    let rate = choices.learning_rate.unwrap_or(0.1);
    let functions = recipe.functions(scale)?;
    let mut measurements = Vec::new();
    for seed in 0..choices.seeds.unwrap_or(20) {
        for function in &functions {
            // The same target and the same samples for every function.
            let mut random = Random::new(seed);
            let target: Vec<f64> = (0..inputs)
                .map(|i| random.uniform() * if i % 2 == 0 { 1.0 } else { -1.0 })
                .collect();
            let way = descend(function, &target, steps, rate, &mut random);
            let mut measurement = Measurement::new("", &function.to_string(), seed);
            measurement.add("same-sign", Some(way.same_sign as f64 / steps as f64));
            measurement.add("detour", Some(way.length / norm(&way.weights)));
            let left: Vec<f64> = way.weights.iter().zip(&target).map(|(w, t)| w - t).collect();
            measurement.add("distance", Some(norm(&left) / norm(&target)));
            measurements.push(measurement);
        }
    }
    Ok(measurements)
}

/// The way of the weights, from 0.
struct Way {
    weights: Vec<f64>,
    length: f64,
    same_sign: usize,
}

fn descend(
    function: &nonlin::Activation,
    target: &[f64],
    steps: usize,
    rate: f64,
    random: &mut Random,
) -> Way {
    let mut way = Way { weights: vec![0.0; target.len()], length: 0.0, same_sign: 0 };
    for _ in 0..steps {
        let inputs: Vec<f64> = target.iter().map(|_| function.value(random.normal())).collect();
        let dot = |weights: &[f64]| weights.iter().zip(&inputs).map(|(w, a)| w * a).sum::<f64>();
        let error = dot(&way.weights) - dot(target);
        // Normalised steps: no function is ahead because its outputs are large.
        let scale = rate * error / inputs.iter().map(|a| a * a).sum::<f64>().max(f64::MIN_POSITIVE);
        let step: Vec<f64> = inputs.iter().map(|a| -scale * a).collect();
        let up = step.iter().any(|s| *s > 0.0);
        let down = step.iter().any(|s| *s < 0.0);
        way.same_sign += usize::from(up != down);
        way.length += norm(&step);
        way.weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight += step);
    }
    way
}

fn norm(values: &[f64]) -> f64 {
    values.iter().map(|v| v * v).sum::<f64>().sqrt()
}
