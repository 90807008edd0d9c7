//! The activation module.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use burn::backend::Dispatch;
use burn::module::{Content, DisplaySettings, Module, ModuleDisplay, Param, ParamId};
use burn::tensor::Tensor;

use crate::config::Sharing;
use crate::error::Result;
use crate::op::{ActivationOps, Call};

/// An activation function as a module.
///
/// Made by [`ActivationConfig`](crate::ActivationConfig). Trained parameters that
/// an optimiser carries out of their range act as the nearest allowed value (see
/// [`nonlin::Function::project`]).
///
/// Stochastic functions (`rrelu`) draw anew in each call on a device with
/// autodiff, as Burn's `Dropout` does, and are fixed otherwise.
#[derive(Module, Debug)]
#[module(custom_display)]
pub struct Activation {
    /// The trained parameters: one set in catalogue order, or one per channel or group.
    parameters: Option<Param<Tensor<1>>>,
    #[module(skip)]
    fixed: Fixed,
}

/// What is not trained.
#[derive(Clone, Debug)]
struct Fixed {
    activation: nonlin::Activation,
    sharing: Sharing,
    seed: u64,
    /// Calls so far in training, shared by clones: each call draws anew.
    calls: Arc<AtomicU64>,
}

impl Activation {
    pub(crate) fn assemble(
        activation: nonlin::Activation,
        parameters: Option<Param<Tensor<1>>>,
        sharing: Sharing,
        seed: u64,
    ) -> Self {
        let fixed = Fixed { activation, sharing, seed, calls: Arc::default() };
        Activation { parameters, fixed }
    }

    /// The function with the parameter values it was made with.
    #[must_use]
    pub fn initial(&self) -> &nonlin::Activation {
        &self.fixed.activation
    }

    /// The function with its present parameter values, one for each channel or group
    /// if these have their own.
    ///
    /// # Errors
    ///
    /// If a parameter is not a number any more.
    pub fn current(&self) -> Result<Vec<nonlin::Activation>> {
        let initial = &self.fixed.activation;
        let Some(parameters) = &self.parameters else { return Ok(vec![initial.clone()]) };
        let data = parameters.val().into_data();
        let values: Vec<f64> = data.iter::<f64>().collect();
        let function = initial.function();
        let sets = values.chunks(function.parameters().len().max(1));
        sets.map(|set| {
            // Say which value is no number, rather than replace it.
            if set.iter().any(|v| v.is_nan()) {
                function.check(set)?;
            }
            Ok(initial.clone().with_values(&function.project(set)?)?)
        })
        .collect()
    }

    /// The trained parameters, which weight decay should be kept off: they are
    /// shapes, not weights, and decay pulls them to 0.
    #[must_use]
    pub fn parameter_ids(&self) -> Vec<ParamId> {
        self.parameters.iter().map(|p| p.id).collect()
    }

    /// The trained parameters as a tensor, if any are trained.
    #[must_use]
    pub fn parameters(&self) -> Option<Tensor<1>> {
        self.parameters.as_ref().map(Param::val)
    }

    /// Applies the function to each element.
    ///
    /// # Shapes
    ///
    /// - input: `[..]`; with parameters per channel, the channel dimension must
    ///   have as many entries as there are channels
    /// - output: as the input
    ///
    /// # Panics
    ///
    /// If the channels do not fit, in the manner of Burn's own modules;
    /// [`Self::try_forward`] returns an error instead.
    pub fn forward<const D: usize>(&self, input: Tensor<D>) -> Tensor<D> {
        match self.try_forward(input) {
            Ok(output) => output,
            Err(error) => panic!("{error}"),
        }
    }

    /// As [`Self::forward`].
    ///
    /// # Errors
    ///
    /// If the channels do not fit.
    pub fn try_forward<const D: usize>(&self, input: Tensor<D>) -> Result<Tensor<D>> {
        let Fixed { activation, sharing, seed, calls } = &self.fixed;
        let function = activation.function();
        let training = function.is_stochastic() && input.device().is_autodiff();
        let seed = training.then(|| {
            // Seeds of one call and the next must not be near each other.
            let call = calls.fetch_add(1, Ordering::Relaxed).wrapping_mul(0xd134_2543_de82_ef95);
            seed.wrapping_add(call)
        });
        let channels = match &self.parameters {
            Some(_) => sharing.layout(&input.dims())?,
            None => None,
        };
        let call = Call { function, values: activation.values().into(), channels, seed };
        let x = input.into_dispatch();
        let y = match &self.parameters {
            Some(p) => Dispatch::activation_with(x, p.val().into_dispatch(), call),
            None => Dispatch::activation(x, call),
        };
        Ok(Tensor::from_dispatch(y))
    }
}

/// Applies a function with fixed parameters to each element of a tensor.
///
/// ```
/// use burn::tensor::{Device, Tensor};
///
/// let x = Tensor::<1>::from_floats([-1.0, 0.0, 1.0], &Device::flex());
/// let y = nonlin_burn::apply(x, &"mish".parse()?);
/// # let _ = y;
/// # Ok::<(), nonlin::Error>(())
/// ```
#[must_use]
pub fn apply<const D: usize>(input: Tensor<D>, activation: &nonlin::Activation) -> Tensor<D> {
    let call = Call {
        function: activation.function(),
        values: activation.values().into(),
        channels: None,
        seed: None,
    };
    Tensor::from_dispatch(Dispatch::activation(input.into_dispatch(), call))
}

impl ModuleDisplay for Activation {
    fn custom_settings(&self) -> Option<DisplaySettings> {
        DisplaySettings::new().with_new_line_after_attribute(false).optional()
    }

    fn custom_content(&self, content: Content) -> Option<Content> {
        let content = content.add("function", &self.fixed.activation.to_string());
        match (&self.parameters, self.fixed.sharing) {
            (None, _) => content,
            (Some(_), Sharing::Layer) => content.add("trained", "shared"),
            (Some(_), Sharing::Channels { axis, .. }) => {
                content.add("trained", "per channel").add("channel_axis", &axis)
            }
            (Some(_), Sharing::Groups { groups, axis, .. }) => content
                .add("trained", "per group of channels")
                .add("groups", &groups)
                .add("channel_axis", &axis),
        }
        .optional()
    }
}
