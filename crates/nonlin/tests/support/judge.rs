//! What an error is measured in: units of the truth, or, where a sum passes
//! through zero, of its largest term.

use nonlin::{Activation, Expression};
use nonlin_reference::{Compact, Format, Want};

use super::terms::Terms;
use super::{reference, rounded};

/// Errors up to this many units stand as they are.
pub const CLEAR: f64 = 1.0;

/// Judges results of one function in one format.
pub struct Judge {
    /// With parameters as the kernels of the format round them.
    pub activation: Activation,
    format: Format,
    parameters: Vec<Terms>,
    value: Expression,
    slope: Expression,
}

impl Judge {
    pub fn new(activation: &Activation, format: Format) -> Judge {
        let activation = rounded(activation, format);
        let parameters = activation.values().iter().map(|&v| Terms::exact(v)).collect();
        let function = activation.function();
        let (value, slope) = (function.expression(), function.derivative());
        Judge { activation, format, parameters, value, slope }
    }

    /// The error again, in units of the largest term if the value (or the
    /// derivative) passes through zero near `x`.
    pub fn error(&self, derivative: bool, x: f64, truth: f64, ulp: f64) -> f64 {
        if ulp <= CLEAR || !self.crosses(derivative, x) {
            return ulp;
        }
        let expression = if derivative { &self.slope } else { &self.value };
        let largest = expression.evaluate(Terms::exact(x), &self.parameters).largest;
        ulp.min(relative_to(ulp, truth, largest, self.format))
    }

    /// Whether there is a zero within reach.
    fn crosses(&self, derivative: bool, x: f64) -> bool {
        let at = |x: f64| match derivative {
            false => self.activation.value(x),
            true => self.activation.derivatives(x, 1).expect("first order")[1],
        };
        let here = at(x);
        here == 0.0
            || [0.03, 0.1, 0.3, 0.6].iter().any(|r| {
                let r = r * (1.0 + x.abs());
                at(x - r) * here < 0.0 || at(x + r) * here < 0.0
            })
    }

    /// The errors of the f64 kernel, value and slope, against arbitrary precision,
    /// in units of f64.
    pub fn deviations_of_f64(&self, x: &[f64]) -> Vec<f64> {
        let id = self.activation.function().id();
        let want = Want::FIRST.for_format(self.format);
        let truths = reference(id).evaluate_many(x, self.activation.values(), want);
        let ones = vec![1.0; x.len()];
        let (mut y, mut gx) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        let kernel = self.activation.kernel().threads(1);
        kernel.forward_backward(x, &ones, &mut y, &mut gx).expect("equal lengths");
        let wide = Judge::new(&self.activation, Format::F64);
        let mut deviations = Vec::with_capacity(2 * x.len());
        for (i, truth) in truths.iter().enumerate() {
            assert!(truth.settled, "{id}: the reference is not settled at {:e}", x[i]);
            for (derivative, computed, truth) in
                [(false, y[i], truth.value), (true, gx[i], truth.d1)]
            {
                // Below the subnormal numbers of f32 nothing matters any more.
                let error = truth.ulp_error(computed, Format::F64);
                let unit_of_f32 = f64::from(f32::from_bits(1));
                if (computed - truth.to_f64()).abs() > 1e-9 * unit_of_f32 {
                    deviations.push(wide.error(derivative, x[i], truth.to_f64(), error));
                }
            }
        }
        deviations
    }
}

/// An error in units of the truth, in units of the largest term instead.
pub fn relative_to(ulp: f64, truth: f64, largest: f64, format: Format) -> f64 {
    if !largest.is_finite() {
        return ulp;
    }
    ulp * unit(truth, format) / unit(largest, format)
}

/// The unit in the last place of a number.
pub fn unit(v: f64, format: Format) -> f64 {
    let least = format.least_exponent();
    let bits = if format == Format::F64 {
        52
    } else if format == Format::F32 {
        23
    } else if format == Format::F16 {
        10
    } else {
        7
    };
    let size = v.abs().min(format.max());
    let exponent = if v == 0.0 { least } else { (size.log2().floor() as i32 - bits).max(least) };
    2f64.powi(exponent)
}

/// As [`Judge::error`] for a truth in compact form.
pub fn error_of(judge: &Judge, derivative: bool, x: f64, computed: f64, truth: Compact) -> f64 {
    judge.error(derivative, x, truth.to_f64(), truth.ulp_error(computed, judge.format))
}
