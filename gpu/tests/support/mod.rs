//! What the tests share.
#![allow(dead_code)]

// One running error analysis, and what it needs, serves the tests of both kinds of kernels.
#[path = "../../../crates/nonlin/tests/support/conditioned.rs"]
mod conditioned;
pub(crate) mod rounding;
#[path = "../../../crates/nonlin/tests/support/terms.rs"]
mod terms;

use nonlin::Activation;
use nonlin_gpu::cubecl::Device;
use nonlin_gpu::cubecl::client::Client;
use nonlin_gpu::cubecl::wgpu::WgpuDevice;

/// The first device there is, a software one where there is no other.
pub(crate) fn client() -> Client {
    Device::Wgpu(WgpuDevice::default()).client()
}

/// The whole catalogue, rational units of every basis and kind of denominator, and formulas
/// as people type them.
///
/// With `NONLIN_GPU_PART=2/5` every fifth of them, from the second on: parts run as processes
/// beside each other, since a process compiles one kernel after the other.
pub(crate) fn activations() -> Vec<Activation> {
    let functions = nonlin::functions().iter().copied().chain(nonlin::rational::functions());
    let mut all: Vec<Activation> = functions.map(Activation::from).collect();
    all.extend(UNITS.iter().chain(FORMULAS).map(|name| {
        let activation = name.parse();
        activation.unwrap_or_else(|error| panic!("{name}: {error}"))
    }));
    let Ok(part) = std::env::var("NONLIN_GPU_PART") else { return all };
    let numbers: Option<(usize, usize)> =
        part.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    match numbers {
        Some((k, n)) if (1..=n).contains(&k) => all.into_iter().skip(k - 1).step_by(n).collect(),
        _ => panic!("NONLIN_GPU_PART is {part}, and must be such as 2/5"),
    }
}

/// Forms of rational units that have no name of their own.
const UNITS: &[&str] = &[
    "safe_pau(version=B)",
    "safe_pau(version=C)",
    "safe_pau(version=D)",
    "safe_pau(m=3,n=6)",
    "safe_pau(m=7,n=6)",
];

/// Formulas as people type them.
const FORMULAS: &[&str] = &[
    "x*tanh(exp(x))",
    "x*tanh(log(1 + exp(x)))",
    "x*log(1 + 1/(1 + exp(-x)))",
    "if(x > 0, x, exp(x) - 1)",
    "log(1 + exp(x))",
    "0.5*x*(1 + erf(x/sqrt(2)))",
    "x/(1 + exp(-x))",
    "x*atan(x)",
    "mine(a=1.5, b=0.5) = x*sigmoid(a*x) + b*sin(x)",
    "sqrt(x*x + 1)",
    "max(x, 0)^2",
    "floor(x) + 0.5",
    "clamp(x, -1, 1)*abs(x)",
];

/// Arguments of all sizes, those around 0 dense, and the special ones.
pub(crate) fn arguments() -> Vec<f32> {
    let mut x = vec![0.0, -0.0, f32::MAX, -f32::MAX, f32::MIN_POSITIVE, -f32::MIN_POSITIVE];
    x.extend((-1200..=1200).map(|k| k as f32 / 100.0 + 0.001));
    x.extend((-200..=200).map(|k| k as f32 / 2.0));
    for k in -120..127 {
        for part in [1.0f32, 1.234, 1.777] {
            x.extend([part * 2f32.powi(k), -part * 2f32.powi(k)]);
        }
    }
    // Whole vectors of every width.
    x.resize(x.len().next_multiple_of(8), 1.0);
    x
}

/// A number as a device may have it, which need not know subnormal ones.
pub(crate) fn far(found: f32, wanted: f64) -> f64 {
    let bounded = wanted.clamp(-f64::from(f32::MAX), f64::from(f32::MAX));
    (f64::from(found) - bounded).abs()
}

/// What an analysis says where it says a number: what is not finite explains nothing.
pub(crate) fn known(explanation: f64) -> f64 {
    if explanation.is_finite() { explanation } else { 0.0 }
}

/// Units of half the distance of 1 and the next number in single precision: of a result, and
/// of what an error of that size in the argument makes of it.
pub(crate) const BOUND: f64 = 24.0;
pub(crate) const EPSILON: f64 = f32::EPSILON as f64 / 2.0;

/// What the terms of a rational unit are larger than the unit, for the value and the slope:
/// coefficients rounded to single precision move it by that many units.
pub(crate) fn terms(activation: &Activation, x: f64) -> (f64, f64) {
    let (Some(form), Some(unit)) = (activation.function().form(), activation.unit()) else {
        return (0.0, 0.0);
    };
    let degree = form.numerator.max(form.denominator);
    let rows = form.basis.to_powers(degree);
    let size = |i: usize| -> (f64, f64) {
        let power = |k: usize, c: f64| c.abs() * x.abs().powi(k as i32);
        let value = rows[i].iter().enumerate().map(|(k, &c)| power(k, c)).sum();
        let slopes = rows[i].iter().enumerate().skip(1);
        (value, slopes.map(|(k, &c)| k as f64 * power(k - 1, c)).sum())
    };
    let sum = |coefficients: &[f64], first: usize| {
        let pairs = coefficients.iter().enumerate().map(|(i, &c)| (c.abs(), size(first + i)));
        pairs.fold((0.0, 0.0), |(v, s), (c, (value, slope))| (v + c * value, s + c * slope))
    };
    let (top, top_slope) = sum(unit.numerator(), 0);
    let (bottom, bottom_slope) = sum(unit.denominator(), form.version.first());
    let (f, d, q) = (unit.value(x).abs(), unit.derivative(x).abs(), unit.denominator_at(x).abs());
    let value = (top + f * bottom) / q;
    let slope = (top_slope + f * bottom_slope + d * bottom + value * bottom_slope) / q;
    // Far out the value stays at what single precision can still tell from 0.
    let far = if x.abs() > 1e6 { 1e-9 / (BOUND * EPSILON) } else { 0.0 };
    let number = |v: f64| if v.is_finite() { v + far } else { far };
    (number(value), number(slope))
}

/// Numbers that look random, between -1 and 1.
pub(crate) fn noise(len: usize) -> Vec<f32> {
    let mut state = 0x9e37_79b9u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..len).map(|_| next()).collect()
}
