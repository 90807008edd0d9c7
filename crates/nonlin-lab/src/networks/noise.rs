//! What is left out at random in training, by a seed of its own.
//!
//! Burn's dropout draws from one generator for the whole process: what a run draws
//! would depend on the runs beside it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use burn::module::Module;
use burn::tensor::{Tensor, TensorData};

use crate::random::Random;

/// A source of random masks, shared by the clones of a layer.
#[derive(Clone, Debug)]
struct Masks {
    probability: f64,
    seed: u64,
    calls: Arc<AtomicU64>,
}

impl Masks {
    /// 0 with the probability of the layer, else what makes up for it in the mean.
    fn draw(&self, count: usize) -> Vec<f32> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        let mut random = Random::new(self.seed ^ call.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let kept = (1.0 / (1.0 - self.probability)) as f32;
        (0..count).map(|_| if random.uniform() < self.probability { 0.0 } else { kept }).collect()
    }

    /// Whether anything is left out: on devices with autodiff, as with Burn's own.
    fn acts_on<const D: usize>(&self, x: &Tensor<D>) -> bool {
        self.probability > 0.0 && x.device().is_autodiff()
    }
}

/// Leaves out single numbers in training (Hinton et al. 2012, arXiv:1207.0580).
#[derive(Module, Debug)]
pub struct Dropout {
    #[module(skip)]
    masks: Masks,
}

/// Leaves out whole samples in training, in a branch that is added to a shortcut:
/// stochastic depth (Huang et al. 2016, arXiv:1603.09382).
#[derive(Module, Debug)]
pub struct DropPath {
    #[module(skip)]
    masks: Masks,
}

impl Dropout {
    /// `probability` is from 0 to below 1.
    pub(super) fn new(probability: f64, seed: u64) -> Self {
        Dropout { masks: Masks { probability, seed, calls: Arc::default() } }
    }

    pub(super) fn forward<const D: usize>(&self, x: Tensor<D>) -> Tensor<D> {
        if !self.masks.acts_on(&x) {
            return x;
        }
        let shape = x.dims();
        let mask = TensorData::new(self.masks.draw(shape.iter().product()), shape);
        let mask = Tensor::from_data(mask, &x.device());
        x * mask
    }
}

impl DropPath {
    /// `probability` is from 0 to below 1.
    pub(super) fn new(probability: f64, seed: u64) -> Self {
        DropPath { masks: Masks { probability, seed, calls: Arc::default() } }
    }

    pub(super) fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        if !self.masks.acts_on(&x) {
            return x;
        }
        let [samples, ..] = x.dims();
        let mask = TensorData::new(self.masks.draw(samples), [samples, 1, 1, 1]);
        let mask = Tensor::from_data(mask, &x.device());
        x * mask
    }
}
