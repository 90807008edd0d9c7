//! Polynomial bases and units against NumPy and SciPy. Where they are not installed the
//! test says that it is skipped; `PYTHON` names another interpreter than `python3`.

use std::process::Command;

use nonlin::rational::{Basis, Denominator, Form, Unit};

/// Prints a line for each basis: its name, then values of f_0 to f_12 at seven points, then
/// the coefficients of f_12 by powers, then P / Q with fixed coefficients at the points.
const SCRIPT: &str = r"
import numpy as np
from numpy.polynomial import chebyshev, hermite, hermite_e, laguerre, legendre, polynomial
from scipy import special

points = np.array([-3.0, -1.0, -0.3, 0.0, 0.7, 1.0, 2.5])
second = lambda n: special.chebyu(n)
bases = {
    'monomial': (lambda n, x: x**n, lambda n: np.eye(n + 1)[n]),
    'chebyshev': (lambda n, x: chebyshev.chebval(x, np.eye(n + 1)[n]), lambda n: chebyshev.cheb2poly(np.eye(n + 1)[n])),
    'chebyshev_second': (lambda n, x: special.eval_chebyu(n, x), lambda n: second(n).coef[::-1]),
    'hermite': (lambda n, x: hermite_e.hermeval(x, np.eye(n + 1)[n]), lambda n: hermite_e.herme2poly(np.eye(n + 1)[n])),
    'hermite_physicists': (lambda n, x: hermite.hermval(x, np.eye(n + 1)[n]), lambda n: hermite.herm2poly(np.eye(n + 1)[n])),
    'laguerre': (lambda n, x: laguerre.lagval(x, np.eye(n + 1)[n]), lambda n: laguerre.lag2poly(np.eye(n + 1)[n])),
    'legendre': (lambda n, x: legendre.legval(x, np.eye(n + 1)[n]), lambda n: legendre.leg2poly(np.eye(n + 1)[n])),
}
for name, (value, powers) in bases.items():
    values = [value(n, points) for n in range(13)]
    p = sum(a * f for a, f in zip([0.3, -1.2, 0.5, 0.25, -0.125, 0.0625], values))
    terms = [b * f for b, f in zip([0.5, -0.25, 2.0, 0.125], values[1:])]
    a = p / (1 + sum(abs(t) for t in terms))
    b = p / (1 + abs(sum(terms)))
    numbers = list(np.ravel(values)) + list(np.pad(powers(12), (0, 13 - len(powers(12))))) + list(a) + list(b)
    print(name, *[float(v).hex() for v in numbers])
";

/// A number as Python's `float.hex` prints it: `-0x1.8p+3`.
fn hex(text: &str) -> f64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1.0, text), |rest| (-1.0, rest));
    let (mantissa, exponent) = digits.strip_prefix("0x").unwrap().split_once('p').unwrap();
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let bits = u64::from_str_radix(&format!("{whole}{fraction}"), 16).unwrap();
    let exponent: i32 = exponent.parse().unwrap();
    sign * bits as f64 * 2f64.powi(exponent - 4 * fraction.len() as i32)
}

#[test]
fn bases_and_units_agree_with_numpy_and_scipy() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = match Command::new(&python).args(["-c", SCRIPT]).output() {
        Ok(output) if output.status.success() => String::from_utf8(output.stdout).unwrap(),
        Ok(output) => {
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(error.contains("ModuleNotFoundError"), "{error}");
            let last = error.lines().last().unwrap_or_default().to_owned();
            eprintln!("SKIPPED the comparison with NumPy and SciPy: {python}: {last}");
            return;
        }
        Err(error) => {
            eprintln!("SKIPPED the comparison with NumPy and SciPy: {python}: {error}");
            return;
        }
    };
    let points = [-3.0, -1.0, -0.3, 0.0, 0.7, 1.0, 2.5];
    let coefficients = vec![0.3, -1.2, 0.5, 0.25, -0.125, 0.0625, 0.5, -0.25, 2.0, 0.125];
    assert_eq!(output.lines().count(), Basis::ALL.len());
    for line in output.lines() {
        let mut words = line.split(' ');
        let basis: Basis = words.next().unwrap().parse().unwrap();
        let numbers: Vec<f64> = words.map(hex).collect();
        let mut ours = Vec::new();
        let mut table = vec![[0.0; 13]; points.len()];
        for (values, &x) in table.iter_mut().zip(&points) {
            basis.values(x, values);
        }
        for n in 0..13 {
            ours.extend(table.iter().map(|values| values[n]));
        }
        ours.extend(&basis.to_powers(12)[12]);
        for version in [Denominator::AbsoluteTerms, Denominator::AbsoluteSum] {
            let form = Form { basis, version, ..Form::PAU };
            let unit = Unit::new(form, coefficients.clone()).unwrap();
            ours.extend(points.map(|x| unit.value(x)));
        }
        assert_eq!(ours.len(), numbers.len(), "{basis}");
        let powers = 13 * points.len()..13 * points.len() + 13;
        for (i, (ours, theirs)) in ours.iter().zip(&numbers).enumerate() {
            // SciPy's Chebyshev coefficients come from zeros, and have lost digits.
            let loose = powers.contains(&i) && basis == Basis::ChebyshevSecond;
            let tolerance = if loose { 1e-6 } else { 1e-12 };
            let size = 1.0 + theirs.abs();
            assert!((ours - theirs).abs() <= tolerance * size, "{basis}, {i}: {ours} {theirs}");
        }
    }
}
