//! Batches of a data set, their loss, and scores.

use burn::tensor::{Device, Int, Tensor, TensorData};

use super::config::TrainingConfig;
use super::epoch::Score;
use super::model::{Model, ModelConfig};
use crate::data::{ImageSet, Images, Text, TextSplit};
use crate::error::{Error, Result};
use crate::networks::{LanguageState, Transformer};
use crate::train::{Random, Tally, cross_entropy};

/// What a network is to learn, and from what.
#[derive(Clone, Copy, Debug)]
pub enum Task<'a> {
    /// The class of an image; the loss is the cross-entropy.
    Classify(&'a ImageSet),
    /// The image itself; the loss is that of [`crate::networks::Reconstruction::loss`].
    Reconstruct(&'a ImageSet),
    /// The next word or character; the loss is the cross-entropy, whose exponential is
    /// the perplexity.
    Predict(&'a Text),
}

/// Images in one piece of an evaluation.
pub(super) const EVALUATION_BATCH: usize = 256;

impl Task<'_> {
    /// What tells the data from others.
    #[must_use]
    pub fn checksum(&self) -> &str {
        match self {
            Self::Classify(set) | Self::Reconstruct(set) => set.checksum(),
            Self::Predict(text) => &text.checksum,
        }
    }

    /// Refuses a network that cannot take the data.
    pub(super) fn validate(&self, model: &ModelConfig, training: &TrainingConfig) -> Result<()> {
        let wrong = |problem: String| Err(Error::option("network", problem));
        let same = |what: &str, network: usize, data: usize| {
            if network == data {
                return Ok(());
            }
            wrong(format!("the network is made for {network} {what}, the data have {data}"))
        };
        match (self, model) {
            (Self::Classify(set), ModelConfig::Image(config)) => {
                if config.input != set.shape() {
                    return wrong(format!(
                        "the network is made for images of {:?} (channels, height, width), the data have {:?}",
                        config.input,
                        set.shape()
                    ));
                }
                same("classes", config.classes, set.classes().len())?;
            }
            (Self::Classify(set), ModelConfig::Mlp(config)) => {
                same("numbers a sample", config.features, set.shape().iter().product())?;
                same("classes", config.classes, set.classes().len())?;
            }
            (Self::Reconstruct(set), ModelConfig::Autoencoder(config)) => {
                same("numbers a sample", config.features, set.shape().iter().product())?;
            }
            (Self::Predict(text), ModelConfig::Recurrent(config)) => {
                same("words", config.vocabulary, text.vocabulary.len())?;
            }
            (Self::Predict(text), ModelConfig::Transformer(config)) => {
                same("words", config.vocabulary, text.vocabulary.len())?;
                if training.length > config.context {
                    return wrong(format!(
                        "the transformer takes texts of up to {} words; {} are too many at a time",
                        config.context, training.length
                    ));
                }
            }
            _ => {
                return wrong(
                    "image networks and perceptrons classify, autoencoders reconstruct, language models predict; \
                     this network is not for this data"
                        .into(),
                );
            }
        }
        match self {
            Self::Classify(set) | Self::Reconstruct(set)
                if training.held_out >= set.train().len() =>
            {
                Err(Error::option(
                    "held-out",
                    format!(
                        "{} of {} training samples cannot be held out; some must be left to train on",
                        training.held_out,
                        set.train().len()
                    ),
                ))
            }
            _ => Ok(()),
        }
    }
}

/// Images as the network takes them, and the classes as one-hot rows.
pub(super) fn labelled(
    set: &ImageSet,
    part: &Images,
    indices: &[usize],
    numbers: Vec<f32>,
    model: &Model,
    device: &Device,
) -> (Tensor<4>, Tensor<2>) {
    let classes = set.classes().len();
    let mut targets = vec![0.0f32; indices.len() * classes];
    for (row, index) in indices.iter().enumerate() {
        targets[row * classes + usize::from(part.labels[*index])] = 1.0;
    }
    let targets = TensorData::new(targets, [indices.len(), classes]);
    (images(set, indices.len(), numbers, model, device), Tensor::from_data(targets, device))
}

pub(super) fn images(
    set: &ImageSet,
    samples: usize,
    numbers: Vec<f32>,
    model: &Model,
    device: &Device,
) -> Tensor<4> {
    let [channels, height, width] = match model {
        Model::Classifier(network) => network.input(),
        _ => set.shape(),
    };
    Tensor::from_data(TensorData::new(numbers, [samples, channels, height, width]), device)
}

/// The mean loss of a batch of images by their classes.
pub(super) fn classification_loss(model: &Model, x: Tensor<4>, target: Tensor<2>) -> Tensor<1> {
    let [samples, _] = target.dims();
    match model {
        Model::Classifier(network) => cross_entropy(network.forward(x), target, samples),
        _ => no_such(&x.device()),
    }
}

/// The mean loss of a batch of images reconstructed.
pub(super) fn reconstruction_loss(
    set: &ImageSet,
    part: &Images,
    indices: &[usize],
    model: &Model,
    random: &mut Random,
    device: &Device,
) -> Tensor<1> {
    let Model::Autoencoder(network) = model else { return no_such(device) };
    let features: usize = set.shape().iter().product();
    let x = TensorData::new(set.brightness(part, indices), [indices.len(), features]);
    let x = Tensor::from_data(x, device);
    let latent = network.latent();
    let noise: Vec<f32> = (0..indices.len() * latent).map(|_| random.normal() as f32).collect();
    let noise = Tensor::from_data(TensorData::new(noise, [indices.len(), latent]), device);
    network.forward(x.clone(), Some(noise)).loss(x)
}

/// Networks and tasks are checked against each other before.
fn no_such(device: &Device) -> Tensor<1> {
    Tensor::from_floats([f32::NAN], device)
}

/// What a language model remembers between two pieces of text.
pub(super) enum Memory {
    State(LanguageState),
    Nothing,
}

impl Memory {
    pub(super) fn start(model: &Model, streams: usize, device: &Device) -> Self {
        match model {
            Model::Recurrent(network) => Memory::State(network.start(streams, device)),
            _ => Memory::Nothing,
        }
    }

    /// The logits of the next words, and what is remembered after them.
    pub(super) fn logits(
        self,
        model: &Model,
        words: &[u32],
        length: usize,
        device: &Device,
    ) -> (Tensor<2>, Self) {
        let words: Vec<i64> = words.iter().map(|word| i64::from(*word)).collect();
        let streams = words.len() / length.max(1);
        let words = Tensor::<2, Int>::from_data(TensorData::new(words, [streams, length]), device);
        match (model, self) {
            (Model::Recurrent(network), Memory::State(state)) => {
                let (logits, state) = network.forward(words, state);
                (logits, Memory::State(state.detach()))
            }
            (Model::Transformer(network), memory) => (Transformer::forward(network, words), memory),
            (_, memory) => (Tensor::from_floats([[f32::NAN]], device), memory),
        }
    }
}

/// Rows with a 1 at the place of each word.
pub(super) fn one_hot(words: &[u32], vocabulary: usize, device: &Device) -> Tensor<2> {
    let mut rows = vec![0.0f32; words.len() * vocabulary];
    for (row, word) in words.iter().enumerate() {
        rows[row * vocabulary + *word as usize] = 1.0;
    }
    Tensor::from_data(TensorData::new(rows, [words.len(), vocabulary]), device)
}

/// How well a network without derivatives does on some images.
pub(super) fn score_images(
    task: &Task<'_>,
    part: &Images,
    indices: &[usize],
    model: &Model,
    seed: u64,
    device: &Device,
) -> Score {
    match task {
        Task::Classify(set) => {
            let mut tally = Tally::default();
            for piece in indices.chunks(EVALUATION_BATCH) {
                let x = images(set, piece.len(), set.batch(part, piece, None), model, device);
                let Model::Classifier(network) = model else { break };
                let logits: Vec<f32> = network.forward(x).into_data().iter::<f32>().collect();
                let labels = piece.iter().map(|index| usize::from(part.labels[*index]));
                tally.add(&logits, labels, set.classes().len());
            }
            Score { loss: tally.loss(), accuracy: Some(tally.accuracy()) }
        }
        Task::Reconstruct(set) => {
            let mut random = Random::new(seed);
            let mut loss = 0.0;
            for piece in indices.chunks(EVALUATION_BATCH) {
                let mean = reconstruction_loss(set, part, piece, model, &mut random, device);
                loss += scalar(mean) * piece.len() as f64;
            }
            Score { loss: loss / indices.len().max(1) as f64, accuracy: None }
        }
        Task::Predict(_) => Score { loss: f64::NAN, accuracy: None },
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
