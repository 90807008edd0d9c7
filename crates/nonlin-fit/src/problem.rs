//! Errors of a unit at samples, and their derivatives by its coefficients.

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::{DMatrix, DVector, Dyn, Owned};
use nonlin::rational::{Denominator, Form};

use crate::error::{Error, Result};
use crate::options::Options;
use crate::target::{Point, Target};

/// What is fitted, point by point, with the weights of the options.
pub(crate) fn points(target: &Target, options: &Options) -> Vec<Point> {
    match target {
        Target::Points(points) => {
            let weighted = |p: &Point| Point { weight: p.weight * options.weight.at(p.x), ..*p };
            points.iter().map(weighted).collect()
        }
        function => {
            let (a, b) = options.interval;
            let last = (options.samples - 1) as f64;
            let at = |i: usize| {
                let x = a + (b - a) * i as f64 / last;
                let y = function.value(x).unwrap_or(f64::NAN);
                Point { x, y, weight: options.weight.at(x) }
            };
            (0..options.samples).map(at).collect()
        }
    }
}

/// Samples of a target, with the basis evaluated at each.
#[derive(Clone, Debug)]
pub(crate) struct Samples {
    pub(crate) x: Vec<f64>,
    pub(crate) y: Vec<f64>,
    /// What errors count, to the first power.
    pub(crate) weight: Vec<f64>,
    /// Row `i` holds `f_0(x_i), f_1(x_i), ...`.
    pub(crate) basis: DMatrix<f64>,
    /// The largest magnitude that coefficients may have.
    pub(crate) limit: f64,
}

impl Samples {
    pub(crate) fn new(target: &Target, form: &Form, options: &Options) -> Result<Self> {
        let mut samples = Samples {
            x: Vec::new(),
            y: Vec::new(),
            weight: Vec::new(),
            basis: DMatrix::zeros(0, 0),
            limit: options.largest_coefficient,
        };
        for point in points(target, options) {
            samples.push(point.x, point.y, point.weight);
        }
        if let Some(i) = samples.y.iter().position(|y| !y.is_finite()) {
            return Err(Error::Target(format!(
                "the target is {} at x = {}; it must be finite where it is fitted",
                samples.y[i], samples.x[i]
            )));
        }
        if samples.x.len() < form.coefficients() {
            return Err(Error::Target(format!(
                "{} points cannot determine the {} coefficients of {form}",
                samples.x.len(),
                form.coefficients()
            )));
        }
        let columns = form.numerator.max(form.denominator) + 1;
        let mut row = vec![0.0; columns];
        let mut basis = DMatrix::zeros(samples.x.len(), columns);
        for (i, &x) in samples.x.iter().enumerate() {
            form.basis.values(x, &mut row);
            basis.row_mut(i).copy_from_slice(&row);
        }
        samples.basis = basis;
        Ok(samples)
    }

    fn push(&mut self, x: f64, y: f64, weight: f64) {
        self.x.push(x);
        self.y.push(y);
        self.weight.push(weight);
    }

    pub(crate) fn len(&self) -> usize {
        self.x.len()
    }

    /// By how much of the limit each coefficient is beyond it.
    fn excess<'a>(&self, coefficients: &'a [f64]) -> impl Iterator<Item = f64> + use<'a> {
        let limit = self.limit;
        coefficients.iter().map(move |c| (c.abs() / limit - 1.0).max(0.0))
    }

    /// Whether coefficients are within their limit, or as good as.
    pub(crate) fn allow(&self, coefficients: &[f64]) -> bool {
        self.excess(coefficients).all(|excess| excess <= 0.01)
    }

    /// [`Self::errors`] with what being beyond the limit counts as further errors.
    fn residuals(&self, form: &Form, coefficients: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
        let (errors, jacobian) = self.errors(form, coefficients);
        if self.limit.is_infinite() {
            return (errors, jacobian);
        }
        let (len, count) = (self.len(), coefficients.len());
        let excess: Vec<f64> = self.excess(coefficients).collect();
        let all = errors.resize_vertically(len + count, 0.0);
        let mut slopes = jacobian.resize_vertically(len + count, 0.0);
        let all = all
            + DVector::from_fn(len + count, |i, _| {
                i.checked_sub(len).map_or(0.0, |k| BEYOND * excess[k])
            });
        for (k, c) in coefficients.iter().enumerate() {
            if excess[k] > 0.0 {
                slopes[(len + k, k)] = BEYOND * c.signum() / self.limit;
            }
        }
        (all, slopes)
    }

    /// The denominators at all samples, and what each term of them is multiplied by in
    /// their derivatives by the coefficients.
    pub(crate) fn denominators(&self, form: &Form, b: &[f64]) -> (Vec<f64>, DMatrix<f64>) {
        let first = form.version.first();
        let mut terms = DMatrix::zeros(self.len(), b.len());
        let q = (0..self.len())
            .map(|i| {
                let f = |j: usize| self.basis[(i, j + first)];
                if form.version == Denominator::AbsoluteTerms {
                    let mut sum = 0.0;
                    for (j, &b) in b.iter().enumerate() {
                        terms[(i, j)] = f(j).abs() * if b < 0.0 { -1.0 } else { 1.0 };
                        sum += b * terms[(i, j)];
                    }
                    return form.version.offset() + sum;
                }
                let sum: f64 = b.iter().enumerate().map(|(j, &b)| b * f(j)).sum();
                let sign = if form.version.is_safe() && sum < 0.0 { -1.0 } else { 1.0 };
                for j in 0..b.len() {
                    terms[(i, j)] = sign * f(j);
                }
                form.version.offset() + sign * sum
            })
            .collect();
        (q, terms)
    }

    /// Weighted errors of the unit, and their derivatives by its coefficients.
    pub(crate) fn errors(&self, form: &Form, coefficients: &[f64]) -> (DVector<f64>, DMatrix<f64>) {
        let (a, b) = coefficients.split_at(form.numerators());
        let (q, terms) = self.denominators(form, b);
        let mut jacobian = DMatrix::zeros(self.len(), coefficients.len());
        let errors = (0..self.len()).map(|i| {
            let p: f64 = a.iter().enumerate().map(|(k, a)| a * self.basis[(i, k)]).sum();
            let y = p / q[i];
            let scale = self.weight[i] / q[i];
            for k in 0..a.len() {
                jacobian[(i, k)] = self.basis[(i, k)] * scale;
            }
            for j in 0..b.len() {
                jacobian[(i, a.len() + j)] = -y * terms[(i, j)] * scale;
            }
            (y - self.y[i]) * self.weight[i]
        });
        let errors = DVector::from_iterator(self.len(), errors);
        (errors, jacobian)
    }

    /// Coefficients that make `P - y Q` small, which is linear in them, relative to the
    /// denominator found before (Sanathanan and Koerner, 1963): it finds what is rational.
    /// Absolute values in `Q` are left out.
    pub(crate) fn linearized(&self, form: &Form) -> Option<Vec<f64>> {
        let (numerators, first) = (form.numerators(), form.version.first());
        let mut q = vec![1.0f64; self.len()];
        let mut solution = DVector::zeros(form.coefficients());
        for _ in 0..8 {
            let scale = |i: usize| self.weight[i] / q[i].abs().max(1e-9);
            let matrix = DMatrix::from_fn(self.len(), form.coefficients(), |i, k| {
                scale(i)
                    * match k.checked_sub(numerators) {
                        None => self.basis[(i, k)],
                        Some(j) => -self.y[i] * self.basis[(i, j + first)],
                    }
            });
            let right =
                DVector::from_fn(self.len(), |i, _| scale(i) * self.y[i] * form.version.offset());
            solution = solve(matrix, &right, 1e-13)?;
            for (i, q) in q.iter_mut().enumerate() {
                let b = solution.iter().skip(numerators).enumerate();
                *q = form.version.offset()
                    + b.map(|(j, b)| b * self.basis[(i, j + first)]).sum::<f64>();
            }
        }
        solution.iter().all(|c| c.is_finite()).then(|| solution.iter().copied().collect())
    }

    /// The numerator that fits best with that denominator: a linear problem.
    pub(crate) fn best_numerator(&self, form: &Form, b: &[f64]) -> Option<Vec<f64>> {
        let (q, _) = self.denominators(form, b);
        let columns = form.numerators();
        let matrix = DMatrix::from_fn(self.len(), columns, |i, k| {
            self.basis[(i, k)] / q[i] * self.weight[i]
        });
        let right = DVector::from_fn(self.len(), |i, _| self.y[i] * self.weight[i]);
        let solution = solve(matrix, &right, 1e-13)?;
        Some(solution.iter().copied().collect())
    }
}

/// The least-squares solution of a linear system; none where its numbers have run out of
/// range, on which the decomposition would not end.
pub(crate) fn solve(
    matrix: DMatrix<f64>,
    right: &DVector<f64>,
    singular: f64,
) -> Option<DVector<f64>> {
    if !matrix.iter().chain(right).all(|v| v.is_finite()) {
        return None;
    }
    matrix.try_svd(true, true, f64::EPSILON, 10_000)?.solve(right, singular).ok()
}

/// What a coefficient at twice its limit counts: more than any error of a fit.
const BEYOND: f64 = 1e3;

/// The least-squares problem of one start.
struct Problem<'a> {
    samples: &'a Samples,
    form: Form,
    coefficients: DVector<f64>,
    errors: DVector<f64>,
    jacobian: DMatrix<f64>,
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Problem<'_> {
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;
    type ParameterStorage = Owned<f64, Dyn>;

    fn set_params(&mut self, coefficients: &DVector<f64>) {
        self.coefficients.copy_from(coefficients);
        (self.errors, self.jacobian) = self.samples.residuals(&self.form, coefficients.as_slice());
    }
    fn params(&self) -> DVector<f64> {
        self.coefficients.clone()
    }
    fn residuals(&self) -> Option<DVector<f64>> {
        self.errors.iter().all(|e| e.is_finite()).then(|| self.errors.clone())
    }
    fn jacobian(&self) -> Option<DMatrix<f64>> {
        self.jacobian.iter().all(|d| d.is_finite()).then(|| self.jacobian.clone())
    }
}

/// Levenberg and Marquardt's method from there on.
pub(crate) fn least_squares(
    samples: &Samples,
    form: &Form,
    start: &[f64],
    patience: usize,
) -> Vec<f64> {
    let start = DVector::from_column_slice(start);
    let (errors, jacobian) = samples.residuals(form, start.as_slice());
    let problem = Problem { samples, form: *form, coefficients: start, errors, jacobian };
    let (result, _) = LevenbergMarquardt::new().with_patience(patience).minimize(problem);
    result.coefficients.iter().copied().collect()
}
