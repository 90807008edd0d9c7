//! Wall time of the kernels.

use std::hint::black_box;
use std::time::Instant;

use super::outcome::Measurement;
use super::{Recipe, Scale};
use crate::error::Result;
use crate::random::Random;

/// Runs in one measurement; the smallest counts, as whatever else the machine does only
/// adds to it.
const RUNS: usize = 7;

/// `forward` and `backward` are nanoseconds an element of standard normal f32, on one thread;
/// rounds over all functions, so that what disturbs the machine disturbs all alike.
pub(super) fn run(
    recipe: &Recipe,
    scale: Scale,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Measurement>> {
    let choices = recipe.at(scale);
    let count = choices.elements.unwrap_or(1_000_000).max(1);
    let functions = recipe.functions(scale)?;
    let mut random = Random::new(0);
    let mut draw = || (0..count).map(|_| random.normal() as f32).collect::<Vec<_>>();
    let (x, gradient) = (draw(), draw());
    let mut y = vec![0.0f32; count];
    let mut measurements = Vec::new();
    for round in 0..choices.seeds.unwrap_or(10) {
        for function in &functions {
            let kernel = function.kernel().threads(1);
            let mut best = [f64::INFINITY; 2];
            for _ in 0..RUNS {
                let start = Instant::now();
                kernel.forward(black_box(&x), black_box(&mut y))?;
                best[0] = best[0].min(start.elapsed().as_secs_f64());
                let start = Instant::now();
                kernel.backward(black_box(&x), black_box(&gradient), black_box(&mut y))?;
                best[1] = best[1].min(start.elapsed().as_secs_f64());
            }
            let mut measurement = Measurement::new("", &function.to_string(), round);
            let each = best.map(|seconds| seconds * 1e9 / count as f64);
            measurement.add("forward", Some(each[0]));
            measurement.add("backward", Some(each[1]));
            measurement.add("both", Some(each[0] + each[1]));
            measurements.push(measurement);
        }
        progress(&format!("round {} of {}", round + 1, choices.seeds.unwrap_or(10)));
    }
    Ok(measurements)
}
