//! What can go wrong.

use crate::target::Target;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Everything that is refused, and why.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No target has the name.
    #[error("unknown target '{name}'{}; the targets are {}", suggestion(nearest), names())]
    UnknownTarget {
        /// The name that was asked for.
        name: String,
        /// The targets with the most similar spelling, best first.
        nearest: Vec<&'static str>,
    },
    /// No precision has the name.
    #[error("unknown precision '{name}'; it is f32 or f64")]
    UnknownPrecision {
        /// The name that was asked for.
        name: String,
    },
    /// A name that is no identifier of the language.
    #[error(
        "'{name}' cannot be the name of a function in {target}; use letters, digits and underscores, and no word of the language"
    )]
    Name {
        /// The name that was asked for.
        name: String,
        /// The language.
        target: Target,
    },
    /// Something that the target does not have.
    #[error("{target}: {reason}")]
    Unsupported {
        /// The target.
        target: Target,
        /// What it lacks, and what there is.
        reason: String,
    },
    /// The function cannot be had as a program.
    #[error(transparent)]
    Function(#[from] nonlin::Error),
}

fn suggestion(nearest: &[&'static str]) -> String {
    match nearest {
        [] => String::new(),
        names => format!("; did you mean {}?", names.join(" or ")),
    }
}

fn names() -> String {
    Target::ALL.map(Target::name).join(", ")
}
