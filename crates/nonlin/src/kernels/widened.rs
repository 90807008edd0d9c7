//! f32 kernels that compute in f64, block by block.

use super::element::BLOCK;
use super::loops::Rows;
use super::table::{Kernels, of_f64};
use crate::catalogue::{Formula, MAX_PARAMETERS};

/// Elements at a time: four blocks of f64 fit the first-level cache.
const WIDE_BLOCK: usize = BLOCK / 4;

type Block = [f64; WIDE_BLOCK];

fn widen<'a>(from: &[f32], to: &'a mut [f64]) -> &'a mut [f64] {
    let to = &mut to[..from.len()];
    for (to, &from) in to.iter_mut().zip(from) {
        *to = f64::from(from);
    }
    to
}

fn narrow(from: &[f64], to: &mut [f32]) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = from as f32;
    }
}

/// Parameters as f32 kernels see them.
fn rounded(p: &[f64]) -> [f64; MAX_PARAMETERS] {
    let mut rounded = [0.0; MAX_PARAMETERS];
    for (to, &from) in rounded.iter_mut().zip(p) {
        *to = f64::from(from as f32);
    }
    rounded
}

pub(super) const fn of<F: Formula>() -> Kernels<f32> {
    Kernels {
        forward: |level, p, limit, x, y| {
            let p = &rounded(p)[..p.len()];
            let (mut xs, mut ys): (Block, Block) = ([0.0; WIDE_BLOCK], [0.0; WIDE_BLOCK]);
            for (x, y) in x.chunks(WIDE_BLOCK).zip(y.chunks_mut(WIDE_BLOCK)) {
                let ys = &mut ys[..x.len()];
                (of_f64::<F>().forward)(level, p, limit, widen(x, &mut xs), ys);
                narrow(ys, y);
            }
        },
        backward: |level, p, limit, x, gy, mut y, gx| {
            let p = &rounded(p)[..p.len()];
            let (mut xs, mut gs) = ([0.0; WIDE_BLOCK], [0.0; WIDE_BLOCK]);
            let (mut ys, mut ds) = ([0.0; WIDE_BLOCK], [0.0; WIDE_BLOCK]);
            for start in (0..x.len()).step_by(WIDE_BLOCK) {
                let range = start..(start + WIDE_BLOCK).min(x.len());
                let (ys, ds) = (&mut ys[..range.len()], &mut ds[..range.len()]);
                let x = widen(&x[range.clone()], &mut xs);
                let gy = widen(&gy[range.clone()], &mut gs);
                let wanted = y.is_some().then_some(&mut *ys);
                (of_f64::<F>().backward)(level, p, limit, x, gy, wanted, ds);
                narrow(ds, &mut gx[range.clone()]);
                if let Some(y) = y.as_deref_mut() {
                    narrow(ys, &mut y[range]);
                }
            }
        },
        parameters: |level, p, limit, x, gy, gx, gp| {
            let p = &rounded(p)[..p.len()];
            let (mut xs, mut gs, mut ds) =
                ([0.0; WIDE_BLOCK], [0.0; WIDE_BLOCK], [0.0; WIDE_BLOCK]);
            for start in (0..x.len()).step_by(WIDE_BLOCK) {
                let range = start..(start + WIDE_BLOCK).min(x.len());
                let ds = &mut ds[..range.len()];
                let x = widen(&x[range.clone()], &mut xs);
                let gy = widen(&gy[range.clone()], &mut gs);
                (of_f64::<F>().parameters)(level, p, limit, x, gy, ds, gp);
                narrow(ds, &mut gx[range]);
            }
        },
        rows: |level, limit, job| {
            let Rows { p, x, gy, mut y, mut gx, mut gp } = job;
            let (mut ps, mut gps) =
                ([0.0; WIDE_BLOCK * MAX_PARAMETERS], [0.0; WIDE_BLOCK * MAX_PARAMETERS]);
            let (mut xs, mut gs) = ([0.0; WIDE_BLOCK], [0.0; WIDE_BLOCK]);
            let (mut ys, mut ds) = ([0.0; WIDE_BLOCK], [0.0; WIDE_BLOCK]);
            let whole = x.len();
            for start in (0..whole).step_by(WIDE_BLOCK) {
                let range = start..(start + WIDE_BLOCK).min(whole);
                let len = range.len();
                for k in 0..F::PARAMETERS {
                    let row = &p[k * whole..(k + 1) * whole][range.clone()];
                    widen(row, &mut ps[k * len..(k + 1) * len]);
                }
                let count = F::PARAMETERS * len;
                let part = Rows {
                    p: &ps[..count],
                    x: widen(&x[range.clone()], &mut xs),
                    gy: gy.map(|gy| &*widen(&gy[range.clone()], &mut gs)),
                    y: y.is_some().then_some(&mut ys[..len]),
                    gx: gx.is_some().then_some(&mut ds[..len]),
                    gp: gp.is_some().then_some(&mut gps[..count]),
                };
                (of_f64::<F>().rows)(level, limit, part);
                if let Some(y) = y.as_deref_mut() {
                    narrow(&ys[..len], &mut y[range.clone()]);
                }
                if let Some(gx) = gx.as_deref_mut() {
                    narrow(&ds[..len], &mut gx[range.clone()]);
                }
                if let Some(gp) = gp.as_deref_mut() {
                    for k in 0..F::PARAMETERS {
                        let row = &mut gp[k * whole..(k + 1) * whole][range.clone()];
                        narrow(&gps[k * len..(k + 1) * len], row);
                    }
                }
            }
        },
    }
}
