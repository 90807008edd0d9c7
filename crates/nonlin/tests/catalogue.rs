//! The catalogue: names, parameters, text forms, properties.

use std::collections::HashSet;

use nonlin::{
    Activation, Error, Family, Smoothness, find, functions, parse_list, rational, tuned_functions,
};

/// What the first edition of the catalogue must have.
const IDS: &str = "binary_step sigmoid hard_sigmoid_pt hard_sigmoid_02 log_sigmoid tanh hardtanh \
    arctan softsign relu leaky_relu prelu rrelu relu6 squared_relu threshold elu celu selu \
    softplus hard_swish silu swish gelu gelu_tanh quick_gelu mish logish smish telu serf tanhsoft \
    tanhsoft1 tanhsoft2 tanhsoft3 eis eis1 eis2 eis3 dsilu dgelu zorro_symmetric zorro_asymmetric \
    zorro_sigmoid zorro_tanh zorro_sloped";

#[test]
fn every_function_is_there_once() {
    let ids: Vec<&str> = tuned_functions().iter().map(|f| f.id()).collect();
    let unique: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len());
    for id in IDS.split_whitespace() {
        assert_eq!(find(id).unwrap().id(), id);
    }
    for family in Family::ALL {
        let units = rational::functions();
        assert!(functions().iter().chain(&units).any(|f| f.family() == *family), "{family}");
        assert_eq!(family.name().parse::<Family>().unwrap(), *family);
    }
}

#[test]
fn names_and_aliases_find_one_function() {
    let mut owners = std::collections::HashMap::new();
    for function in tuned_functions() {
        for name in function.aliases().iter().chain([&function.id(), &function.name()]) {
            assert_eq!(find(name).unwrap(), *function, "{name}");
            let plain: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
            let owner = owners.insert(plain.to_lowercase(), function.id());
            assert!(owner.is_none_or(|owner| owner == function.id()), "{name} names two");
        }
        assert!(!function.summary().is_empty() && !function.reference().to_string().is_empty());
    }
    for (name, id) in
        [("Heaviside", "binary_step"), ("TanhExp", "telu"), ("GELU-tanh", "gelu_tanh")]
    {
        assert_eq!(find(name).unwrap().id(), id);
    }
}

#[test]
fn mistaken_names_are_answered() {
    let message = |name: &str| find(name).unwrap_err().to_string();
    assert!(message("gelo").contains("did you mean gelu"));
    assert!(message("zoro_symetric").contains("zorro_symmetric"));
    assert!(message("xyzzy").contains("nonlin list"));
    let clash = find("hard_sigmoid").unwrap_err();
    assert!(matches!(clash, Error::AmbiguousFunction { .. }));
    assert!(clash.to_string().contains("\n  hard_sigmoid_pt: slope 1/6, as in PyTorch"));
}

#[test]
fn text_forms_read_back() {
    for text in ["telu", "swish(beta=2)", "zorro_symmetric(a=4,b=2)", "hardtanh(a=-2,b=0.5)"] {
        let activation: Activation = text.parse().unwrap();
        assert_eq!(activation.to_string(), text);
        assert_eq!(text.parse::<Activation>().unwrap(), activation);
    }
    let list = parse_list(" relu , swish( beta = 2 ),telu()").unwrap();
    let texts: Vec<String> = list.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["relu", "swish(beta=2)", "telu"]);
}

#[test]
fn mistaken_texts_say_where() {
    let column = |text: &str| match parse_list(text).unwrap_err() {
        Error::Syntax { column, .. } => column,
        error => panic!("{text}: {error}"),
    };
    assert_eq!(column(""), 1);
    assert_eq!(column("relu,"), 6);
    assert_eq!(column("relu)"), 5);
    assert_eq!(column("swish(beta)"), 11);
    assert_eq!(column("swish(beta=two)"), 12);
    assert_eq!(column("swish(beta=2"), 13);
    assert_eq!(column("swish(beta=2)x"), 14);
    let message = "swish(gamma=2)".parse::<Activation>().unwrap_err().to_string();
    assert_eq!(message, "swish has no parameter 'gamma'; its parameters are beta");
    let message = "relu(a=1)".parse::<Activation>().unwrap_err().to_string();
    assert_eq!(message, "relu has no parameter 'a'; it has none");
}

#[test]
fn parameters_stay_in_their_ranges() {
    let fails = |text: &str| text.parse::<Activation>().unwrap_err().to_string();
    assert_eq!(fails("elu(alpha=0)"), "elu: alpha = 0 is not allowed; it must be in (0, inf)");
    assert!(fails("softplus(beta=nan)").contains("must be in (0, inf)"));
    assert!(fails("swish(beta=inf)").contains("must be in (-inf, inf)"));
    assert!(fails("hardtanh(a=2)").contains("must be below the upper bound"));
    assert!(fails("eis1(delta=0.1)").contains("above 1/e"));
    assert!(fails("zorro_tanh(a=40,b=-2)").contains("must be at least -46"));
    for function in tuned_functions() {
        let values: Vec<f64> = function.parameters().iter().map(|p| p.default).collect();
        function.check(&values).unwrap();
        // What training may do to parameters, something allowed comes of.
        for wild in [f64::NAN, f64::INFINITY, -1e30, -1.0, 0.0, 1e-9, 50.0] {
            let projected = function.project(&vec![wild; values.len()]).unwrap();
            function.check(&projected).unwrap_or_else(|error| panic!("{wild}: {error}"));
        }
        assert_eq!(function.project(&values).unwrap(), values, "{function:?}");
    }
}

#[test]
fn formulas_are_printed_from_their_one_definition() {
    let text = |name: &str| {
        let f = find(name).unwrap();
        (f.expression().to_string(), f.derivative().to_string())
    };
    assert_eq!(
        text("telu"),
        ("x*tanh(exp(x))".to_owned(), "tanh(exp(x)) + x*exp(x)*sech(exp(x))^2".to_owned())
    );
    assert_eq!(text("relu"), ("max(0, x)".to_owned(), "if(x <= 0, 0, 1)".to_owned()));
    assert_eq!(text("gelu").1, "Phi(x) + x*phi(x)");
    assert_eq!(
        text("softplus"),
        ("softplus(beta*x)/beta".to_owned(), "sigmoid(beta*x)".to_owned())
    );
    let latex = find("swish").unwrap().expression().latex();
    assert_eq!(latex, "x\\,\\sigma\\left(\\beta\\,x\\right)");
    for function in tuned_functions() {
        for expression in [function.expression(), function.derivative()] {
            let latex = expression.latex();
            for (open, close) in [("{", "}"), ("\\left", "\\right")] {
                let (a, b) = (latex.matches(open).count(), latex.matches(close).count());
                assert_eq!(a, b, "{function:?}: {latex}");
            }
            let value = expression.evaluate(0.3, Activation::from(*function).values());
            assert!(value.is_finite(), "{function:?}");
        }
    }
}

fn properties(name: &str) -> nonlin::Properties {
    name.parse::<Activation>().unwrap().properties()
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 2e-6, "{found}, but expected {expected}");
}

#[test]
fn properties_are_the_known_ones() {
    let relu = properties("relu");
    assert_eq!((relu.limit_left, relu.limit_right), (0.0, f64::INFINITY));
    assert_eq!((relu.slope_left, relu.slope_right, relu.lipschitz), (0.0, 1.0, 1.0));
    assert_eq!(relu.smoothness, Smoothness::Times(0));
    assert_eq!((relu.kinks.len(), relu.kinks[0].at, relu.kinks[0].slope), (1, 0.0, 0.0));
    assert!(relu.monotone && relu.saturates_left && !relu.saturates_right && !relu.zero_centred);
    near(relu.normal_mean, 0.398_942_28);

    let tanh = properties("tanh");
    assert_eq!((tanh.infimum, tanh.supremum), (-1.0, 1.0));
    assert_eq!((tanh.infimum_at, tanh.supremum_at), (None, None));
    assert!(tanh.zero_centred && tanh.saturates_left && tanh.saturates_right && tanh.monotone);
    assert_eq!(tanh.smoothness, Smoothness::Infinitely);
    near(tanh.lipschitz, 1.0);
    near(tanh.normal_mean, 0.0);

    for (name, minimum, at) in [
        ("telu", -0.353_285_8, -1.078_860_1),
        ("silu", -0.278_464_5, -1.278_464_5),
        ("mish", -0.308_843, -1.192_431),
        ("logish", -0.252_769, -1.372_454),
        ("smish", -0.249_994, -1.394_519),
        ("zorro_symmetric", -0.360_86, -0.9169),
    ] {
        let found = properties(name);
        assert!((found.infimum - minimum).abs() < 5e-6, "{name}: {}", found.infimum);
        assert!((found.infimum_at.unwrap() - at).abs() < 5e-4, "{name}: {:?}", found.infimum_at);
        assert!(!found.monotone);
    }
    near(properties("telu").lipschitz, 1.061_975_3);
    near(properties("dsilu").supremum, 1.099_839_3);
    near(properties("dgelu").supremum, 1.128_904_1);
    near(properties("logish").slope_right, std::f64::consts::LN_2);
    near(properties("smish").slope_right, 0.6);

    let zorro = properties("zorro_symmetric");
    assert_eq!(zorro.smoothness, Smoothness::Times(1));
    let kinks: Vec<f64> = zorro.kinks.iter().map(|k| k.at).collect();
    assert_eq!(kinks, [0.0, 1.0]);
    assert_eq!((zorro.limit_left, zorro.limit_right), (0.0, 1.0));

    let step = properties("binary_step");
    assert_eq!((step.smoothness, step.lipschitz), (Smoothness::Discontinuous, f64::INFINITY));
    assert_eq!(properties("elu").smoothness, Smoothness::Times(1));
    assert_eq!(properties("selu").smoothness, Smoothness::Times(0));
    assert_eq!(properties("squared_relu").lipschitz, f64::INFINITY);
}

#[test]
fn properties_hold_at_random_numbers() {
    for function in tuned_functions() {
        let activation = Activation::from(*function);
        let p = activation.properties();
        let mut before = f64::NEG_INFINITY;
        let (mut rises, mut falls) = (false, false);
        for i in -3000..3000 {
            let x = f64::from(i) * 0.0123;
            let d = activation.derivatives(x, 1).unwrap();
            let slack = 1e-9 * (1.0 + d[0].abs());
            assert!(d[0] >= p.infimum - slack && d[0] <= p.supremum + slack, "{function:?} at {x}");
            assert!(d[1].abs() <= p.lipschitz + 1e-9, "{function:?}' at {x}: {}", d[1]);
            if before.is_finite() {
                rises |= d[0] > before + slack;
                falls |= d[0] < before - slack;
            }
            before = d[0];
            if p.zero_centred {
                assert!((activation.value(-x) + d[0]).abs() <= slack, "{function:?} at {x}");
            }
        }
        assert_eq!(p.monotone, !(rises && falls), "{function:?}");
        let far = activation.derivatives(1e9, 1).unwrap();
        if p.saturates_right {
            assert!(far[1].abs() < 1e-6 && p.limit_right.is_finite(), "{function:?}");
        }
        assert!((far[1] - p.slope_right).abs() < 1e-6 || p.lipschitz.is_infinite(), "{function:?}");
    }
}
