//! Layers in the order of a published network.

use burn::nn::conv::Conv2dConfig;
use burn::nn::pool::{AdaptiveAvgPool2dConfig, AvgPool2dConfig, MaxPool2dConfig};
use burn::nn::{
    BatchNormConfig, EmbeddingConfig, Initializer, LayerNormConfig, LinearConfig, PaddingConfig2d,
};
use burn::tensor::Device;
use nonlin_burn::{Activation, ActivationConfig, Sharing};

use super::layer::{Children, Layer};
use super::noise::{DropPath, Dropout};
use super::slot::{Slot, Taps};
use crate::error::{Error, Result};

/// Makes layers on a device, all with the same activation function.
///
/// Weights are drawn later, all at once and from the seed of the run; until then
/// they take no memory.
pub(super) struct Builder<'a> {
    device: &'a Device,
    activation: &'a ActivationConfig,
    steepest: f64,
    seed: u64,
    /// Slots and sources of noise so far: each has a seed of its own.
    made: u64,
    taps: Taps,
}

impl<'a> Builder<'a> {
    pub(super) fn new(device: &'a Device, activation: &'a ActivationConfig, seed: u64) -> Self {
        let steepest = steepest(&activation.function);
        Builder { device, activation, steepest, seed, made: 0, taps: Taps::default() }
    }

    /// What the slots made so far report to.
    pub(super) fn taps(&self) -> Taps {
        self.taps.clone()
    }

    fn next_seed(&mut self) -> u64 {
        self.made += 1;
        self.seed.wrapping_add(self.made.wrapping_mul(0xd134_2543_de82_ef95))
    }

    /// A convolution without bias and with padding that keeps the size at stride 1.
    pub(super) fn conv(&self, channels: [usize; 2], kernel: usize, stride: usize) -> Layer {
        self.grouped(channels, kernel, stride, 1)
    }

    /// As [`Self::conv`], in groups of channels.
    pub(super) fn grouped(
        &self,
        channels: [usize; 2],
        kernel: usize,
        stride: usize,
        groups: usize,
    ) -> Layer {
        let config = Conv2dConfig::new(channels, [kernel; 2])
            .with_stride([stride; 2])
            .with_padding(pad(kernel / 2))
            .with_groups(groups)
            .with_bias(false)
            .with_initializer(Initializer::Zeros);
        Layer::Conv(config.init(self.device))
    }

    /// A convolution with bias and so much padding.
    pub(super) fn conv_bias(
        &self,
        channels: [usize; 2],
        kernel: usize,
        stride: usize,
        padding: usize,
    ) -> Layer {
        let config = Conv2dConfig::new(channels, [kernel; 2])
            .with_stride([stride; 2])
            .with_padding(pad(padding))
            .with_initializer(Initializer::Zeros);
        Layer::Conv(config.init(self.device))
    }

    pub(super) fn norm(&self, channels: usize) -> Layer {
        Layer::Norm(BatchNormConfig::new(channels).init(self.device))
    }

    pub(super) fn linear(&self, inputs: usize, outputs: usize) -> Layer {
        Layer::Linear(self.matrix(inputs, outputs, true))
    }

    pub(super) fn matrix(&self, inputs: usize, outputs: usize, bias: bool) -> burn::nn::Linear {
        let config = LinearConfig::new(inputs, outputs).with_bias(bias);
        config.with_initializer(Initializer::Zeros).init(self.device)
    }

    pub(super) fn embedding(&self, count: usize, width: usize) -> burn::nn::Embedding {
        let config = EmbeddingConfig::new(count, width);
        config.with_initializer(Initializer::Zeros).init(self.device)
    }

    pub(super) fn layer_norm(&self, width: usize) -> burn::nn::LayerNorm {
        LayerNormConfig::new(width).init(self.device)
    }

    /// The activation function, for so many channels at dimension 1.
    pub(super) fn activation(&mut self, name: &str, channels: usize) -> Result<Layer> {
        Ok(Layer::Activation(self.slot(name, channels, Some(1))?))
    }

    /// The activation function at a place that has so many channels, at that dimension
    /// or at the last one.
    pub(super) fn slot(
        &mut self,
        name: &str,
        channels: usize,
        axis: Option<usize>,
    ) -> Result<Slot> {
        let activation = self.activation;
        self.slot_of(activation, self.steepest, name, channels, axis)
    }

    /// As [`Self::slot`], with another function.
    pub(super) fn slot_with(
        &mut self,
        config: &ActivationConfig,
        name: &str,
        channels: usize,
        axis: Option<usize>,
    ) -> Result<Slot> {
        self.slot_of(config, steepest(&config.function), name, channels, axis)
    }

    fn slot_of(
        &mut self,
        config: &ActivationConfig,
        steepest: f64,
        name: &str,
        channels: usize,
        axis: Option<usize>,
    ) -> Result<Slot> {
        let mut config = config.clone().with_seed(self.next_seed());
        if let (Sharing::Channels { .. }, Some(axis)) = (config.sharing, axis) {
            config = config.with_sharing(Sharing::Channels { count: channels, axis });
        }
        let activation = make(&config, self.device)?;
        Ok(Slot::new(activation, steepest, name, axis, &self.taps))
    }

    /// A function that is part of the network and is not replaced.
    pub(super) fn fixed(&self, function: &str) -> Result<Layer> {
        Ok(Layer::Activation(Slot::closed(make(&ActivationConfig::named(function), self.device)?)))
    }

    pub(super) fn dropout(&mut self, probability: f64) -> Dropout {
        Dropout::new(probability, self.next_seed())
    }

    pub(super) fn drop_path(&mut self, probability: f64) -> Layer {
        Layer::DropPath(DropPath::new(probability, self.next_seed()))
    }
}

fn make(config: &ActivationConfig, device: &Device) -> Result<Activation> {
    config.init(device).map_err(|error| Error::option("acts", error.to_string()))
}

/// The largest slope of a function; what is in no catalogue is taken to be as steep
/// as ReLU.
fn steepest(function: &str) -> f64 {
    let lipschitz = function
        .parse::<nonlin::Activation>()
        .map_or(1.0, |activation| activation.properties().lipschitz);
    if lipschitz.is_finite() && lipschitz > 0.0 { lipschitz } else { 1.0 }
}

fn pad(padding: usize) -> PaddingConfig2d {
    match padding {
        0 => PaddingConfig2d::Valid,
        n => PaddingConfig2d::Explicit(n, n, n, n),
    }
}

/// The largest of windows.
pub(super) fn max_pool(kernel: usize, stride: usize, padding: usize, ceil: bool) -> Layer {
    let config = MaxPool2dConfig::new([kernel; 2]).with_strides([stride; 2]);
    Layer::MaxPool(config.with_padding(pad(padding)).with_ceil_mode(ceil).init())
}

/// The means of windows next to each other.
pub(super) fn avg_pool(kernel: usize) -> Layer {
    Layer::AvgPool(AvgPool2dConfig::new([kernel; 2]).init())
}

/// The means of `size` × `size` windows that cover the whole.
pub(super) fn adaptive_pool(size: usize) -> Layer {
    Layer::AdaptivePool(AdaptiveAvgPool2dConfig::new([size; 2]).init())
}

/// A list of layers with names, to be put together.
#[derive(Default)]
pub(super) struct Stack(Vec<(String, Layer)>);

impl Stack {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn push(&mut self, name: impl Into<String>, layer: Layer) {
        self.0.push((name.into(), layer));
    }

    pub(super) fn with(mut self, name: impl Into<String>, layer: Layer) -> Self {
        self.push(name, layer);
        self
    }

    /// Adds a layer under the next number.
    pub(super) fn next(&mut self, layer: Layer) {
        let number = self.0.len().to_string();
        self.push(number, layer);
    }

    pub(super) fn sequence(self) -> Layer {
        Layer::Sequence(Children::new(self.0))
    }

    pub(super) fn sum(self) -> Layer {
        Layer::Sum(Children::new(self.0))
    }

    pub(super) fn concatenation(self) -> Layer {
        Layer::Concatenation(Children::new(self.0))
    }

    pub(super) fn gate(self) -> Layer {
        Layer::Gate(Children::new(self.0))
    }
}
