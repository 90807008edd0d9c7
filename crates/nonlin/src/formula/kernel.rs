//! Formulas over slices.

use super::machine::Digits;
use super::run::Task;
use super::{Compiled, Formula};
use crate::error::{Error, Result};
use crate::kernels::plan::{self, Job};
use crate::kernels::{Channels, Element, check_length};
use crate::level::Level;

/// A formula with its parameters, ready to run over slices.
///
/// As with the kernels of the catalogue, parameters are rounded to f32 where elements are
/// f32, f16 or bf16, the backward pass needs the input only, finite arguments have finite
/// results wherever the formula has a value, and a result depends on the input, the
/// parameters and the level alone. All types are computed in f64.
///
/// ```
/// let formula = nonlin::Formula::parse("x*tanh(log(1 + exp(x)))")?;
/// let x = [-1.0f32, 0.0, 2.0];
/// let (mut y, mut gx) = ([0.0; 3], [0.0; 3]);
/// formula.kernel().forward_backward(&x, &[1.0; 3], &mut y, &mut gx)?;
/// assert_eq!((y[1], gx[1]), (0.0, 0.6));
/// # Ok::<(), nonlin::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Kernel<'a> {
    formula: &'a Formula,
    parameters: &'a [f64],
    channels: Option<Channels>,
    threads: Option<usize>,
    level: Level,
}

impl<'a> Kernel<'a> {
    /// With one set of parameters for all elements.
    pub(super) fn of(
        formula: &'a Formula,
        parameters: &'a [f64],
        channels: Option<Channels>,
    ) -> Self {
        Kernel { formula, parameters, channels, threads: None, level: Level::detect() }
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

    /// `y = f(x)`.
    ///
    /// # Errors
    ///
    /// If the slices differ in length, or do not hold whole channels.
    pub fn forward<T: Element>(&self, x: &[T], y: &mut [T]) -> Result<()> {
        check_length("y", y.len(), x.len())?;
        self.run(Job { x, gy: None, y: Some(y), gx: None }, None)
    }

    /// `x = f(x)`.
    ///
    /// # Errors
    ///
    /// If the slice does not hold whole channels.
    pub fn forward_in_place<T: Element>(&self, x: &mut [T]) -> Result<()> {
        self.check_channels(x.len())?;
        plan::share_mut(x, 0, plan::tasks(self.threads), &|start, part| {
            plan::copied(part, |offset, copy, block| {
                let job = Job { x: copy, gy: None, y: Some(block), gx: None };
                self.piece(start + offset, job, None);
            });
        });
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
        self.run(Job { x, gy: Some(gy), y: None, gx: Some(gx) }, None)
    }

    /// `g = g f'(x)`.
    ///
    /// # Errors
    ///
    /// As for [`Self::forward`].
    pub fn backward_in_place<T: Element>(&self, x: &[T], g: &mut [T]) -> Result<()> {
        check_length("g", g.len(), x.len())?;
        self.check_channels(x.len())?;
        plan::share_mut(g, 0, plan::tasks(self.threads), &|start, part| {
            plan::copied(part, |offset, copy, block| {
                let x = &x[start + offset..][..block.len()];
                let job = Job { x, gy: Some(copy), y: None, gx: Some(block) };
                self.piece(start + offset, job, None);
            });
        });
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
        self.run(Job { x, gy: Some(gy), y: Some(y), gx: Some(gx) }, None)
    }

    /// `gx = gy f'(x)`, and in `gp`, laid out as the parameters are, the sums of
    /// `gy df/dp` over the elements that share the parameter, in f64.
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
        if gp.len() != self.parameters.len() {
            let reason = format!(
                "the gradient of the parameters has {} elements, but there are {} parameter values",
                gp.len(),
                self.parameters.len()
            );
            return Err(Error::FormulaUse { reason });
        }
        gp.fill(0.0);
        self.run(Job { x, gy: Some(gy), y: None, gx: Some(gx) }, Some(gp))
    }

    fn check_channels(&self, len: usize) -> Result<()> {
        self.channels.map_or(Ok(()), |channels| channels.check(len))
    }

    fn run<T: Element>(&self, job: Job<'_, T>, gp: Option<&mut [f64]>) -> Result<()> {
        self.check_channels(job.x.len())?;
        let tasks = plan::tasks(self.threads);
        plan::by_pieces(tasks, job, gp, &|start, job, sums| self.piece(start, job, sums));
        Ok(())
    }

    /// Elements from `start` on, by the channels they belong to.
    fn piece<T: Element>(&self, start: usize, job: Job<'_, T>, mut sums: Option<&mut [f64]>) {
        let Some(channels) = self.channels else {
            return self.uniform(self.parameters, job, sums);
        };
        let per = self.formula.values().len();
        job.parts(
            |offset| channels.inner - (start + offset) % channels.inner,
            |offset, part| {
                let channel = (start + offset) / channels.inner % channels.count;
                let set = channel * per..(channel + 1) * per;
                let sums = sums.as_deref_mut().map(|sums| &mut sums[set.clone()]);
                self.uniform(&self.parameters[set], part, sums);
            },
        );
    }

    /// Elements that share their parameters.
    fn uniform<T: Element>(&self, parameters: &[f64], job: Job<'_, T>, sums: Option<&mut [f64]>) {
        let compiled: &Compiled = &self.formula.shared;
        let code = match (&job.y, &job.gx, &sums) {
            (_, Some(_), Some(_)) => &compiled.parameters,
            (Some(_), Some(_), None) => &compiled.both,
            (None, Some(_), None) => &compiled.backward,
            _ => &compiled.forward,
        };
        let limit = T::LARGEST;
        // Rounded as elements are.
        let double = limit > f64::from(f32::MAX);
        let mut rounded = [0.0; super::definition::MAX_PARAMETERS];
        for (rounded, &p) in rounded.iter_mut().zip(parameters) {
            *rounded = if double { p } else { f64::from(p as f32) };
        }
        let parameters = &rounded[..parameters.len()];
        let digits = if double { Digits::All } else { compiled.digits };
        Task { code, parameters, digits, level: self.level, limit }.run(job, sums);
    }
}
