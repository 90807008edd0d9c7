//! What users call.

use std::sync::Arc;

use cubecl::client::Client;
use cubecl::prelude::*;
use nonlin::{Activation, Channels, Function};

use crate::array::{Array, Element};
use crate::compiled::Compiled;
use crate::error::{Error, Result};
use crate::kernels::{self, Layout, ShapeLaunch, UNITS};

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
    pub(crate) compiled: Arc<Compiled>,
    channels: Option<Channels>,
    pub(crate) trained: bool,
}

/// Where the sums of parameter gradients are formed.
struct Plan {
    /// Whether cubes work on channels, rather than units on columns.
    runs: bool,
    vector: usize,
    rows: u32,
    channels: u32,
    inner: u32,
    blocks: u32,
    share: u32,
    /// The partial sums of a parameter.
    sums: usize,
    cubes: usize,
    dim: CubeDim,
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
        let (channels, inner) = self.channel_sizes();
        let vector = widest(client, x.element, x.len);
        let count = elementwise(client, x.len / vector);
        kernels::forward::launch(
            client,
            count,
            CubeDim::new_1d(UNITS),
            vector,
            x.arg(),
            parameters.arg(),
            y.arg(),
            channels,
            inner,
            self.compiled.forward.clone(),
            self.layout(vector),
            x.element.largest().to_bits(),
            x.element.elem_type(),
        );
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
        let (channels, inner) = self.channel_sizes();
        let vector = widest(client, x.element, x.len);
        let count = elementwise(client, x.len / vector);
        kernels::backward::launch(
            client,
            count,
            CubeDim::new_1d(UNITS),
            vector,
            x.arg(),
            gradient.arg(),
            parameters.arg(),
            gx.arg(),
            channels,
            inner,
            self.compiled.backward.clone(),
            self.layout(vector),
            x.element.largest().to_bits(),
            x.element.elem_type(),
        );
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
        let code = self.compiled.parameters.clone();
        let plan = self.plan(client, x);
        let count = code.parameters.len();
        let partial = Array::empty(client, plan.sums * count, Element::F32);
        let gp = Array::empty(client, parameters.len, Element::F32);
        let shape = ShapeLaunch::new(plan.rows, plan.channels, plan.inner, plan.blocks, plan.share);
        let launch = if plan.runs {
            kernels::backward_runs::launch
        } else {
            kernels::backward_columns::launch
        };
        launch(
            client,
            cubes(plan.cubes),
            plan.dim,
            plan.vector,
            x.arg(),
            gradient.arg(),
            parameters.arg(),
            gx.arg(),
            partial.arg(),
            shape,
            code,
            x.element.largest().to_bits(),
            x.element.elem_type(),
        );
        let sets = (parameters.len / count) as u32;
        let inner = if plan.runs { 1 } else { self.channel_sizes().1 };
        kernels::total::launch(
            client,
            cubes(parameters.len),
            CubeDim::new_1d(UNITS),
            partial.arg(),
            gp.arg(),
            sets,
            inner,
            plan.blocks,
            count,
        );
        Ok((gx, gp))
    }

    /// The number of channels, and of neighbouring elements of each.
    fn channel_sizes(&self) -> (u32, u32) {
        self.channels.map_or((1, 1), |c| (c.count as u32, c.inner as u32))
    }

    fn layout(&self, vector: usize) -> Layout {
        match self.channels {
            None => Layout::Shared,
            Some(channels) if channels.inner.is_multiple_of(vector) => Layout::Runs,
            Some(_) => Layout::Mixed,
        }
    }

    fn plan(&self, client: &Client, x: &Array) -> Plan {
        let channels = self.channels.unwrap_or(Channels { count: 1, inner: x.len });
        let Channels { count, inner } = channels;
        let rows = x.len / (count * inner);
        let units = UNITS as usize;
        if count == 1 || inner >= 32 {
            // One channel is one run, however its rows are cut.
            let (rows, inner) = if count == 1 { (1, x.len) } else { (rows, inner) };
            let vector = widest(client, x.element, inner);
            let inner = inner / vector;
            let all = rows * inner;
            let share = (all * count).div_ceil(2048).next_multiple_of(units).max(4 * units);
            let blocks = all.div_ceil(share);
            Plan {
                runs: true,
                vector,
                rows: rows as u32,
                channels: count as u32,
                inner: inner as u32,
                blocks: blocks as u32,
                share: share as u32,
                sums: blocks * count,
                cubes: blocks * count,
                dim: CubeDim::new_1d(UNITS),
            }
        } else {
            let vector = widest(client, x.element, count * inner);
            let columns = count * inner / vector;
            let wide = columns.next_power_of_two().min(units);
            let share = rows.div_ceil((65536 / columns).max(1)).max(16);
            let blocks = rows.div_ceil(share);
            Plan {
                runs: false,
                vector,
                rows: rows as u32,
                channels: count as u32,
                inner: inner as u32,
                blocks: blocks as u32,
                share: share as u32,
                sums: blocks * count * inner,
                cubes: columns.div_ceil(wide) * blocks.div_ceil(units / wide),
                dim: CubeDim::new_2d(wide as u32, (units / wide) as u32),
            }
        }
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

fn elementwise(client: &Client, vectors: usize) -> CubeCount {
    cubecl::calculate_cube_count_elemwise(client, vectors, CubeDim::new_1d(UNITS))
}

/// So many cubes, or a few more.
fn cubes(count: usize) -> CubeCount {
    let count = count as u32;
    let most = u32::from(u16::MAX);
    match count {
        _ if count <= most => CubeCount::Static(count, 1, 1),
        _ => CubeCount::Static(most, count.div_ceil(most), 1),
    }
}
