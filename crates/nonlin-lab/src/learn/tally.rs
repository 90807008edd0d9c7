//! Cross-entropy, in training and in evaluation.

use burn::tensor::{Tensor, activation::log_softmax};

/// The mean cross-entropy of a batch.
pub(super) fn cross_entropy(logits: Tensor<2>, target: Tensor<2>, samples: usize) -> Tensor<1> {
    (log_softmax(logits, 1) * target).sum() * (-1.0 / samples as f64)
}

/// Cross-entropy and right answers, summed.
#[derive(Default)]
pub(super) struct Tally {
    loss: f64,
    correct: usize,
    samples: usize,
}

impl Tally {
    /// Adds the logits of some samples, row by row.
    pub(super) fn add(
        &mut self,
        logits: &[f32],
        labels: impl Iterator<Item = usize>,
        classes: usize,
    ) {
        for (row, label) in logits.chunks_exact(classes).zip(labels) {
            let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum: f64 = row.iter().map(|&v| f64::from(v - largest).exp()).sum();
            self.loss += sum.ln() - f64::from(row[label] - largest);
            // The first of equal logits is the answer.
            let answer = row.iter().position(|&v| v == largest);
            self.correct += usize::from(answer == Some(label));
            self.samples += 1;
        }
    }

    /// The mean cross-entropy.
    pub(super) fn loss(&self) -> f64 {
        self.loss / self.samples.max(1) as f64
    }

    /// The share of right answers.
    pub(super) fn accuracy(&self) -> f64 {
        self.correct as f64 / self.samples.max(1) as f64
    }
}
