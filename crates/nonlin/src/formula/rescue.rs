//! Results that leave the range of f64 on the way, in numbers that do not.
//!
//! `softplus(x)^2/softplus(-x)` at 750 is a quotient of 0 by 0 in f64, since its slope is
//! written over what underflows. With an exponent that does not run out there is nothing
//! to underflow, whatever the formula.
//!
//! Two more things have no number in plain arithmetic. The slope of `sqrt(abs(x))` at 0 is
//! that of a kink: 0 by 0, which is 0 in slopes as for `abs`. `sin(x)/x` at 0 has a limit.

use super::definition::MAX_PARAMETERS;
use crate::numbers::{Extended, Taylor};
use crate::program::{Expression, Program, Value};
use crate::real::Real;

/// What the nodes of a program are; kept, so that only the first use allocates.
#[derive(Debug, Default)]
pub(super) struct Rescue {
    values: Vec<Value<Extended>>,
    slopes: Vec<Value<Extended<true>>>,
}

/// What stands for 0 where 0 itself has no result: its square is a number, too.
const BESIDE: f64 = 1e-100;

/// How far apart values are whose differences are slopes: half of the digits are left to
/// what is cut off, which falls as its fourth power.
const STEP: f64 = 1e-3;

impl Rescue {
    /// Replaces results that are infinite or NaN by the nearest f64 of what they are at the
    /// finite argument `x`; `wanted` are their places among those of the program.
    pub(super) fn results(
        &mut self,
        program: &Program,
        wanted: &[usize],
        x: f64,
        parameters: &[f64],
        results: &mut [f64],
    ) {
        if !x.is_finite() || results.iter().all(|result| result.is_finite()) {
            return;
        }
        let values = &mut self.values;
        replace(results, found(program, values, wanted, x, parameters));
        if results.iter().all(|result| !result.is_nan()) {
            return;
        }
        let mut value = |x: f64| found(program, values, &[0], x, parameters).next();
        let mut at = |x: f64| value(x).unwrap_or(f64::NAN);
        if !at(x).is_nan() {
            let of_slopes = found(program, &mut self.slopes, wanted, x, parameters);
            return replace(results, of_slopes);
        }
        let limit = at(BESIDE);
        if x == 0.0 && (limit - at(-BESIDE)).abs() <= 1e-12 * limit.abs() {
            // By differences: on both sides the slope itself is one of terms that cancel.
            let mut rise = |h: f64| at(h) - at(-h);
            let slope = (8.0 * rise(STEP) - rise(2.0 * STEP)) / (12.0 * STEP);
            let limits = wanted.iter().map(|k| [limit, slope].get(*k).copied());
            replace(results, limits.map(|limit| limit.unwrap_or(f64::NAN)));
            replace(results, found(program, values, wanted, BESIDE, parameters));
        }
    }
}

/// Replaces derivatives, of order 0 and on, that are infinite or NaN, likewise.
pub(super) fn derivatives(expression: &Expression, x: f64, parameters: &[f64], all: &mut [f64]) {
    if !x.is_finite() || all.iter().all(|d| d.is_finite()) {
        return;
    }
    let order = all.len() - 1;
    let found = series(expression, x, parameters, order, Extended::<false>::new);
    replace(all, found.into_iter().map(Extended::nearest));
    if all.iter().any(|d| d.is_nan()) {
        let found = series(expression, x, parameters, order, Extended::<true>::new);
        replace(all, found.into_iter().map(Extended::nearest));
    }
}

/// The derivatives of order 0 and on in the numbers that `number` makes.
pub(super) fn series<R: Real>(
    expression: &Expression,
    x: f64,
    parameters: &[f64],
    order: usize,
    number: impl Fn(f64) -> R,
) -> Vec<R> {
    let constant = |&p: &f64| Taylor::constant(number(p), order);
    let parameters: Vec<_> = parameters.iter().map(constant).collect();
    expression.evaluate(Taylor::variable(number(x), order), &parameters).derivatives()
}

/// The results of a program in numbers of that kind.
fn found<'a, const SLOPE: bool>(
    program: &'a Program,
    values: &'a mut Vec<Value<Extended<SLOPE>>>,
    wanted: &'a [usize],
    x: f64,
    parameters: &[f64],
) -> impl Iterator<Item = f64> + use<'a, SLOPE> {
    let mut extended = [Extended::ZERO; MAX_PARAMETERS];
    for (extended, &p) in extended.iter_mut().zip(parameters) {
        *extended = Extended::new(p);
    }
    let parameters = &extended[..parameters.len()];
    let results = program.evaluate_in(values, Extended::new(x), parameters, wanted);
    results.map(Extended::nearest)
}

fn replace(results: &mut [f64], found: impl Iterator<Item = f64>) {
    for (result, found) in results.iter_mut().zip(found) {
        if !result.is_finite() && !found.is_nan() {
            *result = found;
        }
    }
}
