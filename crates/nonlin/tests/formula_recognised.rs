//! Formulas that the catalogue has a compiled kernel of: they are found, they run it, and
//! it computes what they say.

use nonlin::formula::SPELLINGS;
use nonlin::{
    Activation, Channels, Element, Formula, Function, Kernel, bf16, f16, tuned_functions,
};

fn id(text: &str) -> Option<&'static str> {
    let formula: Formula = text.parse().unwrap();
    formula.recognised().map(Function::id)
}

#[test]
fn typed_classics_are_found() {
    for (expected, text) in [
        ("relu", "max(0, x)"),
        ("relu", "max(x, 0)"),
        ("leaky_relu", "f(slope=0.2) = if(x > 0, x, slope*x)"),
        ("sigmoid", "1/(1 + exp(-x))"),
        ("elu", "f(alpha=1) = if(x > 0, x, alpha*(exp(x) - 1))"),
        // With a default written out.
        ("elu", "if(x > 0, x, exp(x) - 1)"),
        ("silu", "x/(1 + exp(-x))"),
        ("silu", "sigmoid(x)*x"),
        ("swish", "mine(b=3) = x*sigmoid(b*x)"),
        ("gelu", "x*(1 + erf(x/sqrt(2)))*0.5"),
        ("mish", "x*tanh(log(1 + exp(x)))"),
        ("telu", "tanh(exp(x))*x"),
        ("smish", "f(alpha=1, beta=1) = x*alpha*tanh(log(1 + sigmoid(x*beta)))"),
    ] {
        assert_eq!(id(text), Some(expected), "{text}");
    }
    for (expected, text) in SPELLINGS {
        assert_eq!(id(text), Some(*expected), "{text}");
    }
}

#[test]
fn others_are_not() {
    for text in [
        "x",
        "7",
        "x*tanh(exp(x)) + 0.001",
        "x*tanh(exp(1.001*x))",
        "x*sigmoid(2*x)",
        // The slope at 0 is another.
        "if(x >= 0, x, 0)",
        "f(a=1, b=1) = x*sigmoid(a*x)*b",
        // A constant is not a parameter.
        "f(unused=2) = x*tanh(exp(x))",
    ] {
        assert_eq!(id(text), None, "{text}");
    }
}

/// What every function prints of itself, where that is a formula of the language.
#[test]
fn what_functions_print_is_found() {
    let mut found = 0;
    for &function in tuned_functions().iter().filter(|function| !function.is_stochastic()) {
        let parameters = function.parameters().iter();
        let list: Vec<String> = parameters.map(|p| format!("{}={}", p.name, p.default)).collect();
        let head =
            if list.is_empty() { String::new() } else { format!("f({}) = ", list.join(", ")) };
        let Ok(formula) = format!("{head}{}", function.expression()).parse::<Formula>() else {
            continue;
        };
        if let Some(twin) = formula.recognised() {
            // Not always itself: some are the same by two names.
            let activation = Activation::new(twin.id()).unwrap();
            let activation = activation.with_values(formula.values()).unwrap();
            for x in [-3.3, -0.7, 0.4, 2.9] {
                let (a, b) = (formula.value(x), activation.value(x));
                assert!((a - b).abs() <= 1e-13 * (1.0 + a.abs()), "{} at {x}", function.id());
            }
            found += 1;
        }
    }
    assert!(found >= 20, "only {found} found");
}

fn numbers<T: Element>(n: usize) -> Vec<T> {
    // Kinks first.
    let kinks = [-3.0, 0.0, -0.0, 1.0, 3.0];
    let number = |i: usize| {
        kinks.get(i).copied().unwrap_or((i as f64 * 0.754_877_666_246_692_7).fract() * 14.0 - 7.0)
    };
    (0..n).map(|i| T::from_f64(number(i))).collect()
}

fn runs_the_same<T: Element>(tolerance: f64) {
    let texts = SPELLINGS.iter().copied().chain([
        ("telu", "x*tanh(exp(x))"),
        ("elu", "if(x > 0, x, exp(x) - 1)"),
        ("leaky_relu", "f(alpha=0.01) = if(x > 0, x, alpha*x)"),
        ("smish", "f(alpha=1, beta=1) = alpha*x*tanh(log(1 + sigmoid(beta*x)))"),
    ]);
    for (id, text) in texts {
        let (activation, formula): (Activation, Formula) =
            (id.parse().unwrap(), text.parse().unwrap());
        let (x, gy) = (numbers::<T>(3001), numbers::<T>(3011)[10..].to_vec());
        let kernels = [activation.kernel(), formula.kernel(), formula.kernel().as_register_code()];
        let [expected, own, code] = kernels.map(|kernel| {
            let (mut y, mut gx) = (x.clone(), x.clone());
            kernel.forward_backward(&x, &gy, &mut y, &mut gx).unwrap();
            y.extend(gx);
            y.iter().map(|v| v.to_f64()).collect::<Vec<f64>>()
        });
        assert_eq!(expected, own, "{text}");
        for (a, b) in expected.iter().zip(&code) {
            assert!((a - b).abs() <= tolerance * (1.0 + a.abs()), "{text}: {a} and {b}");
        }
        let mut gx = x.clone();
        let mut sums = vec![1.0; formula.values().len()];
        formula.kernel().backward_parameters(&x, &gy, &mut gx, &mut sums).unwrap();
        let mut code_sums = sums.clone();
        let code = formula.kernel().as_register_code();
        code.backward_parameters(&x, &gy, &mut gx, &mut code_sums).unwrap();
        for (a, b) in sums.iter().zip(&code_sums) {
            assert!((a - b).abs() <= 1e3 * tolerance * (1.0 + a.abs()), "{text}: {a} and {b}");
        }
    }
}

#[test]
fn recognised_formulas_run_the_compiled_kernel() {
    runs_the_same::<f32>(3e-6);
    runs_the_same::<f64>(1e-14);
    runs_the_same::<f16>(4e-3);
    runs_the_same::<bf16>(4e-2);
}

#[test]
fn channels_keep_their_own_parameters() {
    let formula: Formula = "f(beta=1) = x*sigmoid(beta*x)".parse().unwrap();
    let channels = Channels { count: 3, inner: 5 };
    let sets = [0.5, -1.0, 2.0];
    let (x, gy) = (numbers::<f32>(30), numbers::<f32>(34)[4..].to_vec());
    let by = |function: &'static Function| {
        let kernel = Kernel::per_channel(function, &sets, channels).unwrap();
        let (mut y, mut gx, mut sums) = (x.clone(), x.clone(), vec![0.0; 3]);
        kernel.forward(&x, &mut y).unwrap();
        kernel.backward_parameters(&x, &gy, &mut gx, &mut sums).unwrap();
        (y, gx, sums)
    };
    let swish = Activation::new("swish").unwrap().function();
    assert_eq!(by(formula.function()), by(swish));
}

/// A formula takes any value of a parameter; a function of the catalogue may not.
#[test]
fn values_that_the_function_refuses_run_as_typed() {
    let formula: Formula = "f(beta=1) = log(1 + exp(beta*x))/beta".parse().unwrap();
    assert_eq!(formula.recognised().map(Function::id), Some("softplus"));
    let negative = formula.with("beta", -2.0).unwrap();
    assert_eq!(negative.recognised(), None);
    let (x, mut y) = ([-1.0f32, 0.5, 3.0], [0.0; 3]);
    negative.kernel().forward(&x, &mut y).unwrap();
    for (x, y) in x.into_iter().zip(y) {
        let expected = f64::from(-2.0 * x).exp().ln_1p() / -2.0;
        assert!((f64::from(y) - expected).abs() < 1e-6, "{y} and {expected}");
    }
}
