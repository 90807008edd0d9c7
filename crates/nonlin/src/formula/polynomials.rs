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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::Formula;

    fn found(text: &str) -> Option<bool> {
        let formula: Formula = text.parse().unwrap();
        let level = Level::detect();
        is_measured(level).then(|| formula.shared.fitted(level, formula.values()).is_some())
    }

    #[test]
    fn smooth_formulas_have_polynomials() {
        for text in [
            "x*sigmoid(x)^2",
            "x*tanh(exp(x))*0.9",
            "x/sqrt(1 + x^2)",
            "f(a=2, b=0.3) = a*tanh(b*x)",
            "-x*Phi(1.1*x)",
            "log(2 + exp(x))",
            "x*exp(-abs(x)/3)",
            "if(x > 0, x, exp(x) - 1)",
        ] {
            assert_ne!(found(text), Some(false), "{text}");
        }
    }

    /// Between the points at which polynomials are compared with the function there may be
    /// anything.
    #[test]
    fn nothing_is_hidden_between_points() {
        for text in [
            "x + exp(-(1000*(x - 0.3))^2)",
            "x + gaussian(3000*x - 1000.5)",
            "x + 2 + 0.001*sech2(1e4*(x - 1.2345))",
            "x + 1e-9/(1e-9 + (x - 0.3)^2)",
            "x + 1e-6*sin(1000*x)",
            "2 + sigmoid(1e5*(x - 0.123))",
            "if(x < 0.49999, 5 + x, 5.0001 + x)",
            "5 + x + 1e-4*abs(x - 0.123)",
            "5 + max(x, 0.3)",
            "9 + floor(x)/1000",
            "3 + x/(x - 0.7)",
            "9 + sqrt((x - 1)^2)",
            "x*sin(1/x)",
            "if(x > 0, x, 0.01*x)",
            "sqrt(1 + x^2)",
        ] {
            assert_ne!(found(text), Some(true), "{text}");
        }
    }
}
