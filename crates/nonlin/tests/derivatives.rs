//! Derivatives: jets against each other, against differences, against MPFR, and
//! against the printed symbolic derivative, read and evaluated by the reference.

mod support;

use nonlin::Activation;
use nonlin::numbers::{Dual, Taylor};
use nonlin_reference::{Reference, Want};
use support::activations;
use support::terms::Terms;

/// Numbers on both sides of every kink, and none on one.
fn points(activation: &Activation) -> Vec<f64> {
    let kinks: Vec<f64> = activation.properties().kinks.iter().map(|k| k.at).collect();
    (-240..240)
        .map(|i| f64::from(i) * 0.11 + 0.0321)
        .filter(|x| kinks.iter().all(|k| (x - k).abs() > 0.01))
        .collect()
}

#[test]
fn second_derivatives_agree_with_mpfr() {
    for activation in activations() {
        let reference = Reference::get(activation.function().id()).unwrap();
        for x in points(&activation) {
            let truth = reference.evaluate_with(x, activation.values(), Want::SECOND);
            let found = activation.derivatives(x, 2).unwrap();
            let (d1, d2) = (truth.d1.to_f64(), truth.d2.to_f64());
            // A second derivative is no larger than the first where both matter.
            let size = d2.abs().max(1e-3 * d1.abs());
            let tolerance = 1e-9 * size + 1e-13;
            assert!(
                (found[2] - d2).abs() <= tolerance,
                "{activation}''({x}) = {}, not {d2}",
                found[2]
            );
        }
    }
}

#[test]
fn series_and_nested_dual_numbers_agree() {
    for activation in activations() {
        let expression = activation.function().expression();
        for x in points(&activation).into_iter().step_by(7) {
            let p = activation.values();
            let series = activation.derivatives(x, 4).unwrap();

            // Dual numbers of dual numbers: the second derivative.
            let inner = Dual::variable(x);
            let p2: Vec<Dual<Dual<f64>>> =
                p.iter().map(|&v| Dual::constant(Dual::constant(v))).collect();
            let nested = expression.evaluate(Dual::variable(inner), &p2);
            let first = nested.derivative().v;
            let second = nested.derivative().derivative();
            // The same operations in another order.
            let close = |a: f64, b: f64| (a - b).abs() <= 1e-10 * (1.0 + a.abs().max(b.abs()));
            assert!(close(first, series[1]), "{activation} at {x}: {first} {}", series[1]);
            assert!(close(second, series[2]), "{activation} at {x}: {second} {}", series[2]);

            // The series of the printed derivative: one order more.
            let p: Vec<Taylor<f64>> = p.iter().map(|&v| Taylor::constant(v, 3)).collect();
            let derivative = activation.function().derivative();
            let slopes = derivative.evaluate(Taylor::variable(x, 3), &p).derivatives();
            for order in 0..=3 {
                let (a, b) = (slopes[order], series[order + 1]);
                let scale = 1.0 + a.abs().max(b.abs());
                assert!(
                    (a - b).abs() <= 1e-8 * scale,
                    "{activation} at {x}, order {order}: {a} {b}"
                );
            }
        }
    }
}

#[test]
fn differences_agree() {
    for activation in activations() {
        for x in points(&activation).into_iter().step_by(5) {
            let h = 1e-3;
            let value = |x: f64| activation.derivatives(x, 3).unwrap();
            let (left, right, here) = (value(x - h), value(x + h), value(x));
            for order in 0..3 {
                // The error of the difference is a derivative of two orders more,
                // times h^2 / 6: bounded by how much the next one changes.
                let difference = (right[order] - left[order]) / (2.0 * h);
                let change = (right[order + 1] - left[order + 1]).abs();
                let tolerance = 1e-4 * (1.0 + here[order + 1].abs()) + change;
                assert!(
                    (difference - here[order + 1]).abs() <= tolerance,
                    "{activation} at {x}, order {}: {difference} {}",
                    order + 1,
                    here[order + 1]
                );
            }
        }
    }
}

#[test]
fn printed_derivatives_mean_what_is_computed() {
    for function in nonlin::tuned_functions() {
        let activation = Activation::from(*function);
        let names: Vec<(&str, f64)> =
            function.parameters().iter().map(|p| (p.name, p.default)).collect();
        let text = |expression: nonlin::Expression| {
            // The reference knows these by their definitions only.
            expand(&expression.to_string())
        };
        let parse = |text: &str| {
            Reference::parse(text, &names).unwrap_or_else(|error| panic!("{text}: {error}"))
        };
        let value = parse(&text(function.expression()));
        let slope = parse(&text(function.derivative()));
        let by: Vec<Reference> =
            function.parameter_derivatives().into_iter().map(|e| parse(&text(e))).collect();
        let definition = Reference::get(function.id()).unwrap();
        for x in points(&activation).into_iter().step_by(11).filter(|x| x.abs() < 12.0) {
            let p = activation.values();
            let truth = definition.evaluate_with(x, p, Want::FIRST.with_parameters());
            let read = |r: &Reference| r.evaluate_with(x, p, Want::VALUE).value.to_f64();
            // The constants of two formulas are printed to f64.
            let close = |a: f64, b: f64| (a - b).abs() <= 1e-13 * (1.0 + b.abs());
            assert!(close(read(&value), truth.value.to_f64()), "{function:?} at {x}");
            assert!(close(read(&slope), truth.d1.to_f64()), "{function:?}' at {x}");
            for (by, truth) in by.iter().zip(&truth.dp) {
                assert!(close(read(by), truth.to_f64()), "{function:?} by a parameter at {x}");
            }
        }
    }
}

/// Functions of the printed form that the reference has no word for, by what they
/// are.
fn expand(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, before, after) in [
        ("Phi(", "(erfc(-(", ")/sqrt(2))/2)"),
        ("phi(", "(exp(-(", ")^2/2)/sqrt(2*pi))"),
        ("sech(", "(1/cosh(", "))"),
    ] {
        while let Some(start) = text.find(name) {
            let open = start + name.len();
            let mut depth = 1;
            let length = text[open..]
                .find(|c| {
                    depth += match c {
                        '(' => 1,
                        ')' => -1,
                        _ => 0,
                    };
                    depth == 0
                })
                .unwrap();
            let argument = text[open..open + length].to_owned();
            text.replace_range(start..=open + length, &format!("{before}{argument}{after}"));
        }
    }
    text
}

#[test]
fn terms_are_at_least_the_value() {
    // The measure of the accuracy tests must never excuse more than its terms.
    let silu = Activation::new("silu").unwrap();
    let slope = silu.function().derivative();
    for x in [-5.0, -1.278, -0.3, 0.0, 2.0] {
        let terms = slope.evaluate(Terms::exact(x), &[]);
        let truth = silu.derivatives(x, 1).unwrap()[1];
        assert!((terms.value - truth).abs() < 1e-14);
        assert!(terms.largest >= truth.abs() && terms.largest <= 1.1 + truth.abs());
    }
}
