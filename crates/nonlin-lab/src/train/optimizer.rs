//! Burn's optimisers.

use burn::module::ParamGroup;
use burn::optim::decay::WeightDecayConfig;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{AdamConfig, AdamWConfig, ModuleOptimizer, RmsPropConfig, SgdConfig};

use crate::run::{Optimizer, Settings};

/// The optimiser of the settings. Weight decay is on weight matrices alone: biases
/// and activation parameters are a group of their own without it.
pub(super) fn build(settings: &Settings) -> ModuleOptimizer {
    let others = ParamGroup::from_any_predicates(vec!["biases", "activations"]);
    build_with(settings.optimizer, settings.weight_decay, others)
}

/// An optimiser whose weight decay leaves a group of parameters alone.
pub(crate) fn build_with(
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
