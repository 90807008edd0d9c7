//! What a network is to learn.

use super::batch::{Part, images_of, rows_of};
use super::config::TrainingConfig;
use super::model::ModelConfig;
use crate::data::{Dataset, ImageSet, Text};
use crate::error::{Error, Result};

/// What a network is to learn, and from what.
#[derive(Clone, Copy, Debug)]
pub enum Task<'a> {
    /// The class of an image; the loss is the cross-entropy.
    Classify(&'a ImageSet),
    /// The class of a row of numbers; the loss is the cross-entropy.
    ClassifyRows(&'a Dataset),
    /// The image itself; the loss is that of [`crate::networks::Reconstruction::loss`].
    Reconstruct(&'a ImageSet),
    /// The next word or character; the loss is the cross-entropy, whose exponential is
    /// the perplexity.
    Predict(&'a Text),
}

impl Task<'_> {
    /// What tells the data from others.
    #[must_use]
    pub fn checksum(&self) -> &str {
        match self {
            Self::Classify(set) | Self::Reconstruct(set) => set.checksum(),
            Self::ClassifyRows(set) => &set.checksum,
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
            (Self::ClassifyRows(set), ModelConfig::Mlp(config)) => {
                same("numbers a sample", config.features, set.features)?;
                same("classes", config.classes, set.classes)?;
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
        let samples = self.samples(Part::Train);
        if !matches!(self, Self::Predict(_)) && training.held_out >= samples {
            return Err(Error::option(
                "held-out",
                format!(
                    "{} of {samples} training samples cannot be held out; some must be left to train on",
                    training.held_out,
                ),
            ));
        }
        Ok(())
    }

    /// How many samples a part has; none of a text.
    pub(super) fn samples(&self, part: Part) -> usize {
        match self {
            Self::Classify(set) | Self::Reconstruct(set) => images_of(set, part).len(),
            Self::ClassifyRows(set) => rows_of(set, part).len(),
            Self::Predict(_) => 0,
        }
    }

    /// How many steps a pass over the training data has.
    pub(super) fn steps(&self, training: &TrainingConfig) -> Result<usize> {
        let most = training.at_most.unwrap_or(usize::MAX);
        Ok(match self {
            Self::Predict(text) => {
                text.train.streams(training.batch, training.length)?.take(most).count()
            }
            _ => {
                let held_out = training.held_out;
                let samples = self.samples(Part::Train).saturating_sub(held_out).min(most);
                samples.div_ceil(training.batch)
            }
        })
    }
}
