//! Second derivatives of the long tail: a number wherever arbitrary precision has one.

mod support;

use nonlin::{Activation, functions};
use nonlin_reference::Want;
use rayon::prelude::*;
use support::tail::{Domain, reference};

/// Zeros, every scale, and where exponentials leave the range of f64.
fn points() -> Vec<f64> {
    let scales = (-40..40).map(|i| f64::from(i * 25).exp2());
    let special = [0.0, 0.3, 0.7, 1.5, 2.5, 4.0, 30.0, 372.5, 709.9, 711.5, 745.2, 1435.0, 1490.0];
    let all = scales.chain(special).chain([f64::MIN_POSITIVE, f64::MAX]);
    all.flat_map(|x| [x, -x]).collect()
}

fn faults(activation: &Activation) -> Vec<String> {
    let function = activation.function();
    let text = function.published_formula().map_or_else(|| function.formula(), str::to_owned);
    let reference = reference(activation, &text).unwrap_or_else(|error| panic!("{error}"));
    let domain = Domain::of(activation);
    let mut faults = Vec::new();
    for x in points().into_iter().filter(|&x| domain.has(x)) {
        let found = activation.derivatives(x, 2).unwrap()[2];
        let truth = reference.evaluate_with(x, activation.values(), Want::SECOND).d2.to_f64();
        // Where a published form has none, as 0/0, another form of it may have one.
        if truth.is_finite() && !found.is_finite() {
            faults.push(format!("{activation}''({x:e}) = {found:e}, not {truth:e}"));
        }
    }
    faults
}

#[test]
fn second_derivatives_are_numbers() {
    let tail: Vec<Activation> =
        functions().iter().filter(|f| !f.is_tuned()).map(|f| Activation::from(*f)).collect();
    let faults: Vec<String> = tail.par_iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Where plain arithmetic has 0 by 0 or infinity less infinity on the way.
#[test]
fn what_leaves_the_range_on_the_way_is_a_number() {
    for (name, x) in [
        ("ada", -711.5),
        ("lada", -711.5),
        ("soft_exponential", 1435.0),
        ("m_arcsinh", 0.0),
        ("softplus(x)^2/softplus(-x)", 700.0),
    ] {
        let activation: Activation = name.parse().unwrap();
        let found = activation.derivatives(x, 2).unwrap();
        assert!(found.iter().all(|d| !d.is_nan()), "{name} at {x}: {found:?}");
    }
}
