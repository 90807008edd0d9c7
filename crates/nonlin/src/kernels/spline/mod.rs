//! f32 and half precision by piecewise polynomials that are fitted to the function.
//!
//! A formula of exponentials, logarithms and divisions costs tens of multiplications; a
//! polynomial of eleven terms whose coefficients are looked up in registers costs as many
//! for every function. The polynomials are fitted once, when they are first wanted, to the
//! function's own f64 evaluation with its default parameters: on intervals that the
//! catalogue names, or, for a formula that was typed, on such as prove to be narrow enough.
//! Elements beyond them, and other parameters, take the kernels of the formula.

mod fit;
mod loops;
mod others;
mod search;
mod shapes;

use std::sync::OnceLock;

use half::{bf16, f16};

use self::fit::{Intervals, TRIED, fit, fit_function};
use self::loops::Range;
use self::shapes::{OfF32, OfHalves};
use super::element::Element;
use super::plan::Job;
use super::table::at_level;
use crate::catalogue::Table;
use crate::level::Level;
use crate::numbers::{FEW_TERMS, HALF_TERMS, INTERVALS, SHORT_TERMS, TERMS, Terms};

/// How a function is divided into polynomials.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    intervals: Intervals,
    /// Where the function is 0. Unless they are of the function itself, the polynomials are
    /// of its ratio to the distance from there, which has the sign of the function.
    root: Option<f64>,
    /// The sign of the function, or of that ratio.
    sign: f64,
    symmetry: Symmetry,
    /// The argument that mirrors 0.
    end: f64,
    /// Whether polynomials have fewer terms, which some symmetries have kernels for.
    short: bool,
    /// Whether f32 has the inner half of the intervals only.
    near_in_f32: bool,
}

/// What the function is to the right of 0, if it follows from the left.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Symmetry {
    /// Nothing.
    None,
    /// `f(x) = 2 f'(0) x + f(-x)`, and `f(0) = 0`.
    Ramp,
    /// Likewise, and intervals become narrower to the left.
    Tapered,
    /// `f(x) = -f(-x)`.
    Odd,
    /// `f(x) = 2 f(0) - f(-x)`.
    Step,
    /// Likewise, and the function has a root to the left of 0; intervals may become narrower to
    /// the left.
    RootedStep,
    /// `f(x) = f(end) - f(end - x)`, and a straight line from `f(0) = 0` to there.
    Arms,
    /// `f(x) = f(1) x`.
    Line,
    /// It does not follow, but 0 is in the middle of an interval.
    Across,
    /// Likewise, and `f(x) = x` in the last interval and far beyond.
    Settled,
}

impl Layout {
    /// Of a positive function.
    const fn of(symmetry: Symmetry, intervals: Intervals) -> Self {
        let (root, sign, end, short, near_in_f32) = (None, 1.0, 0.0, false, false);
        Layout { intervals, root, sign, symmetry, end, short, near_in_f32 }
    }

    /// All intervals, of that width, to the left of 0, the last of them half.
    const fn to_the_left(symmetry: Symmetry, width: f64) -> Self {
        Self::of(symmetry, Intervals::about(INTERVALS - 1, width))
    }

    /// Of a positive function, in intervals of that width: from 4 1/2 widths to the left of 0
    /// to 3 1/2 to the right.
    pub(crate) const fn across(width: f64) -> Self {
        Self::of(Symmetry::Across, Intervals::about(INTERVALS / 2, width))
    }

    /// Of `x` times a positive function that is 1 from 2 1/2 widths on, to the last digit that
    /// the slope has in f32: from 4 1/2 widths to the left of 0, and far to the right.
    pub(crate) const fn settled(width: f64) -> Self {
        Layout { symmetry: Symmetry::Settled, ..Self::across(width) }.with_root(0.0)
    }

    /// As far again on each side that is not a mirror image, and where the function does not
    /// settle.
    pub(crate) const fn far(mut self) -> Self {
        self.intervals = self.intervals.twice_as_many(self.first_inner());
        self
    }

    /// As far again in half precision, but not in f32: for arms whose end is no number of it, so
    /// that the arguments that mirror those far away lack digits.
    pub(crate) const fn far_in_halves(self) -> Self {
        Layout { near_in_f32: true, ..self.far() }
    }

    /// The first of the inner half, where intervals are twice as many.
    const fn first_inner(self) -> usize {
        match self.symmetry {
            Symmetry::None | Symmetry::Across => INTERVALS / 2,
            _ => INTERVALS,
        }
    }

    /// In intervals that become narrower to the left: with each unit there are so many more in
    /// a unit.
    pub(crate) const fn tapered(mut self, more: f64) -> Self {
        self.intervals.taper = more;
        self.symmetry = match self.symmetry {
            Symmetry::Ramp => Symmetry::Tapered,
            Symmetry::RootedStep => Symmetry::RootedStep,
            _ => panic!("no kernel finds such intervals"),
        };
        self
    }

    /// Whether there are kernels for polynomials of fewer terms.
    const fn has_short(self) -> bool {
        use Symmetry::{Line, Odd, Ramp, Step};
        matches!(self.symmetry, Ramp | Odd | Step | Line)
    }

    /// With fewer terms.
    pub(crate) const fn short(self) -> Self {
        assert!(self.has_short(), "there are no such kernels");
        Layout { short: true, ..self }
    }

    /// Of `x - root` times a positive function.
    pub(crate) const fn with_root(mut self, root: f64) -> Self {
        self.root = Some(root);
        if matches!(self.symmetry, Symmetry::Step) {
            self.symmetry = Symmetry::RootedStep;
        }
        self
    }

    /// Of `x` times a positive function `g` with `g(x) + g(-x) = 1`: all intervals, of that
    /// width, to the left of 0, and as far to its right: for 7 1/2 widths.
    pub(crate) const fn ramp(width: f64) -> Self {
        Self::to_the_left(Symmetry::Ramp, width).with_root(0.0)
    }

    /// Of `x` times a positive even function, likewise.
    pub(crate) const fn odd(width: f64) -> Self {
        Self::to_the_left(Symmetry::Odd, width).with_root(0.0)
    }

    /// Of a function with `f(x) + f(-x) = 2 f(0)`, likewise.
    pub(crate) const fn step(width: f64) -> Self {
        Self::to_the_left(Symmetry::Step, width)
    }

    /// Of `x` times a positive function that is constant from 0 to `end`, with
    /// `f(x) + f(end - x) = f(end)`: all intervals but one, of that width, to the left of 0,
    /// and as far to the right of `end`. The width is from half of `end` to all of it.
    pub(crate) const fn arms(width: f64, end: f64) -> Self {
        let intervals = Intervals::beside(INTERVALS - 1, width, width);
        Layout { end, ..Self::of(Symmetry::Arms, intervals) }.with_root(0.0)
    }

    /// Of `x` times a function that is positive, and constant to the right of 0: all
    /// intervals, of that width, to the left of it.
    pub(crate) const fn bent(width: f64) -> Self {
        Self::to_the_left(Symmetry::Line, width).with_root(0.0)
    }
}

/// A function in f64: its value and its slope.
pub(crate) type ValueAndSlope<'a> = &'a dyn Fn(f64) -> (f64, f64);

/// The piecewise polynomials of a function of the catalogue.
pub(crate) struct Spline {
    /// None for a function that has none.
    layout: Option<Layout>,
    /// The default parameters.
    defaults: &'static [f64],
    fitted: OnceLock<Fitted>,
}

/// The piecewise polynomials of a function.
#[derive(Debug)]
pub(crate) struct Fitted {
    all: Pieces,
    /// The inner half of them and the outer one, if a register of 256 bits does not hold all.
    halves: Option<[Pieces; 2]>,
    /// Whether f32 has the inner half only.
    near_in_f32: bool,
}

/// Piecewise polynomials as they are looked up.
#[derive(Debug)]
pub struct Pieces {
    range: Range,
    terms: Lengths,
}

#[derive(Debug)]
enum Lengths {
    Long(Box<Types<TERMS, HALF_TERMS, FEW_TERMS>>),
    Short(Box<Types<{ SHORT_TERMS[0] }, { SHORT_TERMS[1] }, { SHORT_TERMS[2] }>>),
}

/// For f32, for f16, which has 11 bits, and for bf16, which has 8.
#[derive(Debug)]
struct Types<const F32: usize, const F16: usize, const BF16: usize> {
    full: Both<F32>,
    half: Both<F16>,
    few: Both<BF16>,
}

/// Value, as a ratio to the distance from the root where it is not direct and there is one,
/// and slope.
#[derive(Debug)]
struct Both<const N: usize> {
    value: Terms<N>,
    slope: Terms<N>,
}

impl<const N: usize> Both<N> {
    fn of(layout: Layout, tried: usize, function: ValueAndSlope<'_>) -> Self {
        let Layout { intervals, root, sign, symmetry, .. } = layout;
        let value = if loops::is_direct(symmetry as u8, N) {
            fit_function(intervals, tried, function, root == Some(0.0))
        } else {
            fit(intervals, tried, |x: f64| {
                let (value, slope) = function(x);
                sign * match root {
                    None => value,
                    Some(root) if x == root => slope,
                    Some(root) => value / (x - root),
                }
            })
        };
        Both { value, slope: fit(intervals, tried, |x| function(x).1) }
    }

    fn part(&self, entry: impl Fn(usize) -> usize) -> Self {
        Both { value: self.value.part(&entry), slope: self.slope.part(entry) }
    }
}

impl<const F32: usize, const F16: usize, const BF16: usize> Types<F32, F16, BF16> {
    fn of(layout: Layout, tried: usize, function: ValueAndSlope<'_>) -> Self {
        Types {
            full: Both::of(layout, tried, function),
            half: Both::of(layout, 1, function),
            few: Both::of(layout, 1, function),
        }
    }

    fn part(&self, entry: impl Fn(usize) -> usize) -> Self {
        let (full, half) = (self.full.part(&entry), self.half.part(&entry));
        Types { full, half, few: self.few.part(entry) }
    }
}

impl Pieces {
    fn part(&self, range: Range, entry: impl Fn(usize) -> usize) -> Self {
        let terms = match &self.terms {
            Lengths::Long(types) => Lengths::Long(types.part(entry).into()),
            Lengths::Short(types) => Lengths::Short(types.part(entry).into()),
        };
        Pieces { range, terms }
    }

    /// The intervals from `first` on that are one half of them, and the other half: what is in
    /// none of these is taken to be in one of those.
    fn halves(&self, first: usize) -> [Pieces; 2] {
        let others = |i: usize| if i < first { i } else { INTERVALS + i };
        [self.part(self.range.inner(first), |i| first + i), self.part(self.range, others)]
    }
}

impl Spline {
    pub(crate) const fn of(layout: Option<Layout>, defaults: &'static [f64]) -> Self {
        Spline { layout, defaults, fitted: OnceLock::new() }
    }
}

/// The polynomials that stand for a function of the catalogue with these parameters, at that
/// level.
pub(super) fn of_table<T: Element>(
    table: &'static Table,
    level: Level,
    p: &[f64],
) -> Option<&'static Fitted> {
    let Spline { layout, defaults, fitted } = table.spline?;
    let layout = layout.filter(|_| T::SPLINED && is_measured(level))?;
    are_same(p, *defaults).then(|| {
        fitted.get_or_init(|| {
            let p = rounded(*defaults);
            Fitted::of(layout, TRIED, &|x| {
                let derivatives = (table.derivatives)(x, &p, 1);
                (derivatives[0], derivatives[1])
            })
        })
    })
}

/// Whether looking terms up has been measured at that level: one with a multiply-add that
/// rounds once.
pub(crate) fn is_measured(level: Level) -> bool {
    matches!(level, Level::Avx2 | Level::Avx512)
}

/// Whether the parameters are those, as f32 kernels see them.
pub(crate) fn are_same<'a>(p: &[f64], those: impl IntoIterator<Item = &'a f64>) -> bool {
    p.iter().zip(those).all(|(&p, &d)| p as f32 == d as f32)
}

/// Parameters as f32 kernels see them.
pub(crate) fn rounded<'a>(p: impl IntoIterator<Item = &'a f64>) -> Vec<f64> {
    p.into_iter().map(|&p| f64::from(p as f32)).collect()
}

impl Fitted {
    /// Those for f32 are about the best of so many points.
    fn of(layout: Layout, tried: usize, function: ValueAndSlope<'_>) -> Fitted {
        let settled = (layout.symmetry == Symmetry::Settled).then(|| layout.intervals.last_start());
        let function: ValueAndSlope<'_> = &|x| match settled {
            Some(start) if x > start => (x, 1.0),
            _ => function(x),
        };
        let terms = if layout.short {
            Lengths::Short(Types::of(layout, tried, function).into())
        } else {
            Lengths::Long(Types::of(layout, tried, function).into())
        };
        let all = Pieces { range: Range::of(layout, function), terms };
        let has_halves = layout.intervals.count > INTERVALS;
        let halves = has_halves.then(|| all.halves(layout.first_inner()));
        Fitted { all, halves, near_in_f32: layout.near_in_f32 }
    }

    /// Does the job by the polynomials. `formula` does any job by the formula, and adds to
    /// sums of gradients by parameters.
    pub(crate) fn run<T: Element>(
        &self,
        level: Level,
        job: Job<'_, T>,
        sums: Option<&mut [f64]>,
        formula: impl Fn(Job<'_, T>, Option<&mut [f64]>),
    ) {
        let Job { x, gy, y, mut gx } = job;
        if let Some(sums) = sums {
            formula(Job { x, gy, y: None, gx: gx.as_deref_mut() }, Some(sums));
        }
        // The gradient itself is as without sums, to the last bit.
        let (job, formula) = (Job { x, gy, y, gx }, |job: Job<'_, T>| formula(job, None));
        match &self.halves {
            Some([inner, _]) if self.near_in_f32 && size_of::<T>() == size_of::<f32>() => {
                T::spline(inner, level, job, &formula);
            }
            Some([inner, outer]) if level != Level::Avx512 => {
                T::spline(inner, level, job, &|job| T::spline(outer, level, job, &formula));
            }
            _ => T::spline(&self.all, level, job, &formula),
        }
    }
}

/// What does jobs by the formula.
pub(crate) type Apart<'a, T> = &'a dyn Fn(Job<'_, T>);

/// Runs `$body` with `$S` the number of the symmetry and `$terms` the polynomials: a kernel for
/// each, since one for all has more on its mind than the registers hold.
macro_rules! by_symmetry {
    ($pieces:expr, |$S:ident, $terms:ident| $body:expr) => {
        match &$pieces.terms {
            Lengths::Long($terms) => by_symmetry!(
                $pieces.range.symmetry, |$S| $body,
                None NONE, Ramp RAMP, Tapered TAPERED, Odd ODD, Step STEP, RootedStep ROOTED_STEP,
                Arms ARMS, Line LINE, Across ACROSS, Settled SETTLED
            ),
            Lengths::Short($terms) => by_symmetry!(
                $pieces.range.symmetry, |$S| $body,
                Ramp RAMP, Odd ODD, Step STEP, Line LINE,
                _ => unreachable!("no polynomials of other symmetries are short")
            ),
        }
    };
    ($symmetry:expr, |$S:ident| $body:expr, $($name:ident $number:ident),+ $(, _ => $else:expr)?) => {
        match $symmetry {
            $(Symmetry::$name => {
                const $S: u8 = loops::$number;
                $body
            })+
            $(_ => $else,)?
        }
    };
}

/// Jobs of an element type.
macro_rules! elements {
    ($($name:ident $t:ident $vectors:ident $type:ident;)+) => {
        $(pub(super) fn $name(
            pieces: &Pieces,
            level: Level,
            job: Job<'_, $t>,
            apart: Apart<'_, $t>,
        ) {
            match job {
                Job { x, gy: Some(gy), y, gx: Some(gx) } => {
                    by_symmetry!(pieces, |SYMMETRY, terms| at_level!(
                        level, false, $vectors, f32, |V, token| {
                            loops::backward::<V, $t, _, SYMMETRY>(
                                token, pieces.range, &terms.$type, x, gy, y, gx, apart,
                            )
                        }
                    ));
                }
                Job { x, y: Some(y), .. } => {
                    by_symmetry!(pieces, |SYMMETRY, terms| at_level!(
                        level, false, $vectors, f32, |V, token| {
                            loops::forward::<V, $t, _, SYMMETRY>(
                                token, pieces.range, &terms.$type, x, y, apart,
                            )
                        }
                    ));
                }
                // Nothing is wanted.
                _ => {}
            }
        })+
    };
}
elements! {
    f32_elements f32 OfF32 full;
    f16_elements f16 OfHalves half;
    bf16_elements bf16 OfHalves few;
}
