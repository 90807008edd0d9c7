//! Kernels over slices: forward, backward and parameter gradients.
//!
//! | file | what |
//! |---|---|
//! | `loops.rs` | one formula over slices, in vectors |
//! | `ahead.rs` | memory asked for before it is read or written |
//! | `apart.rs` | infinities and NaN, one by one |
//! | `table.rs` | the loops compiled for each level |
//! | `spline/` | f32 and half precision by fitted polynomials, with default parameters |
//! | `widened.rs` | f32 computed in f64 with all its digits, for formulas of many steps |
//! | `halves.rs` | half precision, converted in registers |
//! | `short.rs`, `convert.rs` | half precision with parameter gradients, converted in blocks |
//! | `element.rs` | element types |
//! | `higher.rs` | second and higher derivatives, one element at a time |
//! | `gathered.rs` | parameters that change from element to element |
//! | `plan.rs` | parameters per channel and per element, threads |
//!
//! A result depends on the input, the parameters and the level alone: not on the
//! number of threads, the alignment of a slice or the position in the array.

mod ahead;
mod apart;
pub(crate) mod convert;
pub(crate) mod element;
pub(crate) mod gathered;
mod halves;
mod higher;
pub(crate) mod loops;
pub(crate) mod plan;
mod short;
pub(crate) mod spline;
pub(crate) mod table;
mod widened;

pub use element::Element;
pub(crate) use halves::{Halves, of_bf16, of_f16};
pub(crate) use short::{Short, short};
pub(crate) use spline::{Fitted, Layout, Spline, are_same, is_measured, rounded};
pub(crate) use table::{Kernels, of_f32, of_f64};

use crate::activation::Activation;
use crate::catalogue::Function;
use crate::error::{Error, Result};
use crate::formula::{Formula, Twin};
use crate::level::Level;
use crate::rational::pieces::Units;

/// How elements belong to channels: element `i` to channel `(i / inner) % count`.
///
/// For a tensor with the channel axis at position `k` of its shape, `count` is
/// `shape[k]` and `inner` the product of the dimensions behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channels {
    /// How many channels there are.
    pub count: usize,
    /// How many neighbouring elements belong to the same channel.
    pub inner: usize,
}

impl Channels {
    /// Whether there are channels with elements in them.
    pub(crate) fn checked(self) -> Result<Self> {
        if self.count == 0 || self.inner == 0 {
            return Err(Error::Channels {
                reason: format!(
                    "a channel layout needs at least one channel and one element in it, not {} and {}",
                    self.count, self.inner
                ),
            });
        }
        Ok(self)
    }

    /// Groups of neighbouring channels as channels, for parameters that groups share.
    ///
    /// # Errors
    ///
    /// If the groups do not divide the channels.
    pub fn grouped(self, groups: usize) -> Result<Self> {
        if groups == 0 || !self.count.is_multiple_of(groups) {
            return Err(Error::Channels {
                reason: format!(
                    "{} channels do not make {groups} groups of equal size",
                    self.count
                ),
            });
        }
        Ok(Channels { count: groups, inner: self.count / groups * self.inner })
    }

    /// Whether so many elements are whole channels.
    pub(crate) fn check(self, len: usize) -> Result<()> {
        let Channels { count, inner } = self;
        match count.checked_mul(inner) {
            Some(whole) if len.is_multiple_of(whole) => Ok(()),
            _ => Err(Error::Channels {
                reason: format!(
                    "x has {len} elements, which is no multiple of {count} channels of {inner}"
                ),
            }),
        }
    }
}

/// A function with its parameters, ready to run over slices.
///
/// Parameters are rounded to f32 where elements are f32, f16 or bf16. The
/// backward pass needs the input only. Where the slope is 0, the incoming
/// gradient does not matter, not even if it is infinite.
///
/// ```
/// use nonlin::Activation;
///
/// let act: Activation = "telu".parse()?;
/// let x = [-1.0f32, 0.0, 2.0];
/// let (mut y, mut gx) = ([0.0; 3], [0.0; 3]);
/// act.kernel().forward_backward(&x, &[1.0; 3], &mut y, &mut gx)?;
/// assert_eq!(y[1], 0.0);
/// # Ok::<(), nonlin::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Kernel<'a> {
    function: &'static Function,
    parameters: &'a [f64],
    /// What a rational unit has of its parameters.
    units: Option<Units<'a>>,
    /// The function of the catalogue that a formula is.
    twin: Option<Twin>,
    channels: Option<Channels>,
    threads: Option<usize>,
    level: Level,
    seed: Option<u64>,
    /// Whether a formula is to run as register code.
    as_code: bool,
}

impl<'a> Kernel<'a> {
    /// With one set of parameters for all elements.
    ///
    /// # Errors
    ///
    /// If there are too many or too few parameters, or one is out of its range.
    pub fn new(function: &'static Function, parameters: &'a [f64]) -> Result<Self> {
        function.check(parameters)?;
        Ok(Self::unchecked(function, parameters, None))
    }

    /// With a set of parameters for each channel: parameter `k` of channel `c` is
    /// `parameters[c * function.parameters().len() + k]`.
    ///
    /// # Errors
    ///
    /// As for [`Self::new`]; and if there are no channels, or no element in one.
    pub fn per_channel(
        function: &'static Function,
        parameters: &'a [f64],
        channels: Channels,
    ) -> Result<Self> {
        let channels = channels.checked()?;
        let per = function.parameters().len();
        let expected = per.checked_mul(channels.count);
        if expected != Some(parameters.len()) {
            return Err(Error::ParameterCount {
                function: function.id(),
                expected: expected.unwrap_or(usize::MAX),
                found: parameters.len(),
                channels: Some(channels.count),
            });
        }
        if per > 0 {
            parameters.chunks_exact(per).try_for_each(|set| function.check(set))?;
        }
        Ok(Self::unchecked(function, parameters, (per > 0).then_some(channels)))
    }

    pub(crate) fn of(activation: &'a Activation) -> Self {
        Self::unchecked(activation.function(), activation.values(), None)
    }

    /// With values that are known to be allowed.
    pub(crate) fn unchecked(
        function: &'static Function,
        parameters: &'a [f64],
        channels: Option<Channels>,
    ) -> Self {
        let units = function.form().map(|form| Units::new(form, parameters));
        let twin = function.own_formula().and_then(Formula::twin);
        let twin = twin.filter(|twin| twin.allows(parameters));
        let level = Level::detect();
        let (threads, seed, as_code) = (None, None, false);
        Kernel { function, parameters, units, twin, channels, threads, level, seed, as_code }
    }

    /// A formula as it runs where the catalogue does not have its function: it runs that
    /// function's compiled kernel otherwise. To measure and to test.
    #[must_use]
    pub fn as_unknown(mut self) -> Self {
        self.twin = None;
        self
    }

    /// A formula as register code even where polynomials can stand for it, or the catalogue
    /// has its function. To measure and to test.
    #[must_use]
    pub fn as_register_code(mut self) -> Self {
        self.as_code = true;
        self.as_unknown()
    }

    /// With at most `n` threads. By default as many as rayon's pool has, and one
    /// for arrays too small to share.
    #[must_use]
    pub fn threads(mut self, n: usize) -> Self {
        self.threads = Some(n.max(1));
        self
    }

    /// At another SIMD level than the machine's strongest.
    ///
    /// # Errors
    ///
    /// If the machine does not have it.
    pub fn level(mut self, level: Level) -> Result<Self> {
        self.level = level.checked()?;
        Ok(self)
    }

    /// In training mode: a stochastic function draws for each element from `seed`
    /// and the element's index, a rational unit with noise for each coefficient, so
    /// that the backward pass with the same seed draws the same. Others are not
    /// affected.
    #[must_use]
    pub fn training(mut self, seed: u64) -> Self {
        self.seed = self.function.is_stochastic().then_some(seed);
        if let Some(form) = self.function.form() {
            self.units = Some(Units::training(form, self.parameters, seed));
        }
        self
    }

    /// `y = f(x)`.
    ///
    /// # Errors
    ///
    /// If the slices differ in length, or do not hold whole channels.
    pub fn forward<T: Element>(&self, x: &[T], y: &mut [T]) -> Result<()> {
        check_length("y", y.len(), x.len())?;
        self.run(plan::Job { x, gy: None, y: Some(y), gx: None }, None)
    }

    /// `x = f(x)`.
    ///
    /// # Errors
    ///
    /// If the slice does not hold whole channels.
    pub fn forward_in_place<T: Element>(&self, x: &mut [T]) -> Result<()> {
        self.check_channels(x.len())?;
        plan::forward_in_place(self, x);
        Ok(())
    }

    /// `gx = gy f'(x)`.
    ///
    /// # Errors
    ///
    /// As for [`Self::forward`].
    pub fn backward<T: Element>(&self, x: &[T], gy: &[T], gx: &mut [T]) -> Result<()> {
        check_length("gy", gy.len(), x.len())?;
        check_length("gx", gx.len(), x.len())?;
        self.run(plan::Job { x, gy: Some(gy), y: None, gx: Some(gx) }, None)
    }

    /// `g = g f'(x)`.
    ///
    /// # Errors
    ///
    /// As for [`Self::forward`].
    pub fn backward_in_place<T: Element>(&self, x: &[T], g: &mut [T]) -> Result<()> {
        check_length("g", g.len(), x.len())?;
        self.check_channels(x.len())?;
        plan::backward_in_place(self, x, g);
        Ok(())
    }

    /// `y = f(x)` and `gx = gy f'(x)` in one pass.
    ///
    /// # Errors
    ///
    /// As for [`Self::forward`].
    pub fn forward_backward<T: Element>(
        &self,
        x: &[T],
        gy: &[T],
        y: &mut [T],
        gx: &mut [T],
    ) -> Result<()> {
        check_length("gy", gy.len(), x.len())?;
        check_length("y", y.len(), x.len())?;
        check_length("gx", gx.len(), x.len())?;
        self.run(plan::Job { x, gy: Some(gy), y: Some(y), gx: Some(gx) }, None)
    }

    /// `gx = gy f'(x)`, and in `gp`, laid out as the parameters are, the sums of
    /// `gy df/dp` over the elements that share the parameter.
    ///
    /// The sums are formed in fixed pieces in a fixed order, in f64 beyond a few
    /// dozen elements, so that they have the same bits for any number of threads.
    ///
    /// # Errors
    ///
    /// As for [`Self::forward`]; and if `gp` is not as long as the parameters.
    pub fn backward_parameters<T: Element>(
        &self,
        x: &[T],
        gy: &[T],
        gx: &mut [T],
        gp: &mut [f64],
    ) -> Result<()> {
        check_length("gy", gy.len(), x.len())?;
        check_length("gx", gx.len(), x.len())?;
        self.check_gradient(gp.len())?;
        gp.fill(0.0);
        self.run(plan::Job { x, gy: Some(gy), y: None, gx: Some(gx) }, Some(&mut *gp))?;
        if let Some(units) = &self.units {
            units.without_noise(gp);
        }
        Ok(())
    }

    fn run<T: Element>(&self, job: plan::Job<'_, T>, gp: Option<&mut [f64]>) -> Result<()> {
        self.check_channels(job.x.len())?;
        plan::run(self, job, gp);
        Ok(())
    }

    /// Whether so many numbers are one for each parameter.
    fn check_gradient(&self, found: usize) -> Result<()> {
        if found == self.parameters.len() {
            return Ok(());
        }
        Err(Error::ParameterCount {
            function: self.function.id(),
            expected: self.parameters.len(),
            found,
            channels: self.channels.map(|channels| channels.count),
        })
    }

    fn check_channels(&self, len: usize) -> Result<()> {
        let Some(Channels { count, inner }) = self.channels else {
            return Ok(());
        };
        Channels { count, inner }.check(len)
    }
}

/// Whether a slice is as long as `x`.
pub(crate) fn check_length(name: &'static str, found: usize, expected: usize) -> Result<()> {
    if found == expected { Ok(()) } else { Err(Error::Length { name, found, expected }) }
}
