//! What can go wrong with a fit.

use thiserror::Error as ThisError;

/// A result of this library.
pub type Result<T> = std::result::Result<T, Error>;

/// Everything that is refused, and why.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// From the units.
    #[error(transparent)]
    Unit(#[from] nonlin::Error),
    /// An option that is not allowed.
    #[error("{0}")]
    Option(String),
    /// A target that cannot be fitted.
    #[error("{0}")]
    Target(String),
    /// Points that cannot be read.
    #[error("{path}, line {line}: {reason}")]
    Points {
        /// The file.
        path: String,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// A file of coefficients that does not say what it should.
    #[error("{path}: {reason}")]
    Coefficients {
        /// The file.
        path: String,
        /// What is wrong, and where.
        reason: String,
    },
    /// A unit that a format has no place for.
    #[error("{0}")]
    Format(String),
    /// A file that cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}
