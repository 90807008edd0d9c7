//! Pieces of a call on a rational unit: which elements share a set of coefficients.

use std::borrow::Cow;

use super::Form;
use super::prepared::Sets;
use crate::kernels::Channels;
use crate::kernels::element::{BLOCK, Element};
use crate::kernels::gathered::uniform_at;
use crate::kernels::plan::Job;
use crate::level::Level;

/// The coefficients of a call, ready for the loops.
#[derive(Clone, Debug)]
pub(crate) struct Units<'a> {
    form: Form,
    sets: Sets<'a>,
    /// What noise multiplies each coefficient by, if there is any.
    factors: Option<Vec<f64>>,
}

/// Runs of a set shorter than this are gathered.
const SHORT_RUN: usize = 128;

impl<'a> Units<'a> {
    /// `coefficients` set after set; of the right number, and finite.
    pub(crate) fn new(form: Form, coefficients: &'a [f64]) -> Self {
        let sets = Sets::new(form, Cow::Borrowed(coefficients));
        Units { form, sets, factors: None }
    }

    /// With the noise of version D, which depends on the seed alone.
    pub(crate) fn training(form: Form, coefficients: &'a [f64], seed: u64) -> Self {
        let Some(noise) = form.noise() else { return Self::new(form, coefficients) };
        let factor = |k| 1.0 + noise * (2.0 * uniform_at(seed, k) - 1.0);
        let factors: Vec<f64> = (0..coefficients.len()).map(factor).collect();
        let noisy = coefficients.iter().zip(&factors).map(|(c, f)| c * f).collect();
        Units { form, sets: Sets::new(form, Cow::Owned(noisy)), factors: Some(factors) }
    }

    /// What noise multiplies coefficient `k` of all sets by.
    pub(crate) fn factor(&self, k: usize) -> f64 {
        self.factors.as_ref().map_or(1.0, |factors| factors[k])
    }

    /// From the gradients by coefficients with noise to those by the coefficients.
    pub(crate) fn without_noise(&self, gradient: &mut [f64]) {
        let factors = self.factors.iter().flatten();
        gradient.iter_mut().zip(factors).for_each(|(g, factor)| *g *= factor);
    }

    /// Elements from `start` on, with their sets looked up: one for each channel.
    pub(crate) fn piece<T: Element>(
        &self,
        channels: Option<Channels>,
        level: Level,
        start: usize,
        job: Job<'_, T>,
        mut sums: Option<&mut [f64]>,
    ) {
        let Some(Channels { count: sets, inner: run }) = channels else {
            return T::rational(&self.sets, 0, level, job, sums);
        };
        let per = self.form.coefficients();
        if run >= SHORT_RUN {
            return job.parts(
                |offset| run - (start + offset) % run,
                |offset, part| {
                    let set = (start + offset) / run % sets;
                    let sums = sums.as_deref_mut().map(|s| &mut s[set * per..(set + 1) * per]);
                    T::rational(&self.sets, set, level, part, sums);
                },
            );
        }
        self.gathered(sets, run, level, start, job, sums);
    }

    /// Short runs: each set's elements gathered into blocks, and their results put back.
    fn gathered<T: Element>(
        &self,
        sets: usize,
        run: usize,
        level: Level,
        start: usize,
        job: Job<'_, T>,
        mut sums: Option<&mut [f64]>,
    ) {
        let Job { x, gy, mut y, mut gx } = job;
        let per = self.form.coefficients();
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
                T::rational(&self.sets, set, level, part, sums);
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
