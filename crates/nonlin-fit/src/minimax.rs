//! The smallest largest error: Lawson's weights, then Remez's exchange.

use nalgebra::{DMatrix, DVector};
use nonlin::rational::Form;

use crate::problem::{Samples, least_squares, solve};

/// The largest weighted error at the samples; infinite for coefficients beyond their limit.
pub(crate) fn largest_error(samples: &Samples, form: &Form, coefficients: &[f64]) -> f64 {
    if !samples.allow(coefficients) {
        return f64::INFINITY;
    }
    let (errors, _) = samples.errors(form, coefficients);
    // A fit that is not a number is the worst.
    errors.iter().fold(0.0, |worst: f64, e| if e.abs() <= worst { worst } else { e.abs() })
}

/// From a least-squares fit to one with a small largest error.
pub(crate) fn minimax(samples: &Samples, form: &Form, start: &[f64], rounds: usize) -> Vec<f64> {
    let mut best = (largest_error(samples, form, start), start.to_vec());
    let mut improve = |coefficients: &[f64]| {
        let error = largest_error(samples, form, coefficients);
        if error < best.0 {
            best = (error, coefficients.to_vec());
        }
        best.clone()
    };
    let mut now = start.to_vec();
    let mut lawson = vec![1.0; samples.len()];
    for _ in 0..rounds {
        let (errors, _) = samples.errors(form, &now);
        let worst = errors.amax();
        if !(worst.is_finite() && worst > 0.0) {
            break;
        }
        for (weight, error) in lawson.iter_mut().zip(&errors) {
            // The floor lets a sample come back that had no error once.
            *weight = (*weight * (error.abs() / worst)).max(1e-12);
        }
        let total: f64 = lawson.iter().sum();
        let mut weighted = samples.clone();
        for (weight, lawson) in weighted.weight.iter_mut().zip(&mut lawson) {
            *lawson /= total;
            *weight *= (*lawson * samples.len() as f64).sqrt();
        }
        now = least_squares(&weighted, form, &now, 10);
        improve(&now);
    }
    let (_, mut now) = improve(start);
    for _ in 0..30 {
        let Some(next) = exchange(samples, form, &now) else { break };
        let before = largest_error(samples, form, &now);
        let (after, _) = improve(&next);
        if after >= before {
            break;
        }
        now = next;
    }
    improve(&now).1
}

/// One step of Newton's method for errors of equal size and changing sign at the
/// extrema. Halved until it helps; none if it does not.
fn exchange(samples: &Samples, form: &Form, coefficients: &[f64]) -> Option<Vec<f64>> {
    let (errors, jacobian) = samples.errors(form, coefficients);
    let unknowns = coefficients.len() + 1;
    let extrema = alternation(&errors, unknowns);
    if extrema.len() < 2 {
        return None;
    }
    // With fewer extrema than unknowns, the smallest step that levels them.
    let matrix = DMatrix::from_fn(extrema.len(), unknowns, |row, k| {
        let i = extrema[row];
        if k + 1 == unknowns { -errors[i].signum() } else { jacobian[(i, k)] }
    });
    let right = DVector::from_fn(extrema.len(), |row, _| -errors[extrema[row]]);
    let step = solve(matrix, &right, 1e-14)?;
    let before = largest_error(samples, form, coefficients);
    let mut length = 1.0;
    while length > 1e-3 {
        let moved: Vec<f64> =
            coefficients.iter().zip(step.iter()).map(|(c, s)| c + length * s).collect();
        if largest_error(samples, form, &moved) < before {
            return Some(moved);
        }
        length /= 2.0;
    }
    None
}

/// Up to `count` neighbouring extrema of alternating sign, with the largest among them:
/// the largest error of each run of one sign, less what is least at the ends.
fn alternation(errors: &DVector<f64>, count: usize) -> Vec<usize> {
    let mut extrema: Vec<usize> = Vec::new();
    for (i, error) in errors.iter().enumerate() {
        match extrema.last_mut() {
            Some(last) if (errors[*last] < 0.0) == (*error < 0.0) => {
                if error.abs() > errors[*last].abs() {
                    *last = i;
                }
            }
            _ => extrema.push(i),
        }
    }
    while extrema.len() > count {
        let first = errors[extrema[0]].abs();
        let last = errors[extrema[extrema.len() - 1]].abs();
        if first < last {
            extrema.remove(0);
        } else {
            extrema.pop();
        }
    }
    extrema
}
