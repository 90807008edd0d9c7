//! Every recipe at the smallest scale, and what it must find there.

use super::*;

fn smoke(name: &str, out: &std::path::Path) -> Outcome {
    let options = ReproduceOptions { out: out.into(), ..ReproduceOptions::default() };
    reproduce(&find(name).unwrap(), &options, &mut |_| ()).unwrap()
}

fn answer(outcome: &Outcome, claim: &str) -> Answer {
    let found: Vec<_> = outcome.verdicts.iter().filter(|v| v.claim.contains(claim)).collect();
    let [first, others @ ..] = found.as_slice() else { panic!("{claim}: {:?}", outcome.verdicts) };
    assert!(others.iter().all(|other| other.answer == first.answer), "{found:?}");
    first.answer
}

#[test]
fn every_recipe_can_be_read_and_has_a_name_of_its_own() {
    let recipes = recipes().unwrap();
    let mut names: Vec<&str> = recipes.iter().map(|recipe| recipe.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), RECIPES.len());
    assert!(recipes.iter().all(|recipe| !recipe.claims.is_empty()));
    let error = find("presistence").unwrap_err().to_string();
    assert!(error.contains("persistence, saturation"), "{error}");
}

#[test]
fn mistakes_in_a_recipe_are_named() {
    let text = RECIPES[0];
    let fails = |from: &str, to: &str| {
        assert!(text.contains(from));
        Recipe::parse(&text.replace(from, to), "mine.toml".as_ref()).unwrap_err().to_string()
    };
    let message = fails("width = 128", "widht = 128");
    assert!(message.contains("mine.toml") && message.contains("widht"), "{message}");
    assert!(fails("set = { bias = -20.0 }", "set = { bais = -20.0 }").contains("bais"));
    assert!(fails("\"logish\"", "\"logisch\"").contains("logish"));
    assert!(fails("above = \"relu\"", "above = \"rele\"").contains("rele"));
    assert!(fails("above = \"relu\"", "").contains("needs one of"));
    assert!(fails("[scales.small]", "[scales.large]").contains("small"));
    assert!(find("nowhere.toml").unwrap_err().to_string().contains("nowhere.toml: cannot read"));
}

#[test]
fn saturation_is_that_of_the_derivatives() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = smoke("saturation", folder.path());
    // mpmath, 40 digits, by the definitions in the papers.
    let quotient =
        |function: &str, x: &str| outcome.estimate(x, function, "quotient").unwrap().mean;
    for (function, x, expected) in [
        ("elu", "x = -2", 1.0311),
        ("gelu", "x = -3", 0.12036),
        ("silu", "x = -4", 0.95886),
        ("mish", "x = -5", 0.99247),
        ("logish", "x = -6", 0.99188),
        ("smish", "x = -10", 0.99986),
    ] {
        let found = quotient(function, x);
        assert!((found / expected - 1.0).abs() < 1e-4, "{function} {x}: {found}");
    }
    for other in ["elu", "gelu", "silu", "mish", "logish", "smish"] {
        assert_eq!(answer(&outcome, &format!("above {other}")), Answer::Agrees);
    }
    for path in outcome.paths(folder.path()) {
        assert!(std::fs::read_to_string(&path).unwrap().contains("quotient"), "{}", path.display());
    }
}

#[test]
fn inputs_of_one_sign_make_weights_zig_zag() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = smoke("zig-zag", folder.path());
    assert_eq!(answer(&outcome, "same-sign of sigmoid at least 1"), Answer::Agrees);
    assert_eq!(answer(&outcome, "detour of sigmoid above tanh"), Answer::Agrees);
}

#[test]
fn the_sigmoid_takes_most_of_the_gradient() {
    let folder = tempfile::tempdir().unwrap();
    let outcome = smoke("vanishing-gradient", folder.path());
    assert_eq!(answer(&outcome, "first-gradient-ratio of sigmoid below relu"), Answer::Agrees);
    assert_eq!(answer(&outcome, "effective-slope of sigmoid at most 0.25"), Answer::Agrees);
    let depth =
        |layers: &str| outcome.estimate(layers, "sigmoid", "first-gradient-ratio").unwrap().mean;
    assert!(depth("20 layers") < depth("10 layers") && depth("10 layers") < depth("5 layers"));
}

#[test]
fn the_rest_runs_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    for (name, runs) in [("persistence", 8 * 4 * 2), ("dead-relu", 5 * 5 * 3), ("cost", 11 * 3)] {
        let outcome = smoke(name, folder.path());
        assert_eq!(outcome.measurements.len(), runs, "{name}");
        let metric = outcome.recipe.metric.as_str();
        let has = |m: &Measurement| m.failure.is_some() || m.numbers.contains_key(metric);
        assert!(outcome.measurements.iter().all(has), "{name}");
        if name == "persistence" {
            // All units of ReLU are dead: the numbers come from the last bias alone.
            let dead = outcome.estimate("bias -10", "relu", "dead-share").unwrap();
            assert_eq!(dead.mean, 1.0);
            assert!(outcome.estimate("bias -10", "telu", "dead-share").unwrap().mean < 1.0);
        }
        if name == "dead-relu" {
            assert_eq!(answer(&outcome, "leaky_relu at most 0"), Answer::Agrees);
            assert!(outcome.estimate("bias -3", "relu", "dead-share").unwrap().mean > 0.0);
        }
    }
}

#[test]
fn few_or_scattered_runs_are_not_called_a_difference() {
    let recipe = Recipe {
        claims: vec![Claim {
            function: "telu".into(),
            above: Some("relu".into()),
            ..Claim::default()
        }],
        ..find("cost").unwrap()
    };
    let judged = |pairs: &[(f64, f64)]| {
        let mut measurements = Vec::new();
        for (seed, (telu, relu)) in pairs.iter().enumerate() {
            for (function, value) in [("telu", telu), ("relu", relu)] {
                let mut measurement = Measurement::new("", function, seed as u64);
                measurement.add("both", Some(*value));
                measurements.push(measurement);
            }
        }
        verdict::judge(&recipe, &measurements)[0].answer
    };
    assert_eq!(judged(&[]), Answer::CannotTell);
    assert_eq!(judged(&[(2.0, 1.0)]), Answer::CannotTell);
    assert_eq!(judged(&[(2.0, 1.0), (1.0, 2.0), (3.0, 1.0)]), Answer::CannotTell);
    assert_eq!(judged(&[(2.0, 1.0), (2.1, 1.0), (2.0, 1.1)]), Answer::Agrees);
    assert_eq!(judged(&[(1.0, 2.0), (1.0, 2.1), (1.1, 2.0)]), Answer::Disagrees);
}
