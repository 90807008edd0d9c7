//! How the learning rate changes in the course of a training.

use serde::{Deserialize, Serialize};

use super::config::TrainingConfig;
use super::epoch::EpochResult;
use crate::error::{Error, Result};

/// How the learning rate changes: by epochs, by steps, or both.
///
/// With `r` the rate, `W` steps of warm-up and `T` steps in all, step `t`, the first of which is
/// 1, has the rate
///
/// ```text
/// t ≤ W   r t / W                                            linear warm-up
/// t > W   r                                                  where it stays, or
/// t > W   r (1 + cos(π (t - 1 - W) / (T - W))) / 2           cosine
/// ```
///
/// times `factor` to the number of epochs after which it is applied. The warm-up is that of Vaswani et al.
/// 2017 (arXiv:1706.03762), the cosine that of Loshchilov and Hutter 2017 (SGDR, arXiv:1608.03983) without
/// restarts, down to 0; together they are what Transformer-XL and its successors are trained with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schedule {
    /// The factor.
    pub factor: f64,
    /// After which epochs it is applied.
    pub after: Vec<usize>,
    /// Whether also after each epoch whose validation loss is not below all before.
    pub plateau: bool,
    /// Steps of linear warm-up.
    #[serde(skip_serializing_if = "is_zero")]
    pub warm_up: usize,
    /// Whether the rate falls along a cosine after the warm-up, to 0 at the end of the training.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cosine: bool,
}

// Serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Default for Schedule {
    /// Constant.
    fn default() -> Self {
        Self { factor: 1.0, after: Vec::new(), plateau: false, warm_up: 0, cosine: false }
    }
}

impl Schedule {
    pub(super) fn validate(&self) -> Result<()> {
        if self.factor.is_finite() && self.factor > 0.0 {
            return Ok(());
        }
        let problem = format!("{} is no possible factor; give a positive number", self.factor);
        Err(Error::option("schedule", problem))
    }

    /// What the rate is multiplied with in a step, the first of which is 1, of so many.
    fn of_step(&self, step: usize, steps: usize) -> f64 {
        if step <= self.warm_up {
            return step as f64 / self.warm_up as f64;
        }
        if !self.cosine {
            return 1.0;
        }
        let (done, whole) = (step - 1 - self.warm_up, steps.saturating_sub(self.warm_up).max(1));
        0.5 * (1.0 + (std::f64::consts::PI * done as f64 / whole as f64).cos())
    }

    /// What the rate is multiplied with in the epoch after these ones.
    fn of_epoch(&self, epochs: &[EpochResult]) -> f64 {
        let planned = self.after.iter().filter(|after| **after <= epochs.len()).count();
        let mut best = f64::INFINITY;
        let stalled = epochs.iter().filter_map(|epoch| epoch.validation).filter(|score| {
            let stalled = score.loss >= best;
            best = best.min(score.loss);
            stalled
        });
        let stalled = if self.plateau { stalled.count() } else { 0 };
        self.factor.powi((planned + stalled) as i32)
    }
}

/// The learning rates of an epoch.
pub(super) struct Rates {
    schedule: Schedule,
    rate: f64,
    /// Steps before the epoch, and in all.
    before: usize,
    steps: usize,
}

impl Rates {
    /// The rate of a step of the epoch; the first is 0.
    pub(super) fn of(&self, step: usize) -> f64 {
        self.rate * self.schedule.of_step(self.before + step + 1, self.steps)
    }
}

impl TrainingConfig {
    /// The learning rates of the epoch after these ones, if each has so many steps.
    pub(super) fn rates_after(&self, epochs: &[EpochResult], steps: usize) -> Rates {
        Rates {
            schedule: self.schedule.clone(),
            rate: self.learning_rate * self.schedule.of_epoch(epochs),
            before: epochs.len() * steps,
            steps: self.epochs * steps,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rates of a training of `epochs` epochs of `steps` steps.
    fn rates(schedule: Schedule, epochs: usize, steps: usize) -> Vec<f64> {
        let config =
            TrainingConfig { schedule, epochs, learning_rate: 2e-4, ..TrainingConfig::default() };
        let result = |epoch| EpochResult { epoch, ..EpochResult::default() };
        let results: Vec<EpochResult> = (1..=epochs).map(result).collect();
        let of = |epoch: usize| {
            let rates = config.rates_after(&results[..epoch], steps);
            (0..steps).map(move |step| rates.of(step)).collect::<Vec<_>>()
        };
        (0..epochs).flat_map(of).collect()
    }

    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() <= 1e-15 * expected.abs().max(1e-4)
    }

    #[test]
    fn warm_up_and_cosine_are_their_formula() {
        let cosine = Schedule { warm_up: 4, cosine: true, ..Schedule::default() };
        let found = rates(cosine, 4, 3);
        // PyTorch: the rates that CosineAnnealingLR(SGD(..., lr=2e-4), 12 - 4) goes through, from
        // the fifth on.
        let expected = [
            5e-5,
            1e-4,
            1.5e-4,
            2e-4,
            2e-4,
            0.000_192_387_953_251_128_68,
            0.000_170_710_678_118_654_8,
            0.000_138_268_343_236_509_02,
            1e-4,
            6.173_165_676_349_104e-5,
            2.928_932_188_134_525_8e-5,
            7.612_046_748_871_331e-6,
        ];
        for (found, expected) in found.iter().zip(expected) {
            assert!(near(*found, expected), "{found} {expected}");
        }
        assert_eq!(found.len(), expected.len());
        // Halfway after the warm-up of the published settings, and at both ends.
        let published = Schedule { warm_up: 4000, cosine: true, ..Schedule::default() };
        let found = rates(published, 1, 200_000);
        for (step, expected) in
            [(1, 5e-8), (2000, 1e-4), (4000, 2e-4), (4001, 2e-4), (102_001, 1e-4)]
        {
            assert!(near(found[step - 1], expected), "step {step}: {}", found[step - 1]);
        }
        assert!(found[199_999] > 0.0 && found[199_999] < 1e-13);
    }

    #[test]
    fn factors_and_warm_up_go_together_and_nothing_is_constant() {
        let schedule =
            Schedule { factor: 0.5, after: vec![1, 3], warm_up: 2, ..Schedule::default() };
        let expected = [1e-4, 2e-4, 1e-4, 1e-4, 1e-4, 1e-4, 5e-5, 5e-5];
        for (found, expected) in rates(schedule, 4, 2).iter().zip(expected) {
            assert!(near(*found, expected), "{found} {expected}");
        }
        // Bit by bit: trainings without these settings are what they were.
        assert_eq!(rates(Schedule::default(), 2, 2), [2e-4; 4]);
        // A warm-up longer than the training never arrives.
        let long = Schedule { warm_up: 100, cosine: true, ..Schedule::default() };
        assert!(near(*rates(long, 1, 10).last().unwrap(), 2e-5));
    }
}
