//! The long tail gives numbers for every finite input, with its defaults and with other
//! parameters of their ranges.

mod support;

use nonlin::{Activation, functions};
use rayon::prelude::*;
use support::tail::Domain;
use support::tail::finite::{Inputs, unfinite};

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
