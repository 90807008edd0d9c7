//! Every function in f32, at every level of the machine, against MPFR.

mod support;

use nonlin::Level;
use nonlin_reference::Format;
use support::{Truth, activations, points_f32};

/// Units in the last place: of the truth, or near a zero of the largest term.
const VALUE: f64 = 2.0;
const SLOPE: f64 = 2.0;
/// Of the largest term.
const PARAMETERS: f64 = 3.0;

#[test]
fn values_slopes_and_parameter_gradients() {
    for activation in activations() {
        let truth = Truth::new(&activation, points_f32(&activation, 24, 4_000), Format::F32);
        for level in Level::available() {
            let errors = truth.measure::<f32>(level);
            let what = format!("{activation} at {level}: {errors:?}");
            assert!(errors.not_finite.is_empty(), "{what}");
            assert!(errors.value.ulp <= VALUE, "{what}");
            assert!(errors.slope.ulp <= SLOPE, "{what}");
            assert!(errors.parameters.ulp <= PARAMETERS, "{what}");
        }
    }
}
