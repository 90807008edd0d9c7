//! What registers hold, and the vectors that loops over them run in.

use super::arena::{Bank, To};
use super::machine::{Job, sweep, sweep_pair};
use super::operations::{Each, OfAtom, OfSlope, Power};
use crate::atoms::{Atom, AtomId, Visitor};
use crate::kernels::table::at_level;
use crate::level::Level;
use crate::numbers::{Pack, Quick, V32, V64};

/// What the length of a block must be a multiple of, for vectors of any level.
pub(super) const STEP: usize = 64;

/// Vectors side by side; a debug build has less to compile.
const SIDE_BY_SIDE: usize = if cfg!(debug_assertions) { 2 } else { 4 };

/// As f32 is computed: in f64, without compensation.
type Fast<S> = Quick<Pack<V64<S>, SIDE_BY_SIDE>>;
/// With all digits of f64.
type Exact<S> = Pack<V64<S>, 2>;
/// f32 in itself.
type Single<S> = Quick<Pack<V32<S>, SIDE_BY_SIDE>>;

/// How numbers are computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Digits {
    /// f32 in itself, for formulas that round once.
    Own,
    /// As many as f32 sees.
    Few,
    /// As many as f64 has.
    All,
}

/// How an instruction runs, and over how many elements.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) level: Level,
    pub(super) digits: Digits,
    pub(super) len: usize,
}

/// What registers hold.
pub(super) trait Register: Copy + Default + Into<f64> + 'static {
    fn of(value: f64) -> Self;
    /// Each loop is a function of its own at each level: in one that had all of them, the
    /// compiler gives up on inlining.
    fn sweep<E: Each>(place: Place, to: To<'_, '_, Self>, bank: &Bank<'_, Self>) -> bool;
    fn power(job: Job<'_, '_, Self>) -> bool;
    fn atom(job: Job<'_, '_, Self>, atom: AtomId) -> bool;
    fn with_slope<A: Atom, D: Atom>(job: Job<'_, '_, Self>, both: bool) -> bool;
}

impl Register for f64 {
    fn of(value: f64) -> f64 {
        value
    }
    #[inline(never)]
    fn sweep<E: Each>(place: Place, to: To<'_, '_, f64>, bank: &Bank<'_, f64>) -> bool {
        let Place { level, digits, len } = place;
        let mut finite = true;
        if digits == Digits::All {
            at_level!(level, true, Exact, f64, |V, token| {
                finite = sweep::<V, E>(token, to, len, bank);
            });
        } else {
            at_level!(level, true, Fast, Quick<f64>, |V, token| {
                finite = sweep::<V, E>(token, to, len, bank);
            });
        }
        finite
    }
    fn power(job: Job<'_, '_, f64>) -> bool {
        job.run::<Power>()
    }
    fn atom(job: Job<'_, '_, f64>, atom: AtomId) -> bool {
        let mut finite = true;
        atom.visit(Visit { job, finite: &mut finite });
        finite
    }
    fn with_slope<A: Atom, D: Atom>(job: Job<'_, '_, f64>, both: bool) -> bool {
        if both { pair_at::<A, D>(job) } else { job.run::<OfSlope<A, D>>() }
    }
}

/// An atom and its derivative to two registers.
#[inline(never)]
fn pair_at<A: Atom, D: Atom>(job: Job<'_, '_, f64>) -> bool {
    let Job { place: Place { level, digits, len }, to, bank } = job;
    let To::Register(to) = to else { return false };
    let mut finite = true;
    if digits == Digits::All {
        at_level!(level, true, Exact, f64, |V, token| {
            finite = sweep_pair::<V, A, D>(token, to, len, bank);
        });
    } else {
        at_level!(level, true, Fast, Quick<f64>, |V, token| {
            finite = sweep_pair::<V, A, D>(token, to, len, bank);
        });
    }
    finite
}

impl Register for f32 {
    fn of(value: f64) -> f32 {
        value as f32
    }
    #[inline(never)]
    fn sweep<E: Each>(place: Place, to: To<'_, '_, f32>, bank: &Bank<'_, f32>) -> bool {
        let mut finite = true;
        at_level!(place.level, true, Single, Quick<f32>, |V, token| {
            finite = sweep::<V, E>(token, to, place.len, bank);
        });
        finite
    }
    // These round more than once: no code of this kind has them.
    fn power(_: Job<'_, '_, f32>) -> bool {
        false
    }
    fn atom(_: Job<'_, '_, f32>, _: AtomId) -> bool {
        false
    }
    fn with_slope<A: Atom, D: Atom>(_: Job<'_, '_, f32>, _: bool) -> bool {
        false
    }
}

/// What an atom is done with.
struct Visit<'f, 't, 'a> {
    job: Job<'t, 'a, f64>,
    finite: &'f mut bool,
}

impl Visitor for Visit<'_, '_, '_> {
    fn visit<A: Atom>(self) {
        *self.finite = self.job.run::<OfAtom<A>>();
    }
}
