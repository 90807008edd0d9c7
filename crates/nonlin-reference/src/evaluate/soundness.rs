//! The error bounds hold: results at every low precision contain those at a
//! high one.

use super::Evaluator;
use crate::ball::{Ball, Bound};
use crate::expression::{Function, Graph, parse};
use crate::{Reference, Want};
use rug::Float;

const HIGH: u32 = 1600;

/// Whether `ball` holds what `truth` says; a truth is itself a small ball.
fn holds(ball: &Ball, truth: &Ball) -> bool {
    if ball.error == Bound::UNKNOWN || truth.error == Bound::UNKNOWN {
        return true;
    }
    if !ball.mid.is_finite() || !truth.mid.is_finite() {
        return ball.mid.is_nan() && truth.mid.is_nan() || ball.mid == truth.mid;
    }
    let difference = Float::with_val(HIGH, &ball.mid - &truth.mid).abs();
    let allowed = match ball.error.plus(truth.error) {
        Bound::EXACT => return difference.is_zero(),
        // Below what MPFR holds there is nothing to compare.
        bound if bound.is_limit() => return difference <= Float::with_val(64, 1) >> 500_000_000,
        bound => bound.exponent() as i32,
    };
    difference <= Float::with_val(64, 1) << allowed
}

/// Checks all balls of a formula at all `xs`; returns how many were of use.
fn check(what: &str, graph: &Graph, parameters: &[f64], xs: &[f64]) -> usize {
    let mut evaluator = Evaluator::new(graph, parameters, Want::ALL);
    let mut useful = 0;
    for &x in xs {
        let at = Float::with_val(128, x);
        let truth = evaluator.jet(&at, HIGH, true).unwrap();
        for precision in [128, 192, 640] {
            // What is undecided claims nothing.
            let Ok(found) = evaluator.jet(&at, precision, false) else {
                continue;
            };
            let all = |jet: &crate::jet::Jet| {
                let derivatives = [jet.first.clone(), jet.second.clone()];
                let mut balls = vec![jet.value.clone()];
                balls.extend(derivatives.into_iter().chain(jet.parameters.clone()).flatten());
                balls
            };
            for (place, (ball, truth)) in all(&found).iter().zip(&all(&truth)).enumerate() {
                assert!(
                    holds(ball, truth),
                    "{what} at {x:e}, {precision} bits, result {place}:\n{ball:?}\n{truth:?}"
                );
                useful += usize::from(ball.error != Bound::UNKNOWN);
            }
        }
    }
    useful
}

#[test]
fn of_the_built_in_formulas() {
    let mut xs = vec![0.0, 1.0, -3.0];
    for exponent in -60..70 {
        for fraction in [1.0, 1.37, 1.81] {
            let x = fraction * 2f64.powi(exponent / 3 * if exponent % 3 == 0 { 9 } else { 1 });
            xs.extend([x, -x]);
        }
    }
    for reference in Reference::all() {
        let useful = check(reference.id(), &reference.graph, &reference.defaults(), &xs);
        assert!(useful > 2 * xs.len(), "{}: {useful}", reference.id());
    }
}

/// Operands that have lost most of their digits, so that the propagated error
/// and not the rounding error decides.
#[test]
fn of_functions_of_inaccurate_operands() {
    let xs: Vec<f64> = (-60..=60).map(|i| f64::from(i) * 0.33 + 1e-3).collect();
    let wide: Vec<f64> = (-40..=40).map(|i| f64::from(i) * 7.3 + 0.01).collect();
    let functions = Function::NAMES.iter().map(|(name, _)| format!("{name}(LOSSY)"));
    let operations = [
        "LOSSY + LOSSY*LOSSY",
        "x/LOSSY",
        "LOSSY/(3 + LOSSY^2)",
        "LOSSY^5 - LOSSY^-2",
        "(4 + LOSSY^2)^(LOSSY/7)",
        "max(LOSSY, x) + min(LOSSY, 1)",
        "if(LOSSY < 1, LOSSY, a/LOSSY)",
    ];
    for text in functions.chain(operations.map(str::to_owned)) {
        for lost in ["1e12", "1e30", "1e37"] {
            let lossy = format!("((a*x + {lost}*pi) - {lost}*pi)");
            let text = text.replace("LOSSY", &lossy);
            let graph = parse(&text, &["a"]).unwrap();
            let mut useful = 0;
            for xs in [&xs, &wide] {
                useful += check(&text, &graph, &[1.25], xs);
            }
            assert!(useful > 100, "{text}: {useful}");
        }
    }
}
