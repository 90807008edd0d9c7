//! The rewrite rules against arbitrary precision: what replaces a form is that form.

use nonlin::Formula;
use nonlin::formula::RULES;
use nonlin_reference::{Reference, Want};

/// Atoms that the reference does not know, in functions that it does.
const DEFINITIONS: &[(&str, &str)] = &[
    ("log1p_sigmoid", "ln(1 + sigmoid(#))"),
    ("logistic_density", "(sigmoid(#)*sigmoid(-(#)))"),
    ("normal_cdf", "(erfc(-(#)/sqrt(2))/2)"),
    ("normal_pdf", "(exp(-(#)^2/2)/sqrt(2*pi))"),
    ("sech2", "(1/cosh(#)^2)"),
    ("gaussian", "exp(-(#)^2)"),
    ("lorentzian", "(1/(1 + (#)^2))"),
    ("softsign", "((#)/(1 + abs(#)))"),
];

/// The text with the definitions in place of the atoms.
fn expanded(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, definition) in DEFINITIONS {
        let call = format!("{name}(");
        while let Some(start) = text.find(&call) {
            let inner = start + call.len();
            let mut depth = 1;
            let end = text[inner..].find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            let end = inner + end.expect("a closing bracket");
            let replaced = definition.replace('#', &text[inner..end]);
            text.replace_range(start..=end, &replaced);
        }
    }
    text
}

#[test]
fn rules_hold_in_arbitrary_precision() {
    let mut failures = Vec::new();
    for (from, to) in RULES {
        let replaced = |text: &str| {
            // The names of a rule, without touching those of functions.
            let mut result = String::new();
            let characters: Vec<char> = text.chars().collect();
            for (i, &c) in characters.iter().enumerate() {
                let letter = |k: usize| {
                    characters.get(k).is_some_and(|c: &char| c.is_alphanumeric() || *c == '_')
                };
                let alone = !letter(i + 1) && (i == 0 || !letter(i - 1));
                result.push(if alone && c == 'u' { 'x' } else { c });
            }
            result
        };
        let reference = Reference::parse(&expanded(&replaced(from)), &[("v", 1.0), ("w", 1.0)])
            .unwrap_or_else(|e| panic!("{from}: {e}"));
        let new = Formula::parse(&format!("f(v=1, w=1) = {}", replaced(to)))
            .unwrap_or_else(|e| panic!("{e}"));
        let mut compared = 0;
        for v in [0.37, 2.5] {
            let dense = (-1200..1200).map(|i| f64::from(i) * 0.0471 + 0.0013);
            let far = (-60..60).map(|i| 2f64.powf(f64::from(i) / 2.0) * 1.3);
            for x in dense.chain(far.clone()).chain(far.map(|x| -x)) {
                let truth = reference.evaluate_with(x, &[v, 0.8], Want::VALUE);
                let truth = truth.value.to_f64();
                // Outside of the domain, and where f64 has no such number.
                if !truth.is_finite() || truth.abs() > 1e300 || truth.abs() < 1e-300 {
                    continue;
                }
                let found = new.typed().evaluate(x, &[v, 0.8])[0];
                compared += 1;
                // Arguments of exponentials are rounded: that is amplified by their size.
                let amplified = 1.0 + truth.abs().ln().abs();
                let mut scale = truth.abs();
                if (found - truth).abs() > 2e-15 * amplified * scale {
                    // Near a zero, of the size that the result has around it.
                    for t in [x - 0.05 * (1.0 + x.abs()), x + 0.05 * (1.0 + x.abs())] {
                        let beside =
                            reference.evaluate_with(t, &[v, 0.8], Want::VALUE).value.to_f64();
                        if beside * truth < 0.0 {
                            scale = scale.max(beside.abs());
                        }
                    }
                }
                if (found - truth).abs() > 2e-15 * amplified * scale {
                    failures.push(format!(
                        "{from} -> {to} at {x:e}, v = {v}: {found:e}, not {truth:e}"
                    ));
                    break;
                }
            }
        }
        assert!(compared > 300, "{from}: {compared} samples");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Every rule is found in a formula that contains its form.
#[test]
fn rules_apply_to_what_they_are_for() {
    for (typed, stable) in [
        ("x*tanh(exp(x))", "x*tanh_exp(x)"),
        ("x*tanh(log(1 + exp(x)))", "x*tanh_softplus(x)"),
        ("x*((1 + exp(x))^2 - 1)/((1 + exp(x))^2 + 1)", "x*tanh_softplus(x)"),
        ("x*log(1 + 1/(1 + exp(-x)))", "x*log1p_sigmoid(x)"),
        ("x*tanh(log(1 + sigmoid(x)))", "x*tanh_log1p_sigmoid(x)"),
        ("x*erf(log(1 + exp(x)))", "x*erf_softplus(x)"),
        ("0.5*x*(1 + erf(x/sqrt(2)))", "x*normal_cdf(x)"),
        ("x/2*(1 + erf(x/sqrt(2)))", "x*normal_cdf(x)"),
        ("x*(0.5 + 0.5*erf(0.7071067811865475*x))", "x*normal_cdf(x)"),
        ("0.5*x*(1 + tanh(x/2))", "x*sigmoid(x)"),
        ("x*(0.5 + 0.5*tanh(x))", "x*sigmoid(2*x)"),
        ("x/(1 + exp(-1.702*x))", "x*sigmoid(1.702*x)"),
        ("x*exp(x)/(1 + exp(x))", "x*sigmoid(x)"),
        ("2/(1 + exp(-2*x)) - 1", "tanh(x)"),
        ("(1 - exp(-2*x))/(1 + exp(-2*x))", "tanh(x)"),
        ("(exp(x) - exp(-x))/(exp(x) + exp(-x))", "tanh(x)"),
        ("sinh(x)/cosh(x)", "tanh(x)"),
        ("x*(1 - tanh(x)^2)", "x*sech2(x)"),
        ("1/cosh(3*x)^2", "sech2(3*x)"),
        ("log(x + sqrt(x^2 + 1))", "asinh(x)"),
        ("-log(1/(1 + exp(-x)))", "softplus(-x)"),
        ("if(x > 0, x, exp(x) - 1)", "if(x > 0, x, expm1(x))"),
        ("max(x, 0) + min(0, exp(x) - 1)", "if(x > 0, x, expm1(x))"),
    ] {
        let (typed, stable) = (Formula::parse(typed).unwrap(), Formula::parse(stable).unwrap());
        assert_eq!(typed.expression().to_string(), stable.expression().to_string(), "{typed}");
    }
    // Slopes: no cancellation, no overflow.
    for (typed, slope) in [
        ("x/(1 + exp(-x))", "silu_slope(x)"),
        ("0.5*x*(1 + erf(x/sqrt(2)))", "gelu_slope(x)"),
        ("1/(1 + exp(-x))", "logistic_density(x)"),
        ("tanh(x)", "sech2(x)"),
        ("log(1 + exp(x))", "sigmoid(x)"),
    ] {
        let (typed, slope) = (Formula::parse(typed).unwrap(), Formula::parse(slope).unwrap());
        assert_eq!(typed.derivative().to_string(), slope.expression().to_string(), "{typed}");
    }
}
