//! The long tail gives numbers for every finite input, with its defaults and with other
//! parameters of their ranges.

mod support;

use nonlin::{Activation, Element, bf16, f16, functions};
use rayon::prelude::*;
use support::tail::finite::{Inputs, unfinite};
use support::tail::{Domain, both};

fn tail() -> Vec<Activation> {
    let data = functions().iter().filter(|f| !f.is_tuned());
    data.map(|f| Activation::from(*f)).collect()
}

#[test]
fn finite_inputs_have_finite_results() {
    let inputs = Inputs::new();
    let faults = |a: &Activation| {
        let faults = inputs.faults(a, Domain::of(a)).into_iter();
        faults.map(|fault| format!("{a}: {fault}")).collect::<Vec<_>>()
    };
    let faults: Vec<String> = tail().par_iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Where a function is not defined it has no number: not at the infinities either.
#[test]
fn outside_a_domain_is_nan() {
    fn numbers<T: Element>(activation: &Activation, points: &[f64]) -> Vec<f64> {
        let (y, gx) = both::<T>(activation, points);
        let found = points.iter().zip(y.into_iter().zip(gx));
        found.filter(|(_, (y, gx))| !(y.is_nan() && gx.is_nan())).map(|(&x, _)| x).collect()
    }
    let bounded = |a: &Activation| Domain::of(a).low.is_finite() || Domain::of(a).high.is_finite();
    let functions: Vec<Activation> = tail().into_iter().filter(bounded).collect();
    assert!(!functions.is_empty());
    for activation in &functions {
        let domain = Domain::of(activation);
        let points = [f64::NEG_INFINITY, -6e4, -3.0, -0.25, 0.25, 1.25, 3.0, 6e4, f64::INFINITY];
        let outside: Vec<f64> = points.into_iter().filter(|&x| !domain.has(x)).collect();
        let found = [
            numbers::<f32>(activation, &outside),
            numbers::<f64>(activation, &outside),
            numbers::<f16>(activation, &outside),
            numbers::<bf16>(activation, &outside),
        ];
        assert!(found.iter().all(Vec::is_empty), "{activation}: numbers at {found:?}");
        for x in outside {
            let all = activation.derivatives(x, 2).unwrap();
            assert!(all.iter().all(|d| d.is_nan()), "{activation} at {x}: {all:?}");
        }
    }
}

#[test]
fn other_parameters_do_too() {
    let mut inputs: Vec<f64> = (-160..=160).map(|i| (f64::from(i) / 8.0).sinh()).collect();
    inputs.extend([0.0, 1e38, -1e38, 1e300, -1e300, 5e-324]);
    let faults = |a: &Activation| {
        let mut faults = Vec::new();
        let parameters = a.function().parameters();
        for (k, parameter) in parameters.iter().enumerate() {
            for value in [-10.0, -1.0, -0.3, 0.0, 0.01, 0.5, 1.0, 1.7, 10.0] {
                let mut values = a.values().to_vec();
                values[k] = value;
                let Ok(other) = a.clone().with_values(&values) else { continue };
                let domain = Domain::of(a);
                let found = unfinite::<f32>(&other, &inputs, domain)
                    .or_else(|| unfinite::<f64>(&other, &inputs, domain));
                faults.extend(found.map(|x| format!("{other} at {x:e}")));
                let inside = |x: f64| domain.has(x).then(|| other.parameter_gradient(x));
                let gradients = [-1.3, 0.4, 20.0].into_iter().filter_map(inside);
                if gradients.flatten().any(|g| !g.is_finite()) {
                    faults.push(format!("{other}: a gradient by parameters ({})", parameter.name));
                }
            }
        }
        faults
    };
    let faults: Vec<String> = tail().par_iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
