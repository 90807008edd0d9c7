//! A rational function by greedy interpolation: the AAA algorithm.
//!
//! Nakatsukasa, Sète, Trefethen, "The AAA algorithm for rational approximation", SIAM
//! Journal on Scientific Computing, 2018, arXiv:1612.00337.

use nalgebra::{DMatrix, DVector};
use nonlin::rational::Form;

use crate::problem::Samples;

/// Beyond this degree coefficients of powers have lost too many digits to start from.
const MAX_DEGREE: usize = 12;

/// Coefficients of a unit that is near the samples; absolute values in its denominator are
/// left out, and so are weights. None where that does not lead to finite ones.
pub(crate) fn start(samples: &Samples, form: &Form) -> Option<Vec<f64>> {
    let degree = form.numerator.min(form.denominator);
    if degree == 0 || degree > MAX_DEGREE {
        return None;
    }
    let (mut p, mut q) = polynomials(&samples.x, &samples.y, degree)?;
    p.resize(form.numerators(), 0.0);
    q.resize(form.denominator + 1, 0.0);
    let (p, q) = (form.basis.from_powers(&p), form.basis.from_powers(&q));
    // The constant of the denominator is given.
    let (offset, first) = (form.version.offset(), form.version.first());
    let scale = if first == 1 { offset / q[0] } else { 1.0 / q[0] };
    let mut coefficients: Vec<f64> = p.iter().chain(&q[first..]).map(|c| c * scale).collect();
    if first == 0 {
        coefficients[p.len()] -= offset;
    }
    coefficients.iter().all(|c| c.is_finite()).then_some(coefficients)
}

/// Numerator and denominator of that degree, by powers from the constant on.
fn polynomials(x: &[f64], y: &[f64], degree: usize) -> Option<(Vec<f64>, Vec<f64>)> {
    let mut support: Vec<usize> = Vec::new();
    let mut weights: Vec<f64> = Vec::new();
    for _ in 0..=degree {
        // The sample that is missed most; at first, missed by the mean.
        let mean = y.iter().sum::<f64>() / y.len() as f64;
        let error = |i: &usize| {
            let found = barycentric(x, y, &support, &weights, x[*i]).unwrap_or(mean);
            (found - y[*i]).abs()
        };
        let new = |i: &usize| support.iter().all(|&j| x[j] != x[*i]);
        let next = (0..x.len()).filter(new).max_by(|a, b| error(a).total_cmp(&error(b)))?;
        support.push(next);
        // The weights that make the linearized error least: the last singular vector.
        let rows: Vec<usize> =
            (0..x.len()).filter(|i| support.iter().all(|&j| x[j] != x[*i])).collect();
        let loewner = DMatrix::from_fn(rows.len().max(support.len()), support.len(), |r, c| {
            let j = support[c];
            rows.get(r).map_or(0.0, |&i| (y[i] - y[j]) / (x[i] - x[j]))
        });
        if !loewner.iter().all(|v| v.is_finite()) {
            return None;
        }
        let svd = loewner.try_svd(false, true, f64::EPSILON, 10_000)?;
        let least = svd.singular_values.imin();
        let vector: DVector<f64> = svd.v_t?.row(least).transpose();
        weights = vector.iter().copied().collect();
    }
    let (mut p, mut q) = (vec![0.0; degree + 1], vec![0.0; degree + 1]);
    for (&j, &w) in support.iter().zip(&weights) {
        // The product of x - x_k over all others.
        let mut product = vec![1.0];
        for &k in support.iter().filter(|&&k| k != j) {
            product.push(0.0);
            for i in (0..product.len()).rev() {
                let lower = if i > 0 { product[i - 1] } else { 0.0 };
                product[i] = lower - x[k] * product[i];
            }
        }
        for (i, c) in product.iter().enumerate() {
            p[i] += w * y[j] * c;
            q[i] += w * c;
        }
    }
    Some((p, q))
}

/// The interpolant at `at`; none without support.
fn barycentric(x: &[f64], y: &[f64], support: &[usize], weights: &[f64], at: f64) -> Option<f64> {
    if let Some(&j) = support.iter().find(|&&j| x[j] == at) {
        return Some(y[j]);
    }
    let terms =
        support.iter().zip(weights).map(|(&j, w)| (w * y[j] / (at - x[j]), w / (at - x[j])));
    let (p, q) = terms.fold((0.0, 0.0), |(p, q), (a, b)| (p + a, q + b));
    (!support.is_empty()).then_some(p / q)
}

#[cfg(test)]
mod tests {
    use super::polynomials;

    #[test]
    fn a_rational_function_is_found() {
        let value = |p: &[f64], x: f64| p.iter().rev().fold(0.0, |s, c| s * x + c);
        let (a, b) = ([0.5, -1.0, 2.0], [1.0, 0.25, 1.5]);
        let x: Vec<f64> = (0..=60).map(|i| f64::from(i) / 10.0 - 3.0).collect();
        let y: Vec<f64> = x.iter().map(|&x| value(&a, x) / value(&b, x)).collect();
        let (p, q) = polynomials(&x, &y, 2).unwrap();
        for (found, truth) in p.iter().chain(&q).zip(a.iter().chain(&b)) {
            assert!((found / q[0] - truth).abs() < 1e-12, "{p:?} / {q:?}");
        }
    }

    #[test]
    fn few_and_repeated_points_do_no_harm() {
        assert!(polynomials(&[1.0, 1.0, 2.0], &[0.0, 1.0, 2.0], 4).is_none());
        let (p, q) = polynomials(&[0.0, 1.0, 2.0], &[1.0, 1.0, 1.0], 1).unwrap();
        assert!(p.iter().chain(&q).all(|c| c.is_finite()));
    }
}
