//! The networks under one roof.

use burn::module::Module;
use burn::tensor::Device;
use nonlin_burn::ActivationConfig;

use crate::error::Result;
use crate::networks::{
    Autoencoder, AutoencoderConfig, ImageNetwork, ImageNetworkConfig, MlpConfig, Parameter,
    RecurrentConfig, RecurrentModel, Taps, Transformer, TransformerConfig,
};

/// The configuration of any network.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelConfig {
    /// An image network.
    Image(ImageNetworkConfig),
    /// A multilayer perceptron.
    Mlp(MlpConfig),
    /// An autoencoder.
    Autoencoder(AutoencoderConfig),
    /// A recurrent language model.
    Recurrent(RecurrentConfig),
    /// A transformer.
    Transformer(TransformerConfig),
}

/// Any network.
// A process has one or two of them; a box would have to be a Burn module.
#[allow(clippy::large_enum_variant)]
#[derive(Module, Debug)]
pub enum Model {
    /// A classifier of images or of rows of numbers.
    Classifier(ImageNetwork),
    /// An autoencoder.
    Autoencoder(Autoencoder),
    /// A recurrent language model.
    Recurrent(RecurrentModel),
    /// A transformer.
    Transformer(Transformer),
}

impl ModelConfig {
    /// Makes the network with weights drawn by `seed`.
    ///
    /// # Errors
    ///
    /// If the configuration is impossible or there is no such function.
    pub fn init(&self, activation: &ActivationConfig, seed: u64, device: &Device) -> Result<Model> {
        Ok(match self {
            Self::Image(config) => Model::Classifier(config.init(activation, seed, device)?),
            Self::Mlp(config) => Model::Classifier(config.init(activation, seed, device)?),
            Self::Autoencoder(config) => Model::Autoencoder(config.init(activation, seed, device)?),
            Self::Recurrent(config) => Model::Recurrent(config.init(activation, seed, device)?),
            Self::Transformer(config) => Model::Transformer(config.init(activation, seed, device)?),
        })
    }
}

impl Model {
    /// All parameters.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        match self {
            Self::Classifier(network) => network.parameters(),
            Self::Autoencoder(network) => network.parameters(),
            Self::Recurrent(network) => network.parameters(),
            Self::Transformer(network) => network.parameters(),
        }
    }

    /// What can be seen at the slots of the activation function.
    #[must_use]
    pub fn taps(&self) -> &Taps {
        match self {
            Self::Classifier(network) => network.taps(),
            Self::Autoencoder(network) => network.taps(),
            Self::Recurrent(network) => network.taps(),
            Self::Transformer(network) => network.taps(),
        }
    }
}
