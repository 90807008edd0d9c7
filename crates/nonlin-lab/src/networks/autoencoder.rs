//! The autoencoder and the variational autoencoder.

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use nonlin_burn::{ActivationConfig, apply};

use super::builder::{Builder, Stack};
use super::layer::Layer;
use super::parameters::{Collector, Initial, Parameter, initialise};
use super::slot::Taps;
use crate::error::{Error, Result};
use crate::random::Random;

/// The configuration of an [`Autoencoder`].
///
/// The defaults are the variational autoencoder of the TeLU paper (arXiv:2412.20269):
/// 784-512-256-(32, 32)-256-512-784.
#[derive(Clone, Debug, PartialEq)]
pub struct AutoencoderConfig {
    /// Numbers a sample.
    pub features: usize,
    /// Widths of the encoder's hidden layers; the decoder has them the other way round.
    pub hidden: Vec<usize>,
    /// Width of the code.
    pub latent: usize,
    /// Whether the code is a normal distribution (Kingma and Welling 2013, arXiv:1312.6114).
    pub variational: bool,
    /// How the weights start.
    pub initial: Initial,
}

impl Default for AutoencoderConfig {
    fn default() -> Self {
        Self {
            features: 784,
            hidden: vec![512, 256],
            latent: 32,
            variational: true,
            initial: Initial::default(),
        }
    }
}

impl AutoencoderConfig {
    /// Makes the network with weights drawn by `seed`.
    ///
    /// # Errors
    ///
    /// If a width is 0, there is no such function, or `initial` is impossible.
    pub fn init(
        &self,
        activation: &ActivationConfig,
        seed: u64,
        device: &Device,
    ) -> Result<Autoencoder> {
        self.initial.validate()?;
        if self.features == 0 || self.latent == 0 || self.hidden.contains(&0) {
            return Err(Error::option("layers", "a layer has at least 1 unit"));
        }
        let mut b = Builder::new(device, activation, seed);
        let (mut encoder, mut decoder) = (Stack::new(), Stack::new());
        let mut inputs = self.features;
        for (index, &width) in self.hidden.iter().enumerate() {
            encoder.next(b.linear(inputs, width));
            encoder.next(b.activation(&format!("encoder.{}", 2 * index + 1), width)?);
            inputs = width;
        }
        let mut codes = vec![b.linear(inputs, self.latent)];
        if self.variational {
            codes.push(b.linear(inputs, self.latent));
        }
        let mut inputs = self.latent;
        for (index, &width) in self.hidden.iter().rev().enumerate() {
            decoder.next(b.linear(inputs, width));
            decoder.next(b.activation(&format!("decoder.{}", 2 * index + 1), width)?);
            inputs = width;
        }
        decoder.next(b.linear(inputs, self.features));
        let network = Autoencoder {
            encoder: encoder.sequence(),
            codes,
            decoder: decoder.sequence(),
            latent: self.latent,
            taps: b.taps(),
        };
        let mut random = Random::new(seed);
        let list = network.parameters();
        Ok(initialise(network, &list, |parameter| self.initial.draw(parameter, &mut random)))
    }
}

/// An encoder and a decoder of fully connected layers.
#[derive(Module, Debug)]
pub struct Autoencoder {
    encoder: Layer,
    /// The code; of a variational autoencoder its mean and the logarithm of its variance.
    codes: Vec<Layer>,
    decoder: Layer,
    latent: usize,
    #[module(skip)]
    taps: Taps,
}

/// What an [`Autoencoder`] makes of samples.
#[derive(Clone, Debug)]
pub struct Reconstruction {
    /// `[samples, features]`, before the sigmoid.
    pub logits: Tensor<2>,
    /// `[samples, latent]`: the code or its mean.
    pub mean: Tensor<2>,
    /// The logarithm of the code's variance, of a variational autoencoder.
    pub log_variance: Option<Tensor<2>>,
}

impl Autoencoder {
    /// `[samples, features]` encoded and decoded. A variational autoencoder adds
    /// `noise` of `[samples, latent]`, standard normal numbers, to the code in units of
    /// its deviation; without noise it decodes the mean.
    ///
    /// # Panics
    ///
    /// If samples or noise do not have the widths of the network, as Burn's modules do.
    #[must_use]
    pub fn forward(&self, x: Tensor<2>, noise: Option<Tensor<2>>) -> Reconstruction {
        let [samples, features] = x.dims();
        let hidden = self.encoder.forward(x.reshape([samples, features, 1, 1]));
        let mut codes = self.codes.iter().map(|code| {
            let code = code.forward(hidden.clone());
            let [_, latent, ..] = code.dims();
            code.reshape([samples, latent])
        });
        // There is always a first code.
        let mean: Tensor<2> = codes.next().unwrap_or_else(|| Tensor::zeros([0, 0], &self.device()));
        let log_variance: Option<Tensor<2>> = codes.next();
        let code = match (&log_variance, noise) {
            (Some(log_variance), Some(noise)) => {
                mean.clone() + log_variance.clone().mul_scalar(0.5).exp() * noise
            }
            _ => mean.clone(),
        };
        let [_, latent] = code.dims();
        let logits = self.decoder.forward(code.reshape([samples, latent, 1, 1]));
        Reconstruction { logits: logits.reshape([samples, features]), mean, log_variance }
    }

    fn device(&self) -> Device {
        self.devices().into_iter().next().unwrap_or_else(Device::flex)
    }

    /// The width of the code.
    #[must_use]
    pub fn latent(&self) -> usize {
        self.latent
    }

    /// All parameters.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        Collector::gather(|list| {
            list.within("encoder", |list| self.encoder.list(list));
            for (name, code) in ["mean", "log_variance"].into_iter().zip(&self.codes) {
                list.within(name, |list| code.list(list));
            }
            list.within("decoder", |list| self.decoder.list(list));
        })
    }

    /// What can be seen at the slots of the activation function.
    #[must_use]
    pub fn taps(&self) -> &Taps {
        &self.taps
    }
}

impl Reconstruction {
    /// The loss a sample: the binary cross-entropy summed over the features, and for a
    /// variational autoencoder the divergence of the code from the standard normal
    /// distribution. Features are from 0 to 1.
    #[must_use]
    pub fn loss(self, x: Tensor<2>) -> Tensor<1> {
        let [samples, _] = x.dims();
        let scale = 1.0 / samples.max(1) as f64;
        // -x ln σ(l) - (1 - x) ln(1 - σ(l)) without a logarithm of what may be 0.
        let cross_entropy = (softplus(self.logits.clone()) - self.logits * x).sum();
        let loss = match self.log_variance {
            None => cross_entropy,
            Some(log_variance) => {
                let divergence = log_variance.clone().exp() + self.mean.powi_scalar(2)
                    - log_variance.add_scalar(1.0);
                cross_entropy + divergence.sum().mul_scalar(0.5)
            }
        };
        loss.mul_scalar(scale)
    }
}

fn softplus(x: Tensor<2>) -> Tensor<2> {
    match "softplus".parse() {
        Ok(softplus) => apply(x, &softplus),
        Err(_) => burn::tensor::activation::softplus(x, 1.0),
    }
}
