//! Many starts, and the best of what they lead to.

use nonlin::rational::{Denominator, Form, Unit};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::aaa;
use crate::error::{Error, Result};
use crate::minimax::{largest_error, minimax};
use crate::options::{Norm, Options};
use crate::problem::{Samples, least_squares};
use crate::report::Report;
use crate::target::Target;

/// A unit fitted to a target.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The unit.
    pub unit: Unit,
    /// How good it is.
    pub report: Report,
}

/// So many of the best least-squares fits go on to a minimax fit.
const FINALISTS: usize = 4;

/// Rounds of Lawson's weights.
const ROUNDS: usize = 40;

/// Fits a unit of the form to the target.
///
/// The result depends on the arguments alone, not on the number of threads.
///
/// # Errors
///
/// If an option is not allowed, the target is not finite or has too few points, or no
/// start leads to finite coefficients. Poles of raw denominators are reported, not
/// refused.
pub fn fit(target: &Target, form: Form, options: &Options) -> Result<Fitted> {
    options.check()?;
    let form = form.checked()?;
    let samples = Samples::new(target, &form, options)?;
    let squares = |c: &[f64]| {
        let (errors, _) = samples.errors(&form, c);
        let sum = errors.norm_squared();
        if sum.is_finite() { sum } else { f64::INFINITY }
    };
    let mut fits: Vec<Vec<f64>> = (0..options.starts)
        .into_par_iter()
        .filter_map(|number| {
            let start = start(&samples, &form, options.seed, number)?;
            let fit = least_squares(&samples, &form, &start, 200);
            (fit.iter().all(|c| c.is_finite())).then_some(fit)
        })
        .collect();
    let allowed = |c: &Vec<f64>| {
        samples.allow(c) && (!options.avoid_poles || Unit::new(form, c.clone()).is_ok())
    };
    fits.retain(allowed);
    fits.sort_by(|a, b| squares(a).total_cmp(&squares(b)));
    if options.norm == Norm::Minimax {
        fits.truncate(FINALISTS);
        // A fit that gets a pole on the way stays as it was.
        let finished = |fit: &Vec<f64>| {
            let better = minimax(&samples, &form, fit, ROUNDS);
            if allowed(&better) { better } else { fit.clone() }
        };
        fits = fits.par_iter().map(finished).collect();
        let worst = |c: &Vec<f64>| largest_error(&samples, &form, c);
        fits.sort_by(|a, b| worst(a).total_cmp(&worst(b)));
    }
    let best = fits.into_iter().next().ok_or_else(|| {
        let poles = if options.avoid_poles { " without poles" } else { "" };
        let limit = match options.largest_coefficient {
            limit if limit.is_finite() => format!(" with coefficients up to {limit}"),
            _ => String::new(),
        };
        Error::Target(format!(
            "no start leads to a finite fit{poles}{limit} of {form} to {target:?}"
        ))
    })?;
    let unit = Unit::with_poles(form, normal(&form, best))?;
    let report = Report::of(&unit, target, &samples, options);
    Ok(Fitted { unit, report })
}

/// A start: first that of the linear problem and that of AAA, then denominators of all
/// sizes, with the numerator that goes best with each.
fn start(samples: &Samples, form: &Form, seed: u64, number: usize) -> Option<Vec<f64>> {
    match number {
        0 => return samples.linearized(form),
        1 => return aaa::start(samples, form),
        _ => {}
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number as u64);
    let mut uniform = || (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    let first = form.version.first();
    let reach = samples.x.iter().fold(1.0f64, |r, x| r.max(x.abs()));
    let mut values = vec![0.0; form.denominator + 1];
    form.basis.values(reach, &mut values);
    let b: Vec<f64> = (0..form.denominators())
        .map(|j| {
            // Terms between 10^-2 and 10^2 at the end of the interval; even ones only
            // in every other start, since odd ones have zeros.
            let size = 10f64.powf(4.0 * uniform() - 2.0) / values[j + first].abs().max(1e-3);
            let odd = (j + first) % 2 == 1 && form.version != Denominator::AbsoluteTerms;
            match (number, odd) {
                (2, _) => size.min(1.0) * if odd { 0.0 } else { 1.0 },
                (n, true) if n % 2 == 0 => 0.0,
                (_, true) => size * if uniform() < 0.5 { -0.3 } else { 0.3 },
                _ => size,
            }
        })
        .collect();
    let mut coefficients = samples.best_numerator(form, &b)?;
    coefficients.extend(b);
    Some(coefficients)
}

/// The same unit with positive coefficients where only their magnitudes count.
fn normal(form: &Form, mut coefficients: Vec<f64>) -> Vec<f64> {
    if form.version == Denominator::AbsoluteTerms {
        for b in &mut coefficients[form.numerators()..] {
            *b = b.abs();
        }
    }
    coefficients
}
