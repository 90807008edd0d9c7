//! What a function is like, computed from its formula.

use crate::activation::Activation;

/// Properties of a function with its parameter values, found numerically in f64:
/// by its limits and by a dense scan whose extrema are then refined.
#[derive(Clone, Debug, PartialEq)]
pub struct Properties {
    /// The value as x goes to -inf; infinite if it does not stay bounded.
    pub limit_left: f64,
    /// The value as x goes to +inf.
    pub limit_right: f64,
    /// The slope as x goes to -inf.
    pub slope_left: f64,
    /// The slope as x goes to +inf.
    pub slope_right: f64,
    /// The infimum of the values.
    pub infimum: f64,
    /// Where the infimum is attained, if at a finite argument.
    pub infimum_at: Option<f64>,
    /// The supremum of the values.
    pub supremum: f64,
    /// Where the supremum is attained, if at a finite argument.
    pub supremum_at: Option<f64>,
    /// The largest absolute slope: the least Lipschitz constant. Infinite for a
    /// function with a jump or with unbounded slope.
    pub lipschitz: f64,
    /// Whether it never decreases (or never increases).
    pub monotone: bool,
    /// How often it is continuously differentiable.
    pub smoothness: Smoothness,
    /// The arguments at which it is not smooth.
    pub kinks: Vec<Kink>,
    /// Whether f(-x) = -f(x), so that inputs balanced about 0 give outputs
    /// balanced about 0.
    pub zero_centred: bool,
    /// The mean value for standard normal inputs.
    pub normal_mean: f64,
    /// Whether the slope vanishes as x goes to -inf.
    pub saturates_left: bool,
    /// Whether the slope vanishes as x goes to +inf.
    pub saturates_right: bool,
}

/// How often a function is continuously differentiable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Smoothness {
    /// It jumps.
    Discontinuous,
    /// So many times.
    Times(u32),
    /// Any number of times.
    Infinitely,
}

impl std::fmt::Display for Smoothness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Smoothness::Discontinuous => f.pad("discontinuous"),
            Smoothness::Times(n) => f.pad(&format!("C^{n}")),
            Smoothness::Infinitely => f.pad("C^inf"),
        }
    }
}

/// An argument at which a function is not smooth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kink {
    /// The argument.
    pub at: f64,
    /// The lowest derivative that jumps there: 0 for the value itself.
    pub order: u32,
    /// The slope that kernels use there.
    pub slope: f64,
}

/// Half the length of the scan, in units of the slowest scale in the formulas.
const REACH: f64 = 60.0;
/// Steps of the scan on either side.
const STEPS: i32 = 24_000;

impl Properties {
    /// Computes the properties.
    pub(crate) fn of(activation: &Activation) -> Properties {
        let value = |x: f64| activation.value(x);
        let slope = |x: f64| activation.derivatives(x, 1).map_or(f64::NAN, |d| d[1]);
        let (limit_left, limit_right) = (value(f64::NEG_INFINITY), value(f64::INFINITY));
        let (slope_left, slope_right) = (slope(f64::NEG_INFINITY), slope(f64::INFINITY));

        let kinks = kinks(activation);
        let grid = grid(&kinks);
        let values: Vec<f64> = grid.iter().map(|&x| value(x)).collect();
        let slopes: Vec<f64> = grid.iter().map(|&x| slope(x)).collect();
        let (supremum, supremum_at) = supremum(&grid, &values, [limit_left, limit_right], value);
        let negated: Vec<f64> = values.iter().map(|y| -y).collect();
        let (infimum, infimum_at) =
            self::supremum(&grid, &negated, [-limit_left, -limit_right], |x| -value(x));
        let sizes: Vec<f64> = slopes.iter().map(|s| s.abs()).collect();
        let jump = kinks.iter().any(|kink| kink.order == 0);
        let grows = [limit_left, limit_right].iter().any(|l| l.is_infinite())
            && (slope(1e12).abs() > 1e6 || slope(-1e12).abs() > 1e6);
        let lipschitz = if jump || grows {
            f64::INFINITY
        } else {
            self::supremum(&grid, &sizes, [slope_left.abs(), slope_right.abs()], |x| slope(x).abs())
                .0
        };
        let (mut rises, mut falls) = (false, false);
        for pair in values.windows(2) {
            let tolerance = 1e-13 * pair[0].abs().max(pair[1].abs());
            rises |= pair[1] - pair[0] > tolerance;
            falls |= pair[0] - pair[1] > tolerance;
        }
        let odd = grid
            .iter()
            .zip(&values)
            .all(|(&x, &y)| (y + value(-x)).abs() <= 1e-12 * (1.0 + y.abs()));
        Properties {
            limit_left,
            limit_right,
            slope_left,
            slope_right,
            infimum: -infimum,
            infimum_at,
            supremum,
            supremum_at,
            lipschitz,
            monotone: !(rises && falls),
            smoothness: smoothness(&kinks),
            zero_centred: odd,
            normal_mean: normal_mean(value),
            saturates_left: slope_left == 0.0,
            saturates_right: slope_right == 0.0,
            kinks,
        }
    }
}

/// Arguments from -REACH to REACH, denser about 0, with the neighbourhood of kinks.
fn grid(kinks: &[Kink]) -> Vec<f64> {
    let mut grid: Vec<f64> = (-STEPS..=STEPS)
        .map(|i| {
            let t = f64::from(i) / f64::from(STEPS);
            REACH * t * (0.1 + 0.9 * t * t)
        })
        .collect();
    for kink in kinks {
        let step = 1e-9 * kink.at.abs().max(1.0);
        grid.extend([kink.at - step, kink.at, kink.at + step]);
    }
    grid.sort_by(f64::total_cmp);
    grid
}

/// The largest of the values, refined about where it lies on the grid, or of the
/// limits; and where it is attained, if anywhere.
fn supremum(
    grid: &[f64],
    values: &[f64],
    limits: [f64; 2],
    f: impl Fn(f64) -> f64,
) -> (f64, Option<f64>) {
    let best = (0..grid.len()).max_by(|&a, &b| values[a].total_cmp(&values[b]));
    let limit = limits.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let Some(best) = best else {
        return (limit, None);
    };
    let (mut a, mut b) = (grid[best.saturating_sub(1)], grid[(best + 1).min(grid.len() - 1)]);
    // Golden section; the grid is fine enough for a single hump between neighbours.
    let ratio = (5.0f64.sqrt() - 1.0) / 2.0;
    for _ in 0..80 {
        let (c, d) = (b - ratio * (b - a), a + ratio * (b - a));
        if f(c) >= f(d) {
            b = d;
        } else {
            a = c;
        }
    }
    let middle = f64::midpoint(a, b);
    let (refined, at) =
        if f(middle) > values[best] { (f(middle), middle) } else { (values[best], grid[best]) };
    // A supremum that is only approached is a limit; one that is attained is not
    // beaten by rounding.
    if limit >= refined - 1e-14 * refined.abs() {
        (
            limit,
            (limit == refined && refined.is_finite() && attained_inside(grid, values, refined))
                .then_some(at),
        )
    } else {
        (refined, Some(at))
    }
}

/// Whether the value is reached well inside the grid, not just at its ends.
fn attained_inside(grid: &[f64], values: &[f64], value: f64) -> bool {
    grid.iter().zip(values).any(|(x, y)| x.abs() < 12.0 && *y == value)
}

/// The kinks: thresholds of the formula where a derivative of low order jumps.
fn kinks(activation: &Activation) -> Vec<Kink> {
    let mut kinks = Vec::new();
    for at in activation.function().thresholds(activation.values()) {
        let step = 1e-7 * at.abs().max(1.0);
        let jet = |x: f64| activation.derivatives(x, 3).unwrap_or_default();
        let (left, here, right) = (jet(at - step), jet(at), jet(at + step));
        let jumps = (0..left.len()).find(|&k| {
            let scale = 1.0 + left[k].abs().max(right[k].abs());
            (left[k] - right[k]).abs() > 1e-4 * scale
        });
        if let Some(order) = jumps {
            let slope = here.get(1).copied().unwrap_or(f64::NAN);
            kinks.push(Kink { at, order: order as u32, slope });
        }
    }
    kinks
}

fn smoothness(kinks: &[Kink]) -> Smoothness {
    match kinks.iter().map(|kink| kink.order).min() {
        None => Smoothness::Infinitely,
        Some(0) => Smoothness::Discontinuous,
        Some(order) => Smoothness::Times(order - 1),
    }
}

/// The mean of f(x) for standard normal x, by the midpoint rule on [-10, 10].
fn normal_mean(f: impl Fn(f64) -> f64) -> f64 {
    let n = 8000;
    let h = 20.0 / f64::from(n);
    let density = |x: f64| (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (0..n).map(|i| -10.0 + (f64::from(i) + 0.5) * h).map(|x| f(x) * density(x) * h).sum()
}
