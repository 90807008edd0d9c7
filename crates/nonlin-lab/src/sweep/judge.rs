//! Which functions differ from the baseline, block by block and over all blocks.

use serde::Serialize;

use super::results::RunResult;
use super::summary::Row;
use super::{Metric, Sweep};
use crate::compare::Verdict;
use crate::statistics::{
    EffectSize, FriedmanTest, Interval, PairedTest, SIGNIFICANCE, SignedRankTest,
    bootstrap_interval, detectable_difference, effect_size, friedman_test, holm, paired_test,
    signed_rank_test,
};

/// A function against the baseline, run by run of the same seed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Against {
    /// The paired t-test of the differences, which the verdict goes by.
    pub test: PairedTest,
    /// Its p value after Holm's correction over all tests of the sweep.
    pub adjusted_p: f64,
    /// The bootstrap interval of the mean difference.
    pub interval: Option<Interval>,
    /// Wilcoxon's test of the same differences, which supposes no normal distribution.
    pub signed_rank: Option<SignedRankTest>,
    /// How large the difference is; positive and above 0.5 where the function is better.
    pub effect: Option<EffectSize>,
    /// The smallest true difference that these runs would have shown four times in five.
    pub detectable: Option<f64>,
}

/// The functions over all blocks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overall {
    /// The functions, in the order of the plan.
    pub functions: Vec<String>,
    /// How many blocks have results of every function.
    pub blocks: usize,
    /// How many data sets they are on.
    pub data: usize,
    /// Friedman's test of the functions' means.
    pub friedman: FriedmanTest,
    /// Nemenyi's critical difference of the mean ranks.
    pub critical_difference: f64,
    /// Wilcoxon's test of each function's means against the baseline's; none for the baseline.
    pub signed_rank: Vec<Option<SignedRankTest>>,
    /// The p values of these tests after Holm's correction.
    pub adjusted_p: Vec<Option<f64>>,
}

/// Tests every function against the baseline in every block, and returns the number of
/// tests. A function that diverged is not tested: the runs that are left are a favourable
/// choice of seeds.
pub(super) fn blocks(
    metric: Metric,
    baseline: usize,
    table: &[Vec<Vec<Option<&RunResult>>>],
    blocks: &mut [Vec<Row>],
) -> usize {
    let mut tested: Vec<(usize, usize)> = Vec::new();
    for (block, functions) in table.iter().enumerate() {
        let base_failed = blocks[block][baseline].failed;
        for (function, runs) in functions.iter().enumerate().filter(|(f, _)| *f != baseline) {
            // Seeds that have no result yet are left out on both sides.
            let pairs: Vec<(&RunResult, &RunResult)> = runs
                .iter()
                .zip(&functions[baseline])
                .filter_map(|(a, b)| Some(((*a)?, (*b)?)))
                .collect();
            let row = &mut blocks[block][function];
            let lost = |failed: usize, whose: &str| {
                Verdict::NotTested(format!("{whose}{failed} of {} runs diverged", pairs.len()))
            };
            row.verdict = match against(metric, &pairs) {
                _ if row.failed > 0 => lost(row.failed, ""),
                _ if base_failed > 0 => lost(base_failed, "baseline: "),
                None => Verdict::NotTested("needs 2 seeds".into()),
                Some(against) => {
                    row.against = Some(against);
                    tested.push((block, function));
                    Verdict::NoDifference
                }
            };
        }
    }
    let p = |(block, function): &(usize, usize)| {
        blocks[*block][*function].against.as_ref().map_or(1.0, |against| against.test.p)
    };
    let p_values: Vec<f64> = tested.iter().map(p).collect();
    let level = SIGNIFICANCE / tested.len().max(1) as f64;
    for ((block, function), adjusted) in tested.iter().zip(holm(&p_values)) {
        let row = &mut blocks[*block][*function];
        let Some(against) = &mut row.against else { continue };
        against.adjusted_p = adjusted;
        let PairedTest { mean, deviation, count, .. } = against.test;
        against.detectable = detectable_difference(deviation, count, level);
        if adjusted < SIGNIFICANCE {
            let better = metric.sign() * mean > 0.0;
            row.verdict = if better { Verdict::Better } else { Verdict::Worse };
        }
    }
    tested.len()
}

fn against(metric: Metric, pairs: &[(&RunResult, &RunResult)]) -> Option<Against> {
    let values: Option<Vec<(f64, f64)>> =
        pairs.iter().map(|(own, base)| Some((metric.of(own)?, metric.of(base)?))).collect();
    let values = values?;
    let differences: Vec<f64> = values.iter().map(|(own, base)| own - base).collect();
    let resolution = if metric.is_accuracy() { pairs.first()?.0.resolution } else { 0.0 };
    let score = |of: fn(&(f64, f64)) -> f64| -> Vec<f64> {
        values.iter().map(|pair| metric.sign() * of(pair)).collect()
    };
    Some(Against {
        test: paired_test(&differences, resolution)?,
        adjusted_p: 1.0,
        interval: bootstrap_interval(&differences, 0),
        signed_rank: signed_rank_test(&differences),
        effect: effect_size(&score(|pair| pair.0), &score(|pair| pair.1)),
        detectable: None,
    })
}

/// The functions over the blocks, from rows in the order of the plan; none for fewer than
/// two blocks or functions.
pub(super) fn overall(sweep: &Sweep, blocks: &[Vec<Row>]) -> Option<Overall> {
    let sign = sweep.plan.metric.sign();
    let mut table = Vec::new();
    let mut data = std::collections::HashSet::new();
    for (block, rows) in sweep.blocks.iter().zip(blocks) {
        // A block in which a function has no result yet says nothing about its rank.
        if rows.iter().any(|row| row.finished + row.failed == 0) {
            continue;
        }
        let score = |row: &Row| match row.value {
            Some(value) if row.failed == 0 => Some(sign * value.mean),
            _ => None,
        };
        let worst = rows.iter().filter_map(score).fold(f64::INFINITY, f64::min);
        // Who diverges is behind all who do not.
        let behind = if worst.is_finite() { worst - 1.0 } else { 0.0 };
        table.push(rows.iter().map(|row| score(row).unwrap_or(behind)).collect::<Vec<_>>());
        data.insert(block.choices.data.clone());
    }
    let friedman = friedman_test(&table)?;
    let tests: Vec<Option<SignedRankTest>> = (0..sweep.functions.len())
        .map(|function| {
            let differences: Vec<f64> =
                table.iter().map(|row| row[function] - row[sweep.baseline]).collect();
            signed_rank_test(&differences).filter(|_| function != sweep.baseline)
        })
        .collect();
    let p_values: Vec<f64> = tests.iter().flatten().map(|test| test.p).collect();
    let mut adjusted = holm(&p_values).into_iter();
    Some(Overall {
        functions: sweep.functions.iter().map(ToString::to_string).collect(),
        blocks: table.len(),
        data: data.len(),
        critical_difference: friedman.critical_difference(),
        friedman,
        adjusted_p: tests.iter().map(|test| test.as_ref().and_then(|_| adjusted.next())).collect(),
        signed_rank: tests,
    })
}
