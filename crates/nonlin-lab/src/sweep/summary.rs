//! What the results of a sweep say.

use serde::{Serialize, Serializer};

use super::judge::{self, Against, Overall};
use super::results::RunResult;
use super::{Metric, Sweep, SweepPlan};
use crate::compare::Verdict;
use crate::statistics::{Estimate, Interval, bootstrap_interval, estimate, median};

/// What the results of a sweep say. Equal results give an equal summary, wherever and in
/// whatever order the runs were made.
#[derive(Clone, Debug, Serialize)]
pub struct SweepSummary {
    /// The plan.
    pub plan: SweepPlan,
    /// The function that the others are tested against.
    pub baseline: String,
    /// The seeds.
    pub seeds: Vec<u64>,
    /// Runs of the plan.
    pub runs: usize,
    /// Those that have no result.
    pub missing: usize,
    /// How many tests Holm's correction is over.
    pub tests: usize,
    /// Block by block.
    pub blocks: Vec<BlockSummary>,
    /// Over all blocks, if there are several.
    pub overall: Option<Overall>,
}

/// The functions in one network, on one data set, with one set of settings.
#[derive(Clone, Debug, Serialize)]
pub struct BlockSummary {
    /// What differs from the other blocks, in words.
    pub name: String,
    /// The functions, the best first; those with failed runs last.
    pub rows: Vec<Row>,
}

/// What the runs of a function in a block say. Means are over the runs that finished.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The function with its parameters.
    pub function: String,
    /// Runs that finished.
    pub finished: usize,
    /// Runs that diverged.
    pub failed: usize,
    /// Why the first of them did.
    pub failure: Option<String>,
    /// The mean of the metric with Student's interval.
    pub value: Option<Estimate>,
    /// The bootstrap interval of the mean.
    pub interval: Option<Interval>,
    /// Seconds of training an epoch: the median over epochs and runs.
    pub epoch_seconds: Option<f64>,
    /// That time over the baseline's.
    pub time_ratio: Option<f64>,
    /// The most memory of a run in bytes: the median over runs.
    pub peak_memory: Option<f64>,
    /// That memory over the baseline's.
    pub memory_ratio: Option<f64>,
    /// The tests against the baseline; none for the baseline and where nothing was tested.
    pub against: Option<Against>,
    /// What the tests say.
    #[serde(serialize_with = "displayed")]
    pub verdict: Verdict,
}

fn displayed<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(verdict)
}

impl Sweep {
    /// The results of a function in a block, seed by seed.
    pub(crate) fn results_of<'a>(
        &self,
        results: &'a [Option<RunResult>],
        block: usize,
        function: usize,
    ) -> Vec<Option<&'a RunResult>> {
        let (functions, blocks) = (self.functions.len(), self.blocks.len());
        let index = |seed: usize| (seed * blocks + block) * functions + function;
        (0..self.seeds.len()).map(|seed| results.get(index(seed))?.as_ref()).collect()
    }

    /// Sums up results, one for each run by its index.
    #[must_use]
    pub fn summary(&self, results: &[Option<RunResult>]) -> SweepSummary {
        let metric = self.plan.metric;
        // Block by block, function by function, seed by seed.
        let table: Vec<Vec<Vec<Option<&RunResult>>>> = (0..self.blocks.len())
            .map(|block| {
                let of = |function| self.results_of(results, block, function);
                (0..self.functions.len()).map(of).collect()
            })
            .collect();
        let mut blocks: Vec<Vec<Row>> = table
            .iter()
            .map(|functions| {
                let rows = self.functions.iter().zip(functions);
                rows.map(|(function, runs)| row(metric, &function.to_string(), runs)).collect()
            })
            .collect();
        let tests = judge::blocks(metric, self.baseline, &table, &mut blocks);
        let overall = judge::overall(self, &blocks);
        for rows in &mut blocks {
            let Row { epoch_seconds, peak_memory, .. } = rows[self.baseline];
            let ratio = |own: Option<f64>, baseline: Option<f64>| {
                Some(own? / baseline.filter(|baseline| *baseline > 0.0)?)
            };
            for row in rows.iter_mut() {
                row.time_ratio = ratio(row.epoch_seconds, epoch_seconds);
                row.memory_ratio = ratio(row.peak_memory, peak_memory);
            }
            rows.sort_by(|a, b| {
                let key =
                    |row: &Row| row.value.map_or(f64::NEG_INFINITY, |v| metric.sign() * v.mean);
                let failed = |row: &Row| row.failed > 0 || row.finished == 0;
                failed(a).cmp(&failed(b)).then_with(|| key(b).total_cmp(&key(a)))
            });
        }
        let name = |block: usize| self.blocks[block].name.clone();
        SweepSummary {
            plan: self.plan.clone(),
            baseline: self.functions[self.baseline].to_string(),
            seeds: self.seeds.clone(),
            runs: self.runs.len(),
            missing: self.runs.len() - results.iter().flatten().count(),
            tests,
            blocks: blocks
                .into_iter()
                .enumerate()
                .map(|(block, rows)| BlockSummary { name: name(block), rows })
                .collect(),
            overall,
        }
    }
}

fn row(metric: Metric, function: &str, runs: &[Option<&RunResult>]) -> Row {
    let runs: Vec<&RunResult> = runs.iter().flatten().copied().collect();
    let values: Vec<f64> = runs.iter().filter_map(|run| metric.of(run)).collect();
    let failed: Vec<&String> = runs.iter().filter_map(|run| run.failure.as_ref()).collect();
    let seconds = runs.iter().flat_map(|run| &run.epochs).map(|epoch| epoch.seconds);
    Row {
        function: function.into(),
        finished: values.len(),
        failed: failed.len(),
        failure: failed.first().map(|failure| (*failure).clone()),
        value: estimate(&values),
        interval: bootstrap_interval(&values, 0),
        epoch_seconds: median(seconds.filter(|seconds| *seconds > 0.0)),
        time_ratio: None,
        peak_memory: median(runs.iter().filter_map(|run| run.peak_memory).map(|b| b as f64)),
        memory_ratio: None,
        against: None,
        verdict: Verdict::Baseline,
    }
}
