//! Routines as source.
//!
//! | file | what |
//! |---|---|
//! | `body.rs` | statements and expressions, in the syntax of a language |
//! | `words.rs` | names that a language allows |
//! | `c.rs`, `cuda.rs` | C, and CUDA C++ with kernels |
//! | `rust.rs`, `javascript.rs`, `wgsl.rs` | languages like it |
//! | `python.rs`, `torch.rs`, `jax.rs`, `triton.rs` | Python, and what is made of it |
//! | `latex.rs` | LaTeX |

mod body;
mod c;
mod cuda;
mod javascript;
mod jax;
mod latex;
mod python;
mod rust;
mod torch;
mod triton;
mod wgsl;
mod words;

use body::Syntax;
pub(crate) use latex::latex;
use nonlin::{Activation, Formula};
pub(crate) use words::{default_name, is_identifier};

use crate::definitions::helpers;
use crate::error::{Error, Result};
use crate::lower::{Lowered, lower};
use crate::operations::Routine;
use crate::options::{Options, Part, Precision};
use crate::target::Target;

/// A function that is to be printed.
struct Job<'a> {
    activation: &'a Activation,
    name: String,
    part: Part,
    precision: Precision,
    /// Whether numbers of f32 are computed with in f64.
    wide: bool,
    lowered: Lowered,
}

/// The function as source in a language of programs.
pub(crate) fn source(activation: &Activation, target: Target, options: &Options) -> Result<String> {
    let name = match &options.name {
        Some(name) if words::is_allowed(name, target) => name.clone(),
        Some(name) => return Err(Error::Name { name: name.clone(), target }),
        None => words::allowed(&default_name(activation), target),
    };
    let mut lowered = lower(activation, &name, options.fixed)?;
    words::rename(&mut lowered, target);
    let precision = options.precision(target);
    let wide = precision == Precision::F32 && needs_room(activation);
    let job = Job { activation, name, part: options.part, precision, wide, lowered };
    Ok(match target {
        Target::Rust => rust::print(&job),
        Target::Javascript => javascript::print(&job),
        Target::Wgsl => wgsl::print(&job),
        Target::Cuda => cuda::print(&job),
        Target::Triton => triton::print(&job),
        Target::Torch => torch::print(&job),
        Target::Jax => jax::print(&job),
        _ => c::print(&job),
    })
}

/// Whether the function overflows or cancels on the way, as far as is known: what was made for
/// f32 does not, formulas as they are published or typed may.
fn needs_room(activation: &Activation) -> bool {
    let function = activation.function();
    let is_known = |formula: &Formula| formula.recognised().is_some();
    !function.is_tuned() && function.form().is_none() && !function.typed().is_some_and(is_known)
}

impl<'a> Job<'a> {
    /// The same job in this precision, once more.
    fn computed_in(&self, precision: Precision) -> Job<'a> {
        Job {
            activation: self.activation,
            name: self.name.clone(),
            part: self.part,
            precision,
            wide: false,
            lowered: self.lowered.clone(),
        }
    }

    /// The routines that the part consists of.
    fn routines(&self) -> Vec<&Routine> {
        match self.part {
            Part::Value => vec![&self.lowered.value],
            Part::Derivative => vec![&self.lowered.derivative],
            Part::Gradients => vec![&self.lowered.value, &self.lowered.gradients],
        }
    }

    /// What is computed in f64 for results in f32: routines of these names with this at the
    /// end of them.
    fn inner(routine: &Routine) -> Routine {
        Routine { name: format!("{}_f64", routine.name), ..routine.clone() }
    }

    /// The helpers that routines need in the language.
    fn helpers(&self, syntax: &dyn Syntax, routines: &[&Routine]) -> Vec<Routine> {
        helpers(routines, self.precision, &|callee| syntax.native(callee).is_some())
    }

    /// What is said of the function, as lines.
    fn heading(&self) -> Vec<String> {
        let function = self.activation.function();
        let mut lines =
            vec![format!("{}(x) = {}", self.name, self.activation.function().formula())];
        if !function.reference().authors.is_empty() {
            lines.push(function.reference().to_string());
        }
        let values: Vec<String> = function
            .parameters()
            .iter()
            .zip(self.activation.values())
            .map(|(p, value)| format!("{} = {value}", p.name))
            .collect();
        if !values.is_empty() {
            lines.push(format!("Parameters: {}.", values.join(", ")));
        }
        lines.push(format!("Printed by nonlin {}.", env!("CARGO_PKG_VERSION")));
        // A formula may contain what ends a comment.
        lines.iter().map(|line| line.replace("*/", "* /").replace(['\n', '\r'], " ")).collect()
    }

    /// What the results of `NAME_gradients` are called.
    fn result_names(&self) -> Vec<String> {
        let parameters = &self.lowered.parameters;
        let taken = parameters.iter().any(|(name, _)| name.starts_with("d_"));
        let start = if taken { "grad_" } else { "d_" };
        let derivatives = parameters.iter().map(|(name, _)| format!("{start}{name}"));
        ["value".to_owned(), "slope".to_owned()].into_iter().chain(derivatives).collect()
    }
}

/// A number in full, with a point or an exponent, and within the range of the precision.
fn number(c: f64, precision: Precision) -> String {
    match precision {
        Precision::F64 => format!("{c:?}"),
        Precision::F32 => {
            let tiny = f64::from(f32::MIN_POSITIVE);
            let size = c.abs();
            let size = if size > 0.0 && size < tiny { tiny } else { size.min(f32::MAX.into()) };
            format!("{:?}", size.copysign(c) as f32)
        }
    }
}
