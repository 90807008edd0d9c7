//! Fits against what is known of them.

#[path = "support/published.rs"]
#[allow(unreachable_pub)]
mod published;

use std::io::Write;

use nonlin::Activation;
use nonlin::rational::{Form, Unit};
use nonlin_fit::{Norm, Options, Point, Target, Weight, fit, points_from_csv};
use published::{PUBLISHED, max_error};

fn activation(name: &str) -> Target {
    Target::from(name.parse::<Activation>().unwrap())
}

#[test]
fn fits_are_no_worse_than_the_published_ones() {
    let mut better = 0;
    for (version, name, coefficients) in PUBLISHED {
        let form: Form = format!("safe_pau(version={version})").parse().unwrap();
        let target = activation(name);
        let published = max_error(&Unit::new(form, coefficients.to_vec()).unwrap(), name);
        let options = Options { starts: 8, samples: 401, ..Options::default() };
        let fitted = fit(&target, form, &options).unwrap();
        let ours = max_error(&fitted.unit, name);
        assert!(ours <= published, "{version} {name}: {ours:e}, published {published:e}");
        assert!((ours - fitted.report.max_error).abs() <= 1e-3 * ours, "{version} {name}");
        better += usize::from(ours < 0.8 * published);
    }
    assert!(better >= 7, "clearly better in {better} of 12");
}

#[test]
fn a_rational_function_is_found_again() {
    let truth = Unit::new(
        Form { numerator: 2, denominator: 2, ..Form::SAFE_PAU },
        vec![0.5, -1.0, 2.0, 0.25, 1.5],
    )
    .unwrap();
    let form = *truth.form();
    let own = truth.clone();
    let target = Target::Function(Box::new(move |x| own.value(x)));
    for norm in [Norm::LeastSquares, Norm::Minimax] {
        let options = Options { norm, samples: 301, ..Options::default() };
        let fitted = fit(&target, form, &options).unwrap();
        assert!(fitted.report.max_error < 1e-10, "{norm:?}: {:e}", fitted.report.max_error);
    }
}

#[test]
fn minimax_errors_alternate() {
    let target = activation("tanh");
    let form: Form = "safe_pau(m=3,n=2)".parse().unwrap();
    let fitted = fit(&target, form, &Options::default()).unwrap();
    let Target::Activation(tanh) = &target else { unreachable!() };
    let mut extrema: Vec<f64> = Vec::new();
    for i in 0..=6000 {
        let x = f64::from(i) / 1000.0 - 3.0;
        let error = fitted.unit.value(x) - tanh.value(x);
        match extrema.last_mut() {
            Some(last) if (*last < 0.0) == (error < 0.0) => {
                if error.abs() > last.abs() {
                    *last = error;
                }
            }
            _ => extrema.push(error),
        }
    }
    let level = fitted.report.max_error;
    let high = extrema.iter().filter(|e| e.abs() > 0.98 * level).count();
    assert!(high >= 6, "{extrema:?}");
    let squares = Options { norm: Norm::LeastSquares, ..Options::default() };
    let least = fit(&target, form, &squares).unwrap();
    assert!(least.report.max_error > level && least.report.rms_error < fitted.report.rms_error);
}

#[test]
fn the_same_seed_gives_the_same_fit() {
    let options = Options { starts: 3, samples: 201, ..Options::default() };
    let form: Form = "hp1(m=3,n=2)".parse().unwrap();
    let one = fit(&activation("relu"), form, &options).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let two = pool.install(|| fit(&activation("relu"), form, &options).unwrap());
    assert_eq!(one.unit, two.unit);
}

#[test]
fn weights_move_the_error_outwards() {
    let form: Form = "safe_pau(m=3,n=2)".parse().unwrap();
    let near = Options { weight: Weight::Normal { deviation: 0.5 }, ..Options::default() };
    let weighted = fit(&activation("gelu"), form, &near).unwrap();
    let even = fit(&activation("gelu"), form, &Options::default()).unwrap();
    let Target::Activation(gelu) = activation("gelu") else { unreachable!() };
    let inner = |unit: &Unit| {
        (-50..=50)
            .map(|i| f64::from(i) / 100.0)
            .map(|x| (unit.value(x) - gelu.value(x)).abs())
            .fold(0.0, f64::max)
    };
    assert!(inner(&weighted.unit) < inner(&even.unit));
    assert!(weighted.report.max_error > even.report.max_error);
}

#[test]
fn raw_fits_report_their_poles() {
    // There is a pole between the points, and what fits them has it, too.
    let points = (1..=40)
        .flat_map(|i| [f64::from(i) / 10.0, -f64::from(i) / 10.0])
        .map(|x| Point { x, y: 1.0 / (x - 0.05), weight: 1.0 })
        .collect();
    let form: Form = "pau(m=1,n=1)".parse().unwrap();
    let options = Options { norm: Norm::LeastSquares, starts: 32, ..Options::default() };
    let fitted = fit(&Target::Points(points), form, &options).unwrap();
    assert_eq!(fitted.report.outside, None);
    let [pole] = fitted.report.poles[..] else { panic!("{:?}", fitted.report.poles) };
    assert!((pole - 0.05).abs() < 1e-9, "{pole}");
}

#[test]
fn coefficients_stay_within_their_limit() {
    // Without a limit the 1 in the denominator is outgrown.
    let relu = activation("relu");
    let options = Options { starts: 4, samples: 301, ..Options::default() };
    let free = fit(&relu, Form::HP2, &options).unwrap();
    let limited = Options { largest_coefficient: 20.0, ..options };
    let limited = fit(&relu, Form::HP2, &limited).unwrap();
    let largest = |c: &[f64]| c.iter().fold(0.0f64, |largest, c| largest.max(c.abs()));
    assert!(largest(free.unit.coefficients()) > 1e3, "{:?}", free.unit);
    assert!(largest(limited.unit.coefficients()) < 20.5, "{:?}", limited.unit);
    assert!(limited.report.max_error < 2.0 * free.report.max_error, "{:?}", limited.report);
}

#[test]
fn bad_options_and_targets_are_named() {
    let error = |target: &Target, options: &Options| {
        fit(target, Form::SAFE_PAU, options).unwrap_err().to_string()
    };
    let good = Options::default();
    let relu = activation("relu");
    for (options, said) in [
        (Options { interval: (1.0, -1.0), ..good.clone() }, "ends in order"),
        (Options { starts: 0, ..good.clone() }, "at least one start"),
        (Options { samples: 5, ..good.clone() }, "100 to 100000"),
        (Options { largest_coefficient: f64::NAN, ..good.clone() }, "at least 0.001"),
        (Options { weight: Weight::Normal { deviation: -1.0 }, ..good.clone() }, "above 0"),
    ] {
        let error = error(&relu, &options);
        assert!(error.contains(said), "{error}");
    }
    let pole = Target::Function(Box::new(|x| 1.0 / x));
    let found = error(&pole, &good);
    assert!(found.contains("x = 0"), "{found}");
    let few = Target::Points(vec![Point { x: 0.0, y: 0.0, weight: 1.0 }; 3]);
    let found = error(&few, &good);
    assert!(found.contains("3 points cannot determine the 10 coefficients"), "{found}");
}

#[test]
fn points_are_read_from_files() {
    let folder = std::env::temp_dir().join(format!("nonlin-fit-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        path
    };
    let points = points_from_csv(&write("good.csv", "x,y,w\n# note\n1,2\n\n3;4;0.5\n")).unwrap();
    assert_eq!(
        points,
        [Point { x: 1.0, y: 2.0, weight: 1.0 }, Point { x: 3.0, y: 4.0, weight: 0.5 }]
    );
    for (text, said) in [
        ("1,2\n1,b\n", "line 2: 'b' is not a finite number"),
        ("1,2\n1\n", "line 2: x, y and perhaps a weight"),
        ("1,inf\n", "line 1: 'inf'"),
        ("1,2,-1\n", "at least 0"),
    ] {
        let error = points_from_csv(&write("bad.csv", text)).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    let missing = points_from_csv(&folder.join("none.csv")).unwrap_err().to_string();
    assert!(missing.contains("cannot read") && missing.contains("none.csv"), "{missing}");
    std::fs::remove_dir_all(&folder).unwrap();
}
