//! f32 and half precision by piecewise polynomials that are fitted to the function.
//!
//! A formula of exponentials, logarithms and divisions costs tens of multiplications; a
//! polynomial of nine terms whose coefficients are looked up in registers costs as many
//! for every function. The polynomials are fitted once, when they are first wanted, to the
//! function's own f64 evaluation with its default parameters: on intervals that the
//! catalogue names, or, for a formula that was typed, on such as prove to be narrow enough.
//! Elements beyond them, and other parameters, take the kernels of the formula.

mod fit;
mod loops;
mod search;
mod shapes;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use half::{bf16, f16};

use self::fit::{Intervals, fit};
use self::loops::Range;
use self::shapes::{OfF32, OfHalves};
use super::element::Element;
use super::plan::Job;
use super::table::at_level;
use crate::catalogue::Table;
use crate::level::Level;
use crate::numbers::{FEW_TERMS, TERMS, Terms};

/// How a function is divided into polynomials.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    intervals: Intervals,
    /// Where the function is 0: the polynomials are of its ratio to the distance from
    /// there, which has the sign of the function.
    root: Option<f64>,
    /// The sign of the function, or of that ratio.
    sign: f64,
}

impl Layout {
    /// Of a positive function, in so many intervals of a width to the left of 0, and others
    /// of another width to the right.
    pub(crate) const fn positive(left: usize, left_width: f64, right_width: f64) -> Self {
        let intervals = Intervals { left, left_width, right_width };
        Layout { intervals, root: None, sign: 1.0 }
    }

    /// Of `x` times a positive function, likewise.
    pub(crate) const fn gated(left: usize, left_width: f64, right_width: f64) -> Self {
        Self::positive(left, left_width, right_width).with_root(0.0)
    }

    /// Of `x - root` times a positive function.
    pub(crate) const fn with_root(mut self, root: f64) -> Self {
        self.root = Some(root);
        self
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

/// The piecewise polynomials of a function, as they are looked up.
#[derive(Debug)]
pub struct Fitted {
    range: Range,
    full: Both<TERMS>,
    /// For bf16, which has 8 bits.
    few: Both<FEW_TERMS>,
}

/// Value, as a ratio to the distance from the root where there is one, and slope.
#[derive(Debug)]
struct Both<const N: usize> {
    value: Terms<N>,
    slope: Terms<N>,
}

impl<const N: usize> Both<N> {
    fn of(layout: Layout, function: ValueAndSlope<'_>) -> Self {
        let Layout { intervals, root, sign } = layout;
        let value = fit(intervals, |x| {
            let (value, slope) = function(x);
            sign * match root {
                None => value,
                Some(root) if x == root => slope,
                Some(root) => value / (x - root),
            }
        });
        Both { value, slope: fit(intervals, |x| function(x).1) }
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
            Fitted::of(layout, &|x| {
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
    fn of(layout: Layout, function: ValueAndSlope<'_>) -> Fitted {
        Fitted {
            range: Range::of(layout),
            full: Both::of(layout, function),
            few: Both::of(layout, function),
        }
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
        let Job { x, gy, mut y, mut gx } = job;
        if let Some(sums) = sums {
            // The gradient itself is then as without sums, to the last bit.
            formula(Job { x, gy, y: y.as_deref_mut(), gx: gx.as_deref_mut() }, Some(sums));
        }
        T::spline(self, level, Job { x, gy, y, gx }, &|job| formula(job, None));
    }
}

/// What does jobs by the formula.
pub(crate) type Apart<'a, T> = &'a dyn Fn(Job<'_, T>);

/// Jobs of an element type.
macro_rules! elements {
    ($($name:ident $t:ident $vectors:ident $terms:ident;)+) => {
        $(pub(super) fn $name(
            fitted: &Fitted,
            level: Level,
            job: Job<'_, $t>,
            apart: Apart<'_, $t>,
        ) {
            match job {
                Job { x, gy: Some(gy), y, gx: Some(gx) } => {
                    at_level!(level, false, $vectors, f32, |V, token| {
                        loops::backward::<V, $t, _>(
                            token, fitted.range, &fitted.$terms, x, gy, y, gx, apart,
                        )
                    });
                }
                Job { x, y: Some(y), .. } => {
                    at_level!(level, false, $vectors, f32, |V, token| {
                        loops::forward::<V, $t, _>(
                            token, fitted.range, &fitted.$terms, x, y, apart,
                        )
                    });
                }
                // Nothing is wanted.
                _ => {}
            }
        })+
    };
}
elements! {
    f32_elements f32 OfF32 full;
    f16_elements f16 OfHalves full;
    bf16_elements bf16 OfHalves few;
}
