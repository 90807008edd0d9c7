//! Kernels: that all ways to call them agree, whatever the threads, the alignment,
//! the position and the layout; and what they refuse.

#[path = "support/ways.rs"]
mod ways;

use nonlin::{Activation, Channels, Element, Error, Kernel, Level, bf16, f16};
use ways::{agree, bits, numbers};

fn act(text: &str) -> Activation {
    text.parse().unwrap()
}

const NAMES: [&str; 6] = ["relu", "gelu", "swish(beta=1.3)", "telu", "zorro_tanh", "eis"];

fn ways_to_call_agree<T: Element>() {
    for name in NAMES {
        let activation = act(name);
        for n in [0, 1, 7, 15, 16, 17, 31, 100, 1023, 1024, 1025, 65_535, 65_537, 200_001] {
            agree::<T>(&activation.kernel(), activation.values().len(), n, name);
        }
    }
}

#[test]
fn all_ways_to_call_agree_to_the_bit() {
    ways_to_call_agree::<f32>();
    ways_to_call_agree::<f64>();
    ways_to_call_agree::<f16>();
    ways_to_call_agree::<bf16>();
}

#[test]
fn position_and_alignment_do_not_matter() {
    let x = numbers::<f32>(300);
    for name in NAMES {
        let activation = act(name);
        for level in Level::available() {
            let kernel = activation.kernel().level(level).unwrap();
            let mut whole = vec![0.0; x.len()];
            kernel.forward(&x, &mut whole).unwrap();
            for start in 0..18 {
                for n in [1, 5, 16, 33, 64, 100] {
                    let mut part = vec![0.0; n + start];
                    kernel.forward(&x[start..start + n], &mut part[start..]).unwrap();
                    assert_eq!(bits(&part[start..]), bits(&whole[start..start + n]), "{name}");
                }
            }
        }
    }
}

#[test]
fn channels_are_runs_of_the_shared_kernel() {
    for name in ["prelu", "zorro_symmetric", "tanhsoft2"] {
        let function = act(name).function();
        let per = function.parameters().len();
        for inner in [1, 3, 63, 64, 100] {
            let (count, batch) = (5, 4);
            let channels = Channels { count, inner };
            let parameters: Vec<f64> = (0..count * per)
                .map(|i| function.parameters()[i % per].default * (1.0 + 0.1 * i as f64))
                .collect();
            let n = count * inner * batch;
            let (x, gy) = (numbers::<f32>(n), numbers::<f32>(n + 1)[1..].to_vec());
            let (mut y, mut gx, mut gp) = (vec![0.0; n], vec![0.0; n], vec![0.0; parameters.len()]);
            let kernel = Kernel::per_channel(function, &parameters, channels).unwrap();
            kernel.forward(&x, &mut y).unwrap();
            kernel.backward_parameters(&x, &gy, &mut gx, &mut gp).unwrap();
            let mut in_place = x.clone();
            kernel.forward_in_place(&mut in_place).unwrap();
            assert_eq!(bits(&in_place), bits(&y), "{name}, inner {inner}");

            for c in 0..count {
                let own: Vec<usize> = (0..n).filter(|i| i / inner % count == c).collect();
                let pick = |from: &[f32]| own.iter().map(|&i| from[i]).collect::<Vec<f32>>();
                let set = &parameters[c * per..(c + 1) * per];
                let shared = Kernel::new(function, set).unwrap();
                let (x, gy) = (pick(&x), pick(&gy));
                let (mut sy, mut sgx, mut sgp) =
                    (vec![0.0; x.len()], vec![0.0; x.len()], vec![0.0; per]);
                shared.forward(&x, &mut sy).unwrap();
                shared.backward_parameters(&x, &gy, &mut sgx, &mut sgp).unwrap();
                assert_eq!(bits(&pick(&y)), bits(&sy), "{name}, inner {inner}, channel {c}");
                assert_eq!(bits(&pick(&gx)), bits(&sgx), "{name}, inner {inner}, channel {c}");
                for (found, expected) in gp[c * per..].iter().zip(&sgp) {
                    let tolerance = 2e-6 * (1.0 + expected.abs());
                    assert!((found - expected).abs() < tolerance, "{name}: {found} {expected}");
                }
            }
        }
    }
}

#[test]
fn parameter_gradients_are_sums_over_all_elements() {
    let n = 300_000;
    let (x, gy) = (numbers::<f32>(n), vec![0.5f32; n]);
    for name in ["prelu", "swish(beta=0.7)", "zorro_asymmetric"] {
        let activation = act(name);
        let (mut gx, mut gp) = (vec![0.0; n], vec![0.0; activation.values().len()]);
        activation.kernel().backward_parameters(&x, &gy, &mut gx, &mut gp).unwrap();
        for (k, found) in gp.iter().enumerate() {
            let terms = x.iter().map(|&x| 0.5 * activation.parameter_gradient(f64::from(x))[k]);
            let (sum, size) =
                terms.fold((0.0, 0.0), |(sum, size), t| (sum + t, size + f64::abs(t)));
            assert!((found - sum).abs() <= 1e-6 * size, "{name}, {k}: {found}, but {sum}");
        }
    }
}

/// Products of bf16 are summed in f32, beyond whose range they are.
#[test]
fn parameter_gradients_beyond_the_range_of_f32_are_sums_all_the_same() {
    let x: Vec<bf16> = (0..4000).map(|i| bf16::from_f32((i % 37) as f32 / 5.0 - 3.7)).collect();
    let gradient = |i: usize| if i % 900 == 5 { f32::MAX / 1.5 } else { 1.0 };
    let gy: Vec<bf16> = (0..x.len()).map(|i| bf16::from_f32(gradient(i))).collect();
    for name in ["swish(beta=0.7)", "zorro_asymmetric", "zorro_tanh"] {
        let activation = act(name);
        let (mut gx, mut gp) = (x.clone(), vec![0.0; activation.values().len()]);
        activation.kernel().backward_parameters(&x, &gy, &mut gx, &mut gp).unwrap();
        for (k, found) in gp.iter().enumerate() {
            let terms = x
                .iter()
                .zip(&gy)
                .map(|(x, gy)| gy.to_f64() * activation.parameter_gradient(x.to_f64())[k]);
            let (sum, size) =
                terms.fold((0.0, 0.0), |(sum, size), t| (sum + t, size + f64::abs(t)));
            assert!((found - sum).abs() <= 1e-5 * size, "{name}, {k}: {found:e}, but {sum:e}");
        }
    }
}

#[test]
fn rrelu_draws_in_training_and_not_in_evaluation() {
    let activation = act("rrelu");
    let n = 100_000;
    let x = vec![-1.0f32; n];
    let run = |kernel: Kernel<'_>| {
        let mut y = vec![0.0; n];
        kernel.forward(&x, &mut y).unwrap();
        y
    };
    let evaluation = run(activation.kernel());
    assert!(evaluation.iter().all(|y| (y + 0.229_166_67).abs() < 1e-6));
    let drawn = run(activation.kernel().training(1));
    assert!(drawn.iter().all(|y| (-0.333_333_4..=-0.125).contains(y)));
    let mean = drawn.iter().map(|&y| f64::from(y)).sum::<f64>() / n as f64;
    assert!((mean + 0.229_166).abs() < 1e-3, "{mean}");
    assert_eq!(drawn, run(activation.kernel().training(1).threads(1)));
    assert_ne!(drawn, run(activation.kernel().training(2)));

    // The backward pass draws the same; the bounds share the gradient.
    let kernel = activation.kernel().training(1);
    let (mut gx, mut gp) = (vec![0.0; n], vec![0.0; 2]);
    kernel.backward_parameters(&x, &vec![1.0; n], &mut gx, &mut gp).unwrap();
    assert!(gx.iter().zip(&drawn).all(|(g, y)| *g == -y));
    assert!((gp[0] + gp[1] + n as f64).abs() < 1e-3 * n as f64, "{gp:?}");
    // Functions that draw nothing are not affected.
    let relu = act("relu");
    assert_eq!(run(relu.kernel().training(1)), run(relu.kernel()));
}

#[test]
fn a_zero_slope_absorbs_an_infinite_gradient() {
    let (x, gy, mut gx) = ([-1.0f32; 3], [f32::INFINITY; 3], [1.0f32; 3]);
    act("relu").kernel().backward(&x, &gy, &mut gx).unwrap();
    assert_eq!(gx, [0.0; 3]);
}

#[test]
fn values_beyond_the_type_saturate() {
    let mut y = [0.0f32; 2];
    act("squared_relu").kernel().forward(&[1e30, f32::INFINITY], &mut y).unwrap();
    assert_eq!(y, [f32::MAX, f32::INFINITY]);
    let mut y = [f16::ZERO; 1];
    act("squared_relu").kernel().forward(&[f16::from_f64(3000.0)], &mut y).unwrap();
    assert_eq!(y, [f16::MAX]);
}

/// Straight lines are checked for it in blocks: the others in a block are as ever.
#[test]
fn values_beyond_the_type_saturate_among_others() {
    let steep = act("leaky_relu(alpha=3)");
    let special = [(1030, f32::MIN, f32::MIN), (2047, f32::NEG_INFINITY, f32::NEG_INFINITY)];
    let mut x: Vec<f32> = (0..3000).map(|i| i as f32 / 100.0 - 15.0).collect();
    special.iter().for_each(|&(i, at, _)| x[i] = at);
    for level in Level::available() {
        let mut y = vec![0.0; x.len()];
        steep.kernel().level(level).unwrap().forward(&x, &mut y).unwrap();
        for (i, (&x, &y)) in x.iter().zip(&y).enumerate() {
            let expected = special.iter().find(|s| s.0 == i).map(|s| s.2);
            let line = if x > 0.0 { x } else { 3.0 * x };
            assert_eq!(y, expected.unwrap_or(line), "{x} at {level}");
        }
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let relu = act("relu");
    let (x, mut short) = ([0.0f32; 4], [0.0f32; 3]);
    let error = relu.kernel().forward(&x, &mut short).unwrap_err();
    assert_eq!(error, Error::Length { name: "y", found: 3, expected: 4 });
    assert_eq!(error.to_string(), "y has 3 elements, but x has 4; both must have the same length");
    let mut gx = [0.0f32; 4];
    let error = relu.kernel().backward(&x, &[0.0; 5], &mut gx).unwrap_err();
    assert_eq!(error, Error::Length { name: "gy", found: 5, expected: 4 });

    let prelu = act("prelu").function();
    assert!(matches!(Kernel::new(prelu, &[]), Err(Error::ParameterCount { .. })));
    assert!(matches!(Kernel::new(prelu, &[f64::NAN]), Err(Error::ParameterOutOfRange { .. })));
    let channels = Channels { count: 2, inner: 3 };
    let error = Kernel::per_channel(prelu, &[0.1; 3], channels).unwrap_err();
    assert_eq!(
        error.to_string(),
        "prelu takes 2 parameter value(s) for 2 channels, but 3 were given"
    );
    let none = Channels { count: 0, inner: 1 };
    assert!(matches!(Kernel::per_channel(prelu, &[], none), Err(Error::Channels { .. })));
    let kernel = Kernel::per_channel(prelu, &[0.1; 2], channels).unwrap();
    let error = kernel.forward(&x, &mut gx).unwrap_err();
    assert_eq!(error.to_string(), "x has 4 elements, which is no multiple of 2 channels of 3");
    let mut gp = [0.0; 3];
    let sums = act("prelu");
    assert!(sums.kernel().backward_parameters(&x, &x, &mut gx, &mut gp).is_err());
    let missing = Level::ALL.into_iter().find(|level| !level.is_available()).unwrap();
    let error = relu.kernel().level(missing).unwrap_err();
    assert!(error.to_string().starts_with("this machine has no "), "{error}");
}
