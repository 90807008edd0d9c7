//! The one place that judges results.

use crate::dtype::Dtype;
use crate::truth::{Point, Truth};
use nonlin_reference::Compact;

/// A relative error beyond which a result is coarsely wrong.
const COARSE: f64 = 0.01;
/// An error in units in the last place up to which it is rounding, however few
/// digits the type has.
pub(crate) const ROUNDING: f64 = 8.0;

/// A result and what it should be.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Example {
    /// The input.
    pub(crate) at: f64,
    /// The result.
    pub(crate) got: f64,
    /// The truth.
    pub(crate) want: f64,
}

/// Inputs of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hits {
    /// How many.
    pub(crate) count: usize,
    /// The least.
    pub(crate) least: f64,
    /// The greatest.
    pub(crate) greatest: f64,
    /// The least magnitude.
    pub(crate) nearest: f64,
    /// The example that is farthest off, relative to the truth; of several, that
    /// with the largest truth.
    pub(crate) farthest: Example,
}

impl Hits {
    fn note(&mut self, example: Example) {
        let Example { at, .. } = example;
        let first = self.count == 0;
        self.nearest = if first { at.abs() } else { self.nearest.min(at.abs()) };
        self.least = if first { at } else { self.least.min(at) };
        self.greatest = if first { at } else { self.greatest.max(at) };
        let rank = |e: &Example| ((e.got - e.want).abs() / e.want.abs(), e.want.abs());
        if first || rank(&example) > rank(&self.farthest) {
            self.farthest = example;
        }
        self.count += 1;
    }
}

/// The judgement of values or of gradients.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    /// The worst error among finite results whose truth is a normal number, or any
    /// number in f16, whose subnormals begin at 6e-5.
    pub(crate) worst_ulp: f64,
    /// Where.
    pub(crate) worst: Example,
    /// Finite inputs more than one unit in the last place off, results that are
    /// not finite included.
    pub(crate) over_one: usize,
    /// Finite inputs that give NaN.
    pub(crate) nan: Hits,
    /// Finite inputs that give an infinity where the truth is in range.
    pub(crate) infinite: Hits,
    /// Finite inputs whose result is off by more than 1 % and by more than rounding.
    pub(crate) coarse: Hits,
    /// Finite inputs that give 0 where the truth is a subnormal number, or up to
    /// twice the least normal one: its factors may be subnormal.
    pub(crate) flushed: usize,
    /// Finite inputs that do not give the 0 that they should.
    pub(crate) zeros: Hits,
    /// Infinities with wrong limits.
    pub(crate) limits: Vec<Example>,
}

impl Part {
    /// Whether a finite input gives a result that is not finite.
    pub(crate) fn not_finite(&self) -> usize {
        self.nan.count + self.infinite.count
    }
}

/// The judgement of a case.
#[derive(Clone, Debug)]
pub(crate) struct Verdict {
    /// Of values.
    pub(crate) value: Part,
    /// Of gradients, if there are any.
    pub(crate) gradient: Option<Part>,
    /// What a NaN gave that should have stayed one.
    pub(crate) nan_lost: Option<f64>,
    /// An example, if most moderate inputs give quite another value: then this is
    /// another function, and nothing else is worth saying.
    pub(crate) other_function: Option<Example>,
}

/// Judges values and gradients at all inputs.
pub(crate) fn judge(
    truth: &Truth,
    dtype: Dtype,
    values: &[f64],
    gradients: Option<&[f64]>,
) -> Verdict {
    let points = &truth.points;
    let nan_lost = points.iter().zip(values).find(|(p, y)| p.x.is_nan() && !y.is_nan());
    Verdict {
        value: part(points, dtype, values, false),
        gradient: gradients.map(|g| part(points, dtype, g, true)),
        nan_lost: nan_lost.map(|(_, y)| *y),
        // 16 bits are too few to tell another function from lost digits.
        other_function: if dtype.is_half() { None } else { other_function(points, values) },
    }
}

fn part(points: &[Point], dtype: Dtype, results: &[f64], gradient: bool) -> Part {
    let of = |point: &Point| {
        if gradient { (point.slope, point.slope_size) } else { (point.value, point.value_size) }
    };
    let mut part = Part::default();
    for (point, &got) in points.iter().zip(results).filter(|(point, _)| !point.x.is_nan()) {
        let (mut want, size) = of(point);
        let mut ulp = ulp_error(dtype, got, want, size);
        if let Some(sides) = point.sides.filter(|_| gradient || point.is_kink) {
            let sides = sides.map(|side| of(&points[side]).0);
            if lies_between(got, sides[0], sides[1]) {
                ulp = 0.0;
            }
            for side in sides {
                let other = ulp_error(dtype, got, side, size);
                if other < ulp {
                    (ulp, want) = (other, side);
                }
            }
        }
        // Adding 0 makes a zero positive: a truth has no other.
        let example = Example { at: point.x, got, want: want.to_f64() + 0.0 };
        if point.x.is_finite() {
            part.note(dtype, example, ulp, size, want);
        } else if point.settled && !want.is_nan() && is_wrong_limit(&example, ulp) {
            part.limits.push(example);
        }
    }
    part
}

impl Part {
    /// Notes the result of a finite input.
    fn note(&mut self, dtype: Dtype, example: Example, ulp: f64, size: f64, want: Compact) {
        let got = example.got;
        // A truth that lies in f64's range; others round to 0 or to infinity.
        let truth = example.want.abs();
        let least = dtype.least_normal();
        if ulp > 1.0 {
            self.over_one += 1;
        }
        if got.is_nan() {
            self.nan.note(example);
        } else if got.is_infinite() && want.round(dtype.format()).is_finite() {
            self.infinite.note(example);
        } else if ulp <= 0.5 {
            // Nothing to note of a result that is rounded correctly, but its error.
            self.worst_ulp = self.worst_ulp.max(ulp);
        } else if want.hi() == 0.0 && size == 0.0 {
            self.zeros.note(example);
        } else if got == 0.0 && truth < 2.0 * least {
            self.flushed += 1;
        } else if truth.max(size) >= least || dtype == Dtype::F16 {
            if ulp > self.worst_ulp {
                (self.worst_ulp, self.worst) = (ulp, example);
            }
            let relative = (got - example.want).abs() / truth.max(size);
            if ulp > ROUNDING && relative > COARSE {
                self.coarse.note(example);
            }
        }
    }
}

/// The error in units in the last place of the truth, or of `size` if that is larger.
fn ulp_error(dtype: Dtype, got: f64, truth: Compact, size: f64) -> f64 {
    let ulp = truth.ulp_error(got, dtype.format());
    if ulp <= 0.5 || size == 0.0 || !size.is_finite() {
        return ulp;
    }
    let steps = dtype.unit_exponent(size) - dtype.unit_exponent(truth.to_f64());
    if steps > 0 { ulp * 2f64.powi(-steps) } else { ulp }
}

/// Whether a limit is wrong, and not only inaccurate.
fn is_wrong_limit(Example { got, want, .. }: &Example, ulp: f64) -> bool {
    let inaccurate = (got - want).abs() <= COARSE * want.abs();
    ulp > ROUNDING && !(inaccurate && want.is_finite())
}

fn lies_between(got: f64, one: Compact, other: Compact) -> bool {
    let (a, b) = (one.to_f64(), other.to_f64());
    a.min(b) <= got && got <= a.max(b)
}

/// An example if more than a quarter of the values at inputs from 1/10 to 4 in
/// magnitude are off by more than 2 % of the largest: that is no matter of accuracy.
fn other_function(points: &[Point], values: &[f64]) -> Option<Example> {
    let moderate = points.iter().zip(values).filter(|(p, _)| (0.1..=4.0).contains(&p.x.abs()));
    let examples: Vec<Example> =
        moderate.map(|(p, &got)| Example { at: p.x, got, want: p.value.to_f64() }).collect();
    let scale = examples.iter().map(|e| e.want.abs()).fold(0.0, f64::max);
    let wrong = || examples.iter().filter(|e| (e.got - e.want).abs() > 0.02 * scale);
    // Show it at a plain number.
    let distance = |e: &&Example| (e.at.abs() - 1.0).abs();
    let shown = wrong().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    shown.copied().filter(|_| wrong().count() * 4 > examples.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Work;

    /// Judges results at some inputs; infinities and NaN must come last.
    fn judged(function: &str, x: &[f64], y: &[f64], slopes: &[f64]) -> Verdict {
        let name = format!("nonlin-conformance-{}-{function}-{}", std::process::id(), x.len());
        let work = Work(std::env::temp_dir().join(name));
        work.write_inputs(Dtype::F32, x).unwrap();
        let truth = Truth::get(&work, function, &[], Dtype::F32).unwrap();
        let again = Truth::get(&work, function, &[], Dtype::F32).unwrap();
        for (new, read) in truth.points.iter().zip(&again.points) {
            let same = (new.value, new.slope_size) == (read.value, read.slope_size);
            assert!(same || new.x.is_nan(), "the file differs at {}", new.x);
        }
        std::fs::remove_dir_all(&work.0).unwrap();
        judge(&truth, Dtype::F32, y, Some(slopes))
    }

    #[test]
    fn nan_and_infinity_at_finite_inputs_are_told_apart_from_errors() {
        let x = [-100.0, 1.0, 2.0, 3e38];
        let verdict = judged("softplus", &x, &[0.0, 1.3, f64::NAN, f64::INFINITY], &[0.0; 4]);
        let part = &verdict.value;
        assert_eq!((part.nan.count, part.nan.least), (1, 2.0));
        assert_eq!((part.infinite.count, part.infinite.least), (1, f64::from(3e38f32)));
        // ln(1 + e) = 1.3133 in units of 2^-23.
        assert!((part.worst_ulp / (0.013_261_687_5 * 2f64.powi(23)) - 1.0).abs() < 1e-6);
        assert_eq!(part.coarse.count, 1);
        // exp(-100) is subnormal.
        assert_eq!(part.flushed, 1);
    }

    #[test]
    fn any_slope_between_the_sides_is_right_at_a_kink() {
        let x = [-4.0, -3.0, -2.0, -1.0, -0.0, 0.0, 1.0, 2.0, 3.0, 4.0];
        let slopes = |middle: f64| x.map(|x| if x == 0.0 { middle } else { f64::from(x > 0.0) });
        for (middle, wrong) in [(0.0, 0), (0.5, 0), (1.0, 0), (1.5, 2)] {
            let verdict = judged("relu", &x, &x.map(|x| x.max(0.0)), &slopes(middle));
            assert_eq!(verdict.gradient.unwrap().over_one, wrong, "{middle}");
        }
    }

    #[test]
    fn limits_and_lost_nans_are_found() {
        let x = [1.0, f64::NEG_INFINITY, f64::INFINITY, f64::NAN];
        let silu = f64::from(0.731_058_6f32);
        let slope = f64::from(0.927_670_5f32);
        let y = [silu, f64::NAN, f64::INFINITY, 0.0];
        let verdict = judged("silu", &x, &y, &[slope, 0.0, 1.0, f64::NAN]);
        assert_eq!(verdict.value.limits.len(), 1);
        assert_eq!(verdict.value.limits[0].want, 0.0);
        assert_eq!(verdict.nan_lost, Some(0.0));
        assert!(verdict.gradient.unwrap().limits.is_empty());
    }

    #[test]
    fn errors_near_a_zero_of_the_derivative_are_measured_by_its_terms() {
        // silu' is 0 at -1.27846; between these inputs it is some 1e-8.
        let x = [-1.278_464_7, -1.278_464_4].map(|x| f64::from(x as f32));
        let slopes = x.map(|_| 3e-8);
        let verdict = judged("silu", &x, &x.map(|x| x / (1.0 + (-x).exp())), &slopes);
        let worst = verdict.gradient.unwrap().worst_ulp;
        assert!(worst > 0.5 && worst < 8.0, "{worst}");
    }

    #[test]
    fn another_function_is_called_so() {
        let x: Vec<f64> = (-40..=40).map(|i| f64::from(i) * 0.0625).collect();
        let y: Vec<f64> = x.iter().map(|x| x * x.tanh()).collect();
        let verdict = judged("telu", &x, &y, &y);
        assert_eq!(verdict.other_function.unwrap().at.abs(), 1.0);
        let right: Vec<f64> = x.iter().map(|x| x * x.exp().tanh()).collect();
        assert!(judged("telu", &x, &right, &right).other_function.is_none());
    }
}
