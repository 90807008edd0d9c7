//! What is seen in a network while it is trained.

use std::collections::BTreeMap;

use burn::module::{Module, ModuleVisitor, Param, ParamId};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

use super::model::Model;
use crate::networks::{LayerStatistics, Parameter, Role};

/// What was seen in one epoch, over the steps that were looked at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Diagnostics {
    /// What went through the slots of the activation function, in the order of the network.
    pub layers: Vec<LayerStatistics>,
    /// The L2 norm of the gradient of the mean loss by each weight matrix, with its name, in the
    /// order of the network; the mean over the steps.
    pub gradient_norms: Vec<(String, f64)>,
    /// The parameters of the activation functions after the epoch, with their names.
    pub activation_parameters: Vec<(String, Vec<f64>)>,
}

impl Diagnostics {
    /// The gradient norms as multiples of the last one: what reaches each layer.
    #[must_use]
    pub fn gradient_ratios(&self) -> Vec<f64> {
        let last = self.gradient_norms.last().map_or(0.0, |(_, norm)| *norm);
        let ratio = |norm: f64| if last > 0.0 { norm / last } else { 0.0 };
        self.gradient_norms.iter().map(|(_, norm)| ratio(*norm)).collect()
    }
}

/// Gathers [`Diagnostics`] over some steps.
pub(super) struct Watch {
    every: usize,
    /// Whether the taps are looked through in these steps.
    taps: bool,
    /// The weight matrices by their ids, in order.
    weights: Vec<(ParamId, String)>,
    sums: BTreeMap<usize, f64>,
    steps: usize,
}

impl Watch {
    pub(super) fn new(every: usize, list: &[Parameter]) -> Self {
        let weights = list.iter().filter(|p| matches!(p.role, Role::Weight | Role::Matrix));
        let weights = weights.map(|p| (p.id, p.name.clone())).collect();
        Self { every, taps: true, weights, sums: BTreeMap::new(), steps: 0 }
    }

    /// Looks at the gradients of every step, and through the taps at none.
    pub(super) fn of_gradients(list: &[Parameter]) -> Self {
        Self { taps: false, ..Self::new(1, list) }
    }

    /// Whether the taps are looked through in the steps that it wants.
    pub(super) fn taps(&self) -> bool {
        self.taps
    }

    /// Whether a step is looked at; the first is 0.
    pub(super) fn wants(&self, step: usize) -> bool {
        self.every > 0 && step.is_multiple_of(self.every)
    }

    /// Adds the gradients of a step.
    pub(super) fn add(&mut self, model: &Model, gradients: &GradientsParams) {
        let norms = norms(model, gradients);
        for (place, (id, _)) in self.weights.iter().enumerate() {
            let norm =
                norms.iter().find(|(of, _)| of == id).map_or(0.0, |(_, square)| square.sqrt());
            *self.sums.entry(place).or_default() += norm;
        }
        self.steps += 1;
    }

    pub(super) fn finish(self, model: &Model) -> Option<Diagnostics> {
        if self.steps == 0 {
            return None;
        }
        let steps = self.steps as f64;
        let gradient_norms = self
            .weights
            .into_iter()
            .enumerate()
            .map(|(place, (_, name))| (name, self.sums.get(&place).copied().unwrap_or(0.0) / steps))
            .filter(|(_, norm)| norm.is_finite())
            .collect();
        Some(Diagnostics {
            layers: model.taps().take(),
            gradient_norms,
            activation_parameters: activation_parameters(model),
        })
    }
}

/// The squares of the L2 norms of the gradients by each parameter.
pub(super) fn norms(model: &Model, gradients: &GradientsParams) -> Vec<(ParamId, f64)> {
    struct Norms<'a>(&'a GradientsParams, Vec<(ParamId, f64)>);
    impl ModuleVisitor for Norms<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if let Some(gradient) = self.0.get::<D>(param.id) {
                let data = gradient.into_data();
                self.1.push((param.id, data.iter::<f64>().map(|v| v * v).sum()));
            }
        }
    }
    let mut norms = Norms(gradients, Vec::new());
    model.visit(&mut norms);
    norms.1
}

fn activation_parameters(model: &Model) -> Vec<(String, Vec<f64>)> {
    struct Values(Vec<(ParamId, Vec<f64>)>);
    impl ModuleVisitor for Values {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if let Some((_, values)) = self.0.iter_mut().find(|(id, _)| *id == param.id) {
                *values = param.val().into_data().iter::<f64>().collect();
            }
        }
    }
    let list = model.parameters();
    let list: Vec<&Parameter> = list.iter().filter(|p| p.role == Role::Activation).collect();
    let mut values = Values(list.iter().map(|p| (p.id, Vec::new())).collect());
    if !list.is_empty() {
        model.visit(&mut values);
    }
    let names = list.into_iter().map(|p| p.name.clone());
    names.zip(values.0).map(|(name, (_, values))| (name, values)).collect()
}
