//! The parameters of a network: their names, shapes and roles, and how they start.

use std::collections::HashMap;

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::nn::Linear;
use burn::tensor::{Tensor, TensorData};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::random::Random;
use crate::run::Init;

/// What a parameter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A weight matrix or the kernels of a convolution: what weight decay is for.
    Weight,
    /// A weight matrix of a fully connected layer, stored as `[inputs, outputs]`.
    Matrix,
    /// Vectors by index.
    Embedding,
    /// Added to a layer's output.
    Bias,
    /// The factor of a normalisation.
    Scale,
    /// A parameter of an activation function.
    Activation,
    /// The running mean of a batch normalisation; not trained by gradients.
    RunningMean,
    /// The running variance of a batch normalisation; not trained by gradients.
    RunningVariance,
}

impl Role {
    /// Whether it follows the gradient.
    #[must_use]
    pub fn is_trained(self) -> bool {
        !matches!(self, Role::RunningMean | Role::RunningVariance)
    }

    /// Whether weight decay acts on it.
    #[must_use]
    pub fn decays(self) -> bool {
        matches!(self, Role::Weight | Role::Matrix | Role::Embedding)
    }
}

/// One parameter of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name, as in torchvision.
    pub name: String,
    /// By what Burn knows it.
    pub id: ParamId,
    /// Its shape as it is stored.
    pub shape: Vec<usize>,
    /// What it is for.
    pub role: Role,
    /// Numbers that go into one output and outputs that one number goes into; 0 where
    /// that means nothing.
    pub fan: (usize, usize),
}

impl Parameter {
    /// How many numbers it has.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shape.iter().product()
    }
}

/// Gathers [`Parameter`]s on the way through a network.
#[derive(Debug, Default)]
pub(super) struct Collector {
    path: Vec<String>,
    list: Vec<Parameter>,
}

impl Collector {
    /// The parameters that `walk` adds.
    pub(super) fn gather(walk: impl FnOnce(&mut Self)) -> Vec<Parameter> {
        let mut collector = Self::default();
        walk(&mut collector);
        collector.list
    }

    /// What `inner` adds has `name` in front; nothing if that is empty.
    pub(super) fn within(&mut self, name: &str, inner: impl FnOnce(&mut Self)) {
        if name.is_empty() {
            return inner(self);
        }
        self.path.push(name.to_owned());
        inner(self);
        self.path.pop();
    }

    /// Adds all tensors of a module under one name.
    pub(super) fn add(
        &mut self,
        name: &str,
        role: Role,
        fan: (usize, usize),
        module: &impl Module,
    ) {
        let mut tensors = Tensors(Vec::new());
        module.visit(&mut tensors);
        for (id, shape) in tensors.0 {
            let mut path = self.path.clone();
            path.push(name.to_owned());
            self.list.push(Parameter { name: path.join("."), id, shape, role, fan });
        }
    }

    /// Adds a fully connected layer.
    pub(super) fn linear(&mut self, layer: &Linear) {
        let [inputs, outputs] = layer.weight.lazy_shape().dims();
        self.add("weight", Role::Matrix, (inputs, outputs), &layer.weight);
        self.add("bias", Role::Bias, (inputs, outputs), &layer.bias);
    }
}

/// Identities and shapes, without giving values to what has none yet.
struct Tensors(Vec<(ParamId, Vec<usize>)>);

impl ModuleVisitor for Tensors {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push((param.id, param.lazy_shape().to_vec()));
    }
}

/// How a network starts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Initial {
    /// The distribution of the weights.
    pub weights: Init,
    /// The gain in place of the distribution's own (√2 for He's, 1 for Glorot's).
    pub gain: Option<f64>,
    /// The value of all biases. Normalisations start as the identity whatever it is.
    pub bias: f64,
}

impl Default for Initial {
    fn default() -> Self {
        Initial { weights: Init::KaimingUniform, gain: None, bias: 0.0 }
    }
}

impl Initial {
    /// Refuses what no network can start with.
    ///
    /// # Errors
    ///
    /// If the gain is not positive or the bias not finite.
    pub fn validate(&self) -> Result<()> {
        if self.gain.is_some_and(|gain| !(gain.is_finite() && gain > 0.0)) {
            return Err(Error::option("gain", "give a positive number, as in 1.4142"));
        }
        if !self.bias.is_finite() {
            return Err(Error::option("bias", "give a finite number, as in -10"));
        }
        Ok(())
    }

    /// The first value of a parameter; none where the module's own is right.
    pub(super) fn draw(&self, parameter: &Parameter, random: &mut Random) -> Option<Vec<f32>> {
        let (inputs, outputs) = parameter.fan;
        match parameter.role {
            Role::Weight | Role::Matrix => {
                let deviation = self.weights.deviation(inputs, outputs, self.gain);
                Some(random.numbers(self.weights, deviation, parameter.count()))
            }
            // Vectors of unit variance would drown what the layers add.
            Role::Embedding => Some(random.numbers(Init::KaimingNormal, 0.02, parameter.count())),
            Role::Bias if parameter.fan.0 > 0 => Some(vec![self.bias as f32; parameter.count()]),
            _ => None,
        }
    }
}

/// Gives parameters new values, each in the order in which it is stored.
pub(crate) fn assign<M: Module>(module: M, values: HashMap<ParamId, Vec<f32>>) -> M {
    module.map(&mut Assign(values))
}

struct Assign(HashMap<ParamId, Vec<f32>>);

impl ModuleMapper for Assign {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(values) = self.0.remove(&param.id) else { return param };
        let (id, device) = (param.id, param.lazy_device());
        let data = TensorData::new(values, param.lazy_shape());
        param.transform_for_load(Tensor::from_data(data, &device), id)
    }
}

/// Draws the first values of all parameters of a network.
pub(super) fn initialise<M: Module>(
    module: M,
    list: &[Parameter],
    mut draw: impl FnMut(&Parameter) -> Option<Vec<f32>>,
) -> M {
    let values = list.iter().filter_map(|parameter| Some((parameter.id, draw(parameter)?)));
    let values = values.collect();
    assign(module, values)
}
