//! The parameters of a function of the catalogue fitted to a target, as Zorro's are to GELU.

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::{DMatrix, DVector, Dyn, Owned};
use nonlin::Activation;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::options::Options;
use crate::problem::points;
use crate::target::{Point, Target};

/// The largest magnitude of a parameter where the options set no limit.
const LIMIT: f64 = 10.0;
/// The smallest number a parameter may be that must be above 0.
const LEAST: f64 = 1e-3;

/// A function with the parameters that come nearest to a target.
#[derive(Clone, Debug)]
pub struct FittedParameters {
    /// The function.
    pub activation: Activation,
    /// Root of the mean of the squared errors at the samples, by their weights.
    pub rms_error: f64,
    /// The largest error at the samples.
    pub max_error: f64,
    /// Where that is.
    pub max_error_at: f64,
}

/// Fits the parameters of a function by least squares: Levenberg and Marquardt's method
/// from [`Options::starts`] starts, the first from the function's own values, the others
/// drawn by [`Options::seed`].
///
/// Parameters stay within their ranges and within ±[`Options::largest_coefficient`], 10 where
/// that is infinite; a function without parameters is measured as it is. Of the options,
/// `norm` and `avoid_poles` mean nothing here.
///
/// # Errors
///
/// If an option is not allowed, the target is not finite at a sample, there are fewer points
/// than parameters, or no start leads to allowed parameters.
pub fn fit_parameters(
    target: &Target,
    function: &Activation,
    options: &Options,
) -> Result<FittedParameters> {
    options.check()?;
    let points = points(target, options);
    if let Some(point) = points.iter().find(|point| !point.y.is_finite()) {
        return Err(Error::Target(format!(
            "the target is {} at x = {}; it must be finite where it is fitted",
            point.y, point.x
        )));
    }
    let boxes = boxes(function, options.largest_coefficient);
    if points.is_empty() || points.len() < boxes.len() {
        return Err(Error::Target(format!(
            "{} points cannot determine the {} parameters of {function}",
            points.len(),
            boxes.len()
        )));
    }
    if boxes.is_empty() {
        return Ok(measured(function.clone(), &points));
    }
    let fits: Vec<FittedParameters> = (0..options.starts)
        .into_par_iter()
        .filter_map(|number| {
            let start = start(function, &boxes, options.seed, number);
            let problem = Problem::new(function, &points, &boxes, start);
            let (found, _) = LevenbergMarquardt::new().with_patience(200).minimize(problem);
            // The last step may have led to where the function refuses its parameters.
            let activation = function.clone().with_values(&found.best?.1).ok()?;
            Some(measured(activation, &points))
        })
        .filter(|fit| fit.rms_error.is_finite())
        .collect();
    fits.into_iter().min_by(|a, b| a.rms_error.total_cmp(&b.rms_error)).ok_or_else(|| {
        Error::Target(format!("no start leads to parameters of {function} for {target:?}"))
    })
}

/// Where each parameter may be.
fn boxes(function: &Activation, limit: f64) -> Vec<(f64, f64)> {
    let limit = if limit.is_finite() { limit } else { LIMIT };
    let parameters = function.function().parameters().iter();
    parameters
        .map(|parameter| {
            let range = parameter.range;
            let inside = |end: f64, open: bool, step: f64| if open { end + step } else { end };
            let low = inside(range.low, range.low_open, LEAST).max(-limit);
            let high = inside(range.high, range.high_open, -LEAST).min(limit);
            (low, high.max(low))
        })
        .collect()
}

/// Places along the boxes as logits, which have no ends.
fn start(function: &Activation, boxes: &[(f64, f64)], seed: u64, number: usize) -> DVector<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number as u64);
    let mut uniform = || (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
    let places = boxes.iter().zip(function.values()).map(|((low, high), value)| {
        let share = match number {
            0 => (value - low) / (high - low),
            _ => uniform(),
        };
        // From an end itself no step would lead away.
        let share = if share.is_finite() { share.clamp(0.01, 0.99) } else { 0.5 };
        (share / (1.0 - share)).ln()
    });
    DVector::from_iterator(boxes.len(), places)
}

fn measured(activation: Activation, points: &[Point]) -> FittedParameters {
    let mut fit =
        FittedParameters { activation, rms_error: 0.0, max_error: 0.0, max_error_at: 0.0 };
    let mut weights = 0.0;
    for point in points {
        let error = (fit.activation.value(point.x) - point.y).abs();
        fit.rms_error += point.weight * error * error;
        weights += point.weight;
        if error > fit.max_error {
            (fit.max_error, fit.max_error_at) = (error, point.x);
        }
    }
    fit.rms_error = (fit.rms_error / weights).sqrt();
    fit
}

struct Problem<'a> {
    function: &'a Activation,
    points: &'a [Point],
    boxes: &'a [(f64, f64)],
    places: DVector<f64>,
    errors: DVector<f64>,
    jacobian: DMatrix<f64>,
    /// The smallest sum of squared errors so far, and the parameters that have it.
    best: Option<(f64, Vec<f64>)>,
}

impl<'a> Problem<'a> {
    fn new(
        function: &'a Activation,
        points: &'a [Point],
        boxes: &'a [(f64, f64)],
        start: DVector<f64>,
    ) -> Self {
        let (errors, jacobian) =
            (DVector::zeros(points.len()), DMatrix::zeros(points.len(), boxes.len()));
        let mut problem = Problem {
            function,
            points,
            boxes,
            places: start.clone(),
            errors,
            jacobian,
            best: None,
        };
        problem.set_params(&start);
        problem
    }

    /// The parameters at the places.
    fn values(&self) -> Vec<f64> {
        let value = |((low, high), place): (&(f64, f64), &f64)| low + (high - low) * share(*place);
        self.boxes.iter().zip(&self.places).map(value).collect()
    }
}

fn share(place: f64) -> f64 {
    1.0 / (1.0 + (-place).exp())
}

impl LeastSquaresProblem<f64, Dyn, Dyn> for Problem<'_> {
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Dyn>;
    type ParameterStorage = Owned<f64, Dyn>;

    fn set_params(&mut self, places: &DVector<f64>) {
        self.places.copy_from(places);
        let values = self.values();
        let Ok(activation) = self.function.clone().with_values(&values) else {
            // A combination that the function refuses: no residuals, so no step there.
            self.errors.fill(f64::NAN);
            return;
        };
        for (row, point) in self.points.iter().enumerate() {
            let weight = point.weight.sqrt();
            self.errors[row] = weight * (activation.value(point.x) - point.y);
            let slopes = activation.parameter_gradient(point.x);
            for (column, slope) in slopes.iter().enumerate() {
                let ((low, high), share) = (self.boxes[column], share(self.places[column]));
                self.jacobian[(row, column)] =
                    weight * slope * (high - low) * share * (1.0 - share);
            }
        }
        let squares = self.errors.norm_squared();
        if squares.is_finite() && self.best.as_ref().is_none_or(|(least, _)| squares < *least) {
            self.best = Some((squares, values));
        }
    }

    fn params(&self) -> DVector<f64> {
        self.places.clone()
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        self.errors.iter().all(|e| e.is_finite()).then(|| self.errors.clone())
    }

    fn jacobian(&self) -> Option<DMatrix<f64>> {
        self.jacobian.iter().all(|d| d.is_finite()).then(|| self.jacobian.clone())
    }
}
