//! What can go wrong.

use thiserror::Error as ThisError;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// What a call is refused for.
#[derive(Clone, Debug, PartialEq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The function or its parameters.
    #[error(transparent)]
    Function(#[from] nonlin::Error),
    /// Arrays that must be alike and are not.
    #[error("{name} has {found}, but x has {expected}")]
    Unlike {
        /// The array.
        name: &'static str,
        /// What it has.
        found: String,
        /// What it should have.
        expected: String,
    },
    /// An array of parameters of the wrong length or type.
    #[error("the parameters are {found}; {function} takes {expected} f32 numbers here")]
    Parameters {
        /// The function.
        function: &'static str,
        /// What was given.
        found: String,
        /// How many numbers there should be.
        expected: usize,
    },
    /// Elements that are not whole channels.
    #[error("x has {len} elements, which is no multiple of {count} channels of {inner}")]
    Channels {
        /// The number of elements.
        len: usize,
        /// The channels.
        count: usize,
        /// The neighbouring elements of a channel.
        inner: usize,
    },
    /// An array that is too long for 32-bit positions.
    #[error("x has {len} elements; at most {most} go into one call, so pass it in pieces")]
    TooLong {
        /// The number of elements.
        len: usize,
        /// The largest number.
        most: usize,
    },
    /// An element type that the device does not compute or store.
    #[error("the device has no {element} arrays; f32 works on every device")]
    Element {
        /// The element type.
        element: &'static str,
    },
    /// Gradients by parameters that are constants.
    #[error(
        "{function} was prepared with constant parameters; `Kernel::trained` has gradients by them"
    )]
    NotTrained {
        /// The function.
        function: &'static str,
    },
}
