//! How an activation module is made.

use burn::config::Config;
use burn::module::Param;
use burn::tensor::{Device, Tensor};
use nonlin::Channels;

use crate::error::{self, Error};
use crate::module::Activation;

/// Which parameters of a function are trained.
#[derive(Config, Debug, Copy, PartialEq, Eq)]
pub enum Trainable {
    /// None: all keep their values.
    None,
    /// All, if the authors of the function train any; else none.
    AsPublished,
    /// All.
    All,
}

/// Which elements share a set of trained parameters.
#[derive(Config, Debug, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// All elements.
    Layer,
    /// Those of a channel.
    Channels {
        /// The number of channels.
        count: usize,
        /// The dimension of the input that counts channels, 1 for images and for
        /// batches of vectors.
        axis: usize,
    },
    /// Those of a group of neighbouring channels, as in Kolmogorov-Arnold transformers.
    Groups {
        /// The number of groups, all of the same size.
        groups: usize,
        /// The number of channels, a multiple of the groups.
        count: usize,
        /// The dimension of the input that counts channels.
        axis: usize,
    },
}

impl Sharing {
    /// How many sets of parameters there are.
    ///
    /// # Errors
    ///
    /// If there are no channels, or the groups do not divide them.
    pub(crate) fn sets(self) -> error::Result<usize> {
        match self {
            Sharing::Layer => Ok(1),
            Sharing::Channels { count: 0, .. } | Sharing::Groups { count: 0, .. } => {
                Err(Error::NoChannels)
            }
            Sharing::Channels { count, .. } => Ok(count),
            Sharing::Groups { groups, count, .. } => {
                Ok(Channels { count, inner: 1 }.grouped(groups)?.count)
            }
        }
    }

    /// The layout of a tensor of that shape.
    ///
    /// # Errors
    ///
    /// If its channels are not those that there are parameters for.
    pub(crate) fn layout(self, shape: &[usize]) -> error::Result<Option<Channels>> {
        let (groups, count, axis) = match self {
            Sharing::Layer => return Ok(None),
            Sharing::Channels { count, axis } => (count, count, axis),
            Sharing::Groups { groups, count, axis } => (groups, count, axis),
        };
        if shape.get(axis) != Some(&count) {
            return Err(Error::Channels { shape: shape.to_vec(), axis, channels: count });
        }
        let inner = shape[axis + 1..].iter().product::<usize>();
        // A tensor without elements has no channels that could differ.
        Ok(Some(Channels { count, inner: inner.max(1) }.grouped(groups)?))
    }
}

/// The configuration of an [`Activation`].
///
/// ```
/// use burn::tensor::Device;
/// use nonlin_burn::{ActivationConfig, Sharing, Trainable};
///
/// let device = Device::flex();
/// let telu = ActivationConfig::named("telu").init(&device)?;
/// let prelu = ActivationConfig::named("prelu")
///     .with_sharing(Sharing::Channels { count: 64, axis: 1 })
///     .init(&device)?;
/// let kat = ActivationConfig::named("safe_pau(init=silu)")
///     .with_sharing(Sharing::Groups { groups: 8, count: 64, axis: 1 })
///     .init(&device)?;
/// let zorro = ActivationConfig::named("zorro_symmetric(a=4,b=2)")
///     .with_trainable(Trainable::None)
///     .init(&device)?;
///
/// // or from a typed value
/// let swish = nonlin::Activation::new("swish")?.with("beta", 2.0)?;
/// let swish = ActivationConfig::from(&swish).init(&device)?;
/// # let _ = (telu, prelu, kat, zorro, swish);
/// # Ok::<(), nonlin_burn::Error>(())
/// ```
#[derive(Config, Debug)]
pub struct ActivationConfig {
    /// The function, with parameters where they are not the defaults: `swish(beta=2)`,
    /// `hp1(init=gelu)`.
    pub function: String,
    /// Which parameters are trained.
    #[config(default = "Trainable::AsPublished")]
    pub trainable: Trainable,
    /// Which elements share trained parameters.
    #[config(default = "Sharing::Layer")]
    pub sharing: Sharing,
    /// The seed of stochastic functions.
    #[config(default = 0)]
    pub seed: u64,
}

impl From<&nonlin::Activation> for ActivationConfig {
    fn from(activation: &nonlin::Activation) -> Self {
        // Its text form reads back as the same value.
        ActivationConfig::new(activation.to_string())
    }
}

impl ActivationConfig {
    /// The configuration of a function by name, as in `swish(beta=2)`.
    #[must_use]
    pub fn named(function: &str) -> Self {
        ActivationConfig::new(function.to_owned())
    }

    /// Makes the module.
    ///
    /// # Errors
    ///
    /// If there is no such function, a parameter is out of its range, there is
    /// nothing to train where [`Trainable::All`] asks for it, or no channel.
    pub fn init(&self, device: &Device) -> error::Result<Activation> {
        let activation: nonlin::Activation = self.function.parse()?;
        let function = activation.function();
        let parameters = function.parameters();
        let train = match self.trainable {
            Trainable::None => false,
            Trainable::AsPublished => parameters.iter().any(|p| p.trainable),
            Trainable::All if parameters.is_empty() => {
                return Err(Error::NothingToTrain { function: function.id() });
            }
            Trainable::All => true,
        };
        let copies = self.sharing.sets()?;
        let trained = train.then(|| {
            let values: Vec<f32> = activation.values().iter().map(|&v| v as f32).collect();
            Param::from_tensor(Tensor::<1>::from_floats(values.repeat(copies).as_slice(), device))
        });
        Ok(Activation::assemble(activation, trained, self.sharing, self.seed))
    }
}
