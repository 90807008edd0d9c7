//! What a training run is asked for ([`Settings`]) and what it leaves behind
//! ([`RunRecord`]).

use serde::{Deserialize, Serialize};

use crate::data::{DataName, DataSource};
use crate::device::{device, is_cpu};
use crate::error::{Error, Result};

/// Everything that determines a run except the activation function and the seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The data set.
    pub data: DataSource,
    /// The column of a CSV file that holds the class, by name or number; the last where it is
    /// not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Where networks are trained, as [`device`](crate::device) takes it.
    #[serde(default = "cpu", skip_serializing_if = "is_cpu")]
    pub device: String,
    /// Widths of the hidden layers, input side first.
    pub layers: Vec<usize>,
    /// The learning rate, constant over the run.
    pub learning_rate: f64,
    /// Samples a step. The last, smaller batch of an epoch is used too.
    pub batch: usize,
    /// Passes over the training data.
    pub epochs: usize,
    /// The optimiser.
    pub optimizer: Optimizer,
    /// How the weights of the hidden and output layers are drawn. Biases start at zero.
    pub init: Init,
    /// Weight decay, on weight matrices only. [`Optimizer::AdamW`] decouples it;
    /// the others add it to the gradient.
    pub weight_decay: f64,
}

fn cpu() -> String {
    "cpu".into()
}

impl Default for Settings {
    fn default() -> Self {
        let optimizer = Optimizer::Adam;
        Self {
            data: DataName::Optdigits.into(),
            label: None,
            device: cpu(),
            layers: vec![128, 128],
            learning_rate: optimizer.default_learning_rate(),
            batch: 64,
            epochs: 20,
            optimizer,
            init: Init::KaimingUniform,
            weight_decay: 0.0,
        }
    }
}

impl Settings {
    /// Refuses values that no run can be made with.
    pub fn validate(&self) -> Result<()> {
        device(&self.device)?;
        if self.layers.is_empty() {
            return Err(Error::option("layers", "give at least one hidden layer, as in 128,128"));
        }
        if let Some(width) = self.layers.iter().find(|width| !(1..=65_536).contains(*width)) {
            return Err(Error::option(
                "layers",
                format!("a layer of width {width} is not possible; widths are from 1 to 65536"),
            ));
        }
        if !(self.learning_rate.is_finite() && self.learning_rate > 0.0) {
            return Err(Error::option(
                "lr",
                format!(
                    "{} is not a learning rate; give a positive number, as in 0.001",
                    self.learning_rate
                ),
            ));
        }
        if self.batch == 0 {
            return Err(Error::option("batch", "a batch has at least 1 sample"));
        }
        if !(1..=100_000).contains(&self.epochs) {
            return Err(Error::option(
                "epochs",
                format!("{} epochs are not possible; give 1 to 100000", self.epochs),
            ));
        }
        if !(self.weight_decay.is_finite() && self.weight_decay >= 0.0) {
            return Err(Error::option(
                "weight-decay",
                format!("{} is not a weight decay; give 0 or a positive number", self.weight_decay),
            ));
        }
        Ok(())
    }

    /// The widths of the hidden layers as the command line takes them: `128,128`.
    pub fn layers_text(&self) -> String {
        let widths: Vec<String> = self.layers.iter().map(usize::to_string).collect();
        widths.join(",")
    }
}

/// A closed list of names with `ALL`, `Display`, `FromStr` and serde by the name.
macro_rules! names {
    ($(#[$meta:meta])* $type:ident, $option:literal: $($(#[$variant_meta:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $type {
            $($(#[$variant_meta])* #[serde(rename = $name)] $variant),+
        }

        impl $type {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name on the command line.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::error::Error;

            /// Upper and lower case, `-` and `_` are the same.
            fn from_str(text: &str) -> $crate::error::Result<Self> {
                let plain = |name: &str| name.trim().to_ascii_lowercase().replace('_', "-");
                Self::ALL.iter().copied().find(|item| plain(item.name()) == plain(text)).ok_or_else(|| {
                    let names: Vec<&str> = Self::ALL.iter().map(|item| item.name()).collect();
                    $crate::error::Error::option($option, format!("there is no \"{}\"; choose one of {}", text.trim(), names.join(", ")))
                })
            }
        }
    };
}
pub(crate) use names;

names! {
    /// How the weights follow the gradient.
    Optimizer, "optimizer":
    /// Plain stochastic gradient descent.
    Sgd = "sgd",
    /// Stochastic gradient descent with momentum 0.9.
    Momentum = "momentum",
    /// Adam with β = (0.9, 0.999) and ε = 1e-8.
    Adam = "adam",
    /// Adam with decoupled weight decay, same β and ε.
    AdamW = "adamw",
    /// RMSprop (Tieleman and Hinton 2012) with α = 0.99 and ε = 1e-8.
    RmsProp = "rmsprop",
}

impl Optimizer {
    /// The learning rate taken where none is given.
    pub fn default_learning_rate(self) -> f64 {
        match self {
            Self::Sgd => 0.1,
            Self::Momentum => 0.02,
            Self::Adam | Self::AdamW | Self::RmsProp => 0.001,
        }
    }
}

names! {
    /// How initial weights are drawn. The same for every activation function,
    /// so that the function is the only thing that differs between two runs.
    Init, "init":
    /// He et al. 2015, uniform, fan-in, gain √2.
    KaimingUniform = "kaiming-uniform",
    /// He et al. 2015, normal, fan-in, gain √2.
    KaimingNormal = "kaiming-normal",
    /// Glorot and Bengio 2010, uniform, gain 1.
    XavierUniform = "xavier-uniform",
    /// Glorot and Bengio 2010, normal, gain 1.
    XavierNormal = "xavier-normal",
}

/// Whether a run goes on after an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Train the next epoch.
    Continue,
    /// Stop now; the record comes back with `finished == false` and no failure.
    Stop,
}

/// One training run from the first to the last epoch.
///
/// All but [`step_seconds_median`](Self::step_seconds_median) is a function of
/// settings, data, activation function and seed: the same bits each time on one machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The activation function with its parameters, as [`nonlin::Activation`] displays it.
    pub activation: String,
    /// The seed of initial weights and batch order.
    pub seed: u64,
    /// One record an epoch, in order; fewer than asked for if the run failed or was stopped.
    pub epochs: Vec<EpochRecord>,
    /// Diagnostics after the last epoch.
    pub probes: Probes,
    /// Median wall time of one training step, in seconds. Measured, so not reproducible.
    pub step_seconds_median: f64,
    /// Whether every epoch was trained.
    pub finished: bool,
    /// Why the run did not finish, as in "diverged in epoch 3: the loss is not finite".
    pub failure: Option<String>,
}

/// State of a run after one epoch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// Mean cross-entropy over the training data, in nats.
    pub train_loss: f64,
    /// Mean cross-entropy over the test data, in nats.
    pub test_loss: f64,
    /// Share of test samples classified correctly, 0 to 1.
    pub test_accuracy: f64,
    /// Share of training samples classified correctly, 0 to 1.
    pub train_accuracy: f64,
}

/// Diagnostics of the trained network, over all test samples unless stated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Probes {
    /// Share of hidden units whose slope |f′(pre-activation)| is below
    /// [`Probes::DEAD_SLOPE`] for every test sample: they can no longer learn.
    pub dead_share: f64,
    /// Share of (unit, sample) pairs in the hidden layers with |f′| below
    /// [`Probes::SATURATED_SLOPE`] times the largest slope that the function has.
    pub saturated_share: f64,
    /// L2 norm of the gradient of the mean loss by the weight matrix of each
    /// layer, input side first, output layer last; mean over the steps of the last epoch.
    pub gradient_norm_by_layer: Vec<f64>,
    /// Mean of the activations of each hidden layer.
    pub mean_activation_by_layer: Vec<f64>,
    /// Standard deviation of the activations of each hidden layer.
    pub std_activation_by_layer: Vec<f64>,
    /// Histogram of the activations of each hidden layer.
    pub activation_histograms: Vec<Histogram>,
    /// The parameters of the activation function in each hidden layer after training; none
    /// if it has none that are trained.
    pub learned_parameters: Vec<Vec<f64>>,
}

impl Probes {
    /// Below this slope a unit passes no gradient worth the name.
    pub const DEAD_SLOPE: f64 = 1e-6;
    /// Below this share of the function's largest slope a unit counts as saturated for a sample.
    pub const SATURATED_SLOPE: f64 = 1e-2;
}

/// Counts in equal bins between two bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Left edge of the first bin.
    pub low: f64,
    /// Right edge of the last bin; values equal to it are in the last bin.
    pub high: f64,
    /// Values in each of the [`Histogram::BINS`] bins.
    pub counts: Vec<u64>,
}

impl Histogram {
    /// Bins of every histogram.
    pub const BINS: usize = 64;

    /// The histogram of finite values between their smallest and largest.
    /// Values that are not finite are left out; without any value all counts are zero.
    pub fn of(values: &[f32]) -> Self {
        let finite = || values.iter().copied().filter(|value| value.is_finite()).map(f64::from);
        let low = finite().fold(f64::INFINITY, f64::min);
        let high = finite().fold(f64::NEG_INFINITY, f64::max);
        let mut counts = vec![0; Self::BINS];
        if low > high {
            return Self { low: 0.0, high: 0.0, counts };
        }
        let per_unit = if high > low { Self::BINS as f64 / (high - low) } else { 0.0 };
        for value in finite() {
            let bin = ((value - low) * per_unit) as usize;
            counts[bin.min(Self::BINS - 1)] += 1;
        }
        Self { low, high, counts }
    }
}

impl RunRecord {
    /// Accuracy on the test data after the last epoch; none if the run did not finish.
    pub fn final_test_accuracy(&self) -> Option<f64> {
        if !self.finished {
            return None;
        }
        self.epochs.last().map(|epoch| epoch.test_accuracy)
    }

    /// Turns a record with a number that is not finite into a failed one, so
    /// that no NaN reaches the store, a table or a chart.
    pub(crate) fn checked(mut self) -> Self {
        let bad_epoch = self.epochs.iter().position(|epoch| {
            ![epoch.train_loss, epoch.test_loss, epoch.test_accuracy, epoch.train_accuracy]
                .into_iter()
                .all(f64::is_finite)
        });
        if let Some(index) = bad_epoch {
            self.epochs.truncate(index);
            self.finished = false;
            self.failure
                .get_or_insert(format!("diverged in epoch {}: the loss is not finite", index + 1));
        }
        if !self.probes.is_finite() {
            self.probes = Probes::default();
            if self.finished {
                self.finished = false;
                self.failure.get_or_insert(
                    "the gradients or activations are not finite after the last epoch".into(),
                );
            }
        }
        if !self.step_seconds_median.is_finite() {
            self.step_seconds_median = 0.0;
        }
        self
    }
}

impl Probes {
    fn is_finite(&self) -> bool {
        let lists = [
            &self.gradient_norm_by_layer,
            &self.mean_activation_by_layer,
            &self.std_activation_by_layer,
        ];
        self.dead_share.is_finite()
            && self.saturated_share.is_finite()
            && lists.into_iter().chain(&self.learned_parameters).flatten().all(|v| v.is_finite())
            && self
                .activation_histograms
                .iter()
                .all(|histogram| histogram.low.is_finite() && histogram.high.is_finite())
    }
}
