//! f32 and half precision by piecewise polynomials that are fitted to the function.
//!
//! A formula of exponentials, logarithms and divisions costs tens of multiplications; a
//! polynomial of seven terms whose coefficients are looked up in registers costs as many
//! for every function. The polynomials are fitted once, when they are first wanted, to the
//! function's own f64 evaluation with its default parameters. Elements beyond them, and
//! other parameters, take the kernels of the formula.

mod fit;
mod loops;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use half::{bf16, f16};

use self::fit::{Intervals, fit};
use self::loops::Range;
use super::plan::Job;
use super::table::{Lines, Pair, at_level};
use crate::catalogue::{Formula, MAX_PARAMETERS, Table};
use crate::level::Level;
use crate::numbers::{Dual, Pack, Terms, V32};

/// How a function is divided into polynomials.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    intervals: Intervals,
    /// Where the function is 0: the polynomials are of its ratio to the distance from
    /// there, which has the sign of the function.
    root: Option<f64>,
}

impl Layout {
    /// Of a positive function, in so many intervals of a width to the left of 0, and others
    /// of another width to the right.
    pub(crate) const fn positive(left: usize, left_width: f64, right_width: f64) -> Self {
        let intervals = Intervals { left, left_width, right_width };
        Layout { intervals, root: None }
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

/// The piecewise polynomials of a function, fitted when they are first wanted.
pub(crate) struct Spline {
    /// None for a function that has none.
    layout: Option<Layout>,
    /// The default parameters.
    defaults: &'static [f64],
    /// The value and the slope.
    function: fn(f64, &[f64]) -> (f64, f64),
    fitted: OnceLock<Fitted>,
}

/// Value, as a ratio to the distance from the root where there is one, and slope.
pub struct Fitted {
    range: Range,
    value: Terms,
    slope: Terms,
}

impl Spline {
    pub(crate) const fn of<F: Formula>(layout: Option<Layout>, defaults: &'static [f64]) -> Self {
        let function = |x: f64, p: &[f64]| {
            let p =
                std::array::from_fn::<_, MAX_PARAMETERS, _>(|k| p.get(k).copied().unwrap_or(0.0));
            let result = F::eval(Dual::variable(x), &p.map(Dual::constant));
            (result.v, result.derivative())
        };
        Spline { layout, defaults, function, fitted: OnceLock::new() }
    }

    /// The polynomials, if they stand for the function with these parameters, at that level:
    /// one with a multiply-add that rounds once, where looking terms up has been measured.
    pub(crate) fn fitted(&'static self, level: Level, p: &[f64]) -> Option<&'static Fitted> {
        let measured = matches!(level, Level::Avx2 | Level::Avx512);
        let layout = self.layout.filter(|_| measured)?;
        let same = p.iter().zip(self.defaults).all(|(&p, &d)| p as f32 == d as f32);
        same.then(|| self.fitted.get_or_init(|| self.fit(layout)))
    }

    fn fit(&self, layout: Layout) -> Fitted {
        // As f32 kernels see them.
        let p: Vec<f64> = self.defaults.iter().map(|&p| f64::from(p as f32)).collect();
        let Layout { intervals, root, .. } = layout;
        let value = fit(intervals, |x| {
            let (value, slope) = (self.function)(x, &p);
            match root {
                None => value,
                Some(root) if x == root => slope,
                Some(root) => value / (x - root),
            }
        });
        let slope = fit(intervals, |x| (self.function)(x, &p).1);
        Fitted { range: Range::of(layout), value, slope }
    }
}

/// All terms of one vector fill the registers of a level that has 16.
type One<S> = Pack<V32<S>, 1>;

/// Jobs of an element type.
macro_rules! elements {
    ($($name:ident $t:ident $few:ident;)+) => {
        $(pub(super) fn $name(
            table: &Table,
            fitted: &Fitted,
            level: Level,
            p: &[f64],
            job: Job<'_, $t>,
        ) {
            let limit = f64::from($t::MAX);
            match job {
                Job { x, gy: Some(gy), y, gx: Some(gx) } => {
                    let apart = |x: &[$t], gy: &[$t], y: Option<&mut [$t]>, gx: &mut [$t]| {
                        (table.$t.backward)(level, p, limit, x, gy, y, gx);
                    };
                    if level == Level::Avx512 {
                        at_level!(level, false, Lines, f32, |V, token| {
                            loops::backward::<V, $t>(token, fitted, x, gy, y, gx, apart)
                        });
                    } else {
                        at_level!(level, false, $few, f32, |V, token| {
                            loops::backward::<V, $t>(token, fitted, x, gy, y, gx, apart)
                        });
                    }
                }
                Job { x, y: Some(y), .. } => {
                    let apart =
                        |x: &[$t], y: &mut [$t]| (table.$t.forward)(level, p, limit, x, y);
                    if level == Level::Avx512 {
                        at_level!(level, false, Lines, f32, |V, token| {
                            loops::forward::<V, $t>(token, fitted, x, y, apart)
                        });
                    } else {
                        at_level!(level, false, $few, f32, |V, token| {
                            loops::forward::<V, $t>(token, fitted, x, y, apart)
                        });
                    }
                }
                // Nothing is wanted.
                _ => {}
            }
        })+
    };
}
elements! {
    f32_elements f32 One;
    f16_elements f16 Pair;
    bf16_elements bf16 Pair;
}
