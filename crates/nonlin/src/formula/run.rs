//! A piece of a call: blocks through the machine.

use std::cell::RefCell;

use super::apart::OneByOne;
use super::arena::{Arena, LONGEST};
use super::blocks::{Blocks, Buffer, Plain, PlainMut, sum};
use super::code::Code;
use super::definition::MAX_PARAMETERS;
use super::ends::{Out, Sees};
use super::registers::{Digits, Place, Register, STEP};
use crate::kernels::plan::Job;
use crate::level::Level;
use crate::program::Program;

thread_local! {
    /// What a thread computes in; kept, so that only its first call allocates.
    static WORKSPACE: RefCell<Workspace> = RefCell::new(Workspace::default());
}

#[derive(Debug, Default)]
struct Workspace {
    wide: Arena<f64>,
    own: Arena<f32>,
    buffers: [Buffer; 4],
    alone: OneByOne,
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

/// Elements that are looked at one by one where some are not finite.
const APART: usize = 4 * STEP;

/// A block of elements, in whole vectors.
struct Block<'a> {
    x: Plain<'a>,
    gy: Option<Plain<'a>>,
    y: Option<PlainMut<'a>>,
    gx: Option<PlainMut<'a>>,
}

impl Task<'_> {
    /// Does the job; `sums` get the gradients by the parameters.
    pub(super) fn run<T: Blocks>(self, job: Job<'_, T>, mut sums: Option<&mut [f64]>) {
        WORKSPACE.with_borrow_mut(|workspace| {
            let Workspace { wide, own, buffers, alone } = workspace;
            let length = match self.digits {
                Digits::Own => own.prepare(self.code, self.parameters),
                Digits::Few | Digits::All => wide.prepare(self.code, self.parameters),
            };
            let length = if T::PLAIN { length } else { length.min(LONGEST) };
            let mut rest = job;
            loop {
                let len = match rest.x.len() {
                    0 => break,
                    // What makes no whole vector by itself, so that all else can stay
                    // where it is.
                    left if left < STEP => left,
                    left => length.min(left / STEP * STEP),
                };
                let (part, others) = rest.split(len);
                let sums = sums.as_deref_mut();
                match self.digits {
                    Digits::Own => self.block(own, buffers, alone, part, sums),
                    Digits::Few | Digits::All => {
                        self.block(wide, buffers, alone, part, sums);
                    }
                }
                rest = others;
            }
        });
    }

    fn block<T: Blocks, B: Register + Sees>(
        self,
        arena: &mut Arena<B>,
        buffers: &mut [Buffer; 4],
        alone: &mut OneByOne,
        job: Job<'_, T>,
        mut sums: Option<&mut [f64]>,
    ) {
        let level = self.level;
        let Job { x, gy, mut y, mut gx } = job;
        let [for_x, for_gy, for_y, for_gx] = buffers;
        let direct = T::PLAIN && x.len().is_multiple_of(STEP);
        let (x_there, gy_there) = (
            seen(direct, level, x, for_x, true),
            gy.map(|gy| seen(direct, level, gy, for_gy, false)),
        );
        let finite = self.through(
            arena,
            Block {
                x: x_there,
                gy: gy_there,
                y: y.as_deref_mut().map(|y| written(direct, y, for_y)),
                gx: gx.as_deref_mut().map(|gx| written(direct, gx, for_gx)),
            },
            sums.as_deref_mut(),
        );
        if !direct {
            for (to, buffer) in [(&mut y, &*for_y), (&mut gx, &*for_gx)] {
                if let Some(to) = to.as_deref_mut() {
                    T::fetch(level, buffer, to);
                }
            }
        }
        if finite {
            return;
        }
        let job = Job { x, gy, y, gx };
        if x.len() > APART {
            // Most of it is finite, as a rule.
            return job.parts(
                |_| APART,
                |_, part| self.block(arena, buffers, alone, part, sums.as_deref_mut()),
            );
        }
        arena.run(self.code, self.place(x_there.len()), B::source(x_there), &mut []);
        self.apart(alone, |k, i| arena.output(k)[i].into(), job, sums);
    }

    fn place(self, len: usize) -> Place {
        Place { level: self.level, digits: self.digits, len }
    }

    /// A block from end to end. Whether all in it is finite; if not, nothing was added to
    /// the sums.
    fn through<B: Register + Sees>(
        self,
        arena: &mut Arena<B>,
        block: Block<'_>,
        sums: Option<&mut [f64]>,
    ) -> bool {
        let Block { x, gy, y, gx } = block;
        let (level, limit) = (self.level, self.limit);
        let mut finite = self.code.watches() || x.is_finite(level);
        let value = y.map(|y| Out { slot: B::slot(y), gradient: None, limit });
        let gradient = gy.map(B::source);
        let slope = gx.map(|gx| Out { slot: B::slot(gx), gradient, limit });
        // What is wanted comes first.
        let mut outs = if value.is_some() { [value, slope] } else { [slope, None] };
        let place = self.place(x.len());
        finite &= arena.run(self.code, place, B::source(x), &mut outs);
        let (Some(sums), Some(gy)) = (sums, gy) else { return finite };
        let first = outs.iter().flatten().count();
        let mut parts = [0.0; MAX_PARAMETERS];
        for (part, k) in parts.iter_mut().zip(first..self.code.outputs()) {
            let slopes = B::widened(arena.output(k));
            let (sum, all) = sum(level, limit, x.len(), slopes, f64::source(gy));
            *part = sum;
            finite &= all;
        }
        if finite {
            for (sum, part) in sums.iter_mut().zip(parts) {
                *sum += part;
            }
        }
        finite
    }
}

/// Elements as registers see them: where they are, or a copy in whole vectors.
fn seen<'a, T: Blocks>(
    direct: bool,
    level: Level,
    from: &'a [T],
    buffer: &'a mut Buffer,
    repeated: bool,
) -> Plain<'a> {
    match T::plain(from) {
        Some(plain) if direct => plain,
        _ => T::copied(level, from, buffer, repeated),
    }
}

/// Where results go, likewise.
fn written<'a, T: Blocks>(direct: bool, to: &'a mut [T], buffer: &'a mut Buffer) -> PlainMut<'a> {
    let len = to.len();
    match T::plain_mut(to) {
        Some(plain) if direct => plain,
        _ => T::room(len, buffer),
    }
}
