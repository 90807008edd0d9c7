//! Bootstrap intervals.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use super::SIGNIFICANCE;
use crate::random::Random;

/// Up to so many values the bootstrap distribution is taken whole, not by chance: of eight
/// values there are 6,435 different resamples.
const WHOLE: usize = 8;
/// Random resamples of more values.
const RESAMPLES: usize = 9_999;

/// An interval of a statistic.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// Whether a number is in it, its ends among it.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// The 95 % interval of the mean of some values by the bias-corrected and accelerated
/// bootstrap (BCa; B. Efron, "Better bootstrap confidence intervals", Journal of the American
/// Statistical Association 82, 1987); none for fewer than two values.
///
/// It supposes no normal distribution, but can only see what the values show: of fewer than
/// about ten it is too short, so that it goes beside Student's interval, not in its place.
/// Up to eight values give the exact bootstrap distribution, which no seed has a part in;
/// more give 9,999 resamples by `seed`.
#[must_use]
pub fn bootstrap_interval(values: &[f64], seed: u64) -> Option<Interval> {
    let count = values.len();
    if count < 2 || !values.iter().all(|value| value.is_finite()) {
        return None;
    }
    let mean = mean(values);
    if values.iter().all(|value| *value == values[0]) {
        return Some(Interval { low: values[0], high: values[0] });
    }
    let mut means = if count <= WHOLE { whole(values) } else { random(values, seed) };
    means.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = means.iter().map(|(_, weight)| weight).sum();

    // Means that are equal but for rounding count as equal.
    let spread = means[means.len() - 1].0 - means[0].0;
    let nearly = 1e-12 * spread;
    let share = |limit: f64| {
        let below = means.iter().take_while(|(value, _)| *value <= limit);
        below.map(|(_, weight)| weight).sum::<f64>() / total
    };
    let standard = Normal::standard();
    let below = f64::midpoint(share(mean - nearly), share(mean + nearly));
    let bias = standard.inverse_cdf(below);
    let acceleration = acceleration(values);
    let end = |probability: f64| {
        let z = bias + standard.inverse_cdf(probability);
        let probability = standard.cdf(bias + z / (1.0 - acceleration * z));
        quantile(&means, total, probability)
    };
    Some(Interval { low: end(SIGNIFICANCE / 2.0), high: end(1.0 - SIGNIFICANCE / 2.0) })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The smallest value with which a share of the weight is reached.
fn quantile(means: &[(f64, f64)], total: f64, probability: f64) -> f64 {
    let mut seen = 0.0;
    let reached = means.iter().find(|(_, weight)| {
        seen += weight;
        seen / total >= probability
    });
    reached.unwrap_or(&means[means.len() - 1]).0
}

/// From the skewness of the means without one value each.
fn acceleration(values: &[f64]) -> f64 {
    let (count, sum) = (values.len() as f64, values.iter().sum::<f64>());
    let without: Vec<f64> = values.iter().map(|value| (sum - value) / (count - 1.0)).collect();
    let centre = mean(&without);
    let power = |n: i32| without.iter().map(|value| (centre - value).powi(n)).sum::<f64>();
    let squares = power(2);
    if squares > 0.0 { power(3) / (6.0 * squares.powf(1.5)) } else { 0.0 }
}

/// The mean of every resample, with the number of ways to draw it.
fn whole(values: &[f64]) -> Vec<(f64, f64)> {
    /// Chooses how often each of the values that are left is drawn.
    fn choose(
        values: &[f64],
        left: usize,
        sum: f64,
        ways: f64,
        count: f64,
        means: &mut Vec<(f64, f64)>,
    ) {
        let [value, rest @ ..] = values else { return };
        if rest.is_empty() {
            let ways = (1..=left).fold(ways, |ways, times| ways / times as f64);
            means.push(((sum + value * left as f64) / count, ways));
            return;
        }
        let mut ways = ways;
        for times in 0..=left {
            if times > 0 {
                ways /= times as f64;
            }
            choose(rest, left - times, sum + value * times as f64, ways, count, means);
        }
    }
    let mut means = Vec::new();
    choose(values, values.len(), 0.0, 1.0, values.len() as f64, &mut means);
    means
}

fn random(values: &[f64], seed: u64) -> Vec<(f64, f64)> {
    let mut random = Random::new(seed);
    let mut draw = || {
        let sum: f64 = values.iter().map(|_| values[random.below(values.len())]).sum();
        (sum / values.len() as f64, 1.0)
    };
    (0..RESAMPLES).map(|_| draw()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::close;
    use super::*;

    #[test]
    fn few_values_give_the_exact_interval() {
        // Every resample with its multinomial weight in mpmath, 30 digits.
        for (values, low, high) in [
            (&[0.010, 0.004, 0.007, -0.001, 0.006][..], 0.0014, 0.008),
            (&[1.0, 2.0], 1.0, 2.0),
            (&[3.1, 2.7, 9.5, 4.4, 3.9, 4.1, 2.2], 22.1 / 7.0, 7.0),
            (&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 20.0], 3.375, 12.5),
        ] {
            for seed in [0, 1] {
                let found = bootstrap_interval(values, seed).unwrap();
                close(found.low, low, 1e-12);
                close(found.high, high, 1e-12);
            }
        }
        let ways: f64 = whole(&[0.0; 6]).iter().map(|(_, ways)| ways).sum();
        // 6^6 of 6! ways each.
        close(ways, 46656.0 / 720.0, 1e-12);
    }

    #[test]
    fn many_values_give_that_of_scipy() {
        // y = np.random.default_rng(5).exponential(1, 30).round(4)
        // stats.bootstrap((y,), np.mean, n_resamples=400000, method="BCa").confidence_interval
        let y = [
            1.9867, 0.7502, 1.3014, 0.5294, 0.0302, 0.4339, 0.6422, 0.1152, 0.0578, 1.0007, 1.09,
            1.1659, 0.2277, 2.1821, 1.432, 2.0135, 0.5185, 0.0829, 0.4379, 0.5691, 2.1221, 0.0442,
            0.129, 0.8637, 0.3546, 0.6959, 1.1885, 0.0418, 1.7729, 0.0015,
        ];
        for seed in 0..5 {
            let found = bootstrap_interval(&y, seed).unwrap();
            // The quantiles of 9,999 resamples scatter by about a hundredth.
            assert!((found.low - 0.56926).abs() < 0.015, "{found:?}");
            assert!((found.high - 1.06047).abs() < 0.015, "{found:?}");
            assert_eq!(bootstrap_interval(&y, seed), Some(found));
        }
        assert_ne!(bootstrap_interval(&y, 0), bootstrap_interval(&y, 1));
    }

    #[test]
    fn what_has_no_scatter_or_no_values_needs_no_nan() {
        assert_eq!(bootstrap_interval(&[], 0), None);
        assert_eq!(bootstrap_interval(&[0.5], 0), None);
        assert_eq!(bootstrap_interval(&[0.5, f64::NAN], 0), None);
        for count in [2, 8, 9] {
            let same = bootstrap_interval(&vec![0.1; count], 0).unwrap();
            assert_eq!((same.low, same.high), (0.1, 0.1));
        }
        assert!(bootstrap_interval(&[1.0, 2.0, 4.0], 0).unwrap().holds(2.0));
    }
}
