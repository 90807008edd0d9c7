//! Which functions differ from the baseline by more than the seeds scatter.

use std::fmt;

use super::FunctionSummary;
use crate::statistics::{SIGNIFICANCE, detectable_difference, holm, paired_test};

/// What the paired test over seeds says about a function and the baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is the baseline.
    Baseline,
    /// More accurate, with an adjusted p below 0.05.
    Better,
    /// Less accurate, with an adjusted p below 0.05.
    Worse,
    /// The seeds show no difference; that does not show that there is none.
    NoDifference,
    /// No test was made, for this reason.
    NotTested(String),
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Baseline => f.pad("baseline"),
            Self::Better => f.pad("better"),
            Self::Worse => f.pad("worse"),
            Self::NoDifference => f.pad("no difference shown"),
            Self::NotTested(reason) => f.pad(&format!("not tested ({reason})")),
        }
    }
}

/// Tests every function against the baseline, pairing runs of the same seed,
/// and returns the number of tests.
///
/// A function that diverged is not tested: its surviving runs are a favourable
/// choice of seeds.
pub(super) fn judge(
    functions: &mut [FunctionSummary],
    accuracies: &[Vec<Option<f64>>],
    baseline: usize,
    resolution: f64,
) -> usize {
    let seeds = accuracies[baseline].len();
    let lost = |function: &FunctionSummary, whose: &str| {
        format!("{whose}{} of {seeds} runs diverged", function.failed)
    };
    let baseline_lost =
        (!functions[baseline].is_complete()).then(|| lost(&functions[baseline], "baseline: "));
    let mut tested = Vec::new();
    for index in (0..functions.len()).filter(|index| *index != baseline) {
        let function = &mut functions[index];
        let differences: Option<Vec<f64>> = accuracies[index]
            .iter()
            .zip(&accuracies[baseline])
            .map(|(own, baseline)| Some((*own)? - (*baseline)?))
            .collect();
        function.verdict = Verdict::NoDifference;
        function.test = differences.and_then(|differences| paired_test(&differences, resolution));
        if function.test.is_some() {
            tested.push(index);
        } else if !function.is_complete() {
            function.verdict = Verdict::NotTested(lost(function, ""));
        } else if let Some(reason) = &baseline_lost {
            function.verdict = Verdict::NotTested(reason.clone());
        } else {
            function.verdict = Verdict::NotTested("needs 2 seeds".into());
        }
    }
    let p_values: Vec<f64> =
        tested.iter().filter_map(|index| functions[*index].test).map(|test| test.p).collect();
    for (index, adjusted) in tested.iter().zip(holm(&p_values)) {
        let function = &mut functions[*index];
        let Some(test) = function.test else { continue };
        function.adjusted_p = Some(adjusted);
        function.detectable =
            detectable_difference(test.deviation, test.count, SIGNIFICANCE / tested.len() as f64);
        if adjusted < SIGNIFICANCE {
            function.verdict = if test.mean > 0.0 { Verdict::Better } else { Verdict::Worse };
        }
    }
    tested.len()
}
