//! Fits against what is known of them.

use std::io::Write;

use nonlin::Activation;
use nonlin::rational::{Form, Unit};
use nonlin_fit::{Norm, Options, Point, Target, Weight, fit, points_from_csv};

fn activation(name: &str) -> Target {
    Target::from(name.parse::<Activation>().unwrap())
}

fn max_error(unit: &Unit, target: &Target) -> f64 {
    let Target::Activation(activation) = target else { panic!("not a function") };
    (0..=60_000)
        .map(|i| f64::from(i) / 10_000.0 - 3.0)
        .map(|x| (unit.value(x) - activation.value(x)).abs())
        .fold(0.0, f64::max)
}

/// The coefficients published by the rational-activations project, to 12 digits:
/// version, function, a_0 to a_5, b_1 to b_4.
const PUBLISHED: &[(char, &str, [f64; 10])] = &[
    (
        'A',
        "leaky_relu",
        [
            0.0297927786573,
            0.618373526499,
            2.32330906253,
            3.05193623727,
            1.48542032638,
            0.251024496111,
            -1.14195483573,
            4.39315997499,
            0.871471230996,
            0.347196623396,
        ],
    ),
    (
        'A',
        "relu",
        [
            0.0299638016108,
            0.616897836689,
            2.37534759734,
            3.06599004724,
            1.52468318817,
            0.252807086404,
            -1.19155012192,
            4.40804876972,
            0.911035711369,
            0.348849779464,
        ],
    ),
    (
        'A',
        "gelu",
        [
            -0.00124235944975,
            0.508049706325,
            0.415863631829,
            0.13022718688,
            0.024355900099,
            0.00290283948156,
            -0.0667501569649,
            0.17927646217,
            0.037466826055,
            1.65616108533e-10,
        ],
    ),
    (
        'A',
        "silu",
        [
            3.05487974116e-07,
            0.500000785374,
            0.249997834228,
            0.0532662827322,
            0.00580303457129,
            0.00027519610224,
            -4.11155495595e-06,
            0.10652899335,
            -1.26900073998e-06,
            0.000550233126414,
        ],
    ),
    (
        'A',
        "tanh",
        [
            -1.08046225592e-08,
            1.00030080438,
            -2.58781993753e-08,
            0.0963212991839,
            3.47758416282e-09,
            0.000425570923473,
            -0.00130271812092,
            0.428349017422,
            1.45243040831e-09,
            0.0107966481113,
        ],
    ),
    (
        'A',
        "sigmoid",
        [
            0.49999925346,
            0.250021575647,
            0.140619245003,
            0.0494204924316,
            0.00876714851885,
            0.000644241278916,
            2.16945063828e-09,
            0.281227661004,
            1.01236207142e-05,
            0.0175319880499,
        ],
    ),
    (
        'B',
        "leaky_relu",
        [
            0.0335581573345,
            0.505005918678,
            1.6534697311,
            2.01005015526,
            0.931919558648,
            0.152426463983,
            4.81283186053e-05,
            3.98024790551,
            1.58375876657e-05,
            0.301833828397,
        ],
    ),
    (
        'B',
        "relu",
        [
            0.0338971292022,
            0.499998543961,
            1.67013636111,
            1.99010216324,
            0.941308961338,
            0.150913337358,
            -2.10401520942e-05,
            3.98024785117,
            -3.16634423724e-05,
            0.301833823009,
        ],
    ),
    (
        'B',
        "gelu",
        [
            -0.000422107145665,
            0.499999555166,
            0.402705354511,
            0.0736697689522,
            -0.0129547880545,
            -0.00374140025831,
            4.95853811971e-05,
            0.147297740763,
            1.16458257014e-05,
            -0.00748387151484,
        ],
    ),
    (
        'B',
        "silu",
        [
            3.25970067821e-07,
            0.500000007624,
            0.25001695408,
            0.0532751959893,
            0.00580458059086,
            0.000275296007051,
            3.91729426126e-05,
            0.106530838405,
            3.79915141175e-06,
            0.000550305212619,
        ],
    ),
    (
        'B',
        "tanh",
        [
            2.11729498179e-09,
            0.999994249508,
            6.27633276888e-07,
            0.107708645066,
            2.94655689812e-08,
            0.000871124373592,
            6.37690833782e-07,
            0.441014180519,
            2.27476614045e-07,
            0.0145810399091,
        ],
    ),
    (
        'B',
        "sigmoid",
        [
            0.500000000277,
            0.250003972733,
            0.0554447423012,
            0.00688844923799,
            0.000484913916669,
            1.56460152897e-05,
            7.95637134584e-06,
            0.110885509528,
            7.76547864226e-07,
            0.000969768442813,
        ],
    ),
];

#[test]
fn fits_are_no_worse_than_the_published_ones() {
    let mut better = 0;
    for (version, name, coefficients) in PUBLISHED {
        let form: Form = format!("safe_pau(version={version})").parse().unwrap();
        let target = activation(name);
        let published = max_error(&Unit::new(form, coefficients.to_vec()).unwrap(), &target);
        let options = Options { starts: 8, samples: 401, ..Options::default() };
        let fitted = fit(&target, form, &options).unwrap();
        let ours = max_error(&fitted.unit, &target);
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
    // 1 / x has a pole in the interval, and so has what fits it.
    let points = (1..=40)
        .flat_map(|i| [f64::from(i) / 10.0, -f64::from(i) / 10.0])
        .map(|x| Point { x, y: 1.0 / (x - 0.05), weight: 1.0 })
        .collect();
    let form: Form = "pau(m=1,n=1)".parse().unwrap();
    let options = Options { norm: Norm::LeastSquares, starts: 32, ..Options::default() };
    let fitted = fit(&Target::Points(points), form, &options).unwrap();
    assert_eq!(fitted.report.outside, None);
    for pole in &fitted.report.poles {
        assert!(fitted.unit.denominator_at(*pole).abs() < 1e-6);
    }
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
