//! The place of an activation function in a network, and what can be seen there.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use burn::module::Module;
use burn::tensor::{Tensor, TensorData};
use nonlin_burn::Activation;
use serde::{Deserialize, Serialize};

use super::parameters::{Collector, Role};
use crate::run::{Histogram, Probes};

/// An activation function at its place in a network.
#[derive(Module, Debug)]
pub struct Slot {
    activation: Activation,
    #[module(skip)]
    tap: Option<Tap>,
}

/// Where a slot reports to.
#[derive(Clone, Debug)]
struct Tap {
    layer: usize,
    /// The dimension that counts units; none for the last.
    unit_axis: Option<usize>,
    taps: Taps,
}

/// What is seen at the slots of a network. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Taps(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    open: AtomicBool,
    layers: Mutex<Vec<Layer>>,
}

/// One slot.
#[derive(Debug)]
struct Layer {
    name: String,
    /// Below this slope a unit counts as saturated.
    saturated: f64,
    seen: Seen,
}

/// Sums over what went through a slot while the taps were open.
#[derive(Clone, Debug, Default)]
struct Seen {
    count: f64,
    /// Sum and sum of squares: pre-activations, then activations.
    moments: [f64; 4],
    slope: f64,
    saturated: f64,
    /// For each unit whether any slope let a gradient through, and whether any
    /// was saturated.
    alive: Vec<bool>,
    ever_saturated: Vec<bool>,
    not_finite: bool,
    /// Of the last step: pre-activations, then activations.
    histograms: Option<[Histogram; 2]>,
}

/// What was seen at one slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LayerStatistics {
    /// The name of the slot.
    pub name: String,
    /// Number of units.
    #[serde(default)]
    pub units: usize,
    /// Share of units whose slope |f′| was below [`Probes::DEAD_SLOPE`] for every sample (in a
    /// feature map: at every place of every sample). They can no longer learn.
    pub dead_share: f64,
    /// Share of units that were saturated for no sample.
    pub always_on_share: f64,
    /// Share of all slopes below [`Probes::SATURATED_SLOPE`] times the largest slope the function has.
    pub saturated_share: f64,
    /// Mean of |f′|: the factor by which the layer scales gradients.
    pub effective_slope: f64,
    /// Mean of the pre-activations.
    pub mean_before: f64,
    /// Variance of the pre-activations.
    pub variance_before: f64,
    /// Mean of the activations.
    pub mean_after: f64,
    /// Variance of the activations.
    pub variance_after: f64,
    /// The pre-activations of the last step that was looked at.
    #[serde(default)]
    pub histogram_before: Option<Histogram>,
    /// The activations of that step.
    #[serde(default)]
    pub histogram_after: Option<Histogram>,
}

impl Slot {
    /// A slot that nothing is seen of.
    pub(super) fn closed(activation: Activation) -> Self {
        Slot { activation, tap: None }
    }

    /// A slot that reports to `taps` under a name; `steepest` is the largest slope of
    /// the function, `unit_axis` the dimension that counts units, or the last one.
    pub(super) fn new(
        activation: Activation,
        steepest: f64,
        name: &str,
        unit_axis: Option<usize>,
        taps: &Taps,
    ) -> Self {
        let mut layers = taps.layers();
        let layer = layers.len();
        layers.push(Layer {
            name: name.to_owned(),
            saturated: Probes::SATURATED_SLOPE * steepest,
            seen: Seen::default(),
        });
        drop(layers);
        Slot { activation, tap: Some(Tap { layer, unit_axis, taps: taps.clone() }) }
    }

    /// The activation function.
    #[must_use]
    pub fn activation(&self) -> &Activation {
        &self.activation
    }

    /// The function of each element.
    ///
    /// # Panics
    ///
    /// If there are parameters per channel and the channels do not fit.
    #[must_use]
    pub fn forward<const D: usize>(&self, x: Tensor<D>) -> Tensor<D> {
        match &self.tap {
            Some(tap) if tap.taps.0.open.load(Ordering::Relaxed) => {
                let y = self.activation.forward(x.clone());
                tap.see(&self.activation, &x);
                y
            }
            _ => self.activation.forward(x),
        }
    }

    pub(super) fn list(&self, list: &mut Collector) {
        list.add("activation", Role::Activation, (0, 0), &self.activation);
    }
}

impl Tap {
    /// Adds what goes through. Slopes come from the function's own backward pass, so
    /// that trained parameters and channels count as they do in training.
    fn see<const D: usize>(&self, activation: &Activation, x: &Tensor<D>) {
        let device = x.device();
        let shape = x.dims();
        let inputs = x.to_data();
        let apart = Tensor::<D>::from_data(inputs.clone(), &device.autodiff()).require_grad();
        let y = activation.clone().train().forward(apart.clone());
        let outputs = y.to_data();
        let gradients = y.sum().backward();
        let Some(slopes) = apart.grad(&gradients) else { return };
        let numbers = |data: TensorData| data.iter::<f32>().collect::<Vec<_>>();
        let (x, y, slopes) = (numbers(inputs), numbers(outputs), numbers(slopes.into_data()));
        let axis = self.unit_axis.unwrap_or(D - 1).min(D - 1);
        let inner: usize = shape[axis + 1..].iter().product();
        let mut layers = self.taps.layers();
        if let Some(layer) = layers.get_mut(self.layer) {
            let limit = layer.saturated;
            layer.seen.add([&x, &y, &slopes], shape[axis], inner.max(1), limit);
        }
    }
}

impl Seen {
    fn add(&mut self, [x, y, slopes]: [&[f32]; 3], units: usize, inner: usize, limit: f64) {
        self.alive.resize(units, false);
        self.ever_saturated.resize(units, false);
        let mut sums = [0.0; 5];
        let mut saturated = 0usize;
        for (block, run) in slopes.chunks(inner).enumerate() {
            let (mut alive, mut ever) = (false, false);
            for slope in run {
                let slope = f64::from(slope.abs());
                alive |= slope >= Probes::DEAD_SLOPE;
                ever |= slope < limit;
                saturated += usize::from(slope < limit);
                sums[4] += slope;
            }
            let unit = block % units.max(1);
            self.alive[unit] |= alive;
            self.ever_saturated[unit] |= ever;
        }
        for (x, y) in x.iter().zip(y) {
            let (x, y) = (f64::from(*x), f64::from(*y));
            sums[0] += x;
            sums[1] += x * x;
            sums[2] += y;
            sums[3] += y * y;
        }
        self.not_finite |= !sums.iter().all(|sum| sum.is_finite());
        self.count += x.len() as f64;
        for (sum, more) in self.moments.iter_mut().zip(sums) {
            *sum += more;
        }
        self.slope += sums[4];
        self.saturated += saturated as f64;
        self.histograms = Some([Histogram::of(x), Histogram::of(y)]);
    }

    /// None if nothing went through, or something that is no number.
    fn statistics(&self, name: &str) -> Option<LayerStatistics> {
        if self.count == 0.0 || self.not_finite {
            return None;
        }
        let share = |flags: &[bool]| {
            flags.iter().filter(|flag| !**flag).count() as f64 / flags.len().max(1) as f64
        };
        let [x, xx, y, yy] = self.moments.map(|sum| sum / self.count);
        let [before, after] = self.histograms.clone().map_or([None, None], |both| both.map(Some));
        Some(LayerStatistics {
            name: name.to_owned(),
            units: self.alive.len(),
            dead_share: share(&self.alive),
            always_on_share: share(&self.ever_saturated),
            saturated_share: self.saturated / self.count,
            effective_slope: self.slope / self.count,
            mean_before: x,
            variance_before: (xx - x * x).max(0.0),
            mean_after: y,
            variance_after: (yy - y * y).max(0.0),
            histogram_before: before,
            histogram_after: after,
        })
    }
}

impl Taps {
    fn layers(&self) -> std::sync::MutexGuard<'_, Vec<Layer>> {
        self.0.layers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks on from now on: what goes through is counted.
    pub fn open(&self) {
        self.0.open.store(true, Ordering::Relaxed);
    }

    /// Looks on no more; what was seen stays.
    pub fn close(&self) {
        self.0.open.store(false, Ordering::Relaxed);
    }

    /// What was seen since the last call, in the order of the network; a slot
    /// that nothing finite went through is left out.
    #[must_use]
    pub fn take(&self) -> Vec<LayerStatistics> {
        let mut layers = self.layers();
        let seen = layers.iter_mut().map(|layer| {
            let seen = std::mem::take(&mut layer.seen);
            seen.statistics(&layer.name)
        });
        seen.flatten().collect()
    }

    /// The names of the slots, in the order of the network.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.layers().iter().map(|layer| layer.name.clone()).collect()
    }
}
