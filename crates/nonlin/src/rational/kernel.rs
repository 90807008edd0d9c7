//! Rational units over slices.

use super::prepared::Sets;
use super::unit::check;
use super::{Form, Unit};
use crate::error::{Error, Result};
use crate::kernels::element::{BLOCK, Element};
use crate::kernels::plan::{self, Job};
use crate::kernels::{Channels, check_length};
use crate::level::Level;

/// A rational unit with its coefficients, ready to run over slices.
///
/// All types are computed in f64. The backward pass needs the input only, and has the
/// gradients by `x` and by all coefficients in one pass. Every finite input has a
/// finite value and a finite slope, whatever the finite coefficients.
#[derive(Clone, Debug)]
pub struct Kernel<'a> {
    form: Form,
    sets: Sets<'a>,
    channels: Option<Channels>,
    threads: Option<usize>,
    level: Level,
}

/// Runs of a set shorter than this are gathered.
const SHORT_RUN: usize = 128;

impl<'a> Kernel<'a> {
    /// With one set of coefficients for all elements, laid out as in [`Unit::new`].
    ///
    /// # Errors
    ///
    /// As for [`Unit::new`].
    pub fn new(form: Form, coefficients: &'a [f64]) -> Result<Self> {
        check(&form.checked()?, coefficients)?;
        Ok(Self::of(form, coefficients, None))
    }

    /// With a set of coefficients for each channel, or for each group of neighbouring
    /// channels: as many groups as there are sets, which must divide the channels.
    ///
    /// # Errors
    ///
    /// As for [`Unit::new`]; and if there are no channels, no elements in one, or the
    /// sets do not divide them.
    pub fn grouped(form: Form, coefficients: &'a [f64], channels: Channels) -> Result<Self> {
        let form = form.checked()?;
        let channels = channels.checked()?;
        let per = form.coefficients();
        let sets = coefficients.len() / per;
        if sets == 0
            || !coefficients.len().is_multiple_of(per)
            || !channels.count.is_multiple_of(sets)
        {
            return Err(Error::RationalForm {
                reason: format!(
                    "{} channels of {form} take {per} coefficients for each of 1 to {} groups of equal size, not {} coefficients",
                    channels.count,
                    channels.count,
                    coefficients.len()
                ),
            });
        }
        coefficients.chunks_exact(per).try_for_each(|set| check(&form, set))?;
        Ok(Self::of(form, coefficients, (sets > 1).then_some(channels)))
    }

    fn of(form: Form, coefficients: &'a [f64], channels: Option<Channels>) -> Self {
        let sets = Sets::new(form, coefficients);
        Kernel { form, sets, channels, threads: None, level: Level::detect() }
    }

    /// With at most `n` threads; see [`crate::Kernel::threads`].
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

    /// How many coefficients there are in all sets.
    #[must_use]
    pub fn coefficients(&self) -> usize {
        self.sets.count() * self.form.coefficients()
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

    /// `gx = gy f'(x)`, and in `gradient`, laid out as the coefficients are, the sums
    /// of `gy` times the derivative by each coefficient over the elements that share it.
    ///
    /// The sums are formed in f64, in fixed pieces in a fixed order: the same bits for
    /// any number of threads.
    ///
    /// # Errors
    ///
    /// As for [`Self::forward`]; and if `gradient` is not as long as the coefficients.
    pub fn backward_coefficients<T: Element>(
        &self,
        x: &[T],
        gy: &[T],
        gx: &mut [T],
        gradient: &mut [f64],
    ) -> Result<()> {
        check_length("gy", gy.len(), x.len())?;
        check_length("gx", gx.len(), x.len())?;
        if gradient.len() != self.coefficients() {
            return Err(Error::RationalForm {
                reason: format!(
                    "{} has {} coefficients, and as many gradients, not {}",
                    self.form,
                    self.coefficients(),
                    gradient.len()
                ),
            });
        }
        gradient.fill(0.0);
        self.run(Job { x, gy: Some(gy), y: None, gx: Some(gx) }, Some(gradient))
    }

    fn run<T: Element>(&self, job: Job<'_, T>, gradient: Option<&mut [f64]>) -> Result<()> {
        if let Some(channels) = self.channels {
            channels.check(job.x.len())?;
        }
        let tasks = plan::tasks(self.threads);
        plan::by_pieces(tasks, job, gradient, &|start, job, sums| self.piece(start, job, sums));
        Ok(())
    }

    /// Elements from `start` on, with their sets looked up.
    fn piece<T: Element>(&self, start: usize, job: Job<'_, T>, mut sums: Option<&mut [f64]>) {
        let Some(Channels { count, inner }) = self.channels else {
            return T::rational(&self.sets, 0, self.level, job, sums);
        };
        let (sets, per) = (self.sets.count(), self.form.coefficients());
        // Neighbouring elements of a set, in each of the rows that all sets make up.
        let run = count / sets * inner;
        if run >= SHORT_RUN {
            return job.parts(
                |offset| run - (start + offset) % run,
                |offset, part| {
                    let set = (start + offset) / run % sets;
                    let sums = sums.as_deref_mut().map(|s| &mut s[set * per..(set + 1) * per]);
                    T::rational(&self.sets, set, self.level, part, sums);
                },
            );
        }
        self.gathered(start, run, job, sums);
    }

    /// Short runs: each set's elements gathered into blocks, and their results put back.
    fn gathered<T: Element>(
        &self,
        start: usize,
        run: usize,
        job: Job<'_, T>,
        mut sums: Option<&mut [f64]>,
    ) {
        let Job { x, gy, mut y, mut gx } = job;
        let (sets, per) = (self.sets.count(), self.form.coefficients());
        let mut places = [0; BLOCK];
        let zero = [T::default(); BLOCK];
        let (mut xs, mut gs, mut ys, mut ds) = (zero, zero, zero, zero);
        for set in 0..sets {
            let mut i = 0;
            while i < x.len() {
                let mut len = 0;
                while i < x.len() && len < BLOCK {
                    let at = (start + i) % (run * sets);
                    if at / run != set {
                        // On to the set's next run.
                        let first = set * run;
                        i += if at < first { first - at } else { run * sets - at + first };
                        continue;
                    }
                    (places[len], xs[len]) = (i, x[i]);
                    if let Some(gy) = gy {
                        gs[len] = gy[i];
                    }
                    (len, i) = (len + 1, i + 1);
                }
                let part = Job {
                    x: &xs[..len],
                    gy: gy.is_some().then_some(&gs[..len]),
                    y: y.is_some().then_some(&mut ys[..len]),
                    gx: gx.is_some().then_some(&mut ds[..len]),
                };
                let sums = sums.as_deref_mut().map(|s| &mut s[set * per..(set + 1) * per]);
                T::rational(&self.sets, set, self.level, part, sums);
                for (&place, k) in places[..len].iter().zip(0..) {
                    if let Some(y) = y.as_deref_mut() {
                        y[place] = ys[k];
                    }
                    if let Some(gx) = gx.as_deref_mut() {
                        gx[place] = ds[k];
                    }
                }
            }
        }
    }
}

impl Unit {
    /// The kernel over slices.
    #[must_use]
    pub fn kernel(&self) -> Kernel<'_> {
        Kernel::of(*self.form(), self.coefficients(), None)
    }
}
