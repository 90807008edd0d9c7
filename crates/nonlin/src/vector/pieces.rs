//! Maxout and concatenated ReLU.

/// The first place of the largest in a group, or of a NaN.
fn largest(group: &[f64]) -> usize {
    let mut best = 0;
    for (i, &x) in group.iter().enumerate() {
        if x.is_nan() {
            return i;
        }
        if x > group[best] {
            best = i;
        }
    }
    best
}

pub(super) fn maxout(k: usize, x: &[f64], y: &mut [f64]) {
    for (y, group) in y.iter_mut().zip(x.chunks(k)) {
        *y = group[largest(group)];
    }
}

pub(super) fn maxout_backward(k: usize, x: &[f64], gy: &[f64], gx: &mut [f64]) {
    for ((gx, group), &g) in gx.chunks_mut(k).zip(x.chunks(k)).zip(gy) {
        gx.fill(0.0);
        let at = largest(group);
        gx[at] = if group[at].is_nan() { f64::NAN } else { g };
    }
}

/// The larger of 0 and x; NaN stays.
fn relu(x: f64) -> f64 {
    if x > 0.0 || x.is_nan() { x } else { 0.0 }
}

pub(super) fn crelu(x: &[f64], y: &mut [f64]) {
    let (right, left) = y.split_at_mut(x.len());
    for (i, &x) in x.iter().enumerate() {
        (right[i], left[i]) = (relu(x), relu(-x));
    }
}

pub(super) fn crelu_backward(x: &[f64], gy: &[f64], gx: &mut [f64]) {
    let (right, left) = gy.split_at(x.len());
    for (i, &x) in x.iter().enumerate() {
        gx[i] = if x.is_nan() {
            x
        } else if x > 0.0 {
            right[i]
        } else if x < 0.0 {
            -left[i]
        } else {
            0.0
        };
    }
}
