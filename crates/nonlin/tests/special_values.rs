//! Zeros, subnormals, kinks and their neighbours, the largest numbers, infinities
//! and NaN, in every element type.

mod support;

use nonlin::{Activation, Element, Level, bf16, f16};
use nonlin_reference::{Reference, Want};
use support::activations;

/// Value, slope and parameter gradients at one number.
fn at<T: Element>(activation: &Activation, level: Level, x: f64) -> (f64, f64, Vec<f64>) {
    let kernel = activation.kernel().level(level).unwrap();
    let (x, one) = ([T::from_f64(x)], [T::from_f64(1.0)]);
    let (mut y, mut gx, mut gp) = (one, one, vec![0.0; activation.values().len()]);
    kernel.forward_backward(&x, &one, &mut y, &mut gx).unwrap();
    kernel.backward_parameters(&x, &one, &mut gx, &mut gp).unwrap();
    (y[0].to_f64(), gx[0].to_f64(), gp)
}

/// The numbers at which something may go wrong, as the element type has them.
fn numbers<T: Element>(activation: &Activation) -> Vec<f64> {
    let (smallest, normal, largest) = match T::NAME {
        "f16" => (2f64.powi(-24), 2f64.powi(-14), 65504.0),
        "bf16" => (2f64.powi(-133), 2f64.powi(-126), f64::from(bf16::MAX)),
        "f32" => (2f64.powi(-149), 2f64.powi(-126), f64::from(f32::MAX)),
        _ => (f64::from_bits(1), f64::MIN_POSITIVE, f64::MAX),
    };
    let mut numbers = vec![0.0, smallest, 3.0 * smallest, normal, 1.0, largest, largest / 2.0];
    for kink in activation.properties().kinks {
        let step = 4.0 * f64::EPSILON * kink.at.abs().max(1.0);
        numbers.extend([kink.at, kink.at - step, kink.at + step, kink.at * 1.01]);
    }
    let negative: Vec<f64> = numbers.iter().map(|x| -x).collect();
    numbers.extend(negative);
    numbers
}

fn finite_numbers_have_finite_results<T: Element>() {
    for activation in activations() {
        let numbers = numbers::<T>(&activation);
        for level in Level::available() {
            for &x in &numbers {
                let (y, slope, gradients) = at::<T>(&activation, level, x);
                let finite = y.is_finite() && slope.is_finite();
                assert!(
                    finite && gradients.iter().all(|g| g.is_finite()),
                    "{activation} in {} at {level}: f({x:e}) = {y}, f' = {slope}, {gradients:?}",
                    T::NAME
                );
            }
        }
    }
}

#[test]
fn finite_numbers_have_finite_results_in_every_type() {
    finite_numbers_have_finite_results::<f32>();
    finite_numbers_have_finite_results::<f64>();
    finite_numbers_have_finite_results::<f16>();
    finite_numbers_have_finite_results::<bf16>();
}

#[test]
fn infinities_give_the_limits() {
    for function in nonlin::tuned_functions() {
        let activation = Activation::from(*function);
        let reference = Reference::get(function.id()).unwrap();
        for x in [f64::INFINITY, f64::NEG_INFINITY] {
            let truth = reference.evaluate_with(x, activation.values(), Want::FIRST);
            let (value, slope) = (truth.value.to_f64(), truth.d1.to_f64());
            for level in Level::available() {
                for (y, d, _) in [
                    at::<f32>(&activation, level, x),
                    at::<f64>(&activation, level, x),
                    at::<f16>(&activation, level, x),
                    at::<bf16>(&activation, level, x),
                ] {
                    let close = |a: f64, b: f64| {
                        a == b || (a - b).abs() <= 5e-3 * b.abs() || (b.is_infinite() && a > 6e4)
                    };
                    assert!(close(y, value), "{activation}({x}) = {y} at {level}, not {value}");
                    assert!(close(d, slope), "{activation}'({x}) = {d} at {level}, not {slope}");
                }
            }
        }
    }
}

#[test]
fn nan_stays_nan() {
    for activation in activations() {
        for level in Level::available() {
            for (y, slope, gradients) in
                [at::<f32>(&activation, level, f64::NAN), at::<f64>(&activation, level, f64::NAN)]
            {
                assert!(y.is_nan() && slope.is_nan(), "{activation} at {level}: {y}, {slope}");
                assert!(gradients.iter().all(|g| g.is_nan()), "{activation}: {gradients:?}");
            }
        }
    }
}

#[test]
fn slopes_at_kinks_are_those_of_pytorch() {
    let expected = [
        ("relu", 0.0, 0.0),
        ("leaky_relu", 0.0, 0.01),
        ("prelu", 0.0, 0.25),
        ("relu6", 0.0, 0.0),
        ("relu6", 6.0, 0.0),
        ("hardtanh", -1.0, 0.0),
        ("hardtanh", 1.0, 0.0),
        ("hard_sigmoid_pt", -3.0, 0.0),
        ("hard_sigmoid_pt", 3.0, 0.0),
        ("hard_swish", -3.0, 0.0),
        ("hard_swish", 3.0, 1.0),
        ("elu", 0.0, 1.0),
        ("selu", 0.0, 1.758_099_340_847_376_6),
        ("threshold", 0.0, 0.0),
        ("softsign", 0.0, 1.0),
        ("binary_step", 0.0, 0.0),
    ];
    for (name, x, slope) in expected {
        let activation: Activation = name.parse().unwrap();
        assert_eq!(activation.derivatives(x, 1).unwrap()[1], slope, "{name} at {x}");
        let kernel = at::<f64>(&activation, Level::detect(), x).1;
        assert!((kernel - slope).abs() <= 1e-15, "{name} at {x}: {kernel}");
    }
}
