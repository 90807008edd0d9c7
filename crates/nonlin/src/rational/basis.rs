//! Polynomial bases: monomials and the classical orthogonal families.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// What numerator and denominator of a rational unit are sums of.
///
/// All families are evaluated by their three-term recurrence
/// `f_(n+1) = (a_n x + b_n) f_n - c_n f_(n-1)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Basis {
    /// `x^n`.
    Monomial,
    /// Chebyshev polynomials of the first kind, `T_n`: orthogonal on `[-1, 1]` with
    /// weight `1 / sqrt(1 - x^2)`.
    ChebyshevFirst,
    /// Chebyshev polynomials of the second kind, `U_n`: orthogonal on `[-1, 1]` with
    /// weight `sqrt(1 - x^2)`.
    ChebyshevSecond,
    /// Probabilists' Hermite polynomials, `He_n`: orthogonal on the line with weight
    /// `exp(-x^2 / 2)`.
    HermiteProbabilists,
    /// Physicists' Hermite polynomials, `H_n`: orthogonal on the line with weight
    /// `exp(-x^2)`.
    HermitePhysicists,
    /// Laguerre polynomials, `L_n`: orthogonal on `[0, inf)` with weight `exp(-x)`.
    Laguerre,
    /// Legendre polynomials, `P_n`: orthogonal on `[-1, 1]` with weight 1.
    Legendre,
}

impl Basis {
    /// All of them.
    pub const ALL: [Basis; 7] = [
        Basis::Monomial,
        Basis::ChebyshevFirst,
        Basis::ChebyshevSecond,
        Basis::HermiteProbabilists,
        Basis::HermitePhysicists,
        Basis::Laguerre,
        Basis::Legendre,
    ];

    /// The name, as it is written in `opau(basis=legendre)`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Basis::Monomial => "monomial",
            Basis::ChebyshevFirst => "chebyshev",
            Basis::ChebyshevSecond => "chebyshev_second",
            Basis::HermiteProbabilists => "hermite",
            Basis::HermitePhysicists => "hermite_physicists",
            Basis::Laguerre => "laguerre",
            Basis::Legendre => "legendre",
        }
    }

    /// The letter of the polynomials in print: `T` in `T_3(x)`.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Basis::Monomial => "x",
            Basis::ChebyshevFirst => "T",
            Basis::ChebyshevSecond => "U",
            Basis::HermiteProbabilists => "He",
            Basis::HermitePhysicists => "H",
            Basis::Laguerre => "L",
            Basis::Legendre => "P",
        }
    }

    /// `(a, b, c)` of `f_(n+1) = (a x + b) f_n - c f_(n-1)`.
    #[must_use]
    pub fn recurrence(self, n: usize) -> (f64, f64, f64) {
        let k = n as f64;
        match self {
            Basis::Monomial => (1.0, 0.0, 0.0),
            Basis::ChebyshevFirst => (if n == 0 { 1.0 } else { 2.0 }, 0.0, 1.0),
            Basis::ChebyshevSecond => (2.0, 0.0, 1.0),
            Basis::HermiteProbabilists => (1.0, 0.0, k),
            Basis::HermitePhysicists => (2.0, 0.0, 2.0 * k),
            Basis::Laguerre => (-1.0 / (k + 1.0), (2.0 * k + 1.0) / (k + 1.0), k / (k + 1.0)),
            Basis::Legendre => ((2.0 * k + 1.0) / (k + 1.0), 0.0, k / (k + 1.0)),
        }
    }

    /// `f_0(x), f_1(x), ...` for as many as there is room.
    pub fn values(self, x: f64, values: &mut [f64]) {
        let (mut before, mut now) = (0.0, 1.0);
        for (n, value) in values.iter_mut().enumerate() {
            *value = now;
            let (a, b, c) = self.recurrence(n);
            (before, now) = (now, (a * x + b) * now - c * before);
        }
    }

    /// As [`Self::values`], with the derivatives.
    ///
    /// # Panics
    ///
    /// If there is less room for derivatives than for values.
    pub fn values_and_derivatives(self, x: f64, values: &mut [f64], derivatives: &mut [f64]) {
        let (mut before, mut now) = ((0.0, 0.0), (1.0, 0.0));
        let derivatives = &mut derivatives[..values.len()];
        for (n, (value, derivative)) in values.iter_mut().zip(derivatives).enumerate() {
            (*value, *derivative) = now;
            let (a, b, c) = self.recurrence(n);
            let factor = a * x + b;
            let next = (factor * now.0 - c * before.0, factor * now.1 + a * now.0 - c * before.1);
            (before, now) = (now, next);
        }
    }

    /// The coefficients of `n! f_n` for Laguerre, `2^n f_n` for Legendre, `f_n` for the
    /// others, by powers of x from the constant on: integers all. `None` where one is
    /// beyond `i128`.
    #[must_use]
    pub fn integer_coefficients(self, n: usize) -> Option<Vec<i128>> {
        let (mut before, mut now) = (vec![], vec![1i128]);
        for k in 0..n {
            let i = i128::try_from(k).ok()?;
            // The recurrence of the scaled polynomials, as integers; for Legendre with
            // a common divisor k + 1.
            let (a, b, c, divisor) = match self {
                Basis::Monomial => (1, 0, 0, 1),
                Basis::ChebyshevFirst => (if k == 0 { 1 } else { 2 }, 0, 1, 1),
                Basis::ChebyshevSecond => (2, 0, 1, 1),
                Basis::HermiteProbabilists => (1, 0, i, 1),
                Basis::HermitePhysicists => (2, 0, 2 * i, 1),
                Basis::Laguerre => (-1, 2 * i + 1, i * i, 1),
                Basis::Legendre => (2 * (2 * i + 1), 0, 4 * i, i + 1),
            };
            let mut next = vec![0i128; k + 2];
            for (power, next) in next.iter_mut().enumerate() {
                let shifted = if power > 0 { now[power - 1] } else { 0 };
                let (same, old) =
                    (now.get(power).copied().unwrap_or(0), before.get(power).copied().unwrap_or(0));
                let sum = shifted
                    .checked_mul(a)?
                    .checked_add(same.checked_mul(b)?)?
                    .checked_sub(i128::checked_mul(old, c)?)?;
                *next = sum / divisor;
            }
            (before, now) = (now, next);
        }
        Some(now)
    }

    /// What [`Self::integer_coefficients`] are to be divided by.
    #[must_use]
    pub fn divisor(self, n: usize) -> f64 {
        match self {
            Basis::Laguerre => (1..=n).map(|k| k as f64).product(),
            Basis::Legendre => (n as f64).exp2(),
            _ => 1.0,
        }
    }

    /// The matrix that takes coefficients in this basis to those of powers: row `n`
    /// holds the coefficients of `f_n`, by powers from the constant on.
    ///
    /// Its entries are correctly rounded up to [`Self::EXACT_DEGREE`], and beyond that
    /// accurate to a few units in the last place; their sums lose digits with the
    /// degree all the same.
    #[must_use]
    pub fn to_powers(self, degree: usize) -> Vec<Vec<f64>> {
        let mut rows: Vec<Vec<f64>> = Vec::with_capacity(degree + 1);
        for n in 0..=degree {
            let mut row = if let Some(integers) = self.integer_coefficients(n) {
                let divisor = self.divisor(n);
                integers.iter().map(|&c| c as f64 / divisor).collect()
            } else {
                // Beyond `i128`, by the recurrence, in which hardly anything cancels.
                let (a, b, c) = self.recurrence(n - 1);
                let (now, before) = (&rows[n - 1], &rows[n - 2]);
                (0..=n)
                    .map(|k| {
                        let shifted = if k > 0 { now[k - 1] } else { 0.0 };
                        a * shifted + b * now[k] - c * before[k]
                    })
                    .collect::<Vec<f64>>()
            };
            row.resize(degree + 1, 0.0);
            rows.push(row);
        }
        rows
    }

    /// The coefficients in this basis of the polynomial with these coefficients of
    /// powers, from the constant on.
    #[must_use]
    pub fn from_powers(self, powers: &[f64]) -> Vec<f64> {
        let Some(degree) = powers.len().checked_sub(1) else { return Vec::new() };
        let rows = self.to_powers(degree);
        let mut rest = powers.to_vec();
        let mut coefficients = vec![0.0; powers.len()];
        for n in (0..=degree).rev() {
            let c = rest[n] / rows[n][n];
            coefficients[n] = c;
            rest.iter_mut().zip(&rows[n]).for_each(|(rest, f)| *rest -= c * f);
        }
        coefficients
    }

    /// Up to this degree the integer coefficients and their divisors are exact in f64.
    pub const EXACT_DEGREE: usize = 12;

    /// The interval of orthogonality.
    #[must_use]
    pub const fn interval(self) -> (f64, f64) {
        match self {
            Basis::HermiteProbabilists | Basis::HermitePhysicists => {
                (f64::NEG_INFINITY, f64::INFINITY)
            }
            Basis::Laguerre => (0.0, f64::INFINITY),
            _ => (-1.0, 1.0),
        }
    }

    /// The weight of orthogonality at `x`; `None` for monomials, which have none.
    #[must_use]
    pub fn weight(self, x: f64) -> Option<f64> {
        Some(match self {
            Basis::Monomial => return None,
            Basis::ChebyshevFirst => 1.0 / (1.0 - x * x).sqrt(),
            Basis::ChebyshevSecond => (1.0 - x * x).sqrt(),
            Basis::HermiteProbabilists => (-x * x / 2.0).exp(),
            Basis::HermitePhysicists => (-x * x).exp(),
            Basis::Laguerre => (-x).exp(),
            Basis::Legendre => 1.0,
        })
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Basis {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        // Names in use for the same families.
        let name = match text {
            "power" | "powers" | "polynomial" => "monomial",
            "chebyshev_first" | "chebyshev1" | "t" => "chebyshev",
            "chebyshev2" | "u" => "chebyshev_second",
            "hermite_probabilists" | "probabilists" | "he" => "hermite",
            "physicists" | "h" => "hermite_physicists",
            name => name,
        };
        let found = Basis::ALL.into_iter().find(|basis| basis.name() == name);
        found.ok_or_else(|| Error::UnknownBasis {
            name: text.to_owned(),
            bases: Basis::ALL.iter().map(|basis| basis.name()).collect(),
        })
    }
}
