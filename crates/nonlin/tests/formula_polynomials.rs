//! Formulas that polynomials stand for, against MPFR and against their register code.

mod support;

use nonlin::{Formula, Level, bf16, f16};
use nonlin_reference::{Format, Reference, Want};
use support::{Measured, Worst};

/// Formulas that the catalogue does not have.
const FORMULAS: &[(&str, &[(&str, f64)])] = &[
    ("x*sigmoid(x)^2", &[]),
    ("0.9*x*tanh(exp(x))", &[]),
    ("a*tanh(b*x)", &[("a", 1.75), ("b", 0.375)]),
    ("-x*sigmoid(1.25*x)/(4 + x^2)", &[]),
    ("log(2 + exp(x))", &[]),
    ("x/sqrt(1 + x^2/4)", &[]),
    ("if(x > 0, x, exp(x) - 1)*sigmoid(x + 1)", &[]),
    ("atan(x) - 4", &[]),
    ("if(x > 0, x, 1.5*(exp(x) - 1))", &[]),
    ("if(x > 0, 1.25*x, exp(x) - 1)", &[]),
    ("if(x > 0, if(x > 11, 11, x), exp(x) - 1)", &[]),
];

/// Units in the last place; of a slope that passes through 0, of 1/8.
const BOUND: f64 = 3.0;

fn typed(body: &str, parameters: &[(&str, f64)]) -> Formula {
    if parameters.is_empty() {
        return body.parse().unwrap();
    }
    let list: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("f({}) = {body}", list.join(", ")).parse().unwrap()
}

/// Arguments around the ends of intervals of many widths, between them and beyond them.
fn points() -> Vec<f64> {
    let near = |end: f64| [-1e-5, -1e-7, 0.0, 1e-7, 1e-5].map(|d| end + end * d + d);
    let ends = (-160..=160).flat_map(|i| near(f64::from(i) / 16.0));
    let others = (0..3000).map(|i| (f64::from(i) * 0.618_033_988_7).fract() * 24.0 - 12.0);
    let tiny = [1e-45, 1e-40, 1e-38, 1e-30, 1e-20, 1e-10, 1e-6, 1e-4, 1e-3, 1e-2];
    ends.chain(others).chain(tiny.into_iter().flat_map(|x| [x, -x])).chain([40.0, -40.0]).collect()
}

fn check<T: Measured>() {
    for (body, parameters) in FORMULAS {
        let formula = typed(body, parameters);
        let reference = Reference::parse(body, parameters).unwrap();
        let x: Vec<T> = points().into_iter().map(T::from_f64).collect();
        let ones = vec![T::from_f64(1.0); x.len()];
        let mut results: Vec<(Vec<T>, Vec<T>)> = Vec::new();
        for level in [Level::Avx512, Level::Avx2, Level::detect()] {
            if !Level::available().contains(&level) {
                continue;
            }
            let (mut y, mut gx) = (x.clone(), x.clone());
            let kernel = formula.kernel().level(level).unwrap();
            kernel.forward_backward(&x, &ones, &mut y, &mut gx).unwrap();
            results.push((y, gx));
        }
        let (y, gx) = results.pop().unwrap();
        let (mut value, mut slope) = (Worst::default(), Worst::default());
        for (i, &x) in x.iter().enumerate() {
            let x = x.to_f64();
            let want = Want::FIRST.for_format(T::FORMAT);
            let truth = reference.evaluate_with(x, formula.values(), want);
            let d1 = truth.d1.to_f64();
            value.note(T::FORMAT.ulp_error(y[i].to_f64(), &truth.value), x);
            let units = T::FORMAT.ulp_error(gx[i].to_f64(), &truth.d1);
            slope.note(units * (d1.abs() * 8.0).min(1.0), x);
            // The same bits from every level that rounds a multiply-add once.
            for (others, slopes) in &results {
                assert_eq!(y[i].to_f64().to_bits(), others[i].to_f64().to_bits(), "{body} at {x}");
                assert_eq!(gx[i].to_f64().to_bits(), slopes[i].to_f64().to_bits(), "{body} at {x}");
            }
        }
        println!("{body} in {}: value {value:?}, slope {slope:?}", T::NAME);
        let bound = if T::FORMAT == Format::F32 { BOUND } else { 1.0 };
        assert!(value.ulp <= bound && slope.ulp <= bound, "{body}: {value:?}, {slope:?}");
    }
}

#[test]
fn they_are_accurate_in_f32() {
    check::<f32>();
}

#[test]
fn they_are_accurate_in_half_precision() {
    check::<f16>();
    check::<bf16>();
}

/// Other parameters than the defaults, and gradients by parameters, are not what polynomials
/// were fitted to.
#[test]
fn other_parameters_take_the_formula() {
    let formula: Formula = "f(a=1.75, b=0.375) = a*tanh(b*x)".parse().unwrap();
    let x: Vec<f32> = (-40..40).map(|i| i as f32 / 7.0).collect();
    let ones = vec![1.0; x.len()];
    let (mut y, mut gx, mut gp) = (x.clone(), x.clone(), [0.0; 2]);
    formula.kernel().backward(&x, &ones, &mut gx).unwrap();
    let mut with_parameters = x.clone();
    formula.kernel().backward_parameters(&x, &ones, &mut with_parameters, &mut gp).unwrap();
    assert_eq!(gx, with_parameters);
    let mut code = [0.0; 2];
    let kernel = formula.kernel().as_register_code();
    kernel.backward_parameters(&x, &ones, &mut with_parameters, &mut code).unwrap();
    assert_eq!(gp, code);

    let other = formula.with("a", 2.5).unwrap();
    other.kernel().forward(&x, &mut y).unwrap();
    let mut expected = y.clone();
    other.kernel().as_register_code().forward(&x, &mut expected).unwrap();
    assert_eq!(y, expected);
}

/// Whether polynomials stand for a formula, which shows in the last digits of its results;
/// none at levels that have no polynomials.
fn has_polynomials(text: &str) -> Option<bool> {
    let formula: Formula = text.parse().unwrap();
    matches!(Level::detect(), Level::Avx2 | Level::Avx512).then(|| {
        let x: Vec<f32> = (-3000..3000).map(|i| i as f32 / 1000.7).collect();
        let (mut y, mut code) = (x.clone(), x.clone());
        formula.kernel().as_unknown().forward(&x, &mut y).unwrap();
        formula.kernel().as_register_code().forward(&x, &mut code).unwrap();
        y != code
    })
}

#[test]
fn smooth_formulas_have_polynomials() {
    for text in [
        "x*sigmoid(x)^2",
        "x*tanh(exp(x))*0.9",
        "x/sqrt(1 + x^2)",
        "f(a=2, b=0.3) = a*tanh(b*x)",
        "-x*Phi(1.1*x)",
        "log(2 + exp(x))",
        "x*exp(-abs(x)/3)",
        "if(x > 0, x, exp(x) - 1)",
        "if(x > 0, 1.25*x, exp(x) - 1)",
    ] {
        assert_ne!(has_polynomials(text), Some(false), "{text}");
    }
}

/// Between the points at which polynomials are compared with the function there may be
/// anything.
#[test]
fn nothing_is_hidden_between_points() {
    for text in [
        "x + exp(-(1000*(x - 0.3))^2)",
        "x + gaussian(3000*x - 1000.5)",
        "x + 2 + 0.001*sech2(1e4*(x - 1.2345))",
        "x + 1e-9/(1e-9 + (x - 0.3)^2)",
        "x + 1e-6*sin(1000*x)",
        "2 + sigmoid(1e5*(x - 0.123))",
        "if(x < 0.49999, 5 + x, 5.0001 + x)",
        "5 + x + 1e-4*abs(x - 0.123)",
        "5 + max(x, 0.3)",
        "9 + floor(x)/1000",
        "3 + x/(x - 0.7)",
        "9 + sqrt((x - 1)^2)",
        "x*sin(1/x)",
        "if(x > 0.1, x, 0.01*x)",
        "sqrt(1 + x^2)",
    ] {
        assert_ne!(has_polynomials(text), Some(true), "{text}");
    }
}
