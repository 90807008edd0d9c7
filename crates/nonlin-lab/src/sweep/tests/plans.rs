//! Plans and the runs they are made into.

use std::path::Path;

use super::*;

const PLAN: &str = r#"
title = "Rates"
functions = ["relu", "telu", "swish(beta=2)"]
baseline = "telu"
networks = ["mlp", "lenet-5"]
data = ["optdigits"]
seeds = [3, 1, 3]
metric = "test-loss"

[settings]
epochs = 2
schedule = { factor = 0.1, after = [1] }

[grid]
learning_rate = [0.01, 1e-7]
optimizer = ["adam"]

[[variants]]
name = "plain"

[[variants]]
name = "with decay"
set = { weight_decay = 5e-4 }
"#;

fn parse(text: &str) -> Result<Sweep> {
    Sweep::new(&SweepPlan::parse(text, "plan.toml".as_ref())?)
}

#[test]
fn every_combination_is_a_run() {
    let sweep = parse(PLAN).unwrap();
    assert_eq!((sweep.functions.len(), sweep.blocks.len(), &sweep.seeds), (3, 8, &vec![3, 1]));
    assert_eq!((sweep.runs.len(), sweep.baseline), (48, 1));
    let names: Vec<&str> = sweep.blocks.iter().map(|block| block.name.as_str()).collect();
    // What is the same everywhere, data and optimiser, names nothing.
    assert_eq!(names[0], "mlp, learning_rate=0.01, plain");
    assert_eq!(names[7], "lenet-5, learning_rate=0.0000001, with decay");
    let last = &sweep.runs[47];
    assert_eq!(sweep.describe(last), format!("swish(beta=2), {}, seed 1", names[7]));
    let Choices { learning_rate, weight_decay, epochs, .. } = last.choices;
    assert_eq!((learning_rate, weight_decay, epochs), (Some(1e-7), Some(5e-4), Some(2)));
    let mut keys: Vec<String> = sweep.runs.iter().map(|run| run.key().to_string()).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 48);
    // The baseline is added where it is not among the functions.
    let plan = SweepPlan { baseline: Some("elu".into()), ..quick(&["relu"]) };
    let added = Sweep::new(&plan).unwrap();
    assert_eq!((added.functions[0].to_string(), added.functions.len()), ("elu".into(), 2));
    // One setting has the names of network and data.
    assert_eq!(added.blocks[0].name, "mlp, optdigits");
}

/// The plan that a run's arguments stand for, as the command line reads them.
fn read_back(arguments: &[String]) -> SweepPlan {
    let mut plan = SweepPlan::default();
    let (command, options) = arguments.split_first().unwrap();
    assert_eq!(command, "sweep");
    for pair in options.chunks(2) {
        let [option, value] = pair else { panic!("{option:?}", option = pair) };
        match option.as_str() {
            "--acts" => {
                plan.functions =
                    nonlin::parse_list(value).unwrap().iter().map(ToString::to_string).collect();
            }
            "--networks" => plan.networks = vec![value.clone()],
            "--data" => plan.data = vec![value.clone()],
            "--label" => plan.fix("label", value).unwrap(),
            "--device" => plan.fix("device", value).unwrap(),
            "--seed" => plan.seeds = Seeds::List(vec![value.parse().unwrap()]),
            "--set" => plan.set(value).unwrap(),
            "--index" => assert_eq!(value, "0"),
            "--out" => assert_eq!(value, "a folder"),
            "--data-dir" => assert_eq!(value, "data"),
            other => panic!("{other}"),
        }
    }
    plan
}

#[test]
fn a_command_stands_for_the_same_run() {
    let sweep = parse(PLAN).unwrap();
    for run in &sweep.runs {
        let arguments = run.arguments(Path::new("a folder"), Some(Path::new("data")));
        let again = Sweep::new(&read_back(&arguments)).unwrap();
        assert_eq!(again.runs.len(), 1);
        assert_eq!(again.runs[0].key(), run.key(), "{arguments:?}");
    }
    let line = sweep.runs[47].command_line(Path::new("a folder"), None);
    assert!(
        line.starts_with("nonlin sweep --acts 'swish(beta=2)' --networks lenet-5 --data optdigits")
    );
    assert!(
        line.contains("--set 'learning_rate=1e-7'") && line.contains("--out 'a folder'"),
        "{line}"
    );
    assert!(line.contains("'schedule={after=[1],factor=0.1,plateau=false}'"), "{line}");
}

#[test]
fn columns_and_devices_are_part_of_a_run() {
    let mut plan = quick(&["relu"]);
    let named = Sweep::new(&plan).unwrap();
    // The CPU is where a run is made anyway.
    plan.fix("device", "flex").unwrap();
    assert_eq!(Sweep::new(&plan).unwrap().runs[0].key(), named.runs[0].key());
    let message = {
        let mut plan = plan.clone();
        plan.fix("device", "gpu").unwrap();
        Sweep::new(&plan).unwrap_err().to_string()
    };
    assert!(message.contains("device: there is no \"gpu\"; choose one of cpu"), "{message}");
    for label in ["1", "a, b", "it's"] {
        plan.fix("label", label).unwrap();
        let run = &Sweep::new(&plan).unwrap().runs[0];
        assert_eq!(run.choices.label.as_deref(), Some(label));
        assert_ne!(run.key(), named.runs[0].key());
        let arguments = run.arguments(Path::new("a folder"), None);
        let again = Sweep::new(&read_back(&arguments)).unwrap();
        assert_eq!(again.runs[0].key(), run.key(), "{arguments:?}");
    }
    // optdigits has no columns.
    let message = Sweep::new(&plan).unwrap().check(None).unwrap_err().to_string();
    assert!(message.contains("label: optdigits is no CSV file"), "{message}");
}

#[test]
fn tables_are_swept_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kinds.csv");
    let row = |i: usize| format!("{},{}\n", ["a", "b"][i % 2], i % 2 + i % 7);
    std::fs::write(&path, "kind,size\n".to_owned() + &(0..60).map(row).collect::<String>())
        .unwrap();
    let mut plan = quick(&["relu", "tanh"]);
    plan.data = vec![path.display().to_string()];
    plan.fix("label", "kind").unwrap();
    let sweep = Sweep::new(&plan).unwrap();
    let out = folder.path().join("out");
    let options = SweepOptions { out, ..SweepOptions::default() };
    let outcome = sweep.run_all(&options, &mut |_| ()).unwrap();
    assert!(outcome.failed.is_empty(), "{:?}", outcome.failed);
    let result = outcome.results[0].as_ref().unwrap();
    assert_eq!((result.resolution, result.epochs.len()), (1.0 / 12.0, 2));
    plan.networks = vec!["lenet-5".into()];
    let message = Sweep::new(&plan).unwrap().check(None).unwrap_err().to_string();
    assert!(message.contains("for which there is mlp, not lenet-5"), "{message}");
}

#[test]
fn values_from_the_command_line_go_first() {
    let mut plan = SweepPlan::parse(PLAN, "plan.toml".as_ref()).unwrap();
    plan.set("learning-rate=0.5").unwrap();
    plan.set("optimizer=adam,sgd").unwrap();
    plan.set("epochs=7").unwrap();
    let sweep = Sweep::new(&plan).unwrap();
    assert_eq!(sweep.blocks.len(), 8);
    assert!(sweep.blocks.iter().all(|block| block.choices.epochs == Some(7)));
    assert_eq!(sweep.blocks[2].name, "mlp, optimizer=sgd, plain");
    for (text, said) in [
        ("epochs", "sets nothing"),
        ("epochs=", "no value"),
        ("epoch=3", "unknown field `epoch`"),
        ("epochs=three", "epochs=three"),
        ("optimizer=adom", "adom"),
    ] {
        let error = plan.set(text).unwrap_err().to_string();
        assert!(error.contains(said), "{text}: {error}");
    }
}

#[test]
fn mistakes_in_a_plan_are_named() {
    let fails = |from: &str, to: &str| {
        assert!(PLAN.contains(from), "{from}");
        parse(&PLAN.replace(from, to)).unwrap_err().to_string()
    };
    let message = fails("baseline", "basline");
    assert!(message.contains("plan.toml") && message.contains("basline"), "{message}");
    assert!(fails("\"telu\", ", "\"tellu\", ").contains("telu"));
    assert!(fails("epochs = 2", "epochs = 0").contains("epochs"));
    assert!(fails("epochs = 2", "epohcs = 2").contains("epohcs"));
    assert!(fails("epochs = 2", "seeds = 2").contains("stand beside the settings"));
    assert!(fails("learning_rate = [", "learning_rat = [").contains("learning_rat"));
    assert!(fails("[0.01, 1e-7]", "[\"fast\"]").contains("learning_rate=fast"));
    assert!(fails("[3, 1, 3]", "0").contains("at least 1"));
    assert!(fails("[3, 1, 3]", "1000000").contains("too many"));
    assert!(fails("test-loss", "test-los").contains("test-los"));
    assert!(fails("name = \"plain\"", "name = \"with decay\"").contains("there twice"));
    assert!(parse("").unwrap_err().to_string().contains("relu,gelu"));
    let error = parse(PLAN).unwrap().run(48).unwrap_err().to_string();
    assert!(error.contains("the runs are 0 to 47"), "{error}");
    let error = SweepPlan::read("none.toml".as_ref()).unwrap_err().to_string();
    assert!(error.contains("none.toml: cannot read"), "{error}");
}
