//! Pieces of a call on a formula.

use super::registers::Digits;
use super::run::Task;
use super::{Compiled, Formula};
use crate::kernels::plan::Job;
use crate::kernels::{Channels, Element};
use crate::level::Level;

/// What a piece needs beside its elements: all types are computed in f64.
#[derive(Clone, Copy)]
pub(crate) struct Pieces<'a> {
    pub(crate) formula: &'a Formula,
    pub(crate) parameters: &'a [f64],
    pub(crate) channels: Option<Channels>,
    pub(crate) level: Level,
    /// Whether polynomials must not stand for the formula.
    pub(crate) as_code: bool,
}

impl Pieces<'_> {
    /// Elements from `start` on, by the channels they belong to.
    pub(crate) fn piece<T: Element>(
        self,
        start: usize,
        job: Job<'_, T>,
        mut sums: Option<&mut [f64]>,
    ) {
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
    fn uniform<T: Element>(self, parameters: &[f64], job: Job<'_, T>, sums: Option<&mut [f64]>) {
        let as_code = self.as_code || !T::SPLINED;
        let compiled = (!as_code).then_some(&self.formula.shared);
        match compiled.and_then(|compiled| compiled.fitted(self.level, parameters)) {
            Some(fitted) => fitted.run(self.level, job, sums, |job, sums| {
                self.code(parameters, job, sums);
            }),
            None => self.code(parameters, job, sums),
        }
    }

    /// Elements that share their parameters, as register code.
    fn code<T: Element>(self, parameters: &[f64], job: Job<'_, T>, sums: Option<&mut [f64]>) {
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
        let program = &compiled.all;
        Task { code, program, parameters, digits, level: self.level, limit }.run(job, sums);
    }
}
