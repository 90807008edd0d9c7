//! Derivatives against central differences of the evaluated functions, at
//! parameters that differ from the defaults.

use nonlin_reference::rug::Float;
use nonlin_reference::{Evaluation, Reference, Want};

const BITS: u32 = 256;
/// The step: the differences below err by `STEP^4` times a fifth derivative.
const STEP: f64 = 1.0 / 4096.0;

/// The fourth-order central difference of `f` at the exact double `at`.
fn difference(at: f64, f: impl Fn(f64) -> Float) -> Float {
    let pair = |steps: f64| Float::with_val(BITS, f(at + steps * STEP) - f(at - steps * STEP));
    (pair(1.0) * 8u32 - pair(2.0)) / (12.0 * STEP)
}

fn check(what: &str, found: &Float, differences: &Float) {
    let error = Float::with_val(BITS, found - differences).abs();
    let scale = Float::with_val(BITS, found.abs_ref()) + 1u32;
    let relative = Float::with_val(BITS, error / scale).to_f64();
    assert!(relative < 3e-10, "{what}: {found}, by differences {differences}");
}

/// `x` on a grid of the step, so that the stencil is exact doubles.
fn snapped(x: f64) -> f64 {
    (x / STEP).round() * STEP
}

fn check_at(reference: &Reference, x: f64, parameters: &[f64]) {
    let what = format!("{}{parameters:?} at {x}", reference.id());
    let at = |x: f64, parameters: &[f64]| -> Evaluation {
        let truth = reference.evaluate_with(x, parameters, Want::FIRST);
        assert!(truth.settled, "{what}");
        truth
    };
    let truth = reference.evaluate(x, parameters);
    check(&format!("d1 of {what}"), &truth.d1, &difference(x, |x| at(x, parameters).value));
    check(&format!("d2 of {what}"), &truth.d2, &difference(x, |x| at(x, parameters).d1));
    for (k, found) in truth.dp.iter().enumerate() {
        let along = |p: f64| {
            let mut moved = parameters.to_vec();
            moved[k] = p;
            at(x, &moved).value
        };
        check(&format!("dp[{k}] of {what}"), found, &difference(parameters[k], along));
    }
}

#[test]
fn of_the_built_in_formulas() {
    for reference in Reference::all() {
        for scale in [1.0, 0.8125] {
            let parameters: Vec<f64> = reference
                .defaults()
                .iter()
                // On the grid too; a zero becomes a parameter that matters.
                .map(|p| snapped(if *p == 0.0 { 1.0 - scale } else { p * scale }))
                .collect();
            // Away from the kinks, which all lie at simple numbers.
            for x in [-9.37, -5.21, -2.71, -0.83, -0.21, 0.17, 0.57, 1.53, 2.83, 4.19, 7.77, 23.1] {
                check_at(reference, snapped(x), &parameters);
            }
        }
    }
}

#[test]
fn of_every_operation_of_the_language() {
    let formulas = [
        "abs(x - a)",
        "sqrt(a + x^2)",
        "exp(-a*x)*x",
        "expm1(a*x)",
        "ln(a + x*x)",
        "log1p(a*exp(x))",
        "sin(a*x) - cos(x/a)",
        "sinh(a*x)/cosh(x)",
        "tanh(a*x)^3",
        "atan(a*x)",
        "asinh(a*x)",
        "erf(a*x)",
        "erfc(a*x)",
        "sigmoid(a*x)",
        "softplus(a*x)",
        "min(a*x, 1)*max(x, a)",
        "if(a*x <= 0.1, x^2*a, 1 - x/a)",
        "(1 + x^2)^(a + x/8)",
        "(2 + sin(x))^x",
        "(1 + x^2)^-1.5",
        "x^-2 + x^5 + a^2 + 2^x + a^3*x",
        "1/(a + e^(-x))/pi",
        "-(-x)*(x - -a)",
    ];
    for text in formulas {
        let reference = Reference::parse(text, &[("a", 1.0)]).unwrap();
        for x in [-2.81, -1.37, -0.27, 0.43, 1.19, 3.07] {
            for a in [0.75, 1.5] {
                check_at(&reference, snapped(x), &[a]);
            }
        }
    }
}

/// At a kink the derivative is the stated convention's.
#[test]
fn conventions_at_kinks() {
    let cases: [(&str, &[f64], f64, f64, f64); 25] = [
        ("binary_step", &[], 0.0, 1.0, 0.0),
        ("relu", &[], 0.0, 0.0, 0.0),
        ("relu", &[], -0.0, 0.0, 0.0),
        ("leaky_relu", &[0.5], 0.0, 0.0, 0.5),
        ("prelu", &[0.25], 0.0, 0.0, 0.25),
        ("rrelu", &[0.25, 0.75], 0.0, 0.0, 0.5),
        ("relu6", &[], 0.0, 0.0, 0.0),
        ("relu6", &[], 6.0, 6.0, 0.0),
        ("squared_relu", &[], 0.0, 0.0, 0.0),
        ("threshold", &[2.0, 7.0], 2.0, 7.0, 0.0),
        ("elu", &[0.5], 0.0, 0.0, 0.5),
        ("celu", &[0.5], 0.0, 0.0, 1.0),
        ("selu", &[2.0, 0.5], 0.0, 0.0, 1.0),
        ("hardtanh", &[-1.0, 1.0], -1.0, -1.0, 0.0),
        ("hardtanh", &[-1.0, 1.0], 1.0, 1.0, 0.0),
        ("hard_sigmoid_pt", &[], -3.0, 0.0, 0.0),
        ("hard_sigmoid_pt", &[], 3.0, 1.0, 0.0),
        ("hard_sigmoid_02", &[], -2.5, 0.0, 0.0),
        ("hard_sigmoid_02", &[], 2.5, 1.0, 0.0),
        ("hard_swish", &[], -3.0, 0.0, 0.0),
        ("hard_swish", &[], 0.0, 0.0, 0.5),
        ("hard_swish", &[], 3.0, 3.0, 1.0),
        ("zorro_symmetric", &[1.2, 1.0], 0.0, 0.0, 1.0),
        ("zorro_symmetric", &[1.2, 1.0], 1.0, 1.0, 1.0),
        ("zorro_tanh", &[1.0, 4.0, 2.0], -1.0, -1.0, 1.0),
    ];
    for (id, parameters, x, value, d1) in cases {
        let truth = Reference::get(id).unwrap().evaluate(x, parameters);
        assert_eq!((truth.value.to_f64(), truth.d1.to_f64()), (value, d1), "{id} at {x}");
    }
}
