//! The command as a user runs it.

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

/// The message of a failure, which is one line and nothing else.
fn failure(arguments: &[&str], input: &str) -> String {
    let assert = nonlin(arguments).write_stdin(input.to_owned()).assert().code(1);
    let error = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(assert.get_output().stdout.is_empty());
    assert_eq!(error.lines().count(), 1, "{error}");
    error.trim_end().strip_prefix("nonlin: ").unwrap().to_owned()
}

fn json(arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&output(arguments)).unwrap()
}

#[test]
fn lists_a_family() {
    insta::assert_snapshot!(output(&["list", "--family", "zorro"]));
}

#[test]
fn lists_all_as_json() {
    let list = json(&["list", "--json"]);
    let items = list.as_array().unwrap();
    let units = nonlin::rational::functions().len();
    assert_eq!(items.len(), nonlin::functions().len() + units);
    for key in [
        "id",
        "name",
        "aliases",
        "family",
        "summary",
        "formula",
        "parameters",
        "reference",
        "tuned",
    ] {
        assert!(items.iter().all(|item| item.get(key).is_some()), "{key}");
    }
    let tuned = json(&["list", "--json", "--tuned"]);
    assert_eq!(tuned.as_array().unwrap().len(), nonlin::tuned_functions().len() + units);
}

#[test]
fn functions_that_are_data_are_functions() {
    let list = output(&["list", "--family", "periodic"]);
    assert!(list.contains("snake") && list.contains("x + sin(a*x)^2/a") && !list.contains("relu"));
    let shown = output(&["show", "squareplus", "--no-plot"]);
    assert!(shown.contains("as published: f(x) = 0.5*(x + sqrt(x^2 + b))"), "{shown}");
    assert!(shown.contains("Barron") && shown.contains("b = 4"), "{shown}");
    assert_eq!(output(&["eval", "e_swish(a=2)", "--", "0"]), "0\t0\n");
    let shown = output(&["show", "telu", "--no-plot"]);
    assert!(shown.contains("telu_mercioni: x tanh(ELU(a x))"), "{shown}");
    let assert = nonlin(&["show", "DELU"]).assert().code(1);
    let error = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(error.contains("edelu: extended ELU") && error.contains("Pishchik"), "{error}");
}

#[test]
fn shows_a_function() {
    insta::assert_snapshot!("show_telu", output(&["show", "telu"]));
    insta::assert_snapshot!(
        "show_zorro",
        output(&["show", "zorro", "-p", "a=4", "-p", "b=2", "--no-plot"])
    );
    insta::assert_snapshot!("show_ascii", output(&["show", "relu", "--ascii"]));
}

#[test]
fn shows_json() {
    insta::assert_snapshot!(output(&["show", "binary_step", "--json"]));
}

#[test]
fn evaluates_arguments_and_lines() {
    insta::assert_snapshot!(output(&["eval", "softsign", "--order", "3", "-2", "0.5", "4"]));
    let assert = nonlin(&["eval", "relu", "--grad"]).write_stdin("-1\n\n2.5\n").assert().success();
    assert_eq!(assert.get_output().stdout, b"-1\t0\t0\n2.5\t2.5\t1\n");
    assert_eq!(
        output(&["eval", "hardtanh(a=-2,b=0.5)", "-p", "b=3", "--", "-5", "2", "inf"]),
        "-5\t-2\n2\t2\ninf\t3\n"
    );
    assert_eq!(output(&["eval", "silu", "--", "nan", "-inf"]), "nan\tnan\n-inf\t0\n");
}

#[test]
fn evaluates_in_every_type() {
    // 0.1 is not a number of any of them; each shows what it holds.
    for (dtype, digits) in [("f64", 16), ("f32", 7), ("f16", 3), ("bf16", 2)] {
        let text = output(&["eval", "telu", "--dtype", dtype, "--grad", "0.1"]);
        let cells: Vec<f64> = text.split_whitespace().map(|c| c.parse().unwrap()).collect();
        let activation: nonlin::Activation = "telu".parse().unwrap();
        let truth = activation.derivatives(cells[0], 1).unwrap();
        let tolerance = 10f64.powi(-digits) * 5.0;
        assert!((cells[0] - 0.1).abs() <= tolerance, "{text}");
        assert!((cells[1] - truth[0]).abs() <= tolerance * truth[0].abs(), "{text}");
        assert!((cells[2] - truth[1]).abs() <= tolerance * truth[1].abs(), "{text}");
    }
    let values = json(&["eval", "relu", "--json", "--dtype", "f16", "--", "-inf", "1", "inf"]);
    assert_eq!(values[0]["x"], "-inf");
    assert_eq!(values[1]["values"][0], 1.0);
    assert_eq!(values[2]["values"][0], "inf");
}

#[test]
fn draws_to_the_terminal_and_to_files() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(output(&["plot", "relu", "tanh", "--derivative"]).lines().count(), 21);
    for (name, start) in [("a.svg", &b"<svg "[..]), ("b.png", &b"\x89PNG"[..])] {
        let path = folder.path().join(name);
        assert_eq!(
            output(&["plot", "gelu", "swish", "-p", "beta=2", "-o", path.to_str().unwrap()]),
            ""
        );
        assert!(std::fs::read(&path).unwrap().starts_with(start));
    }
    let svg = std::fs::read_to_string(folder.path().join("a.svg")).unwrap();
    assert!(svg.contains(">swish(beta=2)</text>") && svg.contains(">gelu</text>"));
    // Nothing but the pictures is left behind.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    let points = json(&["plot", "relu", "--range", "-1:1", "--json"]);
    assert_eq!(points[0]["points"].as_array().unwrap().len(), 201);
}

#[test]
fn measures_on_tiny_arrays() {
    for dtype in ["f32", "f64", "f16", "bf16"] {
        let run = json(&[
            "bench",
            "telu",
            "mish",
            "--size",
            "100",
            "--rounds",
            "1",
            "--threads",
            "1",
            "--dtype",
            dtype,
            "--json",
        ]);
        assert_eq!(run["dtype"], dtype);
        let functions = run["functions"].as_array().unwrap();
        assert_eq!(functions.len(), 2);
        for key in [
            "forward",
            "backward",
            "both",
            "forward_to_copy",
            "forward_to_relu",
            "backward_to_relu",
            "both_to_relu",
        ] {
            assert!(functions.iter().all(|f| f[key].as_f64().unwrap() > 0.0), "{key}");
        }
    }
    assert!(
        output(&["bench", "relu", "--size", "64", "--rounds", "1", "--level", "scalar"])
            .contains("scalar")
    );
}

#[test]
#[cfg(all(feature = "instructions", target_os = "linux", target_arch = "x86_64"))]
fn counts_instructions() {
    let run = ["bench", "relu", "silu", "--instructions", "--json"];
    let out = nonlin(&run).output().unwrap();
    if !out.status.success() {
        // Some sandboxes allow no tracing.
        let error = String::from_utf8(out.stderr).unwrap();
        assert!(error.contains("cannot step through a kernel"), "{error}");
        return;
    }
    let run: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let count =
        |k: usize, pass: &str, what: &str| run["functions"][k][pass][what].as_f64().unwrap();
    for pass in ["forward", "backward"] {
        let [relu, silu] = [0, 1].map(|k| count(k, pass, "vector"));
        // A load and a store for sixteen elements is the least that there is.
        assert!(2.0 / 16.0 <= relu && relu < silu, "{pass}: {relu}, {silu}");
        assert!([0, 1].iter().all(|&k| count(k, pass, "vector") < count(k, pass, "all")));
    }
    assert!(output(&["bench", "x*atan(x)", "--instructions"]).contains("x*atan(x)"));
}

#[test]
fn compares_and_resumes() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let tiny = [
        "compare",
        "--acts",
        "relu,tanh",
        "--seeds",
        "2",
        "--epochs",
        "1",
        "--layers",
        "8",
        "--out",
    ];
    let arguments: Vec<&str> = tiny.into_iter().chain([out.to_str().unwrap()]).collect();
    let first = output(&arguments);
    assert!(first.contains("against the") && first.contains("report: "));
    assert!(std::fs::read_to_string(out.join("report.html")).unwrap().contains("</html>"));
    let again: Vec<&str> = arguments.iter().copied().chain(["--resume"]).collect();
    assert_eq!(output(&again), first);
    let as_json: Vec<&str> = again.iter().copied().chain(["--json"]).collect();
    assert_eq!(json(&as_json)["schema"], 1);
}

#[test]
fn compares_on_a_csv_file() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let (path, out) = (at("plants.csv"), at("out"));
    let row = |i: usize| format!("{},{},{}\n", ["oak", "ash"][i % 2], i % 2 + i % 5, i % 3);
    let whole = "kind,height,width\n".to_owned() + &(0..40).map(row).collect::<String>();
    std::fs::write(&path, &whole).unwrap();
    let arguments =
        ["compare", "--acts", "relu,tanh", "--seeds", "2", "--epochs", "2", "--layers", "4"];
    let on = |label: &'static str| {
        let file = ["--data", path.as_str(), "--label", label, "--out", out.as_str()];
        [&arguments[..], &file[..]].concat()
    };
    let page = output(&on("kind"));
    assert!(page.contains("Data: the file") && page.contains("plants.csv"), "{page}");
    assert!(
        failure(&on("kin"), "").contains("no column kin; its 3 columns are kind, height, width")
    );
    assert!(
        failure(&on("width"), "").contains("line 2, column kind: \"oak\" is not a finite number")
    );
    for (text, problem) in [
        (whole.clone() + "oak,1\n", "line 42 has 2 fields, the lines before it 3"),
        (whole.clone() + ",1,2\n", "line 42, column kind: the class is missing"),
        ("kind,height,width\n".into(), "it has no rows"),
        (String::new(), "it has no rows"),
    ] {
        std::fs::write(&path, text).unwrap();
        let message = failure(&on("kind"), "");
        assert!(message.contains("plants.csv: ") && message.contains(problem), "{message}");
    }
    let nowhere = [&arguments[..], &["--data", "nowhere.csv"]].concat();
    assert!(failure(&nowhere, "").contains("nowhere.csv: cannot read"));
    let unknown = ["sweep", "--acts", "relu", "--data", "mnits"];
    assert!(failure(&unknown, "").contains("or give a CSV file"));
    let device = [&arguments[..], &["--device", "gpu"]].concat();
    assert!(failure(&device, "").contains("there is no \"gpu\"; choose one of cpu"));
    let device = ["sweep", "--acts", "relu", "--device", "gpu"];
    assert!(failure(&device, "").contains("there is no \"gpu\"; choose one of cpu"));
}

#[test]
fn mistakes_are_answered_in_one_line() {
    assert_eq!(
        failure(&["show", "gelo"], ""),
        "unknown function 'gelo'; did you mean gelu or dgelu or relu?"
    );
    assert!(
        failure(&["list", "--family", "round"], "").contains("the families are step, sigmoidal")
    );
    assert!(failure(&["show", "swish", "-p", "gamma=1"], "").contains("its parameters are beta"));
    assert!(failure(&["show", "swish", "-p", "beta"], "").contains("write for example -p beta=2"));
    assert!(failure(&["show", "elu(alpha=-1)"], "").contains("must be in (0, inf)"));
    assert!(
        failure(&["eval", "relu", "--dtype", "f8", "1"], "").contains("f32, f64, f16 and bf16")
    );
    assert_eq!(
        failure(&["eval", "relu"], "1\ntwo\n"),
        "standard input, line 2: 'two' is not a number"
    );
    assert_eq!(failure(&["eval", "relu"], ""), "no numbers on standard input");
    assert!(failure(&["eval", "relu", "--order", "9", "1"], "").contains("to order 4"));
    assert!(failure(&["plot", "relu", "--range", "5:1"], "").contains("the lower first"));
    assert!(failure(&["plot", "relu", "-o", "x.gif"], "").contains(".svg or .png"));
    assert!(
        failure(&["plot", "relu", "-o", "/no/such/folder/x.svg"], "").contains("no such folder")
    );
    assert!(failure(&["bench", "relu", "--level", "MMX"], "").contains("the levels are"));
    assert!(failure(&["bench", "relu", "--traced", "sideways"], "").contains("forward"));
    assert!(failure(&["bench", "relu", "--size", "99999999999999"], "").contains("GiB"));
    assert!(failure(&["compare", "--acts", "relu,"], "").contains("column 6"));
    assert!(failure(&["compare", "--layers", "a"], "").contains("128,128"));
    assert!(failure(&["compare", "--lr", "-1"], "").contains("learning rate"));
    assert!(
        failure(&["compare", "--data", "mnist", "--data-dir", "/no/such/folder"], "")
            .contains("/no/such/folder")
    );
    // What the command line itself refuses is clap's, with its exit code.
    nonlin(&["frobnicate"]).assert().code(2);
    nonlin(&["eval", "relu", "--order", "x"]).assert().code(2);
    nonlin(&[]).assert().code(2);
}

#[test]
fn completions_and_help_are_there() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(output(&["completions", shell]).contains("nonlin"));
    }
    for command in [
        "list",
        "show",
        "eval",
        "plot",
        "bench",
        "fit",
        "export",
        "import",
        "compare",
        "reproduce",
        "sweep",
        "data",
        "completions",
    ] {
        assert!(output(&[command, "--help"]).contains("Examples:"), "{command}");
    }
    assert!(output(&["--version"]).starts_with("nonlin 0."));
}

#[test]
fn fits_rational_units() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (file, picture, points) = (path("fit.json"), path("fit.svg"), path("points.csv"));
    let arguments =
        ["fit", "tanh", "--starts", "4", "--output", &file, "--picture", &picture, "--no-plot"];
    let text = output(&arguments);
    assert!(text.starts_with("safe_pau fitted to tanh on [-3, 3]"), "{text}");
    assert!(text.contains("a_5") && text.contains("b_4") && text.contains("largest error"));
    assert!(std::fs::read_to_string(&picture).unwrap().contains("<svg"));
    let written: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert!(written["max_error"].as_f64().unwrap() < 1e-4);
    assert_eq!(written["numerator"].as_array().unwrap().len(), 6);
    // A parabola through points, which a polynomial in disguise is.
    let parabola: String = (-20..=20).map(|i| format!("{i},{}\n", i * i)).collect();
    std::fs::write(&points, parabola).unwrap();
    let unit = "safe_pau(m=2,n=1)";
    let fit =
        json(&["fit", "--points", &points, "--unit", unit, "--norm", "least-squares", "--json"]);
    assert!(fit["max_error"].as_f64().unwrap() < 1e-6, "{fit}");
    for (arguments, said) in [
        (&["fit", "tanh", "--unit", "pua"][..], "unknown rational unit 'pua'"),
        (&["fit", "tanh", "--norm", "sup"], "there are minimax and least-squares"),
        (&["fit", "tahn"], "unknown function 'tahn'"),
        (&["fit", "tanh", "--range", "3:-3"], "is not a range"),
        (&["fit", "--points", "nowhere.csv"], "cannot read nowhere.csv"),
        (&["fit", "tanh", "--picture", "tanh.gif"], ".svg or .png"),
    ] {
        let error = failure(arguments, "");
        assert!(error.contains(said), "{arguments:?}: {error}");
    }
}

#[test]
fn reproduces_a_recipe() {
    let list = output(&["reproduce", "--list"]);
    assert!(list.contains("persistence") && list.contains("28 recipes"), "{list}");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let page = output(&["reproduce", "saturation", "--out", out]);
    assert!(page.contains("# ") && page.contains("saturation-smoke.md"), "{page}");
    assert!(folder.path().join("saturation-smoke.json").exists());
    let error = failure(&["reproduce", "saturtion"], "");
    assert!(
        error.contains("there is no \"saturtion\"; choose one of shape, saturation"),
        "{error}"
    );
    let error = failure(&["reproduce", "none.toml"], "");
    assert!(error.contains("none.toml"), "{error}");
}

#[test]
fn sweeps_run_merge_and_sum_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let plan = path("plan.toml");
    let text = "functions = [\"relu\", \"telu\"]\nseeds = 2\n[settings]\nepochs = 2\nwidth = 8\nat_most = 256\n\
                diagnose_every = 2\n";
    std::fs::write(&plan, text).unwrap();
    let (here, there) = (path("here"), path("there"));
    let commands = output(&["sweep", &plan, "--print", "--out", &there]);
    let commands: Vec<&str> = commands.lines().collect();
    assert_eq!(commands.len(), 4);
    assert!(
        commands[3].contains("--acts telu") && commands[3].contains("--seed 1"),
        "{commands:?}"
    );
    // Two of them elsewhere, as their own commands; nothing in them needs a shell's quotes.
    for (index, said) in [(3, "is done"), (0, "is done"), (3, "was there already")] {
        let words: Vec<&str> =
            commands[index].split(' ').skip(1).map(|w| w.trim_matches('\'')).collect();
        assert!(output(&words).contains(said), "{index}");
    }
    assert!(
        output(&["sweep", &plan, "--index", "1", "--out", &here])
            .contains("telu, mlp, optdigits, seed 0")
    );
    let page = output(&["sweep", &plan, "--merge", &there, "--out", &here, "--jobs", "2"]);
    assert!(
        page.contains("2 activation functions: mlp, optdigits") && page.contains("MiB"),
        "{page}"
    );
    for file in ["report.html", "report.md", "report.json", "diagnostics-0.html"] {
        assert!(folder.path().join("here").join(file).exists(), "{file}");
    }
    let json = json(&["sweep", &plan, "--report", "--out", &here, "--json"]);
    assert_eq!((json["missing"].as_u64(), json["runs"].as_u64()), (Some(0), Some(4)));
    // Processes of their own have a memory of their own.
    assert!(json["blocks"][0]["rows"][0]["peak_memory"].as_f64().unwrap() > 1e6);

    let error = failure(&["sweep", &plan, "--set", "epocs=3"], "");
    assert!(error.contains("epocs"), "{error}");
    assert!(failure(&["sweep"], "").contains("--acts relu,telu"));
    assert!(failure(&["sweep", &plan, "--index", "4"], "").contains("the runs are 0 to 3"));
    assert!(
        failure(&["sweep", &plan, "--merge", "nowhere", "--out", &here], "").contains("nowhere")
    );
}

#[test]
fn data_sets_are_listed() {
    let list = output(&["data"]);
    assert!(list.contains("fashion-mnist") && list.contains("cifar-100"), "{list}");
    assert!(failure(&["data", "mnits"], "").contains("choose one of mnist"));
    let sets = json(&["data", "--data-dir", "/no/such/folder", "--json"]);
    assert!(sets.as_array().unwrap().iter().all(|set| set["present"] == false));
}
