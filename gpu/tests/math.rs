//! The functions in cube against values of arbitrary precision (`tools/atoms.py`).

mod support;

use nonlin::Activation;
use nonlin_gpu::{Array, Element, Kernel};
use support::{client, far};

/// The largest error of each in units in the last place, on devices that round as IEEE 754
/// has it; `math.rs` and `atoms.rs` build on it.
const BOUNDS: &[(&str, f64)] = &[
    ("exp", 2.0),
    ("expm1", 2.0),
    ("log", 1.5),
    ("log1p", 1.5),
    ("sigmoid", 2.5),
    ("softplus", 2.5),
    ("tanh", 3.0),
    ("sech2", 4.5),
    ("erf", 2.0),
    ("erfc", 4.5),
    ("normal_cdf", 4.5),
    ("gaussian", 2.0),
    ("atan", 3.0),
    ("asinh", 3.0),
    ("tanh_softplus", 4.0),
    ("tanh_exp", 4.0),
    ("softsign", 2.0),
    ("lorentzian", 2.5),
];

/// Absolute errors, where results go through 0.
const ABSOLUTE: &[(&str, f64)] = &[("sin", 2.4e-7), ("cos", 2.4e-7)];

fn table() -> Vec<(&'static str, f32, f64)> {
    let rows = include_str!("atoms.tsv").lines().filter(|line| !line.starts_with('#'));
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{text} is no number"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('\t').collect();
        (cells[0], number(cells[1]) as f32, number(cells[2]))
    })
    .collect()
}

/// The distance of neighbouring numbers around `v`.
fn unit(v: f64) -> f64 {
    let size = (v.abs() as f32).max(f32::MIN_POSITIVE);
    f64::from(f32::from_bits(size.to_bits() + 1)) - f64::from(size)
}

#[test]
fn functions_are_accurate() {
    let client = client();
    let table = table();
    let mut failures = Vec::new();
    let all = BOUNDS.iter().map(|b| (b, false)).chain(ABSOLUTE.iter().map(|b| (b, true)));
    for (&(name, bound), absolute) in all {
        let rows: Vec<_> = table.iter().filter(|row| row.0 == name).collect();
        assert!(rows.len() > 100, "{name} has {} rows", rows.len());
        let x: Vec<f32> = rows.iter().map(|row| row.1).collect();
        let formula: Activation = format!("{name}(x)").parse().unwrap();
        let input = Array::from_f32(&client, &x, Element::F32);
        let y = Kernel::new(&formula).forward(&client, &input, None).unwrap().to_f32(&client);
        let mut worst = (0.0, 0.0f32, 0.0f32, 0.0);
        for (&&(_, x, wanted), &y) in rows.iter().zip(&y) {
            let tiny = 2.0 * f64::from(f32::MIN_POSITIVE);
            let error = (far(y, wanted) - if absolute { 0.0 } else { tiny }).max(0.0);
            let error = if absolute { error } else { error / unit(wanted) };
            // NaN is worse than anything.
            if !(error <= worst.0) {
                worst = (error, x, y, wanted);
            }
        }
        let line = format!("{name:16} {:9.3e} of {bound}: {worst:?}", worst.0);
        println!("{line}");
        if !(worst.0 <= bound) {
            failures.push(line);
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
