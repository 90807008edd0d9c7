//! What an implementation does for the benchmark.

use std::fmt::Display;
use std::time::{Duration, Instant};

use crate::protocol::{Case, Kind, Upstream};

/// Why there is no result.
#[derive(Debug)]
pub(crate) enum Absent {
    /// The implementation has no such function, or not in that way.
    NotOffered(String),
    /// It should have worked.
    Failed(String),
}

impl Absent {
    pub(crate) fn failed(reason: impl Display) -> Self {
        Absent::Failed(reason.to_string())
    }

    /// For an implementation that returns new tensors only.
    pub(crate) fn no_reuse() -> Self {
        Absent::NotOffered("cannot write into memory it is given".to_owned())
    }
}

pub(crate) type Outcome<T> = Result<T, Absent>;

/// Results at a few thousand places, as f32.
pub(crate) struct Sample {
    pub(crate) kind: Kind,
    pub(crate) upstream: Upstream,
    /// The outputs; in training also the gradients by the input.
    pub(crate) arrays: Vec<Vec<f32>>,
    /// The gradient by the trained parameter.
    pub(crate) parameter: Option<f64>,
}

/// An implementation with its inputs.
pub(crate) trait Peer {
    fn sample(&mut self, case: &Case) -> Outcome<Sample>;
    /// How long so many calls take.
    fn time(&mut self, case: &Case, repeats: usize) -> Outcome<Duration>;
}

/// Times `repeats` calls; results are dropped within the time, as those of the
/// other side are.
pub(crate) fn clock<R>(repeats: usize, mut body: impl FnMut() -> Outcome<R>) -> Outcome<Duration> {
    let start = Instant::now();
    for _ in 0..repeats {
        std::hint::black_box(body()?);
    }
    Ok(start.elapsed())
}

/// The start value of the parameter that the function trains, if it is one of the
/// two whose one-liner is usually written with a trained parameter.
pub(crate) fn trained(function: &str) -> Option<f64> {
    match function {
        "swish" => Some(1.0),
        "prelu" => Some(0.25),
        _ => None,
    }
}

/// The slope parameter and shape parameters of a Zorro form, as in the catalogue.
pub(crate) struct Zorro {
    pub(crate) m: f64,
    pub(crate) a: f64,
    pub(crate) b: f64,
}

impl Zorro {
    pub(crate) fn of(function: &str) -> Option<Self> {
        let (m, a, b) = match function {
            // The asymmetric one-liner is the same with both arms' parameters equal.
            "zorro_symmetric" | "zorro_asymmetric" => (1.0, 1.2, 1.0),
            "zorro_sloped" => (1.5, 1.2, 1.0),
            "zorro_sigmoid" => (0.5, 4.0, 2.0),
            "zorro_tanh" => (1.0, 4.0, 2.0),
            _ => return None,
        };
        Some(Zorro { m, a, b })
    }

    /// The factor `1 + exp(a b)` of an arm.
    pub(crate) fn k(&self) -> f64 {
        1.0 + (self.a * self.b).exp()
    }
}
