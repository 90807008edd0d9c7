//! Intervals for a function that nobody has chosen any for: as wide as they can be.

use half::f16;

use super::fit::{INSIDE, Intervals, TRIED};
use super::loops::LINE_WIDTHS;
use super::{Fitted, Layout, Symmetry, ValueAndSlope};
use crate::kernels::plan::Job;
use crate::level::Level;
use crate::numbers::INTERVALS;

/// Widths that are tried.
const WIDTHS: [f64; 10] = [4.0, 3.0, 2.0, 1.5, 1.2, 1.0, 0.85, 0.7, 0.6, 0.5];

/// Points that a polynomial may be about, while widths are tried.
const FEW_TRIED: usize = 16;

/// How many layouts are tried with all points.
const MOST_CANDIDATES: usize = 8;

/// How far the polynomials must reach on both sides: beyond, formulas are computed, too, and
/// of normal inputs one in 2,100 is.
const LEAST_REACH: f64 = 3.5;

/// Points of an interval at which polynomials are compared with the function.
const POINTS: usize = 24;

/// Points about 0, where a value that is 0 there must be as accurate as elsewhere.
const NEAR_ZERO: [f64; 9] = [0.0, 1e-42, 1e-38, 1e-30, 1e-12, 1e-8, 1e-7, 1e-5, 1e-3];

/// Up to here a function that is 0 at 0 is its slope times `x`.
const LINEAR: f64 = 1e-8;

/// By how many units in the last place they may differ there: somewhat less than is asked
/// of every element.
const VALUE_UNITS: f64 = 1.5;
const SLOPE_UNITS: f64 = 1.75;

/// How far from 0 polynomials are accurate, on both sides.
#[derive(Clone, Copy)]
struct Reach {
    left: f64,
    right: f64,
}

impl Fitted {
    /// Polynomials for a function, if there are any of the accuracy that is asked.
    /// `is_resolved` says if arguments in increasing order are so close that the function
    /// hides nothing between them.
    pub(crate) fn search(
        level: Level,
        function: ValueAndSlope<'_>,
        is_resolved: impl Fn(&[f64]) -> bool,
    ) -> Option<Fitted> {
        let (at_zero, slope_at_zero) = function(0.0);
        let size = function(1.0).0;
        // Around a zero the polynomials of the slope have an absolute accuracy. That is enough
        // where terms cancel; a slope that is 0 at 0, as an even function's, is small around
        // it in all its digits.
        if size == 0.0 || size.is_nan() || slope_at_zero == 0.0 {
            return None;
        }
        let root = (at_zero == 0.0).then_some(0.0);
        let with = |layout: Layout| Layout { root, sign: size.signum(), ..layout };
        let layout = |left: usize, left_width: f64, right_width: f64| {
            let intervals = Intervals::beside(left, left_width, right_width);
            with(Layout::of(Symmetry::None, intervals))
        };
        // Most of what no polynomials can stand for shows at once.
        let narrowest = WIDTHS[WIDTHS.len() - 1];
        if !is_resolved(&layout(INTERVALS / 2, narrowest, narrowest).points()) {
            return None;
        }
        let reach =
            |layout: Layout| Fitted::of(layout, FEW_TRIED, function).reach(level, layout, function);
        // How far intervals of each width are accurate on a side.
        let reaches = WIDTHS.map(|width| {
            let left = reach(layout(INTERVALS - 1, width, width)).left;
            (width, left, reach(layout(1, width, width)).right)
        });
        let symmetry = symmetry_of(function);
        let mut candidates: Vec<(f64, Layout)> = Vec::new();
        for (left_width, left_reach, right_reach) in reaches {
            let count = |reach: f64, width: f64| (reach / width) as usize;
            let most_left = count(left_reach, left_width);
            if symmetry != Symmetry::None && most_left >= INTERVALS - 1 {
                let layout = with(Layout::to_the_left(symmetry, left_width));
                candidates.push((-layout.intervals.bounds()[0], layout));
            }
            let across = with(Layout::across(left_width));
            let [low, high] = across.intervals.bounds();
            if left_reach >= -low && right_reach >= high {
                candidates.push((high, across));
            }
            for (right_width, _, right_reach) in reaches {
                let fewest = INTERVALS.saturating_sub(count(right_reach, right_width)).max(1);
                for left in fewest..=most_left.min(INTERVALS - 1) {
                    if left_width <= right_width {
                        let right = (INTERVALS - left) as f64 * right_width;
                        let reach = right.min(left as f64 * left_width);
                        candidates.push((reach, layout(left, left_width, right_width)));
                    }
                }
            }
        }
        candidates.retain(|&(reach, _)| reach >= LEAST_REACH);
        // Those of one width are found by fewer operations.
        let rank = |&(reach, layout): &(f64, Layout)| (layout.symmetry != Symmetry::None, reach);
        candidates.sort_by(|one, other| {
            let (one, other) = (rank(one), rank(other));
            other.0.cmp(&one.0).then(other.1.total_cmp(&one.1))
        });
        // Kernels of polynomials do not ask whether a result leaves the range of its type.
        let in_range = |x: &f64| {
            let (value, slope) = function(*x);
            value.abs().max(slope.abs()) <= f64::from(f16::MAX)
        };
        let accurate = |layout: Layout| {
            if !layout.points().iter().all(in_range) {
                return None;
            }
            let fitted = Fitted::of(layout, TRIED, function);
            let [low, high] = layout.bounds();
            let Reach { left, right } = fitted.reach(level, layout, function);
            let accurate = left >= -low && right >= high;
            (accurate && is_resolved(&layout.points())).then_some(fitted)
        };
        let (found, fitted) = candidates
            .iter()
            .take(MOST_CANDIDATES)
            .find_map(|&(_, layout)| Some((layout, accurate(layout)?)))?;
        // By fewer terms and farther, if that is as accurate, which it may be in narrower intervals.
        let rest = candidates.iter().map(|&(_, layout)| layout);
        let short = rest
            .filter(|layout| layout.symmetry == found.symmetry && layout.has_short())
            .map(|layout| layout.short().far())
            .filter(|&layout| {
                let [low, high] = layout.bounds();
                let Reach { left, right } = reach(layout);
                left >= -low && right >= high
            });
        Some(short.chain([found.far()]).find_map(accurate).unwrap_or(fitted))
    }

    /// How far the polynomials are accurate.
    fn reach(&self, level: Level, layout: Layout, function: ValueAndSlope<'_>) -> Reach {
        let x: Vec<f32> = layout.points().into_iter().map(|x| x as f32).collect();
        let (mut y, mut gx) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        // What the polynomials are not of stays 0.
        let ones = vec![1.0; x.len()];
        let job = Job { x: &x, gy: Some(&ones), y: Some(&mut y), gx: Some(&mut gx) };
        self.run(level, job, None, |_, _| ());
        let truth: Vec<(f64, f64)> = x.iter().map(|&x| function(x.into())).collect();
        let mut reach = Reach { left: f64::INFINITY, right: f64::INFINITY };
        for (i, &x) in x.iter().enumerate() {
            let x = f64::from(x);
            let near = &truth[i.saturating_sub(POINTS)..(i + POINTS).min(truth.len())];
            let (value, slope) = truth[i];
            // In f64 what cancels has digits that f32 sees.
            let cancels = layout.root.is_some() && x.abs() <= LINEAR;
            let value = if cancels { slope * x } else { value };
            if is_value(y[i], value) && is_slope(gx[i], slope, near) {
                continue;
            }
            let side = if x <= 0.0 { &mut reach.left } else { &mut reach.right };
            *side = side.min(x.abs());
        }
        reach
    }
}

impl Layout {
    /// The smallest and the largest argument that polynomials are of.
    fn bounds(self) -> [f64; 2] {
        let [low, high] = self.intervals.bounds();
        let right = match self.symmetry {
            Symmetry::None | Symmetry::Across | Symmetry::Settled => high,
            Symmetry::Line => LINE_WIDTHS * self.intervals.left_width * INSIDE,
            _ => -low,
        };
        [low, right]
    }

    /// Points of all intervals, in increasing order.
    fn points(self) -> Vec<f64> {
        let [low, high] = self.bounds();
        let mut points: Vec<f64> = vec![low, high];
        for (_, middle, width) in self.intervals.all() {
            let inside = (0..POINTS).map(|k| (k as f64 + 0.5) / POINTS as f64 - 0.5);
            let offsets = inside.chain([-0.4999, 0.4999]);
            points.extend(offsets.map(|t| (middle + t * width).clamp(low, high)));
        }
        points.extend(NEAR_ZERO.iter().flat_map(|&x| [-x, x]));
        let left = points.len();
        let mirrors: &[f64] = match self.symmetry {
            Symmetry::None | Symmetry::Across | Symmetry::Settled => &[],
            Symmetry::Line => &[1.0, high / -low],
            _ => &[1.0],
        };
        for reach in mirrors {
            points.extend_from_within(..left);
            let new = points.len() - left;
            points[new..].iter_mut().for_each(|x| *x *= -reach);
        }
        points.sort_by(f64::total_cmp);
        points
    }
}

/// What the right half of the function is, as it seems: polynomials are compared with it
/// later.
fn symmetry_of(function: ValueAndSlope<'_>) -> Symmetry {
    let (at_zero, slope_at_zero) = function(0.0);
    let has = |rest: &dyn Fn(f64, f64, f64) -> f64| {
        [0.3, 1.0, 2.7, 3.9].into_iter().all(|x| {
            let (left, right) = (function(-x).0, function(x).0);
            rest(left, right, x).abs() <= 1e-12 * (left.abs() + right.abs())
        })
    };
    if has(&|left, right, _| left + right - 2.0 * at_zero) {
        return if at_zero == 0.0 { Symmetry::Odd } else { Symmetry::Step };
    }
    if at_zero != 0.0 {
        return Symmetry::None;
    }
    let size = function(1.0).0;
    if has(&|left, right, x| right - left - 2.0 * slope_at_zero * x) {
        Symmetry::Ramp
    } else if has(&|_, right, x| right - size * x) {
        Symmetry::Line
    } else {
        Symmetry::None
    }
}

/// What tells one number of f32 from the next at `x`.
fn unit(x: f64) -> f64 {
    let x = (x.abs() as f32).max(f32::MIN_POSITIVE);
    f64::from(x.next_up() - x)
}

fn is_value(found: f32, value: f64) -> bool {
    if value == 0.0 {
        return found.to_bits() == (value as f32).to_bits();
    }
    (f64::from(found) - value).abs() <= VALUE_UNITS * unit(value)
}

/// Around its zeros a slope is as accurate as beside them, in absolute terms.
fn is_slope(found: f32, slope: f64, near: &[(f64, f64)]) -> bool {
    let crosses = near.iter().any(|n| n.1 < 0.0) && near.iter().any(|n| n.1 > 0.0);
    let largest = near.iter().map(|n| n.1.abs()).fold(0.0, f64::max);
    let size = if crosses { largest } else { slope };
    if slope == 0.0 && !crosses {
        return found == 0.0;
    }
    (f64::from(found) - slope).abs() <= SLOPE_UNITS * unit(size)
}
