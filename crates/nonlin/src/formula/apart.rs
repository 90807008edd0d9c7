//! Elements that are not finite, or have results that are not, one by one in f64.

use super::arena::Arena;
use super::blocks::Blocks;
use super::code::Code;
use super::ends::Source;
use super::registers::{Digits, Place};
use super::rescue::Rescue;
use super::run::Task;
use crate::kernels::plan::Job;
use crate::level::Level;

/// Where elements are evaluated one by one.
#[derive(Debug, Default)]
pub(super) struct OneByOne {
    arena: Arena<f64>,
    results: Vec<f64>,
    rescue: Rescue,
}

impl OneByOne {
    /// All results of the code, with these digits of f64.
    pub(super) fn at<'a>(
        &'a mut self,
        code: &'a Code,
        digits: Digits,
        x: f64,
    ) -> impl Iterator<Item = f64> + use<'a> {
        let place = Place { level: Level::Scalar, digits, len: 1 };
        self.arena.run(code, place, Source::Block(&[x]), &mut []);
        (0..code.outputs()).map(|k| self.arena.output(k)[0])
    }

    pub(super) fn prepare(&mut self, code: &Code, parameters: &[f64]) {
        let _ = self.arena.prepare(code, parameters);
    }
}

impl Task<'_> {
    /// Writes the results of a block that are not finite, or are of what is not, and adds to
    /// all sums; `kept` are those of the block, by number and element. The others stay: what
    /// a call gives does not depend on what else it is asked for.
    #[cold]
    #[inline(never)]
    pub(super) fn apart<T: Blocks>(
        self,
        alone: &mut OneByOne,
        kept: impl Fn(usize, usize) -> f64,
        job: Job<'_, T>,
        mut sums: Option<&mut [f64]>,
    ) {
        let Job { x, gy, mut y, mut gx } = job;
        for (i, &x) in x.iter().enumerate() {
            let x: f64 = x.into();
            let g: Option<f64> = gy.map(|gy| gy[i].into());
            let is_usual = |k| x.is_finite() && kept(k, i).is_finite();
            alone.results.clear();
            alone.results.extend((0..self.code.outputs()).map(|k| kept(k, i)));
            if !(0..self.code.outputs()).all(is_usual) {
                self.evaluate(alone, x);
            }
            let mut results = alone.results.iter().copied().enumerate();
            if let Some(y) = y.as_deref_mut()
                && let Some((k, value)) = results.next()
                && !is_usual(k)
            {
                // Infinite arguments keep their limits.
                let bounded = if x.is_finite() { self.bounded(value) } else { value };
                y[i] = T::nearest(bounded);
            }
            let Some(g) = g else { continue };
            // Where the slope is 0 nothing passes, not even an infinite gradient.
            let passed = |d: f64| if d == 0.0 { 0.0 } else { g * d };
            if let Some(gx) = gx.as_deref_mut()
                && let Some((k, slope)) = results.next()
                && !(is_usual(k) && g.is_finite())
            {
                gx[i] = T::nearest(passed(self.bounded(slope)));
            }
            if let Some(sums) = sums.as_deref_mut() {
                for (sum, (_, d)) in sums.iter_mut().zip(results) {
                    // Terms beyond the range that cancel leave no number: nothing is passed.
                    let d = if d.is_nan() && !x.is_nan() { 0.0 } else { self.bounded(d) };
                    *sum += passed(d);
                }
            }
        }
    }

    fn bounded(self, value: f64) -> f64 {
        // By comparisons: NaN stays NaN.
        if value > self.limit {
            self.limit
        } else if value < -self.limit {
            -self.limit
        } else {
            value
        }
    }

    /// Replaces results at one argument that are not finite, or of what is not, by those with
    /// all digits of f64.
    fn evaluate(self, alone: &mut OneByOne, x: f64) {
        let Task { code, program, parameters, .. } = self;
        let mut results = std::mem::take(&mut alone.results);
        if x.is_nan() {
            results.fill(f64::NAN);
        } else {
            alone.prepare(code, parameters);
            for (result, exact) in results.iter_mut().zip(alone.at(code, Digits::All, x)) {
                if x.is_infinite() || !result.is_finite() {
                    *result = exact;
                }
            }
            if x.is_infinite() {
                limits(
                    &mut results,
                    |x, results| {
                        results.extend(alone.at(code, Digits::All, x));
                    },
                    x,
                );
            } else {
                let OneByOne { rescue, .. } = alone;
                rescue.results(program, &code.wanted, x, parameters, &mut results);
            }
        }
        alone.results = results;
    }
}

/// Results at infinity as they show from far away: at infinity itself, a zero could absorb
/// what grows as fast as it fades.
fn limits(results: &mut Vec<f64>, mut at: impl FnMut(f64, &mut Vec<f64>), infinity: f64) {
    let count = results.len();
    for size in FAR {
        at(infinity.signum() * size, results);
    }
    for k in 0..count {
        let limit = limit_of([1, 2, 3].map(|far| results[far * count + k]));
        if !limit.is_nan() {
            results[k] = limit;
        }
    }
    results.truncate(count);
}

/// Arguments that stand for infinity.
const FAR: [f64; 3] = [1e60, 1e90, 1e120];

/// The limit of values at [`FAR`]: what they agree on, or the infinity that they go to.
fn limit_of(far: [f64; 3]) -> f64 {
    let [a, b, c] = far;
    let close = |p: f64, q: f64| (p - q).abs() <= 1e-9 * q.abs().max(1e-30);
    if close(a, c) && close(b, c) {
        c
    } else if c.abs() > 1e30 && a.abs() < b.abs() && b.abs() < c.abs() && a * c > 0.0 {
        c.signum() * f64::INFINITY
    } else {
        f64::NAN
    }
}
