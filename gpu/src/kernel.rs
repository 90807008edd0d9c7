//! What users call.

use std::sync::Arc;

use cubecl::client::Client;
use nonlin::{Activation, Channels, Function};

use crate::array::{Array, Element};
use crate::code::Code;
use crate::compiled::Compiled;
use crate::error::{Error, Result};
use crate::kernels::{Elementwise, Gradients, Grid, Job, Layout};

/// Positions are 32-bit numbers, and blocks of them are counted beyond the last.
const MOST: usize = 1 << 31;

/// An activation function ready to run on the arrays of a device.
///
/// Values and gradients are finite for finite arguments; at infinite ones they are the
/// limits, and NaN where the argument or a parameter is NaN.
///
/// ```no_run
/// use cubecl::prelude::*;
/// use nonlin_gpu::{Array, Element, Kernel};
///
/// # fn run(client: &cubecl::client::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let telu = Kernel::new(&"telu".parse()?);
/// let x = Array::from_f32(client, &[-1.0, 0.0, 2.0, 3.0], Element::F32);
/// let y = telu.forward(client, &x, None)?;
/// let gx = telu.backward(client, &x, &y, None)?;
/// println!("{:?} {:?}", y.to_f32(client), gx.to_f32(client));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Kernel {
    function: &'static Function,
    compiled: Arc<Compiled>,
    channels: Option<Channels>,
    trained: bool,
}

impl Kernel {
    /// With the parameter values of the activation, as constants of the kernel.
    #[must_use]
    pub fn new(activation: &Activation) -> Self {
        let compiled = Compiled::of(activation, true);
        Kernel { function: activation.function(), compiled, channels: None, trained: false }
    }

    /// With parameters in an array of each call: one set, or with channels one for each, as
    /// for [`nonlin::Kernel::per_channel`]. Values out of their ranges act as the nearest
    /// allowed ones.
    ///
    /// How far out a formula can be evaluated in single precision is found out with the
    /// values of the activation.
    #[must_use]
    pub fn trained(activation: &Activation, channels: Option<Channels>) -> Self {
        let compiled = Compiled::of(activation, false);
        let function = activation.function();
        let trained = !function.parameters().is_empty();
        Kernel { function, compiled, channels: channels.filter(|_| trained), trained }
    }

    /// Whether parameters are read from an array.
    #[must_use]
    pub fn has_trained_parameters(&self) -> bool {
        self.trained
    }

    /// Whether the function allows some values of its parameters one by one but not
    /// together: such values a kernel does not bring back into their ranges, see
    /// [`Function::project`].
    #[must_use]
    pub fn has_joint_ranges(&self) -> bool {
        self.compiled.joint
    }

    /// `f(x)`.
    ///
    /// # Errors
    ///
    /// If an array does not fit, or the device does not have its element type.
    pub fn forward(&self, client: &Client, x: &Array, parameters: Option<&Array>) -> Result<Array> {
        let parameters = self.checked(client, x, parameters)?;
        let y = Array::empty(client, x.len, x.element);
        if x.is_empty() {
            return Ok(y);
        }
        let vector = widest(client, x.element, x.len);
        self.elementwise(false, vector, [x, x, &parameters, &y]).launch(client);
        Ok(y)
    }

    /// `g f'(x)`.
    ///
    /// # Errors
    ///
    /// As for [`Self::forward`].
    pub fn backward(
        &self,
        client: &Client,
        x: &Array,
        gradient: &Array,
        parameters: Option<&Array>,
    ) -> Result<Array> {
        let parameters = self.checked(client, x, parameters)?;
        alike(x, gradient)?;
        let gx = Array::empty(client, x.len, x.element);
        if x.is_empty() {
            return Ok(gx);
        }
        let vector = widest(client, x.element, x.len);
        self.elementwise(true, vector, [x, gradient, &parameters, &gx]).launch(client);
        Ok(gx)
    }

    /// `g f'(x)`, and, laid out as the parameters are, the sums of `g df/dp` over the
    /// elements that share the parameter, in f32.
    ///
    /// Both come from one pass over the arrays; the sums of its blocks are added by a second,
    /// small kernel. Blocks depend on the shape alone: results are the same in every run.
    ///
    /// # Errors
    ///
    /// As for [`Self::forward`]; and if the parameters are constants.
    pub fn backward_parameters(
        &self,
        client: &Client,
        x: &Array,
        gradient: &Array,
        parameters: &Array,
    ) -> Result<(Array, Array)> {
        if !self.trained {
            return Err(Error::NotTrained { function: self.function.id() });
        }
        let parameters = self.checked(client, x, Some(parameters))?;
        alike(x, gradient)?;
        let gx = Array::empty(client, x.len, x.element);
        if x.is_empty() {
            let zeros = vec![0.0; parameters.len];
            return Ok((gx, Array::from_f32(client, &zeros, Element::F32)));
        }
        let channels = self.channels.unwrap_or(Channels { count: 1, inner: x.len });
        let grid = Grid::new(channels, x.len, |len| widest(client, x.element, len));
        let count = self.function.parameters().len();
        let partial = Array::empty(client, grid.sums * count, Element::F32);
        let gp = Array::empty(client, parameters.len, Element::F32);
        let arrays = [x, gradient, &parameters, &gx, &partial, &gp];
        self.gradients(grid, arrays).launch(client);
        Ok((gx, gp))
    }

    /// The kernel of values, or of gradients, on the arguments, gradients that come in,
    /// parameters and results.
    pub(crate) fn elementwise<'a>(
        &self,
        gradients: bool,
        vector: usize,
        [x, gradient, parameters, out]: [&'a Array; 4],
    ) -> Elementwise<'a> {
        let compiled = &self.compiled;
        let code = if gradients { &compiled.backward } else { &compiled.forward };
        let layout = match self.channels {
            None => Layout::Shared,
            Some(channels) if channels.inner.is_multiple_of(vector) => Layout::Runs,
            Some(_) => Layout::Mixed,
        };
        let (channels, inner) = self.channels.map_or((1, 1), |c| (c.count as u32, c.inner as u32));
        let job = job(code, layout, x.element, gradients);
        Elementwise { job, vector, channels, inner, x, gradient, parameters, out }
    }

    /// The kernels of both stages of gradients by parameters, on the arguments, gradients that
    /// come in, parameters, gradients by the arguments, sums of blocks and sums.
    pub(crate) fn gradients<'a>(
        &self,
        grid: Grid,
        [x, gradient, parameters, gx, partial, gp]: [&'a Array; 6],
    ) -> Gradients<'a> {
        let job = job(&self.compiled.parameters, grid.layout(), x.element, true);
        Gradients { job, grid, x, gradient, parameters, gx, partial, gp }
    }

    /// The parameters to read, once everything is known to fit.
    fn checked(&self, client: &Client, x: &Array, parameters: Option<&Array>) -> Result<Array> {
        if !x.element.is_supported(client) {
            return Err(Error::Element { element: x.element.name() });
        }
        if x.len > MOST {
            return Err(Error::TooLong { len: x.len, most: MOST });
        }
        if let Some(Channels { count, inner }) = self.channels {
            let whole = count.checked_mul(inner).filter(|&whole| whole > 0);
            if !whole.is_some_and(|whole| x.len.is_multiple_of(whole)) {
                return Err(Error::Channels { len: x.len, count, inner });
            }
        }
        if !self.trained {
            // Never read; some devices have no buffers of no elements.
            return Ok(Array::empty(client, 1, Element::F32));
        }
        let sets = self.channels.map_or(1, |channels| channels.count);
        let expected = sets * self.function.parameters().len();
        match parameters {
            Some(p) if p.len == expected && p.element == Element::F32 => Ok(p.clone()),
            other => Err(Error::Parameters {
                function: self.function.id(),
                found: other.map_or("missing".to_owned(), Array::describe),
                expected,
            }),
        }
    }
}

/// Whether a gradient has the length and type of the argument.
fn alike(x: &Array, gradient: &Array) -> Result<()> {
    if (gradient.len, gradient.element) == (x.len, x.element) {
        return Ok(());
    }
    let (found, expected) = (gradient.describe(), x.describe());
    Err(Error::Unlike { name: "the gradient", found, expected })
}

/// The largest number of elements that a device loads at once and that divides `len`.
fn widest(client: &Client, element: Element, len: usize) -> usize {
    let mut sizes = client.io_optimized_vector_sizes(element.size());
    sizes.find(|&size| len.is_multiple_of(size)).unwrap_or(1)
}

fn job(code: &Arc<Code>, layout: Layout, element: Element, gradients: bool) -> Job {
    let largest = element.largest().to_bits();
    Job { code: Arc::clone(code), layout, largest, gradients, lane_by_lane: false }
}
