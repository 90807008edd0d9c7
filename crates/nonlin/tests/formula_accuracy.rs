//! The published one-liners, typed in naively, against MPFR: finite results for every
//! finite input, and at most 8 units in the last place. In f64, where exponents are rounded,
//! too, these are 8 times the size of the exponent.

mod support;

use nonlin::{Activation, Formula, Kernel, Level, f16};
use nonlin_reference::{Compact, Format, all_f16};
use support::judge::{Judge, error_of};
use support::{Measured, Truth, Worst, points_f32, points_f64};

/// The function of the catalogue, and what a paper or a programmer writes.
const ONE_LINERS: &[(&str, &str)] = &[
    ("telu", "x*tanh(exp(x))"),
    ("mish", "x*tanh(log(1 + exp(x)))"),
    ("mish", "x*((1 + exp(x))^2 - 1)/((1 + exp(x))^2 + 1)"),
    ("logish", "x*log(1 + 1/(1 + exp(-x)))"),
    ("logish", "f(alpha=1, beta=1) = alpha*x*log(1 + sigmoid(beta*x))"),
    ("smish", "f(alpha=1, beta=1) = alpha*x*tanh(log(1 + 1/(1 + exp(-beta*x))))"),
    ("elu", "f(alpha=1) = if(x > 0, x, alpha*(exp(x) - 1))"),
    ("elu", "max(x, 0) + min(0, exp(x) - 1)"),
    ("softplus", "f(beta=1) = log(1 + exp(beta*x))/beta"),
    ("gelu", "0.5*x*(1 + erf(x/sqrt(2)))"),
    ("gelu_tanh", "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x^3)))"),
    ("silu", "x/(1 + exp(-x))"),
    ("serf", "x*erf(log(1 + exp(x)))"),
    ("sigmoid", "1/(1 + exp(-x))"),
    ("tanh", "(exp(x) - exp(-x))/(exp(x) + exp(-x))"),
    ("log_sigmoid", "-log(1 + exp(-x))"),
    ("tanhsoft1", "f(alpha=0.87) = tanh(alpha*x)*log(1 + exp(x))"),
    (
        "zorro_symmetric",
        "f(a=1.2, b=1) = if(x < 0, (1 + exp(a*b))*x/(1 + exp(-a*(x - b))), if(x <= 1, x, \
         1 - (1 + exp(a*b))*(1 - x)/(1 + exp(-a*(1 - x - b)))))",
    ),
    (
        "zorro_asymmetric",
        "f(a_min=1.2, b_min=1, a_max=1.2, b_max=1) = \
         if(x < 0, (1 + exp(a_min*b_min))*x/(1 + exp(-a_min*(x - b_min))), if(x <= 1, x, \
         1 - (1 + exp(a_max*b_max))*(1 - x)/(1 + exp(-a_max*(1 - x - b_max)))))",
    ),
    (
        "zorro_sigmoid",
        "f(m=0.5, a=4, b=2) = if(m*x + 1/2 < 0, \
         (1 + exp(a*b))*(m*x + 1/2)/(1 + exp(-a*(m*x + 1/2 - b))), \
         if(m*x + 1/2 <= 1, m*x + 1/2, \
         1 - (1 + exp(a*b))*(1/2 - m*x)/(1 + exp(-a*(1/2 - m*x - b)))))",
    ),
    (
        "zorro_tanh",
        "f(m=1, a=4, b=2) = if(m*x < -1, \
         (1 + exp(a*b))*(m*x + 1)/(1 + exp(-a*((m*x + 1)/2 - b))) - 1, if(m*x <= 1, m*x, \
         1 - (1 + exp(a*b))*(1 - m*x)/(1 + exp(-a*((1 - m*x)/2 - b)))))",
    ),
    (
        "zorro_sloped",
        "f(m=1.5, a=1.2, b=1) = if(m*x < 0, (1 + exp(a*b))*(m*x)/(1 + exp(-a*(m*x - b))), \
         if(m*x <= 1, m*x, 1 - (1 + exp(a*b))*(1 - m*x)/(1 + exp(-a*(1 - m*x - b)))))",
    ),
];

/// Units in the last place, or of the largest term where a result passes through 0.
const BOUND: f64 = 8.0;

/// As a formula that the catalogue does not have, and as register code.
fn measure<T: Measured>(
    id: &str,
    text: &str,
    level: Level,
    truth: &Truth,
    failures: &mut Vec<String>,
) {
    let formula = Formula::parse(text).unwrap_or_else(|e| panic!("{e}"));
    for kernel in [formula.kernel().as_unknown(), formula.kernel().as_register_code()] {
        judge::<T>(id, text, kernel.level(level).unwrap(), truth, failures);
    }
}

fn judge<T: Measured>(
    id: &str,
    text: &str,
    kernel: Kernel<'_>,
    truth: &Truth,
    failures: &mut Vec<String>,
) {
    let judge = Judge::new(&id.parse::<Activation>().unwrap(), T::FORMAT);
    let x: Vec<T> = truth.points.iter().map(|&x| T::from_f64(x)).collect();
    let one = vec![T::from_f64(1.0); x.len()];
    let (mut y, mut gx) = (x.clone(), x.clone());
    kernel.forward_backward(&x, &one, &mut y, &mut gx).unwrap();
    let (mut value, mut slope) = (Worst::default(), Worst::default());
    let mut unfinite = Vec::new();
    for (i, &point) in truth.points.iter().enumerate() {
        let (y, gx, truth) = (y[i].to_f64(), gx[i].to_f64(), &truth.evaluations[i]);
        if !(y.is_finite() && gx.is_finite()) {
            unfinite.push(point);
        }
        // Of `exp(u)` a rounding of `u` changes as many units as `u` is large.
        let exponent = |truth: Compact| match T::FORMAT {
            Format::F64 => truth.to_f64().abs().ln().abs().min(745.0),
            _ => 0.0,
        };
        let error = |derivative, computed, truth: Compact| {
            // Of a gate that is subnormal few digits are left, whatever it is multiplied by.
            if T::FORMAT == Format::F64 && truth.to_f64().abs() < 1e-290 {
                return 0.0;
            }
            error_of(&judge, derivative, point, computed, truth) / (1.0 + exponent(truth))
        };
        value.note(error(false, y, truth.value), point);
        slope.note(error(true, gx, truth.d1), point);
    }
    println!("{id} as {text} in {} with {kernel:?}: value {value:?}, slope {slope:?}", T::NAME);
    if !(unfinite.is_empty() && value.ulp <= BOUND && slope.ulp <= BOUND) {
        let first = unfinite.first();
        failures.push(format!(
            "{id} as {text} in {} with {kernel:?}: value {value:?}, slope {slope:?}, not finite {} at {first:?}",
            T::NAME,
            unfinite.len()
        ));
    }
}

#[test]
fn one_liners_in_f32() {
    let mut failures = Vec::new();
    for (id, text) in ONE_LINERS {
        let activation: Activation = id.parse().unwrap();
        let truth = Truth::new(&activation, points_f32(&activation, 16, 3_000), Format::F32);
        for level in Level::available() {
            measure::<f32>(id, text, level, &truth, &mut failures);
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn one_liners_in_f64() {
    let mut failures = Vec::new();
    for (id, text) in ONE_LINERS {
        let activation: Activation = id.parse().unwrap();
        let points = points_f64(&activation, 1, 600).into_iter().step_by(4).collect();
        let truth = Truth::new(&activation, points, Format::F64);
        measure::<f64>(id, text, Level::detect(), &truth, &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn one_liners_in_f16_for_every_input() {
    let finite: Vec<f64> = all_f16().map(f64::from).filter(|x| x.is_finite()).collect();
    let mut failures = Vec::new();
    for (id, text) in ONE_LINERS {
        let activation: Activation = id.parse().unwrap();
        let truth = Truth::new(&activation, finite.clone(), Format::F16);
        measure::<f16>(id, text, Level::detect(), &truth, &mut failures);
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
