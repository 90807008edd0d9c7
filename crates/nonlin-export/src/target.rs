//! What is printed.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// A language, a library or a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// LaTeX, for a mathematical environment.
    Latex,
    /// C99.
    C,
    /// Rust, with the standard library.
    Rust,
    /// JavaScript, as a module; numbers are f64.
    Javascript,
    /// The WebGPU shading language; f32.
    Wgsl,
    /// CUDA C++: device functions, and kernels over arrays.
    Cuda,
    /// Triton: device functions, kernels, and functions of PyTorch tensors around them; f32.
    Triton,
    /// PyTorch, in any floating-point type, with the derivatives for autograd.
    Torch,
    /// JAX, in any floating-point type, with the derivatives for its transformations.
    Jax,
    /// An ONNX model of one node; f32.
    Onnx,
}

impl Target {
    /// All of them.
    pub const ALL: [Target; 10] = [
        Target::Latex,
        Target::C,
        Target::Rust,
        Target::Javascript,
        Target::Wgsl,
        Target::Cuda,
        Target::Triton,
        Target::Torch,
        Target::Jax,
        Target::Onnx,
    ];

    /// The name, as in `javascript`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Target::Latex => "latex",
            Target::C => "c",
            Target::Rust => "rust",
            Target::Javascript => "javascript",
            Target::Wgsl => "wgsl",
            Target::Cuda => "cuda",
            Target::Triton => "triton",
            Target::Torch => "torch",
            Target::Jax => "jax",
            Target::Onnx => "onnx",
        }
    }

    /// How files of it end, as in `js`.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Target::Latex => "tex",
            Target::C => "c",
            Target::Rust => "rs",
            Target::Javascript => "mjs",
            Target::Wgsl => "wgsl",
            Target::Cuda => "cu",
            Target::Triton | Target::Torch | Target::Jax => "py",
            Target::Onnx => "onnx",
        }
    }

    /// Other names that are understood.
    const fn aliases(self) -> &'static [&'static str] {
        match self {
            Target::Latex => &["tex"],
            Target::Javascript => &["js"],
            Target::Torch => &["pytorch"],
            Target::Rust => &["rs"],
            _ => &[],
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Target {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wanted = text.trim().to_lowercase();
        let names =
            |target: Target| std::iter::once(target.name()).chain(target.aliases().iter().copied());
        if let Some(found) = Target::ALL.into_iter().find(|&t| names(t).any(|n| n == wanted)) {
            return Ok(found);
        }
        let mut near: Vec<(usize, &'static str)> = Target::ALL
            .into_iter()
            .filter_map(|target| {
                let distance = |name| strsim::damerau_levenshtein(name, &wanted);
                let best = names(target).map(distance).min()?;
                (best <= 1 + wanted.chars().count() / 3).then_some((best, target.name()))
            })
            .collect();
        near.sort_by_key(|&(distance, _)| distance);
        let nearest = near.into_iter().map(|(_, name)| name).take(3).collect();
        Err(Error::UnknownTarget { name: text.to_owned(), nearest })
    }
}
