//! What of a function is printed, and how.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::target::Target;

/// What of a function is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Part {
    /// The value.
    #[default]
    Value,
    /// The derivative by `x`, as `NAME_derivative`.
    Derivative,
    /// The value, and as `NAME_gradients` the value with the derivatives by `x` and by each
    /// parameter from one evaluation; the kernels of a backward pass where the target has
    /// kernels.
    Gradients,
}

/// What numbers the source computes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Precision {
    /// Single precision.
    F32,
    /// Double precision.
    F64,
}

impl Precision {
    /// The name, as in `f32`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Precision::F32 => "f32",
            Precision::F64 => "f64",
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Precision {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.trim() {
            "f32" | "float32" | "float" | "single" => Ok(Precision::F32),
            "f64" | "float64" | "double" => Ok(Precision::F64),
            _ => Err(Error::UnknownPrecision { name: text.to_owned() }),
        }
    }
}

/// How a function is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What of the function.
    pub part: Part,
    /// What it computes in; by default what is usual for the target, which is f64 in
    /// JavaScript and f32 elsewhere. PyTorch and JAX compute in the type of the argument,
    /// half precision in f32.
    ///
    /// Formulas that nobody has made fit for f32 (those of the long tail, and typed ones that
    /// are no function of the catalogue) take and give f32 but are computed in f64 in C, Rust
    /// and CUDA, in PyTorch, and in JAX where that is enabled.
    pub precision: Option<Precision>,
    /// The name of the function; by default that of the catalogue, or of the formula.
    pub name: Option<String>,
    /// Whether the values of the parameters are part of the source. Otherwise they are
    /// arguments, with these values as defaults where the language has defaults.
    pub fixed: bool,
    /// The version of ONNX's operators that the model may use, from 18 to 25. By default the
    /// least, from 18 on, with which the function is an operator of the standard; 18 where
    /// there is none.
    pub opset: Option<u32>,
    /// How many dimensions the tensors of an ONNX model have, each of any size; 1 by default.
    pub rank: Option<usize>,
}

impl Options {
    /// The versions of ONNX's operators that models may use.
    pub const OPSETS: std::ops::RangeInclusive<u32> = 18..=25;

    /// The most dimensions of the tensors of a model.
    pub const MAX_RANK: usize = 32;

    /// What the source computes in.
    #[must_use]
    pub fn precision(&self, target: Target) -> Precision {
        let usual = if target == Target::Javascript { Precision::F64 } else { Precision::F32 };
        self.precision.unwrap_or(usual)
    }

    pub(crate) fn check(&self, target: Target) -> Result<()> {
        let refused = |reason: String| Err(Error::Unsupported { target, reason });
        let only = match target {
            Target::Javascript => Some(Precision::F64),
            Target::Wgsl | Target::Triton | Target::Onnx => Some(Precision::F32),
            _ => None,
        };
        if let (Some(only), Some(wanted)) = (only, self.precision)
            && only != wanted
        {
            return refused(format!("computes in {only}, not in {wanted}"));
        }
        if self.rank.is_some_and(|rank| rank > Self::MAX_RANK) {
            return refused(format!("tensors have at most {} dimensions", Self::MAX_RANK));
        }
        if let Some(opset) = self.opset
            && !Self::OPSETS.contains(&opset)
        {
            let (first, last) = (Self::OPSETS.start(), Self::OPSETS.end());
            return refused(format!(
                "opset {opset} is not allowed; it must be in {first} to {last}"
            ));
        }
        Ok(())
    }
}
