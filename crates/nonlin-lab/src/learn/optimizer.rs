//! Burn's optimisers, and how far gradients may go.

use burn::module::{Module, ModuleVisitor, Param, ParamGroup};
use burn::optim::decay::WeightDecayConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{
    AdamConfig, AdamWConfig, GradientsParams, ModuleOptimizer, RmsPropConfig, SgdConfig,
};
use burn::tensor::Tensor;

use super::diagnostics::norms;
use super::model::Model;
use crate::run::Optimizer;

/// An optimiser whose weight decay leaves a group of parameters alone.
pub(super) fn build(
    optimizer: Optimizer,
    weight_decay: f64,
    others: ParamGroup,
) -> ModuleOptimizer {
    let decay = (weight_decay > 0.0).then_some(weight_decay);
    match optimizer {
        Optimizer::Sgd | Optimizer::Momentum => {
            let momentum = (optimizer == Optimizer::Momentum)
                .then(|| MomentumConfig::new().with_momentum(0.9).with_dampening(0.0));
            let config = |decay: Option<f64>| {
                SgdConfig::new()
                    .with_momentum(momentum.clone())
                    .with_weight_decay(decay.map(|decay| WeightDecayConfig::new(decay as f32)))
                    .build()
            };
            ModuleOptimizer::from(config(decay)).with_group(others, config(None), None)
        }
        Optimizer::Adam => {
            let config = |decay: Option<f64>| {
                let config = AdamConfig::new().with_beta_1(0.9).with_beta_2(0.999);
                config
                    .with_epsilon(1e-8)
                    .with_weight_decay(decay.map(|decay| WeightDecayConfig::new(decay as f32)))
                    .build()
            };
            ModuleOptimizer::from(config(decay)).with_group(others, config(None), None)
        }
        Optimizer::RmsProp => {
            let config = |decay: Option<f64>| {
                let config = RmsPropConfig::new().with_alpha(0.99).with_momentum(0.0);
                config
                    .with_epsilon(1e-8)
                    .with_weight_decay(decay.map(|decay| WeightDecayConfig::new(decay as f32)))
                    .build()
            };
            ModuleOptimizer::from(config(decay)).with_group(others, config(None), None)
        }
        Optimizer::AdamW => {
            let config = |decay: f64| {
                let config = AdamWConfig::new().with_beta_1(0.9).with_beta_2(0.999);
                config.with_epsilon(1e-8).with_weight_decay(decay as f32).build()
            };
            ModuleOptimizer::from(config(weight_decay)).with_group(others, config(0.0), None)
        }
    }
}

/// Gradients whose norm, taken together, is at most `clip`.
pub(super) fn clipped(model: &Model, gradients: GradientsParams, clip: f64) -> GradientsParams {
    let norm = norms(model, &gradients).iter().map(|(_, square)| square).sum::<f64>().sqrt();
    if norm <= clip || !norm.is_finite() {
        return gradients;
    }
    struct Scale(GradientsParams, f64);
    impl ModuleVisitor for Scale {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if let Some(gradient) = self.0.remove::<D>(param.id) {
                self.0.register(param.id, gradient.mul_scalar(self.1));
            }
        }
    }
    let mut scale = Scale(gradients, clip / norm);
    model.visit(&mut scale);
    scale.0
}
