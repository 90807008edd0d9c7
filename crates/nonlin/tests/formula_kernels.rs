//! Kernels of formulas: all ways to call them agree, for every element type, level and
//! number of threads; and what they refuse.

#[path = "support/ways.rs"]
mod ways;

use nonlin::{Activation, Channels, Element, Formula, Kernel, Level, bf16, f16};
use ways::{agree, bits, numbers};

const TEXTS: [&str; 12] = [
    "max(0, x)",
    "f(beta=1.3) = x*sigmoid(beta*x)",
    "x*tanh(exp(x))",
    "f(a=0.5, b=2, c=-1) = if(x < a and x > c or x == 3, b*x^3 - c, sin(x)/(1 + abs(b)))",
    "f(p=1.5) = sign(x)*abs(x)^p + floor(x/2)",
    "7",
    // Several nodes to an instruction.
    "f(a=3, b=6) = x*clamp(x + a, 0, b)/b",
    "f(a=1.5) = x*tanh(softplus(a*x))",
    "x*sigmoid(x)*(2*x + sigmoid(x))",
    "f(a=0.7) = a*sigmoid(x - a) + tanh(-x)*sech2(-x)",
    "f(a=0.5) = if(x < a, x, a)*(x*x)*min(max(x, -1), 1)",
    // In f32 itself.
    "f(a=0.375) = if(x > 0, x - a, a*x)",
];

fn ways_to_call_agree<T: Element>() {
    for text in TEXTS {
        let formula: Formula = text.parse().unwrap();
        for (n, level) in [0, 1, 7, 16, 31, 255, 256, 257, 1025, 65_537, 140_001]
            .into_iter()
            .flat_map(|n| Level::available().into_iter().map(move |level| (n, level)))
        {
            if n > 2000 && level != Level::detect() {
                continue;
            }
            let kernel = formula.kernel().as_register_code().level(level).unwrap();
            let y = agree::<T>(&kernel, formula.values().len(), n, text);
            let x = numbers::<T>(n);
            // One by one, as if each stood alone.
            for i in (0..n).step_by(n / 37 + 1) {
                let mut one = [T::from_f64(0.0)];
                kernel.forward(&x[i..=i], &mut one).unwrap();
                assert_eq!(bits(&one), bits(&y[i..=i]), "{text} {i} of {n}");
            }
        }
    }
}

#[test]
fn ways_to_call_agree_in_f32() {
    ways_to_call_agree::<f32>();
}
#[test]
fn ways_to_call_agree_in_f64() {
    ways_to_call_agree::<f64>();
}
#[test]
fn ways_to_call_agree_in_f16() {
    ways_to_call_agree::<f16>();
}
#[test]
fn ways_to_call_agree_in_bf16() {
    ways_to_call_agree::<bf16>();
}

/// Formulas against the compiled kernels of the same functions: value, slope, sums.
fn agrees_with_the_catalogue<T: Element>(tolerance: f64) {
    for (id, text) in [
        ("silu", "x/(1 + exp(-x))"),
        ("gelu", "0.5*x*(1 + erf(x/sqrt(2)))"),
        ("swish(beta=1.7)", "f(beta=1.7) = x*sigmoid(beta*x)"),
        ("elu(alpha=0.5)", "f(alpha=0.5) = if(x > 0, x, alpha*(exp(x) - 1))"),
        (
            "tanhsoft",
            "f(alpha=0.5, beta=0.5, gamma=1, delta=0.1) = tanh(alpha*x + beta*exp(gamma*x))*log(delta + exp(x))",
        ),
        ("prelu", "f(a=0.25) = if(x > 0, x, a*x)"),
        // Where they tie the first operand counts: the bounds, as in hardtanh.
        ("hardtanh", "f(a=-1, b=1) = min(b, max(a, x))"),
    ] {
        let (activation, formula): (Activation, Formula) =
            (id.parse().unwrap(), text.parse().unwrap());
        let (x, gy) = (numbers::<T>(5000), numbers::<T>(5003)[3..].to_vec());
        let (mut y, mut gx, mut y2, mut gx2) = (x.clone(), x.clone(), x.clone(), x.clone());
        activation.kernel().forward_backward(&x, &gy, &mut y, &mut gx).unwrap();
        formula.kernel().as_register_code().forward_backward(&x, &gy, &mut y2, &mut gx2).unwrap();
        for (a, b) in y.iter().zip(&y2).chain(gx.iter().zip(&gx2)) {
            let (a, b) = (a.to_f64(), b.to_f64());
            assert!((a - b).abs() <= tolerance * (1.0 + a.abs()), "{text}: {a} and {b}");
        }
        let count = formula.values().len();
        let (mut gp, mut gp2) = (vec![0.0; count], vec![0.0; count]);
        activation.kernel().backward_parameters(&x, &gy, &mut gx, &mut gp).unwrap();
        formula
            .kernel()
            .as_register_code()
            .backward_parameters(&x, &gy, &mut gx2, &mut gp2)
            .unwrap();
        for (a, b) in gp.iter().zip(&gp2) {
            assert!(
                (a - b).abs() <= 1e3 * tolerance * (1.0 + a.abs()),
                "{text}: {gp:?} and {gp2:?}"
            );
        }
    }
}

#[test]
fn formulas_agree_with_the_catalogue() {
    agrees_with_the_catalogue::<f32>(3e-7);
    agrees_with_the_catalogue::<f64>(1e-14);
    agrees_with_the_catalogue::<f16>(2e-3);
    agrees_with_the_catalogue::<bf16>(2e-2);
}

/// What f32 can compute in itself has the bits that f64 gives, rounded.
#[test]
fn straight_lines_are_the_same_in_f32() {
    let mut x: Vec<f32> = (0..4000u32).map(|i| f32::from_bits(i * 0x000f_f807)).collect();
    // Slopes of twice the argument are in the range of f32.
    x.retain(|x| x.abs() < 1.5e38);
    x.extend([0.0, 1.0, 1.5, f32::MIN_POSITIVE, 1e-45]);
    x.extend(x.clone().iter().map(|x| -x));
    let gy: Vec<f32> = x.iter().rev().map(|x| x.cbrt() + 0.1).collect();
    let wide = |v: &[f32]| v.iter().map(|&v| f64::from(v)).collect::<Vec<f64>>();
    let narrow = |v: &[f64]| v.iter().map(|&v| v as f32).collect::<Vec<f32>>();
    for text in [
        "max(0, x)",
        "abs(x)",
        "-x",
        "floor(x)",
        "x*x",
        "x/3",
        "if(x > 0, x*x, -x)",
        "min(max(x, -1), 1.5)",
        "f(a=0.375) = if(x > 0, x, a*x)",
        "f(a=0.375, b=2) = if(x < a, b, x - a)",
        "f(a=3) = x/a",
    ] {
        let formula: Formula = text.parse().unwrap();
        let kernel = formula.kernel().as_register_code();
        let (mut y, mut gx) = (x.clone(), x.clone());
        kernel.forward_backward(&x, &gy, &mut y, &mut gx).unwrap();
        let (mut y2, mut gx2) = (wide(&x), wide(&x));
        kernel.forward_backward(&wide(&x), &wide(&gy), &mut y2, &mut gx2).unwrap();
        y2.iter_mut().for_each(|y| *y = y.clamp(f32::MIN.into(), f32::MAX.into()));
        assert_eq!(bits(&y), bits(&narrow(&y2)), "{text}");
        assert_eq!(bits(&gx), bits(&narrow(&gx2)), "{text}");
    }
}

fn zeros_keep_their_sign<T: Element>() {
    let zeros = [0.0, -0.0].map(T::from_f64);
    for text in
        ["x", "2*x", "tanh(x)", "x*sigmoid(x)", "sin(x)", "x^3", "x/(1 + x^2)", "max(x, -1)"]
    {
        for (text, zeros, expected) in
            [(text.to_owned(), zeros, zeros), (format!("-({text})"), zeros, [zeros[1], zeros[0]])]
        {
            let mut y = zeros;
            let formula: Formula = text.parse().unwrap();
            formula.kernel().as_register_code().forward(&zeros, &mut y).unwrap();
            assert_eq!(bits(&y), bits(&expected), "{text}");
        }
    }
}

#[test]
fn zeros_keep_their_sign_in_all_types() {
    zeros_keep_their_sign::<f32>();
    zeros_keep_their_sign::<f64>();
    zeros_keep_their_sign::<f16>();
    zeros_keep_their_sign::<bf16>();
}

#[test]
fn infinities_have_limits_and_nan_stays() {
    for (text, low, high) in [
        ("x*tanh(exp(x))", 0.0, f32::INFINITY),
        ("x/(1 + exp(-x))", 0.0, f32::INFINITY),
        ("0.5*x*(1 + erf(x/sqrt(2)))", 0.0, f32::INFINITY),
        ("x*exp(-x^2)", 0.0, 0.0),
        ("atan(x)*2/pi", -1.0, 1.0),
        ("x/sqrt(1 + x^2)", -1.0, 1.0),
        ("x^3 - x", f32::NEG_INFINITY, f32::INFINITY),
        ("max(x, -2)", -2.0, f32::INFINITY),
    ] {
        let formula: Formula = text.parse().unwrap();
        let x = [f32::NEG_INFINITY, f32::INFINITY, f32::NAN];
        let (mut y, mut gx) = ([0.0; 3], [0.0; 3]);
        formula
            .kernel()
            .as_register_code()
            .forward_backward(&x, &[1.0; 3], &mut y, &mut gx)
            .unwrap();
        assert_eq!(y[..2], [low, high], "{text}");
        assert!(y[2].is_nan() && gx[2].is_nan(), "{text}");
        assert!(!gx[0].is_nan() && !gx[1].is_nan(), "{text}: {gx:?}");
    }
    // Where nothing passes, not even an infinite gradient does.
    let relu: Formula = "max(0, x)".parse().unwrap();
    let mut gx = [7.0f32; 3];
    relu.kernel()
        .as_register_code()
        .backward(&[-1.0, 0.0, 1.0], &[f32::INFINITY, f32::NAN, 2.0], &mut gx)
        .unwrap();
    assert_eq!(gx, [0.0, 0.0, 2.0]);
}

#[test]
fn finite_inputs_have_finite_results() {
    for text in [
        "exp(x)",
        "x^5",
        "x^2*exp(x)",
        "1/x",
        "sinh(x)",
        "log(cosh(x))",
        "x^7*exp(-x^2)",
        "exp(exp(x))",
        "exp(-exp(-x))",
        "x*exp(x)/(1 + exp(x))",
        "f(d=0.3) = log(d + exp(x))",
        "exp(x)*exp(-x)",
        "asinh(x)*x^3",
        "1/(exp(x) + exp(-x))",
        "tanh(x^3)*x^2",
        "x/(1 + x^2)",
        "x^2/(1 + abs(x))",
    ] {
        let formula: Formula = text.parse().unwrap();
        let mut x: Vec<f32> = (0..4000u32).map(|i| f32::from_bits(i * 0x000f_ff07)).collect();
        x.retain(|x| x.is_finite());
        let more: Vec<f32> = x.iter().map(|x| -x).collect();
        x.extend(more);
        let ones = vec![1.0f32; x.len()];
        let (mut y, mut gx) = (x.clone(), x.clone());
        formula.kernel().as_register_code().forward_backward(&x, &ones, &mut y, &mut gx).unwrap();
        for i in 0..x.len() {
            assert!(
                y[i].is_finite() && gx[i].is_finite(),
                "{text} at {:e}: {} {}",
                x[i],
                y[i],
                gx[i]
            );
        }
    }
}

/// What over- or underflows on the way, and what is 0 by 0.
#[test]
fn results_outlive_what_leaves_the_range_on_the_way() {
    let at = |text: &str, x: f64| {
        let formula: Formula = text.parse().unwrap();
        let (mut y, mut gx) = ([0.0], [0.0]);
        let kernel = formula.kernel();
        kernel.as_register_code().forward_backward(&[x], &[1.0], &mut y, &mut gx).unwrap();
        assert_eq!(formula.value(x).clamp(f64::MIN, f64::MAX), y[0], "{text}");
        assert_eq!(
            formula.derivatives(x, 1).unwrap()[1].clamp(f64::MIN, f64::MAX),
            gx[0],
            "{text}"
        );
        (y[0], gx[0])
    };
    let near = |(y, gx): (f64, f64), value: f64, slope: f64| {
        assert!((y - value).abs() <= 1e-12 * value.abs(), "{y}, not {value}");
        assert!((gx - slope).abs() <= 1e-12 * slope.abs(), "{gx}, not {slope}");
    };
    near(at("softplus(x)^2/softplus(-x)", 750.0), f64::MAX, f64::MAX);
    near(at("sigmoid(x)^2/sigmoid(2*x)", -800.0), 1.0, 0.0);
    // Its slope is a difference of terms 1e6 times as large.
    let (y, gx) = at("erfc(x)/gaussian(x)*x", 1e3);
    near((y, 0.0), 0.564_189_301_453_387_7, 0.0);
    assert!((gx / 5.641_878_909_853_527e-10 - 1.0).abs() < 1e-3, "{gx}");
    near(at("x*sech2(x)/sech2(x/2)^2", 1e3), 250.0, 0.25);
    near(at("sqrt(max(x, 0))", -1.0), 0.0, 0.0);
    near(at("sqrt(abs(x))", 0.0), 0.0, 0.0);
    near(at("sin(x)/x", 0.0), 1.0, 0.0);
    let (y, gx) = at("(exp(x) - 1)/x", 0.0);
    near((y, 0.0), 1.0, 0.0);
    assert!((gx - 0.5).abs() < 1e-11, "{gx}");
    // There is no value, and no slope.
    assert!(at_nan("log(x)*x", -1.0));
}

fn at_nan(text: &str, x: f64) -> bool {
    let formula: Formula = text.parse().unwrap();
    formula.value(x).is_nan() && formula.derivatives(x, 1).unwrap()[1].is_nan()
}

#[test]
fn channels_have_parameters_of_their_own() {
    let formula: Formula = "f(a=1, b=0) = a*x + b*x^2".parse().unwrap();
    let parameters = [1.0, 0.0, 2.0, 1.0, -1.0, 0.5];
    for inner in [1, 5, 300] {
        let channels = Channels { count: 3, inner };
        let kernel = Kernel::per_channel(formula.function(), &parameters, channels).unwrap();
        let x = numbers::<f64>(6 * inner);
        let (mut y, mut gx, mut gp) = (x.clone(), x.clone(), vec![0.0; 6]);
        kernel.forward(&x, &mut y).unwrap();
        kernel.backward_parameters(&x, &x, &mut gx, &mut gp).unwrap();
        let mut expected = [0.0; 6];
        for (i, &x) in x.iter().enumerate() {
            let c = i / inner % 3;
            let (a, b) = (parameters[2 * c], parameters[2 * c + 1]);
            assert!((y[i] - (a * x + b * x * x)).abs() < 1e-12);
            assert!((gx[i] - x * (a + 2.0 * b * x)).abs() < 1e-12);
            expected[2 * c] += x * x;
            expected[2 * c + 1] += x * x * x;
        }
        for (found, expected) in gp.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9 * (1.0 + expected.abs()));
        }
    }
    assert!(
        Kernel::per_channel(formula.function(), &parameters[1..], Channels { count: 3, inner: 1 })
            .is_err()
    );
    assert!(
        Kernel::per_channel(formula.function(), &[1.0, f64::NAN], Channels { count: 1, inner: 1 })
            .is_err()
    );
}

#[test]
fn refusals_name_what_is_wrong() {
    let formula: Formula = "f(beta=1) = x*sigmoid(beta*x)".parse().unwrap();
    let error = formula.clone().with("gamma", 2.0).unwrap_err().to_string();
    assert_eq!(error, "f has no parameter 'gamma'; its parameters are beta");
    let error = formula.clone().with("beta", f64::INFINITY).unwrap_err().to_string();
    assert_eq!(error, "f: beta = inf is not allowed; it must be a finite number");
    let error = formula.clone().with_values(&[1.0, 2.0]).unwrap_err().to_string();
    assert_eq!(error, "f takes 1 parameter value(s), but 2 were given");
    assert!(formula.kernel().forward(&[1.0f32], &mut [0.0; 2]).is_err());
    assert!(formula.kernel().backward_parameters(&[1.0f32], &[1.0], &mut [0.0], &mut []).is_err());
    assert_eq!(formula.with("beta", 2.0).unwrap().to_string(), "f(beta=2) = x*sigmoid(beta*x)");
}

#[test]
fn derivatives_of_any_order() {
    let formula: Formula = "f(k=2) = exp(k*x)*x".parse().unwrap();
    let found = formula.derivatives(0.5, 4).unwrap();
    let e = 1f64.exp();
    for (n, found) in found.iter().enumerate() {
        let n = n as f64;
        let expected = e * (2f64.powf(n) * 0.5 + n * 2f64.powf(n - 1.0));
        assert!((found - expected).abs() < 1e-12 * expected, "{n}: {found}, not {expected}");
    }
    assert!(formula.derivatives(0.5, 5).is_err());
    assert!((formula.parameter_gradient(0.5)[0] - 0.25 * e).abs() < 1e-14);
}
