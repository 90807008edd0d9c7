//! The functions of the catalogue that polynomials stand for: where intervals meet, out of
//! range, and with other parameters.

mod support;

use nonlin::{Activation, Level, tuned_functions};
use nonlin_reference::Format;
use support::every_input::{compare, vector_levels};
use support::judge::Judge;

fn levels() -> impl Iterator<Item = Level> {
    Level::available().into_iter().filter(|level| matches!(level, Level::Avx2 | Level::Avx512))
}

/// What tells one number of f32 from the next at `x`.
fn unit(x: f64) -> f64 {
    let x = (x.abs() as f32).max(f32::MIN_POSITIVE);
    f64::from(x.next_up() - x)
}

/// Widths of intervals in the catalogue, and how many more there are in a unit for each unit to
/// the left of 0.
const WIDTHS: [(f64, f64); 13] = [
    (0.54, 0.0),
    (0.6, 0.0),
    (0.62, 0.08),
    (0.62, 0.145),
    (0.68, 0.17),
    (2.0 / 3.0, 0.0),
    (0.75, 0.0),
    (0.8, 0.0),
    (1.0, 0.0),
    (1.05, 0.0),
    (1.1, 0.0),
    (1.15, 0.0),
    (1.2, 0.0),
];

/// Around the ends of all intervals, the first and the last included, value and slope are
/// as accurate as within, and zeros have their sign, those that are too small for f32 included.
#[test]
fn intervals_meet_without_a_seam() {
    let near = |end: f64| [-1e-5, -1e-7, 0.0, 1e-7, 1e-5].map(|d| (end + end * d + d) as f32);
    // Those of functions whose right half mirrors their left half about 1/2 or 1/3, too.
    let ends = WIDTHS.into_iter().flat_map(|(width, more)| {
        (-32..=32).flat_map(move |n| {
            let (n, per_unit) = (f64::from(n) / 2.0, 1.0 / width);
            let end = 2.0 * n / (per_unit + (per_unit * per_unit + 4.0 * more * n.abs()).sqrt());
            [end, 1.0 - end, 2.0 / 3.0 - end]
        })
    });
    let tiny = (0..16).flat_map(|bits| [bits, 1 << 31 | bits]);
    let x: Vec<u32> = ends.flat_map(near).map(f32::to_bits).chain(tiny).collect();
    let levels = vector_levels();
    for function in tuned_functions() {
        let activation = Activation::from(*function);
        let judge = Judge::new(&activation, Format::F32);
        for (level, found) in levels.iter().zip(compare(&judge, &levels, x.iter().copied())) {
            let what = format!("{activation} at {level}: {found:?}");
            assert!(found.value.worst.ulp <= 2.0 && found.slope.worst.ulp <= 2.25, "{what}");
            for errors in [&found.value, &found.slope] {
                assert_eq!((errors.nan, errors.infinite, errors.wrong), (0, 0, 0), "{what}");
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
    let gradient = |(i, x): (usize, &f32)| {
        if i % 11 == 0 { f32::INFINITY } else { 0.5 + x.abs().min(3.0) }
    };
    let gy: Vec<f32> = mixed.iter().enumerate().map(gradient).collect();
    for function in tuned_functions() {
        let activation = Activation::from(*function);
        for level in levels() {
            let kernel = activation.kernel().level(level).unwrap();
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
                assert_eq!(bits(y[i]), bits(one[0]), "{activation} at {}, {level}", mixed[i]);
                assert_eq!(bits(forward[i]), bits(one[0]), "{activation} at {}, {level}", mixed[i]);
                assert_eq!(bits(gx[i]), bits(slope[0]), "{activation} at {}, {level}", mixed[i]);
            }
        }
    }
}

#[test]
fn other_parameters_are_not_taken_for_the_defaults() {
    let x = [-1.5f32, 0.25, 3.0];
    for function in tuned_functions().iter().filter(|f| !f.parameters().is_empty()) {
        let values: Vec<f64> = function.parameters().iter().map(|p| p.default * 1.5).collect();
        let Ok(activation) = Activation::from(*function).with_values(&values) else { continue };
        let mut y = [0.0; 3];
        activation.kernel().forward(&x, &mut y).unwrap();
        for (x, y) in x.iter().zip(y) {
            let truth = activation.value(f64::from(*x));
            let off = (f64::from(y) - truth).abs() / unit(truth);
            assert!(off < 8.0, "{activation} at {x}: {y}, not {truth}");
        }
    }
}
