//! Coefficients that units start from: fits to usual functions, which a program made.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Basis, Denominator, Form};

/// Written by the program that fits them:
/// `cargo run --release -p nonlin-fit --example initial`.
const TABLE: &str = include_str!("initial.tsv");

/// The function that units start from where no other is named, as in the papers on PAU.
pub(super) const USUAL: &str = "leaky_relu";

/// What a fit is for.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    basis: Basis,
    version: char,
    degrees: (usize, usize),
    function: &'static str,
}

static FITS: LazyLock<HashMap<Key, Vec<f64>>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(entry).collect()
});

/// A line: basis, version, m, n, function and the coefficients.
fn entry(line: &'static str) -> Option<(Key, Vec<f64>)> {
    let mut fields = line.split('\t');
    let basis = fields.next()?.parse().ok()?;
    let version = fields.next()?.chars().next()?;
    let degrees = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    let function = fields.next()?;
    let coefficients = fields.next()?.split(' ').map(|c| c.parse().ok()).collect::<Option<_>>()?;
    Some((Key { basis, version, degrees, function }, coefficients))
}

/// The functions that units can start from.
pub(super) fn functions() -> Vec<&'static str> {
    let mut names: Vec<_> = FITS.keys().map(|key| key.function).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// A denominator coefficient so small that it does not matter, but has a gradient: the
/// derivative of `|b|` at 0 is 0.
const TRAINABLE: f64 = 1e-9;

impl Form {
    /// Coefficients that make the unit like a function: fits on [-3, 3] for degrees
    /// (3, 2) and (5, 4), which serve higher degrees as well. `None` where none is
    /// shipped.
    #[must_use]
    pub fn initial(&self, function: &str) -> Option<Vec<f64>> {
        let degrees = match (self.numerator, self.denominator) {
            (5.., 4..) => (5, 4),
            (3.., 2..) => (3, 2),
            _ => return None,
        };
        let function = *functions().iter().find(|&&name| name == function)?;
        let fit = |basis, version| FITS.get(&Key { basis, version, degrees, function });
        let (fit, scale) = match self.version {
            Denominator::AbsoluteTerms => (fit(self.basis, 'A')?.clone(), 1.0),
            Denominator::AbsoluteSum | Denominator::Noisy { .. } => {
                (fit(self.basis, 'B')?.clone(), 1.0)
            }
            // Numerator and sum by the offset: the same function.
            Denominator::Floored { floor } => (fit(self.basis, 'B')?.clone(), floor),
            Denominator::Raw => (converted(fit(Basis::Monomial, 'N')?, degrees, self.basis)?, 1.0),
        };
        let (a, b) = fit.split_at(degrees.0 + 1);
        let mut coefficients = vec![0.0; self.numerators()];
        coefficients.iter_mut().zip(a).for_each(|(to, a)| *to = a * scale);
        let mut denominator = vec![TRAINABLE * scale; self.denominators()];
        // Version C has a constant, which the fit lacks.
        let own = &mut denominator[1 - self.version.first()..];
        own.iter_mut().zip(b).for_each(|(to, b)| *to = b * scale);
        if self.version.is_safe() {
            coefficients.append(&mut denominator);
        } else {
            // A zero has a gradient here, and adds no pole.
            denominator[b.len()..].fill(0.0);
            coefficients.append(&mut denominator);
        }
        Some(coefficients)
    }

    /// Coefficients that make the unit the identity, or nearly so, or the constant 1 if
    /// the numerator is one.
    pub(super) fn identity(&self) -> Vec<f64> {
        let mut powers = vec![0.0; self.numerators()];
        let degree = usize::from(self.numerator > 0);
        powers[degree] = self.version.offset();
        let mut coefficients = self.basis.from_powers(&powers);
        let b = if self.version.is_safe() { TRAINABLE } else { 0.0 };
        coefficients.resize(self.coefficients(), b);
        coefficients
    }
}

/// A raw unit on monomials, on another basis: the constant of the denominator becomes 1.
fn converted(fit: &[f64], degrees: (usize, usize), basis: Basis) -> Option<Vec<f64>> {
    let (a, b) = fit.split_at(degrees.0 + 1);
    let a = basis.from_powers(a);
    let q = basis.from_powers(&[&[1.0], b].concat());
    let scaled = |c: &f64| c / q[0];
    let all: Vec<f64> = a.iter().chain(&q[1..]).map(scaled).collect();
    all.iter().all(|c| c.is_finite()).then_some(all)
}
