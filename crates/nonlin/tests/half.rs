//! f16 and bf16: all 65,536 inputs of either, at every level.

mod support;

use nonlin::{Activation, Level, bf16, f16};
use nonlin_reference::{Format, all_bf16, all_f16};
use support::{Measured, Truth, activations};

/// Units in the last place.
const BOUND: f64 = 1.0;

fn check<T: Measured>(format: Format, all: Vec<f64>) {
    let finite: Vec<f64> = all.iter().copied().filter(|x| x.is_finite()).collect();
    for activation in activations() {
        let function = activation.function();
        let truth = Truth::new(&activation, finite.clone(), format);
        for level in Level::available() {
            let errors = truth.measure::<T>(level);
            let what = format!("{activation} in {} at {level}: {errors:?}", T::NAME);
            assert!(errors.not_finite.is_empty(), "{what}");
            let worst = [errors.value, errors.slope, errors.parameters];
            assert!(worst.iter().all(|worst| worst.ulp <= BOUND), "{what}");
            // 99.9 % are the correctly rounded ones. A slope with a period in binary,
            // as the 11/48 of rrelu or the 1/1.68 of eis3, puts some products so close
            // to ties that rounding them to f32 first makes ties of them; so does the
            // 3/2 of zorro_sloped, and so do levels that compute by way of f64 and f32.
            let defaults = activation == Activation::from(function);
            let tied = ["rrelu", "eis3", "zorro_sloped"].contains(&function.id());
            let ties = tied || !defaults || !level.is_fused();
            assert!(ties || errors.misrounded.iter().all(|&n| 1000 * n <= finite.len()), "{what}");
        }
        // NaN stays NaN, in value and gradient.
        let nan: Vec<T> =
            all.iter().filter(|x| x.is_nan()).map(|_| T::from_f64(f64::NAN)).collect();
        let one = vec![T::from_f64(1.0); nan.len()];
        let (mut y, mut gx) = (one.clone(), one.clone());
        activation.kernel().forward_backward(&nan, &one, &mut y, &mut gx).unwrap();
        assert!(y.iter().chain(&gx).all(|v| v.to_f64().is_nan()), "{activation}: NaN");
    }
}

#[test]
fn f16_within_one_unit_for_every_input() {
    check::<f16>(Format::F16, all_f16().map(f64::from).collect());
}

#[test]
fn bf16_within_one_unit_for_every_input() {
    check::<bf16>(Format::BF16, all_bf16().map(f64::from).collect());
}
