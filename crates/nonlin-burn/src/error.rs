//! What can go wrong.

use thiserror::Error as ThisError;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What a configuration or a call is refused for.
#[derive(Clone, Debug, PartialEq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The function or its parameters.
    #[error(transparent)]
    Function(#[from] nonlin::Error),
    /// An input whose channel axis does not have the channels of the module.
    #[error("the input has shape {shape:?}, but dimension {axis} must have {channels} channels")]
    Channels {
        /// The shape of the input.
        shape: Vec<usize>,
        /// The channel axis of the module.
        axis: usize,
        /// The channels that it has parameters for.
        channels: usize,
    },
    /// Per-channel parameters for no channels.
    #[error("a module with parameters per channel needs at least one channel")]
    NoChannels,
    /// Trained parameters of a function that has none.
    #[error("{function} has no parameters to train")]
    NothingToTrain {
        /// The function.
        function: &'static str,
    },
}
