//! The multilayer perceptron of any depth and width.

use burn::tensor::Device;
use nonlin_burn::ActivationConfig;

use super::builder::{Builder, Stack};
use super::image::ImageNetwork;
use super::layer::Layer;
use super::parameters::Initial;
use crate::error::{Error, Result};

/// The configuration of a multilayer perceptron.
///
/// It is an [`ImageNetwork`] for images of `[features, 1, 1]`. Parameters have the
/// names of a PyTorch `Sequential`: `0.weight`, `0.bias`, `2.weight`, ...
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use nonlin_burn::ActivationConfig;
/// use nonlin_lab::networks::{Initial, MlpConfig};
///
/// let mut config = MlpConfig::new(784, &[128, 128], 10);
/// config.initial = Initial { bias: -20.0, ..Initial::default() };
/// let network = config.init(&ActivationConfig::named("telu"), 0, &Device::flex())?;
/// let logits = network.forward(Tensor::zeros([2, 784, 1, 1], &Device::flex()));
/// assert_eq!(logits.dims(), [2, 10]);
/// # Ok::<(), nonlin_lab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MlpConfig {
    /// Numbers a sample.
    pub features: usize,
    /// Widths of the hidden layers.
    pub hidden: Vec<usize>,
    /// Number of classes, or of outputs.
    pub classes: usize,
    /// How the weights and biases start.
    pub initial: Initial,
}

impl MlpConfig {
    /// With He's uniform weights and biases of 0.
    #[must_use]
    pub fn new(features: usize, hidden: &[usize], classes: usize) -> Self {
        Self { features, hidden: hidden.to_vec(), classes, initial: Initial::default() }
    }

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
    ) -> Result<ImageNetwork> {
        self.initial.validate()?;
        if self.features == 0 || self.classes == 0 || self.hidden.contains(&0) {
            return Err(Error::option("layers", "a layer has at least 1 unit"));
        }
        let network = ImageNetwork::perceptron(self, activation, seed, device)?;
        Ok(network.initialised(&self.initial, seed))
    }
}

pub(super) fn build(b: &mut Builder<'_>, config: &MlpConfig) -> Result<Layer> {
    let mut stack = Stack::new();
    let mut inputs = config.features;
    for (index, &width) in config.hidden.iter().enumerate() {
        stack.next(b.linear(inputs, width));
        stack.next(b.activation(&(2 * index + 1).to_string(), width)?);
        inputs = width;
    }
    stack.next(b.linear(inputs, config.classes));
    Ok(stack.sequence())
}
