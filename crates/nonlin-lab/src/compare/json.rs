//! A comparison as JSON.

use std::path::Path;

use serde::Serialize;

use super::{Comparison, DataSummary, EpochBand, FunctionSummary, Verdict};
use crate::error::Result;
use crate::files;
use crate::run::{RunRecord, Settings};
use crate::statistics::{Estimate, PairedTest, SIGNIFICANCE};

/// The version of the JSON's shape. Fields may be added within a version;
/// a removed field or another meaning makes a new one.
pub const JSON_SCHEMA: u32 = 1;

impl Comparison {
    /// The comparison as JSON text. Numbers that do not exist are `null`;
    /// accuracies and shares are from 0 to 1, times in seconds.
    ///
    /// ```text
    /// { "schema": 1,
    ///   "command": "nonlin compare ...",
    ///   "settings": { "data", "layers", "learning_rate", "batch", "epochs", "optimizer", "init", "weight_decay" },
    ///   "data": { "name", "train_samples", "test_samples", "features", "classes", "normalisation", "checksum", "attribution" },
    ///   "baseline": "relu", "time_reference": "relu", "seeds": [0, 1, ...],
    ///   "statistics": { "level": 0.05, "test": "...", "correction": "holm", "tests": 9 },
    ///   "functions": [                                  // best first
    ///     { "activation": "telu", "function": "telu", "parameters": [..],
    ///       "finished": 5, "failed": 0, "failure": null,
    ///       "accuracy": { "mean", "half_width", "count" },
    ///       "epochs_to_baseline", "dead_share", "saturated_share", "gradient_ratio", "mean_activation",
    ///       "step_seconds", "time_ratio",
    ///       "verdict": "baseline" | "better" | "worse" | "no difference shown" | "not tested",
    ///       "reason": null,                             // why it was not tested
    ///       "difference": { "mean", "half_width", "t", "p", "deviation", "count", "adjusted_p", "detectable" } | null,
    ///       "curve": [ { "epoch", "test_accuracy": {"mean", "half_width", "count"}, "train_accuracy", "test_loss", "train_loss" } ],
    ///       "gradient_norm_by_layer": [ {"mean", "half_width", "count"} ],
    ///       "mean_activation_by_layer": [..], "std_activation_by_layer": [..] } ],
    ///   "runs": [                                       // seed by seed, in the order of the functions asked for
    ///     { "activation", "seed", "finished", "failure", "step_seconds_median",
    ///       "epochs": [ { "train_loss", "test_loss", "test_accuracy", "train_accuracy" } ],
    ///       "probes": { "dead_share", "saturated_share", "gradient_norm_by_layer", "mean_activation_by_layer",
    ///                   "std_activation_by_layer", "activation_histograms": [ { "low", "high", "counts" } ] } } ] }
    /// ```
    ///
    /// `step_seconds`, `time_ratio` and `step_seconds_median` are measured; all
    /// else is the same for the same command on the same machine.
    pub fn to_json(&self) -> String {
        let document = Document {
            schema: JSON_SCHEMA,
            command: &self.command,
            settings: &self.settings,
            data: &self.data,
            baseline: &self.baseline,
            time_reference: &self.time_reference,
            seeds: &self.seeds,
            statistics: Statistics {
                level: SIGNIFICANCE,
                test: "paired t-test of the final test accuracies over seeds, two-sided",
                correction: "holm",
                tests: self.tests,
            },
            functions: self.functions.iter().map(Function::of).collect(),
            runs: &self.records,
        };
        let text = serde_json::to_string_pretty(&document)
            .expect("numbers, strings and lists always have a JSON form");
        text + "\n"
    }

    /// Writes [`to_json`](Self::to_json) to a file, whole or not at all.
    pub fn write_json(&self, path: &Path) -> Result<()> {
        files::write_whole(path, self.to_json())
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    command: &'a str,
    settings: &'a Settings,
    data: &'a DataSummary,
    baseline: &'a str,
    time_reference: &'a str,
    seeds: &'a [u64],
    statistics: Statistics,
    functions: Vec<Function<'a>>,
    runs: &'a [RunRecord],
}

#[derive(Serialize)]
struct Statistics {
    level: f64,
    test: &'static str,
    correction: &'static str,
    tests: usize,
}

#[derive(Serialize)]
struct Function<'a> {
    activation: String,
    function: &'static str,
    parameters: &'a [f64],
    finished: usize,
    failed: usize,
    failure: Option<&'a str>,
    accuracy: Option<Estimate>,
    epochs_to_baseline: Option<usize>,
    dead_share: Option<f64>,
    saturated_share: Option<f64>,
    gradient_ratio: Option<f64>,
    mean_activation: Option<f64>,
    step_seconds: Option<f64>,
    time_ratio: Option<f64>,
    verdict: String,
    reason: Option<&'a str>,
    difference: Option<Difference>,
    curve: &'a [EpochBand],
    gradient_norm_by_layer: &'a [Estimate],
    mean_activation_by_layer: &'a [Estimate],
    std_activation_by_layer: &'a [Estimate],
    learned_parameters: &'a [Vec<Vec<f64>>],
}

/// The paired test with what the family of tests adds to it.
#[derive(Serialize)]
struct Difference {
    #[serde(flatten)]
    test: PairedTest,
    adjusted_p: Option<f64>,
    detectable: Option<f64>,
}

impl<'a> Function<'a> {
    fn of(summary: &'a FunctionSummary) -> Self {
        let (verdict, reason) = match &summary.verdict {
            Verdict::NotTested(reason) => ("not tested".into(), Some(reason.as_str())),
            verdict => (verdict.to_string(), None),
        };
        Self {
            activation: summary.activation.to_string(),
            function: summary.activation.function().id(),
            parameters: summary.activation.values(),
            finished: summary.finished,
            failed: summary.failed,
            failure: summary.failure.as_deref(),
            accuracy: summary.accuracy,
            epochs_to_baseline: summary.epochs_to_baseline,
            dead_share: summary.dead_share,
            saturated_share: summary.saturated_share,
            gradient_ratio: summary.gradient_ratio,
            mean_activation: summary.mean_activation,
            step_seconds: summary.step_seconds,
            time_ratio: summary.time_ratio,
            verdict,
            reason,
            difference: summary.test.map(|test| Difference {
                test,
                adjusted_p: summary.adjusted_p,
                detectable: summary.detectable,
            }),
            curve: &summary.curve,
            gradient_norm_by_layer: &summary.gradient_norm_by_layer,
            mean_activation_by_layer: &summary.mean_activation_by_layer,
            std_activation_by_layer: &summary.std_activation_by_layer,
            learned_parameters: &summary.learned,
        }
    }
}
