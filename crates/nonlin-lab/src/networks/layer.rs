//! Layers of image networks and the ways to put them together.

use burn::module::Module;
use burn::nn::conv::Conv2d;
use burn::nn::pool::{AdaptiveAvgPool2d, AvgPool2d, MaxPool2d};
use burn::nn::{BatchNorm, Linear};
use burn::tensor::Tensor;

use super::noise::{DropPath, Dropout};
use super::parameters::{Collector, Role};
use super::slot::Slot;

/// One layer, or several.
///
/// All take and give `[samples, channels, height, width]`; what is fully connected
/// takes its input flattened and gives `[samples, features, 1, 1]`.
#[derive(Module, Debug)]
pub enum Layer {
    /// A convolution.
    Conv(Conv2d),
    /// Batch normalisation.
    Norm(BatchNorm),
    /// Fully connected.
    Linear(Linear),
    /// An activation function.
    Activation(Slot),
    /// The largest of a window.
    MaxPool(MaxPool2d),
    /// The mean of a window.
    AvgPool(AvgPool2d),
    /// The means of as many windows as asked for.
    AdaptivePool(AdaptiveAvgPool2d),
    /// Single numbers left out in training.
    Dropout(Dropout),
    /// Whole samples left out in training (stochastic depth).
    DropPath(DropPath),
    /// One after another.
    Sequence(Children),
    /// Side by side, outputs added.
    Sum(Children),
    /// Side by side, outputs concatenated along the channels.
    Concatenation(Children),
    /// One after another, then multiplied with what went in.
    Gate(Children),
}

/// Layers with names. A layer without a name adds nothing to the names of its
/// parameters.
#[derive(Module, Debug)]
pub struct Children {
    #[module(skip)]
    names: Vec<String>,
    layers: Vec<Layer>,
}

impl Children {
    pub(super) fn new(children: Vec<(String, Layer)>) -> Self {
        let (names, layers) = children.into_iter().unzip();
        Children { names, layers }
    }

    fn chain(&self, x: Tensor<4>) -> Tensor<4> {
        self.layers.iter().fold(x, |x, layer| layer.forward(x))
    }

    fn each(&self, x: &Tensor<4>) -> Vec<Tensor<4>> {
        self.layers.iter().map(|layer| layer.forward(x.clone())).collect()
    }
}

impl Layer {
    /// The output of the layer.
    ///
    /// # Panics
    ///
    /// If the input does not have the shape that the layer takes, as Burn's own
    /// modules do. A network checks the shape of its input before.
    #[must_use]
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        match self {
            Layer::Conv(layer) => layer.forward(x),
            Layer::Norm(layer) => layer.forward(x),
            Layer::Linear(layer) => {
                let [samples, ..] = x.dims();
                let [inputs, outputs] = layer.weight.shape().dims();
                let x: Tensor<2> = x.reshape([samples, inputs]);
                layer.forward(x).reshape([samples, outputs, 1, 1])
            }
            Layer::Activation(slot) => slot.forward(x),
            Layer::MaxPool(layer) => layer.forward(x),
            Layer::AvgPool(layer) => layer.forward(x),
            Layer::AdaptivePool(layer) => layer.forward(x),
            Layer::Dropout(layer) => layer.forward(x),
            Layer::DropPath(layer) => layer.forward(x),
            Layer::Sequence(children) => children.chain(x),
            Layer::Sum(children) => {
                let mut outputs = children.each(&x).into_iter();
                let first = outputs.next().unwrap_or(x);
                outputs.fold(first, |sum, output| sum + output)
            }
            Layer::Concatenation(children) => Tensor::cat(children.each(&x), 1),
            Layer::Gate(children) => x.clone() * children.chain(x),
        }
    }

    /// What does nothing, as the shortcut of a residual block.
    pub(super) fn identity() -> Self {
        Layer::Sequence(Children::new(Vec::new()))
    }

    pub(super) fn list(&self, list: &mut Collector) {
        match self {
            Layer::Conv(layer) => {
                let [outputs, inputs, height, width] = layer.weight.lazy_shape().dims();
                let fan = (inputs * height * width, outputs * height * width);
                list.add("weight", Role::Weight, fan, &layer.weight);
                list.add("bias", Role::Bias, fan, &layer.bias);
            }
            Layer::Norm(layer) => {
                list.add("weight", Role::Scale, (0, 0), &layer.gamma);
                list.add("bias", Role::Bias, (0, 0), &layer.beta);
                list.add("running_mean", Role::RunningMean, (0, 0), &layer.running_mean);
                list.add("running_var", Role::RunningVariance, (0, 0), &layer.running_var);
            }
            Layer::Linear(layer) => list.linear(layer),
            Layer::Activation(slot) => slot.list(list),
            Layer::MaxPool(_)
            | Layer::AvgPool(_)
            | Layer::AdaptivePool(_)
            | Layer::Dropout(_)
            | Layer::DropPath(_) => {}
            Layer::Sequence(children)
            | Layer::Sum(children)
            | Layer::Concatenation(children)
            | Layer::Gate(children) => {
                for (name, layer) in children.names.iter().zip(&children.layers) {
                    list.within(name, |list| layer.list(list));
                }
            }
        }
    }
}
