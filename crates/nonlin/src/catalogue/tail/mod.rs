//! The long tail: functions that are data.
//!
//! A family is a text file. An entry of it is
//!
//! ```text
//! [e_swish]
//! name: E-swish
//! aliases: other names; separated by semicolons
//! formula: a*x*sigmoid(x)
//! parameter a: 1.5, (-inf, inf), fixed
//! properties: zero at zero, bounded below, continuous
//! reference: Alcaide | E-swish: adjusting activations ... | 2018 | arXiv:1801.07145
//! notes: what must be said about it
//! ```
//!
//! of which only `name`, `formula` (as formulas print) and `reference` must be there. `published` is the
//! formula as its authors write it, if `formula` is another form of the same function;
//! `requires` what must hold between the parameters, as in `b < 2*a`; `domain` where the
//! function is defined. A parameter's default may be any expression of numbers.
//!
//! Nothing here is trusted: `tests/tail.rs` measures every entry against arbitrary
//! precision and proves what it lists. `clashes.txt` has the names that several functions
//! were published under.

mod clash;
mod entry;

use std::sync::LazyLock;

pub(super) use clash::clash_of;
pub use clash::{Clash, clashes};

use super::{Family, Function};

/// The data files.
const FILES: &[(Family, &str)] = &[
    (Family::Step, include_str!("step.txt")),
    (Family::Sigmoidal, include_str!("sigmoidal.txt")),
    (Family::TanhLike, include_str!("tanh_like.txt")),
    (Family::Rectifier, include_str!("rectifier.txt")),
    (Family::Bounded, include_str!("bounded.txt")),
    (Family::PiecewiseLinear, include_str!("piecewise_linear.txt")),
    (Family::ExponentialLinear, include_str!("exponential_linear.txt")),
    (Family::SoftplusLike, include_str!("softplus_like.txt")),
    (Family::SelfGated, include_str!("self_gated.txt")),
    (Family::Periodic, include_str!("periodic.txt")),
    (Family::Radial, include_str!("radial.txt")),
    (Family::Polynomial, include_str!("polynomial.txt")),
    (Family::Adaptive, include_str!("adaptive.txt")),
];

/// All functions of the data files.
pub(super) static FUNCTIONS: LazyLock<Vec<&'static Function>> = LazyLock::new(|| {
    let mut all: Vec<&'static Function> = Vec::new();
    for (family, text) in FILES {
        // The files are part of the program; a test reads them.
        let functions = entry::functions(*family, text)
            .unwrap_or_else(|error| panic!("the catalogue's {family} functions: {error}"));
        all.extend(functions.into_iter().map(|function| &*Box::leak(Box::new(function))));
    }
    all
});
