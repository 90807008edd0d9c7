use super::search::unit;
use super::*;
use crate::activation::Activation;
use crate::catalogue::{Body, Function, tuned_functions};

/// The functions that have polynomials, and where they are.
fn splines() -> Vec<(&'static Function, Layout)> {
    let all = tuned_functions().iter().filter_map(|&function| {
        let Body::Compiled(table) = &function.body else { return None };
        Some((function, table.spline?.layout?))
    });
    all.collect()
}

fn levels() -> Vec<Level> {
    Level::available()
        .into_iter()
        .filter(|level| matches!(level, Level::Avx2 | Level::Avx512))
        .collect()
}

/// Around the ends of all intervals, the first and the last included, value and slope are
/// as accurate as within.
#[test]
fn intervals_meet_without_a_seam() {
    for (function, Layout { intervals, root, .. }) in splines() {
        let activation = Activation::from(function);
        let left = (0..=intervals.left).map(|n| -(n as f64) * intervals.left_width);
        let right = 1..=crate::numbers::INTERVALS - intervals.left;
        let right = right.map(|n| n as f64 * intervals.right_width);
        let near = |end: f64| [-1e-5, -1e-7, 0.0, 1e-7, 1e-5].map(|d| (end + end * d + d) as f32);
        let x: Vec<f32> = left.chain(right).flat_map(near).collect();
        for level in levels() {
            let kernel = activation.kernel().level(level).unwrap();
            let (mut y, mut gx) = (vec![0.0; x.len()], vec![0.0; x.len()]);
            kernel.forward(&x, &mut y).unwrap();
            kernel.backward(&x, &vec![1.0; x.len()], &mut gx).unwrap();
            let rounded = rounded(activation.values());
            for ((&x, &y), &gx) in x.iter().zip(&y).zip(&gx) {
                let truth = function.derivatives_at(x.into(), &rounded, 1);
                let off = (f64::from(y) - truth[0]).abs() / unit(truth[0]);
                assert!(off < 1.75, "{function:?} at {x}, {level}: {y} is {off:.2} units off");
                // The slope of x g(x) is g + x g': its error is one of these terms'.
                let gate = root.map_or(0.0, |root| truth[0] / (f64::from(x) - root));
                let gate = if gate.is_finite() { gate } else { 0.0 };
                let largest = truth[1].abs().max(gate.abs());
                let off = (f64::from(gx) - truth[1]).abs() / unit(largest);
                assert!(
                    off < 2.5,
                    "{function:?} at {x}, {level}: slope {gx} is {off:.2} units off"
                );
            }
        }
    }
}

/// An element has the same result whatever its neighbours are, and elements out of range
/// the result of the formula.
#[test]
fn results_do_not_depend_on_neighbours() {
    let mixed: Vec<f32> = (0..3000)
        .map(|i| match i % 7 {
            0 => 40.0 - i as f32 / 100.0,
            1 => -30.0 + i as f32 / 50.0,
            2 if i % 5 == 0 => f32::NAN,
            3 if i % 5 == 0 => f32::INFINITY,
            _ => (i as f32 * 0.37).sin() * 6.0,
        })
        .collect();
    for (function, _) in splines() {
        let activation = Activation::from(function);
        for level in levels() {
            let kernel = activation.kernel().level(level).unwrap();
            let gy: Vec<f32> = mixed
                .iter()
                .enumerate()
                .map(|(i, x)| if i % 11 == 0 { f32::INFINITY } else { 0.5 + x.abs().min(3.0) })
                .collect();
            let (mut y, mut gx) = (vec![0.0; mixed.len()], vec![0.0; mixed.len()]);
            let mut forward = y.clone();
            kernel.forward_backward(&mixed, &gy, &mut y, &mut gx).unwrap();
            kernel.forward(&mixed, &mut forward).unwrap();
            for i in 0..mixed.len() {
                let (mut one, mut slope) = ([0.0], [0.0]);
                let (x, g) = (&mixed[i..=i], &gy[i..=i]);
                kernel.forward(x, &mut one).unwrap();
                kernel.backward(x, g, &mut slope).unwrap();
                let bits = |v: f32| if v.is_nan() { 0 } else { v.to_bits() };
                assert_eq!(bits(y[i]), bits(one[0]), "{function:?} at {}, {level}", mixed[i]);
                assert_eq!(bits(forward[i]), bits(one[0]), "{function:?} at {}, {level}", mixed[i]);
                assert_eq!(bits(gx[i]), bits(slope[0]), "{function:?} at {}, {level}", mixed[i]);
            }
        }
    }
}

#[test]
fn other_parameters_are_not_taken_for_the_defaults() {
    let x = [-1.5f32, 0.25, 3.0];
    for (function, _) in splines().into_iter().filter(|(f, _)| !f.parameters().is_empty()) {
        let values: Vec<f64> = function.parameters().iter().map(|p| p.default * 1.5).collect();
        let Ok(activation) = Activation::from(function).with_values(&values) else { continue };
        let mut y = [0.0; 3];
        activation.kernel().forward(&x, &mut y).unwrap();
        for (x, y) in x.iter().zip(y) {
            let truth = activation.value(f64::from(*x));
            let off = (f64::from(y) - truth).abs() / unit(truth);
            assert!(off < 8.0, "{activation} at {x}: {y}, not {truth}");
        }
    }
}
