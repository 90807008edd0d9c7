//! Choices made into an experiment.

use std::path::Path;

use super::choices::Choices;
use crate::data::{DataName, DataSource, Dataset, ImageSet, Level, Text, folder_of};
use crate::error::{Error, Result};
use crate::learn::{ModelConfig, Task, TrainingConfig};
use crate::networks::{
    AutoencoderConfig, Cell, ImageArchitecture, ImageNetworkConfig, Initial, MlpConfig,
    RecurrentConfig, TransformerConfig,
};

/// What there is beside the image data sets by name: two short embedded texts, word by word
/// and character by character, texts, and a folder of images.
const OTHERS: [&str; 7] = [
    "description",
    "description-characters",
    "ptb",
    "ptb-characters",
    "tiny-shakespeare",
    "text8",
    "imagenet",
];

/// A data set of any kind.
pub(super) enum Data {
    Images(ImageSet),
    Rows(Dataset),
    Text(Text),
}

impl Data {
    /// The data of some choices.
    pub(super) fn of(choices: &Choices, data_dir: Option<&Path>) -> Result<Self> {
        let name = choices.data.as_deref().unwrap_or("optdigits");
        let data = match (DataSource::is_file(name), choices.label.as_deref()) {
            (true, label) => Self::Rows(Dataset::from_csv(name.as_ref(), label)?),
            (false, None) => Self::load(name, data_dir)?,
            (false, Some(label)) => {
                let problem = format!("{name} is no CSV file and has no column \"{label}\"");
                return Err(Error::option("label", problem));
            }
        };
        match (data, choices.enlarge) {
            (Self::Images(set), Some(factor)) => Ok(Self::Images(set.enlarged(factor)?)),
            (Self::Rows(_), Some(_)) => {
                let problem = format!("{name} has rows of numbers; only images can be enlarged");
                Err(Error::option("enlarge", problem))
            }
            (data, _) => Ok(data),
        }
    }

    fn load(name: &str, data_dir: Option<&Path>) -> Result<Self> {
        let downloaded = folder_of(name, data_dir).ok();
        let data_dir = downloaded.as_deref();
        let folder = || {
            data_dir.ok_or_else(|| {
                Error::option(
                    "data-dir",
                    format!("{name} is not embedded; give the folder that holds it with --data-dir FOLDER"),
                )
            })
        };
        match name {
            "description" => Ok(Self::Text(Text::embedded(Level::Word)?)),
            "description-characters" => Ok(Self::Text(Text::embedded(Level::Character)?)),
            "text8" => {
                Ok(Self::Text(Text::from_file(&folder()?.join(name).join(name), Level::Character)?))
            }
            "imagenet" => Ok(Self::Images(ImageSet::from_folder(&folder()?.join(name))?)),
            "ptb" => Ok(Self::Text(Text::penn_treebank(folder()?, Level::Word)?)),
            "ptb-characters" => Ok(Self::Text(Text::penn_treebank(folder()?, Level::Character)?)),
            "tiny-shakespeare" => {
                let path = folder()?.join(name).join("input.txt");
                Ok(Self::Text(Text::from_file(&path, Level::Character)?))
            }
            _ => {
                let known: DataName = name.parse().map_err(|_| {
                    let images = DataName::ALL.iter().map(|data| data.name());
                    let names: Vec<&str> = images.chain(OTHERS).collect();
                    Error::option(
                        "data",
                        format!(
                            "there is no \"{name}\"; choose one of {}, or give a CSV file, as in measurements.csv",
                            names.join(", ")
                        ),
                    )
                })?;
                Ok(Self::Images(ImageSet::load(known, data_dir)?))
            }
        }
    }

    pub(super) fn checksum(&self) -> &str {
        match self {
            Self::Images(set) => set.checksum(),
            Self::Rows(set) => &set.checksum,
            Self::Text(text) => &text.checksum,
        }
    }
}

impl Choices {
    pub(super) fn initial(&self) -> Initial {
        let usual = Initial::default();
        Initial {
            weights: self.init.unwrap_or(usual.weights),
            gain: self.gain,
            bias: self.bias.unwrap_or(usual.bias),
        }
    }

    pub(super) fn training(&self) -> TrainingConfig {
        let usual = TrainingConfig::default();
        let optimizer = self.optimizer.unwrap_or(usual.optimizer);
        TrainingConfig {
            epochs: self.epochs.unwrap_or(usual.epochs),
            batch: self.batch.unwrap_or(usual.batch),
            length: self.length.unwrap_or(usual.length),
            optimizer,
            learning_rate: self.learning_rate.unwrap_or(optimizer.default_learning_rate()),
            schedule: self.schedule.clone().unwrap_or(usual.schedule),
            renew_optimizer: self.renew_optimizer.unwrap_or(usual.renew_optimizer),
            weight_decay: self.weight_decay.unwrap_or(usual.weight_decay),
            decay_biases: self.decay_biases.unwrap_or(usual.decay_biases),
            clip: self.clip,
            held_out: self.held_out.unwrap_or(usual.held_out),
            augmentation: self.augmentation.unwrap_or(usual.augmentation),
            at_most: self.at_most,
            diagnose_every: self.diagnose_every.unwrap_or(usual.diagnose_every),
            ..usual
        }
    }

    fn perceptron(&self, features: usize, classes: usize) -> ModelConfig {
        let hidden = vec![self.width.unwrap_or(128); self.depth.unwrap_or(2)];
        let mut config = MlpConfig::new(features, &hidden, classes);
        config.initial = self.initial();
        ModelConfig::Mlp(config)
    }

    /// The network for some data, and what it is to learn.
    pub(super) fn model<'a>(&self, data: &'a Data) -> Result<(ModelConfig, Task<'a>)> {
        let name = self.network.as_deref().unwrap_or("mlp");
        let known = || {
            let fixed = ["mlp", "autoencoder", "vae", "transformer"].into_iter();
            let names: Vec<&str> = fixed
                .chain(Cell::ALL.iter().map(|cell| cell.name()))
                .chain(ImageArchitecture::ALL.iter().map(|network| network.name()))
                .collect();
            let problem = format!("there is no \"{name}\"; choose one of {}", names.join(", "));
            Error::option("network", problem)
        };
        match data {
            Data::Images(set) => {
                let features = set.shape().iter().product();
                let classes = set.classes().len();
                if let "autoencoder" | "vae" = name {
                    let usual = AutoencoderConfig::default();
                    let config = AutoencoderConfig {
                        features,
                        hidden: self.hidden.clone().unwrap_or(usual.hidden),
                        latent: self.latent.unwrap_or(usual.latent),
                        variational: name == "vae",
                        initial: self.initial(),
                    };
                    return Ok((ModelConfig::Autoencoder(config), Task::Reconstruct(set)));
                }
                let model = if name == "mlp" {
                    self.perceptron(features, classes)
                } else {
                    let architecture = name.parse().map_err(|_| known())?;
                    let mut config = ImageNetworkConfig::new(architecture, set.shape(), classes);
                    config.stem = self.stem.unwrap_or(config.stem);
                    config.initial = self.initial();
                    ModelConfig::Image(config)
                };
                Ok((model, Task::Classify(set)))
            }
            Data::Rows(set) if name == "mlp" => {
                Ok((self.perceptron(set.features, set.classes), Task::ClassifyRows(set)))
            }
            Data::Rows(set) => {
                let problem =
                    format!("{} has rows of numbers, for which there is mlp, not {name}", set.name);
                Err(Error::option("network", problem))
            }
            Data::Text(text) => {
                let words = text.vocabulary.len();
                let model = if name == "transformer" {
                    let mut config = TransformerConfig::new(words);
                    config.width = self.width.unwrap_or(config.width);
                    config.layers = self.depth.unwrap_or(config.layers);
                    config.heads = self.heads.unwrap_or(config.heads);
                    config.context = self.length.unwrap_or(config.context);
                    config.dropout = self.dropout.unwrap_or(config.dropout);
                    config.normalise = self.normalise.unwrap_or(config.normalise);
                    ModelConfig::Transformer(config)
                } else {
                    let mut config =
                        RecurrentConfig::new(name.parse().map_err(|_| known())?, words);
                    config.embedding = self.embedding.unwrap_or(config.embedding);
                    config.hidden = self.width.unwrap_or(config.hidden);
                    config.layers = self.depth.unwrap_or(config.layers);
                    config.dropout = self.dropout.unwrap_or(config.dropout);
                    config.gates = self.gates.clone().unwrap_or(config.gates);
                    ModelConfig::Recurrent(config)
                };
                Ok((model, Task::Predict(text)))
            }
        }
    }
}
