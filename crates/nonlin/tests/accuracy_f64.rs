//! Every function in f64, at every level of the machine, against MPFR.

mod support;

use nonlin::Level;
use nonlin_reference::Format;
use support::{Truth, activations, points_f64};

/// Units in the last place with a fused multiply-add, as in the f32 test. Without
/// one, products cannot be carried in two parts as exactly. The third bound, of
/// gradients by parameters, is that of sech^2 of an exponential (TanhSoft), whose
/// argument's own rounding it multiplies; other functions stay below 6.
const FUSED: [f64; 3] = [5.0, 7.0, 90.0];
const PLAIN: [f64; 3] = [7.0, 8.0, 90.0];

#[test]
fn values_slopes_and_parameter_gradients() {
    let mut failures = Vec::new();
    for activation in activations() {
        let truth = Truth::new(&activation, points_f64(&activation, 2, 1_500), Format::F64);
        for level in Level::available() {
            let errors = truth.measure::<f64>(level);
            let bounds = if level.is_fused() { FUSED } else { PLAIN };
            let found = [errors.value.ulp, errors.slope.ulp, errors.parameters.ulp];
            let within = found.iter().zip(bounds).all(|(found, bound)| *found <= bound);
            if !within || !errors.not_finite.is_empty() {
                failures.push(format!("{activation} at {level}: {errors:?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
