//! Settings, each of which may be left open.

use serde::{Deserialize, Serialize};

use crate::data::Augmentation;
use crate::learn::Schedule;
use crate::networks::Stem;
use crate::run::{Init, Optimizer};

/// Makes a struct of options and how two of them are put together.
macro_rules! choices {
    ($($(#[$meta:meta])* $name:ident: $type:ty),+ $(,)?) => {
        /// Settings of network, data and training. What is left open is taken from the
        /// recipe's published settings, and where they say nothing from the defaults.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct Choices {
            $($(#[$meta])* #[serde(skip_serializing_if = "Option::is_none")] pub $name: Option<$type>),+
        }

        impl Choices {
            /// These choices, and the other ones where these are open.
            #[must_use]
            pub fn or(self, other: &Self) -> Self {
                Self { $($name: self.$name.or_else(|| other.$name.clone())),+ }
            }
        }
    };
}

choices! {
    /// `mlp`, an image network, `autoencoder`, `vae`, `elman`, `lstm` or `transformer`.
    network: String,
    /// An image data set by name, `ptb` or `tiny-shakespeare`, or a CSV file.
    data: String,
    /// The column of a CSV file that holds the class, by name or number; the last by default.
    label: String,
    /// Where a sweep trains, as `--device` of the other commands; recipes do not say it.
    device: String,
    /// Number of hidden layers of a perceptron, of recurrent layers, or of blocks.
    depth: usize,
    /// Units of each of them.
    width: usize,
    /// Widths of an autoencoder's hidden layers.
    hidden: Vec<usize>,
    /// Width of its code.
    latent: usize,
    /// Attention heads of a transformer.
    heads: usize,
    /// The function of an LSTM's gates.
    gates: String,
    /// How an image network begins; by the size of the images where it is open.
    stem: Stem,
    /// Numbers a word.
    embedding: usize,
    /// How the weights start.
    init: Init,
    /// The gain in place of the distribution's own.
    gain: f64,
    /// The value of all biases.
    bias: f64,
    /// Whether a transformer has normalisation.
    normalise: bool,
    /// Share of numbers left out in training, of language models.
    dropout: f64,
    /// The optimiser.
    optimizer: Optimizer,
    /// The learning rate that the schedule begins with.
    learning_rate: f64,
    /// How it changes: after epochs, by warm-up, along a cosine.
    schedule: Schedule,
    /// Whether the optimiser starts every epoch anew.
    renew_optimizer: bool,
    /// Weight decay.
    weight_decay: f64,
    /// Whether it also acts on biases.
    decay_biases: bool,
    /// The largest norm of the gradients.
    clip: f64,
    /// Samples a step.
    batch: usize,
    /// Words or characters of a text in a step.
    length: usize,
    /// Passes over the training data.
    epochs: usize,
    /// Training samples held out.
    held_out: usize,
    /// Training samples used.
    at_most: usize,
    /// Every pixel of the images repeated so many times each way.
    enlarge: usize,
    /// Deviations of the noise that is added to test images after the training, in brightness.
    noise: Vec<f64>,
    /// What is done to training images.
    augmentation: Augmentation,
    /// Look into the network every so many steps.
    diagnose_every: usize,
    /// How often it is done, each time with another seed; of a cost, how often it is measured.
    seeds: u64,
    /// Arguments of slopes.
    arguments: Vec<f64>,
    /// Numbers that a kernel runs over; arguments at which a fit looks.
    elements: usize,
    /// What the parameters of a function are fitted to.
    target: String,
    /// Where.
    interval: [f64; 2],
    /// Inputs of a unit.
    inputs: usize,
    /// Steps of a unit; starts of a fit.
    steps: usize,
}
