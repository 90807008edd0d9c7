//! Derivatives of gradients over slices, against MPFR and its differences.

mod support;

use nonlin::{Activation, Channels, Element, Error, Kernel, bf16, f16};
use nonlin_reference::rug::Float;
use nonlin_reference::{Evaluation, Reference, Want};
use support::activations;

/// Numbers on both sides of every kink, and none near one.
fn points(activation: &Activation) -> Vec<f64> {
    let kinks: Vec<f64> = activation.properties().kinks.iter().map(|k| k.at).collect();
    (-18..18)
        .map(|i| f64::from(i) * 0.375 + 0.0625)
        .filter(|x| kinks.iter().all(|k| (x - k).abs() > 0.01))
        .collect()
}

/// To so many digits, or to so little absolutely.
fn second<T: Element>(digits: f64, least: f64) {
    for activation in activations() {
        // Parameters that the type holds.
        let p: Vec<f64> = activation.values().iter().map(|&v| f64::from(v as f32)).collect();
        let reference = Reference::get(activation.function().id()).unwrap();
        let x: Vec<f64> = points(&activation).iter().map(|&x| T::from_f64(x).to_f64()).collect();
        let input: Vec<T> = x.iter().map(|&x| T::from_f64(x)).collect();
        let gy = vec![T::from_f64(-0.5); x.len()];
        let mut gx = gy.clone();
        let kernel = Kernel::new(activation.function(), &p).unwrap();
        kernel.derivative(2, &input, &gy, &mut gx).unwrap();
        for (x, found) in x.iter().zip(gx) {
            let truth = reference.evaluate_with(*x, &p, Want::SECOND);
            let (d1, d2) = (truth.d1.to_f64(), truth.d2.to_f64());
            let tolerance = digits * d2.abs().max(1e-3 * d1.abs()) + least;
            let difference = (found.to_f64() + 0.5 * d2).abs();
            assert!(
                difference <= tolerance,
                "{activation}''({x}): {found:?}, {d2}",
                found = found.to_f64()
            );
        }
    }
}

#[test]
fn second_derivatives_agree_with_mpfr() {
    second::<f64>(1e-9, 1e-13);
    second::<f32>(1e-7, 1e-10);
    second::<f16>(1e-3, 6e-8);
    second::<bf16>(8e-3, 1e-10);
}

/// The derivative along a direction in x and the parameters.
fn along(truth: &Evaluation, vx: f64, vp: &[f64]) -> Float {
    let mut sum = Float::with_val(200, &truth.d1) * vx;
    for (dp, v) in truth.dp.iter().zip(vp) {
        sum += Float::with_val(200, dp) * *v;
    }
    sum
}

#[test]
fn gradients_of_gradients_agree_with_differences_of_mpfr() {
    let want = Want::FIRST.with_parameters();
    for activation in activations() {
        let reference = Reference::get(activation.function().id()).unwrap();
        let p = activation.values();
        let (vx, gy) = (0.75, -1.5);
        let vp: Vec<f64> = (0..p.len()).map(|k| 0.5 - 0.3 * k as f64).collect();
        for x in points(&activation).into_iter().step_by(3) {
            let (mut by_gy, mut by_x, mut by_p) = ([0.0], [0.0], vec![0.0; p.len()]);
            activation
                .kernel()
                .double_backward(&[x], &[gy], &[vx], &vp, &mut by_gy, &mut by_x, &mut by_p)
                .unwrap();
            let at = |x: f64, p: &[f64]| along(&reference.evaluate_with(x, p, want), vx, &vp);
            let truth = at(x, p).to_f64();
            assert!((by_gy[0] - truth).abs() <= 1e-12 * (1.0 + truth.abs()), "{activation} at {x}");

            let h = 2f64.powi(-20);
            let slope = |right: Float, left: Float| gy * (right - left).to_f64() / (2.0 * h);
            let check = |found: f64, truth: f64, what: &str| {
                // What the difference leaves out is h^2 times a third derivative.
                let tolerance = 1e-7 * (1.0 + truth.abs());
                assert!(
                    (found - truth).abs() <= tolerance,
                    "{activation} at {x} by {what}: {found}, not {truth}"
                );
            };
            check(by_x[0], slope(at(x + h, p), at(x - h, p)), "x");
            for k in 0..p.len() {
                let moved = |h: f64| {
                    let mut p = p.to_vec();
                    p[k] += h;
                    at(x, &p)
                };
                // Values at the end of a range have no other side.
                if Kernel::new(activation.function(), &{
                    let mut q = p.to_vec();
                    q[k] -= h;
                    q
                })
                .is_err()
                    || Kernel::new(activation.function(), &{
                        let mut q = p.to_vec();
                        q[k] += h;
                        q
                    })
                    .is_err()
                {
                    continue;
                }
                check(by_p[k], slope(moved(h), moved(-h)), "a parameter");
            }
        }
    }
}

fn specials<T: Element>(tiny: f64, least: f64, largest: f64) {
    let finite = [
        0.0, -0.0, tiny, -tiny, least, -least, 1.0, -1.0, 11.0, -11.0, 90.0, -90.0, 800.0, -800.0,
        largest, -largest,
    ];
    for activation in activations() {
        let p = activation.values();
        let vp = vec![1.0; p.len()];
        let mut x: Vec<T> = finite.iter().map(|&x| T::from_f64(x)).collect();
        x.extend([f64::INFINITY, f64::NEG_INFINITY].map(T::from_f64));
        for at in x {
            let one = [T::from_f64(1.0)];
            for order in 2..=4 {
                let mut d = one;
                activation.kernel().derivative(order, &[at], &one, &mut d).unwrap();
                let (at, d) = (at.to_f64(), d[0].to_f64());
                assert!(d.is_finite(), "{activation}, order {order} at {at} in {}: {d}", T::NAME);
            }
            let (mut by_gy, mut by_x, mut by_p) = (one, one, vec![0.0; p.len()]);
            activation
                .kernel()
                .double_backward(&[at], &one, &one, &vp, &mut by_gy, &mut by_x, &mut by_p)
                .unwrap();
            let (at, by) = (at.to_f64(), [by_gy[0].to_f64(), by_x[0].to_f64()]);
            assert!(
                by.iter().chain(&by_p).all(|d| d.is_finite()),
                "{activation} at {at} in {}: {by:?} {by_p:?}",
                T::NAME
            );
        }
        let (nan, mut d) = ([T::from_f64(f64::NAN)], [T::from_f64(0.0)]);
        activation.kernel().derivative(2, &nan, &[T::from_f64(1.0)], &mut d).unwrap();
        let constant = activation.properties().lipschitz == 0.0;
        assert!(
            d[0].to_f64().is_nan() || constant || activation.properties().kinks.len() > 0,
            "{activation}"
        );
    }
}

#[test]
fn derivatives_are_finite_everywhere() {
    specials::<f64>(5e-324, f64::MIN_POSITIVE, f64::MAX);
    specials::<f32>(1e-45, f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX));
    specials::<f16>(6e-8, f16::MIN_POSITIVE.into(), f16::MAX.into());
    specials::<bf16>(1e-40, bf16::MIN_POSITIVE.into(), bf16::MAX.into());
}

#[test]
fn channels_and_threads_change_nothing() {
    let prelu = Activation::new("swish").unwrap();
    let len = 3 * 70_000;
    let x: Vec<f32> = (0..len).map(|i| (i % 977) as f32 * 0.01 - 4.0).collect();
    let gy: Vec<f32> = (0..len).map(|i| (i % 13) as f32 * 0.1).collect();
    let (p, vp) = ([0.5, 1.0, 2.0], [1.0, -1.0, 0.25]);
    let channels = Channels { count: 3, inner: 70_000 };
    let run = |threads: usize| {
        let kernel = Kernel::per_channel(prelu.function(), &p, channels).unwrap().threads(threads);
        let (mut by_gy, mut by_x, mut by_p) = (x.clone(), x.clone(), [0.0; 3]);
        kernel.double_backward(&x, &gy, &x, &vp, &mut by_gy, &mut by_x, &mut by_p).unwrap();
        let mut third = x.clone();
        kernel.derivative(3, &x, &gy, &mut third).unwrap();
        (by_gy, by_x, by_p, third)
    };
    let all = run(1);
    assert_eq!(all, run(7));
    for c in 0..3 {
        let part = c * 70_000..(c + 1) * 70_000;
        let kernel = Kernel::new(prelu.function(), &p[c..=c]).unwrap();
        let (mut by_gy, mut by_x, mut by_p) =
            (x[part.clone()].to_vec(), x[part.clone()].to_vec(), [0.0]);
        let (x, gy) = (&x[part.clone()], &gy[part.clone()]);
        kernel.double_backward(x, gy, x, &vp[c..=c], &mut by_gy, &mut by_x, &mut by_p).unwrap();
        assert_eq!(all.0[part.clone()], by_gy);
        assert_eq!(all.1[part], by_x);
        assert!((all.2[c] - by_p[0]).abs() <= 1e-9 * by_p[0].abs());
    }
}

#[test]
fn a_drawn_slope_is_the_one_of_the_backward_pass() {
    let rrelu = Activation::new("rrelu").unwrap();
    let kernel = rrelu.kernel().training(7);
    let (x, one) = ([-1.0f32; 64], [1.0f32; 64]);
    let (mut gx, mut by_gy, mut by_x) = ([0.0; 64], [0.0; 64], [0.0; 64]);
    let (mut gp, mut by_p) = ([0.0; 2], [0.0; 2]);
    kernel.backward_parameters(&x, &one, &mut gx, &mut gp).unwrap();
    kernel.double_backward(&x, &one, &one, &[0.0; 2], &mut by_gy, &mut by_x, &mut by_p).unwrap();
    assert_eq!(gx, by_gy);
    // The slope is between the two; x = -1 turns the sign.
    assert!(gp.iter().zip(&by_p).all(|(gp, by)| (gp + by).abs() < 1e-5), "{gp:?} {by_p:?}");
}

#[test]
fn bad_calls_are_refused() {
    let gelu = Activation::new("gelu").unwrap();
    let mut gx = [0.0f32; 2];
    let order = |order, gx: &mut [f32]| gelu.kernel().derivative(order, &[0.0; 2], &[1.0; 2], gx);
    assert_eq!(order(5, &mut gx), Err(Error::Order { order: 5, max: 4 }));
    assert_eq!(order(0, &mut gx), Err(Error::Order { order: 0, max: 4 }));
    assert!(matches!(
        order(2, &mut gx[..1]),
        Err(Error::Length { name: "gx", found: 1, expected: 2 })
    ));
    let swish = Activation::new("swish").unwrap();
    let result = swish.kernel().double_backward(
        &[0.0f32],
        &[1.0],
        &[1.0],
        &[],
        &mut [0.0],
        &mut [0.0],
        &mut [0.0],
    );
    assert!(matches!(result, Err(Error::ParameterCount { found: 0, .. })));
}
