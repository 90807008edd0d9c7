//! The multilayer perceptron.

use burn::module::{Module, Param};
use burn::tensor::{Device, Gradients, Tensor, TensorData};
use nonlin_burn::{Activation, ActivationConfig, apply};

use super::random::Random;
use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::run::Settings;

/// Fully connected layers with an activation after each but the last. Each
/// activation has its own parameters, trained where its authors train them.
#[derive(Module, Debug)]
pub(super) struct Network {
    weights: Vec<Param<Tensor<2>>>,
    biases: Vec<Param<Tensor<1>>>,
    activations: Vec<Activation>,
}

impl Network {
    pub(super) fn new(
        settings: &Settings,
        data: &Dataset,
        activation: &nonlin::Activation,
        random: &mut Random,
        device: &Device,
    ) -> Result<Self> {
        let mut widths = vec![data.features];
        widths.extend_from_slice(&settings.layers);
        widths.push(data.classes);
        let (mut weights, mut biases) = (Vec::new(), Vec::new());
        for pair in widths.windows(2) {
            let drawn = random.weights(settings.init, pair[0], pair[1]);
            let drawn = TensorData::new(drawn, [pair[0], pair[1]]);
            weights.push(Param::from_tensor(Tensor::from_data(drawn, device)));
            biases.push(Param::from_tensor(Tensor::zeros([pair[1]], device)));
        }
        let config = ActivationConfig::from(activation);
        let activations = settings.layers.iter().map(|_| config.init(device));
        let activations = activations
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(|error| Error::option("acts", error.to_string()))?;
        Ok(Network { weights, biases, activations })
    }

    pub(super) fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let mut x = x;
        for (i, (weight, bias)) in self.weights.iter().zip(&self.biases).enumerate() {
            x = x.matmul(weight.val()) + bias.val().unsqueeze();
            if let Some(activation) = self.activations.get(i) {
                x = activation.forward(x);
            }
        }
        x
    }

    /// The L2 norms of the gradients by the weight matrices.
    pub(super) fn gradient_norms(&self, gradients: &Gradients) -> Vec<f64> {
        let norm = |weight: &Param<Tensor<2>>| {
            weight
                .val()
                .grad(gradients)
                .map_or(0.0, |g| g.into_data().iter::<f64>().map(|v| v * v).sum::<f64>().sqrt())
        };
        self.weights.iter().map(norm).collect()
    }

    /// The network as it is now, without derivatives; none if a parameter of an
    /// activation is not a number.
    pub(super) fn frozen(&self) -> Option<Frozen> {
        let activations = self.activations.iter().map(|a| a.current().ok()?.into_iter().next());
        Some(Frozen {
            weights: self.weights.iter().map(|w| w.val().inner()).collect(),
            biases: self.biases.iter().map(|b| b.val().inner()).collect(),
            activations: activations.collect::<Option<_>>()?,
        })
    }
}

/// A network for evaluation.
pub(super) struct Frozen {
    weights: Vec<Tensor<2>>,
    biases: Vec<Tensor<1>>,
    activations: Vec<nonlin::Activation>,
}

impl Frozen {
    /// The activations of the hidden layers, input side first.
    pub(super) fn activations(&self) -> &[nonlin::Activation] {
        &self.activations
    }

    /// The logits of some samples, row by row.
    pub(super) fn logits(&self, inputs: &[f32], samples: usize) -> Vec<f32> {
        self.run(inputs, samples, |_, _| ())
    }

    /// As [`Self::logits`]; `seen` gets each hidden layer's number and
    /// pre-activations on the way.
    pub(super) fn run(
        &self,
        inputs: &[f32],
        samples: usize,
        mut seen: impl FnMut(usize, &[f32]),
    ) -> Vec<f32> {
        let features = inputs.len() / samples.max(1);
        let inputs = TensorData::new(inputs.to_vec(), [samples, features]);
        let mut x = Tensor::<2>::from_data(inputs, &Device::flex());
        for (i, (weight, bias)) in self.weights.iter().zip(&self.biases).enumerate() {
            x = x.matmul(weight.clone()) + bias.clone().unsqueeze();
            if let Some(activation) = self.activations.get(i) {
                seen(i, &values(&x));
                x = apply(x, activation);
            }
        }
        values(&x)
    }
}

fn values(x: &Tensor<2>) -> Vec<f32> {
    x.to_data().iter::<f32>().collect()
}
