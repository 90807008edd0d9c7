//! Coefficients as the loops want them.

use std::borrow::Cow;
use std::sync::Arc;

use super::unit::powers_of;
use super::{Basis, Denominator, Form};

/// How a loop makes the denominator.
pub(super) enum Kind {
    /// From the polynomial `s`.
    Sum { absolute: bool },
    /// From `|b_j| |x|^j`.
    PowerTerms,
    /// From `|b_j| |f_j(x)|`, by recurrence.
    Terms,
}

impl Kind {
    pub(super) const RAW: u8 = 0;
    pub(super) const ABSOLUTE: u8 = 1;
    pub(super) const POWER_TERMS: u8 = 2;
    pub(super) const TERMS: u8 = 3;

    #[inline(always)]
    pub(super) const fn of(number: u8) -> Self {
        match number {
            Self::RAW => Kind::Sum { absolute: false },
            Self::ABSOLUTE => Kind::Sum { absolute: true },
            Self::POWER_TERMS => Kind::PowerTerms,
            _ => Kind::Terms,
        }
    }

    pub(super) const fn number(form: &Form) -> u8 {
        match (form.version, form.basis) {
            (Denominator::Raw, _) => Self::RAW,
            (Denominator::AbsoluteTerms, Basis::Monomial) => Self::POWER_TERMS,
            (Denominator::AbsoluteTerms, _) => Self::TERMS,
            _ => Self::ABSOLUTE,
        }
    }
}

/// A unit as the loops evaluate it: `M` coefficients of the numerator and `N` of the
/// denominator, the constant included, with zeros for what the unit has not.
#[derive(Clone, Debug)]
pub struct Prepared<'a, const M: usize, const N: usize> {
    pub(super) form: Form,
    pub(super) coefficients: Cow<'a, [f64]>,
    /// From the basis to powers, as in [`Basis::to_powers`].
    rows: Arc<[Vec<f64>]>,
    /// Of powers.
    pub(super) numerator: [f64; M],
    /// Of powers for [`Kind::Sum`], otherwise the magnitudes of those of the terms.
    pub(super) denominator: [f64; N],
    pub(super) offset: f64,
    /// Of the terms of the denominator.
    pub(super) recurrence: [[f64; 3]; N],
    /// Up to this argument nothing overflows on the way.
    pub(super) bound: f64,
}

/// No intermediate result is above this, and its square times a gradient is in range.
const LARGEST: f64 = 1e100;

impl<'a, const M: usize, const N: usize> Prepared<'a, M, N> {
    /// `coefficients` as in [`super::Unit`], `rows` as long as the longer of both.
    fn new(form: Form, coefficients: Cow<'a, [f64]>, rows: Arc<[Vec<f64>]>) -> Self {
        let (a, b) = coefficients.split_at(form.numerators());
        let first = form.version.first();
        if !Self::holds(&form) {
            return Prepared {
                form,
                coefficients,
                rows,
                numerator: [0.0; M],
                denominator: [0.0; N],
                offset: form.version.offset(),
                recurrence: [[0.0; 3]; N],
                bound: -1.0,
            };
        }
        let mut numerator = [0.0; M];
        fill(&mut numerator, &powers_of(&rows, a));
        let mut denominator = [0.0; N];
        let mut recurrence = [[0.0; 3]; N];
        let terms = Kind::number(&form) >= Kind::POWER_TERMS;
        if terms {
            for (to, b) in denominator[first..].iter_mut().zip(b) {
                *to = b.abs();
            }
            for (n, to) in recurrence.iter_mut().enumerate() {
                let (a, b, c) = form.basis.recurrence(n);
                *to = [a, b, c];
            }
        } else if !b.is_empty() {
            fill(&mut denominator, &powers_of(&rows[first..], b));
        }
        // What a term of the denominator may be at x, by powers of |x|.
        let size = |c: &[f64]| c.iter().map(|c| c.abs()).sum::<f64>();
        let growth = rows[..N].iter().map(|row| size(row)).sum::<f64>();
        let largest = (size(&numerator) + size(&denominator) * growth).max(growth) * (M + N) as f64;
        // Not above it, and not for NaN, which huge coefficients may sum to.
        let fits = largest < LARGEST;
        let bound = if fits { (LARGEST / largest).powf(1.0 / M.max(N) as f64) } else { -1.0 };
        Prepared {
            form,
            coefficients,
            rows,
            numerator,
            denominator,
            offset: form.version.offset(),
            recurrence,
            bound,
        }
    }

    /// Whether loops evaluate units of the form: where the degrees are within, and the
    /// powers of the basis can be trusted. Others are evaluated one element at a time.
    pub(super) fn holds(form: &Form) -> bool {
        let degree = form.numerator.max(form.denominator);
        let exact = form.basis == Basis::Monomial || degree <= Basis::EXACT_DEGREE;
        form.numerator < M && form.denominator < N && exact
    }

    /// The sets of coefficients, one after the other.
    fn all(form: Form, coefficients: Cow<'a, [f64]>) -> Vec<Self> {
        let rows: Arc<[_]> = if Self::holds(&form) {
            form.basis.to_powers(M.max(N) - 1).into()
        } else {
            Arc::default()
        };
        let per = form.coefficients();
        match coefficients {
            Cow::Borrowed(all) => all
                .chunks_exact(per)
                .map(|set| Self::new(form, Cow::Borrowed(set), rows.clone()))
                .collect(),
            Cow::Owned(all) => all
                .chunks_exact(per)
                .map(|set| Self::new(form, Cow::Owned(set.to_vec()), rows.clone()))
                .collect(),
        }
    }

    /// `Q(x)` as a loop has it.
    pub(super) fn denominator_at(&self, x: f64) -> f64 {
        self.offset + self.denominator.iter().rev().fold(0.0, |s: f64, &c| s.mul_add(x, c))
    }

    /// The gradients by the unit's own coefficients, from those by what the loops work
    /// with, added to `gradient`.
    pub(super) fn fold(&self, sums: &super::loops::Sums<M, N>, gradient: &mut [f64]) {
        if !Self::holds(&self.form) {
            return;
        }
        let (a, b) = gradient.split_at_mut(self.form.numerators());
        let first = self.form.version.first();
        let in_basis =
            |row: &[f64], sums: &[f64]| -> f64 { row.iter().zip(sums).map(|(c, s)| c * s).sum() };
        for (to, row) in a.iter_mut().zip(&*self.rows) {
            *to += in_basis(row, &sums.by_numerator);
        }
        let own = &self.coefficients[self.form.numerators()..];
        if Kind::number(&self.form) >= Kind::POWER_TERMS {
            for ((to, sum), &c) in b.iter_mut().zip(&sums.by_denominator[first..]).zip(own) {
                *to += if c == 0.0 { 0.0 } else { c.signum() * sum };
            }
        } else {
            for (to, row) in b.iter_mut().zip(&self.rows[first..]) {
                *to += in_basis(row, &sums.by_denominator);
            }
        }
    }
}

fn fill(to: &mut [f64], from: &[f64]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = from;
    }
}

/// The sets of coefficients, prepared for the loops that serve their degrees.
#[derive(Clone, Debug)]
pub enum Sets<'a> {
    /// Degrees up to (5, 4), as published units have them.
    Small(Vec<Prepared<'a, 6, 5>>),
    /// Degrees up to 16.
    Large(Vec<Prepared<'a, 17, 17>>),
    /// Any: element by element.
    Single(Vec<Prepared<'a, 1, 1>>),
}

impl<'a> Sets<'a> {
    /// `coefficients` set after set.
    pub(super) fn new(form: Form, coefficients: Cow<'a, [f64]>) -> Self {
        if Prepared::<6, 5>::holds(&form) {
            Sets::Small(Prepared::all(form, coefficients))
        } else if Prepared::<17, 17>::holds(&form) {
            Sets::Large(Prepared::all(form, coefficients))
        } else {
            Sets::Single(Prepared::all(form, coefficients))
        }
    }
}
