//! A piece of a call: blocks through the machine, and elements apart.

use std::cell::RefCell;

use super::blocks::Blocks;
use super::code::Code;
use super::definition::MAX_PARAMETERS;
use super::machine::{Arena, BLOCK, Digits};
use super::rescue::Rescue;
use crate::kernels::plan::Job;
use crate::level::Level;
use crate::program::Program;

thread_local! {
    /// What a thread computes in; kept, so that only its first call allocates.
    static WORKSPACE: RefCell<Workspace> = RefCell::new(Workspace::default());
}

#[derive(Debug, Default)]
struct Workspace {
    wide: Arena,
    single: Single,
}

/// Where elements are evaluated one by one.
#[derive(Debug, Default)]
struct Single {
    arena: Arena,
    results: Vec<f64>,
    rescue: Rescue,
}

/// Code with all it needs but elements. Its results are, in this order, the value and the
/// slope, each if it is wanted, and the derivatives by the parameters.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    pub(super) code: &'a Code,
    /// What it is the code of.
    pub(super) program: &'a Program,
    pub(super) parameters: &'a [f64],
    pub(super) digits: Digits,
    pub(super) level: Level,
    /// The largest number of the element type.
    pub(super) limit: f64,
}

impl Task<'_> {
    /// Does the job; `sums` get the gradients by the parameters.
    pub(super) fn run<T: Blocks>(self, job: Job<'_, T>, mut sums: Option<&mut [f64]>) {
        WORKSPACE.with_borrow_mut(|workspace| {
            workspace.wide.prepare(self.code, self.parameters);
            job.parts(|_| BLOCK, |_, part| self.block(workspace, part, sums.as_deref_mut()));
        });
    }

    fn block<T: Blocks>(
        self,
        workspace: &mut Workspace,
        job: Job<'_, T>,
        sums: Option<&mut [f64]>,
    ) {
        let Task { code, level, limit, .. } = self;
        let wide = &mut workspace.wide;
        let Job { x, gy, mut y, mut gx } = job;
        let mut finite = T::widen_block(level, x, wide.input());
        wide.run(code, level, self.digits, x.len());
        let mut outputs = code.outputs.iter().map(|&register| wide.output(register));
        if let Some(y) = y.as_deref_mut() {
            finite &= T::narrow_block(level, limit, outputs.next().unwrap_or(&[]), y);
        }
        let mut parts = [0.0; MAX_PARAMETERS];
        if let Some(gy) = gy {
            if let Some(gx) = gx.as_deref_mut() {
                finite &= T::gradient_block(level, limit, outputs.next().unwrap_or(&[]), gy, gx);
            }
            if sums.is_some() {
                for (part, output) in parts.iter_mut().zip(outputs) {
                    let (sum, all) = T::sum_block(level, limit, output, gy);
                    *part = sum;
                    finite &= all;
                }
            }
        }
        if !finite {
            return self.apart(workspace, Job { x, gy, y, gx }, sums);
        }
        for (sum, part) in sums.into_iter().flatten().zip(parts) {
            *sum += part;
        }
    }

    /// The elements of the last block that are not finite, or have results that are not,
    /// one by one; and all sums.
    #[cold]
    #[inline(never)]
    fn apart<T: Blocks>(
        self,
        workspace: &mut Workspace,
        job: Job<'_, T>,
        mut sums: Option<&mut [f64]>,
    ) {
        let Workspace { wide, single } = workspace;
        let Job { x, gy, mut y, mut gx } = job;
        for (i, &x) in x.iter().enumerate() {
            let x: f64 = x.into();
            let g: Option<f64> = gy.map(|gy| gy[i].into());
            let here = self.code.outputs.iter().map(|&register| wide.output(register)[i]);
            let usual =
                x.is_finite() && g.is_none_or(f64::is_finite) && here.clone().all(f64::is_finite);
            if usual {
                single.results.clear();
                single.results.extend(here);
            } else {
                self.evaluate(single, x);
            }
            let mut results = single.results.iter().copied();
            if let Some(y) = y.as_deref_mut() {
                let value = results.next().unwrap_or(f64::NAN);
                // Infinite arguments keep their limits.
                let bounded = if x.is_finite() { self.bounded(value) } else { value };
                y[i] = T::nearest(bounded);
            }
            let Some(g) = g else { continue };
            // Where the slope is 0 nothing passes, not even an infinite gradient.
            let passed = |d: f64| if d == 0.0 { 0.0 } else { g * d };
            if let Some(gx) = gx.as_deref_mut() {
                let slope = self.bounded(results.next().unwrap_or(f64::NAN));
                gx[i] = T::nearest(passed(slope));
            }
            if let Some(sums) = sums.as_deref_mut() {
                for (sum, d) in sums.iter_mut().zip(results) {
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

    /// All results at one argument, with all digits of f64.
    fn evaluate(self, single: &mut Single, x: f64) {
        single.results.clear();
        if x.is_nan() {
            single.results.extend(self.code.outputs.iter().map(|_| f64::NAN));
            return;
        }
        single.arena.prepare(self.code, self.parameters);
        let mut at = |x: f64, results: &mut Vec<f64>| {
            single.arena.input()[0] = x;
            single.arena.run(self.code, Level::Scalar, Digits::All, 1);
            let values = self.code.outputs.iter().map(|&register| single.arena.output(register)[0]);
            results.extend(values);
        };
        let results = &mut single.results;
        at(x, results);
        let count = results.len();
        if x.is_infinite() {
            // As infinity shows from far away: at infinity itself, a zero could absorb
            // what grows as fast as it fades.
            for size in FAR {
                at(x.signum() * size, results);
            }
            for k in 0..count {
                let limit = limit_of([1, 2, 3].map(|far| results[far * count + k]));
                if !limit.is_nan() {
                    results[k] = limit;
                }
            }
        } else {
            let Task { program, parameters, .. } = self;
            single.rescue.results(program, &self.code.wanted, x, parameters, results);
        }
        results.truncate(count);
    }
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
