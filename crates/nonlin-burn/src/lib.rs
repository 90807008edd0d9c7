//! Activation functions for [Burn](https://burn.dev): every function of
//! [`nonlin`]'s catalogue, with fixed or trained parameters, as one fused
//! differentiable operation that keeps its input and nothing else.
//!
//! One line swaps the activation of a model:
//!
//! ```
//! use burn::module::Module;
//! use burn::tensor::{Device, Tensor};
//! use nonlin_burn::{Activation, ActivationConfig};
//!
//! #[derive(Module, Debug)]
//! struct Block {
//!     activation: Activation, // was: burn::nn::Relu
//! }
//!
//! let device = Device::flex();
//! let block = Block { activation: ActivationConfig::named("telu").init(&device)? };
//!
//! let x = Tensor::<2>::from_floats([[-1.0, 0.0, 2.0]], &device);
//! let y = block.activation.forward(x);
//! # let _ = y;
//! # Ok::<(), nonlin_burn::Error>(())
//! ```
//!
//! * [`ActivationConfig`] names the function, says which parameters are trained,
//!   and whether each channel has its own.
//! * [`Activation`] is the module. [`Activation::parameter_ids`] lists what weight
//!   decay must be kept off.
//! * [`apply`] is the function without a module.
//!
//! The operation is a trait over backends ([`ActivationOps`]) with an
//! implementation for Burn's CPU backend, Flex, one for its GPU backends with a
//! feature (`wgpu`, `vulkan`, `metal`, `cuda`, `rocm`; and `fusion` where Burn has
//! it on), and one for autodiff over any backend that has it: another backend is
//! another implementation of the trait, and the modules stay as they are.

mod config;
#[cfg(feature = "gpu")]
mod cube;
mod error;
mod flex;
mod module;
mod op;

pub use config::{ActivationConfig, Sharing, Trainable};
pub use error::{Error, Result};
pub use module::{Activation, apply};
pub use op::{ActivationOps, Call};
