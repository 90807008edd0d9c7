//! Functions that are data, measured: against arbitrary precision, for finite results,
//! and what they are like.

pub mod finite;
pub mod left_out;
mod points;
pub mod properties;

use nonlin::{Activation, Element, Level, bf16, f16};
use nonlin_reference::rug::Float;
use nonlin_reference::{Evaluation, Format, Reference, Want};

use super::judge::{Judge, relative_to};
use super::terms::Terms;
use super::{Measured, Worst};
use points::Points;

/// Units in the last place that a value or a slope may be off.
pub const BOUND: f64 = 8.0;

/// Roundings of the argument in f64 that a result may reflect beyond that: no arithmetic
/// in f64 knows `sin(pi*x)` at `x = 1e20`, or `exp(0.7*x)` to the last digit at -500.
const ROUNDINGS: f64 = 8.0;

/// The arguments that count: all, or those of a domain.
#[derive(Clone, Copy, Debug)]
pub struct Domain {
    pub low: f64,
    pub high: f64,
}

impl Domain {
    pub const ALL: Domain = Domain { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// Where the function is defined.
    pub fn of(activation: &Activation) -> Domain {
        let range = activation.function().domain();
        Domain { low: range.low, high: range.high }
    }

    pub fn has(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }
}

/// The formula in the language of the reference, which has fewer functions.
pub fn reference(activation: &Activation, text: &str) -> Result<Reference, String> {
    let parameters = activation.function().parameters();
    let defaults: Vec<(&str, f64)> = parameters.iter().map(|p| (p.name, p.default)).collect();
    Reference::parse(&translated(text), &defaults).map_err(|error| error.to_string())
}

/// `sign` and `square` written out.
fn translated(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, written) in [
        ("sign", "if((#) > 0, 1, if((#) < 0, -1, 0))"),
        ("square", "(#)^2"),
        ("relu", "if((#) > 0, (#), 0)"),
        ("sech", "(1/cosh(#))"),
        ("Phi", "(erfc(-(#)/sqrt(2))/2)"),
    ] {
        let call = format!("{name}(");
        let mut from = 0;
        while let Some(start) = text[from..].find(&call).map(|at| from + at) {
            from = start + call.len();
            let before = text[..start].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let mut depth = 1;
            let close = text[from..].find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            let Some(close) = close.map(|at| from + at) else { return text };
            let replaced = written.replace('#', &text[from..close]);
            text.replace_range(start..=close, &replaced);
            from = start;
        }
    }
    text
}

/// Errors in one format.
#[derive(Clone, Copy, Debug, Default)]
pub struct Errors {
    pub value: Worst,
    pub slope: Worst,
}

/// The errors at those points of a format, by kernels.
pub fn errors<T: Measured>(
    activation: &Activation,
    points: &[f64],
    truths: &[Evaluation],
) -> Errors {
    let judge = Judge::new(activation, T::FORMAT);
    let (y, gx) = both::<T>(activation, points);
    let mut errors = Errors::default();
    for (i, truth) in truths.iter().enumerate() {
        let x = points[i];
        // What f64 can know of the result, given its argument.
        let reach = ROUNDINGS * f64::EPSILON / 2.0 * x.abs().max(1.0);
        let unsure = |next: &Float| reach * next.to_f64().abs();
        for (derivative, computed, exact, next, worst) in [
            (false, y[i], &truth.value, &truth.d1, &mut errors.value),
            (true, gx[i], &truth.d1, &truth.d2, &mut errors.slope),
        ] {
            let ulp = T::FORMAT.ulp_error(computed, exact);
            if ulp <= BOUND {
                worst.note(ulp, x);
                continue;
            }
            let near = exact.to_f64();
            // Two exponentials set against each other are beyond MPFR there.
            if !near.is_finite() && x.abs() > 1e7 {
                continue;
            }
            let off = Float::with_val(200, exact - computed).to_f64().abs();
            // Exponents and logarithms are rounded in f64, too: that is amplified by their
            // size.
            let sizes = [near, x].map(|v| v.abs().ln().abs().min(745.0));
            let exponent = if T::FORMAT == Format::F64 { sizes[0].max(sizes[1]) } else { 0.0 };
            let allowed = unsure(next);
            if off <= allowed || ulp <= BOUND * (1.0 + exponent) {
                continue;
            }
            let ulp = if off.is_finite() { ulp * ((off - allowed) / off) } else { ulp };
            let mut error = judge.error(derivative, x, near, ulp);
            if error > BOUND && derivative && touches(activation, x) {
                error = relative_to(ulp, near, 1.0, T::FORMAT);
            }
            worst.note(error, x);
        }
    }
    errors
}

/// Whether the slope, of size 1 around `x`, comes near 0 there without passing it, as that
/// of `cos(x) - x` does: a sum that cancels.
fn touches(activation: &Activation, x: f64) -> bool {
    let slope = |x: f64| activation.derivatives(x, 1).map_or(0.0, |d| d[1].abs());
    let here = slope(x);
    [-0.3, 0.3].iter().all(|r| (0.01..4.0).contains(&slope(x + r)) && here < 0.02 * slope(x + r))
}

/// Values and slopes by kernels.
pub fn both<T: Element>(activation: &Activation, points: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let x: Vec<T> = points.iter().map(|&x| T::from_f64(x)).collect();
    let one = vec![T::from_f64(1.0); x.len()];
    let (mut y, mut gx) = (x.clone(), x.clone());
    let kernel = activation.kernel().level(Level::detect()).unwrap().threads(1);
    kernel.forward_backward(&x, &one, &mut y, &mut gx).unwrap();
    let wide = |v: Vec<T>| v.into_iter().map(T::to_f64).collect();
    (wide(y), wide(gx))
}

fn truths(reference: &Reference, points: &[f64], values: &[f64]) -> Vec<Evaluation> {
    let want = Want::SECOND.with_floor(-1200);
    points.iter().map(|&x| reference.evaluate_with(x, values, want)).collect()
}

/// What was found of a function.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Errors in f32, f64, f16 and bf16.
    pub errors: [Errors; 4],
    /// The reference could not prove a result there.
    pub unsettled: Option<f64>,
    /// The largest error of a parameter's derivative in f64, relative to its terms.
    pub parameters: Worst,
}

impl Verdict {
    /// What is wrong, or nothing.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (e, name) in self.errors.iter().zip(["f32", "f64", "f16", "bf16"]) {
            for (worst, what) in [(e.value, "value"), (e.slope, "slope")] {
                if worst.ulp.is_nan() || worst.ulp > BOUND {
                    faults.push(format!(
                        "{what} in {name} is {:.3e} units off at {:e}",
                        worst.ulp, worst.at
                    ));
                }
            }
        }
        if let Some(x) = self.unsettled {
            faults.push(format!("the reference is not settled at {x:e}"));
        }
        if self.parameters.ulp.is_nan() || self.parameters.ulp > 1e-9 {
            faults.push(format!(
                "a parameter's derivative is {:.3e} off at {:e}",
                self.parameters.ulp, self.parameters.at
            ));
        }
        faults
    }
}

/// Measures a function against arbitrary precision.
pub fn measure(activation: &Activation, reference: &Reference, domain: Domain) -> Verdict {
    let points = Points::new(activation, domain);
    let (small, single) = (points.small.len(), [points.small.clone(), points.f32.clone()].concat());
    // As the kernels of the smaller formats round them.
    let rounded: Vec<f64> = activation.values().iter().map(|&v| f64::from(v as f32)).collect();
    let t32 = truths(reference, &single, &rounded);
    let t64 = truths(reference, &points.f64, activation.values());
    let settled = |points: &[f64], truths: &[Evaluation]| {
        points.iter().zip(truths).find(|(_, t)| !t.settled).map(|(x, _)| *x)
    };
    let in_f16: Vec<usize> = (0..small).filter(|&i| single[i].abs() <= 65_504.0).collect();
    let chosen: Vec<f64> = in_f16.iter().map(|&i| single[i]).collect();
    let t16: Vec<Evaluation> = in_f16.iter().map(|&i| t32[i].clone()).collect();
    Verdict {
        errors: [
            errors::<f32>(activation, &single, &t32),
            errors::<f64>(activation, &points.f64, &t64),
            errors::<f16>(activation, &chosen, &t16),
            errors::<bf16>(activation, &single[..small], &t32[..small]),
        ],
        unsettled: settled(&single, &t32).or(settled(&points.f64, &t64)),
        parameters: by_parameters(activation, reference, &points.small),
    }
}

/// The largest error of a derivative by a parameter, in f64.
fn by_parameters(activation: &Activation, reference: &Reference, points: &[f64]) -> Worst {
    let mut worst = Worst::default();
    if activation.values().is_empty() {
        return worst;
    }
    let expressions = activation.function().parameter_derivatives();
    let p: Vec<Terms> = activation.values().iter().map(|&v| Terms::exact(v)).collect();
    for &x in points.iter().step_by(7).filter(|x| x.abs() < 1e4) {
        let want = Want::FIRST.with_parameters();
        let truth = reference.evaluate_with(x, activation.values(), want);
        let found = activation.parameter_gradient(x);
        for (k, truth) in truth.dp.iter().enumerate() {
            let truth = truth.to_f64();
            if found[k] == truth || truth.abs() > 1e300 {
                continue;
            }
            let largest = expressions[k].evaluate(Terms::exact(x), &p).largest;
            let scale = if largest.is_finite() { largest.max(1.0) } else { 1.0 };
            worst.note((found[k] - truth).abs() / scale.max(truth.abs()), x);
        }
    }
    worst
}
