//! Element types: what is computed in itself, and what is stored in half the
//! bytes and computed in f32.

use half::{bf16, f16};

use super::convert::Half;
use super::loops::Rows;
use super::table::{HALF_RANGE, Kernels};
use crate::catalogue::{MAX_PARAMETERS, Table};
use crate::level::Level;

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
    use super::{Level, Table};

    /// The kernels of [`loops`](super::super::loops) for an element type, whatever
    /// it is computed in.
    pub trait Compute: Sized {
        /// The type that parameters of rows are given in.
        type Wide: Copy + Default + Send + Sync + 'static;
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
    ($t:ident) => {
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
            fn rows(table: &Table, level: Level, job: RowsOf<'_, Self>) {
                let RowsOf { p, x, gy, y, gx, gp } = job;
                (table.$t.rows)(level, f64::from($t::MAX), Rows { p, x, gy, y, gx, gp });
            }
        }
    };
}
computed_in_itself!(f32);
computed_in_itself!(f64);

/// The block's elements in f32.
fn wide<'a, T: Half>(level: Level, from: &[T], buffer: &'a mut [f32; BLOCK]) -> &'a mut [f32] {
    let buffer = &mut buffer[..from.len()];
    T::widen(level, from, buffer);
    buffer
}

/// The short kernels for half precision, where the function has them, the level
/// computes them accurately, and no parameter carries arguments far out of range.
fn short<'a>(table: &'a Table, level: Level, p: &[f64]) -> Option<&'a Kernels<f32>> {
    let moderate = p.iter().all(|p| p.abs() <= MODERATE_PARAMETER);
    table.half.as_ref().filter(|_| level.is_fused() && moderate)
}

/// Up to this magnitude a parameter times an argument within range has an
/// exponential within the range of f32.
const MODERATE_PARAMETER: f64 = 4.0;

/// The elements that are out of range of the short kernels, packed: their places
/// and themselves.
fn immoderate<'a>(
    x: &[f32],
    places: &'a mut [usize; BLOCK],
    packed: &'a mut [f32; BLOCK],
) -> (&'a [usize], &'a [f32]) {
    let mut count = 0;
    for (i, &x) in x.iter().enumerate() {
        if x.is_nan() || x.abs() > HALF_RANGE {
            (places[count], packed[count]) = (i, x);
            count += 1;
        }
    }
    (&places[..count], &packed[..count])
}

/// `y = f(x)` for a block in f32: in f32 within the range of the short kernels,
/// else as f32 is computed.
fn forward_block(
    table: &Table,
    level: Level,
    p: &[f64],
    max: f64,
    x: &[f32],
    y: &mut [f32],
    moderate: bool,
) {
    let Some(short) = short(table, level, p) else {
        return (table.f32.forward)(level, p, max, x, y);
    };
    (short.forward)(level, p, max, x, y);
    if !moderate {
        let (mut places, mut packed, mut results) = ([0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
        let (places, packed) = immoderate(x, &mut places, &mut packed);
        let results = &mut results[..packed.len()];
        (table.f32.forward)(level, p, max, packed, results);
        for (&i, &result) in places.iter().zip(&*results) {
            y[i] = result;
        }
    }
}

/// As [`forward_block`] for the backward pass.
#[allow(clippy::too_many_arguments)]
fn backward_block(
    table: &Table,
    level: Level,
    p: &[f64],
    max: f64,
    x: &[f32],
    gy: &[f32],
    mut y: Option<&mut [f32]>,
    gx: &mut [f32],
    moderate: bool,
) {
    let Some(short) = short(table, level, p) else {
        return (table.f32.backward)(level, p, max, x, gy, y, gx);
    };
    (short.backward)(level, p, max, x, gy, y.as_deref_mut(), gx);
    if !moderate {
        let (mut places, mut packed) = ([0; BLOCK], [0.0; BLOCK]);
        let (mut gs, mut ys, mut ds) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
        let (places, packed) = immoderate(x, &mut places, &mut packed);
        for (g, &i) in gs.iter_mut().zip(places) {
            *g = gy[i];
        }
        let len = packed.len();
        let wanted = y.is_some().then_some(&mut ys[..len]);
        (table.f32.backward)(level, p, max, packed, &gs[..len], wanted, &mut ds[..len]);
        for (k, &i) in places.iter().enumerate() {
            gx[i] = ds[k];
            if let Some(y) = y.as_deref_mut() {
                y[i] = ys[k];
            }
        }
    }
}

/// As [`forward_block`] for the backward pass with sums of parameter gradients.
#[allow(clippy::too_many_arguments)]
fn parameters_block(
    table: &Table,
    level: Level,
    p: &[f64],
    max: f64,
    x: &mut [f32],
    gy: &mut [f32],
    gx: &mut [f32],
    gp: &mut [f64],
    moderate: bool,
) {
    let Some(short) = short(table, level, p) else {
        return (table.f32.parameters)(level, p, max, x, gy, gx, gp);
    };
    let (mut places, mut packed) = ([0; BLOCK], [0.0; BLOCK]);
    let (mut gs, mut ds) = ([0.0; BLOCK], [0.0; BLOCK]);
    let (places, packed) =
        if moderate { (&[][..], &[][..]) } else { immoderate(x, &mut places, &mut packed) };
    // What is out of range adds nothing to the sums of the short kernel.
    for (g, &i) in gs.iter_mut().zip(places) {
        *g = gy[i];
        (x[i], gy[i]) = (0.0, 0.0);
    }
    (short.parameters)(level, p, max, x, gy, gx, gp);
    if !places.is_empty() {
        let (gs, ds) = (&gs[..places.len()], &mut ds[..places.len()]);
        (table.f32.parameters)(level, p, max, packed, gs, ds, gp);
        for (&i, &d) in places.iter().zip(&*ds) {
            gx[i] = d;
        }
    }
}

/// As [`forward_block`] with parameters of each element's own.
fn rows_block(table: &Table, level: Level, max: f64, job: Rows<'_, f32>) {
    let Some(short) = short(table, level, &[]) else {
        return (table.f32.rows)(level, max, job);
    };
    let Rows { p, x, gy, mut y, mut gx, mut gp } = job;
    let len = x.len();
    let inside = |i: usize| {
        x[i].abs() <= HALF_RANGE
            && p[i..].iter().step_by(len).all(|&p| f64::from(p.abs()) <= MODERATE_PARAMETER)
    };
    let all = Rows { p, x, gy, y: y.as_deref_mut(), gx: gx.as_deref_mut(), gp: gp.as_deref_mut() };
    (short.rows)(level, max, all);
    for i in (0..len).filter(|&i| !inside(i)) {
        let mut own = [0.0; MAX_PARAMETERS];
        let (mut value, mut slope, mut by) = ([0.0], [0.0], [0.0; MAX_PARAMETERS]);
        let count = p.len() / len;
        for (own, &p) in own.iter_mut().zip(p[i..].iter().step_by(len)) {
            *own = p;
        }
        let one = Rows {
            p: &own[..count],
            x: &x[i..=i],
            gy: gy.map(|gy| &gy[i..=i]),
            y: Some(&mut value),
            gx: Some(&mut slope),
            gp: Some(&mut by[..count]),
        };
        (table.f32.rows)(level, max, one);
        if let Some(y) = y.as_deref_mut() {
            y[i] = value[0];
        }
        if let Some(gx) = gx.as_deref_mut() {
            gx[i] = slope[0];
        }
        if let Some(gp) = gp.as_deref_mut() {
            for (to, &by) in gp[i..].iter_mut().step_by(len).zip(&by) {
                *to = by;
            }
        }
    }
}

macro_rules! computed_in_f32 {
    ($t:ident) => {
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
            fn narrow(value: f64) -> f32 {
                value as f32
            }
            fn widen(value: f32) -> f64 {
                f64::from(value)
            }
            fn forward(table: &Table, level: Level, p: &[f64], x: &[Self], y: &mut [Self]) {
                let (mut xs, mut ys) = ([0.0; BLOCK], [0.0; BLOCK]);
                for (x, y) in x.chunks(BLOCK).zip(y.chunks_mut(BLOCK)) {
                    let moderate = $t::all_moderate(level, x);
                    let (x, ys) = (wide(level, x, &mut xs), &mut ys[..x.len()]);
                    forward_block(table, level, p, f64::from($t::MAX), x, ys, moderate);
                    Half::narrow(level, ys, y);
                }
            }
            fn backward(
                table: &Table,
                level: Level,
                p: &[f64],
                x: &[Self],
                gy: &[Self],
                mut y: Option<&mut [Self]>,
                gx: &mut [Self],
            ) {
                let (mut xs, mut gs) = ([0.0; BLOCK], [0.0; BLOCK]);
                let (mut ys, mut ds) = ([0.0; BLOCK], [0.0; BLOCK]);
                for start in (0..x.len()).step_by(BLOCK) {
                    let range = start..(start + BLOCK).min(x.len());
                    let len = range.len();
                    let moderate = $t::all_moderate(level, &x[range.clone()]);
                    let x = wide(level, &x[range.clone()], &mut xs);
                    let gy = wide(level, &gy[range.clone()], &mut gs);
                    let (ys, ds) = (&mut ys[..len], &mut ds[..len]);
                    let wanted = y.is_some().then_some(&mut *ys);
                    let max = f64::from($t::MAX);
                    backward_block(table, level, p, max, x, gy, wanted, ds, moderate);
                    Half::narrow(level, ds, &mut gx[range.clone()]);
                    if let Some(y) = y.as_deref_mut() {
                        Half::narrow(level, ys, &mut y[range]);
                    }
                }
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
                    let moderate = $t::all_moderate(level, &x[range.clone()]);
                    let x = wide(level, &x[range.clone()], &mut xs);
                    let gy = wide(level, &gy[range.clone()], &mut gs);
                    let ds = &mut ds[..range.len()];
                    let max = f64::from($t::MAX);
                    parameters_block(table, level, p, max, x, gy, ds, gp, moderate);
                    Half::narrow(level, ds, &mut gx[range]);
                }
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
                rows_block(table, level, f64::from($t::MAX), rows);
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
computed_in_f32!(f16);
computed_in_f32!(bf16);
