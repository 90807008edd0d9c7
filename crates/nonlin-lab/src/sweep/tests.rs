//! Plans, results, merging, being killed, sums.

mod plans;
mod stored;
mod summed;

use super::*;
use crate::learn::{Diagnostics, EpochResult, Score};
use crate::networks::LayerStatistics;
use crate::run::Histogram;

/// A plan of quick runs.
fn quick(functions: &[&str]) -> SweepPlan {
    let mut plan = SweepPlan {
        functions: functions.iter().map(|name| (*name).to_owned()).collect(),
        seeds: Seeds::Count(2),
        ..SweepPlan::default()
    };
    for text in ["epochs=2", "width=8", "depth=1", "at_most=128", "batch=32", "diagnose_every=2"] {
        plan.set(text).unwrap();
    }
    plan
}

/// A made-up result of a run, with an accuracy that rises to `accuracy`.
fn made_up(run: &Run, accuracy: f64) -> RunResult {
    let layer = |name: &str, epoch: usize| LayerStatistics {
        name: name.into(),
        units: 8,
        dead_share: 0.1 * epoch as f64,
        always_on_share: 0.5,
        saturated_share: 0.25,
        effective_slope: 0.75,
        mean_before: -0.1,
        variance_before: 1.5,
        mean_after: 0.3,
        variance_after: 0.0,
        histogram_before: Some(Histogram::of(&[-1.0, 0.5, 2.0])),
        histogram_after: Some(Histogram::of(&[0.0, 0.5, 2.0])),
    };
    let parameters = run.function.values().to_vec();
    let trains = run.function.function().parameters().iter().any(|parameter| parameter.trainable);
    let learned = trains.then(|| parameters.clone());
    let epoch = |epoch: usize| EpochResult {
        epoch,
        train_loss: 1.0 / epoch as f64,
        validation: None,
        test: Score {
            loss: 1.0 - accuracy,
            accuracy: Some(accuracy - 0.1 / epoch as f64 + 0.1 / 3.0),
        },
        diagnostics: Some(Diagnostics {
            layers: vec![layer("1", epoch), layer("3", epoch)],
            gradient_norms: vec![("0.weight".into(), 0.1), ("4.weight".into(), 0.7)],
            activation_parameters: learned
                .iter()
                .map(|values| {
                    (
                        "1.activation".into(),
                        values.iter().map(|v| v + 0.02 * epoch as f64).collect(),
                    )
                })
                .collect(),
        }),
        seconds: 0.5 + 0.01 * run.seed as f64,
        ..EpochResult::default()
    };
    RunResult {
        version: env!("CARGO_PKG_VERSION").into(),
        choices: run.choices.clone(),
        function: run.function.to_string(),
        values: parameters.clone(),
        seed: run.seed,
        data_checksum: "made up".into(),
        resolution: 1e-3,
        trained: 100,
        epochs: (1..=3).map(epoch).collect(),
        failure: None,
        peak_memory: Some(100 << 20),
    }
}
