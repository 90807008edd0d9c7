//! How good a fit is, where it was fitted and beyond.

use nonlin::rational::Unit;

use crate::options::Options;
use crate::problem::Samples;
use crate::target::Target;

/// How good a fit is.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The largest error, without weights: on a grid ten times as dense as that of the
    /// fit, and between its points where the error is largest.
    pub max_error: f64,
    /// Where it is.
    pub max_error_at: f64,
    /// The root of the mean squared error on the grid.
    pub rms_error: f64,
    /// The largest error with weights, which a minimax fit makes small.
    pub weighted_max_error: f64,
    /// The largest error where |x| is up to 2 and up to 10 times that of the interval;
    /// none for points.
    pub outside: Option<[f64; 2]>,
    /// Poles of a raw denominator, anywhere on the line.
    pub poles: Vec<f64>,
    /// The least magnitude of the denominator on the interval.
    pub least_denominator: f64,
}

impl Report {
    pub(crate) fn of(unit: &Unit, target: &Target, samples: &Samples, options: &Options) -> Self {
        let (grid, outside) = match target {
            Target::Points(_) => {
                let pairs = samples.x.iter().copied().zip(samples.y.iter().copied()).collect();
                (pairs, None)
            }
            function => {
                let error = |x: f64| function.value(x).map_or(0.0, |y| (unit.value(x) - y).abs());
                let (a, b) = options.interval;
                let reach = a.abs().max(b.abs());
                let largest = |times: f64| {
                    (0..=2000)
                        .map(|i| reach * times * (f64::from(i) / 1000.0 - 1.0))
                        .map(error)
                        .fold(0.0, f64::max)
                };
                let n = options.samples * 10;
                let grid: Vec<_> = (0..=n)
                    .map(|i| a + (b - a) * i as f64 / n as f64)
                    .map(|x| (x, function.value(x).unwrap_or(0.0)))
                    .collect();
                (grid, Some([largest(2.0), largest(10.0)]))
            }
        };
        let errors: Vec<f64> = grid.iter().map(|&(x, y)| (unit.value(x) - y).abs()).collect();
        let worst = (0..errors.len()).max_by(|&i, &j| errors[i].total_cmp(&errors[j])).unwrap_or(0);
        let (mut max_error, mut max_error_at) = (errors[worst], grid[worst].0);
        if let Some(refined) = between(unit, target, &grid, worst)
            && refined.1 > max_error
        {
            (max_error_at, max_error) = refined;
        }
        let weighted = |&(x, _): &(f64, f64), error: &f64| error * options.weight.at(x);
        Report {
            max_error,
            max_error_at,
            rms_error: (errors.iter().map(|e| e * e).sum::<f64>() / errors.len() as f64).sqrt(),
            weighted_max_error: grid
                .iter()
                .zip(&errors)
                .map(|(p, e)| weighted(p, e))
                .fold(0.0, f64::max),
            outside,
            poles: unit.poles(),
            least_denominator: grid
                .iter()
                .map(|&(x, _)| unit.denominator_at(x).abs())
                .fold(f64::INFINITY, f64::min),
        }
    }
}

/// The largest error between the neighbours of a point of the grid, by golden section.
fn between(unit: &Unit, target: &Target, grid: &[(f64, f64)], i: usize) -> Option<(f64, f64)> {
    let error = |x: f64| Some((unit.value(x) - target.value(x)?).abs());
    let (mut a, mut b) = (grid[i.saturating_sub(1)].0, grid[(i + 1).min(grid.len() - 1)].0);
    let golden = (5.0f64.sqrt() - 1.0) / 2.0;
    for _ in 0..60 {
        let (left, right) = (b - golden * (b - a), a + golden * (b - a));
        if error(left)? > error(right)? {
            b = right;
        } else {
            a = left;
        }
    }
    let x = f64::midpoint(a, b);
    Some((x, error(x)?))
}
