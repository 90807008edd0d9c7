//! Piecewise polynomials that stand for a formula.

use std::cell::RefCell;

use super::Compiled;
use super::registers::Digits;
use super::resolved::is_resolved;
use crate::kernels::{Fitted, are_same, is_measured, rounded};
use crate::level::Level;

impl Compiled {
    /// The polynomials that stand for the formula with these parameters, at that level; they
    /// are looked for when they are first wanted.
    pub(super) fn fitted(&self, level: Level, parameters: &[f64]) -> Option<&Fitted> {
        // Straight lines, which f32 computes in itself, have a kink or are as fast.
        let lines = self.digits == Digits::Own;
        if lines || !(is_measured(level) && are_same(parameters, self.defaults())) {
            return None;
        }
        self.fitted.get_or_init(|| self.fit(level)).as_deref()
    }

    fn defaults(&self) -> impl Iterator<Item = &f64> {
        self.definition.parameters.iter().map(|p| &p.1)
    }

    fn fit(&self, level: Level) -> Option<Box<Fitted>> {
        let program = self.all.only(&[0, 1]);
        let p = rounded(self.defaults());
        let values = RefCell::default();
        let function = |x: f64| {
            let values = &mut *values.borrow_mut();
            let mut results = program.evaluate_in(values, x, &p, &[0, 1]);
            let mut next = || results.next().unwrap_or(f64::NAN);
            (next(), next())
        };
        let is_resolved = |x: &[f64]| is_resolved(&program, &p, x);
        Fitted::search(level, &function, is_resolved).map(Box::new)
    }
}
