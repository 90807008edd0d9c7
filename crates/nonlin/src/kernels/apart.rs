//! Elements that a kernel's number does not compute: infinities and NaN, and gradients
//! that are such.

use std::ops::Range;

use super::loops::{self, Rows};
use crate::catalogue::{Formula, MAX_PARAMETERS};
use crate::numbers::{Domain, Lanes, Memory};

/// `y = f(x)` for the elements of a vector that are out of its domain, one by one
/// in compensated f64.
#[cold]
#[inline(never)]
pub(super) fn forward<V: Lanes<T>, F: Formula, T: Memory>(
    p: &[f64],
    bound: f64,
    x: &[T],
    y: &mut [T],
) {
    for (&x, y) in x.iter().zip(y).filter(|(x, _)| !V::DOMAIN.has(**x)) {
        let mut value = [0.0];
        loops::forward::<f64, F, f64>((), p, bound, &[x.into()], &mut value, |_, _| {});
        *y = T::nearest(value[0]);
    }
}

/// As [`forward`] for [`loops::backward`].
#[cold]
#[inline(never)]
pub(super) fn backward<V: Lanes<T>, F: Formula, T: Memory>(
    p: &[f64],
    bound: f64,
    x: &[T],
    gy: &[T],
    mut y: Option<&mut [T]>,
    gx: &mut [T],
) {
    for (i, &x) in x.iter().enumerate() {
        if V::DOMAIN.has(x) && Domain::Finite.has(gy[i]) {
            continue;
        }
        let (mut value, mut gradient) = ([0.0], [0.0]);
        let (at, gy) = ([x.into()], [gy[i].into()]);
        loops::backward::<f64, F, f64>(
            (),
            p,
            bound,
            &at,
            &gy,
            Some(&mut value),
            &mut gradient,
            |_, _, _, _| {},
        );
        gx[i] = T::nearest(gradient[0]);
        // A gradient that is not finite changes no value.
        if let Some(y) = y.as_deref_mut()
            && !V::DOMAIN.has(x)
        {
            y[i] = T::nearest(value[0]);
        }
    }
}

/// As [`forward`] for [`loops::parameters`]; if `all`, the others count in the sums, too.
#[cold]
#[inline(never)]
#[allow(clippy::too_many_arguments)]
pub(super) fn parameters<V: Lanes<T>, F: Formula, T: Memory>(
    p: &[f64],
    bound: f64,
    x: &[T],
    gy: &[T],
    gx: &mut [T],
    gp: &mut [f64],
    all: bool,
) {
    for (i, &x) in x.iter().enumerate() {
        let is_there = V::DOMAIN.has(x) && Domain::Finite.has(gy[i]);
        if is_there && !all {
            continue;
        }
        let mut gradient = [0.0];
        loops::parameters::<f64, F, f64>(
            (),
            p,
            bound,
            &[x.into()],
            &[gy[i].into()],
            &mut gradient,
            gp,
        );
        if !is_there {
            gx[i] = T::nearest(gradient[0]);
        }
    }
}

/// As [`forward`] for [`loops::rows`].
#[cold]
#[inline(never)]
pub(super) fn rows<V: Lanes<T>, F: Formula, T: Memory>(
    bound: f64,
    range: Range<usize>,
    job: Rows<'_, T>,
) {
    let Rows { p, x, gy, mut y, mut gx, mut gp } = job;
    let len = x.len();
    let apart = |i: usize| !(V::DOMAIN.has(x[i]) && gy.is_none_or(|gy| Domain::Finite.has(gy[i])));
    for i in range.filter(|&i| apart(i)) {
        let mut parameters = [0.0; MAX_PARAMETERS];
        for (k, parameter) in parameters.iter_mut().enumerate().take(F::PARAMETERS) {
            *parameter = p[k * len + i].into();
        }
        let (mut value, mut gradient, mut by) = ([0.0], [0.0], [0.0; MAX_PARAMETERS]);
        let g = gy.map(|gy| [gy[i].into()]);
        let job = Rows {
            p: &parameters[..F::PARAMETERS],
            x: &[x[i].into()],
            gy: g.as_ref().map(<[f64; 1]>::as_slice),
            y: Some(&mut value),
            gx: Some(&mut gradient),
            gp: Some(&mut by[..F::PARAMETERS]),
        };
        loops::rows::<f64, F, f64>((), bound, job);
        // A gradient that is not finite changes no value.
        if let Some(y) = y.as_deref_mut()
            && !V::DOMAIN.has(x[i])
        {
            y[i] = T::nearest(value[0]);
        }
        if let Some(gx) = gx.as_deref_mut() {
            gx[i] = T::nearest(gradient[0]);
        }
        if let Some(gp) = gp.as_deref_mut() {
            for k in 0..F::PARAMETERS {
                gp[k * len + i] = T::nearest(by[k]);
            }
        }
    }
}
