//! How well a network does.

use burn::tensor::{Device, Tensor};
use serde::{Deserialize, Serialize};

use super::batch::{Batch, Part};
use super::config::TrainingConfig;
use super::memory::Memory;
use super::model::Model;
use super::tally::Tally;
use super::task::Task;
use crate::data::{Text, TextSplit};
use crate::error::Result;
use crate::random::Random;

/// How well a network does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The mean loss in nats: a sample, or a word.
    pub loss: f64,
    /// The share that is right, where there is such a thing.
    pub accuracy: Option<f64>,
}

/// Samples in one piece of an evaluation.
pub(super) const EVALUATION_BATCH: usize = 256;

/// How well a network without derivatives does on some samples, so many at a time.
pub(super) fn score_samples(
    task: &Task<'_>,
    (part, indices): (Part, &[usize]),
    at_a_time: usize,
    model: &Model,
    seed: u64,
    device: &Device,
) -> Score {
    let mut random = Random::new(seed);
    let mut tally = Tally::default();
    let (mut sum, mut count) = (0.0, 0);
    for piece in indices.chunks(at_a_time.max(1)) {
        match (task.batch(part, piece, None, &mut random, model, device), model) {
            (Some(Batch::Labelled { x, labels, target }), Model::Classifier(network)) => {
                let logits: Vec<f32> = network.forward(x).into_data().iter::<f32>().collect();
                tally.add(&logits, labels.into_iter(), target.dims()[1]);
            }
            (Some(batch), _) => {
                sum += scalar(batch.loss(model, device)) * piece.len() as f64;
                count += piece.len();
            }
            (None, _) => return Score { loss: f64::NAN, accuracy: None },
        }
    }
    match task {
        Task::Reconstruct(_) => Score { loss: sum / count.max(1) as f64, accuracy: None },
        _ => Score { loss: tally.loss(), accuracy: Some(tally.accuracy()) },
    }
}

/// How well a network without derivatives does on a text.
pub(super) fn score_text(
    text: &Text,
    split: &TextSplit,
    config: &TrainingConfig,
    model: &Model,
    device: &Device,
) -> Result<Score> {
    // A short text has fewer rows than asked for.
    let streams = config.batch.min(split.tokens.len() / 2).max(1);
    let mut memory = Memory::start(model, streams, device);
    let mut tally = Tally::default();
    let pieces = split.streams(streams, config.length)?;
    for (words, next, length) in pieces.take(config.at_most.unwrap_or(usize::MAX)) {
        let (logits, after) = memory.logits(model, &words, length, device);
        memory = after;
        let logits: Vec<f32> = logits.into_data().iter::<f32>().collect();
        tally.add(&logits, next.iter().map(|word| *word as usize), text.vocabulary.len());
    }
    Ok(Score { loss: tally.loss(), accuracy: Some(tally.accuracy()) })
}

/// The number of a tensor that holds one.
pub(super) fn scalar(tensor: Tensor<1>) -> f64 {
    tensor.into_data().iter::<f64>().next().unwrap_or(f64::NAN)
}
