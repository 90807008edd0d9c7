//! Formulas wherever a function's name is.

use nonlin::{Activation, Channels, Family, Formula, Kernel, Smoothness, parse_list};

fn activation(text: &str) -> Activation {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn formulas_are_told_from_names() {
    // Text, and how it prints.
    for (text, printed) in [
        ("x", "x"),
        ("x-1", "x - 1"),
        ("-x", "-x"),
        ("2*x", "2*x"),
        ("tanh(x)", "tanh(x)"),
        ("max(x,0)", "max(x, 0)"),
        ("if(x>=0,x,0.1*x)", "if(x >= 0, x, 0.1*x)"),
        ("(x)*(x)", "x*x"),
        ("mine=x*atan(x)", "mine = x*atan(x)"),
        ("swish(beta=2) = x*sigmoid(beta*x)", "swish(beta=2) = x*sigmoid(beta*x)"),
    ] {
        let found = activation(text);
        assert_eq!(found.function().family(), Family::Formula, "{text}");
        assert_eq!(found.to_string(), printed);
        assert_eq!(activation(printed), found);
    }
    for name in ["tanh", "hard-swish", "swish(beta=2)", "hp1(m=7)", "GELU tanh", "relu()"] {
        assert_ne!(activation(name).function().family(), Family::Formula, "{name}");
    }
    let list = parse_list("relu, mine=x*atan(x),max(x, 0.1*x),f(a=1, b=2) = a*x/(b + abs(x)),hp1");
    let names: Vec<_> = list.unwrap().iter().map(ToString::to_string).collect();
    let f = "f(a=1, b=2) = a*x/(b + abs(x))";
    assert_eq!(names, ["relu", "mine = x*atan(x)", "max(x, 0.1*x)", f, "hp1"]);
    for (text, said) in [
        ("gleu", "did you mean"),
        ("gleu(beta=2)", "unknown function 'gleu'"),
        ("tahn(x)", "tanh"),
        ("x*", "column 3"),
        ("swish(beta=2", "column 13"),
        ("relu) ", "column"),
        ("f(a=1) = b*x", "'b'"),
        ("relu,x*,gelu", "column"),
    ] {
        let error = parse_list(text).unwrap_err().to_string();
        assert!(error.contains(said), "{text}: {error}");
    }
}

#[test]
fn parameters_are_those_of_functions() {
    let mine = activation("f(a=1, b=2) = a*x/(b + abs(x))");
    assert_eq!(mine.values(), [1.0, 2.0]);
    let other = mine.clone().with("b", 3.0).unwrap();
    assert_eq!(other.to_string(), "f(a=1, b=3) = a*x/(b + abs(x))");
    // A definition with other numbers is another function with those as defaults.
    assert_eq!(activation(&other.to_string()).value(1.5), other.value(1.5));
    assert!(mine.clone().with("c", 1.0).unwrap_err().to_string().contains("a, b"));
    assert!(mine.with("a", f64::NAN).unwrap_err().to_string().contains("NaN"));
}

#[test]
fn values_gradients_and_properties_follow() {
    let formula: Formula = "f(a=0.5) = if(x > 0, x, a*(exp(x) - 1))".parse().unwrap();
    let mine = Activation::from(formula);
    let elu = activation("elu(alpha=0.5)");
    for i in -40..=40 {
        let x = f64::from(i) * 0.21;
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-14 * (1.0 + b.abs());
        let (found, expected) = (mine.derivatives(x, 4).unwrap(), elu.derivatives(x, 4).unwrap());
        assert!(found.iter().zip(&expected).all(|(&a, &b)| close(a, b)), "{x}: {found:?}");
        assert!(close(mine.parameter_gradient(x)[0], elu.parameter_gradient(x)[0]), "{x}");
    }
    let (p, q) = (mine.properties(), elu.properties());
    assert_eq!(p.kinks.len(), 1);
    assert_eq!((p.limit_left, p.limit_right, p.monotone), (-0.5, f64::INFINITY, true));
    assert_eq!(p.smoothness, Smoothness::Times(0));
    assert!((p.normal_mean - q.normal_mean).abs() < 1e-12);
    assert_eq!(mine.function().formula(), "if(x > 0, x, a*(exp(x) - 1))");
    assert!(mine.function().expression().to_string().contains("expm1"));
}

#[test]
fn kernels_are_those_of_functions() {
    let mine = activation("f(a=1, b=2) = a*x*sigmoid(b*x)");
    let swish = activation("swish");
    let channels = Channels { count: 3, inner: 7 };
    let sets = [1.0, 0.5, 2.0, 1.0, 0.5, 2.0];
    let x: Vec<f32> = (0..3 * 7 * 90).map(|i| (i as f32 * 0.37).sin() * 4.0).collect();
    let gy: Vec<f32> = x.iter().map(|x| 1.0 - 0.2 * x).collect();
    let kernel = Kernel::per_channel(mine.function(), &sets, channels).unwrap();
    let (mut y, mut gx) = (x.clone(), x.clone());
    let mut gp = vec![0.0; 6];
    kernel.forward(&x, &mut y).unwrap();
    kernel.backward_parameters(&x, &gy, &mut gx, &mut gp).unwrap();
    let mut sums = vec![0.0; 6];
    for (i, &x) in x.iter().enumerate() {
        let (c, at, g) = (i / 7 % 3, f64::from(x), f64::from(gy[i]));
        let (a, b) = (sets[2 * c], sets[2 * c + 1]);
        let own = swish.clone().with("beta", b).unwrap();
        let d = own.derivatives(at, 1).unwrap();
        assert!((f64::from(y[i]) - a * d[0]).abs() < 1e-6 * (1.0 + d[0].abs()));
        assert!((f64::from(gx[i]) - g * a * d[1]).abs() < 2e-6);
        sums[2 * c] += g * d[0];
        sums[2 * c + 1] += g * a * own.parameter_gradient(at)[0];
    }
    for (found, sum) in gp.iter().zip(&sums) {
        assert!((found - sum).abs() < 1e-5 * (1.0 + sum.abs()), "{gp:?} {sums:?}");
    }
    // In place, and twice differentiated.
    let mut both = x.clone();
    kernel.forward_in_place(&mut both).unwrap();
    assert_eq!(both, y);
    let one: Vec<f64> = (0..50).map(|i| f64::from(i) * 0.2 - 5.0).collect();
    let (mut second, ones) = (one.clone(), vec![1.0; 50]);
    mine.kernel().derivative(2, &one, &ones, &mut second).unwrap();
    for (&x, found) in one.iter().zip(second) {
        let expected = mine.derivatives(x, 2).unwrap()[2];
        assert!((found - expected).abs() < 1e-12, "{x}: {found} {expected}");
    }
}
