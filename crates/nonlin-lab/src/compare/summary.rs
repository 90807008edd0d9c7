//! What the runs of a comparison say, function by function.

use nonlin::Activation;
use serde::Serialize;

use super::CompareOptions;
use super::verdict::{Verdict, judge};
use crate::data::Dataset;
use crate::run::{EpochRecord, Histogram, RunRecord, Settings};
use crate::statistics::{Estimate, PairedTest, estimate, median};

/// The outcome of a comparison. Equal runs give an equal outcome, whatever the
/// number of threads and however often the comparison was interrupted; times
/// are those of the runs when they were made.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What every run had in common.
    pub settings: Settings,
    /// The data.
    pub data: DataSummary,
    /// The function that the others are tested against.
    pub baseline: String,
    /// The function whose time per step counts as 1: relu, or the baseline where relu is not compared.
    pub time_reference: String,
    /// The seeds of the runs of each function.
    pub seeds: Vec<u64>,
    /// How many tests Holm's correction is over.
    pub tests: usize,
    /// The functions, best first.
    pub functions: Vec<FunctionSummary>,
    /// Every run, in the order of the plan.
    pub records: Vec<RunRecord>,
    /// How many of the runs came from the store.
    pub reused: usize,
    /// The command that gives this comparison again.
    pub command: String,
}

/// The data of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DataSummary {
    /// Name of the data set.
    pub name: String,
    /// Samples to train on.
    pub train_samples: usize,
    /// Samples to test on.
    pub test_samples: usize,
    /// Numbers a sample.
    pub features: usize,
    /// Number of classes.
    pub classes: usize,
    /// What was done to the raw numbers.
    pub normalisation: String,
    /// SHA-256 of the raw data.
    pub checksum: String,
    /// Source and terms.
    pub attribution: String,
}

/// What the runs of one function say. Means are over the runs that finished.
#[derive(Clone, Debug)]
pub struct FunctionSummary {
    /// The function with its parameters.
    pub activation: Activation,
    /// Runs that finished.
    pub finished: usize,
    /// Runs that diverged or otherwise failed.
    pub failed: usize,
    /// Why the first of them failed.
    pub failure: Option<String>,
    /// Test accuracy after the last epoch.
    pub accuracy: Option<Estimate>,
    /// The first epoch at which the mean test accuracy reaches the baseline's final mean; none if it never does.
    pub epochs_to_baseline: Option<usize>,
    /// Share of dead hidden units.
    pub dead_share: Option<f64>,
    /// Share of saturated (unit, sample) pairs.
    pub saturated_share: Option<f64>,
    /// Gradient norm of the first layer over that of the last; geometric mean.
    pub gradient_ratio: Option<f64>,
    /// Mean activation over all hidden layers: how far from zero-centred.
    pub mean_activation: Option<f64>,
    /// Median over the runs of the median time of a training step, in seconds.
    pub step_seconds: Option<f64>,
    /// That time over the one of [`Comparison::time_reference`].
    pub time_ratio: Option<f64>,
    /// The paired test of the test accuracy against the baseline's; none for the baseline and where nothing was tested.
    pub test: Option<PairedTest>,
    /// The test's p value after Holm's correction.
    pub adjusted_p: Option<f64>,
    /// The smallest true difference that these seeds would have shown four times in five, at the level of
    /// the first step of Holm's correction.
    pub detectable: Option<f64>,
    /// What the test says.
    pub verdict: Verdict,
    /// Mean and interval after each epoch.
    pub curve: Vec<EpochBand>,
    /// Gradient norm of each layer, input side first.
    pub gradient_norm_by_layer: Vec<Estimate>,
    /// Mean activation of each hidden layer.
    pub mean_activation_by_layer: Vec<Estimate>,
    /// Standard deviation of the activations of each hidden layer.
    pub std_activation_by_layer: Vec<Estimate>,
    /// Activations of each hidden layer, one histogram a run.
    pub histograms: Vec<Vec<Histogram>>,
    /// The parameters after training: for each hidden layer, those of each run. Empty
    /// where none are trained.
    pub learned: Vec<Vec<Vec<f64>>>,
}

/// One epoch of the learning curves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct EpochBand {
    /// The epoch; the first is 1.
    pub epoch: usize,
    /// Accuracy on the test data.
    pub test_accuracy: Estimate,
    /// Accuracy on the training data.
    pub train_accuracy: Estimate,
    /// Loss on the test data.
    pub test_loss: Estimate,
    /// Loss on the training data.
    pub train_loss: Estimate,
}

impl Comparison {
    /// Sums up the records of a plan, given in the plan's order.
    pub(super) fn new(
        options: &CompareOptions,
        data: &Dataset,
        records: Vec<RunRecord>,
        reused: usize,
    ) -> Self {
        let activations = options.planned_activations();
        let mut functions: Vec<FunctionSummary> = activations
            .iter()
            .enumerate()
            .map(|(index, activation)| {
                let runs: Vec<&RunRecord> =
                    records.iter().skip(index).step_by(activations.len()).collect();
                summarise(activation, &runs)
            })
            .collect();
        let baseline =
            activations.iter().position(|activation| *activation == options.baseline).unwrap_or(0);
        let resolution = 1.0 / data.test.len() as f64;
        let accuracies: Vec<Vec<Option<f64>>> = (0..activations.len())
            .map(|index| {
                records
                    .iter()
                    .skip(index)
                    .step_by(activations.len())
                    .map(RunRecord::final_test_accuracy)
                    .collect()
            })
            .collect();
        let tests = judge(&mut functions, &accuracies, baseline, resolution);
        let goal = functions[baseline].accuracy.map(|accuracy| accuracy.mean);
        let reference = functions
            .iter()
            .position(|function| function.activation.to_string() == "relu")
            .unwrap_or(baseline);
        let reference_seconds = functions[reference].step_seconds;
        for function in &mut functions {
            function.epochs_to_baseline = goal.and_then(|goal| {
                function
                    .curve
                    .iter()
                    .find(|band| band.test_accuracy.mean >= goal)
                    .map(|band| band.epoch)
            });
            function.time_ratio = match (function.step_seconds, reference_seconds) {
                (Some(own), Some(reference)) if reference > 0.0 => Some(own / reference),
                _ => None,
            };
        }
        let time_reference = functions[reference].activation.to_string();
        functions.sort_by(|a, b| a.best_first(b));
        Self {
            settings: options.settings.clone(),
            data: DataSummary::of(data),
            baseline: options.baseline.to_string(),
            time_reference,
            seeds: (0..options.seeds).collect(),
            tests,
            functions,
            records,
            reused,
            command: options.command_line(),
        }
    }
}

impl DataSummary {
    fn of(data: &Dataset) -> Self {
        Self {
            name: data.name.clone(),
            train_samples: data.train.len(),
            test_samples: data.test.len(),
            features: data.features,
            classes: data.classes,
            normalisation: data.normalisation.clone(),
            checksum: data.checksum.clone(),
            attribution: data.attribution.clone(),
        }
    }
}

impl FunctionSummary {
    /// Functions of which every run finished come first, by mean accuracy;
    /// equal ones by name.
    fn best_first(&self, other: &Self) -> std::cmp::Ordering {
        let mean =
            |function: &Self| function.accuracy.map_or(f64::NEG_INFINITY, |accuracy| accuracy.mean);
        (self.failed > 0)
            .cmp(&(other.failed > 0))
            .then_with(|| mean(other).total_cmp(&mean(self)))
            .then_with(|| self.activation.to_string().cmp(&other.activation.to_string()))
    }

    /// Whether every run finished.
    pub fn is_complete(&self) -> bool {
        self.failed == 0
    }
}

/// Everything about a function that does not depend on the others.
fn summarise(activation: &Activation, runs: &[&RunRecord]) -> FunctionSummary {
    let finished: Vec<&RunRecord> = runs.iter().copied().filter(|run| run.finished).collect();
    let mean_of = |value: &dyn Fn(&RunRecord) -> Option<f64>| {
        let values: Vec<f64> = finished.iter().filter_map(|run| value(run)).collect();
        estimate(&values)
    };
    let by_layer = |values: fn(&RunRecord) -> &Vec<f64>| {
        let layers = finished.iter().map(|run| values(run).len()).min().unwrap_or(0);
        (0..layers).filter_map(|layer| mean_of(&|run| Some(values(run)[layer]))).collect()
    };
    let epochs = finished.iter().map(|run| run.epochs.len()).min().unwrap_or(0);
    let curve = (0..epochs)
        .filter_map(|index| {
            let band =
                |value: fn(&EpochRecord) -> f64| mean_of(&|run| Some(value(&run.epochs[index])));
            Some(EpochBand {
                epoch: index + 1,
                test_accuracy: band(|epoch| epoch.test_accuracy)?,
                train_accuracy: band(|epoch| epoch.train_accuracy)?,
                test_loss: band(|epoch| epoch.test_loss)?,
                train_loss: band(|epoch| epoch.train_loss)?,
            })
        })
        .collect();
    let log_ratio = |run: &RunRecord| {
        let norms = &run.probes.gradient_norm_by_layer;
        let (first, last) = (norms.first()?, norms.last()?);
        (*first > 0.0 && *last > 0.0).then(|| (first / last).ln())
    };
    let mean_activation = |run: &RunRecord| {
        let means = &run.probes.mean_activation_by_layer;
        (!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64)
    };
    let layers =
        finished.iter().map(|run| run.probes.activation_histograms.len()).min().unwrap_or(0);
    let learned = finished.iter().map(|run| run.probes.learned_parameters.len()).min().unwrap_or(0);
    let mean = |estimate: Option<Estimate>| estimate.map(|estimate| estimate.mean);
    FunctionSummary {
        activation: activation.clone(),
        finished: finished.len(),
        failed: runs.len() - finished.len(),
        failure: runs.iter().find_map(|run| run.failure.clone()),
        accuracy: mean_of(&RunRecord::final_test_accuracy),
        epochs_to_baseline: None,
        dead_share: mean(mean_of(&|run| Some(run.probes.dead_share))),
        saturated_share: mean(mean_of(&|run| Some(run.probes.saturated_share))),
        gradient_ratio: mean(mean_of(&log_ratio)).map(f64::exp),
        mean_activation: mean(mean_of(&mean_activation)),
        step_seconds: median(finished.iter().map(|run| run.step_seconds_median)),
        time_ratio: None,
        test: None,
        adjusted_p: None,
        detectable: None,
        verdict: Verdict::Baseline,
        curve,
        gradient_norm_by_layer: by_layer(|run| &run.probes.gradient_norm_by_layer),
        mean_activation_by_layer: by_layer(|run| &run.probes.mean_activation_by_layer),
        std_activation_by_layer: by_layer(|run| &run.probes.std_activation_by_layer),
        histograms: (0..layers)
            .map(|layer| {
                finished.iter().map(|run| run.probes.activation_histograms[layer].clone()).collect()
            })
            .collect(),
        learned: (0..learned)
            .map(|layer| {
                finished.iter().map(|run| run.probes.learned_parameters[layer].clone()).collect()
            })
            .collect(),
    }
}
