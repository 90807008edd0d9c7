//! Polynomial bases against their explicit sums, exactly, and their orthogonality.

use nonlin::rational::Basis;
use rug::{Integer, Rational};

fn factorial(n: usize) -> Integer {
    Integer::from(Integer::factorial(n as u32))
}

fn binomial(n: usize, k: usize) -> Integer {
    Integer::from(Integer::binomial_u(n as u32, k as u32))
}

fn two_to(n: usize) -> Integer {
    Integer::from(1) << n as u32
}

/// The coefficients by powers of x, from the explicit sum of each family.
fn explicit(basis: Basis, n: usize) -> Vec<Rational> {
    let mut powers = vec![Rational::new(); n + 1];
    let sign = |k: usize| if k.is_multiple_of(2) { 1 } else { -1 };
    if basis == Basis::Laguerre {
        for (k, c) in powers.iter_mut().enumerate() {
            *c = Rational::from((binomial(n, k) * sign(k), factorial(k)));
        }
        return powers;
    }
    for k in 0..=n / 2 {
        let power = n - 2 * k;
        powers[power] = match basis {
            Basis::Monomial => Rational::from(i32::from(k == 0)),
            Basis::ChebyshevFirst if n == 0 => Rational::from(1),
            Basis::ChebyshevFirst => {
                let top = factorial(n - k - 1) * n as u32 * two_to(power) * sign(k);
                Rational::from((top, factorial(k) * factorial(power) * 2))
            }
            Basis::ChebyshevSecond => Rational::from(binomial(n - k, k) * two_to(power) * sign(k)),
            Basis::HermiteProbabilists => Rational::from((
                factorial(n) * sign(k),
                factorial(k) * factorial(power) * two_to(k),
            )),
            Basis::HermitePhysicists => Rational::from((
                factorial(n) * two_to(power) * sign(k),
                factorial(k) * factorial(power),
            )),
            Basis::Legendre => {
                Rational::from((binomial(n, k) * binomial(2 * n - 2 * k, n) * sign(k), two_to(n)))
            }
            Basis::Laguerre => unreachable!(),
        };
    }
    powers
}

#[test]
fn coefficients_are_exact() {
    for basis in Basis::ALL {
        for n in 0..=20 {
            let integers = basis.integer_coefficients(n).unwrap();
            let divisor = match basis {
                Basis::Laguerre => factorial(n),
                Basis::Legendre => two_to(n),
                _ => Integer::from(1),
            };
            let found: Vec<_> =
                integers.iter().map(|&c| Rational::from((c, divisor.clone()))).collect();
            assert_eq!(found, explicit(basis, n), "{basis} of degree {n}");
            assert_eq!(basis.divisor(n), divisor.to_f64(), "{basis} of degree {n}");
        }
        for (n, row) in basis.to_powers(Basis::EXACT_DEGREE).iter().enumerate() {
            for (power, exact) in explicit(basis, n).iter().enumerate() {
                // Nearest, not truncated as `to_f64` of a rational is.
                let nearest = rug::Float::with_val(53, exact).to_f64();
                assert_eq!(row[power], nearest, "{basis} of degree {n}, x^{power}");
            }
        }
    }
}

#[test]
fn powers_are_accurate_to_high_degrees() {
    for basis in Basis::ALL {
        for (n, row) in basis.to_powers(64).iter().enumerate() {
            for (power, exact) in explicit(basis, n).iter().enumerate() {
                let exact = rug::Float::with_val(53, exact).to_f64();
                let error = (row[power] - exact).abs();
                assert!(error <= 1e-13 * exact.abs(), "{basis} of degree {n}, x^{power}");
            }
        }
    }
}

#[test]
fn recurrences_evaluate_the_polynomials() {
    for basis in Basis::ALL {
        for x in [-2.5, -1.0, -0.3, 0.0, 0.125, 0.7, 1.0, 3.0] {
            let (mut values, mut slopes) = ([0.0; 13], [0.0; 13]);
            basis.values_and_derivatives(x, &mut values, &mut slopes);
            let mut only_values = [0.0; 13];
            basis.values(x, &mut only_values);
            assert_eq!(values, only_values);
            for n in 0..13 {
                let exact_x = Rational::from_f64(x).unwrap();
                let (mut value, mut slope) = (Rational::new(), Rational::new());
                let (mut size, mut slope_size) = (Rational::from(1), Rational::from(1));
                for c in explicit(basis, n).into_iter().rev() {
                    slope = slope * &exact_x + &value;
                    slope_size = slope_size * exact_x.clone().abs() + &size;
                    size = size * exact_x.clone().abs() + c.clone().abs();
                    value = value * &exact_x + c;
                }
                let (size, slope_size) = (size.to_f64(), slope_size.to_f64());
                let off =
                    |a: f64, b: &Rational| (Rational::from_f64(a).unwrap() - b).to_f64().abs();
                assert!(off(values[n], &value) <= 1e-15 * size, "{basis}_{n}({x})");
                let bound = 1e-14 * slope_size;
                assert!(off(slopes[n], &slope) <= bound, "{basis}_{n}'({x})");
            }
        }
    }
}

/// The integral over the basis's interval by the double exponential rule: the weights
/// have singular ends.
fn integral(basis: Basis, f: impl Fn(f64) -> f64) -> f64 {
    let step = 1.0 / 64.0;
    let half_pi = std::f64::consts::FRAC_PI_2;
    (-320..=320)
        .map(|k| {
            let t = f64::from(k) * step;
            let u = half_pi * t.sinh();
            let (x, dx) = match basis.interval() {
                (a, _) if a.is_infinite() => (u.sinh(), u.cosh()),
                (_, b) if b.is_infinite() => (u.exp(), u.exp()),
                _ => (u.tanh(), u.cosh().powi(-2)),
            };
            let value = f(x) * dx * half_pi * t.cosh() * step;
            if value.is_finite() { value } else { 0.0 }
        })
        .sum()
}

#[test]
fn families_are_orthogonal() {
    for basis in Basis::ALL.into_iter().filter(|&b| b != Basis::Monomial) {
        let product = |i: usize, j: usize| {
            integral(basis, |x| {
                let mut values = [0.0; 8];
                basis.values(x, &mut values);
                values[i] * values[j] * basis.weight(x).unwrap()
            })
        };
        for i in 0..8 {
            let own = product(i, i);
            assert!(own > 0.1, "{basis}: the square of degree {i} integrates to {own}");
            for j in 0..i {
                let scale = (own * product(j, j)).sqrt();
                let angle = product(i, j) / scale;
                assert!(angle.abs() < 1e-6, "{basis}: degrees {i} and {j}: {angle:e}");
            }
        }
    }
    assert_eq!(Basis::Monomial.weight(0.5), None);
}

#[test]
fn names_are_read_and_printed() {
    for basis in Basis::ALL {
        assert_eq!(basis.to_string().parse(), Ok(basis));
    }
    assert_eq!("probabilists".parse(), Ok(Basis::HermiteProbabilists));
    let error = "legendrre".parse::<Basis>().unwrap_err().to_string();
    assert!(error.contains("unknown basis 'legendrre'") && error.contains("legendre"), "{error}");
}
