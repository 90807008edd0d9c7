//! Half precision with parameter gradients or parameters in rows, already converted
//! to f32.

use super::element::BLOCK;
use super::halves::{MODERATE_PARAMETER, moderate};
use super::loops::{self, Rows};
use super::table::{HalfShort, Parameters, RowsOf, at_level};
use crate::catalogue::{Formula, MAX_PARAMETERS, Table};
use crate::level::Level;
use crate::numbers::Domain;

/// Kernels for elements of half precision converted to f32, of magnitude up to
/// `MODERATE`, at levels with a fused multiply-add.
pub(crate) struct Short {
    parameters: Parameters<f32>,
    rows: RowsOf<f32>,
}

/// None where f32's own kernels serve as well.
pub(crate) const fn short<F: Formula>() -> Option<Short> {
    if F::IN_F64 || F::PIECEWISE_LINEAR {
        return None;
    }
    Some(Short {
        parameters: |level, p, limit, x, gy, gx, gp| {
            if F::PARAMETERS > 0 {
                at_level!(level, false, HalfShort, f32, |V, token| {
                    loops::parameters::<V, F, f32>(token, p, limit, x, gy, gx, gp)
                });
            }
        },
        rows: |level, limit, job| {
            if F::PARAMETERS > 0 {
                at_level!(level, false, HalfShort, f32, |V, token| {
                    loops::rows::<V, F, f32>(token, limit, job)
                });
            }
        },
    })
}

/// The short kernels, where the function has them, the level computes them accurately,
/// and no parameter carries arguments far out of range.
fn applicable<'a>(table: &'a Table, level: Level, p: &[f64]) -> Option<&'a Short> {
    table.short.as_ref().filter(|_| level.is_fused() && moderate(p))
}

/// The elements that are out of range of the short kernels, packed: their places
/// and themselves.
fn immoderate<'a>(
    x: &[f32],
    places: &'a mut [usize; BLOCK],
    packed: &'a mut [f32; BLOCK],
) -> (&'a [usize], &'a [f32]) {
    let mut count = 0;
    for (i, &x) in x.iter().enumerate() {
        if !Domain::Moderate.has(x) {
            (places[count], packed[count]) = (i, x);
            count += 1;
        }
    }
    (&places[..count], &packed[..count])
}

/// `gx = gy f'(x)` for a block in f32, and the sums of the parameters' gradients: in
/// f32 within the domain of the short kernels, else as f32 is computed.
#[allow(clippy::too_many_arguments)]
pub(super) fn parameters(
    table: &Table,
    level: Level,
    p: &[f64],
    max: f64,
    x: &mut [f32],
    gy: &mut [f32],
    gx: &mut [f32],
    gp: &mut [f64],
) {
    let Some(short) = applicable(table, level, p) else {
        return (table.f32.parameters)(level, p, max, x, gy, gx, gp);
    };
    let (mut places, mut packed) = ([0; BLOCK], [0.0; BLOCK]);
    let (mut gs, mut ds) = ([0.0; BLOCK], [0.0; BLOCK]);
    let (places, packed) = immoderate(x, &mut places, &mut packed);
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

/// Forward and backward for a block with parameters of each element's own, likewise.
pub(super) fn rows(table: &Table, level: Level, max: f64, job: Rows<'_, f32>) {
    let Some(short) = applicable(table, level, &[]) else {
        return (table.f32.rows)(level, max, job);
    };
    let Rows { p, x, gy, mut y, mut gx, mut gp } = job;
    let len = x.len();
    let inside = |i: usize| {
        Domain::Moderate.has(x[i])
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
