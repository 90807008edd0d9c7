//! The messages, the same as those of the Python workers.

use serde::{Deserialize, Serialize};

/// What is measured: the driver's words.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    /// The implementation.
    pub(crate) subject: String,
    /// The function, by nonlin's name.
    pub(crate) function: String,
    /// Forward and backward, not forward alone.
    pub(crate) training: bool,
    /// Into memory that is there, not into a new array for each call.
    pub(crate) reused: bool,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(crate) enum Request {
    /// What is this worker?
    Describe,
    /// Load the inputs of that element type and number from the folder.
    Inputs { dtype: String, size: usize, folder: String },
    /// Run once and write some of the results to a file.
    Sample {
        #[serde(flatten)]
        case: Case,
        path: String,
    },
    /// Run a few times untimed, then so many times on the clock.
    Time {
        #[serde(flatten)]
        case: Case,
        warm: usize,
        repeats: usize,
    },
    /// The function is done: drop what was kept for it.
    Forget,
}

/// Whether a function is the implementation's own.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Own,
    /// Composed of the implementation's operations, as the paper writes it.
    Composed,
}

/// What came into the backward pass.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Upstream {
    Given,
    /// The implementation takes no upstream gradient and starts with ones.
    Ones,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Reply {
    Described { level: String },
    Sampled { kind: Kind, upstream: Upstream, arrays: usize, parameter: Option<f64> },
    Timed { seconds: f64 },
    Absent { absent: String },
    Failed { failed: String },
    Done {},
}
