//! Rational units against exact arithmetic, in every type, at every level.

#[path = "support/random.rs"]
#[allow(dead_code, unreachable_pub)]
mod random;
#[path = "support/rational.rs"]
#[allow(dead_code, unreachable_pub)]
mod reference;

use nonlin::rational::{Basis, Denominator, Form, Unit};
use nonlin::{Channels, Element, Kernel, Level, bf16, f16};
use random::Random;
use reference::exact;

/// A random form of degrees up to the given one.
fn any_form(random: &mut Random, most: usize) -> Form {
    let versions = [
        Denominator::Raw,
        Denominator::AbsoluteTerms,
        Denominator::AbsoluteSum,
        Denominator::Floored { floor: 0.1 },
        Denominator::Noisy { noise: 0.1 },
    ];
    Form {
        basis: Basis::ALL[random.below(7)],
        numerator: random.below(most + 1),
        denominator: 1 + random.below(most),
        version: versions[random.below(5)],
    }
}

/// Coefficients up to 10^6, some of them 0.
fn any_coefficients(random: &mut Random, form: &Form) -> Vec<f64> {
    let scale = 10f64.powi(random.below(13) as i32 - 6);
    (0..form.coefficients())
        .map(|_| if random.below(8) == 0 { 0.0 } else { random.unit() * scale })
        .collect()
}

/// Any finite number, or one of a size as networks have them.
fn any_argument(random: &mut Random) -> f64 {
    match random.below(4) {
        0 => loop {
            let x = f64::from_bits(random.next());
            if x.is_finite() {
                break x;
            }
        },
        1 => f64::from(f32::from_bits(random.next() as u32 & 0xff7f_ffff)),
        2 => [0.0, -0.0, 1.0, -1.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::MIN][random.below(8)],
        _ => random.unit() * 5.0,
    }
}

#[test]
fn single_arguments_agree_with_exact_arithmetic() {
    let mut random = Random(1);
    for _ in 0..1500 {
        let form = any_form(&mut random, 9);
        let coefficients = any_coefficients(&mut random, &form);
        let unit = Unit::with_poles(form, coefficients.clone()).unwrap();
        let x = any_argument(&mut random);
        let truth = exact(&form, &coefficients, x);
        let what = format!("{form} {coefficients:?} at {x:e}");
        let check = |name: &str, found: f64, truth: &reference::Sized| {
            assert!(found.is_finite(), "{what}: {name} is {found}");
            let exact = truth.value.to_f64();
            assert!(truth.is(found, 1e-13, f64::MAX), "{what}: {name} {found:e} for {exact:e}");
        };
        check("value", unit.value(x), &truth.value);
        check("slope", unit.derivative(x), &truth.slope);
        check("second derivative", unit.second_derivative(x), &truth.curvature);
        for (k, (found, exact)) in
            unit.coefficient_gradient(x).into_iter().zip(&truth.gradient).enumerate()
        {
            check(&format!("gradient by coefficient {k}"), found, exact);
        }
    }
}

/// Kernels of a type against exact arithmetic, at every level; `rounding` is relative and
/// absolute.
fn kernels_agree<T: Element + PartialEq>(seed: u64, rounding: [f64; 2], largest: f64) {
    let mut random = Random(seed);
    for round in 0..60 {
        let form = any_form(&mut random, if round % 2 == 0 { 4 } else { 14 });
        let coefficients = any_coefficients(&mut random, &form);
        let unit = Unit::with_poles(form, coefficients.clone()).unwrap();
        let len = 1 + random.below(300);
        let x: Vec<T> = (0..len)
            .map(|_| {
                loop {
                    let x = T::from_f64(any_argument(&mut random));
                    if x.to_f64().is_finite() {
                        break x;
                    }
                }
            })
            .collect();
        let gy: Vec<T> = (0..len).map(|_| T::from_f64(random.unit())).collect();
        for level in Level::available() {
            let what = format!("{form} {coefficients:?} in {} at {level}", T::NAME);
            let kernel = unit.kernel().level(level).unwrap();
            let (mut y, mut gx, mut only) = (gy.clone(), gy.clone(), gy.clone());
            let mut gradient = vec![0.0; coefficients.len()];
            kernel.forward(&x, &mut y).unwrap();
            kernel.backward_parameters(&x, &gy, &mut gx, &mut gradient).unwrap();
            kernel.backward(&x, &gy, &mut only).unwrap();
            assert!(gx == only, "{what}: with and without coefficients");
            let (mut sums, mut sizes) = (vec![0.0; gradient.len()], vec![0.0; gradient.len()]);
            for ((&x, &gy), (&y, &gx)) in x.iter().zip(&gy).zip(y.iter().zip(&gx)) {
                let (x, gy) = (x.to_f64(), gy.to_f64());
                let truth = exact(&form, &coefficients, x);
                let close = |found: f64, truth: f64, size: f64| {
                    let truth = truth.clamp(-largest, largest);
                    let rounding = truth.abs() * rounding[0] + rounding[1];
                    (found - truth).abs() <= rounding + size * 1e-12
                };
                let (value, slope) = (y.to_f64(), gx.to_f64());
                assert!(value.is_finite() && slope.is_finite(), "{what}: {value} {slope} at {x:e}");
                let size = truth.value.size.to_f64();
                assert!(
                    close(value, truth.value.value.to_f64(), size),
                    "{what}: {value:e} at {x:e}"
                );
                // Where a sum underflows, its sign and so the slope of its magnitude are lost.
                let exact_slope = truth.slope.value.to_f64().clamp(-largest, largest);
                let size = truth.slope.size.to_f64();
                let lost = x != 0.0 && x.abs() < 1e-290;
                let right = lost || close(slope, gy * exact_slope, size);
                assert!(right, "{what}: slope {slope:e} at {x:e}");
                for (k, d) in truth.gradient.iter().enumerate() {
                    sums[k] += gy * d.value.to_f64();
                    sizes[k] += d.size.to_f64();
                }
            }
            for k in 0..sums.len() {
                if !sums[k].is_finite() || sizes[k] > 1e300 {
                    continue;
                }
                let error = (gradient[k] - sums[k]).abs();
                let bound = sizes[k] * 1e-11 + 1e-300;
                assert!(
                    error <= bound,
                    "{what}: coefficient {k}: {:e} for {:e}",
                    gradient[k],
                    sums[k]
                );
            }
        }
    }
}

#[test]
fn f64_kernels_agree() {
    kernels_agree::<f64>(2, [1e-15, 1e-300], f64::MAX);
}

#[test]
fn f32_kernels_agree() {
    kernels_agree::<f32>(3, [6e-8, 1e-45], f64::from(f32::MAX));
}

#[test]
fn f16_kernels_agree() {
    kernels_agree::<f16>(4, [5e-4, 3.1e-8], 65504.0);
}

#[test]
fn bf16_kernels_agree() {
    kernels_agree::<bf16>(5, [4e-3, 1e-40], bf16::MAX.to_f64());
}

#[test]
fn infinities_have_limits_and_nan_stays() {
    let unit = |form: &str, c: &[f64]| Unit::with_poles(form.parse().unwrap(), c.to_vec()).unwrap();
    // (1 + 2 x) / (1 + |4 x|)
    let bounded = unit("safe_pau(m=1,n=1)", &[1.0, 2.0, 4.0]);
    let growing = unit("safe_pau(m=2,n=1)", &[0.0, 0.0, -3.0, 1.0]);
    let falling = unit("safe_pau(m=0,n=1)", &[1.0, 1.0]);
    for (unit, left, right) in [
        (&bounded, -0.5, 0.5),
        (&growing, f64::NEG_INFINITY, f64::NEG_INFINITY),
        (&falling, 0.0, 0.0),
    ] {
        let mut y = [0.0f32; 3];
        let x = [f32::NEG_INFINITY, f32::INFINITY, f32::NAN];
        unit.kernel().forward(&x, &mut y).unwrap();
        assert_eq!([y[0], y[1]].map(f64::from), [left, right], "{unit}");
        assert!(y[2].is_nan());
        assert_eq!([unit.value(f64::NEG_INFINITY), unit.value(f64::INFINITY)], [left, right]);
        assert!(unit.value(f64::NAN).is_nan() && unit.derivative(f64::NAN).is_nan());
    }
}

#[test]
fn kinks_have_slope_zero_in_the_absolute_values() {
    // 1 / (1 + |x|) has no slope at 0 of its own; the numerator's remains.
    let unit = Unit::new("safe_pau(m=1,n=1)".parse().unwrap(), vec![0.0, 1.0, 1.0]).unwrap();
    assert_eq!(unit.derivative(0.0), 1.0);
    let unit = Unit::new("safe_pau(m=0,n=1)".parse().unwrap(), vec![1.0, 1.0]).unwrap();
    for x in [0.0f32, -0.0] {
        let mut gx = [1.0];
        unit.kernel().backward(&[x], &[1.0], &mut gx).unwrap();
        assert_eq!((gx[0], unit.derivative(x.into())), (0.0, 0.0));
    }
    // A coefficient of 0 in version A has no gradient, as sgn(0) = 0.
    let unit = Unit::new("safe_pau(m=0,n=1)".parse().unwrap(), vec![1.0, 0.0]).unwrap();
    assert_eq!(unit.coefficient_gradient(2.0), [1.0, 0.0]);
}

#[test]
fn channels_and_groups_share_sets() {
    let mut random = Random(6);
    for (count, inner, sets) in
        [(4, 7, 4), (4, 7, 2), (6, 1, 3), (3, 200, 3), (8, 64, 2), (5, 3, 1)]
    {
        let form = Form::HP1;
        let per = form.coefficients();
        let coefficients: Vec<f64> = (0..sets * per).map(|_| random.unit()).collect();
        let channels = Channels { count, inner };
        let kernel = Kernel::per_channel(
            form.function().unwrap(),
            &coefficients,
            channels.grouped(sets).unwrap(),
        )
        .unwrap();
        let len = count * inner * 37;
        let x: Vec<f32> = (0..len).map(|_| random.unit() as f32 * 4.0).collect();
        let gy: Vec<f32> = (0..len).map(|_| random.unit() as f32).collect();
        let (mut y, mut gx) = (vec![0.0; len], vec![0.0; len]);
        let mut gradient = vec![0.0; coefficients.len()];
        kernel.forward(&x, &mut y).unwrap();
        kernel.backward_parameters(&x, &gy, &mut gx, &mut gradient).unwrap();
        let mut sums = vec![0.0; coefficients.len()];
        for i in 0..len {
            let set = i / inner % count / (count / sets);
            let own = &coefficients[set * per..(set + 1) * per];
            let unit = Unit::with_poles(form, own.to_vec()).unwrap();
            let at = f64::from(x[i]);
            assert!((f64::from(y[i]) - unit.value(at)).abs() < 1e-5, "{count} {inner} {sets}");
            let slope = f64::from(gy[i]) * unit.derivative(at);
            assert!((f64::from(gx[i]) - slope).abs() < 1e-4, "{count} {inner} {sets}");
            let by = unit.coefficient_gradient(at);
            for (sum, by) in sums[set * per..].iter_mut().zip(by) {
                *sum += f64::from(gy[i]) * by;
            }
        }
        for (found, sum) in gradient.iter().zip(&sums) {
            assert!((found - sum).abs() < 1e-9 * (1.0 + sum.abs()), "{count} {inner} {sets}");
        }
    }
}

/// Ten million elements, against sums in f64 of the definition.
#[test]
fn sums_are_accurate_and_the_same_for_any_number_of_threads() {
    let form = Form::SAFE_PAU;
    let a: [f64; 6] = [0.03, 0.6, 2.3, 3.0, 1.5, 0.25];
    let b: [f64; 4] = [-1.1, 4.4, 0.9, 0.35];
    let coefficients: Vec<f64> = a.iter().chain(&b).copied().collect();
    let mut random = Random(7);
    let len = 10_000_000;
    let x: Vec<f32> = (0..len).map(|_| random.unit() as f32 * 3.0).collect();
    let gy: Vec<f32> = (0..len).map(|_| random.unit() as f32).collect();
    let kernel = Kernel::new(form.function().unwrap(), &coefficients).unwrap();
    let mut gx = vec![0.0; len];
    let mut found = [0.0; 10];
    kernel.clone().threads(1).backward_parameters(&x, &gy, &mut gx, &mut found).unwrap();
    for threads in [2, 3, 8] {
        let (mut again, kernel) = ([0.0; 10], kernel.clone().threads(threads));
        kernel.backward_parameters(&x, &gy, &mut gx, &mut again).unwrap();
        assert_eq!(found.map(f64::to_bits), again.map(f64::to_bits), "{threads} threads");
    }
    let (mut sums, mut sizes) = ([0.0f64; 10], [0.0f64; 10]);
    for (&x, &gy) in x.iter().zip(&gy) {
        let (x, gy) = (f64::from(x), f64::from(gy));
        let horner = |c: &[f64], x: f64| c.iter().rev().fold(0.0, |s, c| s * x + c);
        let size = x.abs();
        let q = 1.0 + size * horner(&b.map(f64::abs), size);
        let y = horner(&a, x) / q;
        for k in 0..10 {
            let d = match usize::checked_sub(k, 6) {
                None => x.powi(k as i32) / q,
                Some(j) => -b[j].signum() * size.powi(j as i32 + 1) * y / q,
            };
            sums[k] += gy * d;
            sizes[k] += (gy * d).abs();
        }
    }
    for k in 0..10 {
        let error = (found[k] - sums[k]).abs();
        assert!(error <= 1e-6 * sums[k].abs(), "{k}: {} for {}", found[k], sums[k]);
        assert!(error <= 1e-12 * sizes[k], "{k}: {} for {}", found[k], sums[k]);
    }
}

#[test]
fn huge_gradients_do_not_turn_into_nan() {
    let unit = Unit::new(Form::SAFE_PAU, vec![1e300; 10]).unwrap();
    let x: Vec<f64> = (0..100).map(|i| 1e200 * f64::from(i - 50)).collect();
    let gy: Vec<f64> = (0..100).map(|i| if i % 2 == 0 { f64::MAX } else { f64::MIN }).collect();
    let (mut gx, mut gradient) = (vec![0.0; 100], [0.0; 10]);
    unit.kernel().backward_parameters(&x, &gy, &mut gx, &mut gradient).unwrap();
    assert!(gradient.iter().all(|g| g.is_finite()), "{gradient:?}");
    assert!(gx.iter().all(|g| !g.is_nan()), "{gx:?}");
    // At ordinary arguments, too.
    let unit = Unit::new(Form::HP1, vec![1.0; 10]).unwrap();
    let x: Vec<f64> = (0..100).map(|i| 0.1 * f64::from(i - 50)).collect();
    unit.kernel().backward_parameters(&x, &gy, &mut gx, &mut gradient).unwrap();
    assert!(gradient.iter().all(|g| !g.is_nan()), "{gradient:?}");
    // An infinite gradient shows.
    unit.kernel()
        .backward_parameters(&x[60..61], &[f64::INFINITY], &mut gx[..1], &mut gradient)
        .unwrap();
    assert!(gradient[0].is_infinite(), "{gradient:?}");
}
