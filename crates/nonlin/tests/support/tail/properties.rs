//! What functions are like.

use nonlin::Activation;
use nonlin_reference::rug::Float;
use nonlin_reference::{Reference, Want};

use super::{Domain, both};

/// The properties that a function has with its defaults, in arbitrary precision.
pub fn properties(
    activation: &Activation,
    reference: &Reference,
    domain: Domain,
) -> Vec<&'static str> {
    let at = |x: f64| reference.evaluate_with(x, activation.values(), Want::VALUE).value;
    let tiny = |v: &Float, scale: &Float| {
        let bound = Float::with_val(64, scale.clone().abs() + 1) >> 60;
        *v.as_abs() <= bound
    };
    let far = [1e3, 1e5, 1e8, 1e12, 1e20];
    let right: Vec<f64> =
        (0..240).map(|i| (f64::from(i) / 30.0).sinh() / 40.0).chain(far).collect();
    let mut grid: Vec<f64> = right.iter().map(|x| -x).rev().chain(right.iter().copied()).collect();
    grid.retain(|&x| domain.has(x));
    let values: Vec<Float> = grid.iter().map(|&x| at(x)).collect();
    let mut found = Vec::new();
    let mut has = |what: &'static str, yes: bool| {
        if yes {
            found.push(what);
        }
    };
    let whole = domain.low == f64::NEG_INFINITY && domain.high == f64::INFINITY;
    has("zero at zero", domain.has(0.0) && at(0.0).is_zero());
    let mirrored = |sign: i32| {
        whole
            && (0..values.len()).all(|i| {
                let other = &values[values.len() - 1 - i];
                let sum = Float::with_val(200, &values[i] - Float::with_val(200, other * sign));
                tiny(&sum, other)
            })
    };
    has("odd", mirrored(-1));
    has("even", mirrored(1));
    let steps = |sign: i32| {
        values.windows(2).all(|pair| {
            let step = Float::with_val(200, &pair[1] - &pair[0]) * sign;
            step >= 0 || tiny(&step, &pair[0])
        })
    };
    has("increasing", steps(1));
    has("decreasing", steps(-1));
    let beyond = |sign: i32, x: f64| {
        if !domain.has(x) {
            return false;
        }
        let most =
            values.iter().map(|v| (v.to_f64() * f64::from(sign)).max(0.0)).fold(1.0, f64::max);
        let there = at(x).to_f64() * f64::from(sign);
        there > 1.5 * most
    };
    let side = |sign: i32| !beyond(sign, 2f64.powi(1000)) && !beyond(sign, -(2f64.powi(1000)));
    let (below, above) = (side(-1), side(1));
    has("bounded", below && above);
    has("bounded below", below && !above);
    has("bounded above", above && !below);
    has("continuous", !jumps(activation, &grid));
    found
}

/// Whether the value jumps between two neighbours of the grid.
fn jumps(activation: &Activation, grid: &[f64]) -> bool {
    let (values, slopes) = both::<f64>(activation, grid);
    (1..grid.len()).any(|i| {
        let (mut a, mut b) = (grid[i - 1], grid[i]);
        // Far out, neighbouring numbers are far apart.
        if a.abs().max(b.abs()) > 1e4 {
            return false;
        }
        let steep = 4.0 * (slopes[i - 1].abs() + slopes[i].abs()) * (b - a);
        if (values[i] - values[i - 1]).abs() <= steep + 1e-6 * (1.0 + values[i].abs()) {
            return false;
        }
        for _ in 0..60 {
            let middle = f64::midpoint(a, b);
            let [left, here, right] = [a, middle, b].map(|x| activation.value(x));
            (a, b) =
                if (here - left).abs() > (right - here).abs() { (a, middle) } else { (middle, b) };
        }
        (activation.value(b) - activation.value(a)).abs() > 1e-5
    })
}
