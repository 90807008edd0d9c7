//! Targets and options: names, errors, what is and what is not printed.

use nonlin::Activation;
use nonlin_export::{Error, Options, Part, Precision, Target, export, onnx, source};

fn printed(function: &str, target: Target, options: &Options) -> String {
    let activation: Activation = function.parse().unwrap();
    source(&activation, target, options).unwrap()
}

fn with(part: Part) -> Options {
    Options { part, ..Options::default() }
}

#[test]
fn targets_are_found_by_name() {
    for target in Target::ALL {
        assert_eq!(target.name().parse::<Target>().unwrap(), target);
        assert_eq!(target.to_string().to_uppercase().parse::<Target>().unwrap(), target);
    }
    assert_eq!("js".parse::<Target>().unwrap(), Target::Javascript);
    let error = "tritn".parse::<Target>().unwrap_err().to_string();
    assert!(error.contains("did you mean triton?") && error.contains("onnx"), "{error}");
    assert!("f16".parse::<Precision>().unwrap_err().to_string().contains("f32 or f64"));
}

#[test]
fn atoms_stay_stable() {
    let c = printed("softplus", Target::C, &Options::default());
    assert!(c.contains("log1pf") && !c.contains("logf("), "{c}");
    // Typed naively.
    let c = printed("mine = x*log(1 + exp(x))", Target::C, &Options::default());
    assert!(c.contains("float mine(float x)") && c.contains("nonlin_softplus"), "{c}");
    let wgsl = printed("tanh", Target::Wgsl, &Options::default());
    let code: String = wgsl.lines().filter(|line| !line.starts_with("//")).collect();
    assert!(code.contains("fn nonlin_tanh(") && !code.contains(" tanh("), "{wgsl}");
    let python = printed("gelu", Target::Torch, &Options::default());
    assert!(python.contains("torch.float64"), "{python}");
}

#[test]
fn parts_and_parameters_are_chosen() {
    let swish = "swish(beta=2)";
    let value = printed(swish, Target::Javascript, &Options::default());
    assert!(value.contains("export function swish(x, beta = 2.0)"), "{value}");
    let slope = printed(swish, Target::Javascript, &with(Part::Derivative));
    assert!(slope.contains("function swish_derivative(") && !slope.contains("function swish("));
    let all = printed(swish, Target::Rust, &with(Part::Gradients));
    assert!(all.contains("pub fn swish(") && all.contains("-> (f32, f32, f32)"), "{all}");
    let fixed = Options { fixed: true, precision: Some(Precision::F64), ..Options::default() };
    let fixed = printed(swish, Target::C, &fixed);
    assert!(fixed.contains("double swish(double x)") && fixed.contains("2.0 * x"), "{fixed}");
    let unit = printed("hp1(init=gelu)", Target::C, &Options { fixed: true, ..Options::default() });
    assert!(unit.contains("float hp1(float x)"), "{unit}");
    let latex = printed(swish, Target::Latex, &with(Part::Gradients));
    assert!(latex.contains(r"\frac{\partial f}{\partial \beta}"), "{latex}");
    assert_eq!(
        printed("telu", Target::Latex, &Options::default()).trim(),
        r"x\,\tanh\left(e^{x}\right)"
    );
}

#[test]
fn names_are_those_that_languages_allow() {
    assert!(
        printed("tanh", Target::C, &Options::default()).contains("float tanh_activation(float x)")
    );
    // A parameter may be called like a word of the language.
    let selu = printed("selu", Target::Torch, &Options::default());
    assert!(selu.contains("def selu(x, p_lambda=1.05"), "{selu}");
    assert!(printed("selu", Target::C, &Options::default()).contains("float lambda"));
    // And like what the source itself uses.
    let odd = printed(
        "f(t1=1, float=2, value=3) = t1*x + sin(float*x)*value",
        Target::C,
        &with(Part::Gradients),
    );
    assert!(odd.contains("tmp_") && odd.contains("p_float") && odd.contains("p_value"), "{odd}");
    for (name, target) in
        [("float", Target::C), ("2x", Target::Rust), ("a b", Target::Onnx), ("lambda", Target::Jax)]
    {
        let options = Options { name: Some(name.to_owned()), ..Options::default() };
        let error = export(&"relu".parse().unwrap(), target, &options).unwrap_err();
        assert!(matches!(&error, Error::Name { name: n, .. } if n == name), "{error}");
        assert!(error.to_string().contains("letters, digits and underscores"));
    }
    let comment = printed("x*2", Target::C, &Options::default());
    assert_eq!(comment.matches("*/").count(), 1, "{comment}");
}

#[test]
fn what_a_target_lacks_is_refused() {
    let relu: Activation = "relu".parse().unwrap();
    let precision = |precision| Options { precision: Some(precision), ..Options::default() };
    for (target, wrong) in [
        (Target::Wgsl, Precision::F64),
        (Target::Triton, Precision::F64),
        (Target::Onnx, Precision::F64),
        (Target::Javascript, Precision::F32),
    ] {
        let error = export(&relu, target, &precision(wrong)).unwrap_err().to_string();
        assert!(error.contains(target.name()) && error.contains(wrong.name()), "{error}");
    }
    let error = source(&relu, Target::Onnx, &Options::default()).unwrap_err().to_string();
    assert!(error.contains("nonlin_export::onnx"), "{error}");
    for opset in [17, 26] {
        let options = Options { opset: Some(opset), ..Options::default() };
        assert!(onnx(&relu, &options).unwrap_err().to_string().contains("18 to 25"));
    }
    let options = Options { rank: Some(33), ..Options::default() };
    assert!(onnx(&relu, &options).unwrap_err().to_string().contains("at most 32"));
}

/// Whether the bytes of a model contain a text.
fn has(model: &[u8], text: &str) -> bool {
    model.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn models_use_the_operators_of_the_standard() {
    let model = |function: &str, options: &Options| {
        onnx(&function.parse::<Activation>().unwrap(), options).unwrap()
    };
    for (function, operator) in [
        ("relu", "Relu"),
        ("prelu", "PRelu"),
        ("elu", "Elu"),
        ("celu", "Celu"),
        ("selu", "Selu"),
        ("softplus", "Softplus"),
        ("hard_sigmoid_pt", "HardSigmoid"),
        ("gelu_tanh", "Gelu"),
        ("mish", "Mish"),
        ("swish(beta=3)", "Swish"),
        ("threshold", "ThresholdedRelu"),
        ("hardtanh", "Clip"),
    ] {
        let made = model(function, &Options::default());
        assert!(has(&made, operator) && !has(&made, "nonlin_") && made.len() < 400, "{function}");
    }
    // Before an operator there was, and where it does something else, a function.
    let before = Options { opset: Some(19), ..Options::default() };
    assert!(has(&model("gelu", &before), "nonlin_normal_cdf"));
    assert!(has(&model("softplus(beta=2)", &Options::default()), "nonlin_softplus"));
    assert!(has(&model("telu", &Options::default()), "nonlin_tanh_exp"));
    assert!(has(&model("relu", &with(Part::Derivative)), "relu_derivative"));
}
