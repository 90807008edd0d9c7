//! Parameters of functions fitted to other functions.

use nonlin::Activation;
use nonlin_fit::{FittedParameters, Options, Target, fit_parameters};

fn fit(function: &str, target: &str) -> FittedParameters {
    let target = Target::from(target.parse::<Activation>().unwrap());
    let options = Options { interval: (-6.0, 6.0), starts: 8, samples: 2001, ..Options::default() };
    fit_parameters(&target, &function.parse().unwrap(), &options).unwrap()
}

/// Compared with what `tools/zorro_fits.py` prints.
#[test]
fn errors_are_those_that_scipy_finds() {
    for (function, target, rms, max) in SCIPY {
        let found = fit(function, target);
        let close = |a: f64, b: f64, share: f64| (a / b - 1.0).abs() < share;
        // Where an arm is a line its other parameter means nothing; fits end anywhere along it.
        assert!(close(found.rms_error, rms, 1e-3), "{function} to {target}: {found:?}");
        assert!(close(found.max_error, max, 0.02), "{function} to {target}: {found:?}");
    }
}

const SCIPY: [(&str, &str, f64, f64); 4] = [
    ("zorro_asymmetric", "gelu", 0.051839285, 0.169971),
    ("zorro_asymmetric", "silu", 0.115398380, 0.278201),
    ("zorro_sigmoid", "dgelu", 0.010783389, 0.028945),
    ("zorro_sigmoid", "dsilu", 0.020350182, 0.041260),
];

#[test]
fn what_is_in_the_family_is_found_again() {
    let target = "zorro_sigmoid(m=0.7,a=2,b=1)";
    let found = fit("zorro_sigmoid", target);
    assert!(found.max_error < 1e-8, "{found:?}");
    for (value, expected) in found.activation.values().iter().zip([0.7, 2.0, 1.0]) {
        assert!((value - expected).abs() < 1e-5, "{found:?}");
    }
    // A single start that leads to refused parameters keeps the best before them.
    let target = Target::from("dgelu".parse::<Activation>().unwrap());
    let options = Options { interval: (-6.0, 6.0), starts: 1, samples: 201, ..Options::default() };
    let found = fit_parameters(&target, &"zorro_tanh".parse().unwrap(), &options).unwrap();
    assert!(found.rms_error < 1.0, "{found:?}");
    // Without parameters there is nothing to fit: the error is that of the function itself.
    let relu = fit("relu", "gelu");
    assert!((relu.max_error - 0.16997).abs() < 1e-4, "{relu:?}");
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let nowhere = Target::Function(Box::new(|x| 1.0 / x.max(0.0)));
    let swish: Activation = "swish".parse().unwrap();
    let error = fit_parameters(&nowhere, &swish, &Options::default()).unwrap_err().to_string();
    assert!(error.contains("must be finite"), "{error}");
    let none = Target::Points(Vec::new());
    let error = fit_parameters(&none, &swish, &Options::default()).unwrap_err().to_string();
    assert!(error.contains("0 points"), "{error}");
    let options = Options { starts: 0, ..Options::default() };
    let error = fit_parameters(&Target::from(swish.clone()), &swish, &options).unwrap_err();
    assert!(error.to_string().contains("start"), "{error}");
}
