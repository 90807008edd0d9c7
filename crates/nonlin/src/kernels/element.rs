//! Element types: what is computed in itself, and what is stored in half the
//! bytes and computed in f32.

use half::{bf16, f16};

use super::convert::{Half, wide};
use super::loops::Rows;
use super::plan::Job;
use super::short;
use super::spline::{self, Apart, Pieces};
use crate::catalogue::Table;
use crate::formula::blocks::Blocks;
use crate::level::Level;
use crate::rational::dispatch;
use crate::rational::prepared::Sets;

/// Elements handled at a time where they are converted or gathered: inputs,
/// gradients and results of a block stay in the first-level cache.
pub(crate) const BLOCK: usize = 1024;

/// An element type of the kernels: `f32`, `f64`, [`f16`](struct@f16) or
/// [`bf16`](struct@bf16).
///
/// The half-precision types are stored as such and computed in f32, and rounded
/// once.
pub trait Element: sealed::Compute + Copy + Send + Sync + Default + 'static {
    /// The name, as in `f32`.
    const NAME: &'static str;
    /// As an f64, exactly.
    fn to_f64(self) -> f64;
    /// The nearest value to an f64.
    fn from_f64(value: f64) -> Self;
}

pub(crate) mod sealed {
    use super::{Apart, Blocks, Job, Level, Pieces, Sets, Table};

    /// The kernels of [`loops`](super::super::loops) for an element type, whatever
    /// it is computed in.
    pub trait Compute: Blocks {
        /// The type that parameters of rows are given in.
        type Wide: Copy + Default + Send + Sync + 'static;
        /// The largest finite number.
        const LARGEST: f64;
        fn narrow(value: f64) -> Self::Wide;
        fn widen(value: Self::Wide) -> f64;
        fn forward(table: &Table, level: Level, p: &[f64], x: &[Self], y: &mut [Self]);
        fn backward(
            table: &Table,
            level: Level,
            p: &[f64],
            x: &[Self],
            gy: &[Self],
            y: Option<&mut [Self]>,
            gx: &mut [Self],
        );
        fn parameters(
            table: &Table,
            level: Level,
            p: &[f64],
            x: &[Self],
            gy: &[Self],
            gx: &mut [Self],
            gp: &mut [f64],
        );
        /// Elements of a rational unit that share the set of that number.
        fn rational(
            sets: &Sets<'_>,
            set: usize,
            level: Level,
            job: Job<'_, Self>,
            gradient: Option<&mut [f64]>,
        );
        /// Whether there are kernels of piecewise polynomials.
        const SPLINED: bool = true;
        /// A job by piecewise polynomials; `apart` does what they do not.
        fn spline(pieces: &Pieces, level: Level, job: Job<'_, Self>, apart: Apart<'_, Self>);
        /// At most a block of elements with parameters in rows.
        fn rows(table: &Table, level: Level, job: RowsOf<'_, Self>);
    }

    /// [`Rows`] with elements and parameters of different types.
    pub struct RowsOf<'a, T: Compute> {
        pub p: &'a [T::Wide],
        pub x: &'a [T],
        pub gy: Option<&'a [T]>,
        pub y: Option<&'a mut [T]>,
        pub gx: Option<&'a mut [T]>,
        pub gp: Option<&'a mut [T::Wide]>,
    }
}

use sealed::{Compute, RowsOf};

macro_rules! computed_in_itself {
    ($t:ident, $rational:ident, { $($spline:item)* }) => {
        impl Element for $t {
            const NAME: &'static str = stringify!($t);
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            fn from_f64(value: f64) -> Self {
                value as $t
            }
        }

        impl Compute for $t {
            type Wide = $t;
            const LARGEST: f64 = $t::MAX as f64;
            fn narrow(value: f64) -> $t {
                value as $t
            }
            fn widen(value: $t) -> f64 {
                f64::from(value)
            }
            fn forward(table: &Table, level: Level, p: &[f64], x: &[Self], y: &mut [Self]) {
                (table.$t.forward)(level, p, f64::from($t::MAX), x, y);
            }
            fn backward(
                table: &Table,
                level: Level,
                p: &[f64],
                x: &[Self],
                gy: &[Self],
                y: Option<&mut [Self]>,
                gx: &mut [Self],
            ) {
                (table.$t.backward)(level, p, f64::from($t::MAX), x, gy, y, gx);
            }
            fn parameters(
                table: &Table,
                level: Level,
                p: &[f64],
                x: &[Self],
                gy: &[Self],
                gx: &mut [Self],
                gp: &mut [f64],
            ) {
                (table.$t.parameters)(level, p, f64::from($t::MAX), x, gy, gx, gp);
            }
            fn rational(
                sets: &Sets<'_>,
                set: usize,
                level: Level,
                job: Job<'_, Self>,
                gradient: Option<&mut [f64]>,
            ) {
                dispatch::$rational(sets, set, level, f64::from($t::MAX), job, gradient);
            }
            $($spline)*
            fn rows(table: &Table, level: Level, job: RowsOf<'_, Self>) {
                let RowsOf { p, x, gy, y, gx, gp } = job;
                (table.$t.rows)(level, f64::from($t::MAX), Rows { p, x, gy, y, gx, gp });
            }
        }
    };
}
computed_in_itself!(f32, f32_elements, {
    fn spline(pieces: &Pieces, level: Level, job: Job<'_, f32>, apart: Apart<'_, f32>) {
        spline::f32_elements(pieces, level, job, apart);
    }
});
computed_in_itself!(f64, f64_elements, {
    const SPLINED: bool = false;
    fn spline(_: &Pieces, _: Level, job: Job<'_, f64>, apart: Apart<'_, f64>) {
        apart(job);
    }
});

macro_rules! computed_in_f32 {
    ($t:ident, $spline:ident) => {
        impl Element for $t {
            const NAME: &'static str = stringify!($t);
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
            fn from_f64(value: f64) -> Self {
                $t::from_f64(value)
            }
        }

        impl Compute for $t {
            type Wide = f32;
            const LARGEST: f64 = $t::MAX.to_f64_const();
            fn narrow(value: f64) -> f32 {
                value as f32
            }
            fn widen(value: f32) -> f64 {
                f64::from(value)
            }
            fn forward(table: &Table, level: Level, p: &[f64], x: &[Self], y: &mut [Self]) {
                (table.$t.forward)(level, p, f64::from($t::MAX), x, y);
            }
            fn backward(
                table: &Table,
                level: Level,
                p: &[f64],
                x: &[Self],
                gy: &[Self],
                y: Option<&mut [Self]>,
                gx: &mut [Self],
            ) {
                (table.$t.backward)(level, p, f64::from($t::MAX), x, gy, y, gx);
            }
            fn parameters(
                table: &Table,
                level: Level,
                p: &[f64],
                x: &[Self],
                gy: &[Self],
                gx: &mut [Self],
                gp: &mut [f64],
            ) {
                let (mut xs, mut gs, mut ds) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
                for start in (0..x.len()).step_by(BLOCK) {
                    let range = start..(start + BLOCK).min(x.len());
                    let x = wide(level, &x[range.clone()], &mut xs);
                    let gy = wide(level, &gy[range.clone()], &mut gs);
                    let ds = &mut ds[..range.len()];
                    let max = f64::from($t::MAX);
                    short::parameters(table, level, p, max, x, gy, ds, gp);
                    Half::narrow(level, ds, &mut gx[range]);
                }
            }
            fn rational(
                sets: &Sets<'_>,
                set: usize,
                level: Level,
                job: Job<'_, Self>,
                gradient: Option<&mut [f64]>,
            ) {
                dispatch::half_elements(sets, set, level, f64::from($t::MAX), job, gradient);
            }
            fn spline(pieces: &Pieces, level: Level, job: Job<'_, $t>, apart: Apart<'_, $t>) {
                spline::$spline(pieces, level, job, apart);
            }
            fn rows(table: &Table, level: Level, job: RowsOf<'_, Self>) {
                let RowsOf { p, x, gy, y, gx, gp } = job;
                let (mut xs, mut gs) = ([0.0; BLOCK], [0.0; BLOCK]);
                let (mut ys, mut ds) = ([0.0; BLOCK], [0.0; BLOCK]);
                let len = x.len();
                let rows = Rows {
                    p,
                    x: wide(level, x, &mut xs),
                    gy: gy.map(|gy| &*wide(level, gy, &mut gs)),
                    y: y.is_some().then_some(&mut ys[..len]),
                    gx: gx.is_some().then_some(&mut ds[..len]),
                    gp,
                };
                short::rows(table, level, f64::from($t::MAX), rows);
                if let Some(y) = y {
                    Half::narrow(level, &ys[..len], y);
                }
                if let Some(gx) = gx {
                    Half::narrow(level, &ds[..len], gx);
                }
            }
        }
    };
}
computed_in_f32!(f16, f16_elements);
computed_in_f32!(bf16, bf16_elements);
