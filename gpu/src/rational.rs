//! Rational units as operations of a kernel.
//!
//! Powers of `x` overflow where the unit itself does not. For `|x| > 1` numerator and
//! denominator are both divided by `x^M`, `M` the larger degree: in place of `x^k` stands
//! `x^(k - M)`, a power of `1 / x`, and the operations are the same.
//!
//! Constant coefficients are converted from their basis to powers on the host, in f64; trained
//! ones of other bases than powers lose what cancels between the basis functions.

use nonlin::program::{Id, Node};
use nonlin::rational::{Basis, Denominator, Form};

use crate::builder::Builder;

/// A unit under construction.
struct Parts<'a> {
    builder: &'a mut Builder,
    /// What stands for `x^k`.
    powers: Vec<Id>,
    /// The basis functions by powers.
    rows: Vec<Vec<f64>>,
}

impl Parts<'_> {
    /// A combination of powers with constant coefficients.
    fn combined(&mut self, row: impl Iterator<Item = (usize, f64)>) -> Option<Id> {
        let mut sum = None;
        for (k, c) in row.filter(|&(_, c)| c != 0.0) {
            let factor = self.builder.constant(c);
            let power = self.powers[k];
            let term = if c == 1.0 { power } else { self.builder.times(factor, power) };
            sum = Some(match sum {
                Some(sum) => self.builder.sum(sum, term),
                None => term,
            });
        }
        sum
    }

    fn basis(&mut self, i: usize) -> Option<Id> {
        let row = self.rows[i].clone();
        self.combined(row.into_iter().enumerate())
    }

    fn basis_slope(&mut self, i: usize) -> Option<Id> {
        let row = self.rows[i].clone();
        let slope = row.into_iter().enumerate().skip(1);
        self.combined(slope.map(|(k, c)| (k - 1, k as f64 * c)))
    }

    /// The sum of products.
    fn dot(&mut self, coefficients: &[Id], values: &[Option<Id>]) -> Id {
        let mut sum = None;
        for (&c, value) in coefficients.iter().zip(values) {
            let Some(value) = *value else { continue };
            let term = self.builder.times(c, value);
            sum = Some(match sum {
                Some(sum) => self.builder.sum(sum, term),
                None => term,
            });
        }
        sum.unwrap_or_else(|| self.builder.constant(0.0))
    }

    /// 1 or -1 as `u` has it, 0 at 0.
    fn sign(&mut self, u: Id) -> Id {
        let b = &mut *self.builder;
        let (zero, one, minus) = (b.constant(0.0), b.constant(1.0), b.constant(-1.0));
        let (left, right) = (b.less(u, zero), b.less(zero, u));
        let rest = b.select(right, one, zero);
        b.select(left, minus, rest)
    }
}

/// The form on powers of a unit with constant coefficients, if there is one.
fn on_powers(form: &Form, values: &[f64]) -> Option<(Form, Vec<f64>)> {
    // Absolute values of single terms need the terms.
    if form.basis == Basis::Monomial || form.version == Denominator::AbsoluteTerms {
        return None;
    }
    let degree = form.numerator.max(form.denominator);
    let rows = form.basis.to_powers(degree);
    let (a, b) = values.split_at(form.numerators());
    let converted = |coefficients: &[f64], first: usize, degree: usize| -> Vec<f64> {
        let power = |k: usize| {
            let rows = coefficients.iter().zip(&rows[first..]);
            rows.map(|(c, row)| c * row.get(k).copied().unwrap_or(0.0)).sum()
        };
        (0..=degree).map(power).collect()
    };
    let first = form.version.first();
    let mut powers = converted(a, 0, form.numerator);
    let denominator = converted(b, first, form.denominator);
    let mut denominator = denominator;
    if first > 0 && denominator[0] != 0.0 {
        // The constant terms of basis functions go to the offset, which must stay 1.
        let constant = form.version.offset() + denominator[0];
        if form.version != Denominator::Raw || constant == 0.0 {
            return None;
        }
        powers.iter_mut().chain(&mut denominator).for_each(|c| *c /= constant);
    }
    powers.extend(&denominator[first..]);
    Some((Form { basis: Basis::Monomial, ..*form }, powers))
}

impl Builder {
    /// The value, the slope, and the derivatives by the coefficients.
    pub(crate) fn rational(&mut self, form: &Form, values: Option<&[f64]>) -> Vec<Id> {
        if let Some((form, values)) = values.and_then(|values| on_powers(form, values)) {
            return self.rational(&form, Some(&values));
        }
        let degree = form.numerator.max(form.denominator);
        let coefficients: Vec<Id> =
            (0..form.coefficients()).map(|k| self.parameter(k, values)).collect();
        let (a, b) = coefficients.split_at(form.numerators());
        let (powers, sign) = self.powers(degree);
        let rows = form.basis.to_powers(degree);
        let mut parts = Parts { builder: self, powers, rows };

        let functions: Vec<Option<Id>> = (0..=degree).map(|i| parts.basis(i)).collect();
        let slopes: Vec<Option<Id>> = (0..=degree).map(|i| parts.basis_slope(i)).collect();
        let first = form.version.first();
        let offset = parts.builder.constant(form.version.offset());
        let one = parts.powers[0];
        let absolute = form.version != Denominator::Raw;
        // Under absolute values the sign of x^M goes to the numerator.
        let one = if absolute { parts.builder.abs(one) } else { one };
        let offset = parts.builder.times(offset, one);
        let signed = |parts: &mut Parts<'_>, u: Id| match sign {
            Some(sign) if absolute => parts.builder.times(sign, u),
            _ => u,
        };
        let numerator = parts.dot(a, &functions);
        let numerator = signed(&mut parts, numerator);
        let numerator_slope = parts.dot(a, &slopes);
        let numerator_slope = signed(&mut parts, numerator_slope);

        // The derivatives of the denominator's terms by their coefficients, the sum that is
        // added to the offset, and its slope.
        let terms = &functions[first..=form.denominator];
        let term_slopes = &slopes[first..=form.denominator];
        let (by_b, sum, slope) = match form.version {
            Denominator::Raw => (terms.to_vec(), parts.dot(b, terms), parts.dot(b, term_slopes)),
            Denominator::AbsoluteTerms => {
                let mut sizes = Vec::new();
                let mut size_slopes = Vec::new();
                let mut by_b = Vec::new();
                let mut weights = Vec::new();
                for ((&c, term), slope) in b.iter().zip(terms).zip(term_slopes) {
                    let weight = parts.builder.abs(c);
                    weights.push(weight);
                    sizes.push(term.map(|term| parts.builder.abs(term)));
                    size_slopes.push(match (*term, *slope) {
                        (Some(term), Some(slope)) => {
                            let direction = parts.sign(term);
                            Some(parts.builder.times(direction, slope))
                        }
                        _ => None,
                    });
                    by_b.push(term.map(|term| {
                        let size = parts.builder.abs(term);
                        let direction = parts.sign(c);
                        parts.builder.times(direction, size)
                    }));
                }
                (by_b, parts.dot(&weights, &sizes), parts.dot(&weights, &size_slopes))
            }
            _ => {
                let inner = parts.dot(b, terms);
                let direction = parts.sign(inner);
                let slope = parts.dot(b, term_slopes);
                let by_b =
                    terms.iter().map(|term| term.map(|term| parts.builder.times(direction, term)));
                let by_b = by_b.collect();
                let size = parts.builder.abs(inner);
                let slope = parts.builder.times(direction, slope);
                (by_b, size, slope)
            }
        };
        let b = &mut *parts.builder;
        let denominator = b.sum(offset, sum);
        let value = b.over(numerator, denominator);
        let loss = b.times(value, slope);
        let gain = b.minus(numerator_slope, loss);
        let mut results = vec![value, b.over(gain, denominator)];
        for function in &functions[..=form.numerator] {
            let function = match (*function, sign) {
                (Some(function), Some(sign)) if absolute => b.times(sign, function),
                (Some(function), _) => function,
                (None, _) => b.constant(0.0),
            };
            results.push(b.over(function, denominator));
        }
        let mirrored = b.neg(value);
        let share = b.over(mirrored, denominator);
        for term in by_b {
            let term = match term {
                Some(term) => term,
                None => b.constant(0.0),
            };
            results.push(b.times(share, term));
        }
        results
    }

    /// What stands for `x^k`, and the sign of `x^M` where `|x| > 1`, else 1; none if `M` is
    /// even.
    fn powers(&mut self, degree: usize) -> (Vec<Id>, Option<Id>) {
        let x = self.add(Node::Input);
        let one = self.constant(1.0);
        let size = self.abs(x);
        let far = self.less(one, size);
        let inverse = self.over(one, x);
        let base = self.select(far, inverse, x);
        let mut of_base = vec![one];
        for k in 1..=degree {
            let last = of_base[k - 1];
            of_base.push(if k == 1 { base } else { self.times(last, base) });
        }
        let powers =
            (0..=degree).map(|k| self.select(far, of_base[degree - k], of_base[k])).collect();
        let sign = (degree % 2 == 1).then(|| {
            let (zero, minus) = (self.constant(0.0), self.constant(-1.0));
            let left = self.less(x, zero);
            let sign = self.select(left, minus, one);
            self.select(far, sign, one)
        });
        (powers, sign)
    }
}
