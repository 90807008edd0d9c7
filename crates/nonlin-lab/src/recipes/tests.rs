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
    assert!(error.contains("saturation, persistence"), "{error}");
}

#[test]
fn the_transformer_has_the_published_schedule() {
    let recipe = find("transformer").unwrap();
    let schedule = recipe.at(Scale::Paper).schedule.unwrap();
    assert_eq!((schedule.warm_up, schedule.cosine, schedule.factor), (4000, true, 1.0));
    assert_eq!(recipe.at(Scale::Small).schedule, Some(crate::learn::Schedule::default()));
}

#[test]
fn mistakes_in_a_recipe_are_named() {
    let text = include_str!("../../recipes/persistence.toml");
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
    assert!(fails("[scales.small.set]", "[scales.large.set]").contains("small"));
    assert!(fails("width = 128", "device = \"cuda\"").contains("by --device"));
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

/// A recipe at the smallest scale: every run is there with its number, and so are the files.
fn whole(name: &str) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let outcome = smoke(name, folder.path());
    let recipe = &outcome.recipe;
    let variants = recipe.variants(Scale::Smoke);
    let seeds = recipe.at(Scale::Smoke).seeds.unwrap_or(1) as usize;
    let expected = match recipe.experiment {
        Experiment::Training => variants.len() * seeds,
        Experiment::Cost | Experiment::ZigZag => seeds,
        Experiment::Slopes | Experiment::Fit => variants.len(),
    };
    let functions = recipe.functions(Scale::Smoke).unwrap().len();
    assert_eq!(outcome.measurements.len(), expected * functions, "{name}");
    let has = |m: &Measurement| m.failure.is_some() || m.numbers.contains_key(&recipe.metric);
    assert!(outcome.measurements.iter().all(has), "{name}: {:?}", outcome.measurements);
    let [page, _] = outcome.paths(folder.path());
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains(&outcome.sentence) && outcome.sentence.ends_with('.'), "{page}");
    for picture in page.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
        let svg = std::fs::read_to_string(folder.path().join(picture)).unwrap();
        assert!(svg.contains("class=\"c0\"") && !svg.contains("NaN"), "{name}: {picture}");
    }
    assert!(page.contains(".svg)"), "{name}: {page}");
    outcome
}

#[test]
fn perceptrons_run_to_their_end() {
    let outcome = whole("persistence");
    // All units of ReLU are dead: the numbers come from the last bias alone.
    assert_eq!(outcome.estimate("bias -10", "relu", "dead-share").unwrap().mean, 1.0);
    assert!(outcome.estimate("bias -10", "telu", "dead-share").unwrap().mean < 1.0);
    let outcome = whole("dead-relu");
    assert_eq!(answer(&outcome, "leaky_relu at most 0"), Answer::Agrees);
    assert!(outcome.estimate("bias -3", "relu", "dead-share").unwrap().mean > 0.0);
    for name in ["depth", "initialisation", "weight-decay"] {
        whole(name);
    }
    let outcome = whole("noise");
    let first = &outcome.measurements[0];
    // Without noise it is the accuracy of the test itself.
    assert_eq!(first.curve[0], [0.0, first.numbers["test-accuracy"]]);
    assert!(first.curve[2][1] < first.curve[0][1] + 0.05, "{:?}", first.curve);
}

#[test]
fn autoencoders_and_language_models_run_to_their_end() {
    for name in ["vae", "autoencoder", "elman", "lstm", "transformer", "zorro-lstm"] {
        let outcome = whole(name);
        let finished = outcome.measurements.iter().all(|m| m.failure.is_none());
        assert!(finished, "{name}: {:?}", outcome.measurements);
    }
}

#[test]
fn small_image_networks_run_to_their_end() {
    for name in ["lenet", "hp-bases", "zorro", "optimizers"] {
        whole(name);
    }
}

#[test]
fn large_image_networks_run_to_their_end() {
    for name in [
        "near-linearity",
        "persistence-densenet",
        "hp-mobilenet",
        "hp-preact-resnet",
        "hp-efficientnet",
    ] {
        whole(name);
    }
}

#[test]
fn what_is_exact_or_timed_runs_to_its_end() {
    for name in ["cost", "exponential"] {
        whole(name);
    }
    let outcome = whole("shape");
    assert_eq!(outcome.estimate("x = 0", "telu", "value").unwrap().mean, 0.0);
    // 2 tanh(exp(2)), by mpmath.
    let value = outcome.estimate("x = 2", "telu", "value").unwrap().mean;
    assert!((value - 1.999_998_472_408_458).abs() < 1e-12, "{value}");
    let outcome = whole("zorro-fit");
    assert_eq!(answer(&outcome, "zorro_asymmetric below relu"), Answer::Agrees);
    // SciPy's least squares.
    let error = outcome.estimate("DGELU", "zorro_sigmoid", "rms-error").unwrap().mean;
    assert!((error - 0.0108).abs() < 1e-4, "{error}");
}

#[test]
fn the_index_lists_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let error = write_index(folder.path()).unwrap_err().to_string();
    assert!(error.contains("holds no outcomes"), "{error}");
    let outcomes = ["shape", "saturation"].map(|name| smoke(name, folder.path()));
    let text = std::fs::read_to_string(write_index(folder.path()).unwrap()).unwrap();
    let places = outcomes.map(|o| text.find(&format!("[{0}]({0}-smoke.md)", o.recipe.name)));
    assert!(places[0].is_some() && places[0] < places[1], "{text}");
    assert!(text.contains(r"Saturation: \|f'\| to the left"), "{text}");
    std::fs::write(folder.path().join("other.json"), "{}").unwrap();
    let error = write_index(folder.path()).unwrap_err().to_string();
    assert!(error.contains("other.json") && error.contains("no outcome"), "{error}");
}

#[test]
fn the_sentence_says_what_came_of_all_claims() {
    let of = |answers: &[Answer]| {
        let verdict = |answer: &Answer| Verdict {
            claim: String::new(),
            answer: *answer,
            because: String::new(),
        };
        verdict::sentence(&answers.iter().map(verdict).collect::<Vec<_>>())
    };
    let [yes, no, open] = [Answer::Agrees, Answer::Disagrees, Answer::CannotTell];
    assert_eq!(of(&[yes]), "Agrees: 1 claim holds.");
    assert_eq!(of(&[open, open]), "Cannot tell at this scale: 2 claims left open.");
    assert!(of(&[yes, open]).starts_with("Agrees as far as can be told: of 2 claims 1 hold"));
    assert!(of(&[no, no]).starts_with("Disagrees: of 2 claims none"));
    assert!(of(&[no, open]).starts_with("Disagrees as far as can be told"));
    assert!(of(&[yes, no, open]).starts_with("Agrees in part, disagrees in part: of 3 claims"));
}

#[test]
fn a_claim_may_be_about_two_variants() {
    let recipe = find("zorro-lstm").unwrap();
    let mut measurements = Vec::new();
    for seed in 0..4 {
        let noise = 0.01 * seed as f64;
        for (variant, function, value) in [
            ("sigmoid gates", "tanh", 100.0 + noise),
            ("sigmoid gates", "zorro_tanh", 101.0),
            ("Zorro gates", "tanh", 50.0),
            ("Zorro gates", "zorro_tanh", 90.0),
        ] {
            let mut measurement = Measurement::new(variant, function, seed);
            measurement.add("test-perplexity", Some(value));
            measurements.push(measurement);
        }
    }
    let verdicts = verdict::judge(&recipe, &measurements);
    let answers: Vec<Answer> = verdicts.iter().map(|verdict| verdict.answer).collect();
    assert_eq!(answers, [Answer::Disagrees, Answer::Agrees], "{verdicts:?}");
    assert!(verdicts[1].claim.contains("below tanh of sigmoid gates, Zorro gates"), "{verdicts:?}");
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
