//! Rational units as functions by name: read and printed, with coefficients to start from,
//! poles and noise.

use nonlin::numbers::Taylor;
use nonlin::rational::{Basis, Form, Unit};
use nonlin::{Activation, Channels, Kernel, Smoothness};

fn activation(text: &str) -> Activation {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn units_are_activations() {
    // As they are written, and as they print.
    for (text, printed) in [
        ("hp1", "hp1"),
        ("HP-1", "hp1"),
        ("pau", "pau"),
        ("hp1(init=leaky_relu)", "hp1"),
        ("hp2(init=gelu)", "hp2(init=gelu)"),
        ("safe_opau(init=tanh, basis=legendre)", "safe_opau(basis=legendre,init=tanh)"),
        (
            "safe_pau(version=C,floor=0.5,m=6,init=silu)",
            "safe_pau(m=6,version=C,floor=0.5,init=silu)",
        ),
        ("hp1(b_2=-0.5,a0=3)", "hp1(a_0=3,b_2=-0.5)"),
        ("safe_pau(m=1,n=1)", "safe_pau(m=1,n=1)"),
    ] {
        let read = activation(text);
        assert_eq!(read.to_string(), printed);
        assert_eq!(activation(printed), read);
    }
    let list = nonlin::parse_list("relu,hp1(m=7,init=gelu),opau(basis=chebyshev), swish(beta=2)");
    let names: Vec<_> = list.unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["relu", "hp1(m=7,init=gelu)", "opau(basis=chebyshev)", "swish(beta=2)"]);
    for (text, said) in [
        ("hp", "did you mean hp1"),
        ("hp1(init=gleu)", "did you mean gelu"),
        ("hp1(init=serf)", "there are elu, gelu"),
        ("hp1(m=1,init=gelu)", "below (3, 2)"),
        ("hp1(c_1=2)", "a_0 to b_4"),
        ("hp1(a_9=2)", "has no 'a_9'"),
        ("hp1(a_1=x)", "a number is expected"),
        ("hp1(a_1=inf)", "a_1 = inf is not allowed"),
        ("pau(b_1=9,b_2=0)", "the denominator of pau is 0"),
        ("hp1(m=1", "column 8"),
        ("opau", "needs a basis"),
    ] {
        let error = text.parse::<Activation>().unwrap_err().to_string();
        assert!(error.contains(said), "{text}: {error}");
    }
}

#[test]
fn starts_are_near_their_functions() {
    let forms = [
        "pau",
        "safe_pau",
        "safe_pau(version=B)",
        "safe_pau(version=C)",
        "safe_pau(version=D)",
        "hp1",
        "hp2",
        "safe_pau(m=3,n=2)",
        "hp1(m=8,n=6)",
        "opau(basis=legendre)",
        "opau(basis=hermite)",
        "safe_opau(basis=laguerre)",
        "safe_opau(basis=chebyshev,version=B)",
        "safe_opau(basis=chebyshev_second,m=7,n=4)",
    ];
    for form in forms {
        let form: Form = form.parse().unwrap();
        for function in [
            "relu",
            "leaky_relu",
            "elu",
            "gelu",
            "silu",
            "mish",
            "telu",
            "softplus",
            "tanh",
            "sigmoid",
        ] {
            let target = activation(function);
            let start = form.initial(function).unwrap_or_else(|| panic!("{form} for {function}"));
            // No poles, either.
            let unit = Unit::new(form, start).unwrap();
            let errors = (-300..=300).map(|i| {
                let x = f64::from(i) / 100.0;
                (unit.value(x) - target.value(x)).abs()
            });
            let worst = errors.fold(0.0, f64::max);
            let bound = if form.numerator < 5 { 0.12 } else { 0.06 };
            assert!(worst < bound, "{form} for {function}: {worst}");
        }
    }
    // Where none is shipped, the identity.
    for text in
        ["safe_pau(m=1,n=1)", "hp1(m=2,n=1)", "safe_opau(basis=laguerre,m=2,n=1)", "pau(m=1,n=1)"]
    {
        let unit = activation(text);
        for x in [-3.0, -0.5, 0.0, 2.0] {
            assert!((unit.value(x) - x).abs() < 1e-7, "{text} at {x}: {}", unit.value(x));
        }
    }
}

#[test]
fn formulas_and_derivatives_agree() {
    for text in [
        "hp1(init=gelu)",
        "pau(init=tanh)",
        "safe_opau(basis=laguerre,version=B)",
        "safe_pau(version=C,m=7)",
    ] {
        let unit = activation(text);
        let function = unit.function();
        let (formula, slope) = (function.expression(), function.derivative());
        let by_coefficient = function.parameter_derivatives();
        for i in -20..=20 {
            let x = 0.137 * f64::from(i) + 0.01;
            let close = |a: f64, b: f64| (a - b).abs() <= 1e-10 * (1.0 + b.abs());
            let found = unit.derivatives(x, 4).unwrap();
            assert!(close(formula.evaluate(x, unit.values()), found[0]), "{text} at {x}");
            assert!(close(slope.evaluate(x, unit.values()), found[1]), "{text} at {x}");
            let constants: Vec<_> = unit.values().iter().map(|&v| Taylor::constant(v, 4)).collect();
            let series = formula.evaluate(Taylor::variable(x, 4), &constants).derivatives();
            for (k, (a, b)) in found.iter().zip(&series).enumerate() {
                assert!(
                    (a - b).abs() <= 1e-8 * (1.0 + b.abs()),
                    "{text}, order {k} at {x}: {a} {b}"
                );
            }
            let gradient = unit.parameter_gradient(x);
            for (formula, found) in by_coefficient.iter().zip(gradient) {
                assert!(close(formula.evaluate(x, unit.values()), found), "{text} at {x}");
            }
        }
    }
    assert_eq!(
        activation("hp1(m=1,n=2)").function().formula(),
        "(a_0 + a_1*He_1(x)) / (1 + abs(b_1*He_1(x)) + abs(b_2*He_2(x)))"
    );
    assert_eq!(
        activation("pau(m=2,n=1)").function().formula_latex(),
        "\\frac{a_{0} + a_{1}\\,x + a_{2}\\,x^{2}}{1 + b_{1}\\,x}"
    );
}

#[test]
fn properties_know_the_kinks() {
    // He_2 = x^2 - 1 has its zeros at -1 and 1.
    let unit = activation("hp1(m=0,n=2,a_0=1,b_1=0,b_2=1)");
    let properties = unit.properties();
    let kinks: Vec<f64> = properties.kinks.iter().map(|kink| kink.at).collect();
    assert!(kinks.len() == 2 && (kinks[0] + 1.0).abs() < 1e-9 && (kinks[1] - 1.0).abs() < 1e-9);
    assert_eq!(properties.smoothness, Smoothness::Times(0));
    assert_eq!((properties.limit_left, properties.limit_right), (0.0, 0.0));
    assert!((properties.supremum - 1.0).abs() < 1e-12);
    assert!(activation("pau").properties().kinks.is_empty());
}

#[test]
fn noise_is_drawn_by_its_seed_and_differentiated() {
    let noisy = activation("safe_pau(version=D,noise=0.3)");
    let plain = activation("safe_pau(version=B)");
    assert!(noisy.function().is_stochastic() && !plain.function().is_stochastic());
    let x: Vec<f64> = (0..500).map(|i| 0.01 * f64::from(i) - 2.5).collect();
    let gy: Vec<f64> = x.iter().map(|x| 1.0 + 0.3 * x).collect();
    let forward = |values: &[f64], seed: Option<u64>| {
        let kernel = Kernel::new(noisy.function(), values).unwrap();
        let kernel = seed.map_or(kernel.clone(), |seed| kernel.training(seed));
        let mut y = vec![0.0; x.len()];
        kernel.forward(&x, &mut y).unwrap();
        y
    };
    // Without noise it is version B.
    let mut y = vec![0.0; x.len()];
    plain.kernel().forward(&x, &mut y).unwrap();
    assert_eq!(forward(noisy.values(), None), y);
    let (one, two) = (forward(noisy.values(), Some(1)), forward(noisy.values(), Some(2)));
    assert!(one == forward(noisy.values(), Some(1)) && one != two && one != y);
    // Gradients are those of the values drawn.
    let mut gx = vec![0.0; x.len()];
    let mut gradient = vec![0.0; noisy.values().len()];
    let kernel = noisy.kernel().training(1);
    kernel.backward_parameters(&x, &gy, &mut gx, &mut gradient).unwrap();
    for k in 0..gradient.len() {
        let sum = |step: f64| -> f64 {
            let mut values = noisy.values().to_vec();
            values[k] += step;
            forward(&values, Some(1)).iter().zip(&gy).map(|(y, g)| y * g).sum()
        };
        let numeric = (sum(1e-5) - sum(-1e-5)) / 2e-5;
        let size = 1.0 + numeric.abs();
        assert!((gradient[k] - numeric).abs() < 1e-5 * size, "{k}: {} {numeric}", gradient[k]);
    }
}

#[test]
fn gradients_can_be_differentiated() {
    for text in ["hp2", "safe_opau(basis=laguerre,version=D)"] {
        let values: Vec<f64> = (0..10).map(|k| 0.1 * f64::from(k % 4) - 0.25).collect();
        let unit = activation(text).with_values(&values).unwrap();
        let function = unit.function();
        let x: Vec<f64> = (0..40).map(|i| 0.15 * f64::from(i) - 2.9).collect();
        let gy: Vec<f64> = x.iter().map(|x| 1.0 + 0.3 * x).collect();
        let vx: Vec<f64> = x.iter().map(|x| x.cos()).collect();
        let per = unit.values().len();
        let vp: Vec<f64> = (0..per).map(|k| 0.1 * k as f64 - 0.3).collect();
        let mut second = vec![0.0; x.len()];
        unit.kernel().derivative(2, &x, &gy, &mut second).unwrap();
        for ((&x, &gy), second) in x.iter().zip(&gy).zip(second) {
            let expected = gy * unit.derivatives(x, 2).unwrap()[2];
            assert!((second - expected).abs() < 1e-12 * (1.0 + expected.abs()), "{text} at {x}");
        }
        // The sum of vx gx and vp gp, and its gradients by differences.
        let sum = |x: &[f64], gy: &[f64], values: &[f64]| -> f64 {
            let (mut gx, mut gp) = (vec![0.0; x.len()], vec![0.0; per]);
            let kernel = Kernel::new(function, values).unwrap().training(5);
            kernel.backward_parameters(x, gy, &mut gx, &mut gp).unwrap();
            let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
            dot(&vx, &gx) + dot(&vp, &gp)
        };
        let (mut by_gy, mut by_x) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        let mut by_p = vec![0.0; per];
        let kernel = unit.kernel().training(5);
        kernel.double_backward(&x, &gy, &vx, &vp, &mut by_gy, &mut by_x, &mut by_p).unwrap();
        let numeric = |list: &[f64], i: usize, f: &dyn Fn(&[f64]) -> f64| {
            let at = |step: f64| {
                let mut moved = list.to_vec();
                moved[i] += step;
                f(&moved)
            };
            (at(1e-5) - at(-1e-5)) / 2e-5
        };
        let close = |found: f64, expected: f64, what: &str| {
            let right = (found - expected).abs() < 1e-5 * (1.0 + expected.abs());
            assert!(right, "{text}, {what}: {found} {expected}");
        };
        for i in (0..x.len()).step_by(3) {
            close(by_gy[i], numeric(&gy, i, &|gy| sum(&x, gy, unit.values())), "by gy");
            close(by_x[i], numeric(&x, i, &|x| sum(x, &gy, unit.values())), "by x");
        }
        for (k, &found) in by_p.iter().enumerate() {
            close(found, numeric(unit.values(), k, &|p| sum(&x, &gy, p)), "by a coefficient");
        }
    }
}

#[test]
fn results_can_take_the_place_of_inputs() {
    let function = Form::HP2.function().unwrap();
    let channels = Channels { count: 3, inner: 5 };
    let sets: Vec<f64> = (0..30).map(|i| 0.1 * f64::from(i % 7) - 0.2).collect();
    let kernel = Kernel::per_channel(function, &sets, channels).unwrap();
    let x: Vec<f32> = (0..3 * 5 * 400).map(|i| 0.001 * i as f32 - 3.0).collect();
    let gy: Vec<f32> = x.iter().map(|x| 1.0 - x).collect();
    let (mut y, mut gx, mut both) = (x.clone(), x.clone(), x.clone());
    kernel.forward_backward(&x, &gy, &mut y, &mut gx).unwrap();
    kernel.forward_in_place(&mut both).unwrap();
    assert_eq!(both, y);
    both.clone_from(&gy);
    kernel.backward_in_place(&x, &mut both).unwrap();
    assert_eq!(both, gx);
}

#[test]
fn forms_are_read_and_printed() {
    for text in [
        "pau",
        "safe_pau",
        "hp1",
        "hp2",
        "opau(basis=legendre)",
        "safe_opau(basis=laguerre,m=3,n=2)",
        "safe_pau(version=B)",
        "safe_pau(m=7,n=6,version=C,floor=0.5)",
        "safe_opau(basis=chebyshev_second,version=D,noise=0.2)",
        "hp1(m=7)",
    ] {
        let form: Form = text.parse().unwrap();
        assert_eq!(form.to_string(), text);
    }
    let form: Form = "safe_pau(floor=0.5, version=C)".parse().unwrap();
    assert_eq!(form.to_string(), "safe_pau(version=C,floor=0.5)");
    for (text, said) in [
        ("pua", "unknown rational unit 'pua'"),
        ("opau", "needs a basis"),
        ("opau(basis=legend)", "unknown basis 'legend'"),
        ("pau(m=x)", "a degree is expected"),
        ("pau(m=65)", "degrees go up to 64"),
        ("pau(degree=1)", "has no 'degree'; there are basis, m"),
        ("pau(m=1", "closing parenthesis"),
        ("pau(version=Z)", "one of A, B, C, D, N"),
        ("pau(version=C,floor=-1)", "at least 1e-6"),
        ("pau(floor=1)", "version=C"),
        ("pau(m=1,m=2)", "given twice"),
        ("saf_pau", "did you mean safe_pau"),
        ("pau(versoin=A)", "did you mean version"),
        ("hp1(basis=legendre)", "hp1 has its basis"),
    ] {
        let error = text.parse::<Form>().unwrap_err().to_string();
        assert!(error.contains(said), "{text}: {error}");
    }
}

#[test]
fn poles_are_found_and_named() {
    // 1 - 3 x + 2 x^2 = (1 - x) (1 - 2 x)
    let form: Form = "pau(m=1,n=2)".parse().unwrap();
    let unit = Unit::with_poles(form, vec![0.0, 1.0, -3.0, 2.0]).unwrap();
    let poles = unit.poles();
    assert!(poles.len() == 2 && (poles[0] - 0.5).abs() < 1e-12 && (poles[1] - 1.0).abs() < 1e-12);
    let error = Unit::new(form, vec![0.0, 1.0, -3.0, 2.0]).unwrap_err().to_string();
    assert!(error.contains("0.500000, 1.000000") && error.contains("safe_pau"), "{error}");
    // At the pole and around it numbers stay finite, in kernels, too.
    let x = [0.5f32, 1.0, 0.499_999_97, 1.000_000_1];
    let (mut y, mut gx, mut gradient) = ([0.0; 4], [0.0; 4], [0.0; 4]);
    unit.kernel().forward(&x, &mut y).unwrap();
    unit.kernel().backward_parameters(&x, &[1.0; 4], &mut gx, &mut gradient).unwrap();
    assert!(y.iter().chain(&gx).all(|v| v.is_finite()), "{y:?} {gx:?}");
    // A double zero, where the sign does not change, and none at all.
    let double = Unit::with_poles(form, vec![0.0, 1.0, -2.0, 1.0]).unwrap();
    assert!(double.poles().len() == 1 && (double.poles()[0] - 1.0).abs() < 1e-6);
    assert!(Unit::new(form, vec![0.0, 1.0, 1.0, 1.0]).is_ok());
    let safe = Unit::new(Form::SAFE_PAU, vec![1.0; 10]).unwrap();
    assert!(safe.poles().is_empty());
}

#[test]
fn poles_of_all_sizes_are_found() {
    // 1 + b_1 x + b_2 x^2 + ..., and where it is 0.
    let cases: [(&[f64], &[f64]); 7] = [
        (&[2.5, 1.0], &[-2.0, -0.5]),
        (&[-2.5, 1.0], &[0.5, 2.0]),
        // The last zero is beyond f64, or close to its end.
        (&[1e10, 1e-300], &[-1e-10]),
        (&[2.5, 1.0, -5e-309], &[-2.0, -0.5]),
        (&[-2.5, 1.0, 5e-309], &[0.5, 2.0]),
        (&[2.5, 1.0, -1e-308], &[-2.0, -0.5, 1e308]),
        // All coefficients at the ends of the range.
        (&[1.5e308, -1.5e308], &[-1.0 / 1.5e308, 1.0]),
    ];
    for (b, truth) in cases {
        let form = Form { numerator: 0, denominator: b.len(), ..Form::PAU };
        let poles = Unit::with_poles(form, [&[1.0], b].concat()).unwrap().poles();
        let close = |found: f64, truth: f64| (found - truth).abs() <= 1e-12 * truth.abs();
        assert!(
            poles.len() == truth.len() && poles.iter().zip(truth).all(|(&a, &b)| close(a, b)),
            "1 + {b:?}: {poles:?}, not {truth:?}"
        );
    }
    // All zeros of an orthogonal polynomial are real: 1 + b f_n(x) has those of f_n when
    // b is huge.
    let mut coefficients = vec![0.0; 13];
    coefficients[12] = 1e9;
    let form = Form { numerator: 0, denominator: 12, basis: Basis::Legendre, ..Form::PAU };
    let poles = Unit::with_poles(form, coefficients).unwrap().poles();
    assert!(poles.len() == 12, "{poles:?}");
    // The largest zero of P_12, by mpmath.
    assert!((poles[11] - 0.981_560_634_246_719_3).abs() < 1e-8, "{poles:?}");
}

#[test]
fn bad_coefficients_are_named() {
    let error = |r: nonlin::Result<Unit>| r.unwrap_err().to_string();
    let few = error(Unit::new(Form::HP1, vec![0.0; 9]));
    assert!(few.contains("6 + 4 = 10 coefficients, not 9"), "{few}");
    let mut coefficients = vec![0.0; 10];
    coefficients[7] = f64::NAN;
    let nan = error(Unit::new(Form::HP1, coefficients.clone()));
    assert!(nan.contains("b_2 = NaN"), "{nan}");
    let channels = Channels { count: 3, inner: 4 };
    let hp1 = Form::HP1.function().unwrap();
    let groups = channels.grouped(2).unwrap_err().to_string();
    assert!(groups.contains("3 channels do not make 2 groups"), "{groups}");
    let few = Kernel::per_channel(hp1, &[0.0; 20], channels).unwrap_err().to_string();
    assert!(few.contains("hp1 takes 30 parameter value(s) for 3 channels"), "{few}");
    let unit = Unit::new(Form::HP1, vec![1.0; 10]).unwrap();
    let mut short = [0.0; 2];
    assert!(unit.kernel().forward(&[0.0f32; 3], &mut [0.0; 2]).is_err());
    assert!(unit.kernel().backward(&[0.0; 3], &[0.0; 3], &mut short).is_err());
}

#[test]
fn units_print_as_formulas() {
    let unit = Unit::new("hp1(m=1,n=1)".parse().unwrap(), vec![1.0, -2.0, -0.5]).unwrap();
    assert_eq!(unit.to_string(), "(1 - 2*He_1(x)) / (1 + 0.5*abs(He_1(x)))");
    let unit =
        Unit::with_poles("pau(m=2,n=1)".parse().unwrap(), vec![0.0, 0.0, -1.5, 0.25]).unwrap();
    assert_eq!(unit.to_string(), "(-1.5*x^2) / (1 + 0.25*x)");
}
