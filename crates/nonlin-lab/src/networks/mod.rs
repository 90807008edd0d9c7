//! Networks that take any activation function, fixed or trained.
//!
//! | file | what |
//! |---|---|
//! | `layer.rs` | layers and the ways to put them together: in sequence, summed, concatenated, gated |
//! | `slot.rs` | the place of an activation function, which can be looked into during a step |
//! | `builder.rs` | layers in the order of a published network |
//! | `parameters.rs` | the list of parameters: name, shape, role; initial values |
//! | `noise.rs` | dropout and stochastic depth, by the seed |
//! | `image/` | image networks, a file each: LeNet-5 to DenseNet-121 |
//! | `mlp.rs`, `autoencoder.rs` | multilayer perceptron, autoencoder and variational autoencoder |
//! | `recurrent.rs`, `transformer.rs` | language models: Elman, LSTM, a GPT-style transformer |
//!
//! Parameters have the names of torchvision's `state_dict` (the language models
//! those of PyTorch's `nn.RNN` and `nn.LSTM`, the transformer those of nanoGPT), and
//! come in its order. A matrix of a fully connected layer is stored the other way
//! round, `[inputs, outputs]`.

mod autoencoder;
mod builder;
mod image;
mod layer;
mod mlp;
mod noise;
mod parameters;
mod recurrent;
mod slot;
#[cfg(test)]
mod tests;
mod transformer;

pub use autoencoder::{Autoencoder, AutoencoderConfig, Reconstruction};
pub use image::{ImageArchitecture, ImageNetwork, ImageNetworkConfig, Stem};
pub use layer::Layer;
pub use mlp::MlpConfig;
pub use parameters::{Initial, Parameter, Role};
pub use recurrent::{Cell, LanguageState, RecurrentConfig, RecurrentModel};
pub use slot::{LayerStatistics, Slot, Taps};
pub use transformer::{Transformer, TransformerConfig};
