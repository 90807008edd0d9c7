//! Rational units on the command line.

use assert_cmd::Command;

fn nonlin(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("nonlin").unwrap();
    command.args(arguments).env("NO_COLOR", "1").env("LANG", "C.UTF-8");
    command
}

fn output(arguments: &[&str]) -> String {
    let output = nonlin(arguments).assert().success().get_output().stdout.clone();
    String::from_utf8(output).unwrap()
}

fn failure(arguments: &[&str]) -> String {
    let assert = nonlin(arguments).assert().code(1);
    let error = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

#[test]
fn units_are_shown_like_other_functions() {
    let shown = output(&["show", "hp1(m=1,n=1,a_0=0,a_1=1,b_1=0.5)"]);
    for part in [
        "HP-1 (hp1(m=1,n=1,",
        "f(x)  = (a_0 + a_1*He_1(x)) / (1 + abs(b_1*He_1(x)))",
        "f(x) = (1*He_1(x)) / (1 + 0.5*abs(He_1(x)))",
        "a_1 = 1  in (-inf, inf), trained",
        "limits       -2 at -inf (slope 0), 2 at +inf (slope 0)",
        "kink         x = 0: derivative 2 jumps",
        "inferred",
    ] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
    let list = output(&["list", "--family", "rational"]);
    assert!(list.contains("hp2") && list.contains("opau(basis=legendre)"), "{list}");
    let evaluated = output(&["eval", "pau(m=1,n=1,a_0=1,a_1=2,b_1=0)", "--order", "2", "3"]);
    assert_eq!(evaluated, "3\t7\t2\t0\n");
    output(&["plot", "hp1", "hp2(init=gelu)", "--ascii"]);
    let bench =
        output(&["bench", "relu", "safe_pau(version=B)", "--size", "1000", "--rounds", "1"]);
    assert!(bench.contains("safe_pau(version=B)"), "{bench}");
}

#[test]
fn coefficients_are_exported_and_imported() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (own, theirs) = (path("own.json"), path("theirs.json"));
    output(&["export", "hp1(init=gelu)", "--output", &own]);
    assert_eq!(output(&["import", &own]), "hp1(init=gelu)\n");
    let to = ["--to", "rational-activations", "--label", "swish", "--output", &theirs];
    output(&[&["export", "safe_pau(version=B,init=silu)"], &to[..]].concat());
    assert_eq!(output(&["import", &theirs, "swish"]), "safe_pau(version=B,init=silu)\n");
    let json: serde_json::Value =
        serde_json::from_str(&output(&["import", &theirs, "--json"])).unwrap();
    assert_eq!(json[0]["unit"], "safe_pau(version=B)");
    assert_eq!(json[0]["numerator"].as_array().unwrap().len(), 6);
    // What a fit writes can be read, too.
    let fitted = path("fit.json");
    output(&["fit", "tanh", "--unit", "hp2", "--starts", "2", "--no-plot", "--output", &fitted]);
    assert!(output(&["import", &fitted]).starts_with("hp2("));
    assert_eq!(output(&["export", "mish", "--to", "text"]), "x*tanh(softplus(x))\n");
    let latex = output(&["export", "pau(m=1,n=1,a_0=1,a_1=2,b_1=0)", "--to", "latex"]);
    assert_eq!(latex, "\\frac{1 + 2\\,x}{1}\n");
    for (arguments, said) in [
        (&["export", "mish"][..], "mish is no rational unit"),
        (&["export", "hp1", "--to", "jsn"], "unknown format 'jsn'"),
        (&["export", "hp1", "--to", "rational-activations"], "monomials only"),
        (&["import", &theirs, "gelu"], "it has swish (safe_pau(version=B))"),
        (&["import", "none.json"], "cannot read none.json"),
    ] {
        let error = failure(arguments);
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn units_are_compared_and_their_shapes_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let acts = "relu,hp1,opau(basis=legendre),safe_pau(version=D)";
    let table = output(&[
        "compare", "--acts", acts, "--seeds", "2", "--epochs", "2", "--layers", "16,16", "--out",
        out,
    ]);
    for name in acts.split("),").map(|name| name.split('(').next().unwrap()) {
        assert!(table.contains(name.rsplit(',').next().unwrap()), "{table}");
    }
    let report = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(report.contains("What was learned"), "the section on learned shapes");
    assert!(report.contains("hp1 in hidden layer 2, before and after training"));
    assert_eq!(report.matches("before and after training\"").count(), 6);
}

#[test]
fn formulas_are_taken_where_names_are() {
    let shown = output(&["show", "x*tanh(exp(x))"]);
    for part in ["Formula (x*tanh(exp(x)))", "f(x)  = x*tanh(exp(x))", "f'(x) = ", "saturates"] {
        assert!(shown.contains(part), "{part} is not in\n{shown}");
    }
    assert!(!shown.contains("Source"), "{shown}");
    let shown = output(&["show", "mine(a=2) = a*x*sigmoid(x)", "-p", "a=3", "--no-plot"]);
    assert!(shown.contains("a = 3  in (-inf, inf), trained, default 2"), "{shown}");
    assert_eq!(output(&["eval", "x^3 - x", "--grad", "2"]), "2\t6\t11\n");
    let telu = output(&["eval", "telu", "--dtype", "f16", "--grad", "12"]);
    assert_eq!(output(&["eval", "x*tanh(exp(x))", "--dtype", "f16", "--grad", "12"]), telu);
    output(&["plot", "relu", "x*atan(x)", "--derivative", "--ascii"]);
    let bench = output(&["bench", "relu", "x*atan(x)", "--size", "1000", "--rounds", "1"]);
    assert!(bench.contains("x*atan(x)"), "{bench}");
    let fit = output(&["fit", "x*exp(-x^2)", "--starts", "2", "--no-plot"]);
    assert!(fit.starts_with("safe_pau fitted to x*exp(-x^2)"), "{fit}");
    let folder = tempfile::tempdir().unwrap();
    let table = output(&[
        "compare",
        "--acts",
        "relu,mine=x*atan(x),f(a=1)=a*x*sigmoid(x)",
        "--seeds",
        "2",
        "--epochs",
        "2",
        "--layers",
        "16",
        "--out",
        folder.path().to_str().unwrap(),
    ]);
    assert!(
        table.contains("mine = x*atan(x)") && table.contains("f(a=1) = a*x*sigmoid(x)"),
        "{table}"
    );
    // With a mark under the place.
    let assert = nonlin(&["show", "x*tanh(exp(x)"]).assert().code(1);
    let error = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(error.contains("column 14") && error.contains("\n               ^"), "{error}");
}

#[test]
fn functions_are_exported_as_source() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("swish.onnx").to_str().unwrap().to_owned();
    output(&["export", "swish(beta=2)", "--to", "onnx", "--out", &path]);
    assert!(std::fs::read(&path).unwrap().windows(5).any(|bytes| bytes == b"Swish"));
    let c = output(&["export", "x*tanh(exp(x))", "--to", "c", "--derivative", "--label", "mine"]);
    assert!(c.contains("float mine_derivative(float x)"), "{c}");
    let cuda = output(&["export", "gelu", "--to", "cuda", "--gradients"]);
    assert!(cuda.contains("__global__ void gelu_backward("), "{cuda}");
    let rust =
        output(&["export", "swish", "-p", "beta=3", "--to", "rust", "--fixed", "--dtype", "f64"]);
    assert!(rust.contains("pub fn swish(x: f64) -> f64"), "{rust}");
    for (arguments, part) in [
        (&["export", "relu", "--to", "tritn"][..], "did you mean triton?"),
        (&["export", "relu", "--to", "wgsl", "--dtype", "f64"], "wgsl: computes in f32"),
        (&["export", "relu", "--to", "text", "--derivative"], "not for --to text"),
        (&["export", "relu", "--to", "onnx", "--opset", "3"], "18 to 25"),
    ] {
        let error = failure(arguments);
        assert!(error.contains(part), "{error}");
    }
}
