//! Activation functions on GPUs: every function of [`nonlin`]'s catalogue, every rational
//! unit and every typed formula as one fused CubeCL kernel, with its gradients.
//!
//! There is one kernel for each thing that is asked for (`f(x)`, `g f'(x)`, and that together
//! with the gradients by parameters), not one for each function: it walks the function's
//! program while CubeCL compiles it, so that what runs is a straight line of instructions on
//! registers, a load and a store, in Vulkan, Metal, WebGPU, CUDA or ROCm.
//!
//! * [`Kernel`] is a function ready to run, with constant or trained parameters.
//! * [`Array`] is an array in the memory of a device, of an [`Element`] type.
//!
//! Burn models need none of this: `nonlin-burn` with its feature `wgpu`, `vulkan`, `metal`,
//! `cuda` or `rocm` runs its modules through these kernels.
//!
//! | file | what |
//! |---|---|
//! | `code.rs` | operations, as they are known while a kernel is compiled |
//! | `builder.rs`, `lower.rs`, `atoms.rs`, `rational.rs` | formulas and units as operations |
//! | `ranges.rs` | where no product can be zero times infinity |
//! | `model.rs` | how far out single precision can be trusted |
//! | `compiled.rs` | functions prepared once |
//! | `math/` | exponentials, logarithms and so on, in cube |
//! | `kernels/` | the kernels, in cube |
//! | `kernel.rs`, `array.rs` | what users call |
//! | `source.rs` | kernels as CUDA C++ text, with the feature `cuda-source` |

mod array;
mod atoms;
mod builder;
mod code;
mod compiled;
mod error;
mod kernel;
mod kernels;
mod lower;
mod math;
mod model;
mod ranges;
mod rational;
#[cfg(feature = "cuda-source")]
mod source;

pub use array::{Array, Element};
pub use cubecl;
pub use error::{Error, Result};
pub use kernel::Kernel;
