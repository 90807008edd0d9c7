//! What functions are judged by, and how it is written.

use super::results::RunResult;
use crate::learn::{EpochResult, Score};
use crate::run::names;

names! {
    /// What functions are judged by, after the last epoch.
    Metric, "metric":
    /// The share of test samples, or of words, that is right.
    TestAccuracy = "test-accuracy",
    /// The mean loss on the test data in nats; lower is better.
    TestLoss = "test-loss",
    /// The share that is right of what was held out, or of the validation text.
    ValidationAccuracy = "validation-accuracy",
    /// The mean loss on that; lower is better.
    ValidationLoss = "validation-loss",
    /// The mean loss of the steps of the last epoch; lower is better.
    TrainLoss = "train-loss",
}

impl Metric {
    /// Whether it is a share, for which higher is better; else a loss.
    #[must_use]
    pub fn is_accuracy(self) -> bool {
        matches!(self, Self::TestAccuracy | Self::ValidationAccuracy)
    }

    /// The metric of a run; none if it did not finish or measured no such thing.
    #[must_use]
    pub fn of(self, result: &RunResult) -> Option<f64> {
        let last = result.epochs.last().filter(|_| result.failure.is_none())?;
        self.after(last)
    }

    /// The metric after an epoch.
    #[must_use]
    pub fn after(self, epoch: &EpochResult) -> Option<f64> {
        let accuracy = |score: Score| score.accuracy;
        let value = match self {
            Self::TestAccuracy => accuracy(epoch.test),
            Self::TestLoss => Some(epoch.test.loss),
            Self::ValidationAccuracy => epoch.validation.and_then(accuracy),
            Self::ValidationLoss => epoch.validation.map(|score| score.loss),
            Self::TrainLoss => Some(epoch.train_loss),
        };
        value.filter(|value| value.is_finite())
    }

    /// A value for people: `95.31 %`, `0.1234`.
    #[must_use]
    pub fn text(self, value: f64) -> String {
        let text = if self.is_accuracy() {
            format!("{:.2} %", 100.0 * value)
        } else {
            format!("{value:.4}")
        };
        text.replace('-', "−")
    }

    /// A difference of two values: in percentage points where these are shares.
    #[must_use]
    pub fn difference_text(self, difference: f64) -> String {
        let text = if self.is_accuracy() {
            format!("{:+.2}", 100.0 * difference)
        } else {
            format!("{difference:+.4}")
        };
        // Nought has no sign.
        let text =
            if text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) { &text } else { &text[1..] };
        text.replace('-', "−")
    }

    /// 1 where higher is better, −1 where lower is.
    pub(super) fn sign(self) -> f64 {
        if self.is_accuracy() { 1.0 } else { -1.0 }
    }
}

/// A time of three digits.
pub(crate) fn seconds(value: f64) -> String {
    let (value, unit) = match value {
        value if value < 0.000_999_5 => (1e6 * value, "µs"),
        value if value < 0.0995 => (1e3 * value, "ms"),
        value => (value, "s"),
    };
    let digits = match value {
        value if value < 0.9995 => 3,
        value if value < 9.995 => 2,
        value if value < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.digits$} {unit}")
}

/// An amount of memory.
pub(crate) fn bytes(value: f64) -> String {
    let mebibytes = value / f64::from(1 << 20);
    if mebibytes < 99.95 {
        format!("{mebibytes:.1} MiB")
    } else if mebibytes < 1000.0 {
        format!("{mebibytes:.0} MiB")
    } else {
        format!("{:.2} GiB", mebibytes / 1024.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        for (value, text) in [
            (2.5e-7, "0.250 µs"),
            (8.4e-4, "840 µs"),
            (9.997e-4, "1.00 ms"),
            (1.234e-3, "1.23 ms"),
            (0.0641, "64.1 ms"),
            (0.126, "0.126 s"),
            (9.997, "10.0 s"),
            (252.4, "252 s"),
        ] {
            assert_eq!(seconds(value), text);
        }
    }
}
